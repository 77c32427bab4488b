package stream

import (
	"math"
)

// watchdog notices a clock that stands although it should run.
type watchdog struct {
	atSeconds float64 // currentTime last seen
	sinceMS   float64 // Clock.Now when it last moved, ms
	hungryMS  float64 // Clock.Now when there was nothing to play, ms
	nudges    int
	moved     bool // it has just set the clock to atSeconds
}

// How long the clock may stand, ms.
const (
	gapAfterMS   = 200
	nudgeAfterMS = 1500
	// stuckAfterMS is for an element that says it has nothing to play although it
	// has: browsers get lost when a picture has been missing for seconds.
	stuckAfterMS = 1000
	// stalledAfterMS is when a decoder that nothing helps is given up, starvedAfterMS
	// when media is that does not come although nothing is asked for.
	stalledAfterMS = 10_000
	starvedAfterMS = 4000
	maxNudges      = 4
	// noPictureAfterMS is how long pictures must have been missing for the decoder to be
	// set right once they are there.
	noPictureAfterMS = 1000
)

// OnMedia takes an event of the media element.
func (e *Engine) OnMedia(event string) {
	if e.phase != open {
		return
	}
	switch event {
	case "loadedmetadata":
		e.tellBacklog()
		e.begins()
	case "seeking":
		if m := e.d.Media(); e.clock.moved && math.Abs(m.CurrentTime-e.clock.atSeconds) < tolerance {
			e.clock.moved = false // the watchdog did it
			return
		}
		e.seeking()
	case "playing":
		e.follow.played = true
		if n := e.buffer(Video); n != nil && n.flight != nil && n.announced == "" {
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
	e.sought(m.CurrentTime)
	e.startAtSeconds = 0
	e.clock = watchdog{atSeconds: m.CurrentTime, sinceMS: e.d.Clock.Now()}
	for _, n := range e.buffers {
		if ahead(m.ByKind[n.kind], m.CurrentTime) > 0 ||
			n.pendingStartSeconds <= m.CurrentTime && m.CurrentTime < n.pendingEndSeconds {
			continue
		}
		if f := n.flight; f != nil && !e.leads(f, m.CurrentTime) {
			e.drop(n)
		}
		if n.flight == nil {
			n.pendingEndSeconds, n.last, n.pauseUntilMS = 0, Resource{}, 0
		}
		clear(n.have) // the browser may have dropped what was there
		n.floorSeconds, n.missing, n.halted = 0, 0, nil
	}
	e.tick()
}

// leads tells that a segment on its way holds the picture at t, or one that it needs.
func (e *Engine) leads(f *flight, t float64) bool {
	start, end := f.times()
	if s := f.segment(); s != nil && s.Part && s.Start <= t {
		if i := f.index() + 1; i < len(f.r.Segments) && f.r.Segments[i].Sequence == s.Sequence &&
			follows(&f.r.Segments[i]) {
			return t-start < target(f.r)
		}
	}
	return t >= start && t < end
}

// watch jumps over small holes and nudges a stuck decoder.
func (e *Engine) watch(m *MediaState) {
	now := e.d.Clock.Now()
	w := &e.clock
	if e.sees(m, now) {
		e.d.Log.Log(Info, "pictures are back", "at", m.CurrentTime)
		e.setTime(m.CurrentTime)
		*w = watchdog{atSeconds: m.CurrentTime, sinceMS: now}
		return
	}
	if e.keys.wait || m.CurrentTime != w.atSeconds || m.Paused && !m.Seeking || m.Ended {
		*w = watchdog{atSeconds: m.CurrentTime, sinceMS: now}
		return
	}
	stood := now - w.sinceMS
	if stood < gapAfterMS {
		return
	}
	if e.ended && !m.Paused && !m.Seeking && m.Duration-m.CurrentTime < shortRoom {
		if stood > stuckAfterMS && w.nudges < maxNudges { // the browser has not noticed that this is the end
			e.setTime(m.Duration)
			*w = watchdog{atSeconds: m.Duration, sinceMS: now, nudges: w.nudges + 1, moved: true}
		}
		return
	}
	if short(m) {
		if to, ok := afterGap(m); ok && !e.awaits(m) && (to-m.CurrentTime <= maxGap || !e.comes(m, to)) {
			e.d.Log.Log(Info, "jump over a gap", "from", m.CurrentTime, "to", to)
			e.setTime(to)
			*w = watchdog{atSeconds: to, sinceMS: now}
			return
		}
		w.hungryMS = now
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
	after := float64(nudgeAfterMS)
	if m.ReadyState < 3 && room(m.Buffered, m.CurrentTime) > 1 {
		after = stuckAfterMS
	}
	if m.Paused || m.Seeking || m.Hidden || now-max(w.sinceMS, w.hungryMS) <= after {
		return
	}
	if w.nudges >= maxNudges {
		if now-max(w.sinceMS, w.hungryMS) > stalledAfterMS {
			e.fatal(Failure{Op: OpPlay, Cause: CauseStalled, At: m.CurrentTime})
		}
		return
	}
	to := m.CurrentTime + 0.1*float64(w.nudges)
	e.setTime(to)
	*w = watchdog{atSeconds: to, sinceMS: now, nudges: w.nudges + 1, moved: true}
}

// starved ends a standstill that nothing will end: all that there is has come.
func (e *Engine) starved(m *MediaState, stood float64) {
	if m.Paused || stood < starvedAfterMS || e.away {
		return
	}
	for _, n := range e.buffers {
		if n.flight != nil || n.switching || n.pendingEndSeconds > 0 || e.d.Clock.Now() < n.pauseUntilMS {
			return
		}
	}
	if e.live() && e.atEnd(m) { // more may come
		if e.outdated() {
			e.fatal(Failure{Op: OpEdge, Cause: CauseOutdated, URL: e.buffers[0].r.Playlist, At: m.CurrentTime})
		}
		return
	}
	failure := Failure{Op: OpPlay, Cause: CauseStalled, At: m.CurrentTime}
	for _, n := range e.buffers {
		if !n.r.EndList && e.used(n, m) {
			failure.Op, failure.Cause = OpEdge, CauseLive
		}
	}
	e.fatal(failure)
}

// used tells that a track has nothing left to ask for.
func (e *Engine) used(n *trackBuffer, m *MediaState) bool {
	at, joined := e.position(n, m)
	return e.next(n, at, joined) >= len(n.r.Segments)
}

// atEnd tells that all tracks wait for what does not exist yet.
func (e *Engine) atEnd(m *MediaState) bool {
	for _, n := range e.buffers {
		if e.used(n, m) {
			return true
		}
	}
	return false
}

// sees tells that pictures are there again, after sound had to go on without
// them. Browsers let sound run ahead for seconds, and then show what is late
// picture by picture or not at all.
func (e *Engine) sees(m *MediaState, now float64) bool {
	if e.buffer(Video) == nil || e.buffer(Audio) == nil || m.Paused || m.Seeking || m.ReadyState == 0 {
		e.noPictureSinceMS = 0
		return false
	}
	left := room(m.ByKind[Video], m.CurrentTime)
	switch {
	case left < rounding && room(m.ByKind[Audio], m.CurrentTime) > 0:
		if e.noPictureSinceMS == 0 {
			e.noPictureSinceMS = now
		}
	case e.noPictureSinceMS > 0 && left > 0.5:
		long := now-e.noPictureSinceMS > noPictureAfterMS
		e.noPictureSinceMS = 0
		return long
	case left >= 0.5:
		e.noPictureSinceMS = 0
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
	for _, n := range e.buffers {
		if room(m.ByKind[n.kind], t) >= shortRoom {
			continue
		}
		if n.switching || n.pendingEndSeconds > t || e.d.Clock.Now() < n.pauseUntilMS {
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
	for _, n := range e.buffers {
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
