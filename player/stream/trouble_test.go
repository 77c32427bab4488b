package stream_test

import (
	"strings"
	"testing"

	"diptych/player/stream"
)

// counts are how often each segment was asked for.
func counts(fetched []string) map[string]int {
	out := map[string]int{}
	for _, url := range fetched {
		out[url]++
	}
	return out
}

// TestMissingSegmentIsJumpedOver: one that the server does not have is asked for
// a few times, and play goes on behind it.
func TestMissingSegmentIsJumpedOver(t *testing.T) {
	for _, x := range []struct {
		name    string
		missing string
		end     float64
	}{
		{"picture", "v0-2.m4s", 20}, {"sound", "a-2.m4s", 20}, {"first", "v0-0.m4s", 20},
		{"two", "v0-2.m4s v0-3.m4s", 20}, {"last", "v0-9.m4s a-9.m4s", 18},
	} {
		w, e, l := playOne(20)
		sizes := w.Sizes
		w.Sizes = func(url string) int64 {
			if strings.Contains(x.missing, url[len("http://x/"):]) {
				return -1
			}
			return sizes(url)
		}
		e.Start()
		w.Run(40)
		if !w.Ended || w.Media.CurrentTime < x.end-0.5 || len(l.failed) > 0 {
			t.Errorf("%s: at %.1f s, end of stream %v, failures %v, pictures %v", x.name,
				w.Media.CurrentTime, w.Ended, l.failed, w.Media.Buffered)
		}
		for url, n := range counts(w.Fetched) {
			if n > 2 {
				t.Errorf("%s: %s was asked for %d times", x.name, url, n)
			}
		}
	}
}

// TestMediaElsewhereEnds: segments that bring nothing to their place are not asked
// for over and over.
func TestMediaElsewhereEnds(t *testing.T) {
	w, e, l := playOne(60)
	w.Times = func(string) (float64, float64, bool) { return 0, 0, true } // nothing comes of any
	e.Start()
	w.Run(60)
	for url, n := range counts(w.Fetched) {
		if n > 3 {
			t.Errorf("%s was asked for %d times", url, n)
		}
	}
	if len(w.Fetched) > 30 || len(l.failed) != 1 {
		t.Errorf("%d requests, failures %v", len(w.Fetched), l.failed)
	}
}

// TestServerRefusesAll: a stream that is not there ends soon, with its name.
func TestServerRefusesAll(t *testing.T) {
	w, e, l := play(60, constant(8_000_000))
	w.Sizes = func(string) int64 { return -1 }
	e.Start()
	w.Run(60)
	if len(w.Fetched) > 60 || len(l.failed) != 1 || l.failed[0] != stream.CauseHTTP {
		t.Errorf("%d requests, failures %v", len(w.Fetched), l.failed)
	}
}

// TestNetworkAway: while the network does not answer, and nothing is left to play,
// it is asked on; the viewer is told, and play goes on by itself.
func TestNetworkAway(t *testing.T) {
	for _, x := range []struct {
		name   string
		away   float64 // seconds
		online bool
		within float64 // of its return
		failed bool
	}{{"told", 25, true, 1.5, false}, {"not told", 35, false, 4, false}, {"too long", 90, true, 2, true}} {
		w, e, l := playOne(300)
		e.Limit(4)
		e.Start()
		w.Run(10)
		w.Down = true
		w.Run(6) // what was there is played
		asked := len(w.Fetched)
		w.Run(x.away)
		at := w.Media.CurrentTime
		if x.failed != (len(l.failed) > 0) {
			t.Errorf("%s: failures %v", x.name, l.failed)
		}
		if len(l.away) == 0 || !l.away[0] {
			t.Errorf("%s: the viewer was not told", x.name)
		}
		if n := len(w.Fetched) - asked; float64(n) > 2*x.away {
			t.Errorf("%s: %d requests", x.name, n)
		}
		w.Down = false
		if x.online {
			e.Online()
		}
		w.Run(x.within)
		if moved := w.Media.CurrentTime > at; moved == x.failed || !x.failed && l.away[len(l.away)-1] {
			t.Errorf("%s: %.1f s after its return at %.2f (was %.2f), told %v", x.name, x.within,
				w.Media.CurrentTime, at, l.away)
		}
	}
}

// TestNetworkAwayAtStart: manifests are waited for too.
func TestNetworkAwayAtStart(t *testing.T) {
	w, e, l := playOne(20)
	w.Down = true
	e.Start()
	w.Run(25)
	w.Down = false
	e.Online()
	w.Run(2)
	if w.Media.CurrentTime == 0 {
		t.Errorf("it does not play: told %v, failures %v", l.away, l.failed)
	}
	if len(l.failed) != 1 { // the first try, as one that is got over
		t.Errorf("failures %v", l.failed)
	}
}

// TestDecoderStands: an element that does not play what it has ends in words.
func TestDecoderStands(t *testing.T) {
	w, e, l := playOne(20)
	e.Start()
	w.Run(3)
	w.Media.Rate = 0 // the clock stands
	w.Run(30)
	if len(l.failed) != 1 || l.failed[0] != stream.CauseStalled {
		t.Errorf("failures %v", l.failed)
	}
}
