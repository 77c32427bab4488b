package main

import (
	"math"
	"math/rand"
	"testing"
)

// noted keeps what a rule fetched.
type noted struct {
	rule
	fetched []int
}

func (n *noted) came(s state, d download) {
	if !d.givenUp {
		n.fetched = append(n.fetched, d.rendition)
	}
	n.rule.came(s, d)
}

// fetched is what our rule fetches of a film, and how it does.
func fetched(f film, t trace, sizes bool, buffer float64) ([]int, result) {
	n := &noted{rule: newOurs(sizes)}
	got := play(f, t, n, buffer)
	return n.fetched, got
}

func constant(bitrate float64) trace { return trace{{10, bitrate, 0.05}} }

// steps counts the changes of rendition.
func steps(fetched []int) int {
	n := 0
	for i := 1; i < len(fetched); i++ {
		if fetched[i] != fetched[i-1] {
			n++
		}
	}
	return n
}

// TestNeverStandsOnTwiceTheLowest: whatever the buffer, and whether sizes are known.
func TestNeverStandsOnTwiceTheLowest(t *testing.T) {
	t.Parallel()
	f := filmOf(200)
	for _, sizes := range []bool{true, false} {
		for _, buffer := range []float64{8, 10, 25, 30} {
			for _, factor := range []float64{2, 2.5, 3, 4, 8} {
				if _, got := fetched(f, constant(factor*float64(f.rates[0])), sizes, buffer); got.stalls > 0 {
					t.Errorf("%g times the lowest, %g s, sizes %v: %+v", factor, buffer, sizes, got)
				}
			}
		}
	}
}

// TestReachesTheTop: a quick link is made use of within a few segments, for good.
func TestReachesTheTop(t *testing.T) {
	t.Parallel()
	f := filmOf(100)
	for _, sizes := range []bool{true, false} {
		list, _ := fetched(f, constant(40e6), sizes, 25)
		for i, r := range list {
			if i >= 5 && r < len(f.rates)-1 {
				t.Fatalf("sizes %v: %v", sizes, list)
			}
		}
	}
}

// TestSettlesBetweenTwoRates: on a steady link it does not go up and down for ever.
func TestSettlesBetweenTwoRates(t *testing.T) {
	t.Parallel()
	f := filmOf(300)
	for i := range f.sizes { // of one size, as only then it can settle
		for j, rate := range f.rates {
			f.sizes[i][j] = float64(rate) * f.segment
		}
	}
	for i, rate := range f.rates[:len(f.rates)-1] {
		for _, share := range []float64{0.1, 0.3, 0.5, 0.7, 0.9} {
			link := float64(rate) + share*float64(f.rates[i+1]-rate)
			list, got := fetched(f, constant(link), true, 25)
			if n := steps(list[100:]); n > 12 || got.stalls > 0 && i > 0 {
				t.Errorf("%.0f bit/s between %d and %d: %d changes in 200 segments, %+v", link, rate,
					f.rates[i+1], n, got)
			}
		}
	}
}

// dropAt is a quick link that breaks down to a slow one.
func dropAt(seconds, from, to float64) trace { return trace{{seconds, from, 0.05}, {300, to, 0.05}} }

// patient is our rule without giving up.
type patient struct{ *ours }

func (patient) gives(state, download) bool { return false }

// TestGivingUpSavesTime: at a sudden drop the viewer waits for less.
func TestGivingUpSavesTime(t *testing.T) {
	t.Parallel()
	f := filmOf(60)
	saved := 0
	for i := range 20 {
		link := dropAt(30+float64(i)/5, 8e6, 4e5)
		with, without := newOurs(true), patient{newOurs(true)}
		a, b := play(f, link, with, 10), play(f, link, without, 10)
		if a.stalled > b.stalled+1e-9 {
			t.Errorf("drop %d: stands for %.4f of the time, %.4f without", i, a.stalled, b.stalled)
		}
		if a.stalled < b.stalled-0.01 {
			saved++
		}
	}
	if saved < 5 {
		t.Errorf("giving up helps at %d of 20 moments", saved)
	}
}

// chain is a network by chance: states of a Markov chain around a mean, each for some
// seconds. Where it is sticky, slow times last, as on a train; else each state is drawn
// anew, as on a shared line.
func chain(seed int64, mean, wide, sticky float64) trace {
	r := rand.New(rand.NewSource(seed))
	var out trace
	for x := 0.0; len(out) < 120; {
		x = sticky*x + wide*math.Sqrt(1-sticky*sticky)*r.NormFloat64()
		out = append(out, span{2 + 3*r.Float64(), mean * math.Exp(x-wide*wide/2), 0.05 + 0.05*r.Float64()})
	}
	return out
}

// TestBeatsThePublishedRules: on networks by chance, in one run with them. What it is
// held to is a little below what it does now.
func TestBeatsThePublishedRules(t *testing.T) {
	t.Parallel()
	f := filmIn(150, 3, 0.4, 240_000, 360_000, 540_000, 800_000, 1_200_000, 1_800_000, 2_700_000, 4_000_000,
		6_000_000)
	for _, c := range []struct {
		name               string
		mean, wide, sticky float64
		buffer             float64
		sizes              bool
		over               float64 // BOLA-E's score
	}{
		{"train", 2e6, 0.7, 0.9, 25, true, 0.05},
		{"train, by mean bit rates", 2e6, 0.7, 0.9, 25, false, 0.03},
		{"line", 2.5e6, 0.5, 0.2, 25, true, 0.05},
		{"line, by mean bit rates", 2.5e6, 0.5, 0.2, 25, false, 0.03},
		{"line, little ahead", 2.5e6, 0.5, 0.2, 10, true, 0.05},
	} {
		scores := map[string]result{}
		for _, r := range rules {
			for seed := range int64(24) {
				got := play(f, chain(seed, c.mean, c.wide, c.sticky), r.make(c.sizes), c.buffer)
				scores[r.name] = scores[r.name].plus(got, 1.0/24)
			}
		}
		ours, bolaE := scores["ours"], scores["bola-e"]
		t.Logf("%s: ours %.3f (switch %.0f, stalls %.2f %%), BOLA-E %.3f (%.0f, %.2f %%), throughput %.3f", c.name,
			ours.score(), ours.switched/1000, 100*ours.stalled, bolaE.score(), bolaE.switched/1000,
			100*bolaE.stalled, scores["throughput"].score())
		if ours.score() < bolaE.score()*(1+c.over) || ours.score() < scores["throughput"].score()*1.05 {
			t.Errorf("%s: ours %+v, BOLA-E %+v", c.name, ours, bolaE)
		}
		if ours.switched > bolaE.switched || ours.stalled > bolaE.stalled+0.001 {
			t.Errorf("%s: ours %+v, BOLA-E %+v", c.name, ours, bolaE)
		}
	}
}
