package player_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"diptych/player/playertest"
	"diptych/player/value"
)

// numbersOf are the values of player.stats, in their order, and the decisions.
func numbersOf(t *testing.T, p *playertest.Scripted) value.List {
	t.Helper()
	answer, err := p.Player.Call("stats", nil)
	if err != nil {
		t.Fatal(err)
	}
	parsed, _ := value.Parse(value.JSON(answer))
	out := value.List{}
	for _, name := range strings.Fields("protocol live width height bandwidth estimate bufferVideo bufferAudio " +
		"droppedFrames decodedFrames stalls stallTime switches bytes requests failedRequests playTime rate latency " +
		"startTime drift") {
		out = append(out, value.Get(parsed, name))
	}
	decisions, err := p.Player.Call("decisions", nil)
	if err != nil {
		t.Fatal(err)
	}
	parsed, _ = value.Parse(value.JSON(decisions))
	return append(out, parsed)
}

// places in the list.
const (
	atProtocol = iota
	atLive
	atWidth
	atStalls    = 10
	atStallTime = 11
	atPlayTime  = 16
	atLatency   = 18
	atStartTime = 19
	atDrift     = 20
)

// TestStatsBeforeMedia: there is nothing to tell, in the same form.
func TestStatsBeforeMedia(t *testing.T) {
	t.Parallel()
	got := numbersOf(t, playertest.NewScripted(nil))
	if len(got) != atDrift+2 || got[atProtocol] != "" || got[atLive] != false || got[atStalls] != 0.0 ||
		got[atLatency] != nil || got[atStartTime] != nil || got[atDrift] != nil {
		t.Fatalf("got %v", got)
	}
	if list, _ := got[atDrift+1].(value.List); len(list) > 0 {
		t.Errorf("got %v", got)
	}
}

// TestStatsOfViewing: what play took to begin, how long it ran and stood; hesitations that
// are too short to be told are play, seeks and pauses are no stalls.
func TestStatsOfViewing(t *testing.T) {
	t.Parallel()
	p := film(t, nil)
	p.Clock.Run(1000)
	p.Player.Play()
	p.Media.Paused = false
	p.Clock.Run(700)
	p.Say("loadstart", "loadedmetadata", "play", "playing")
	p.Clock.Run(4000)
	p.Say("waiting") // 1: stands for 1500 ms
	p.Clock.Run(1500)
	p.Say("playing")
	p.Clock.Run(1000)
	p.Say("waiting") // too short
	p.Clock.Run(100)
	p.Say("playing")
	p.Media.Seeking = true
	p.Say("seeking", "waiting")
	p.Clock.Run(3000)
	p.Media.Seeking = false
	p.Say("seeked", "playing")
	p.Clock.Run(500)
	p.Media.Paused = true
	p.Say("pause")
	p.Clock.Run(5000)
	got := numbersOf(t, p)
	if len(got) != atDrift+2 || got[atProtocol] != "hls" || got[atLive] != false || got[atLatency] != nil ||
		got[atDrift] != nil {
		t.Fatalf("stats %v", got)
	}
	for _, x := range []struct {
		what string
		at   int
		want float64
	}{
		{"stalls", atStalls, 1}, {"stall time", atStallTime, 1.5}, {"play time", atPlayTime, 5.8},
		{"start", atStartTime, 700},
	} {
		if n, _ := value.Number(got[x.at]); math.Abs(n-x.want) > 0.01 {
			t.Errorf("%s is %v, want %v", x.what, got[x.at], x.want)
		}
	}
}

// TestStatsBeginAnew with other media.
func TestStatsBeginAnew(t *testing.T) {
	t.Parallel()
	p := film(t, nil)
	p.Player.Play()
	p.Media.Paused = false
	p.Say("loadstart", "loadedmetadata", "play", "playing")
	p.Clock.Run(2000)
	p.SetMedia(value.Map{"sources": value.Map{"hls": playertest.MainPlaylist()}})
	if got := numbersOf(t, p); got[atPlayTime] != 0.0 || got[atStartTime] != nil {
		t.Errorf("stats %v", got)
	}
}

// TestDecisionsAreTold as the overlay reads them.
func TestDecisionsAreTold(t *testing.T) {
	t.Parallel()
	p := film(t, nil)
	p.Player.Play()
	p.Run(2)
	list := value.Items(numbersOf(t, p)[atDrift+1])
	if len(list) == 0 || !strings.HasPrefix(fmt.Sprint(list[0]), "start ") {
		t.Errorf("decisions %v", list)
	}
}
