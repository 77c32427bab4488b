// Package abr chooses renditions: how fast the network is, and what that allows.
package abr

import "math"

// Estimator keeps two exponentially weighted means of the throughput and
// believes the smaller: it falls fast and rises slowly. Times to first byte are
// no throughput and stay out.
type Estimator struct {
	fast, slow mean
	start      float64
	seen       float64 // seconds of download
}

// MinBytes is what a download must bring to tell something.
const MinBytes = 16_000

// Half lives in seconds of download, and what is too small to tell.
const (
	fastHalfLife = 3.0
	slowHalfLife = 9.0
	minSeen      = 0.1 // seconds seen before the start value is dropped
	// A quick link needs little time for a segment; each counts at least as
	// many seconds as this, or the estimate would rise too slowly.
	minWeight = 0.75
)

// New starts with an estimate in bit/s.
func New(start float64) *Estimator { return &Estimator{start: start} }

type mean struct{ value, weight float64 }

func (m *mean) add(v, seconds, halfLife float64) {
	keep := math.Pow(0.5, seconds/halfLife)
	m.value = v*(1-keep) + m.value*keep
	m.weight += seconds
}

// read corrects for the zero that the mean began with.
func (m *mean) read(halfLife float64) float64 {
	return m.value / (1 - math.Pow(0.5, m.weight/halfLife))
}

// Sample adds a download of so many bytes in so many seconds.
func (e *Estimator) Sample(bytes int64, seconds float64) {
	if bytes < MinBytes {
		return
	}
	seconds = math.Max(seconds, 0.005)
	v := float64(bytes) * 8 / seconds
	e.seen += seconds
	e.fast.add(v, math.Max(seconds, minWeight), fastHalfLife)
	e.slow.add(v, math.Max(seconds, minWeight), slowHalfLife)
}

// Bitrate is the estimate, bit/s.
func (e *Estimator) Bitrate() float64 {
	if e.seen < minSeen {
		if e.seen == 0 {
			return e.start
		}
		return math.Max(e.start, math.Min(e.fast.read(fastHalfLife), 4*e.start))
	}
	return math.Min(e.fast.read(fastHalfLife), e.slow.read(slowHalfLife))
}

// Safety factors: a step up wants more room than staying.
const (
	stay      = 0.95
	up        = 0.75
	lowBuffer = 5.0 // seconds
	// inTime is the share of the buffer that a segment of a higher rendition may
	// take to come.
	inTime = 0.6
)

// Choose returns the index of the rendition to fetch next. bitrates ascend,
// bit/s; current is -1 at the start; ahead is the buffer and segment the length
// of a segment, seconds.
func Choose(bitrates []int, current int, estimate, ahead, segment float64) int {
	best := 0
	for i, b := range bitrates {
		factor := stay
		switch {
		case i > current:
			factor = up
		case ahead > 3*lowBuffer:
			factor = 1.2 // a full buffer outlasts a dip
		}
		late := current >= 0 && i > current && ahead < lowBuffer && float64(b)*segment > estimate*ahead*inTime
		if float64(b) <= estimate*factor && !late {
			best = i
		}
	}
	return best
}
