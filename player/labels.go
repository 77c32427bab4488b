package player

import (
	"sort"
	"strings"

	"diptych/player/stream"
	"diptych/player/value"
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
		if text := p.d.Env.Label(t.value()); text != "" {
			t.fields["label"] = text
		}
	}
}

func (ts *tracks) labelAudio(p *Player) {
	audio := ts.of(stream.Audio)
	seen := map[string]int{}
	for _, t := range audio {
		if name := p.d.Env.LanguageName; name != nil && t.str("language") != "" {
			t.fields["label"] = first(name(t.str("language")), t.str("label"))
		}
		if value.Get(p.config, "playback", "updateAudioDescriptionLabels") != false && describes(t, p.media.sources) {
			t.fields["language"] = "ad-" + t.str("language")
			t.fields["kind"] = "description"
			if !strings.Contains(t.str("label"), described) {
				t.fields["label"] = t.str("label") + described
			}
		}
		seen[t.str("label")]++
	}
	for _, t := range audio {
		if name := t.str("manifestName"); seen[t.str("label")] > 1 && name != "" {
			t.fields["label"] = name
		}
	}
	if value.Bool(p.config, "playback", "alphabeticalSort") {
		sortAudio(ts.list)
	}
}

// describes tells audio description by its kind, its name or its flavor's tags.
func describes(t *track, sources value.Map) bool {
	if t.str("kind") == "description" {
		return true
	}
	name := strings.ToLower(t.str("manifestName"))
	if _, rest, ok := strings.Cut(name, "audio"); ok && (strings.HasPrefix(rest, "desc") || len(rest) > 0 && strings.HasPrefix(rest[1:], "desc")) {
		return true
	}
	for _, f := range value.Items(sources, "metadata", "audioFlavors") {
		if id := value.Str(f, "id"); id != "" && id == t.str("flavorId") && strings.Contains(value.Str(f, "tags"), "audio_description") {
			return true
		}
	}
	return false
}

// sortAudio orders the audio tracks, which stand first, by label.
func sortAudio(list []*track) {
	n := 0
	for n < len(list) && list[n].kind == stream.Audio {
		n++
	}
	sort.SliceStable(list[:n], func(i, j int) bool { return list[i].str("label") < list[j].str("label") })
}

// flavorID reads /flavorId/<x> in the URL of a rendition.
func flavorID(url string) any {
	_, rest, ok := strings.Cut(url, "/flavorId/")
	if !ok {
		return nil
	}
	id, _, _ := strings.Cut(rest, "/")
	return id
}
