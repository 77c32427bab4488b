package stream

import "testing"

// TestPicturesComeBack: once pictures that were missing for a while are there
// again, and only then, the decoder is set right.
func TestPicturesComeBack(t *testing.T) {
	e := &Engine{buffers: []*trackBuffer{{kind: Video}, {kind: Audio}}}
	sound := []Range{{Start: 0, End: 30}}
	for _, step := range []struct {
		now, clock, pictures float64
		want                 bool
	}{
		{0, 5, 8, false}, {1000, 6, 8, false}, {3000, 8, 8, false}, {3250, 8.25, 8, false},
		{4250, 9.25, 9.5, false}, {4500, 9.5, 12, true}, {4750, 9.75, 12, false},
		{7000, 12, 12, false}, {7900, 12.9, 14, false}, // hardly missed
		{9000, 14, 14, false}, {12000, 17, 17.2, false}, {13000, 18, 20, true},
	} {
		m := MediaState{
			CurrentTime: step.clock, ReadyState: 4,
			ByKind: map[Kind][]Range{Video: {{Start: 0, End: step.pictures}}, Audio: sound},
		}
		if got := e.sees(&m, step.now+1); got != step.want {
			t.Errorf("at %g s with pictures up to %g s: %v", step.clock, step.pictures, got)
		}
	}
}
