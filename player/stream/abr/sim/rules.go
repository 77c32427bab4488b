package main

import (
	"math"

	"diptych/player/stream/abr"
)

// rule chooses renditions.
type rule interface {
	// choose gives the rendition of the next segment, and seconds to wait before it is
	// asked for.
	choose(state) (rendition int, pause float64)
	// came tells of bits that came within seconds of the first, and of seconds to that.
	came(bits, seconds, latency float64)
}

// rules are ours and those that were published, as MMSys'18 measured them (reference:
// playback-engine §2h). On its SD and HD sets, with 25 s, the scores of throughput are
// 1.773 and 1.111 here, 1.758 and 1.109 there; those of BOLA 1.882 and 1.218, 1.872 and
// 1.208.
var rules = []struct {
	name string
	make func() rule
}{
	{"ours", func() rule { return &ours{abr.New(startBitrate)} }},
	{"throughput", func() rule { return &throughput{} }},
	{"bola-basic", func() rule { return &bola{} }},
}

// startBitrate is what the player begins with where it knows nothing, bit/s.
const startBitrate = 2e6

// ours is what the engine asks package abr.
type ours struct{ estimate *abr.Estimator }

func (o *ours) choose(s state) (int, float64) {
	return abr.Choose(s.film.rates, s.current, o.estimate.Bitrate(), s.ahead, s.film.segment), 0
}

func (o *ours) came(bits, seconds, _ float64) { o.estimate.Sample(int64(bits/8), seconds) }

// history keeps means of what came over the last 3 and 8 seconds of download, and
// believes the worse.
type history struct {
	bitrate, latency, weight [2]float64
}

var halfLives = [2]float64{3, 8}

func (h *history) came(bits, seconds, latency float64) {
	for i, half := range halfLives {
		keep := math.Pow(0.5, seconds/half)
		h.bitrate[i] = keep*h.bitrate[i] + (1-keep)*bits/seconds
		h.latency[i] = keep*h.latency[i] + (1-keep)*latency
		h.weight[i] += seconds
	}
}

func (h *history) read() (bitrate, latency float64) {
	bitrate = math.Inf(1)
	for i, half := range halfLives {
		whole := 1 - math.Pow(0.5, h.weight[i]/half)
		bitrate = math.Min(bitrate, h.bitrate[i]/whole)
		latency = math.Max(latency, h.latency[i]/whole)
	}
	return bitrate, latency
}

// within is the highest rendition that takes no more than a bit rate.
func within(rates []int, bitrate float64) int {
	best := 0
	for i, rate := range rates {
		if float64(rate) <= bitrate {
			best = i
		}
	}
	return best
}

// throughput takes nine tenths of what came, and no segment that takes more than half
// of what is ahead.
type throughput struct{ history }

func (r *throughput) choose(s state) (int, float64) {
	if s.current < 0 {
		return 0, 0
	}
	bitrate, latency := r.read()
	choice := within(s.film.rates, 0.9*bitrate)
	for choice > 0 && float64(s.film.rates[choice])*s.film.segment > 0.5*(s.ahead-latency)*bitrate {
		choice--
	}
	return choice, 0
}

// bola weighs utility against what is ahead (Spiteri et al., INFOCOM 2016), but goes
// up to what the network brings only, and waits instead of going beyond.
type bola struct{ history }

// bolaWeight is gp of the paper.
const bolaWeight = 5

func (r *bola) choose(s state) (int, float64) {
	if s.current < 0 {
		return 0, 0
	}
	utility := func(i int) float64 {
		return math.Log(float64(s.film.rates[i])/float64(s.film.rates[0])) + bolaWeight
	}
	v := (s.most - s.film.segment) / utility(len(s.film.rates)-1)
	choice, best := 0, math.Inf(-1)
	for i, rate := range s.film.rates {
		if worth := (v*utility(i) - s.ahead) / float64(rate); worth > best {
			choice, best = i, worth
		}
	}
	bitrate, _ := r.read()
	brought := within(s.film.rates, bitrate)
	switch {
	case choice <= max(s.current, brought):
		return choice, 0
	case s.current > brought:
		return s.current, 0
	}
	return brought, math.Max(0, s.ahead-v*utility(brought))
}
