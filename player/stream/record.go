package stream

import (
	"math"

	"diptych/player/segment"
	"diptych/player/stream/abr"
)

// OnRecord takes a record of the Carrier.
func (e *Engine) OnRecord(r Record) {
	if e.phase == closed {
		return
	}
	if r.ID == 0 {
		e.onSource(r)
		return
	}
	if r.State == Head && r.Init != nil && r.Request.Init.URL != "" { // told once, whoever asked
		init, ok := segment.ParseInit(r.Init)
		e.inits[r.Request.Init] = inside{init, ok}
	}
	for _, n := range e.buffers {
		if n.kind == r.Kind || n.sent[r.ID] != nil {
			e.onBuffer(n, r)
			return
		}
	}
}

// onBuffer takes a record of a request of a track, which may have been given up.
func (e *Engine) onBuffer(n *trackBuffer, r Record) {
	f := n.sent[r.ID]
	switch {
	case n.flight != nil && n.flight.ID == r.ID:
		e.onFlight(n, r)
	case r.State == Appended:
		e.appended(n, f, r)
	case f != nil && r.State == Aborted: // whoever took offence at it
		n.without(f)
	case f != nil && r.State == Failed && r.made():
		n.without(f)
		e.notTransformed(n, f, r)
	case f != nil && r.State == Failed && !r.refused(): // its init segment did not come
		n.without(f)
		e.counts.failed++
		e.retry(n, f, r)
	case f != nil && (r.State == Failed || r.State == Evicted): // when it was to be appended
		n.without(f)
		e.notTaken(n, f, r)
	}
	if h := n.held[r.ID]; h != nil && r.State == Head {
		e.heard()
		e.onHead(n, h, r)
	}
}

// made tells of a failure to make of a segment what a SourceBuffer takes.
func (r Record) made() bool {
	return r.Code == "key" || r.Code == "parse" || r.Code == "codec" && r.Status == 0
}

// refused tells of a failure that it is the SourceBuffer's.
func (r Record) refused() bool { return r.Code == "append" || r.Code == "codec" || r.Code == "decode" }

// without forgets a segment that was here, or on its way, and will not be appended.
func (n *trackBuffer) without(f *flight) {
	delete(n.sent, f.ID)
	delete(n.held, f.ID)
	delete(n.have, f.spot)
	n.pendingEndSeconds = 0
	if n.last == f.Segment {
		n.last = Resource{}
	}
	for i, x := range n.first {
		if x.id == f.ID {
			n.first = append(append([]waiting{}, n.first[:i]...), n.first[i+1:]...)
			break
		}
	}
}

func (e *Engine) onSource(r Record) {
	switch r.State {
	case Opened:
		e.opened()
	case Failed:
		e.fatal(Failure{Cause: CauseMediaSource, Message: r.Message})
	case Removed:
		e.tick()
	case Caption:
		e.takeCaptions(r)
	case Keys:
		e.onKeys(r)
	}
}

// endMargin keeps a start from being the end, seconds.
const endMargin = 0.1

func (e *Engine) opened() {
	e.begun()
	if e.p.Duration > 0 && !e.p.Live {
		e.d.Carrier.SetDuration(e.p.Duration)
	}
	if d := e.p.Duration; d > 0 && !e.p.Live {
		e.startAtSeconds = min(e.startAtSeconds, max(0, d-endMargin)) // there is nothing behind the end
	}
	e.follow.length = 0
	e.edge() // without a duration nothing can be sought
	if e.startAtSeconds > 0 {
		e.setTime(e.startAtSeconds)
	}
	e.tick()
	e.keepTicking()
}

// begun notes that the source is open; a clock stands still from now on at most.
func (e *Engine) begun() {
	e.phase, e.openedAtMS = open, e.d.Clock.Now()
	e.clock = watchdog{atSeconds: e.d.Media().CurrentTime, sinceMS: e.openedAtMS}
}

func (e *Engine) onFlight(n *trackBuffer, r Record) {
	f := n.flight
	if f.came = r.Bytes; r.State != Progress && f.Data == nil {
		e.counts.over(&r)
	}
	switch r.State {
	case Progress:
		e.heard()
		e.consider(n, r)
	case Loaded:
		e.heard()
		if f.Data == nil && !trickled(f, r) {
			e.sample(r)
		}
		e.landed(n, f)
		n.flight = nil
		if f.Data == nil {
			e.l.FragLoaded(r.Kind, r.Segment.URL, r.Bytes, r.NowMS-r.SentAtMS)
		}
		e.tick()
	case Failed:
		n.flight = nil
		if r.made() {
			n.without(f)
			e.notTransformed(n, f, r)
			return
		}
		if r.refused() {
			e.notTaken(n, f, r)
			return
		}
		delete(n.sent, f.ID)
		e.retry(n, f, r)
	case Aborted:
		n.flight = nil
		n.without(f)
	case Evicted:
		n.flight = nil
		e.notTaken(n, f, r)
	case Appended: // without a Loaded before: it was in the cache
		e.landed(n, f)
		n.flight = nil
		e.appended(n, f, r)
	}
}

