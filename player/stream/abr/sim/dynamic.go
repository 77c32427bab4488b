package main

// dynamicFrom is where DYNAMIC leaves the throughput rule for BOLA, seconds ahead.
const dynamicFrom = 10.0

// dynamic takes the throughput rule where little is ahead, BOLA where much is.
type dynamic struct {
	low   throughput
	high  bola
	above bool
}

func (r *dynamic) every() float64                 { return r.low.every() }
func (r *dynamic) idled(float64)                  {}
func (r *dynamic) gives(s state, d download) bool { return r.low.gives(s, d) }

func (r *dynamic) came(s state, d download) {
	r.low.came(s, d)
	r.high.came(s, d)
}

func (r *dynamic) choose(s state) (int, float64) {
	if s.current < 0 {
		return 0, 0
	}
	high, pause := r.high.choose(s)
	low, _ := r.low.choose(s)
	switch {
	case r.above && s.ahead < dynamicFrom && high < low:
		r.above = false
	case !r.above && s.ahead > dynamicFrom && high >= low:
		r.above = true
	}
	if r.above {
		return high, pause
	}
	return low, 0
}
