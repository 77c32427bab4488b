package stream

import (
	"math"

	"diptych/player/manifest"
)

// trackBuffer is one SourceBuffer: what is fetched for it and what comes next.
type trackBuffer struct {
	kind   Kind
	r      *manifest.Rendition
	flight *flight
	// Start and end of the segments whose bytes are here, but not yet in the
	// SourceBuffer, seconds; an end of 0 = none.
	pendingStartSeconds, pendingEndSeconds float64
	last                                   Resource            // that segment, where another driver asked for it
	floorSeconds                           float64             // fetch nothing before this; 0 = no floor
	pauseUntilMS                           float64             // Clock.Now before which nothing is asked, ms
	switching                              bool                // a playlist is on its way, …
	coming                                 *manifest.Rendition // … of this other rendition
	// … and was not there at the first try: what is here goes on
	late      bool
	announced string // id last told to the listener
	// have are the segments that are here, or were and left nothing; sent those
	// that are not yet appended, by request.
	have map[spot]bool
	sent map[int]*flight
	// held are those that are to be looked into; first wait for the other tracks.
	held    map[int]*flight
	first   []waiting
	voice   voice
	offsets map[int64]float64 // of this track alone, by discontinuity
	missing int               // segments in a row that did not come
	vain    *Record           // the failure of the last one
	key     *manifest.Key     // of the last one that was asked for, where a key system has it
	halted  *Record           // … of too many
}

// flight is a request under way.
type flight struct {
	Request
	spot
	removed bool  // its place was emptied while it was on its way
	came    int64 // bytes so far
}

func newTrackBuffer(kind Kind, r *manifest.Rendition) *trackBuffer {
	return &trackBuffer{
		kind: kind, r: r, have: map[spot]bool{}, sent: map[int]*flight{}, held: map[int]*flight{},
		offsets: map[int64]float64{},
	}
}

// tickMS is how often the Engine looks without being told to, when it has not been made
// to look meanwhile: a little less often than an element that plays tells of its time.
// At the edge of a live stream it looks all the same, as what comes there is short.
const (
	tickMS     = 300
	liveTickMS = 250
)

func (e *Engine) keepTicking() {
	if e.tickStop != nil {
		e.tickStop()
	}
	wait := float64(liveTickMS)
	if !e.p.Live {
		wait = max(0, e.tickedMS+tickMS-e.d.Clock.Now())
	}
	e.tickStop = e.d.Clock.After(wait, func() {
		if e.phase != open && !e.knocking() {
			return
		}
		if e.p.Live || e.d.Clock.Now() >= e.tickedMS+tickMS-1 {
			e.tick()
		}
		e.keepTicking()
	})
}

// tick asks for whatever should be asked for now.
func (e *Engine) tick() {
	e.tickedMS = e.d.Clock.Now()
	if e.phase != open && !e.knocking() || e.format == Progressive {
		return
	}
	m := e.d.Media()
	if n := e.barren(&m); n != nil {
		e.leave(n)
		return
	}
	done := true
	for _, n := range e.buffers {
		if !e.feed(n, &m) {
			done = false
		}
		if e.phase == open {
			e.trim(n, &m)
		}
	}
	if e.gaveUp() {
		e.fatal(Failure{Op: OpSegment, Cause: CauseHTTP})
	}
	if e.awayAtMS > 0 {
		e.tell()
	}
	e.halt(&m)
	if e.phase != open {
		return
	}
	e.refresh()
	e.keepUp(&m)
	if done && !e.ended && len(e.buffers) > 0 {
		e.ended = true
		e.d.Carrier.EndOfStream()
	}
	if e.text != nil {
		e.text.tick(&m)
	}
	e.tellCaptions()
	e.tellEvents()
	e.countFrames(&m)
	e.watch(&m)
}

// feed asks for the next segment of a track; true when none is left.
func (e *Engine) feed(n *trackBuffer, m *MediaState) bool {
	e.hurry(n, m)
	if n.flight != nil || n.waits() || n.halted != nil || e.d.Clock.Now() < n.pauseUntilMS {
		return false
	}
	position, joined := e.position(n, m)
	if n.kind == Video {
		e.adapt(n, position-m.CurrentTime)
		if n.waits() {
			return false
		}
	}
	i := e.next(n, position, joined)
	if i >= len(n.r.Segments) {
		return n.r.EndList && position >= m.CurrentTime
	}
	// What lies far ahead is not for now, although nothing comes before it.
	position = max(position, n.r.Segments[i].Start-tolerance)
	if !e.declared && len(n.sent) == 0 { // only this tells what the source has to take
		e.request(n, i)
		return false
	}
	if position-m.CurrentTime > e.bufferTarget() || position > e.behind(n, m)+e.lead() {
		return false
	}
	e.request(n, i)
	return false
}

// follows tells of a part that shows nothing without those before it.
func follows(s *manifest.Segment) bool { return s.Part && !s.Independent }

// patience is what has to be ahead while another playlist is waited for, seconds.
const patience = 1.5

