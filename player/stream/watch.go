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
		if ahead(m.ByKind[n.kind], m.CurrentTime) > 0 {
			continue
		}
		if f := n.flight; f != nil && (m.CurrentTime < f.Start || m.CurrentTime >= f.Start+f.Duration) {
			e.d.Carrier.Abort(f.ID)
			n.flight = nil
		}
		if n.flight == nil {
			n.pendingEnd, n.lastIndex, n.tries, n.pause = 0, -1, 0, 0
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
	if ahead(m.Buffered, m.CurrentTime) < tolerance {
		if to, ok := e.afterGap(m); ok {
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

// afterGap finds the next picture when nothing is on its way for the hole.
func (e *Engine) afterGap(m *MediaState) (float64, bool) {
	for _, r := range m.Buffered {
		if r.Start > m.CurrentTime && r.Start-m.CurrentTime <= maxGap {
			return r.Start + 0.01, true
		}
	}
	return 0, false
}