// landed notes that the bytes of a segment are here.
func (e *Engine) landed(n *trackBuffer, f *flight) {
	start, end := f.times()
	if n.pendingEndSeconds == 0 || math.Abs(start-n.pendingEndSeconds) > tolerance {
		n.pendingStartSeconds = start
	}
	n.pendingEndSeconds = end
	if f.id >= 0 {
		n.have[f.spot] = true
	} else {
		n.last = f.Segment
	}
}

// times are where a segment stands now, seconds.
func (f *flight) times() (start, end float64) {
	if s := f.segment(); s != nil {
		return s.Start, s.End()
	}
	return f.Start, f.Start + f.Duration
}

func (f *flight) discontinuity() int64 {
	if s := f.segment(); s != nil {
		return s.Discontinuity
	}
	return 0
}

// notTaken answers a SourceBuffer that is full, or that took offence.
func (e *Engine) notTaken(n *trackBuffer, f *flight, r Record) {
	delete(n.sent, f.ID)
	delete(n.held, f.ID)
	if r.State == Evicted {
		e.makeRoom(n)
		return
	}
	e.fatal(Failure{Op: OpAppend, Cause: CauseMediaSource, URL: r.Segment.URL, Message: r.Message})
}

// sample feeds the estimate: bytes over the time from the first byte on.
func (e *Engine) sample(r Record) {
	if r.FirstByteAtMS > 0 && r.Network >= 0 && r.Bytes >= abr.MinBytes {
		e.estimate.Sample(max(r.Bytes, r.Network), (r.NowMS-r.FirstByteAtMS)/1000)
	}
}

// trickled tells of a segment that came as it was made: it says how fast that is, not how
// fast the connection is.
func trickled(f *flight, r Record) bool {
	s := f.segment()
	return s != nil && !s.Part && f.r.Live.PartTarget > 0 && (r.NowMS-r.FirstByteAtMS)/1000 > trickle*f.Duration
}

// trickle is the share of its own length that such a segment takes to come.
const trickle = 0.5

func (e *Engine) appended(n *trackBuffer, f *flight, r Record) {
	delete(n.sent, r.ID)
	end := r.Start + r.Duration
	if f != nil {
		_, end = f.times()
		// media that does not tell its time
		if _, known := e.offsets[f.discontinuity()]; !known && f.Data == nil && f.id >= 0 {
			e.offsets[f.discontinuity()] = f.Offset
		}
		e.check(n, f)
	}
	if n.pendingEndSeconds <= end+0.001 {
		n.pendingEndSeconds = 0
	}
	n.floorSeconds = 0
	if n.kind == Video {
		e.shown(n, r.Rendition)
	}
	e.tick()
}

// check looks whether a segment brought media to its place. One that does not
// is asked for a few times more: the browser may have made room.
func (e *Engine) check(n *trackBuffer, f *flight) {
	if f.id < 0 {
		return
	}
	start, end := f.times()
	for _, x := range e.d.Media().ByKind[n.kind] {
		if min(x.End, end)-max(x.Start, start) > min(tolerance, (end-start)/2) {
			delete(e.tries, f.spot)
			n.missing = 0
			return
		}
	}
	delete(n.have, f.spot)
	if n.pendingEndSeconds > 0 {
		n.pendingEndSeconds = 0
	}
	if f.removed { // what came of it
		return
	}
	e.d.Log.Log(Info, "a segment brought nothing to its place", "url", f.Segment.URL, "start", start)
	if e.failed(f.spot, triesNoMedia) {
		e.missing(n, f.spot, Record{
			Request: f.Request, Code: "place", Message: "no media where the segment should be",
		})
		return
	}
	e.pauseFor(n, backoff(e.tries[f.spot]))
}

// shown tells which rendition there are pictures of now.
func (e *Engine) shown(n *trackBuffer, id string) {
	if x := e.find(e.p.Video, id); x != nil && n.announced != id {
		n.announced = id
		if e.counts.shown != nil {
			e.counts.switches++
		}
		e.counts.shown = x
		e.l.VideoSwitched(x)
	}
}

// avoidMS is how long a rendition whose segments do not come is left alone.
const avoidMS = 60_000

// avoid leaves a rendition whose segments do not come, where there is another.
func (e *Engine) avoid(n *trackBuffer, why reason) {
	e.avoidedUntilMS[n.r.ID] = e.d.Clock.Now() + avoidMS
	if r := e.chooseVideo(n.r, 0); r != nil && r != n.r {
		e.switchTo(n, r, why)
	}
}

// makeRoom answers a full buffer: less ahead from now on, and less behind.
func (e *Engine) makeRoom(n *trackBuffer) {
	e.goalSeconds = max(8, e.goalSeconds*0.7)
	now := e.d.Media().CurrentTime
	e.remove(n, 0, max(0, now-5))
	n.pendingEndSeconds, n.last = 0, Resource{}
	n.pauseUntilMS = e.d.Clock.Now() + 500
}
