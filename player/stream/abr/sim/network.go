package main

import "math"

// network walks along a trace.
type network struct {
	trace trace
	at    int
	left  float64 // seconds of the span
}

func newNetwork(t trace) *network { return &network{trace: t, left: t[0].length} }

func (n *network) next() {
	n.at = (n.at + 1) % len(n.trace)
	n.left = n.trace[n.at].length
}

// wait lets seconds go by.
func (n *network) wait(seconds float64) {
	for seconds > n.left {
		seconds -= n.left
		n.next()
	}
	n.left -= seconds
}

// answer is how long a request takes to its first byte, seconds. Where the latency
// changes meanwhile, the rest of it goes by at the new one.
func (n *network) answer() float64 {
	took := 0.0
	for rest := 1.0; ; n.next() {
		latency := n.trace[n.at].latency
		if latency*rest <= n.left {
			n.left -= latency * rest
			return took + latency*rest
		}
		took += n.left
		rest -= n.left / latency
	}
}

// bring is how long bits take to come, seconds.
func (n *network) bring(bits float64) float64 {
	_, took := n.part(bits, math.Inf(1))
	return took
}

// part brings bits for so many seconds at most, and tells how many came and how long
// they took.
func (n *network) part(bits, seconds float64) (came, took float64) {
	for {
		bitrate := n.trace[n.at].bitrate
		span := math.Min(n.left, seconds-took)
		if bits-came <= bitrate*span {
			if bits > came {
				n.left -= (bits - came) / bitrate
				took += (bits - came) / bitrate
			}
			return bits, took
		}
		came += bitrate * span
		took += span
		if span < n.left {
			n.left -= span
			return came, took
		}
		n.next()
		if took >= seconds {
			return came, took
		}
	}
}
