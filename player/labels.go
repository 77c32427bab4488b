package player

import (
	"cmp"
	"diptych/player/value"
	"strings"

	"diptych/player/model"
	"diptych/player/stream"
)

// described is added to the label of audio that describes the picture.
const described = " - Audio Description"

// label names the tracks as viewers read them; the page's own words win
// (reference: player-api §5.6).
func (ts *tracks) label(p *Player) {
	ts.labelAudio(p)
	if p.d.Env.Label == nil {
		return
	}
	for _, t := range ts.list {
		t.Label = cmp.Or(p.d.Env.Label(t), t.Label)
	}
}

func (ts *tracks) labelAudio(p *Player) {
	audio := ts.list.Of(stream.Audio)
	seen := map[string]int{}
	for _, t := range audio {
		if name := p.d.Env.LanguageName; name != nil && t.Language != "" {
			t.Label = cmp.Or(name(t.Language), t.Label)
		}
		if !p.config.Labels.KeepDescription && describes(t, p.media.title) {
			t.Language, t.Role = "ad-"+t.Language, description
			if !strings.Contains(t.Label, described) {
				t.Label += described
			}
		}
		seen[t.Label]++
	}
	for _, t := range audio {
		if seen[t.Label] > 1 && t.ManifestName != "" {
			t.Label = t.ManifestName
		}
	}
	if p.config.Labels.Sorted {
		sortAudio(ts.list)
	}
}

// describes tells audio description by its kind, its name or its flavor's tags.
func describes(t *model.Track, title *model.Media) bool {
	if t.Role == description {
		return true
	}
	name := strings.ToLower(t.ManifestName)
	if _, rest, ok := strings.Cut(name, "audio"); ok &&
		(strings.HasPrefix(rest, "desc") || len(rest) > 0 && strings.HasPrefix(rest[1:], "desc")) {
		return true
	}
	for _, f := range title.Flavors {
		if f.ID != "" && f.ID == t.FlavorID && strings.Contains(f.Tags, "audio_description") {
			return true
		}
	}
	return false
}

// sortAudio orders the audio tracks, which stand first, by label.
func sortAudio(list model.Tracks) {
	n := 0
	for n < len(list) && list[n].Kind == stream.Audio {
		n++
	}
	value.SortStable(list[:n], func(i, j int) bool { return list[i].Label < list[j].Label })
}

// flavorID reads /flavorId/<x> in the URL of a rendition.
func flavorID(url string) string {
	_, rest, _ := strings.Cut(url, "/flavorId/")
	id, _, _ := strings.Cut(rest, "/")
	return id
}
