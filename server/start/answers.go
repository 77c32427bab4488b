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
	// Texts are manifests by URL without its query.
	Texts map[string]string `json:"texts,omitempty"`
}

func answered(answers api.List, path string, plan *Plan, m *packager.Media) Answers {
	out := Answers{API: api.JSON(answers)}
	if !plan.Playable {
		return out
	}
	out.Texts = map[string]string{plan.Base + path: m.Master()}
	for _, t := range plan.Tracks {
		list := m.Video
		if t.Kind == "audio" {
			list = m.Audio
		}
		text, err := m.Playlist(&list[t.Opening.Rendition])
		if err == nil {
			out.Texts[t.Renditions[t.Opening.Rendition].URL+"index.m3u8"] = text
		}
	}
	return out
}
