package stream_test

import (
	"math"
	"testing"

	"diptych/player/playertest"
	"diptych/player/value"
)

// TestDateRanges of a live list are told once, where they are by the clock of the
// programme, and again when their length is known.
func TestDateRanges(t *testing.T) {
	b := playertest.Broadcast{Target: 2, Window: 10, ProgramTime: true, Began: -40_000, Range: 60}
	w, _, l := watch(&b, 8_000_000, 10)
	if len(l.events) != 0 {
		t.Fatalf("told too early: %v", l.events)
	}
	w.Run(40)
	if len(l.events) != 2 {
		t.Fatalf("%d told: %+v", len(l.events), l.events)
	}
	for i, length := range []float64{0, 12.5} {
		x := l.events[i]
		at := 60 - b.Shown()
		if x.ID != "ad" || x.Kind != "custom" || math.Abs(x.Start-at) > 0.05 || x.Duration != length {
			t.Errorf("%+v, want at %.2f for %v", x, at, length)
		}
		if value.Str(value.Object(playertest.Read(x.Metadata)), "X-SHOW") != "me" {
			t.Errorf("metadata %s", value.JSON(x.Metadata))
		}
	}
}
