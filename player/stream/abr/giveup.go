package abr

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
	next, long, spread := e.forecast()
	next = min(next, came/seconds)
	if rest/next*s.far(spread) < s.Ahead {
		return -1 // it comes in time
	}
	c := chooserOf(s, next, min(long, next), spread)
	if _, most := c.best(s.Current-1, rest); most <= c.worth(s.Current, rest)+giveUpPrice {
		return -1
	}
	c.long = (c.long + long) / 2 // the link may recover: then it is not the lowest that is worth most
	to, _ := c.best(s.Current-1, rest)
	return to
}
