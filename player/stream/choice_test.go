package stream

import (
	"math"
	"slices"
	"testing"

	"diptych/player/manifest"
)

// ranged is a rendition in one file, whose segments of two seconds take so many bytes.
func ranged(id string, average int, bytes ...int64) *manifest.Rendition {
	r := &manifest.Rendition{ID: id, Average: average, Bandwidth: 2 * average, EndList: true}
	at := int64(100)
	for i, n := range bytes {
		s := manifest.Segment{Resource: manifest.Resource{URL: id, From: at, To: at + n - 1}}
		s.Start, s.Duration = float64(2*i), 2
		r.Segments = append(r.Segments, s)
		at += n
	}
	return r
}

// TestSizesOfSegments: byte ranges of what plays tell how uneven segments are; where
// there are none, they are taken to be even.
func TestSizesOfSegments(t *testing.T) {
	e := &Engine{goalSeconds: 30}
	plays := ranged("b", 800_000, 100_000, 300_000, 200_000, 200_000)
	whole := &manifest.Rendition{ID: "a", Average: 400_000, Bandwidth: 700_000}
	peak := &manifest.Rendition{ID: "c", Bandwidth: 4_000_000}
	list := []*manifest.Rendition{whole, plays, peak}
	for _, c := range []struct {
		current    int
		at         float64
		want       []float64
		guessed    bool
		segment    float64
		difference string
	}{
		{1, 0, []float64{0.5, 1.5, 1, 1, 1}, false, 2, "from the start"},
		{1, 2, []float64{1.5, 1, 1, 1, 1}, false, 2, "from the second segment"},
		{1, 3.95, []float64{1, 1, 1, 1, 1}, false, 2, "where the second is nearly over"},
		{1, 9, []float64{1, 1, 1, 1, 1}, true, 2, "behind the end"},
		{0, 2, []float64{1, 1, 1, 1, 1}, true, guessedSegment, "a list that is not there"},
		{-1, 0, []float64{1, 1, 1, 1, 1}, true, guessedSegment, "nothing plays"},
	} {
		s := e.choice(list, c.current, c.at, 7)
		if !slices.EqualFunc(s.Uneven, c.want, func(a, b float64) bool { return math.Abs(a-b) < 1e-6 }) ||
			s.Guessed != c.guessed || s.Segment != c.segment || s.Target != 30+c.segment || s.Ahead != 7 {
			t.Errorf("%s: %+v", c.difference, s)
		}
		if !slices.Equal(s.Rates, []int{400_000, 800_000, 4_000_000}) {
			t.Errorf("rates %v", s.Rates)
		}
	}
}
