package main

import "math"

// stallWeight is what a second of standing costs in utility (reference:
// playback-engine §2h: the score of Sabre, averaged over time).
const stallWeight = 5

// result is how a film was played. All but start are means over the time that it took,
// start-up and standing included: of a segment's length, or as a share.
type result struct {
	bitrate, switched, stalls float64 // bit/s, bit/s, number
	utility                   float64 // ln(bit rate / lowest)
	stalled                   float64 // share of the time
	start                     float64 // seconds to the first segment
	given                     float64 // downloads given up
}

func (r result) score() float64 { return r.utility - stallWeight*r.stalled }

// plus adds a share of another result.
func (r result) plus(x result, share float64) result {
	r.bitrate += x.bitrate * share
	r.switched += x.switched * share
	r.stalls += x.stalls * share
	r.utility += x.utility * share
	r.stalled += x.stalled * share
	r.start += x.start * share
	r.given += x.given * share
	return r
}

// state is what a rule knows when it chooses.
type state struct {
	film    film
	i       int     // the segment to come
	most    float64 // seconds that may be ahead
	ahead   float64 // seconds that are
	current int     // rendition; -1 at the start
}

// download is how far a segment has come.
type download struct {
	rendition  int
	size, came float64 // bits
	latency    float64 // seconds to the first of them
	took       float64 // seconds since then
	givenUp    bool
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
	p := player{state: state{f, 0, buffer, 0, -1}, network: newNetwork(t)}
	for p.i < len(f.sizes) {
		r.idled(p.idle(p.ahead + f.segment - buffer))
		choice, pause := r.choose(p.state)
		p.idle(math.Min(pause, p.ahead))
		d := p.fetch(r, choice)
		switch {
		case p.current < 0:
			p.result.start = d.latency + d.took
		default:
			p.pass(d.latency + d.took)
		}
		if d.givenUp {
			p.result.given++
		} else {
			p.have(choice)
		}
		r.came(p.state, d)
	}
	p.played += p.ahead
	return p.means()
}

// fetch brings a segment, or a part of it when the rule gives it up.
func (p *player) fetch(r rule, choice int) download {
	d := download{rendition: choice, size: p.film.sizes[p.i][choice], latency: p.network.answer()}
	for d.came < d.size {
		came, took := p.network.part(d.size-d.came, r.every())
		d.came += came
		d.took += took
		now := p.state
		now.ahead = math.Max(0, p.ahead-d.latency-d.took)
		if d.came < d.size && came > 0 && p.current >= 0 && r.gives(now, d) {
			d.givenUp = true
			break
		}
	}
	return d
}

func (p *player) means() result {
	r := p.result
	time := p.played + p.stands + r.start
	segments := time / p.film.segment
	r.bitrate /= segments
	r.switched /= segments
	r.stalls /= segments
	r.utility /= segments
	r.given /= segments
	r.stalled = p.stands / time
	return r
}

// idle lets time go by without a request.
func (p *player) idle(seconds float64) float64 {
	if seconds <= 0 {
		return 0
	}
	p.network.wait(seconds)
	p.pass(seconds)
	return seconds
}

// pass plays for a while, or stands when there is nothing left.
func (p *player) pass(seconds float64) {
	if seconds > p.ahead {
		if p.ahead > 0 { // or it stands already
			p.result.stalls++
		}
		p.stands += seconds - p.ahead
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
	p.i++
	p.ahead += p.film.segment
	p.current = choice
	p.result.bitrate += rate
	p.result.utility += math.Log(rate / float64(p.film.rates[0]))
}
