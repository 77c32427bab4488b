package abr

import (
	"math"
	"testing"
)

// sample adds a download at a speed in bit/s.
func sample(e *Estimator, speed, seconds float64) { e.Sample(int64(speed*seconds/8), seconds) }

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > want*1e-3 {
		t.Errorf("%s: %.0f bit/s, want %.0f", what, got, want)
	}
}

// TestHalfLives: after a half life of slow download, half of what was before is
// left of the mean; the smaller mean counts.
func TestHalfLives(t *testing.T) {
	t.Parallel()
	e := New(2_000_000)
	near(t, "at the start", e.Bitrate(), 2_000_000)
	for range 100 {
		sample(e, 8_000_000, 3)
	}
	near(t, "at one speed", e.Bitrate(), 8_000_000)
	sample(e, 800_000, fastHalfLife)
	near(t, "slower for a half life", e.Bitrate(), (8_000_000+800_000)/2)
	for range 100 {
		sample(e, 800_000, fastHalfLife)
	}
	near(t, "slower for good", e.Bitrate(), 800_000)
	sample(e, 8_000_000, slowHalfLife)
	near(t, "quicker for a half life", e.Bitrate(), (8_000_000+800_000)/2)
}

func TestSmallDownloadsTellNothing(t *testing.T) {
	t.Parallel()
	e := New(2_000_000)
	e.Sample(MinBytes-1, 10)
	near(t, "too few bytes", e.Bitrate(), 2_000_000)
	e.Sample(MinBytes, 0.01) // 12.8 Mbit/s, but for a hundredth of a second
	near(t, "bounded by the start", e.Bitrate(), 8_000_000)
	e.Sample(MinBytes, 0)
	if b := e.Bitrate(); math.IsInf(b, 0) || math.IsNaN(b) {
		t.Errorf("no time at all gives %g bit/s", b)
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	ladder := []int{400_000, 800_000, 1_800_000, 3_500_000}
	for _, x := range []struct {
		name            string
		current         int
		estimate, ahead float64
		want            int
	}{
		{"nothing is known", -1, 0, 0, 0},
		{"below the lowest", 2, 100_000, 10, 0},
		{"a step up wants room", 1, 1_900_000, 10, 1},
		{"a step up has room", 1, 2_500_000, 10, 2},
		{"staying wants less", 2, 1_900_000, 10, 2},
		{"a dip", 2, 1_600_000, 10, 1},
		{"a dip with a full buffer", 2, 1_600_000, 20, 2},
		{"two steps up", 0, 9_000_000, 10, 3},
		{"up from a low buffer, in time", 0, 9_000_000, 2, 3},
		{"up from a low buffer, too late", 0, 5_000_000, 0.5, 0},
	} {
		if got := Choose(ladder, x.current, x.estimate, x.ahead, 2); got != x.want {
			t.Errorf("%s: %d, want %d", x.name, got, x.want)
		}
	}
}
