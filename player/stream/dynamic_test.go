package stream_test

import (
	"testing"

	"diptych/player/playertest"
	"diptych/player/stream"
)

func watchDASH(d *playertest.Document, seconds float64) (*playertest.World, *stream.Engine, *listener) {
	w, l := playertest.NewWorld(), &listener{}
	d.W, d.Bitrate = w, 800_000
	w.Speed = constant(8_000_000)
	d.Serve()
	deps := deps(w)
	deps.SetRate = func(rate float64) { w.Media.Rate = rate }
	e := stream.New(deps, stream.Config{ABR: true}, l)
	w.Record = e.OnRecord
	w.Seeked = func() { e.OnMedia("seeking") }
	e.Load("http://x/live.mpd", stream.DASH, 0)
	e.Start()
	w.Run(seconds)
	return w, e, l
}

func TestLiveDASH(t *testing.T) {
	live := playertest.Broadcast{Target: 2, Window: 10, Began: -80_000}
	whole := playertest.Broadcast{Target: 2, Began: -80_000}
	for _, x := range []struct {
		name       string
		d          playertest.Document
		least, max float64
	}{
		{"numbers", playertest.Document{Broadcast: live, Period: 2}, 4, 10},
		{"numbers, never renewed", playertest.Document{Broadcast: live, Period: -1}, 4, 10},
		{"all of it", playertest.Document{Broadcast: whole, Period: 2}, 4, 10},
		{"timeline", playertest.Document{Broadcast: live, Period: 1, Timeline: true}, 4, 10},
		{"a delay that is said", playertest.Document{Broadcast: live, Period: 2, Delay: 12}, 10, 15},
		{"a clock that is wrong", playertest.Document{Broadcast: live, Period: 2, SkewMS: 3_600_000}, 4, 10},
		{"low latency", playertest.Document{Broadcast: live, Period: 2, Early: 1.6, Latency: 2500}, 1.8, 3.2},
	} {
		t.Run(x.name, func(t *testing.T) {
			d := x.d
			w, e, l := watchDASH(&d, 90)
			if at := behind(&d.Broadcast); l.fatal > 0 || at < x.least || at > x.max || w.Stood > 400 {
				t.Errorf("%.2f s behind, stood %.0f ms, failures %v, %+v, %v, %v", at, w.Stood, l.failed, e.Stats(),
					w.Media.Buffered, l.window)
			}
			if repeated := twice(w.Fetched); repeated != "" {
				t.Errorf("%s was asked for twice", repeated)
			}
			if !l.window.Live || len(d.Asked) > 120 {
				t.Errorf("%+v, %d documents", l.window, len(d.Asked))
			}
		})
	}
}

func TestLiveDASHEnds(t *testing.T) {
	d := playertest.Document{Broadcast: playertest.Broadcast{Target: 2, Began: -20_000, EndMS: 30_000}, Period: 2}
	w, _, l := watchDASH(&d, 60)
	if !w.Media.Ended || l.fatal > 0 || l.window.Live {
		t.Errorf("ended %v at %.1f of %.1f, failures %v", w.Media.Ended, w.Media.CurrentTime, w.Media.Duration,
			l.failed)
	}
}

// TestLiveDASHAway: the server is away for a while; play goes on behind that.
func TestLiveDASHAway(t *testing.T) {
	d := playertest.Document{
		Broadcast: playertest.Broadcast{Target: 2, Window: 10, Began: -80_000, Down: away}, Period: 2, Timeline: true,
	}
	w, _, l := watchDASH(&d, 70)
	at := w.Media.CurrentTime
	w.Run(30)
	if l.fatal > 0 || w.Media.CurrentTime-at < 20 || behind(&d.Broadcast) > 20 {
		t.Errorf("%.1f s played of 30, %.1f s behind, failures %v", w.Media.CurrentTime-at, behind(&d.Broadcast),
			l.failed)
	}
}
