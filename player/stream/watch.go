package stream

// watchdog notices a clock that stands although it should run.
type watchdog struct {
	time   float64 // currentTime last seen
	since  float64 // Clock.Now when it last moved, ms
	hungry float64 // Clock.Now when there was nothing to play, ms
	nudges int
}

// How long the clock may stand, ms.
const (
	gapAfter   = 200
	nudgeAfter = 1500
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
		e.seeking()
	case "timeupdate", "waiting", "stalled", "seeked", "playing", "ratechange", "pause", "play":
		e.tick()
	}
}

// seeking keeps what is there and drops requests for elsewhere.
func (e *Engine) seeking() {
	m := e.d.Media()
	e.startAt = 0
	e.clock = watchdog{time: m.CurrentTime, since: e.d.Clock.Now()}
	for _, n := range e.lanes {
		if ahead(m.ByKind[n.kind], m.CurrentTime) > 0 || n.pendingAt <= m.CurrentTime && m.CurrentTime < n.pendingEnd {
			continue
		}
		if f := n.flight; f != nil && (m.CurrentTime < f.Start || m.CurrentTime >= f.Start+f.Duration) {
			e.d.Carrier.Abort(f.ID)
			n.flight = nil
		}
		if n.flight == nil {
			n.pendingEnd, n.last, n.tries, n.pause = 0, Resource{}, 0, 0
		}
		n.floor = 0
	}
	e.tick()
}

// watch jumps over small holes and nudges a stuck decoder.
func (e *Engine) watch(m *MediaState) {
	now := e.d.Clock.Now()
	w := &e.clock
	if m.CurrentTime != w.time || m.Paused && !m.Seeking || m.Ended {
		*w = watchdog{time: m.CurrentTime, since: now}
		return
	}
	stood := now - w.since
	if stood < gapAfter {
		return
	}
	if room(m.Buffered, m.CurrentTime) < tolerance {
		if to, ok := e.afterGap(m); ok && !e.awaits(m) {
			e.d.Log.Log(Info, "jump over a gap", "from", m.CurrentTime, "to", to)
			e.d.SetTime(to)
			*w = watchdog{time: to, since: now}
		}
		w.hungry = now
		return
	}
	if !m.Paused && !m.Seeking && now-max(w.since, w.hungry) > nudgeAfter && w.nudges < 3 {
		w.nudges++
		w.since = now
		e.d.SetTime(m.CurrentTime + 0.1*float64(w.nudges))
	}
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
		if room(m.ByKind[n.kind], t) >= tolerance {
			continue
		}
		f := n.flight
		if n.switching || n.pendingEnd > t || e.d.Clock.Now() < n.pause || f != nil && f.Start < t+tolerance && f.Start+f.Duration > t {
			return true
		}
	}
	return false
}

// afterGap finds the next picture behind a hole.
func (e *Engine) afterGap(m *MediaState) (float64, bool) {
	for _, r := range m.Buffered {
		if r.Start > m.CurrentTime && r.Start-m.CurrentTime <= maxGap {
			return r.Start + 0.01, true
		}
	}
	return 0, false
}
