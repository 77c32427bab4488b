package stream

import (
	"math"
)

// watchdog notices a clock that stands although it should run.
type watchdog struct {
	time   float64 // currentTime last seen
	since  float64 // Clock.Now when it last moved, ms
	hungry float64 // Clock.Now when there was nothing to play, ms
	nudges int
	moved  bool // it has just set the clock to time
}

// How long the clock may stand, ms.
const (
	gapAfter   = 200
	nudgeAfter = 1500
	// stuckAfter is for an element that says it has nothing to play although it
	// has: browsers get lost when a picture has been missing for seconds.
	stuckAfter = 1000
	// stalledAfter is when a decoder that nothing helps is given up, starvedAfter
	// when media is that does not come although nothing is asked for.
	stalledAfter = 10_000
	starvedAfter = 4000
	maxNudges    = 4
	// blindAfter is how long pictures must have been missing for the decoder to be
	// set right once they are there.
	blindAfter = 1000
)

// OnMedia takes an event of the media element.
func (e *Engine) OnMedia(event string) {
	if e.phase != open {
		return
	}
	switch event {
	case "loadedmetadata":
		e.tellUntold()
	case "seeking":
		if m := e.d.Media(); e.clock.moved && math.Abs(m.CurrentTime-e.clock.time) < tolerance {
			e.clock.moved = false // the watchdog did it
			return
		}
		e.seeking()
	case "playing":
		if n := e.lane(Video); n != nil && n.flight != nil && n.announced == "" {
			e.shown(n, n.flight.Rendition) // its first pictures play before its last bytes are here
		}
		e.tick()
	case "timeupdate", "waiting", "stalled", "seeked", "ratechange", "pause", "play":
		e.tick()
	}
}

// seeking keeps what is there and drops requests for elsewhere.
func (e *Engine) seeking() {
	m := e.d.Media()
	e.startAt = 0
	e.clock = watchdog{time: m.CurrentTime, since: e.d.Clock.Now()}
	for _, n := range e.lanes {
		if ahead(m.ByKind[n.kind], m.CurrentTime) > 0 ||
			n.pendingAt <= m.CurrentTime && m.CurrentTime < n.pendingEnd {
			continue
		}
		if f := n.flight; f != nil {
			if start, end := f.times(); m.CurrentTime < start || m.CurrentTime >= end {
				e.drop(n)
			}
		}
		if n.flight == nil {
			n.pendingEnd, n.last, n.pause = 0, Resource{}, 0
		}
		clear(n.have) // the browser may have dropped what was there
		n.floor, n.missing, n.halted = 0, 0, nil
	}
	e.tick()
}

// watch jumps over small holes and nudges a stuck decoder.
func (e *Engine) watch(m *MediaState) {
	now := e.d.Clock.Now()
	w := &e.clock
	if e.sees(m, now) {
		e.d.Log.Log(Info, "pictures are back", "at", m.CurrentTime)
		e.d.SetTime(m.CurrentTime)
		*w = watchdog{time: m.CurrentTime, since: now}
		return
	}
	if m.CurrentTime != w.time || m.Paused && !m.Seeking || m.Ended {
		*w = watchdog{time: m.CurrentTime, since: now}
		return
	}
	stood := now - w.since
	if stood < gapAfter {
		return
	}
	if e.ended && !m.Paused && !m.Seeking && m.Duration-m.CurrentTime < shortRoom {
		if stood > stuckAfter && w.nudges < maxNudges { // the browser has not noticed that this is the end
			e.d.SetTime(m.Duration)
			*w = watchdog{time: m.Duration, since: now, nudges: w.nudges + 1, moved: true}
		}
		return
	}
	if short(m) {
		if to, ok := afterGap(m); ok && !e.awaits(m) && (to-m.CurrentTime <= maxGap || !e.comes(m, to)) {
			e.d.Log.Log(Info, "jump over a gap", "from", m.CurrentTime, "to", to)
			e.d.SetTime(to)
			*w = watchdog{time: to, since: now}
			return
		}
		w.hungry = now
		e.starved(m, stood)
		return
	}
	e.nudge(m, now)
}

// shortRoom is what some browsers do not play out before a hole, seconds.
const shortRoom = 0.3

