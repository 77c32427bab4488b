package stream_test

import (
	"math"
	"strings"
	"testing"

	"diptych/player/playertest"
	"diptych/player/stream"
)

// watch plays a broadcast that began a while ago for some seconds.
func watch(b *playertest.Broadcast, speed float64, seconds float64) (*playertest.World, *stream.Engine, *listener) {
	w, l := playertest.NewWorld(), &listener{}
	b.W, b.Bitrate = w, 800_000
	w.Speed = constant(speed)
	b.Start()
	d := deps(w)
	d.SetRate = func(rate float64) { w.Media.Rate = rate }
	e := stream.New(d, stream.Config{ABR: true}, l)
	w.Record = e.OnRecord
	w.Seeked = func() { e.OnMedia("seeking") }
	e.Load("http://x/main.m3u8", stream.HLS, 0)
	e.Start()
	w.Run(seconds)
	return w, e, l
}

// behind is how far behind the newest media play is, seconds.
func behind(b *playertest.Broadcast) float64 {
	return (b.W.Clock.Now()-b.Began)/1000 - b.W.Media.CurrentTime - b.Shown()
}

func TestLivePlays(t *testing.T) {
	for _, x := range []struct {
		name       string
		b          playertest.Broadcast
		least, max float64 // behind the newest media
	}{
		{"plain", playertest.Broadcast{Target: 2, Window: 6}, 4, 10},
		{"event", playertest.Broadcast{Target: 2}, 4, 10},
		{"long segments", playertest.Broadcast{Target: 6, Window: 5}, 12, 30},
		{"a clock of its own", playertest.Broadcast{Target: 2, Window: 6, Base: 40_000}, 4, 10},
		{"program time", playertest.Broadcast{Target: 2, Window: 6, ProgramTime: true}, 4, 10},
		{"discontinuities", playertest.Broadcast{Target: 2, Window: 6, Discontinuity: 4}, 4, 10},
		{"numbers begin anew", playertest.Broadcast{Target: 2, Window: 6, Restarts: 50, Discontinuity: 50}, 4, 12},
		{"requests wait", playertest.Broadcast{Target: 2, Window: 6, Blocks: true}, 4, 9},
		{"deltas", playertest.Broadcast{Target: 2, Window: 30, Blocks: true, Skips: true}, 4, 9},
		{"parts", playertest.Broadcast{Target: 2, Part: 0.5, Window: 30, Blocks: true, Skips: true}, 0.9, 3},
		{"parts, no waiting", playertest.Broadcast{Target: 2, Part: 0.5, Window: 30}, 0.9, 4},
		{"short parts", playertest.Broadcast{Target: 4, Part: 0.2, Window: 10, Blocks: true}, 0.3, 2},
	} {
		t.Run(x.name, func(t *testing.T) {
			b := x.b
			b.Began = -80_000
			w, e, l := watch(&b, 8_000_000, 120)
			at := behind(&b)
			if l.fatal > 0 || at < x.least || at > x.max || w.Stood > 300 {
				t.Errorf("%.2f s behind, stood %.0f ms, failures %v, %+v, asked %d times, ended %v", at, w.Stood,
					l.failed, e.Stats(), len(b.Asked), w.Media.Buffered)
			}
			if repeated := twice(w.Fetched); repeated != "" {
				t.Errorf("%s was asked for twice", repeated)
			}
			if most := 2 * int(120/(b.Length()*0.9)); len(b.Asked) > 2*most+10 {
				t.Errorf("%d small requests", len(b.Asked))
			}
			if b.Skips && b.Delta == 0 || b.Blocks && b.Blocked < 20 {
				t.Errorf("%d deltas, %d answers that waited", b.Delta, b.Blocked)
			}
			if !l.window.Live || math.Abs(l.window.End-w.Media.Duration) > 0.11 {
				t.Errorf("window %+v, duration %.2f", l.window, w.Media.Duration)
			}
		})
	}
}

func twice(urls []string) string {
	seen := map[string]bool{}
	for _, u := range urls {
		if seen[u] {
			return u
		}
		seen[u] = true
	}
	return ""
}

func TestLiveEnds(t *testing.T) {
	for _, part := range []float64{0, 0.5} {
		b := playertest.Broadcast{Target: 2, Part: part, Blocks: part > 0, Began: -20_000, EndMS: 30_000}
		w, _, l := watch(&b, 8_000_000, 60)
		if !w.Media.Ended || !w.Ended || l.fatal > 0 || l.window.Live || math.Abs(w.Media.Duration-50) > 0.1 {
			t.Errorf("parts of %g: ended %v at %.1f of %.1f, failures %v", part, w.Media.Ended, w.Media.CurrentTime,
				w.Media.Duration, l.failed)
		}
	}
}

