package ui

import (
	"math"
	"strings"
	"testing"

	"diptych/player/model"
	"diptych/player/playertest"
	"diptych/player/value"
)

// broadcast watches a live stream that keeps 40 seconds, 20 of them having passed.
func broadcast(t *testing.T, sources value.Map, endMS float64) (*playertest.Page, *Manager, *value.Map) {
	t.Helper()
	shown := &value.Map{}
	p := playertest.NewPage(value.Map{})
	m := New(p.Player, func(patch value.Fields) {
		*shown = value.Merge(*shown, value.Object(playertest.Read(patch)))
	})
	b := playertest.Broadcast{W: p.World, Target: 2, Window: 20, Bitrate: 500_000, Began: -80_000, EndMS: endMS}
	b.Start()
	p.SetMedia(value.Map{"sources": value.Merge(value.Map{"hls": playertest.MainPlaylist()}, sources)})
	p.Player.Play()
	for range 100 {
		p.Run(0.2)
		m.Flush()
	}
	return p, m, shown
}

func press(p *playertest.Page, m *Manager, key string) float64 {
	m.Key(model.ReadObject(value.Map{"key": key, "focus": "player"}))
	p.Run(0.3)
	m.Flush()
	return p.Media.CurrentTime
}

// TestLiveWindow: what is kept can be gone through, and no further.
func TestLiveWindow(t *testing.T) {
	p, m, shown := broadcast(t, value.Map{"type": "Live", "dvr": true}, 0)
	live := value.Object((*shown)["live"])
	if m.Preset() != "Live" || live["dvr"] != true || live["edge"] != true {
		t.Fatalf("preset %s, %v", m.Preset(), live)
	}
	from, end := value.Num(live, "from"), p.Media.Duration
	if math.Abs(end-from-40) > 3 {
		t.Errorf("%.1f to %.1f is kept", from, end)
	}
	if at := press(p, m, "Home"); math.Abs(at-from) > 2.5 {
		t.Errorf("Home leads to %.1f, want %.1f", at, from)
	}
	if live = value.Object((*shown)["live"]); live["edge"] != false {
		t.Errorf("at the beginning: %v", live)
	}
	p.Events = nil
	m.Action("rewind", model.ReadObject(nil))
	p.Run(0.1)
	if at := p.Media.CurrentTime; at < p.Player.Window().Start-0.1 {
		t.Errorf("rewind leads to %.1f, before %.1f", at, p.Player.Window().Start)
	}
	m.Action("live", model.ReadObject(nil))
	p.Run(0.3)
	m.Flush()
	if live = value.Object((*shown)["live"]); live["edge"] != true || p.Media.CurrentTime < end-12 {
		t.Errorf("at the edge: %v, at %.1f of %.1f", live, p.Media.CurrentTime, p.Media.Duration)
	}
}

// TestLiveWithoutWindow: where nothing is kept, nothing seeks, and nobody is told that it did.
func TestLiveWithoutWindow(t *testing.T) {
	p, m, shown := broadcast(t, value.Map{"type": "Live"}, 0)
	before, at := len(p.Events), p.Media.CurrentTime
	for _, key := range []string{"Home", "ArrowLeft", "ArrowRight", "End", "5", "J"} {
		if now := press(p, m, key); now < at {
			t.Errorf("%s leads from %.1f to %.1f", key, at, now)
		}
	}
	m.Action("rewind", model.ReadObject(nil))
	m.Action("seekTap", model.ReadObject(value.Map{"direction": -1}))
	if told := p.Since(before); strings.Contains(told, "seek") || strings.Contains(told, "rewind") {
		t.Errorf("told: %s", told)
	}
	if live := value.Object((*shown)["live"]); live["dvr"] != false {
		t.Errorf("%v", live)
	}
}

// TestLiveByItsList: a title that does not say what it is.
func TestLiveByItsList(t *testing.T) {
	_, m, _ := broadcast(t, value.Map{}, 0)
	if m.Preset() != "Live" {
		t.Errorf("preset %s", m.Preset())
	}
}

// TestBroadcastOver: what is left is a film, with a bar for what is there.
func TestBroadcastOver(t *testing.T) {
	p, m, shown := broadcast(t, value.Map{}, 10_000)
	p.Run(2)
	m.Flush()
	live := value.Object((*shown)["live"])
	if m.Preset() != "Playback" || math.Abs(p.Media.Duration-value.Num(live, "from")-40) > 3 {
		t.Errorf("preset %s, %v of %.1f", m.Preset(), live, p.Media.Duration)
	}
	p.SetMedia(value.Map{"sources": value.Map{"hls": playertest.MainPlaylist()}})
	m.Flush()
	if live := value.Object((*shown)["live"]); value.Num(live, "from") != 0 {
		t.Errorf("what comes next begins with %v", live)
	}
}
