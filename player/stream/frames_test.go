package stream_test

import (
	"testing"

	"diptych/player/playertest"
	"diptych/player/stream"
)

// TestLatePictures: what a device does not manage is told, and left where that is wanted.
func TestLatePictures(t *testing.T) {
	rule := func(limit bool) stream.FrameRule {
		return stream.FrameRule{IntervalMS: 5000, Share: 0.2, Cap: limit}
	}
	for _, x := range []struct {
		name         string
		rule         stream.FrameRule
		late         func(id string) float64 // share of the pictures
		told, capped bool
	}{
		{"all in time", rule(true), func(string) float64 { return 0.1 }, false, false},
		{"told alone", rule(false), func(string) float64 { return 0.5 }, true, false},
		{"the largest", rule(true), func(id string) float64 {
			if id == "v4" {
				return 0.6
			}
			return 0
		}, true, true},
		{"not asked for", stream.FrameRule{}, func(string) float64 { return 0.9 }, false, false},
	} {
		t.Run(x.name, func(t *testing.T) {
			w, l := playertest.NewWorld(), &listener{}
			w.HLS(120, 400_000, 800_000, 1_800_000, 3_500_000, 6_000_000)
			w.Speed = constant(30_000_000)
			e := stream.New(deps(w), stream.Config{ABR: true, Frames: x.rule}, l)
			w.Record = e.OnRecord
			e.Load("http://x/main.m3u8", stream.HLS, 0)
			e.Start()
			for range 110 {
				w.Run(1)
				w.Media.TotalFrames += 25
				w.Media.DroppedFrames += int(25 * x.late(l.last()))
			}
			if got := len(l.late) > 0; got != x.told {
				t.Errorf("told %v", l.late)
			}
			if got := l.last() != "v4"; got != x.capped {
				t.Errorf("ends with %s of %v", l.last(), l.video)
			}
		})
	}
}

// TestSaveData: who wants little to be loaded gets no more than a small picture, but may
// ask for more.
func TestSaveData(t *testing.T) {
	w, l := playertest.NewWorld(), &listener{}
	w.HLS(60, 400_000, 800_000, 1_800_000, 3_500_000, 6_000_000)
	w.Speed = constant(30_000_000)
	e := stream.New(deps(w), stream.Config{ABR: true, SaveData: true}, l)
	w.Record = e.OnRecord
	e.Load("http://x/main.m3u8", stream.HLS, 0)
	e.Start()
	w.Run(20)
	if l.last() == "v4" || l.last() == "v3" {
		t.Errorf("plays %v", l.video)
	}
	e.SelectVideo("v4")
	w.Run(20)
	if l.last() != "v4" {
		t.Errorf("asked for v4, plays %v", l.video)
	}
}