// hurry lets a track go on with what it has while a playlist that was asked for is
// still on its way: there would be nothing left to play.
func (e *Engine) hurry(n *trackBuffer, m *MediaState) {
	if n.switching && !n.late && len(n.r.Segments) > 0 {
		position, _ := e.position(n, m)
		n.late = position-m.CurrentTime < patience
	}
}

// waits tells that nothing is to be asked for before a playlist is here.
func (n *trackBuffer) waits() bool { return n.switching && (!n.late || n.r.Segments == nil) }

// arrived ends the wait for a playlist.
func (n *trackBuffer) arrived() { n.switching, n.coming, n.late = false, nil, false }

// maxLead is how far one track may run ahead of another: on a slow link sound for
// later would take the room that the next picture needs. Seconds.
const maxLead = 6.0

// lead is maxLead, or for a stream that grows some pieces: there is not much to run to.
func (e *Engine) lead() float64 {
	if !e.live() {
		return maxLead
	}
	most := shortestLead
	for _, n := range e.buffers {
		most = max(most, leadPieces*piece(n.r))
	}
	return min(maxLead, most)
}

// How far one track of a stream that grows runs ahead of another, at least: seconds,
// and pieces.
const (
	shortestLead = 1.0
	leadPieces   = 2
)

// behind is where the least advanced of the other tracks stands that has
// something left to fetch; +Inf when there is none.
func (e *Engine) behind(n *trackBuffer, m *MediaState) float64 {
	least := math.Inf(1)
	for _, other := range e.buffers {
		if other == n || len(other.r.Segments) == 0 {
			continue
		}
		if other.halted != nil {
			continue
		}
		at, joined := e.position(other, m)
		if i := e.next(other, at, joined); i < len(other.r.Segments) {
			least = min(least, max(at, other.r.Segments[i].Start-tolerance))
		}
	}
	return least
}

// position is where a track has to go on: the end of what it has at the clock,
// or of what is about to be appended there. joined tells that something ends there.
func (e *Engine) position(n *trackBuffer, m *MediaState) (seconds float64, joined bool) {
	at := m.CurrentTime
	if m.ReadyState == 0 && e.startAtSeconds > at {
		at = e.startAtSeconds
	}
	end := at + ahead(m.ByKind[n.kind], at)
	if n.pendingEndSeconds > end && n.pendingEndSeconds-end < 60 &&
		n.pendingStartSeconds <= max(end, n.floorSeconds)+tolerance {
		end = n.pendingEndSeconds
	}
	joined = end > at && end >= n.floorSeconds
	end = max(end, n.floorSeconds)
	// Behind a hole that nothing comes for it goes on.
	for {
		i := n.index(end, joined)
		if i >= len(n.r.Segments) || !e.spent(n, i) {
			return end, joined
		}
		s := n.r.Segments[i]
		end = max(end, s.Start+s.Duration)
		more := ahead(m.ByKind[n.kind], end)
		end, joined = end+more, more > 0
	}
}

// next is the index of the segment to ask for, for what comes at a position;
// the one that another driver asked for last is not fetched again.
func (e *Engine) next(n *trackBuffer, position float64, joined bool) int {
	i := n.index(position, joined)
	if i < len(n.r.Segments) && n.last.URL != "" && Resource(n.r.Segments[i].Resource) == n.last {
		i++
	}
	if !joined {
		i = e.whole(n, i)
	}
	for i < len(n.r.Segments) && e.spent(n, i) {
		i++
	}
	return i
}

// whole goes back from a part to one that a picture can begin with, or to what is here.
func (e *Engine) whole(n *trackBuffer, i int) int {
	list := n.r.Segments
	if n.kind != Video || i >= len(list) || !follows(&list[i]) {
		return i
	}
	here := e.d.Media().ByKind[Video]
	for i > 0 && follows(&list[i]) && list[i-1].Sequence == list[i].Sequence {
		if room(here, list[i].Start-rounding) > 0 {
			break
		}
		i--
	}
	return i
}

// index is that of the segment that holds a position. Media may be shorter than
// the manifest says: what joins it needs no picture of a segment that is nearly
// over.
func (n *trackBuffer) index(position float64, joined bool) int {
	return indexOf(n.r.Segments, position, joined)
}

