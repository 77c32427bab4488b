package stream

import (
	"diptych/player/manifest"
)

// open takes over what was begun before, or loads the playlists of the first
// renditions and opens the Carrier.
func (e *Engine) open() {
	e.phase = opening
	if e.format == Progressive {
		e.d.Carrier.SetSource(e.url)
		e.phase = open
		return
	}
	if log := e.d.Carrier.Log(); len(log) > 0 && e.adopt(log) {
		return
	}
	e.lanes = nil
	if r := e.chooseVideo(nil, 0); r != nil {
		e.lanes = append(e.lanes, newLane(Video, r))
	}
	if r := e.firstAudio(); r != nil {
		e.lanes = append(e.lanes, newLane(Audio, r))
	}
	if len(e.lanes) == 0 {
		e.l.Failed(Failure{Cause: CauseRestricted, Fatal: true})
		return
	}
	waiting := len(e.lanes)
	for _, n := range e.lanes {
		e.playlist(n.r, 1, func() {
			if waiting--; waiting == 0 {
				e.openCarrier()
			}
		})
	}
}

func (e *Engine) openCarrier() {
	for _, n := range e.lanes {
		if c := n.r.Container; c != "mp4" && c != "webm" && c != "" {
			e.fatal(Failure{Cause: CauseContainer, Subject: c})
			return
		}
		if len(n.r.Segments) == 0 {
			cause := CauseNoSegments
			if e.p.Live {
				cause = CauseLive
			}
			e.fatal(Failure{Cause: cause, Subject: n.r.ID})
			return
		}
	}
	if e.startAt == 0 {
		e.startAt = e.begin()
	}
	e.clampStart()
	e.knock()
}

// clampStart keeps a start before the end: there is nothing behind it.
func (e *Engine) clampStart() {
	end := 0.0
	for _, n := range e.lanes {
		if !n.r.EndList {
			return
		}
		end = max(end, length(n.r))
	}
	e.startAt = min(e.startAt, max(0, end-endMargin))
}

// begin is where the manifest wants play to begin, seconds (RFC 8216bis §4.4.2.2).
func (e *Engine) begin() float64 {
	r := e.lanes[0].r
	at := r.Begin
	if at == 0 {
		at = e.p.Begin
	}
	end := length(r)
	if at < 0 {
		at += end
	}
	return max(0, min(at, end-tolerance))
}

// knock opens the source and asks for the first segments: what their init
// segments say is inside gives the types of the SourceBuffers. Only media that
// nobody here looks into is taken at its manifest's word.
func (e *Engine) knock() {
	e.declared = false
	m := e.d.Media()
	if n := e.barren(&m); n != nil {
		e.leave(n)
		return
	}
	tracks := make([]SourceTrack, 0, len(e.lanes))
	for _, n := range e.lanes {
		t := SourceTrack{Kind: n.kind}
		if n.r.Container == "webm" {
			t.MIME = e.mime(n)
			e.declared = true
		}
		tracks = append(tracks, t)
	}
	if e.declared {
		for i, n := range e.lanes {
			tracks[i].MIME = e.mime(n)
		}
	}
	e.openedAt = e.d.Clock.Now()
	e.d.Carrier.Open(tracks)
	if !e.declared {
		e.tick()
		e.keepTicking()
	}
}

// barren finds a lane without anything to ask for, which would keep the source
// from opening: its media ends before the start, or is a gap, or did not come.
func (e *Engine) barren(m *MediaState) *lane {
	if e.declared || e.phase != opening {
		return nil
	}
	for _, n := range e.lanes {
		if len(n.sent) > 0 || len(n.first) > 0 || n.switching || !n.r.EndList {
			continue
		}
		at, joined := e.position(n, m)
		if e.next(n, at, joined) >= len(n.r.Segments) {
			return n
		}
	}
	return nil
}

// leave goes on without a barren lane, where there is another one.
func (e *Engine) leave(n *lane) {
	switch {
	case len(e.lanes) > 1:
		e.knockWithout(n)
	case n.vain != nil:
		n.halted = n.vain
		m := e.d.Media()
		e.halt(&m)
	default:
		e.fatal(Failure{Cause: CauseNoSegments, Subject: n.r.ID})
	}
}

// knockWithout opens the source once more, for the other lanes only.
func (e *Engine) knockWithout(n *lane) {
	var left []*lane
	for _, each := range e.lanes {
		if each != n {
			left = append(left, newLane(each.kind, each.r))
		}
	}
	e.lanes = left
	e.knock()
}

// knocking tells that the source is about to open, and segments may be asked for.
func (e *Engine) knocking() bool {
	return e.phase == opening && e.format != Progressive && e.openedAt > 0
}

func (e *Engine) firstAudio() *manifest.Rendition {
	group := ""
	if v := e.lane(Video); v != nil {
		group = v.r.AudioGroup
	}
	var first *manifest.Rendition
	for _, r := range e.p.Audio {
		if group != "" && r.Group != "" && r.Group != group {
			continue
		}
		if first == nil || r.Default && !first.Default {
			first = r
		}
	}
	return first
}
