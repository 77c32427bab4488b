package player_test

import (
	"testing"

	"diptych/player/playertest"
	"diptych/player/value"
)

// TestConfigureActs on what plays, and waits where nothing does.
func TestConfigureActs(t *testing.T) {
	t.Parallel()
	p := page(&shop{}, value.Map{"playback": value.Map{"muted": false}})
	set := func(key string, v any) { p.Call("configure", 0, value.Map{"playback": value.Map{key: v}}) }
	set("volume", 0.2)
	expect(t, "before there is media", spaced(p.Media.Volume), "1")
	p.Call("loadMedia", 1, value.Map{"entryId": "a"})
	p.Run(1)
	expect(t, "of the next media", spaced(p.Media.Volume), "0.2")
	for _, row := range []struct {
		key  string
		v    any
		want string
	}{
		{"volume", 0.5, "0.5 false 1"}, {"volume", "0.7", "0.7 false 1"}, {"volume", 5, "1 false 1"},
		{"volume", -1, "0 false 1"}, {"volume", 1, "1 false 1"}, {"volume", "loud", "1 false 1"},
		{"muted", true, "1 true 1"}, {"muted", "no", "1 true 1"}, {"muted", false, "1 false 1"},
		{"playbackRate", 2, "1 false 2"}, {"playbackRate", "0.5", "1 false 0.5"},
		{"playbackRate", 0, "1 false 0.5"},
	} {
		set(row.key, row.v)
		expect(t, row.key, spaced(p.Media.Volume, p.Media.Muted, p.Media.Rate), row.want)
	}
	n := len(p.Events)
	set("muted", false)
	expect(t, "nothing changes", p.Since(n), "")
	set("playbackRates", value.List{1, 4, "2"})
	expect(t, "speeds on offer", spaced(p.Known["playbackRates"]), "[1 2 4]")
}

// TestConfigureCaptions: shown, hidden and of another language while it plays.
func TestConfigureCaptions(t *testing.T) {
	t.Parallel()
	caption := func(code string) value.Map {
		p := "http://x/" + code + ".vtt"
		return value.Map{"type": "vtt", "language": code, "label": code, "url": p}
	}
	p := page(&shop{}, nil)
	for _, code := range []string{"en", "de"} {
		p.Bodies["http://x/"+code+".vtt"] = "WEBVTT\n\n00:00.000 --> 00:05.000\n" + code + "\n"
	}
	p.Call("setMedia", 0, value.Map{
		"sources": value.Map{
			"id": "s", "captions": value.List{caption("en"), caption("de")},
			"hls": playertest.MainPlaylist(),
		},
	})
	p.Run(1)
	for _, row := range []struct {
		change value.Map
		want   string
	}{
		{value.Map{}, ""}, {value.Map{"textLanguage": "de"}, ""},
		{value.Map{"captionsDisplay": true}, "de"}, {value.Map{"textLanguage": "en"}, "en"},
		{value.Map{"textLanguage": "fr"}, "en"},
		{value.Map{"captionsDisplay": false}, ""},
		{value.Map{"captionsDisplay": true, "textLanguage": "de"}, "de"},
	} {
		p.Call("configure", 0, value.Map{"playback": row.change})
		p.Run(0.5)
		if got := p.Player.SelectedText(); got != row.want {
			t.Errorf("%v: captions %q, want %q", row.change, got, row.want)
		}
	}
}
