package start

import (
	"encoding/json"

	"diptych/server/api"
	"diptych/server/packager"
)

// Answers are what the engine will ask for, said before it does: the loader
// gives them out once instead of asking the network.
type Answers struct {
	// API is the answer to the multirequest for the entry.
	API json.RawMessage `json:"api"`
	// Texts are manifests; each is the answer at any of its URLs, whatever their query.
	Texts []Text `json:"texts,omitempty"`
}

// Text is one manifest. Renditions that are cut alike have the same playlist,
// since its URLs are relative.
type Text struct {
	URLs []string `json:"urls"`
	Text string   `json:"text"`
}

func answered(answers api.List, path string, plan *Plan, m *packager.Media) Answers {
	out := Answers{API: api.JSON(answers)}
	if !plan.Playable {
		return out
	}
	out.Texts = []Text{{URLs: []string{plan.Base + path}, Text: m.Master()}}
	for _, t := range plan.Tracks {
		list := m.Video
		if t.Kind == "audio" {
			list = m.Audio[:1]
		}
		for i := range list {
			if text, err := m.Playlist(&list[i]); err == nil {
				out.Texts = addText(out.Texts, t.Renditions[i].URL+"index.m3u8", text)
			}
		}
	}
	return out
}

func addText(list []Text, url, text string) []Text {
	for i := range list {
		if list[i].Text == text {
			list[i].URLs = append(list[i].URLs, url)
			return list
		}
	}
	return append(list, Text{URLs: []string{url}, Text: text})
}
