package stream

import (
	"math"

	"diptych/player/manifest"
	"diptych/player/segment"
)

// inside is what an init segment says, and the ways to append it.
type inside struct {
	init  segment.Init
	known bool
}

// onHead looks into a segment that is held back, and says how it is appended.
func (e *Engine) onHead(n *trackBuffer, f *flight, r Record) {
	in := e.look(f, r)
	if !in.known && !r.Whole {
		return // more is to come
	}
	main, drop := choose(n.kind, in.init, len(e.buffers) > 1)
	begins, ok := segment.ParseMedia(r.Head)
	if !ok && !r.Whole {
		return
	}
	if f.Init.URL != "" && n.r.Container == "mp4" {
		if init, told := e.inits[f.Init]; told && !init.known {
			if e.tries[f.spot]+1 >= triesNoMedia {
				e.fatal(Failure{Op: OpParse, Cause: CauseParse, URL: f.Init.URL})
				return
			}
			delete(e.inits, f.Init) // it is asked for again
			e.notMedia(n, f, r)
			return
		}
		if !ok && len(r.Head) > 0 && !segment.IsBox(r.Head) {
			e.notMedia(n, f, r)
			return
		}
	}
	switch {
	case in.known && main.Encrypted && !e.keys.ready: // which its manifest did not say
		e.abandon(n, f.r)
		e.protect("")
		return
	case in.known && main.ID == 0:
		e.lacks(n, f)
		return
	}
	p := Placement{MIME: f.MIME, Offset: f.Offset, Drop: drop}
	if in.known {
		p.MIME = mime(n.kind, in.init, drop)
	}
	bare := f.Transform != nil && isMP3(p.MIME) && !e.d.CanPlay(p.MIME)
	if bare { // which its own frames play as, one after the other from where they are put
		p.MIME, p.Offset = bareMP3, f.Start
	}
	if !e.d.CanPlay(p.MIME) {
		e.refuse(n, f, p.MIME)
		return
	}
	if t, ok := segment.Start(begins, main); ok && !bare {
		p.Offset = e.align(n, f, t)
	}
	if n.kind == Audio && f.Init.URL != "" {
		n.voice = voice{main, f.Init, p.MIME}
	}
	e.placed(n, f, p)
}

// look finds what the init segment says; a segment may bring its own.
func (e *Engine) look(f *flight, r Record) inside {
	if f.Init.URL == "" {
		init, ok := segment.ParseInit(r.Head)
		return inside{init, ok}
	}
	in, found := e.inits[f.Init]
	in.known = in.known && found
	return in
}

// choose picks the track that a track is timed by, and those that do not go into
// its SourceBuffer: what another track brings, and all but the first of a kind.
func choose(kind Kind, init segment.Init, beside bool) (main segment.Track, drop []uint32) {
	taken := map[string]bool{}
	for _, t := range init.Tracks {
		wanted := t.Kind == string(kind) || kind == Video && t.Kind == "audio" && !beside
		if t.Kind == "" { // browsers leave these out themselves
			continue
		}
		if !wanted || taken[t.Kind] {
			drop = append(drop, t.ID)
			continue
		}
		taken[t.Kind] = true
		if main.ID == 0 || t.Kind == "video" {
			main = t
		}
	}
	return main, drop
}

// mime is the type of a SourceBuffer for what is left of an init segment.
func mime(kind Kind, init segment.Init, drop []uint32) string {
	codecs, container := "", string(Audio)
	taken := map[string]bool{}
	for _, t := range init.Tracks {
		if t.Kind == "" || taken[t.Kind] || contains(drop, t.ID) {
			continue
		}
		taken[t.Kind] = true
		if t.Kind == "video" {
			container = string(Video)
		}
		if codecs != "" {
			codecs += ","
		}
		codecs += t.Codec
	}
	return container + `/mp4; codecs="` + codecs + `"`
}

func contains(list []uint32, id uint32) bool {
	for _, have := range list {
		if have == id {
			return true
		}
	}
	return false
}

// waiting is a segment that can be appended once all types are known.
type waiting struct {
	id int
	Placement
}

