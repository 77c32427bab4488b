package abr

import "math"

// chooser is one choice being made.
type chooser struct {
	*State
	next, long float64 // throughput, bit/s
	uneven     float64 // mean of what is to come
	price      float64 // of a second of download
	step, jump float64 // price of a switch: by utility, by bit/s
	far        float64
}

func chooserOf(s *State, next, long, spread float64) chooser {
	c := chooser{State: s, next: next, long: long, far: s.far(spread)}
	for _, x := range s.Uneven {
		c.uneven += x / float64(len(s.Uneven))
	}
	c.price = 1 / (lowest + more*min(1, s.Ahead/s.Target))
	k := s.Segment * math.Exp(switchSpread*(spread-usualSpread))
	c.step, c.jump = k*switchPrice, k*jumpPrice/math.Sqrt(long*float64(s.Rates[len(s.Rates)-1]))
	return c
}

// far is how many times longer than expected a segment may take. That, as many times
// shorter, and just what is expected are reckoned to be as likely as each other.
func (s *State) far(spread float64) float64 {
	spread = leastSpread + spread/3
	if s.Guessed {
		spread += guessSpread
	}
	const third = 1.22 // the spread that three points take to have that of all
	return math.Exp(third * spread)
}

// best is the rendition that is worth most, of those up to a last one whose next segment
// takes fewer bits than some; -1 for none.
func (c *chooser) best(last int, fewer float64) (to int, most float64) {
	to, most = -1, math.Inf(-1)
	for i := 0; i <= last; i++ {
		bits := c.bits(i)
		if v := c.worth(i, bits); bits < fewer && v > most {
			to, most = i, v
		}
	}
	return to, most
}

// worth is that of fetching the next segments in a rendition, where bits of the first
// are to come. What they cost is reckoned by today's buffer.
func (c *chooser) worth(rendition int, bits float64) float64 {
	rate, now := float64(c.Rates[rendition]), float64(c.Rates[c.Current])
	seconds, stall := bits/c.next, 0.0 // as is expected
	for _, t := range [...]float64{seconds / c.far, seconds, seconds * c.far} {
		stall += max(0, t-c.Ahead) / 3
	}
	n := float64(len(c.Uneven))
	later := n*c.uneven - c.Uneven[0] // segments as large as the bit rate says
	return n*c.Segment*math.Log(rate/float64(c.Rates[0])) - c.price*(bits+rate*c.Segment*later)/c.long -
		stallPrice*stall - c.step*math.Abs(math.Log(rate/now)) - c.jump*math.Abs(rate-now)
}
