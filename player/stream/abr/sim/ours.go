package main

import "diptych/player/stream/abr"

// startBitrate is what the player begins with where it knows nothing, bit/s.
const startBitrate = 2e6

// ours is what the engine asks package abr.
type ours struct {
	estimate *abr.Estimator
	sizes    bool // are told for the rendition that plays; else mean bit rates alone
	below    int  // renditions from here on were just given up; 0 = none
}

func newOurs(sizes bool) *ours { return &ours{estimate: abr.New(startBitrate), sizes: sizes} }

// every is how often the player hears of a download, seconds.
func (*ours) every() float64 { return 0.2 }
func (*ours) idled(float64)  {}

// state is what the player knows: sizes are those of the one rendition whose playlist
// it has in any case.
func (o *ours) state(s state, current int) *abr.State {
	told := o.sizes && current >= 0
	x := &abr.State{
		Rates: s.film.rates, Guessed: !told, Segment: s.film.segment, Ahead: s.ahead, Target: s.most,
		Current: current,
	}
	for i := s.i; i < min(s.i+abr.Horizon, len(s.film.sizes)); i++ {
		uneven := 1.0
		if told {
			uneven = s.film.sizes[i][current] / (float64(s.film.rates[current]) * s.film.segment)
		}
		x.Uneven = append(x.Uneven, uneven)
	}
	return x
}

func (o *ours) choose(s state) (int, float64) {
	x := o.state(s, s.current)
	if o.below > 0 {
		x.Rates, x.Current = x.Rates[:o.below], min(x.Current, o.below-1)
		o.below = 0
	}
	return o.estimate.Choose(x), 0
}

// gives knows how large a segment is once it comes.
func (o *ours) gives(s state, d download) bool {
	o.below = 1 + o.estimate.GiveUp(o.state(s, d.rendition), d.came, d.size, d.took)
	return o.below > 0
}

func (o *ours) came(_ state, d download) { o.estimate.Sample(int64(d.came/8), d.took) }
