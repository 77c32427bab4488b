package player_test

import (
	"slices"
	"strings"
	"testing"

	"diptych/player/value"
)

func sameTape(t *testing.T, what string, got []string, want string) {
	t.Helper()
	got = slices.DeleteFunc(slices.Clone(got), func(e string) bool { return e == "fragloaded" })
	if strings.Join(got, " → ") != want {
		t.Errorf("%s:\n\t%s, want\n\t%s", what, strings.Join(got, " → "), want)
	}
}

// TestFirstPlayOrder: reference: player-api §3.6 A, B, D.
func TestFirstPlayOrder(t *testing.T) {
	t.Parallel()
	p := film(t, nil)
	sameTape(t, "set", p.Take(), "registeredpluginslistevent → changesourcestarted → sourceselected → "+
		"mutechange false → changesourceended")
	p.Player.Play()
	sameTape(t, "play()", p.Take(), "playbackstart")
	p.Clock.Run(50)
	p.Say("loadstart")
	sameTape(t, "the manifest", p.Take(), "abrmodechanged → emptied → idle>loading → loadstart → "+
		"manifestloaded → medialoaded → trackschanged")
	p.Say("play", "durationchange", "loadedmetadata", "loadeddata", "canplay", "playing")
	sameTape(t, "the picture", p.Take(), "play → firstplay → durationchange → audiotrackchanged → "+
		"loading>paused → loadedmetadata → loadeddata → canplay → paused>playing → playing → "+
		"firstplaying → videotrackchanged")
	p.Say("pause", "play", "playing")
	sameTape(t, "pause and resume", p.Take(), "playing>paused → pause → paused>playing → play → playing")
}

// TestPlayWithoutMedia: reference: player-api §4.3, 7006, 7007.
func TestPlayWithoutMedia(t *testing.T) {
	t.Parallel()
	p := film(t, nil)
	p.Player.Reset(false)
	p.Take()
	p.Player.Play()
	sameTape(t, "nothing", p.Take(), "playbackstart → error 2/7/7006")
	p.SetMedia(value.Map{"sources": value.Map{}})
	sameTape(t, "empty sources", p.Take(), "")
	p.SetMedia(value.Map{
		"sources": value.Map{
			"progressive": value.List{value.Map{"url": "http://x/a.xyz", "mimetype": "video/xyz"}},
		},
	})
	sameTape(t, "a source that nothing plays", p.Take(),
		"registeredpluginslistevent → changesourcestarted → error 2/7/7007")
}

// TestManifestErrorOrder: the first failure is got over, the last one is not.
func TestManifestErrorOrder(t *testing.T) {
	t.Parallel()
	p := film(t, nil)
	clear(p.Bodies)
	p.Player.Play()
	p.Take()
	p.Clock.Run(10_000)
	sameTape(t, "404", p.Take(), "abrmodechanged → error 1/1/1002 → error 2/1/1002")
	if d := value.Object(p.Errors[1], "data"); value.Str(d, "name") != "manifestLoadError" ||
		value.Int(d, "responseCode") != 404 || value.Str(d, "url") != "http://x/main.m3u8" {
		t.Errorf("data %v", d)
	}
	if !p.Player.CanRetry() {
		t.Error("there is no way on")
	}
}

// TestAutoplayOrder: reference: player-api §3.6 J.
func TestAutoplayOrder(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		sound, muted, allowed bool
		want                  string
	}{
		{true, true, true, "playbackstart → abrmodechanged"},
		{false, true, true, "mutechange true → fallbacktomutedautoplay → playbackstart → abrmodechanged"},
		{false, true, false, "autoplayfailed → abrmodechanged"},
		{false, false, true, "autoplayfailed → abrmodechanged"},
	} {
		p := film(t, value.Map{"playback": value.Map{"autoplay": true, "allowMutedAutoPlay": x.allowed}})
		p.Sound, p.Muted = x.sound, x.muted
		p.Take()
		p.Clock.Run(5)
		sameTape(t, "autoplay", p.Take(), x.want)
	}
}

// TestSpeedIsToldOnce: an element tells of its default speed as well.
func TestSpeedIsToldOnce(t *testing.T) {
	t.Parallel()
	p := film(t, nil)
	p.Take()
	p.Player.SetRate(1.5)
	p.Say("ratechange", "ratechange")
	sameTape(t, "set", p.Take(), "ratechange")
}

// TestRenditionIsToldWherePlayIsRefused also when the engine hears of it only after
// the element said that it can play.
func TestRenditionIsToldWherePlayIsRefused(t *testing.T) {
	t.Parallel()
	p := film(t, nil)
	p.Speed = func(float64) float64 { return 900_000 } // enough for one of the two renditions
	p.Refuse = "NotAllowedError"
	p.Player.Play()
	p.Run(0.05)
	p.Say("loadstart", "loadedmetadata", "loadeddata", "canplay") // nothing is here yet
	p.Take()
	p.Run(2)
	told := 0
	for _, e := range p.Take() {
		if e == "videotrackchanged" {
			told++
		}
	}
	if told != 1 {
		t.Errorf("told %d times", told)
	}
}
