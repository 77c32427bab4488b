package stream

import (
	"math"

	"diptych/player/manifest"
)

// Window is what can be played of a stream that grows, seconds.
type Window struct {
	Live       bool
	Start, End float64
	// Target is how far behind End play wants to be, Latency how far it is.
	Target, Latency float64
	OnEdge          bool // play follows the end
}

// Holding back: target durations where a list does not say (RFC 8216bis §4.4.3.8),
// and what a stall adds, seconds.
const (
	holdTargets = 3
	afterStall  = 0.5
	mostAdded   = 3.0
	// cleanMS without a stall take cleanLess of it back, seconds.
	cleanMS   = 10_000
	cleanLess = 0.1
	// farBehind is how far behind its target play may fall, seconds, and lateMS for how
	// long, before it jumps.
	farBehind = 8.0
	lateMS    = 5_000
	// edgeSlack is how far behind its target play still follows the end, in target
	// durations.
	edgeSlack = 1.0
	// beyond keeps an element that has played all there is from calling that the end, seconds.
	beyond = 0.1
	// earliest keeps play from the first moment of the window, which is about to go, seconds.
	earliest = 0.5
)

// follower keeps play at the end of what grows.
type follower struct {
	off             bool // the viewer has gone back
	lateMS          float64
	added           float64 // to the distance from the end, for stalls, seconds
	stalled, played bool
	cleanMS         float64 // Clock.Now since when nothing stalled, ms
	movedTo         float64 // where the Engine itself moved the clock, seconds
	rate            float64 // that catches up, 0 = none
	told            Window
	length          float64 // as the source was told last, seconds
}

// live tells that what is played still grows.
func (e *Engine) live() bool {
	for _, n := range e.buffers {
		if grows(n.r) || e.dynamic() && !n.r.EndList {
			return true
		}
	}
	return false
}

// listEnd is where the shortest list in use ends, seconds.
func (e *Engine) listEnd() float64 {
	end := math.Inf(1)
	for _, n := range e.buffers {
		if len(n.r.Segments) > 0 {
			end = min(end, e.there(present(n.r)))
		}
	}
	if math.IsInf(end, 1) {
		return 0
	}
	return end
}

// present is where a list ends without what does not exist yet, seconds.
func present(r *manifest.Rendition) float64 {
	for i := len(r.Segments) - 1; i >= 0; i-- {
		if s := &r.Segments[i]; !s.Hinted {
			return s.End()
		}
	}
	return 0
}

func (e *Engine) listStart() float64 {
	start := 0.0
	for _, n := range e.buffers {
		if len(n.r.Segments) > 0 {
			start = max(start, n.r.Segments[0].Start)
		}
	}
	return start
}

// holdBack is how far behind the end is played, seconds.
func (e *Engine) holdBack() float64 {
	most := 0.0
	for _, n := range e.buffers {
		most = max(most, holdBack(n.r))
	}
	return most + e.follow.added
}

func holdBack(r *manifest.Rendition) float64 {
	l := &r.Live
	switch {
	case l.PartTarget > 0 && l.PartHoldBack > 0:
		return l.PartHoldBack
	case l.PartTarget > 0:
		return holdTargets * l.PartTarget
	case l.HoldBack > 0:
		return max(l.HoldBack, target(r))
	}
	return holdTargets * target(r)
}

// edgeNow is where the end is thought to be at this moment: lists tell in steps what
// grows all the time.
func (e *Engine) edgeNow() float64 {
	end := e.listEnd()
	if e.mpd.d != nil && e.mpd.synced {
		return e.there(math.Inf(1))
	}
	for _, n := range e.buffers {
		if x := e.reloads[n.r]; x != nil && x.changeMS > 0 {
			return end + min(piece(n.r), (e.d.Clock.Now()-x.changeMS)/1000)
		}
	}
	return end
}

// liveStart is where play of a stream that grows begins: where it was asked to,
// or behind its end, seconds.
func (e *Engine) liveStart(asked float64) float64 {
	first, edge := e.listStart(), e.listEnd()-e.holdBack()
	latest := max(first, edge)
	if asked > 0 && asked < latest {
		e.follow.off = true
		return max(first, asked)
	}
	return latest
}

// edge tells how far the stream has grown and lets the source grow with it.
func (e *Engine) edge() {
	if len(e.buffers) == 0 {
		return
	}
	if !e.live() {
		if e.follow.told.Live {
			e.closing()
		}
		return
	}
	m := e.d.Media()
	w := Window{Live: true, Start: e.listStart(), End: e.listEnd(), Target: e.holdBack()}
	w.Latency, w.OnEdge = e.edgeNow()-m.CurrentTime, !e.follow.off
	if e.phase == open && w.End > e.follow.length {
		e.follow.length = w.End
		e.d.Carrier.SetDuration(w.End + beyond)
	}
	e.tellWindow(w)
}

// closing ends the growing: what is there is all there will be.
func (e *Engine) closing() {
	e.p.Live, e.p.Duration = false, 0
	for _, n := range e.buffers {
		e.p.Duration = max(e.p.Duration, n.r.End())
	}
	e.d.Carrier.SetDuration(e.p.Duration)
	e.setRate(0)
	e.tellWindow(Window{Start: e.listStart(), End: e.p.Duration})
}