// placed lets a segment be appended. The first ones wait for each other: their
// types are those of the SourceBuffers.
func (e *Engine) placed(n *trackBuffer, f *flight, p Placement) {
	delete(n.held, f.ID)
	if e.declared {
		e.d.Carrier.Place(f.ID, p)
		return
	}
	n.first = append(n.first, waiting{f.ID, p})
	var tracks []SourceTrack
	for _, each := range e.buffers {
		if len(each.first) == 0 {
			return
		}
		tracks = append(tracks, SourceTrack{each.kind, each.first[0].MIME})
	}
	e.declared = true
	e.d.Carrier.Declare(tracks)
	for _, each := range e.buffers {
		for _, x := range each.first {
			e.d.Carrier.Place(x.id, x.Placement)
		}
		each.first = nil
	}
}

// lacks answers an init segment without what its track is for: the track goes, if
// there is another one.
func (e *Engine) lacks(n *trackBuffer, f *flight) {
	if e.declared || len(e.buffers) < 2 {
		e.refuse(n, f, "")
		return
	}
	e.knockWithout(n)
}

// refuse leaves a rendition that the browser cannot play for another one.
func (e *Engine) refuse(n *trackBuffer, f *flight, mime string) {
	e.quit(n, f.r, Failure{Op: OpDecode, Cause: CauseCodec, Subject: mime, URL: f.Segment.URL})
}

// quit leaves a rendition for good; where there is no other one, play ends.
func (e *Engine) quit(n *trackBuffer, left *manifest.Rendition, otherwise Failure) {
	e.abandon(n, left)
	list := &e.p.Video
	if n.kind == Audio {
		list = &e.p.Audio
	}
	var rest []*manifest.Rendition
	for _, r := range *list {
		if r != left {
			rest = append(rest, r)
		}
	}
	if len(rest) == 0 {
		e.fatal(otherwise)
		return
	}
	*list = rest
	if n.r != left { // another one plays already
		return
	}
	next := rest[0]
	if n.kind == Video {
		next = e.chooseVideo(nil, 0)
	}
	e.switchTo(n, next, reason{why: whyFailed})
}

// abandon gives up all segments of a rendition that are not yet appended.
func (e *Engine) abandon(n *trackBuffer, r *manifest.Rendition) {
	for id := 1; id <= e.lastID && len(n.sent) > 0; id++ { // in the order in which they were asked for
		f := n.sent[id]
		if f == nil || f.r != r {
			continue
		}
		n.without(f)
		if n.flight == f {
			n.flight = nil
		}
		e.d.Carrier.Abort(id)
	}
}

// How far media may be from where its manifest says before the manifest is
// thought to speak of another timeline: seconds, and a share of the time.
const (
	driftSeconds = 0.5
	driftShare   = 0.001
	// liveDrift is what lists of a stream that grows, read at different moments, may be
	// apart, seconds.
	liveDrift = 120.0
	// noticed is what is worth being corrected in a list, seconds.
	noticed = 0.05
)

// align gives the timestamp offset of a segment whose media begins at t seconds
// of its own timeline. Segments of one discontinuity share one; what is off by
// little is the manifest's error, and its times are set right.
func (e *Engine) align(n *trackBuffer, f *flight, t float64) float64 {
	s := f.segment()
	if s == nil { // another list has come meanwhile
		return f.Offset
	}
	key, want := s.Discontinuity, s.Start-t
	drift := driftSeconds + driftShare*s.Start
	near := func(list map[int64]float64) (float64, bool) {
		offset, ok := list[key]
		return offset, ok && math.Abs(want-offset) <= drift
	}
	_, known := e.offsets[key]
	offset, ok := near(e.offsets)
	if !ok {
		offset, ok = near(n.offsets)
	}
	if !ok && known && !f.r.EndList && math.Abs(want-e.offsets[key]) <= liveDrift {
		offset, ok = e.offsets[key], true
	}
	if !ok && !known && math.Abs(want-f.Offset) <= drift {
		offset, ok = f.Offset, true
	}
	if !ok {
		offset = want
	}
	n.offsets[key] = offset
	if !known || n.kind == Video {
		e.offsets[key] = offset
	}
	if by := t + offset - s.Start; math.Abs(by) > noticed {
		f.r.Shift(f.index(), by)
	}
	return offset
}
