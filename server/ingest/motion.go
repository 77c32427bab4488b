package ingest

import (
	"math"
	"slices"

	"diptych/server/limits"
)

// How motion is told from stills.
const (
	reorder    = 32   // pictures that wait to be put in the order of showing
	windowSize = 16   // steps that a rate is measured over
	windowLow  = 4    // fewer tell nothing
	stillStep  = 0.25 // seconds: a picture that stays longer is no motion
	enough     = 1.0  // seconds of motion that make a rate count
)

// motion measures how fast pictures follow each other while they do. Recordings
// of a screen have a picture only when something changes: their mean says nothing.
type motion struct {
	waiting  []float64 // times, sorted
	last     float64
	begun    bool
	steps    int
	sum      float64
	windows  map[int]window // by whole pictures a second
	shortest float64        // seconds of the shortest still; 0 = there was none
}

type window struct {
	steps int
	sum   float64 // seconds
}

func (m *motion) add(at float64) {
	i, _ := slices.BinarySearch(m.waiting, at)
	m.waiting = slices.Insert(m.waiting, i, at)
	if len(m.waiting) > reorder {
		m.step(m.waiting[0])
		m.waiting = slices.Delete(m.waiting, 0, 1)
	}
}

func (m *motion) step(at float64) {
	d := at - m.last
	if !m.begun {
		m.begun, m.last = true, at
		return
	}
	if d < 0.0005 { // twice the same time, or the clock has begun anew
		m.last = at
		return
	}
	m.last = at
	if d > stillStep {
		m.close()
		if m.shortest == 0 || d < m.shortest {
			m.shortest = d
		}
		return
	}
	if m.steps, m.sum = m.steps+1, m.sum+d; m.steps == windowSize {
		m.close()
	}
}

func (m *motion) close() {
	if m.steps >= windowLow {
		if m.windows == nil {
			m.windows = map[int]window{}
		}
		key := int(math.Round(float64(m.steps) / m.sum))
		w := m.windows[key]
		m.windows[key] = window{w.steps + m.steps, w.sum + m.sum}
	}
	m.steps, m.sum = 0, 0
}

// rate is the fastest rate that at least a second of the film has, or a fifth of
// its motion; 0 when nothing moves. Single windows may be a clock's tremble.
func (m *motion) rate() float64 {
	for _, at := range m.waiting {
		m.step(at)
	}
	m.waiting = nil
	m.close()
	keys := make([]int, 0, len(m.windows))
	var total float64
	for key, w := range m.windows {
		keys = append(keys, key)
		total += w.sum
	}
	slices.Sort(keys)
	slices.Reverse(keys)
	var seen float64
	for _, key := range keys {
		if seen += m.windows[key].sum; seen >= math.Min(enough, total/5) {
			return m.near(key)
		}
	}
	return 0
}

// near is the mean of the windows about a rate.
func (m *motion) near(key int) float64 {
	var w window
	for other, v := range m.windows {
		if math.Abs(float64(other-key)) <= math.Max(1, float64(key)*0.1) {
			w = window{w.steps + v.steps, w.sum + v.sum}
		}
	}
	return float64(w.steps) / w.sum
}

// usual are rates that cameras and programs have.
var usual = []float64{10, 12, 12.5, 15, 20, 24000. / 1001, 24, 25, 30000. / 1001, 30, 48, 50, 60000. / 1001, 60}

// named is the exact rate that a measured one stands for.
func named(measured float64, p *probeStream) float64 {
	close := func(r, most float64) bool { return r > 0 && math.Abs(r/measured-1) <= most }
	if r := ratio(p.RealRate, "/"); close(r, 0.03) {
		return r
	}
	best := 0.0
	for _, r := range usual {
		if close(r, 0.015) && math.Abs(r-measured) < math.Abs(best-measured) {
			best = r
		}
	}
	if best > 0 {
		return best
	}
	if r := ratio(p.AvgRate, "/"); close(r, 0.03) {
		return r
	}
	return measured
}

// frameRate is the constant rate to encode a film at: what its motion has, at most
// limits.FramesPerSecond, and in stills enough to be in time. More frames are made
// up only where sound or pictures pay for them.
func frameRate(p *probeStream, v *packets, end, sound float64) float64 {
	r := v.motion.rate()
	switch {
	case r > 0:
		r = named(r, p)
	case v.motion.shortest > 0:
		r = 1 / v.motion.shortest
	case v.count > 1 && v.start > v.first:
		r = float64(v.count-1) / (v.start - v.first)
	default:
		r = ratio(p.AvgRate, "/")
		if r < 1 || r > limits.FramesPerSecond {
			r = 25
		}
	}
	if r > limits.FramesPerSecond {
		r /= math.Ceil(r/limits.FramesPerSecond - 1e-3)
	}
	if low := lowest(end); r < low {
		r *= math.Ceil(low / r)
	}
	paid := limits.MadeUpFrames + limits.MadeUpPerShown*float64(v.count) + limits.FramesPerSecond*sound
	if frames := r * end; frames > paid {
		r /= math.Ceil(frames / paid)
	}
	return r
}

// lowest is the rate of films that only have stills: a picture comes late by half
// of a frame at most, and hours of them cost little.
func lowest(end float64) float64 {
	switch {
	case end <= 600:
		return 5
	case end <= 3600:
		return 2
	}
	return 1
}