// TestEncoderLost: the list stands still, or is away, for a while; play goes on
// behind that, and nothing is an error.
func TestEncoderLost(t *testing.T) {
	for _, x := range []struct {
		name string
		b    playertest.Broadcast
	}{
		{"list stands", playertest.Broadcast{Target: 2, Window: 6, Stands: standing}},
		{"list stands, waiting", playertest.Broadcast{Target: 2, Window: 6, Blocks: true, Stands: standing}},
		{"list is not there", playertest.Broadcast{Target: 2, Window: 6, Down: away}},
		{"parts stand", playertest.Broadcast{Target: 2, Part: 0.5, Blocks: true, Window: 6, Stands: standing}},
	} {
		t.Run(x.name, func(t *testing.T) {
			b := x.b
			b.Began = -40_000
			w, e, l := watch(&b, 8_000_000, 70)
			if l.fatal > 0 {
				t.Fatalf("failures %v", l.failed)
			}
			at := w.Media.CurrentTime
			w.Run(30)
			if l.fatal > 0 || w.Media.CurrentTime-at < 20 || behind(&b) > 40 {
				t.Errorf("%.1f s played of 30, %.1f s behind, %+v, failures %v", w.Media.CurrentTime-at, behind(&b),
					e.Stats(), l.failed)
			}
		})
	}
}

// standing is an encoder that stood from 30 to 50 s.
func standing(now float64) float64 {
	switch {
	case now < 30_000:
		return now
	case now < 50_000:
		return 30_000
	}
	return now - 20_000
}

func away(now float64) bool { return now > 30_000 && now < 50_000 }

// TestEncoderGone: what never comes back is told of, by the contract's limit.
func TestEncoderGone(t *testing.T) {
	b := playertest.Broadcast{Target: 2, Window: 6, Began: -40_000, Stands: func(now float64) float64 {
		return min(now, 30_000)
	}}
	_, _, l := watch(&b, 8_000_000, 120)
	if l.fatal != 1 || l.failed[len(l.failed)-1] != stream.CauseOutdated {
		t.Errorf("failures %v, asked %d times", l.failed, len(b.Asked))
	}
}

// TestSeeksInWindow: the viewer goes back, plays there, and returns to the end.
func TestSeeksInWindow(t *testing.T) {
	b := playertest.Broadcast{Target: 2, Part: 0.5, Blocks: true, Skips: true, Window: 60, Began: -200_000}
	w, e, l := watch(&b, 8_000_000, 20)
	if !l.window.OnEdge {
		t.Error("play does not begin at the end")
	}
	w.Seek(l.window.Start + 20)
	w.Run(30)
	if l.window.OnEdge || w.Stood > 1000 || behind(&b) < 90 {
		t.Errorf("%.1f s behind, stood %.0f, %+v", behind(&b), w.Stood, l.window)
	}
	w.Seek(e.ToEdge())
	w.Run(10)
	if !l.window.OnEdge || behind(&b) > 4 || l.fatal > 0 {
		t.Errorf("%.1f s behind, %+v, failures %v", behind(&b), l.window, l.failed)
	}
}

// TestPausedBeyondWindow: what was paused at has gone; play goes on at the first
// moment there is.
func TestPausedBeyondWindow(t *testing.T) {
	b := playertest.Broadcast{Target: 2, Window: 10, Began: -60_000}
	w, _, l := watch(&b, 8_000_000, 20)
	w.Media.Paused = true
	w.Run(120)
	w.Media.Paused = false
	at := w.Clock.Now()
	w.Run(10)
	if l.fatal > 0 || behind(&b) > 24 || w.Clock.Now()-at < 5 {
		t.Errorf("%.1f s behind, at %.1f of %+v, %v", behind(&b), w.Media.CurrentTime, l.window, l.failed)
	}
}

