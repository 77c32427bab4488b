// Package abr chooses renditions: how fast the network is, how sure that is, and what
// both allow.
package abr

import "math"

// Estimator keeps two exponentially weighted means of the throughput, one of the last
// seconds and one of the last minutes, and how far each was from what came next. Times
// to first byte are no throughput and stay out.
type Estimator struct {
	fast, slow mean // bit/s
	// missed are squares of natural logarithms: what came over what was expected.
	missedFast, missedSlow mean
	start                  float64
	seen                   float64 // seconds of download
}

// MinBytes is what a download must bring to tell something.
const MinBytes = 16_000

// Half lives in seconds of download, and what is too small to tell.
const (
	fastHalfLife = 2.6
	slowHalfLife = 45.0
	missHalfLife = 7.5
	minSeen      = 0.1 // seconds seen before the start value is dropped
	// A quick link needs little time for a segment; each counts at least as many
	// seconds as this, or the estimate would rise too slowly.
	minWeight = 2.2
)

// New starts with an estimate in bit/s.
func New(start float64) *Estimator { return &Estimator{start: start} }

type mean struct{ value, weight float64 }

func (m *mean) add(v, seconds, halfLife float64) {
	keep := math.Pow(0.5, seconds/halfLife)
	m.value = v*(1-keep) + m.value*keep
	m.weight = (1 - keep) + m.weight*keep
}

// read corrects for the zero that the mean began with.
func (m *mean) read() float64 { return m.value / m.weight }

// Sample adds a download of so many bytes in so many seconds.
func (e *Estimator) Sample(bytes int64, seconds float64) {
	if bytes < MinBytes {
		return
	}
	seconds = max(seconds, 0.005)
	v := float64(bytes) * 8 / seconds
	weight := max(seconds, minWeight)
	if e.seen > 0 {
		fast, slow := math.Log(v/e.fast.read()), math.Log(v/e.slow.read())
		e.missedFast.add(fast*fast, weight, missHalfLife)
		e.missedSlow.add(slow*slow, weight, missHalfLife)
	}
	e.seen += seconds
	e.fast.add(v, weight, fastHalfLife)
	e.slow.add(v, weight, slowHalfLife)
}

// Bitrate is the estimate for the segments to come, bit/s.
func (e *Estimator) Bitrate() float64 {
	_, long, _ := e.forecast()
	return long
}

// How much the mean of minutes counts where both missed by as much, and what counts as
// a miss at least.
const (
	slowShare = 0.58
	leastMiss = 0.01
)

// forecast is what is expected of the next segment and of many, bit/s, and how far from
// it the next one may be, as a natural logarithm. It joins the means: the one that missed
// by less counts for more. Seconds for a bit are what is averaged, since those are what a
// segment costs.
func (e *Estimator) forecast() (next, long, spread float64) {
	if e.seen < minSeen {
		long = e.start
		if e.seen > 0 {
			long = max(e.start, min(e.fast.read(), 4*e.start))
		}
		return long, long, 0
	}
	next = e.fast.read()
	share := slowShare
	if e.missedFast.weight > 0 {
		fast, slow := e.missedFast.read(), e.missedSlow.read()
		a, b := slowShare*math.Sqrt(fast+leastMiss), (1-slowShare)*math.Sqrt(slow+leastMiss)
		share, spread = a/(a+b), math.Sqrt(fast)
	}
	return next, 1 / ((1-share)/next + share/e.slow.read()), spread
}
