package abr

import "math"

const (
	// giveUpPrice is what giving up a download must be worth, as utility: the link may
	// recover, and what has come is lost.
	giveUpPrice = 1.9
	// tellsAfter is how long a download has come before it tells how it goes on, seconds.
	tellsAfter = 0.4
)

// GiveUp tells for which lower rendition a download of the current one is to make way,
// -1 for none: it has brought bits, of so many in all, in seconds since the first byte.
func (e *Estimator) GiveUp(s *State, came, size, seconds float64) int {
	rest := size - came
	if s.Current <= 0 || seconds < tellsAfter || came < MinBytes*8 || rest <= 0 {
		return -1
	}
	now := *e
	now.Sample(int64(came/8), seconds)
	f := now.forecast()
	f.next = min(f.next, came/seconds)
	if rest/f.next*s.likely(f)[2] < s.Ahead {
		return -1 // it comes in time
	}
	long := f.long
	f.long = min(f.long, f.next)
	c := newChooser(f, s)
	if _, most := c.lower(rest); most <= c.worth(s.Current, rest)+c.later()[s.Current]+giveUpPrice {
		return -1
	}
	c.long = long // the link may recover: then it is not the lowest that is worth most
	to, _ := c.lower(rest)
	return to
}

// lower is the rendition below the current one that is worth most, of those whose
// segment takes fewer bits.
func (c *chooser) lower(bits float64) (to int, most float64) {
	to, most = -1, math.Inf(-1)
	later := c.later()
	for i := range c.Current {
		if v := c.worth(i, c.Sizes[0][i]) + later[i]; c.Sizes[0][i] < bits && v > most {
			to, most = i, v
		}
	}
	return to, most
}
