package main

import "diptych/player/stream/abr"

// startBitrate is what the player begins with where it knows nothing, bit/s.
const startBitrate = 2e6

// ours is what the engine asks package abr.
type ours struct {
	estimate *abr.Estimator
	below    int // renditions from here on were just given up; 0 = none
}

func newOurs(film, bool) *ours { return &ours{estimate: abr.New(startBitrate)} }

// every is how often the player hears of a download, seconds.
func (*ours) every() float64 { return 0.2 }
func (*ours) idled(float64)  {}

func (o *ours) choose(s state) (int, float64) {
	rates := s.film.rates
	if o.below > 0 {
		rates = rates[:o.below]
		o.below = 0
	}
	return abr.Choose(rates, s.current, o.estimate.Bitrate(), s.ahead, s.film.segment), 0
}

// gives is the engine's: a download that will not be there in time, when the lowest
// rendition would be.
func (o *ours) gives(s state, d download) bool {
	rest := d.size - d.came
	if d.took < 0.5 || rest*d.took/d.came <= s.ahead-0.5 || d.rendition == 0 || s.film.share(d, 0) > 0.7*rest {
		return false
	}
	o.below = d.rendition
	return true
}

func (o *ours) came(_ state, d download) { o.estimate.Sample(int64(d.came/8), d.took) }