func (e *Engine) tellWindow(w Window) {
	told := e.follow.told
	e.follow.told = w
	if told != w {
		e.l.Edge(w)
	}
}

// setTime moves the clock, which is no wish of the viewer's.
func (e *Engine) setTime(t float64) {
	e.follow.movedTo = t
	e.d.SetTime(t)
}

// sought notes where the viewer went: back, or to the end.
func (e *Engine) sought(to float64) {
	own := math.Abs(to-e.follow.movedTo) < tolerance
	e.follow.movedTo = -1
	if e.live() && !own {
		slack := edgeSlack * target(e.buffers[0].r)
		e.follow.off = to < e.edgeNow()-e.holdBack()-slack
		e.follow.lateMS = 0
		e.edge()
	}
}

// ToEdge is where play follows the end again, seconds.
func (e *Engine) ToEdge() float64 { return max(e.listStart(), e.edgeNow()-e.holdBack()) }

// keepUp brings play back that fell behind the window, or too far behind the end.
func (e *Engine) keepUp(m *MediaState) {
	if !e.live() || m.ReadyState == 0 || m.Seeking {
		return
	}
	now := e.d.Clock.Now()
	first := e.listStart()
	if m.CurrentTime < first-tolerance && !m.Paused && ahead(m.Buffered, m.CurrentTime) < tolerance {
		e.moveTo(min(first+earliest, max(first, e.listEnd()-e.holdBack())), "behind the window")
		return
	}
	e.stalls(m)
	e.pace(m)
	late := e.edgeNow()-m.CurrentTime > e.holdBack()+farBehind
	if e.follow.off || m.Paused || !late {
		e.follow.lateMS = now
		return
	}
	if now-e.follow.lateMS > lateMS {
		e.moveTo(e.ToEdge(), "too far behind the end")
	}
}

// stalls lets play keep more distance after each, for there will be more of them.
func (e *Engine) stalls(m *MediaState) {
	stalled := m.ReadyState < 3 && !m.Paused && short(m)
	f, now := &e.follow, e.d.Clock.Now()
	switch {
	case stalled && !f.stalled && f.played:
		f.added, f.cleanMS = min(mostAdded, f.added+afterStall), now
	case stalled || f.cleanMS == 0:
		f.cleanMS = now
	case now-f.cleanMS > cleanMS:
		f.added, f.cleanMS = max(0, f.added-cleanLess), now
	}
	f.stalled = stalled
}

// How play with little delay is kept at its distance: rates that nobody hears, and how
// far off it may be, seconds.
const (
	faster, slower = 1.04, 0.96
	fastest        = 1.08 // while it is muchLate, seconds
	muchLate       = 0.75
	paceSlack      = 0.15
	paceRoom       = 0.5 // that has to be buffered to play faster
)

// pace lets play with little delay run faster or slower than its time, until it is as
// far behind the end as it should be. A rate that the viewer has chosen stays.
func (e *Engine) pace(m *MediaState) {
	own := e.follow.rate
	if e.d.SetRate == nil || own == 0 && m.Rate != 1 || own != 0 && math.Abs(m.Rate-own) > 0.001 && m.Rate != 1 {
		return
	}
	over := e.edgeNow() - m.CurrentTime - e.holdBack()
	want := 0.0
	switch {
	case e.follow.off || m.Paused || m.ReadyState < 3 || !e.low():
	case over > paceSlack || own > 1 && over > 0:
		if ahead(m.Buffered, m.CurrentTime) > paceRoom {
			want = faster
		}
		if want > 0 && over > muchLate {
			want = fastest
		}
	case over < -paceSlack || own == slower && over < 0:
		want = slower
	}
	e.setRate(want)
}

// setRate sets the speed that catches up, 0 for none.
func (e *Engine) setRate(rate float64) {
	if rate == e.follow.rate {
		return
	}
	if e.follow.rate = rate; rate == 0 {
		rate = 1
	}
	e.d.SetRate(rate)
}

// begins moves a start that took its time to where play with little delay should be by
// now, before anything of it was seen.
func (e *Engine) begins() {
	if !e.low() || e.follow.off || e.follow.played {
		return
	}
	if m := e.d.Media(); e.ToEdge()-m.CurrentTime > startLate {
		e.setTime(e.ToEdge())
	}
}

// startLate is what a start may be late without being moved, seconds.
const startLate = 0.3

// low tells of a stream with little delay.
func (e *Engine) low() bool {
	for _, n := range e.buffers {
		if n.r.Live.PartTarget > 0 {
			return true
		}
	}
	return false
}

func (e *Engine) moveTo(t float64, why string) {
	m := e.d.Media()
	e.d.Log.Log(Info, "live play jumps", "from", m.CurrentTime, "to", t, "because", why)
	e.follow.lateMS = e.d.Clock.Now()
	e.setTime(t)
}

// dynamic tells of an MPD that still grows.
func (e *Engine) dynamic() bool { return e.format == DASH && e.p != nil && e.p.Live }
