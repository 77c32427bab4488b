package stream

import (
	"diptych/player/manifest"
)

// open takes over what was begun before, or loads the playlists of the first
// renditions and opens the Carrier.
func (e *Engine) open() {
	e.phase = opening
	if e.format == Progressive && e.c.Licensed != "" && !e.keys.ready { // an element that reads HLS by itself
		e.protect("")
		return
	}
	if e.format == Progressive {
		e.d.Carrier.SetSource(e.url)
		e.phase = open
		return
	}
	if log := e.d.Carrier.Log(); len(log) > 0 && e.adopt(log) {
		return
	}
	e.buffers = nil
	if r := e.chooseVideo(nil, 0); r != nil {
		e.note(reason{why: whyStart}, nil, r)
		e.buffers = append(e.buffers, newTrackBuffer(Video, r))
	}
	if r := e.firstAudio(); r != nil {
		e.buffers = append(e.buffers, newTrackBuffer(Audio, r))
	}
	if len(e.buffers) == 0 {
		e.l.Failed(Failure{Cause: CauseRestricted, Fatal: true})
		return
	}
	waiting := len(e.buffers)
	for _, n := range e.buffers {
		e.playlist(n.r, 1, func() {
			if waiting--; waiting == 0 {
				e.openCarrier()
			}
		})
	}
}

func (e *Engine) openCarrier() {
	for _, n := range e.buffers {
		if c := n.r.Container; c != "mp4" && c != "webm" && c != "" && !transformed(c) {
			e.fatal(Failure{Cause: CauseContainer, Subject: c})
			return
		}
		if len(n.r.Segments) == 0 && e.awaitFirst(n.r) {
			return
		}
		if len(n.r.Segments) == 0 {
			cause := CauseNoSegments
			if e.p.Live && n.r.TargetDuration > 0 {
				cause = CauseOutdated
			}
			e.fatal(Failure{Cause: cause, Subject: n.r.ID})
			return
		}
	}
	e.together()
	if e.startAtSeconds == 0 {
		e.startAtSeconds = e.begin()
	}
	if e.live() {
		e.startAtSeconds = e.liveStart(e.startAtSeconds)
		e.edge()
	}
	e.clampStart()
	e.knock()
}

// awaitFirst reads the list of a broadcast that has not begun again, for as long as one
// that stands still is borne.
func (e *Engine) awaitFirst(r *manifest.Rendition) bool {
	if r.EndList || r.Playlist == "" || r.TargetDuration == 0 || e.empty >= e.mostStale() {
		return false
	}
	e.empty++
	e.after(1000*unchangedShare*target(r), func() {
		r.Segments = nil
		e.playlist(r, 1, e.openCarrier)
	})
	return true
}

// together puts the lists of a stream that grows, which were read one after the
// other, on one timeline.
func (e *Engine) together() {
	for _, n := range e.buffers[1:] {
		manifest.Follow(e.buffers[0].r, n.r)
	}
}

// clampStart keeps a start before the end: there is nothing behind it.
func (e *Engine) clampStart() {
	end := 0.0
	for _, n := range e.buffers {
		if !n.r.EndList {
			return
		}
		end = max(end, n.r.End())
	}
	e.startAtSeconds = min(e.startAtSeconds, max(0, end-endMargin))
}

// begin is where the manifest wants play to begin, seconds (RFC 8216bis §4.4.2.2).
func (e *Engine) begin() float64 {
	r := e.buffers[0].r
	at := r.Begin
	if at == 0 {
		at = e.p.Begin
	}
	end := r.End()
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
	tracks := make([]SourceTrack, 0, len(e.buffers))
	for _, n := range e.buffers {
		t := SourceTrack{Kind: n.kind}
		if n.r.Container == "webm" {
			t.MIME = e.mime(n)
			e.declared = true
		}
		tracks = append(tracks, t)
	}
	if e.declared {
		for i, n := range e.buffers {
			tracks[i].MIME = e.mime(n)
		}
	}
	e.openedAtMS = e.d.Clock.Now()
	e.d.Carrier.Open(tracks)
	if !e.declared {
		e.tick()
		e.keepTicking()
	}
}

// barren finds a track without anything to ask for, which would keep the source
// from opening: its media ends before the start, or is a gap, or did not come.
func (e *Engine) barren(m *MediaState) *trackBuffer {
	if e.declared || e.phase != opening {
		return nil
	}
	for _, n := range e.buffers {
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

// leave goes on without a barren track, where there is another one.
func (e *Engine) leave(n *trackBuffer) {
	switch {
	case len(e.buffers) > 1:
		e.knockWithout(n)
	case n.vain != nil:
		n.halted = n.vain
		m := e.d.Media()
		e.halt(&m)
	default:
		e.fatal(Failure{Cause: CauseNoSegments, Subject: n.r.ID})
	}
}

// knockWithout opens the source once more, for the other tracks only.
func (e *Engine) knockWithout(n *trackBuffer) {
	var left []*trackBuffer
	for _, each := range e.buffers {
		if each != n {
			left = append(left, newTrackBuffer(each.kind, each.r))
		}
	}
	e.buffers = left
	e.knock()
}

// knocking tells that the source is about to open, and segments may be asked for.
func (e *Engine) knocking() bool {
	return e.phase == opening && e.format != Progressive && e.openedAtMS > 0
}

func (e *Engine) firstAudio() *manifest.Rendition {
	group := ""
	if v := e.buffer(Video); v != nil {
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
