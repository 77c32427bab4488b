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
}

func (d *decoder) advance(now, dt float64) {
	if d.Seeking && now >= d.seekDone {
		d.Seeking, d.ReadyState = false, 4
	}
	if !d.Paused && !d.Seeking && d.ReadyState >= 3 {
		d.CurrentTime += dt * d.Rate * (1 + d.drift)
	}
}

func (d *decoder) seek(now, to float64) {
	d.CurrentTime, d.Seeking, d.ReadyState, d.seekDone = to, true, 1, now+d.latency
}

// run plays main and child for a while and returns the offsets of each 10 ms.
func run(seconds float64, child *decoder, event func(now float64, main, child *decoder)) []float64 {
	main := &decoder{MediaState: stream.MediaState{Rate: 1, ReadyState: 4, Duration: 600}, latency: 0.08}
	f := newFollower()
	var offsets []float64
	for i := range int(seconds * 100) {
		now := float64(i) / 100
		main.advance(now, 0.01)
		child.advance(now, 0.01)
		event(now, main, child)
		if i%20 == 0 {
			c := f.step(reading{now: now * 1000, main: main.MediaState, child: child.MediaState, stopped: main.Paused})
			child.Rate = c.rate
			switch {
			case c.seek:
				child.seek(now, c.to)
			case c.play:
				child.Paused = false
			case c.pause:
				child.Paused = true
			}
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
	return &decoder{MediaState: stream.MediaState{Rate: 1, ReadyState: 4, Duration: 600, CurrentTime: at, Paused: true}, latency: latency, drift: drift}
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

func TestLearnsTheLead(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	var after []float64
	offsets := run(120, newChild(0.35, 0, 0), func(now float64, main, child *decoder) {
		if step := now / 6; step == math.Trunc(step) && step > 0 {
			main.CurrentTime = random.Float64() * 300
			child.seek(now, main.CurrentTime) // at once, as on the seeking event
		}
	})
	for i := 600; i+500 < len(offsets); i += 600 {
		relock := 500
		for j := range 500 {
			if math.Abs(offsets[i+j]) <= frame {
				relock = j
				break
			}
		}
		after = append(after, float64(relock)/100)
	}
	sort.Float64s(after)
	if p95 := after[len(after)*95/100]; p95 > 2 {
		t.Errorf("95 %% of seeks are together again after %v s", p95)
	}
}
