package main

import "math"

// bolaWeight is gp of the paper, seconds.
const bolaWeight = 5

// worth weighs utility against what is ahead (Spiteri et al., INFOCOM 2016).
type worth struct {
	v, gp float64
	rates []int
}

// utility of a rendition; that of the lowest is 0.
func (w worth) utility(i int) float64 { return math.Log(float64(w.rates[i]) / float64(w.rates[0])) }

// most is where a rendition is worth nothing any more, seconds ahead.
func (w worth) most(i int) float64 { return w.v * (w.utility(i) + w.gp) }

func (w worth) best(ahead float64) int {
	choice, best := 0, math.Inf(-1)
	for i, rate := range w.rates {
		if x := (w.most(i) - ahead) / float64(rate); x > best {
			choice, best = i, x
		}
	}
	return choice
}

// least is from where on a rendition is worth more than all below it, seconds ahead.
func (w worth) least(i int) float64 {
	least := 0.0
	for j := range i {
		a, b := float64(w.rates[j]), float64(w.rates[i])
		least = math.Max(least, w.v*(w.gp+(b*w.utility(j)-a*w.utility(i))/(b-a)))
	}
	return least
}

func basic(s state) worth {
	w := worth{gp: bolaWeight, rates: s.film.rates}
	w.v = (s.most - s.film.segment) / (w.utility(len(w.rates)-1) + w.gp)
	return w
}

// bola goes up to what the network brings only, and waits instead of going beyond.
type bola struct{ history }

func (*bola) every() float64             { return math.Inf(1) }
func (*bola) idled(float64)              {}
func (*bola) gives(state, download) bool { return false }

func (r *bola) came(s state, d download) { r.add(d, s.film.segment) }

func (r *bola) choose(s state) (int, float64) {
	if s.current < 0 {
		return 0, 0
	}
	w := basic(s)
	choice := w.best(s.ahead)
	bitrate, latency := r.read()
	brought := within(s.film, bitrate, latency)
	switch {
	case choice <= max(s.current, brought):
		return choice, 0
	case s.current > brought:
		return s.current, 0
	case brought == len(w.rates)-1:
		return brought, 0
	}
	return brought, math.Max(0, s.ahead-w.most(brought))
}