// TestSlowLinkLive: ten minutes on a link that at times brings less than the stream
// takes; play is never far behind for long.
func TestSlowLinkLive(t *testing.T) {
	b := playertest.Broadcast{Target: 2, Part: 0.5, Blocks: true, Window: 30, Began: -60_000}
	w, _, l := watch(&b, 8_000_000, 5)
	w.Speed = func(now float64) float64 {
		if int(now/30_000)%2 == 1 {
			return 500_000
		}
		return 3_000_000
	}
	late, most := 0.0, 0.0
	for range 1200 {
		w.Run(0.5)
		if behind(&b) > 1.5+3+8 {
			late += 0.5
		} else {
			late = 0
		}
		most = max(most, late)
	}
	if most > 15 || l.fatal > 0 {
		t.Errorf("%.1f s too far behind, failures %v", most, l.failed)
	}
}

// TestCatchesUp: after a stall play with little delay comes back to its distance, and
// goes on at its own speed there.
func TestCatchesUp(t *testing.T) {
	b := playertest.Broadcast{Target: 2, Part: 0.5, Blocks: true, Window: 30, Began: -60_000}
	w, _, l := watch(&b, 8_000_000, 20)
	w.Speed = constant(100_000)
	w.Run(4)
	w.Speed = constant(8_000_000)
	w.Run(2)
	late := behind(&b)
	w.Run(120)
	if late < 3 || behind(&b) > 2.6 || w.Media.Rate < 0.96 || w.Media.Rate > 1.04 || l.fatal > 0 {
		t.Errorf("%.2f s behind after %.2f, rate %g", behind(&b), late, w.Media.Rate)
	}
	w.Speed = constant(100_000)
	w.Run(4)
	w.Speed = constant(8_000_000)
	b.EndMS = w.Clock.Now() + 2000
	w.Run(6)
	if w.Media.Rate != 1 {
		t.Errorf("plays at %g behind the end of the broadcast", w.Media.Rate)
	}
}

// TestTwoHoursLive: a looped list with discontinuities, numbers that begin anew and a
// clock that steps; nothing drifts and nothing piles up.
func TestTwoHoursLive(t *testing.T) {
	b := playertest.Broadcast{Target: 4, Window: 8, Discontinuity: 15, Began: -60_000, Restarts: 900, Base: 7}
	w, e, l := watch(&b, 8_000_000, 60)
	first, things := behind(&b), e.Size()
	for range 119 {
		w.Fetched, b.Asked = nil, nil
		w.Run(60)
	}
	if d := behind(&b) - first; math.Abs(d) > 4 || w.Stood > 1500 || l.fatal > 0 || e.Size() > 2*things+50 {
		t.Errorf("drift %.2f s, stood %.0f ms, kept %d after %d, failures %v", d, w.Stood, e.Size(), things, l.failed)
	}
	if !strings.HasPrefix(w.Fetched[len(w.Fetched)-1], "http://x/") {
		t.Error("nothing was fetched at the end")
	}
}

// TestMediaPlaylistAlone: a live stream without a multivariant playlist begins behind its
// end as well, and its list is not read twice for that.
func TestMediaPlaylistAlone(t *testing.T) {
	b := playertest.Broadcast{Target: 2, Window: 6, Began: -40_000, Bitrate: 800_000}
	w, l := playertest.NewWorld(), &listener{}
	b.W, w.Speed = w, constant(8_000_000)
	b.Start()
	e := stream.New(deps(w), stream.Config{ABR: true}, l)
	w.Record = e.OnRecord
	e.Load("http://x/v.m3u8", stream.HLS, 0)
	e.Start()
	w.Run(1)
	if at := behind(&b); at > 7 || len(b.Asked) != 1 {
		t.Errorf("%.1f s behind, asked for %v", at, b.Asked)
	}
}

// TestDeltasOnly: a server that leaves things out although the whole is asked for is not
// asked without a pause.
func TestDeltasOnly(t *testing.T) {
	b := playertest.Broadcast{Target: 2, Window: 6, Began: -40_000, Bitrate: 800_000}
	w, l := playertest.NewWorld(), &listener{}
	b.W, w.Speed = w, constant(8_000_000)
	b.Start()
	serve := w.Serve
	w.Serve = func(r stream.FetchRequest) (string, int, float64) {
		body, status, after := serve(r)
		if w.Clock.Now() > 10_000 {
			body = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:900\n" +
				"#EXT-X-SKIP:SKIPPED-SEGMENTS=5\n#EXTINF:2,\nx\n"
		}
		return body, status, after
	}
	e := stream.New(deps(w), stream.Config{ABR: true}, l)
	w.Record = e.OnRecord
	e.Load("http://x/v.m3u8", stream.HLS, 0)
	e.Start()
	w.Run(40)
	if len(b.Asked) > 70 {
		t.Errorf("asked %d times", len(b.Asked))
	}
}
