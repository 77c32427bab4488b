package main

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
	took := 0.0
	for ; ; n.next() {
		bitrate := n.trace[n.at].bitrate
		if bits <= bitrate*n.left {
			if bits > 0 {
				n.left -= bits / bitrate
				took += bits / bitrate
			}
			return took
		}
		bits -= bitrate * n.left
		took += n.left
	}
}
