package main

import "math"

// The buffer that BOLA-E is made for, seconds (Spiteri et al., MMSys 2018).
const (
	bolaLeast    = 10.0
	bolaEachMore = 2.0
)

// bolaE is BOLA with a placeholder: seconds that count as if they were ahead, for what
// was not there to be fetched. Without caution it is BOLA-PL.
type bolaE struct {
	history
	caution
	careless    bool
	started     bool
	placeholder float64
}

func (*bolaE) every() float64 { return 0.05 }

func (r *bolaE) idled(seconds float64) { r.placeholder += seconds }

func (r *bolaE) worth(s state) worth {
	if r.careless {
		return basic(s)
	}
	w := worth{rates: s.film.rates}
	top := w.utility(len(w.rates) - 1)
	gp := top / (math.Max(s.most, bolaLeast+bolaEachMore*float64(len(w.rates)))/bolaLeast - 1)
	// gp of the paper belongs to a lowest utility of 1.
	w.v = bolaLeast / gp
	w.gp = gp + 1
	return w
}

func (r *bolaE) choose(s state) (int, float64) {
	if s.current < 0 {
		return 0, 0
	}
	w := r.worth(s)
	bitrate, latency := r.read()
	brought := within(s.film, bitrate, latency)
	if !r.started {
		r.started = true
		r.placeholder = math.Max(0, w.least(brought)-s.ahead)
		return brought, 0
	}
	choice := w.best(s.ahead + r.placeholder)
	if choice > s.current && choice > brought {
		choice = max(s.current, brought)
	}
	pause := r.pause(s.ahead - w.most(choice))
	if choice == len(w.rates)-1 {
		pause = 0
	}
	if r.careless {
		return choice, pause
	}
	bounded := r.bound(s, choice, (s.ahead-latency)*bitrate)
	if bounded < choice {
		pause = 0
		r.placeholder = math.Min(r.placeholder, math.Max(0, w.least(bounded)-s.ahead))
	}
	return bounded, pause
}

// pause takes what is ahead beyond what a rendition is worth from the placeholder; what
// it does not cover is to be waited for.
func (r *bolaE) pause(beyond float64) float64 {
	over := r.placeholder + beyond
	if over <= 0 {
		return 0
	}
	from := math.Min(over, r.placeholder)
	r.placeholder -= from
	return over - from
}

// came keeps the placeholder near to what the rendition that came stands for.
func (r *bolaE) came(s state, d download) {
	r.add(d, s.film.segment)
	if !r.started {
		return
	}
	w := r.worth(s)
	if d.givenUp {
		want := bolaLeast
		if to := r.instead(s, d); to > 0 {
			want = w.least(to)
		}
		r.placeholder = math.Min(r.placeholder, math.Max(0, want-s.ahead))
		return
	}
	was := s.ahead + d.latency + d.took
	r.placeholder = math.Min(r.placeholder, math.Max(0, w.most(d.rendition)-was))
	r.placeholder = math.Max(r.placeholder, w.least(d.rendition)-was)
}

func (r *bolaE) gives(s state, d download) bool { return r.instead(s, d) >= 0 }

// instead is the rendition that is worth more than the rest of a segment, -1 for none.
func (r *bolaE) instead(s state, d download) int {
	w := r.worth(s)
	ahead := math.Max(0, s.ahead+r.placeholder-d.latency)
	rest := d.size - d.came - d.latency*d.came/d.took
	if rest <= 0 {
		return -1
	}
	instead, best := -1, (w.most(d.rendition)-ahead)/rest
	for i := range d.rendition {
		size := s.film.share(d, i)
		if x := (w.most(i) - ahead) / size; size < rest && x > best {
			instead, best = i, x
		}
	}
	return instead
}
