package ui

import (
	"testing"

	"diptych/player/playertest"
	"diptych/player/value"
)

// TestBigButtonBeforePlay: it stands until something plays, also where play
// begins by itself, and not any more once play was asked for.
func TestBigButtonBeforePlay(t *testing.T) {
	for _, auto := range []bool{false, true} {
		p := playertest.NewPage(value.Map{"playback": value.Map{"autoplay": auto}})
		var engine any
		m := New(p.Player, func(patch value.Fields) {
			if e := value.Get(playertest.Read(patch), "engine"); e != nil {
				engine = e
			}
		})
		shown := func() bool { m.Flush(); return value.Bool(engine, "prePlayback") }
		p.HLS(8, 400_000)
		p.SetMedia(value.Map{"sources": value.Map{"hls": playertest.MainPlaylist()}})
		if !shown() {
			t.Errorf("autoplay %v: not there while nothing plays", auto)
		}
		if !auto {
			p.Player.Play()
			if shown() {
				t.Error("still there when play was asked for")
			}
		}
		p.Until(5, func() bool { return p.Media.CurrentTime > 0 })
		if shown() || p.Media.CurrentTime == 0 {
			t.Errorf("autoplay %v: there while it plays", auto)
		}
		p.Player.Pause()
		p.Run(0.2)
		if shown() {
			t.Errorf("autoplay %v: there while it is paused", auto)
		}
	}
}
