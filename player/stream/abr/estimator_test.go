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

// TestHalfLives: after a half life of slow download, half of what was before is left.
func TestHalfLives(t *testing.T) {
	t.Parallel()
	e := New(2_000_000)
	near(t, "at the start", e.Bitrate(), 2_000_000)
	for range 400 {
		sample(e, 8_000_000, 3)
	}
	near(t, "at one speed", e.Bitrate(), 8_000_000)
	sample(e, 800_000, fastHalfLife)
	near(t, "slower for a short half life", e.fast.read(), (8_000_000+800_000)/2)
	for range 400 {
		sample(e, 800_000, fastHalfLife)
	}
	near(t, "slower for good", e.Bitrate(), 800_000)
	sample(e, 8_000_000, slowHalfLife)
	near(t, "quicker for a long half life", e.slow.read(), (8_000_000+800_000)/2)
}

// TestForecastLiesBetweenTheMeans, and nearer to the one that missed by less.
func TestForecastLiesBetweenTheMeans(t *testing.T) {
	t.Parallel()
	steady, erratic := New(1e6), New(1e6)
	for range 100 {
		sample(steady, 4e6, 3)
	}
	for i := range 100 {
		sample(erratic, 1e6+6e6*float64(i%2), 3)
	}
	for range 4 { // slower for good: what came last tells more
		sample(steady, 1e6, 3)
	}
	sample(erratic, 1e6, 3) // one of many ups and downs: the long run tells more
	for name, e := range map[string]*Estimator{"steady": steady, "erratic": erratic} {
		next, long, _ := e.forecast()
		if long < e.fast.read() || long > e.slow.read() || next != e.fast.read() {
			t.Errorf("%s: %g, %g between %g and %g", name, next, long, e.fast.read(), e.slow.read())
		}
	}
	share := func(e *Estimator) float64 {
		return (1/e.Bitrate() - 1/e.fast.read()) / (1/e.slow.read() - 1/e.fast.read())
	}
	if share(steady) > 0.5 || share(erratic) < 0.6 {
		t.Errorf("minutes count by %.2f where the link changed, by %.2f where it jumps", share(steady),
			share(erratic))
	}
	if _, _, spread := erratic.forecast(); spread < 0.5 {
		t.Errorf("the spread of what jumps is %.2f", spread)
	}
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
