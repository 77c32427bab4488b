package main

import "math"

// throughput takes nine tenths of what came, and no segment that takes more than a
// share of what is ahead.
type throughput struct {
	history
	caution
}

func (*throughput) every() float64 { return 0.05 }
func (*throughput) idled(float64)  {}

func (r *throughput) came(s state, d download) { r.add(d, s.film.segment) }

func (r *throughput) choose(s state) (int, float64) {
	if s.current < 0 {
		return 0, 0
	}
	bitrate, latency := r.read()
	choice := within(s.film, 0.9*bitrate, latency)
	return r.bound(s, choice, (s.ahead-latency)*bitrate), 0
}

// gives gives a segment up that will take almost twice as long as it plays, where less
// than what is left of it would do.
func (r *throughput) gives(s state, d download) bool {
	if d.latency+d.took < 0.5 || d.took <= 0 {
		return false
	}
	bitrate, rest := d.came/d.took, d.size-d.came
	if d.latency+d.took+rest/bitrate <= 1.8*s.film.segment {
		return false
	}
	_, latency := r.read()
	other := within(s.film, 0.9*bitrate, latency)
	return other < d.rendition && s.film.share(d, other) < rest
}

// caution is the insufficient buffer rule: the share of the buffer that a segment may
// take shrinks from nine tenths to a half while a film begins.
type caution struct{ share float64 }

func (c *caution) bound(s state, choice int, bits float64) int {
	if c.share == 0 {
		c.share = 0.9
	}
	bits *= c.share
	c.share = math.Max(0.5, 0.9*c.share)
	for i := range choice {
		if float64(s.film.rates[i+1])*s.film.segment > bits {
			return i
		}
	}
	return choice
}
