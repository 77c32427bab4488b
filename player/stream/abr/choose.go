package abr

import "math"

// Horizon is how many segments a choice is made for: it is weighed as if they all were to
// come in the same rendition.
const Horizon = 5

// State is what a choice is made from. Renditions ascend by bit rate.
type State struct {
	Rates []int // bit/s, as declared
	// Uneven is what the segments to come take over what the bit rate says, the next one
	// first; at least one. Renditions of one film are uneven alike.
	Uneven  []float64
	Guessed bool    // Uneven is not told
	Segment float64 // seconds of each
	Ahead   float64 // seconds that are buffered
	Target  float64 // seconds that are buffered at most
	Current int     // rendition of the segment before; -1 at the start
}

// bits are what the next segment takes in a rendition.
func (s *State) bits(rendition int) float64 {
	return float64(s.Rates[rendition]) * s.Segment * s.Uneven[0]
}

// A choice weighs utility, the natural logarithm of the bit rate for each second of
// film, against the time that a segment takes to come. The price of a second of it
// falls as the buffer grows: who has nothing ahead does best with the share lowest of
// what the network brings, who has all of it with lowest+more.
const (
	lowest = 0.41
	more   = 0.76
	// stallPrice is for a second that the film is expected to stand, beside that.
	stallPrice = 4.9
	// Prices of a switch, for each second of film: of the logarithm of the step, and of
	// the step over a mean of the throughput and the highest bit rate, as large steps are
	// seen most. They fall where the throughput is spread, for there it cannot be helped.
	switchPrice  = 0.41
	jumpPrice    = 1.2
	switchSpread = -0.37
	usualSpread  = 0.3
	// What is not known in any case, and beside that where sizes are guessed, as natural
	// logarithms.
	leastSpread = 0.1
	guessSpread = 0.15
	// upShare of what the network brings is what is gone up to.
	upShare = 0.95
	// startSeconds is how long the first segment may take.
	startSeconds = 1.0
)

// Choose gives the rendition to fetch next.
func (e *Estimator) Choose(s *State) int {
	next, long, spread := e.forecast()
	to := max(0, s.Current)
	if s.Current < 0 {
		// Whoever waits for the first segment sees nothing yet, and what is known of the
		// network is a guess.
		for to+1 < len(s.Rates) && s.bits(to+1) <= startSeconds*long {
			to++
		}
		return to
	}
	c := chooserOf(s, next, long, spread)
	// Who goes up to what the network does not bring will be back soon.
	for to+1 < len(s.Rates) && float64(s.Rates[to+1])*c.uneven <= upShare*long {
		to++
	}
	to, _ = c.best(to, math.Inf(1))
	return max(0, to)
}
