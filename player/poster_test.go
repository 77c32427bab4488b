package player

import "testing"

func TestPosterSize(t *testing.T) {
	for _, c := range [][4]int{
		{0, 0, 0, 0}, {200, 100, 320, 180}, {320, 180, 320, 180}, {321, 180, 640, 360},
		{390, 700, 1280, 720}, {960, 540, 960, 540}, {4000, 3000, 1920, 1080},
	} {
		if w, h := posterSize(float64(c[0]), float64(c[1])); w != c[2] || h != c[3] {
			t.Errorf("%d x %d: %d x %d", c[0], c[1], w, h)
		}
	}
}
