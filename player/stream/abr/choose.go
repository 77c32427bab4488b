package abr

import "math"

// Horizon is how many segments it pays to look at.
const Horizon = 5

// State is what a choice is made from. Renditions ascend by bit rate.
type State struct {
	Rates []int // bit/s, as declared
	// Sizes are the bits that the segments to come take in each rendition, the next one
	// first; at least one.
	Sizes   [][]float64
	Guessed bool    // Sizes are not told but follow from bit rates
	Segment float64 // seconds of each
	Ahead   float64 // seconds that are buffered
	Target  float64 // seconds that are buffered at most
	Current int     // rendition of the segment before; -1 at the start
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
	// What is not known in any case, and of guessed sizes, as natural logarithms.
	leastSpread = 0.1
	guessSpread = 0.25
	// upShare of what the network brings is what is gone up to.
	upShare = 0.95
	// startSeconds is how long the first segment may take.
	startSeconds = 1.0
)

// chooser is one choice being made.
type chooser struct {
	*State
	forecast
	utility    []float64
	price      float64 // of a second of download
	step, leap float64 // of switches: by utility, by bit/s
	likely     [3]float64
}

func newChooser(f forecast, s *State) *chooser {
	c := &chooser{State: s, forecast: f, utility: make([]float64, len(s.Rates)), likely: s.likely(f)}
	for i, rate := range s.Rates {
		c.utility[i] = math.Log(float64(rate) / float64(s.Rates[0]))
	}
	share := 1.0
	if s.Target > 0 {
		share = min(1, s.Ahead/s.Target)
	}
	c.price = 1 / (lowest + more*share)
	k := s.Segment * math.Exp(switchSpread*(f.spread-usualSpread))
	top := float64(s.Rates[len(s.Rates)-1])
	c.step, c.leap = k*switchPrice, k*jumpPrice/math.Sqrt(f.long*top)
	return c
}

// likely are three times that a segment may take, which are as likely as each other,
// over the one that is expected.
func (s *State) likely(f forecast) [3]float64 {
	spread := leastSpread + f.spread/3
	if s.Guessed {
		spread = math.Hypot(spread, guessSpread)
	}
	const third = 1.22 // the spread that three points take to have that of all
	far := math.Exp(third * spread)
	return [3]float64{1 / far, 1, far}
}

// Choose gives the rendition to fetch next.
func (e *Estimator) Choose(s *State) int {
	c := newChooser(e.forecast(), s)
	if s.Current < 0 {
		return c.first()
	}
	later := c.later()
	best, most := 0, math.Inf(-1)
	for i := range s.Rates {
		if i > s.Current && !c.lasts(i) {
			break
		}
		if v := c.worth(i, s.Sizes[0][i]) + later[i]; v > most {
			best, most = i, v
		}
	}
	return best
}

// lasts tells whether the network brings a rendition as quickly as it plays. Who goes up
// to one that it does not will be back soon.
func (c *chooser) lasts(rendition int) bool {
	bits := 0.0
	for _, sizes := range c.Sizes {
		bits += sizes[rendition]
	}
	return bits <= upShare*c.long*c.Segment*float64(len(c.Sizes))
}

// first is the highest rendition whose first segment is there soon: whoever waits for
// it sees nothing yet, and what is known of the network is a guess.
func (c *chooser) first() int {
	best := 0
	for i, bits := range c.Sizes[0] {
		if bits <= startSeconds*c.long && i < len(c.Rates) {
			best = i
		}
	}
	return best
}

// worth is that of fetching the next segment in a rendition, where bits are to come.
func (c *chooser) worth(rendition int, bits float64) float64 {
	return c.Segment*c.utility[rendition] - c.price*bits/c.long -
		stallPrice*c.stall(bits) - c.change(c.Current, rendition)
}

// stall is how long the film is expected to stand, seconds.
func (c *chooser) stall(bits float64) float64 {
	sum := 0.0
	for _, factor := range c.likely {
		sum += max(0, bits/c.next*factor-c.Ahead)
	}
	return sum / float64(len(c.likely))
}

// change is what a switch costs.
func (c *chooser) change(from, to int) float64 {
	return c.step*math.Abs(c.utility[to]-c.utility[from]) + c.leap*math.Abs(float64(c.Rates[to]-c.Rates[from]))
}

// later is what the segments behind the next are worth at best, by the rendition that
// they follow. What they cost is reckoned by today's buffer.
func (c *chooser) later() []float64 {
	n := len(c.Rates)
	worth, own := make([]float64, n), make([]float64, n)
	for k := len(c.Sizes) - 1; k > 0; k-- {
		for i := range own {
			own[i] = worth[i] + c.Segment*c.utility[i] - c.price*c.Sizes[k][i]/c.long
		}
		for from := range worth {
			worth[from] = math.Inf(-1)
			for to, v := range own {
				worth[from] = max(worth[from], v-c.change(from, to))
			}
		}
	}
	return worth
}
