package stream

import (
	"math"
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

// TestSizesOfSegments: byte ranges tell them; where a playlist has none, or is not
// there yet, segments are as uneven as those that play.
func TestSizesOfSegments(t *testing.T) {
	e := &Engine{goalSeconds: 30}
	plays := ranged("b", 800_000, 100_000, 300_000, 200_000, 200_000)
	other := ranged("a", 400_000, 50_000, 150_000, 100_000, 100_000)
	unread := &manifest.Rendition{ID: "c", Average: 1_600_000, Bandwidth: 3_000_000}
	peak := &manifest.Rendition{ID: "d", Bandwidth: 4_000_000}
	s := e.choice([]*manifest.Rendition{other, plays, unread, peak}, 1, 2, 7)
	want := [][]float64{{1.2e6, 2.4e6, 4.8e6, 12e6}, {0.8e6, 1.6e6, 3.2e6, 8e6}, {0.8e6, 1.6e6, 3.2e6, 8e6}}
	if len(s.Sizes) != len(want) || !s.Guessed || s.Segment != 2 || s.Ahead != 7 || s.Target != 32 {
		t.Fatalf("%+v", s)
	}
	for k, sizes := range want {
		for i, size := range sizes {
			if math.Abs(s.Sizes[k][i]-size) > 1 {
				t.Errorf("segment %d of rendition %d: %.0f bits, want %.0f", k+1, i, s.Sizes[k][i], size)
			}
		}
	}
	if s := e.choice([]*manifest.Rendition{other, plays}, 1, 0, 7); s.Guessed || len(s.Sizes) != 4 {
		t.Errorf("all are told: %+v", s)
	}
	if s := e.choice([]*manifest.Rendition{unread, peak}, -1, 0, 0); s.Segment != guessedSegment ||
		s.Sizes[0][0] != 1_600_000*guessedSegment || s.Rates[1] != 4_000_000 {
		t.Errorf("nothing is read: %+v", s)
	}
	if s := e.choice([]*manifest.Rendition{other, plays}, 1, 9, 3); len(s.Sizes) != 1 {
		t.Errorf("at the end: %+v", s)
	}
}
