package main

import (
	"math"
	"math/rand"
	"testing"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

// TestNetwork: what bits and answers take, over changes and beyond the end.
func TestNetwork(t *testing.T) {
	t.Parallel()
	n := newNetwork(trace{{2, 1e6, 0.5}, {1, 0, 0.25}, {1, 4e6, 1}})
	for i, c := range []struct{ got, want float64 }{
		{n.bring(1e6), 1},            // half of the first span
		{n.bring(2e6), 1 + 1 + 0.25}, // the rest of it, nothing for a second, a quarter of the third
		{n.answer(), 0.75 + 0.125},   // three quarters of it at one second, a quarter at a half
		{n.bring(0), 0},
		{n.bring(1e6 * 1.875), 1.875},
		{n.answer(), 0.25},
	} {
		if !near(c.got, c.want) {
			t.Errorf("%d: %g s, want %g", i, c.got, c.want)
		}
	}
	n.wait(0.75 + 1 + 2 + 1 + 0.5)
	if got := n.bring(2e6); !near(got, 0.5) {
		t.Errorf("after a round: %g s", got)
	}
	n = newNetwork(trace{{2, 1e6, 0.5}, {1, 0, 0.25}, {1, 4e6, 1}})
	for i, c := range []struct{ bits, seconds, came, took float64 }{
		{5e5, 1, 5e5, 0.5}, {5e6, 0.5, 5e5, 0.5}, {5e6, 1.5, 1e6, 1.5}, {5e6, 0.25, 0, 0.25}, {5e6, 1, 3e6, 1},
	} {
		if came, took := n.part(c.bits, c.seconds); !near(came, c.came) || !near(took, c.took) {
			t.Errorf("part %d: %g bits in %g s, want %g in %g", i, came, took, c.came, c.took)
		}
	}
}

// filmOf has segments of two seconds, which differ by a quarter from the mean.
func filmOf(segments int) film {
	return filmIn(segments, 2, 0.25, 300_000, 700_000, 1_500_000, 3_000_000, 6_000_000)
}

// filmIn has segments of so many seconds, which differ by a share from the mean.
func filmIn(segments int, seconds, uneven float64, rates ...int) film {
	f := film{segment: seconds, rates: rates}
	r := rand.New(rand.NewSource(1))
	for range segments {
		share := 1 + uneven*(2*r.Float64()-1)
		var sizes []float64
		for _, rate := range f.rates {
			sizes = append(sizes, share*float64(rate)*f.segment)
		}
		f.sizes = append(f.sizes, sizes)
	}
	return f
}

// TestSteadyNetwork: each rule settles below what comes, and nothing stands.
func TestSteadyNetwork(t *testing.T) {
	t.Parallel()
	f := filmOf(200)
	for _, r := range rules {
		for i, rate := range f.rates[:4] {
			got := play(f, trace{{10, 1.6 * float64(rate), 0.05}}, r.make(true), 25)
			if got.stalls > 0 && i > 0 {
				t.Errorf("%s at %d: %+v", r.name, rate, got)
			}
			if got.bitrate < 0.8*float64(rate) || got.bitrate > 1.7*float64(rate) {
				t.Errorf("%s at %d: %.0f bit/s", r.name, rate, got.bitrate)
			}
		}
	}
}

// wild is a network of a train: it changes by the second, and is away at times.
func wild(seed int64, mean float64) trace {
	r := rand.New(rand.NewSource(seed))
	var out trace
	for rate := mean; len(out) < 300; rate *= math.Exp(r.NormFloat64()*0.3 - 0.1*math.Log(rate/mean)) {
		s := span{0.5 + r.Float64(), rate, 0.1}
		if r.Intn(40) == 0 {
			s.bitrate = 0
		}
		out = append(out, s)
	}
	return out
}

// TestWildNetworks: the sums are sums, and what is known of the published rules shows:
// BOLA gets more out of a network, and nothing gets more than comes.
func TestWildNetworks(t *testing.T) {
	t.Parallel()
	f := filmOf(150)
	means := map[string]result{}
	for _, r := range rules {
		for seed := range int64(20) {
			got := play(f, wild(seed, 2e6), r.make(true), 25)
			if got.stalled < 0 || got.stalled >= 1 || (got.stalls == 0) != (got.stalled == 0) || got.bitrate < 3e5 ||
				got.bitrate > 6e6 || got.utility < 0 || got.utility > math.Log(20) {
				t.Fatalf("%s, seed %d: %+v", r.name, seed, got)
			}
			means[r.name] = means[r.name].plus(got, 1.0/20)
		}
	}
	if means["bola-basic"].utility <= means["throughput"].utility {
		t.Errorf("BOLA %+v, throughput %+v", means["bola-basic"], means["throughput"])
	}
}

// TestStalls: a film over a network that brings half of its lowest rendition stands
// almost as long as it plays; its first segment is start-up.
func TestStalls(t *testing.T) {
	t.Parallel()
	f := film{segment: 2, rates: []int{1_000_000}, sizes: make([][]float64, 100)}
	for i := range f.sizes {
		f.sizes[i] = []float64{2e6}
	}
	const seconds = 200 + 99*2 + 4
	for _, r := range rules {
		got := play(f, trace{{100, 5e5, 0}}, r.make(true), 25)
		if math.Abs(got.stalled-99*2.0/seconds) > 0.001 || !near(got.stalls, 99/(seconds/2.0)) ||
			!near(got.start, 4) || got.score() >= 0 {
			t.Errorf("%s: %+v", r.name, got)
		}
	}
}

// TestSegmentsAreGivenUp: where a network breaks down, the rules that were published
// with it give a large segment up for a small one, and BOLA as it was first does not.
func TestSegmentsAreGivenUp(t *testing.T) {
	t.Parallel()
	f := filmOf(40)
	for _, r := range rules {
		got := play(f, trace{{30.5, 8e6, 0.05}, {60, 4e5, 0.05}}, r.make(true), 10)
		if (got.given > 0) != (r.name != "bola-basic") {
			t.Errorf("%s: %+v", r.name, got)
		}
	}
}
