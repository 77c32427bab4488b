package player_test

import (
	"testing"

	"diptych/player/playertest"
	"diptych/player/value"
)

func held(t *testing.T, p *playertest.Page, action string) playertest.Held {
	t.Helper()
	if !p.Until(5, func() bool { return len(p.Held) > 0 }) {
		t.Fatalf("%s was not held; %v", action, p.Events)
	}
	h := p.Held[0]
	if p.Held = p.Held[1:]; h.Action != action {
		t.Fatalf("held %s, want %s", h.Action, action)
	}
	return h
}

func TestMiddlewareHoldsWhatItWantsToSee(t *testing.T) {
	p := playertest.NewPage(value.Map{})
	p.HLS(8, 400_000)
	p.API = (&shop{}).answer
	p.Call("intercept", 0, value.List{"load", "play", "setCurrentTime"})
	p.Call("loadMedia", 1, value.Map{"entryId": "a"}, value.Map{})
	if !p.Until(5, func() bool { return p.Kept[1] != nil }) {
		t.Fatal("loadMedia is not held")
	}
	p.Call("play", 0)
	load := held(t, p, "load")
	play := held(t, p, "play")
	p.Run(2)
	if p.Told["manifestloaded"] != nil {
		t.Error("the manifest was loaded while load was held")
	}
	p.Call("proceed", 0, float64(load.ID), value.List{})
	p.Until(5, func() bool { return p.Told["trackschanged"] != nil })
	if !p.Media.Paused {
		t.Error("the element plays while play is held")
	}
	p.Call("proceed", 0, float64(play.ID), value.List{})
	if !p.Until(5, func() bool { return !p.Media.Paused && p.Media.CurrentTime > 0.5 }) {
		t.Fatal("play was let through and nothing plays")
	}
	p.Call("setCurrentTime", 0, 6.0)
	seek := held(t, p, "setCurrentTime")
	if p.Media.CurrentTime > 5 {
		t.Error("the clock moved while the seek was held")
	}
	p.Call("proceed", 0, float64(seek.ID), value.List{4.0})
	if p.Media.CurrentTime != 4 {
		t.Errorf("the clock is at %v, plugins made it 4", p.Media.CurrentTime)
	}
	p.Call("pause", 0)
	if !p.Media.Paused {
		t.Error("pause was not to be held")
	}
}

func TestMiddlewareAnswersOfOtherMediaAreDropped(t *testing.T) {
	p := playertest.NewPage(value.Map{})
	p.HLS(8, 400_000)
	p.API = (&shop{}).answer
	p.Call("intercept", 0, value.List{"play"})
	p.Call("loadMedia", 1, value.Map{"entryId": "a"}, value.Map{})
	p.Until(5, func() bool { return p.Kept[1] != nil })
	p.Call("play", 0)
	play := held(t, p, "play")
	p.Call("loadMedia", 2, value.Map{"entryId": "b"}, value.Map{})
	p.Until(5, func() bool { return p.Kept[2] != nil })
	p.Call("proceed", 0, float64(play.ID), value.List{})
	p.Run(3)
	if !p.Media.Paused {
		t.Error("a play() for the first title plays the second")
	}
}
