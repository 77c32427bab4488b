package dualscreen

import (
	"math"
	"math/rand"
	"sort"
	"testing"

	"diptych/player/stream"
)

// decoder is a media element in virtual time: it takes a while to seek and does
// not run quite at the rate it is told.
type decoder struct {
	stream.MediaState
	latency, drift float64 // seconds; share of the rate
	seekDone       float64
	sound          float64 // from its start the clock stands so long, seconds
	startsAt       float64
}

func (d *decoder) advance(now, dt float64) {
	if d.Seeking && now >= d.seekDone {
		d.Seeking, d.ReadyState = false, 4
	}
	switch {
	case d.Paused || d.Seeking || d.ReadyState < 3:
		d.startsAt = now + d.sound
	case now >= d.startsAt:
		d.CurrentTime += dt * d.Rate * (1 + d.drift)
	}
}

func (d *decoder) seek(now, to float64) {
	d.CurrentTime, d.Seeking, d.ReadyState, d.seekDone = to, true, 1, now+d.latency
}

// run plays main and child for a while and returns the offsets of each 10 ms.
func run(seconds float64, child *decoder, event func(now float64, main, child *decoder)) []float64 {
	main := &decoder{
		MediaState: stream.MediaState{Rate: 1, ReadyState: 4, Duration: 600}, latency: 0.25, sound: 0.09,
	}
	f := newFollower()
	look, sought := 0.0, false
	var offsets []float64
	for i := range int(seconds * 100) {
		now := float64(i) / 100
		main.advance(now, 0.01)
		child.advance(now, 0.01)
		event(now, main, child)
		if main.Seeking && !sought { // at once, as on the seeking event
			child.Paused = true
			child.seek(now, main.CurrentTime)
			f.hold(main.CurrentTime)
			f.soughtAt = now * 1000
		}
		if sought && !main.Seeking { // as on the seeked event
			look = now
		}
		sought = main.Seeking
		if now >= look {
			c := f.step(reading{
				now: now * 1000, main: main.MediaState, child: child.MediaState, stopped: main.Paused,
			})
			child.Rate = c.rate
			switch {
			case c.seek:
				child.seek(now, c.to)
			case c.play:
				child.Paused = false
			case c.pause:
				child.Paused = true
			}
			look = now + f.pace()/1000
		}
		offsets = append(offsets, child.CurrentTime-main.CurrentTime)
	}
	return offsets
}

func share(offsets []float64, bound float64) float64 {
	n := 0
	for _, o := range offsets {
		if math.Abs(o) <= bound {
			n++
		}
	}
	return float64(n) / float64(len(offsets))
}

const frame = 1.0 / 30

func newChild(latency, drift, at float64) *decoder {
	return &decoder{
		MediaState: stream.MediaState{Rate: 1, ReadyState: 4, Duration: 600, CurrentTime: at, Paused: true},
		latency:    latency, drift: drift,
	}
}

func TestFollowsInSteadyPlay(t *testing.T) {
	for _, drift := range []float64{0, 0.002, -0.002} {
		for _, start := range []float64{0, 0.3, 5} {
			offsets := run(60, newChild(0.2, drift, start), func(float64, *decoder, *decoder) {})
			if got := share(offsets[500:], frame); got < 0.95 {
				t.Errorf("drift %v from %v s: %.0f %% within a frame", drift, start, got*100)
			}
		}
	}
}

func TestDoesNotOvershoot(t *testing.T) {
	offsets := run(10, newChild(0.2, 0, 0.5), func(float64, *decoder, *decoder) {})
	least := 0.0
	for _, o := range offsets[50:] {
		least = min(least, o)
	}
	if least < -outer {
		t.Errorf("fell %v s behind while making up for being ahead", -least)
	}
}

func TestCatchesUpAfterStall(t *testing.T) {
	offsets := run(40, newChild(0.2, 0, 0), func(now float64, _, child *decoder) {
		if now > 10 && now < 12 {
			child.ReadyState = 2
		} else if !child.Seeking {
			child.ReadyState = 4
		}
	})
	if got := share(offsets[1600:], frame); got < 0.95 {
		t.Errorf("after a stall of 2 s: %.0f %% within a frame", got*100)
	}
}

func TestStopsWithMain(t *testing.T) {
	child := newChild(0.1, 0, 0)
	run(10, child, func(now float64, main, _ *decoder) { main.Paused = now > 5 })
	if !child.Paused {
		t.Error("the secondary runs on while the main one is paused")
	}
}

// Sound starts later than it says; the muted stream must not run ahead of it.
func TestTogetherSoonAfterSeek(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	var relock []float64
	var seeked []int
	offsets := run(240, newChild(0.2, 0, 0), func(now float64, main, child *decoder) {
		if step := now / 6; step == math.Trunc(step) && step > 0 {
			child.latency = 0.05 + 0.3*random.Float64()
			main.seek(now, random.Float64()*300)
			seeked = append(seeked, int((now+main.latency)*100)+1)
		}
	})
	for _, i := range seeked[:len(seeked)-1] {
		took := 5.0
		for j := range 500 {
			if share(offsets[i+j:i+j+20], frame) == 1 {
				took = float64(j) / 100
				break
			}
		}
		relock = append(relock, took)
	}
	sort.Float64s(relock)
	if p95 := relock[len(relock)*95/100]; p95 > 0.3 {
		t.Errorf("95 %% of seeks are together again after %v s", p95)
	}
}