func indexOf(segments []manifest.Segment, position float64, joined bool) int {
	lo, hi := 0, len(segments)
	for lo < hi {
		mid := (lo + hi) / 2
		s := segments[mid]
		slack := rounding
		if joined {
			slack = max(rounding, min(tolerance, s.Duration/4))
		}
		if s.Start+s.Duration > position+slack {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

func (e *Engine) request(n *trackBuffer, i int) {
	s := n.r.Segments[i]
	var locked *manifest.Key
	if e.sealed(s.Key) {
		locked = s.Key
	}
	if !e.unlocked(n, locked) {
		return
	}
	e.lastID++
	f := &flight{spot: n.spotOf(i), Request: Request{
		ID: e.lastID, Kind: n.kind, Rendition: n.r.ID, Segment: Resource(s.Resource), MIME: e.mime(n),
		Start: s.Start, Duration: s.Duration, Offset: s.Offset,
		Discontinuity: s.Discontinuity, Inspect: n.r.Container != "webm",
	}}
	if locked == nil {
		f.Transform = transform(n.r, &s)
	}
	if s.Init != nil {
		f.Init = Resource(*s.Init)
	}
	f.Captions = n.kind == Video && !e.c.NoCaptions && (f.Transform != nil || f.Inspect && e.p.InPictures)
	if s.Gap {
		e.hush(n, f)
	}
	f.CMCD = e.cmcd(n)
	n.flight = f
	n.sent[f.ID] = f
	if f.Inspect {
		n.held[f.ID] = f
	}
	e.ended = false
	if f.Data == nil {
		e.counts.requests++
	}
	e.d.Carrier.Fetch(f.Request)
}

func (e *Engine) mime(n *trackBuffer) string {
	if n.kind == Video {
		return e.videoMIME(n.r)
	}
	return e.audioMIME(n.r)
}

// adapt chooses the rendition of the next video segment.
func (e *Engine) adapt(n *trackBuffer, buffer float64) {
	if r := e.chooseVideo(n.r, buffer); r != nil && r != n.r {
		e.switchTo(n, r, e.why(n.r))
	}
}

// chooseVideo picks by hand, by restriction, by size and by throughput.
func (e *Engine) chooseVideo(current *manifest.Rendition, buffer float64) *manifest.Rendition {
	if r := e.find(e.p.Video, e.manual); r != nil && e.manual != "" {
		return r
	}
	list := e.allowed()
	if len(list) == 0 {
		return nil
	}
	if e.background || !e.c.ABR {
		return list[0]
	}
	if e.c.CapToSize {
		list = capped(list, e.d.Media())
	}
	at := listedAt(list, current)
	if current != nil && at < 0 {
		at = len(list) - 1
	}
	from := e.d.Media().CurrentTime + buffer
	return list[e.estimate.Choose(e.choice(list, at, from, buffer))]
}

// allowed applies the restrictions; sizes win over bitrates, and a restriction
// that nothing meets is ignored (reference: player-api §5.7).
func (e *Engine) allowed() []*manifest.Rendition {
	var out []*manifest.Rendition
	for _, r := range e.p.Video {
		if e.suits(r) {
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		for _, r := range e.p.Video {
			if e.c.Restrictions.Allow(r) {
				out = append(out, r)
				break
			}
		}
	}
	if len(out) == 0 {
		out = e.p.Video
	}
	return e.coming(out)
}

// coming leaves out renditions that are being avoided, unless all are.
func (e *Engine) coming(list []*manifest.Rendition) []*manifest.Rendition {
	var out []*manifest.Rendition
	for _, r := range list {
		if e.d.Clock.Now() >= e.avoidedUntilMS[r.ID] {
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		return list
	}
	return out
}

// capped leaves out renditions larger than the smallest that fills the view.
func capped(list []*manifest.Rendition, m MediaState) []*manifest.Rendition {
	if m.ViewHeight <= 0 {
		return list[:1]
	}
	for i, r := range list {
		if float64(r.Height) >= m.ViewHeight || float64(r.Width) >= m.ViewWidth {
			return list[:i+1]
		}
	}
	return list
}

// switchTo goes on with another rendition, once its playlist is there.
func (e *Engine) switchTo(n *trackBuffer, r *manifest.Rendition, why reason) {
	e.switchThen(n, r, why, func() {})
}

// switchThen does something just before a track goes on with another rendition.
func (e *Engine) switchThen(n *trackBuffer, r *manifest.Rendition, why reason, then func()) {
	if n.switching {
		return
	}
	if n.kind == Video {
		e.note(why, n.r, r)
	}
	if n.switching = !e.fresh(r); n.switching {
		n.coming = r
	}
	e.playlist(r, 1, func() {
		n.arrived()
		then()
		manifest.SameTimes(n.r, r)
		n.r, n.last = r, Resource{}
		if e.phase == open && n.flight == nil {
			e.d.Clock.After(0, e.tick)
		}
	})
}

// trim gives back what has been played long ago.
func (e *Engine) trim(n *trackBuffer, m *MediaState) {
	ranges := m.ByKind[n.kind]
	if keep := e.kept(); len(ranges) > 0 && ranges[0].Start < m.CurrentTime-keep-10 {
		e.remove(n, 0, m.CurrentTime-keep)
	}
}

// remove takes media out of a SourceBuffer; its segments may be asked for again.
func (e *Engine) remove(n *trackBuffer, start, end float64) {
	e.d.Carrier.Remove(n.kind, start, end)
	for _, f := range n.sent {
		if from, to := f.times(); from < end && to > start {
			f.removed = true
		}
	}
	for s := range n.have {
		if x := s.segment(); x == nil || x.Start < end && x.End() > start {
			delete(n.have, s)
		}
	}
}

// kept is how much of what has been played is kept, seconds: as long as the
// picture allows.
func (e *Engine) kept() float64 {
	if e.live() {
		return keepBack
	}
	if n := e.buffer(Video); n != nil && n.r.Bandwidth > 0 {
		return max(keepBack, min(mostBack, keepBytes*8/float64(n.r.Bandwidth)))
	}
	return mostBack
}