// short tells that there is nothing to play at the clock.
func short(m *MediaState) bool {
	left := room(m.Buffered, m.CurrentTime)
	return left < tolerance || left < shortRoom && m.ReadyState < 3
}

// nudge sets a decoder right that stands although there is media, a few times;
// then that is told.
func (e *Engine) nudge(m *MediaState, now float64) {
	w := &e.clock
	after := float64(nudgeAfter)
	if m.ReadyState < 3 && room(m.Buffered, m.CurrentTime) > 1 {
		after = stuckAfter
	}
	if m.Paused || m.Seeking || m.Hidden || now-max(w.since, w.hungry) <= after {
		return
	}
	if w.nudges >= maxNudges {
		if now-max(w.since, w.hungry) > stalledAfter {
			e.fatal(Failure{Op: OpPlay, Cause: CauseStalled, At: m.CurrentTime})
		}
		return
	}
	to := m.CurrentTime + 0.1*float64(w.nudges)
	e.d.SetTime(to)
	*w = watchdog{time: to, since: now, nudges: w.nudges + 1, moved: true}
}

// starved ends a standstill that nothing will end: all that there is has come.
func (e *Engine) starved(m *MediaState, stood float64) {
	if m.Paused || stood < starvedAfter || e.away {
		return
	}
	for _, n := range e.lanes {
		if n.flight != nil || n.switching || n.pendingEnd > 0 || e.d.Clock.Now() < n.pause {
			return
		}
	}
	failure := Failure{Op: OpPlay, Cause: CauseStalled, At: m.CurrentTime}
	for _, n := range e.lanes {
		if at, joined := e.position(n, m); !n.r.EndList && e.next(n, at, joined) >= len(n.r.Segments) {
			failure.Op, failure.Cause = OpEdge, CauseLive
		}
	}
	e.fatal(failure)
}

// sees tells that pictures are there again, after sound had to go on without
// them. Browsers let sound run ahead for seconds, and then show what is late
// picture by picture or not at all.
func (e *Engine) sees(m *MediaState, now float64) bool {
	if e.lane(Video) == nil || e.lane(Audio) == nil || m.Paused || m.Seeking || m.ReadyState == 0 {
		e.blind = 0
		return false
	}
	left := room(m.ByKind[Video], m.CurrentTime)
	switch {
	case left < rounding && room(m.ByKind[Audio], m.CurrentTime) > 0:
		if e.blind == 0 {
			e.blind = now
		}
	case e.blind > 0 && left > 0.5:
		long := now-e.blind > blindAfter
		e.blind = 0
		return long
	case left >= 0.5:
		e.blind = 0
	}
	return false
}

// maxGap is what is jumped over without asking, seconds: encoders start a frame
// late, audio and picture end apart.
const maxGap = 1.0

// room is how long a clock at t can run without a gap, seconds; a seek does not
// end within the smallest of them.
func room(ranges []Range, t float64) float64 {
	for _, r := range ranges {
		if r.Start <= t+rounding && r.End > t {
			return r.End - t
		}
	}
	return 0
}

// awaits tells whether something is still to come for the place of the clock.
func (e *Engine) awaits(m *MediaState) bool {
	t := m.CurrentTime
	for _, n := range e.lanes {
		if room(m.ByKind[n.kind], t) >= shortRoom {
			continue
		}
		if n.switching || n.pendingEnd > t || e.d.Clock.Now() < n.pause {
			return true
		}
		if n.flight == nil {
			continue
		}
		if start, end := n.flight.times(); start < t+tolerance && end > t {
			return true
		}
	}
	return false
}

// comes tells whether something is still to be asked for between the clock and
// a moment behind it.
func (e *Engine) comes(m *MediaState, until float64) bool {
	for _, n := range e.lanes {
		if room(m.ByKind[n.kind], m.CurrentTime) >= shortRoom || n.halted != nil {
			continue
		}
		at, joined := e.position(n, m)
		i := e.next(n, at, joined)
		if i < len(n.r.Segments) && n.r.Segments[i].Start < until-tolerance {
			return true
		}
	}
	return false
}

// afterGap finds the next picture behind a hole.
func afterGap(m *MediaState) (float64, bool) {
	for _, r := range m.Buffered {
		if r.Start > m.CurrentTime {
			return r.Start + 0.01, true
		}
	}
	return 0, false
}
