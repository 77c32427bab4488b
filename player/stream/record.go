package stream

import (
	"math"

	"diptych/player/stream/abr"
	"diptych/player/value"
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
	for _, n := range e.lanes {
		if n.flight != nil && n.flight.ID == r.ID {
			e.onFlight(n, r)
			return
		}
		if n.kind == r.Kind && r.State == Appended {
			e.appended(n, r)
		}
	}
}

func (e *Engine) onSource(r Record) {
	switch r.State {
	case Opened:
		e.opened()
	case Failed:
		e.l.Failed(codeSourceThrew, categoryMedia, true, value.Map{"message": r.Message})
	case Removed:
		e.tick()
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
		e.startAt = min(e.startAt, max(0, d-endMargin)) // there is nothing behind the end
	}
	if e.startAt > 0 {
		e.d.SetTime(e.startAt)
	}
	e.tick()
	e.keepTicking()
}

// begun notes that the source is open; a clock stands still from now on at most.
func (e *Engine) begun() {
	e.phase, e.openedAt = open, e.d.Clock.Now()
	e.clock = watchdog{time: e.d.Media().CurrentTime, since: e.openedAt}
}

func (e *Engine) onFlight(n *lane, r Record) {
	switch r.State {
	case Progress:
		e.consider(n, r)
	case Loaded:
		e.sample(r)
		if n.pendingEnd == 0 || math.Abs(r.Start-n.pendingEnd) > tolerance {
			n.pendingAt = r.Start
		}
		n.pendingEnd, n.last, n.tries = r.Start+r.Duration, n.flight.Segment, 0
		n.flight = nil
		e.l.FragLoaded(r.Kind, r.Segment.URL, r.Bytes, r.Now-r.SentAt)
		e.tick()
	case Failed:
		n.flight = nil
		e.retry(n, r)
	case Aborted:
		n.flight = nil
	case Evicted:
		n.flight = nil
		e.makeRoom(n)
	case Appended: // without a Loaded before: it was in the cache
		n.flight = nil
		e.appended(n, r)
	}
}

// sample feeds the estimate: bytes over the time from the first byte on.
func (e *Engine) sample(r Record) {
	if r.FirstByteAt > 0 && r.Network >= 0 && r.Bytes >= abr.MinBytes {
		e.estimate.Sample(max(r.Bytes, r.Network), (r.Now-r.FirstByteAt)/1000)
	}
}

func (e *Engine) appended(n *lane, r Record) {
	if n.pendingEnd <= r.Start+r.Duration+0.001 {
		n.pendingEnd = 0
	}
	n.floor = 0
	if n.kind == Video {
		e.shown(n, r.Rendition)
	}
	e.tick()
}

// shown tells which rendition there are pictures of now.
func (e *Engine) shown(n *lane, id string) {
	if x := e.find(e.p.Video, id); x != nil && n.announced != id {
		n.announced = id
		e.l.VideoSwitched(x)
	}
}

// consider gives a download up that will not be there in time, when a smaller
// one would be.
func (e *Engine) consider(n *lane, r Record) {
	took := (r.Now - r.FirstByteAt) / 1000
	if n.kind != Video || e.manual != "" || !e.c.ABR || took < 0.5 || r.Bytes == 0 {
		return
	}
	speed := float64(r.Bytes) * 8 / took // what is left of the connection for this one
	rest := float64(n.r.Bandwidth)*r.Duration - float64(r.Bytes)*8
	m := e.d.Media()
	buffer := ahead(m.ByKind[n.kind], m.CurrentTime)
	if rest/speed <= buffer-0.5 {
		return
	}
	lowest := e.allowed()[0]
	if lowest == n.r || float64(lowest.Bandwidth)*r.Duration > 0.7*rest {
		return
	}
	e.estimate.Sample(r.Bytes, took)
	for _, x := range e.allowed() { // or the next choice would be the same again
		if x.Bandwidth >= n.r.Bandwidth {
			e.avoided[x.ID] = e.d.Clock.Now() + slowMS
		}
	}
	e.d.Carrier.Abort(n.flight.ID)
	n.flight = nil
	e.d.Log.Log(Info, "gave up a slow segment", "rendition", n.r.ID, "buffer", buffer)
	e.tick()
}

// retry waits and asks again. While there is buffer nothing is lost; without,
// the failure is told after a few tries.
func (e *Engine) retry(n *lane, r Record) {
	n.tries++
	m := e.d.Media()
	starving := ahead(m.ByKind[n.kind], m.CurrentTime) < 0.5
	if n.tries >= maxTries && starving || r.Code == "append" || r.Code == "codec" {
		code, category := codeHTTP, categoryNetwork
		switch r.Code {
		case "timeout":
			code = codeTimeout
		case "append", "decode", "codec":
			code, category = codeSourceThrew, categoryMedia
		}
		e.Close() // only a new start helps now
		e.l.Failed(code, category, true, value.Map{"name": "fragLoadError", "url": r.Segment.URL, "responseCode": r.Status, "message": r.Message})
		return
	}
	if n.kind == Video && n.tries >= 2 && e.manual == "" {
		e.avoid(n)
	}
	ms := backoff(n.tries)
	n.pause = e.d.Clock.Now() + ms
	e.after(ms, e.tick)
}

// slowMS is how long renditions that proved too slow are left alone.
const slowMS = 3_000

// avoidMS is how long a rendition whose segments do not come is left alone.
const avoidMS = 60_000

// avoid leaves a rendition whose segments do not come, where there is another.
func (e *Engine) avoid(n *lane) {
	e.avoided[n.r.ID] = e.d.Clock.Now() + avoidMS
	if r := e.chooseVideo(n.r, 0); r != nil && r != n.r {
		n.tries = 0
		e.switchTo(n, r)
	}
}

// makeRoom answers a full buffer: less ahead from now on, and less behind.
func (e *Engine) makeRoom(n *lane) {
	e.goal = max(8, e.goal*0.7)
	now := e.d.Media().CurrentTime
	e.d.Carrier.Remove(n.kind, 0, max(0, now-5))
	n.pendingEnd, n.last = 0, Resource{}
	n.pause = e.d.Clock.Now() + 500
}
