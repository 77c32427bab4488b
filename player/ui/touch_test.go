package ui

import (
	"testing"

	"diptych/player/model"

	"diptych/player/playertest"
	"diptych/player/value"
)

// TestRestingFinger: it plays twice as fast until it leaves, or the media does.
func TestRestingFinger(t *testing.T) {
	p, m := paused(t)
	hold := func(on bool) { m.Action("hold", model.ReadObject(value.Map{"on": on})) }
	hold(true)
	if p.Media.Rate != 1 {
		t.Errorf("a paused picture goes to rate %v", p.Media.Rate)
	}
	p.Player.Play()
	p.Run(0.5)
	m.Key(model.ReadObject(value.Map{"key": ">", "shift": true, "focus": "player"}))
	own := p.Media.Rate
	for range 2 { // a second finger changes nothing
		hold(true)
	}
	if p.Media.Rate != heldRate {
		t.Errorf("rate %v under a finger", p.Media.Rate)
	}
	hold(false)
	hold(false)
	if p.Media.Rate != own {
		t.Errorf("rate %v afterwards, want %v", p.Media.Rate, own)
	}
	var shown value.Map
	m.publish = func(patch value.Fields) { shown = value.Merge(shown, value.Object(playertest.Read(patch))) }
	hold(true)
	p.Player.Reset(true)
	m.Flush()
	if p.Media.Rate != own || value.Get(shown["held"], "on") != false {
		t.Errorf("media that go leave rate %v, %v", p.Media.Rate, shown["held"])
	}
}

// TestSeekTaps: two taps seek by what the buttons seek, on their side.
func TestSeekTaps(t *testing.T) {
	p, m := paused(t)
	for _, row := range []struct {
		direction int
		want      float64
	}{{1, 20}, {1, 30}, {-1, 20}} {
		m.Action("seekTap", model.ReadObject(value.Map{"direction": row.direction}))
		p.Run(0.3)
		if got := p.Media.CurrentTime; got < row.want-0.2 || got > row.want+0.2 {
			t.Errorf("%+d: at %v, want %v", row.direction, got, row.want)
		}
	}
}
