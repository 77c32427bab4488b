package player_test

import (
	"testing"

	"diptych/player"
	"diptych/player/playertest"
	"diptych/player/stream"
	"diptych/player/value"
)

// find lets a segment have captions in its pictures.
func find(p *playertest.Page, channels ...string) {
	r := stream.Record{State: stream.Caption}
	for _, x := range channels {
		r.Found = append(r.Found, stream.Captions{Channel: x, VTT: "WEBVTT\n\n00:00.000 --> 00:09.000\n" + x})
	}
	p.Player.OnRecord(r)
}

// cueText is the cue that is shown.
func cueText(p *playertest.Page) string {
	for _, cue := range value.Items(p.Told[player.EventTextCueChanged], "cues") {
		return value.Str(cue, "text")
	}
	return ""
}

// TestCaptionsAreFound: captions that nobody has named are tracks as soon as they are seen,
// with the names that the page gives, and are shown where that is wanted.
func TestCaptionsAreFound(t *testing.T) {
	t.Parallel()
	p := audioPage(value.Map{"text": value.Map{"captionsTextTrack1Label": "Original"}}, "en|Main|")
	told := 0
	p.Player.On(player.EventTracksChanged, func(player.Event) { told++ })
	find(p, "CC1")
	expect(t, "the first", listed(p, "TextTrack", "label"), "Original, Off*")
	find(p, "CC1", "CC3")
	expect(t, "another", listed(p, "TextTrack", "label"), "Original, Spanish, Off*")
	expect(t, "languages", listed(p, "TextTrack", "language"), "en, es, off*")
	expect(t, "kinds", listed(p, "TextTrack", "kind"), "captions, captions, subtitles*")
	expect(t, "the others stay", listed(p, "AudioTrack", "label"), "Main*")
	p.Player.SelectTrack(stream.Text, "CC3")
	p.Call("play", 0)
	if !p.Until(5, func() bool { return cueText(p) == "CC3" }) {
		t.Errorf("shown: %v", p.Told[player.EventTextCueChanged])
	}
	find(p, "CC2")
	expect(t, "what is shown stays", listed(p, "TextTrack", "label"), "Original, Spanish*, Spanish, Off")
	if told != 3 {
		t.Errorf("told %d times, want 3", told)
	}
	wanted := value.Map{"playback": value.Map{"textLanguage": "en", "captionsDisplay": true}}
	p = audioPage(wanted, "en|Main|")
	find(p, "CC1")
	p.Run(1)
	expect(t, "wanted", listed(p, "TextTrack", "label"), "English*, Off")
}
