package stream_test

import (
	"strings"
	"testing"

	"diptych/player/playertest"
	"diptych/player/stream"
)

// falls is a quick link that breaks down while a segment is on its way.
func falls(at, to float64) func(now float64) float64 {
	return func(now float64) float64 {
		if now > at {
			return to
		}
		return 8_000_000
	}
}

// appendAsItComes lets what has come of a segment play before all of it is there, as
// the carrier does; aborted are the segments that were given up.
func appendAsItComes(w *playertest.World, to func(stream.Record)) (aborted *[]string) {
	aborted = new([]string)
	w.Record = func(r stream.Record) {
		if r.State == stream.Progress && r.Kind == stream.Video {
			part := float64(r.Bytes) / float64(w.Sizes(r.Segment.URL)) * r.Duration
			w.Media.ByKind[r.Kind] = append(w.Media.ByKind[r.Kind], stream.Range{Start: r.Start, End: r.Start + part})
		}
		if r.State == stream.Aborted {
			*aborted = append(*aborted, r.Segment.URL)
		}
		to(r)
	}
	return aborted
}

// TestGivesUpASlowSegment: at a sudden drop the segment on its way makes way for a lower
// one in its place, what has come of it plays meanwhile, and the film plays to its end.
func TestGivesUpASlowSegment(t *testing.T) {
	for _, c := range []struct {
		at     float64
		manual bool
	}{{20_000, false}, {20_500, false}, {22_000, false}, {20_500, true}} {
		w, e, l := play(80, falls(c.at, 600_000))
		e.Limit(6)
		aborted := appendAsItComes(w, e.OnRecord)
		if c.manual {
			e.SelectVideo("v4")
		}
		w.Run(c.at/1000 - 0.1)
		high := l.last()
		w.Run(30)
		if c.manual {
			if len(*aborted) > 0 || l.last() != "v4" {
				t.Errorf("chosen by hand: gave up %v, plays %s", *aborted, l.last())
			}
			continue
		}
		w.Run(60)
		if len(*aborted) == 0 || len(*aborted) > 3 || high < "v2" || l.last() > "v1" {
			t.Errorf("drop at %.0f ms: gave up %v; %s, then %s", c.at, *aborted, high, l.last())
			continue
		}
		_, segment, _ := strings.Cut((*aborted)[0], "-")
		instead := 0
		for _, url := range w.Fetched {
			if strings.HasSuffix(url, "-"+segment) && strings.Contains(url, "/v") {
				instead++
			}
		}
		if instead < 2 || w.Stood > 1500 || !w.Ended || len(l.failed) > 0 {
			t.Errorf("drop at %.0f ms: %s was fetched %d times, stood %.0f ms, ended %v, failures %v", c.at, segment,
				instead, w.Stood, w.Ended, l.failed)
		}
	}
}
