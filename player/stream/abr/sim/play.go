package main

import "math"

// stallWeight is what a second of standing costs in utility (reference:
// playback-engine §2h: the score of Sabre, averaged over time).
const stallWeight = 5

// result is how a film was played: means over its segments, but utility and stalled,
// which are over the time that it took.
type result struct {
	bitrate, switched, stalls float64 // bit/s, bit/s, number
	utility                   float64 // ln(bit rate / lowest)
	stalled                   float64 // share of the time
}

func (r result) score() float64 { return r.utility - stallWeight*r.stalled }

// plus adds a share of another result.
func (r result) plus(x result, share float64) result {
	r.bitrate += x.bitrate * share
	r.switched += x.switched * share
	r.stalls += x.stalls * share
	r.utility += x.utility * share
	r.stalled += x.stalled * share
	return r
}

// state is what a rule knows when it chooses.
type state struct {
	film    film
	most    float64 // seconds that may be ahead
	ahead   float64 // seconds that are
	current int     // rendition; -1 at the start
}

// player plays one film over one network.
type player struct {
	state
	network        *network
	played, stands float64 // seconds
	result         result
}

// play tells how a rule does. What the first segment takes is start-up and no stall.
func play(f film, t trace, r rule, buffer float64) result {
	p := player{state: state{f, buffer, 0, -1}, network: newNetwork(t)}
	for i := range f.sizes {
		p.idle(p.ahead + f.segment - buffer)
		choice, pause := r.choose(p.state)
		p.idle(math.Min(pause, p.ahead))
		latency := p.network.answer()
		took := p.network.bring(f.sizes[i][choice])
		r.came(f.sizes[i][choice], took, latency)
		if i > 0 {
			p.pass(latency + took)
		}
		p.have(choice)
	}
	p.played += p.ahead
	n, time := float64(len(f.sizes)), p.played+p.stands
	p.result.bitrate /= n
	p.result.switched /= n
	p.result.stalls /= n
	p.result.utility /= time
	p.result.stalled = p.stands / time
	return p.result
}

// idle lets time go by without a request.
func (p *player) idle(seconds float64) {
	if seconds > 0 {
		p.network.wait(seconds)
		p.pass(seconds)
	}
}

// pass plays for a while, or stands when there is nothing left.
func (p *player) pass(seconds float64) {
	if seconds > p.ahead {
		p.stands += seconds - p.ahead
		p.result.stalls++
		seconds = p.ahead
	}
	p.ahead -= seconds
	p.played += seconds
}

// have counts a segment that has come.
func (p *player) have(choice int) {
	rate := float64(p.film.rates[choice])
	if p.current >= 0 {
		p.result.switched += math.Abs(rate - float64(p.film.rates[p.current]))
	}
	p.ahead += p.film.segment
	p.current = choice
	p.result.bitrate += rate
	p.result.utility += math.Log(rate/float64(p.film.rates[0])) * p.film.segment
}
