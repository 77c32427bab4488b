package abr

import "testing"

var ladder = []int{400_000, 800_000, 1_800_000, 3_500_000}

// stateOf is a state in a film of two-second segments, all of one size.
func stateOf(current int, ahead float64) *State {
	return &State{
		Rates: ladder, Uneven: []float64{1, 1, 1, 1, 1}, Segment: 2, Ahead: ahead, Target: 30, Current: current,
	}
}

// known has seen a link of one speed for a while.
func known(speed float64) *Estimator {
	e := New(1e6)
	for range 30 {
		sample(e, speed, 2)
	}
	return e
}

func TestFirstChoice(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		guess float64
		want  int
	}{{0, 0}, {300_000, 0}, {1_000_000, 0}, {2_000_000, 1}, {4_000_000, 2}, {20_000_000, 3}} {
		if got := New(x.guess).Choose(stateOf(-1, 0)); got != x.want {
			t.Errorf("guess of %.0f bit/s: %d, want %d", x.guess, got, x.want)
		}
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name         string
		current      int
		speed, ahead float64
		want         int
	}{
		{"below the lowest", 2, 100_000, 10, 0},
		{"down with nothing ahead", 2, 2_000_000, 0, 1},
		{"little ahead of a slow link", 2, 900_000, 3, 0},
		{"what the link brings", 2, 2_000_000, 15, 2},
		{"no higher than it brings", 2, 3_300_000, 28, 2},
		{"up with enough ahead", 1, 4_500_000, 20, 3},
		{"up at once on a quick link", 0, 30_000_000, 4, 3},
		{"a full buffer outlasts a dip", 2, 1_700_000, 28, 2},
	} {
		if got := known(x.speed).Choose(stateOf(x.current, x.ahead)); got != x.want {
			t.Errorf("%s: %d, want %d", x.name, got, x.want)
		}
	}
}

// TestLargeSegmentsAreSeenComing: what is known of the sizes to come counts.
func TestLargeSegmentsAreSeenComing(t *testing.T) {
	t.Parallel()
	e := known(2_500_000)
	even, uneven := stateOf(2, 6), stateOf(2, 6)
	uneven.Uneven[0] = 3
	if a, b := e.Choose(even), e.Choose(uneven); a != 2 || b >= 2 {
		t.Errorf("%d, before a large segment %d", a, b)
	}
}

func TestGiveUp(t *testing.T) {
	t.Parallel()
	const size = 3_500_000 * 2
	for _, x := range []struct {
		name                 string
		current              int
		ahead, came, seconds float64
		want                 bool
	}{
		{"it comes in time", 3, 10, 3_500_000, 1, false},
		{"hardly anything comes", 3, 4, 300_000, 1, true},
		{"hardly anything comes of the lowest", 0, 4, 300_000, 1, false},
		{"too early to tell", 3, 4, 300_000, 0.2, false},
		{"too little to tell", 3, 4, 50_000, 1, false},
		{"almost here", 3, 1, 6_700_000, 8, false},
		{"much is ahead", 3, 28, 1_000_000, 1, false},
	} {
		e := known(6_000_000)
		before := e.Bitrate()
		got := e.GiveUp(stateOf(x.current, x.ahead), x.came, size, x.seconds)
		if (got >= 0) != x.want || got >= x.current && x.want {
			t.Errorf("%s: %d", x.name, got)
		}
		near(t, "asking tells nothing", e.Bitrate(), before)
	}
}

// BenchmarkChoose is of ten renditions.
func BenchmarkChoose(b *testing.B) {
	s := &State{Segment: 3, Ahead: 12, Target: 30, Current: 4}
	for i := range 10 {
		s.Rates = append(s.Rates, 200_000<<i/(i+1))
	}
	s.Uneven = []float64{1, 1.5, 0.5, 1, 1}
	e := known(2_000_000)
	for b.Loop() {
		e.Choose(s)
	}
}
