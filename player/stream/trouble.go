package stream

import (
	"diptych/player/manifest"
)

// spot is one segment of a rendition, by its ID; < 0 for one that is not known yet.
type spot struct {
	r  *manifest.Rendition
	id int64
}

// spotOf is where segment i of a track's rendition stands.
func (n *trackBuffer) spotOf(i int) spot { return spot{n.r, n.r.Segments[i].ID} }

// segment is what is listed there now, nil when nothing is.
func (s spot) segment() *manifest.Segment {
	if i := s.index(); i >= 0 {
		return &s.r.Segments[i]
	}
	return nil
}

func (s spot) index() int {
	if s.id < 0 {
		return -1
	}
	return s.r.At(s.id)
}

// How often a segment is asked for in vain, over its whole life: what the server
// refuses, what it has trouble with, and what comes but brings no media to its place.
const (
	triesRefused = 2
	triesTrouble = 4
	triesNoMedia = 3
	// maxMissing segments of a track in a row may be missing; more are no hole but a
	// stream that is not there.
	maxMissing = 3
)

// AwayMS is how long the network may be away while there is nothing to play,
// milliseconds.
const AwayMS = 60_000

// spent tells that nothing (more) is to be got by asking for a segment: it is
// said to be missing, did not come, or is here.
func (e *Engine) spent(n *trackBuffer, i int) bool {
	if n.r.Segments[i].Gap && !e.fills(n, i) {
		return true
	}
	return n.have[n.spotOf(i)] || e.tries[n.spotOf(i)] >= triesTrouble
}

// failed counts a failure of a segment and tells whether it is given up; most is
// how many such failures are borne.
func (e *Engine) failed(s spot, most int) bool {
	e.tries[s]++
	if e.tries[s] < most {
		return false
	}
	e.tries[s] = triesTrouble
	return true
}

// borne is how many such failures of a segment are.
func borne(r Record) int {
	if r.Status >= 400 && r.Status < 500 || r.Code == "timeout" { // each of which took its time
		return triesRefused
	}
	return triesTrouble
}

// retry answers a segment that did not come: it waits and asks again, goes on in
// another rendition, or behind it.
func (e *Engine) retry(n *trackBuffer, f *flight, r Record) {
	delete(n.held, f.ID)
	if r.Status == 0 && r.Code != "append" && (e.awayAtMS > 0 || r.Bytes == 0) && !e.reached(r) {
		n.pauseUntilMS = e.d.Clock.Now() + e.lost()
		return
	}
	e.heard()
	most := borne(r)
	if !e.declared && e.openedAtMS > 0 && e.d.Clock.Now()-e.openedAtMS > AwayMS {
		e.fatal(Failure{Op: OpSegment, Cause: CauseTimeout, URL: r.Segment.URL, Status: r.Status})
		return
	}
	if e.failed(f.spot, most) {
		e.missing(n, f.spot, r)
		return
	}
	if n.kind == Video && e.tries[f.spot] >= 2 && e.manual == "" {
		e.avoid(n, reason{whyFailed, r.Status, e.tries[f.spot]})
	}
	e.pauseFor(n, backoff(e.tries[f.spot]))
}

// reached tells of a failure that it is not the network's: others came meanwhile.
func (e *Engine) reached(r Record) bool { return e.heardAtMS > r.SentAtMS && r.SentAtMS > 0 }

func (e *Engine) pauseFor(n *trackBuffer, ms float64) {
	n.pauseUntilMS = e.d.Clock.Now() + ms
	e.after(ms, e.tick)
}

// missing goes on without a segment that is given up.
func (e *Engine) missing(n *trackBuffer, s spot, r Record) {
	e.d.Log.Log(Info, "a segment is given up", "url", r.Segment.URL, "status", r.Status)
	if s.r.Elsewhere() { // another address of the same
		e.abandon(n, s.r)
		e.forget(n, s.r)
		if n.r != s.r { // its list is read when it is wanted again
			e.after(0, e.tick)
			return
		}
		n.switching = true
		e.playlist(s.r, 1, func() {
			n.switching = false
			e.tick()
		})
		return
	}
	if n.kind == Video && e.manual == "" {
		e.avoid(n, reason{whyFailed, r.Status, borne(r)})
	}
	if n.r == s.r || n.switching {
		n.missing++
	}
	n.vain = &r
	if n.missing > maxMissing {
		n.halted = &r
	}
	e.after(0, e.tick)
}

// forget drops what is known of the segments of a rendition.
func (e *Engine) forget(n *trackBuffer, r *manifest.Rendition) {
	for s := range e.tries {
		if s.r == r {
			delete(e.tries, s)
		}
	}
	for s := range n.have {
		if s.r == r {
			delete(n.have, s)
		}
	}
}

// halted tells of a track that has nothing more to come, once the viewer gets there.
func (e *Engine) halt(m *MediaState) {
	for _, n := range e.buffers {
		if n.halted == nil || ahead(m.ByKind[n.kind], m.CurrentTime) >= 0.5 || e.phase == closed {
			continue
		}
		r := n.halted
		failure := Failure{
			Op: OpSegment, Cause: CauseHTTP, URL: r.Segment.URL, Status: r.Status, Message: r.Message,
		}
		switch r.Code {
		case "timeout":
			failure.Cause = CauseTimeout
		case "append", "decode", "codec":
			failure.Cause = CauseMediaSource
		case "parse":
			failure.Op, failure.Cause = OpParse, CauseParse
		case "place":
			failure.Op, failure.Cause = OpParse, CauseStalled
		}
		e.fatal(failure)
	}
}

// fatal ends play; only a new start helps then.
func (e *Engine) fatal(f Failure) {
	if e.phase == closed {
		return
	}
	e.Close()
	f.Fatal = true
	e.l.Failed(f)
}

// lost notes that the network does not answer and gives the wait until the next
// try, milliseconds.
func (e *Engine) lost() float64 {
	now := e.d.Clock.Now()
	if e.awayAtMS == 0 {
		e.awayAtMS, e.awayTries = now, 0
	}
	e.awayTries++
	e.tell()
	ms := min(backoff(e.awayTries), 2000)
	e.after(ms, e.tick)
	return ms
}

// heard notes that the network answers.
func (e *Engine) heard() {
	e.heardAtMS = e.d.Clock.Now()
	if e.awayAtMS > 0 {
		e.awayAtMS, e.dryAtMS = 0, 0
		e.tell()
	}
}

// tell tells the player whether the viewer waits for the network.
func (e *Engine) tell() {
	away := false
	if e.awayAtMS > 0 {
		m := e.d.Media()
		away = e.phase != open || e.dry(&m)
	}
	if away && e.dryAtMS == 0 {
		e.dryAtMS = e.d.Clock.Now()
	} else if !away {
		e.dryAtMS = 0
	}
	if away != e.away {
		e.away = away
		e.l.Away(away)
	}
}

// dry tells that some track has nothing to play.
func (e *Engine) dry(m *MediaState) bool {
	for _, n := range e.buffers {
		if ahead(m.ByKind[n.kind], m.CurrentTime) < 0.5 {
			return true
		}
	}
	return len(e.buffers) == 0
}

// gaveUp tells that the network was away for too long.
func (e *Engine) gaveUp() bool { return e.away && e.d.Clock.Now()-e.dryAtMS > AwayMS }

// Online is to be called when the network is said to be back.
func (e *Engine) Online() {
	for _, n := range e.buffers {
		n.pauseUntilMS = 0
	}
	e.waits.Over()
	e.tick()
}
