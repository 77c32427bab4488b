package stream

import "diptych/player/manifest"

// history is what a log tells of one kind.
type history struct {
	last   *Record   // asked for last
	failed bool      // and it did not come
	flight *Record   // on its way
	loaded []*Record // bytes here, but not yet in the SourceBuffer
	shown  string    // rendition appended last
}

// adopt goes on where another driver of the Carrier stopped: what the log says
// was asked for is not asked for again. false means that the log is not about
// this presentation.
func (e *Engine) adopt(log []Record) bool {
	var buffers []*trackBuffer
	past := e.read(log)
	for _, kind := range []Kind{Video, Audio} {
		h := past[kind]
		if h == nil || h.last == nil {
			continue
		}
		list := e.p.Video
		if kind == Audio {
			list = e.p.Audio
		}
		r := e.find(list, h.last.Rendition)
		if r == nil {
			e.backlog = nil
			return false
		}
		buffers = append(buffers, e.bufferOf(kind, h, r))
	}
	if len(buffers) == 0 {
		return false
	}
	e.buffers, e.declared = buffers, true
	e.begun()
	for _, n := range buffers {
		if n.kind == Video {
			e.note(reason{why: whyStart}, nil, n.r)
		}
		e.resume(n)
	}
	e.keepTicking()
	return true
}

// read sums the log up. The estimate that the Engine began with was measured by
// the other driver; it counts like a second of download.
func (e *Engine) read(log []Record) map[Kind]*history {
	past, sentMS := map[Kind]*history{}, 0.0
	e.estimate.Sample(int64(e.estimate.Bitrate()/8), 1)
	for i := range log {
		r := &log[i]
		e.lastID = max(e.lastID, r.ID)
		if r.ID == 0 {
			continue
		}
		h := past[r.Kind]
		if h == nil {
			h = &history{}
			past[r.Kind] = h
		}
		h.add(r)
		if c := &e.counts; r.State == Sent {
			if c.requests++; sentMS == 0 {
				sentMS = r.NowMS
			}
		} else if r.State == Appended && r.Kind == Video && c.begunMS == 0 {
			c.begunMS = r.NowMS - sentMS
		}
		if r.State == Loaded {
			e.counts.bytes += r.Bytes
			e.backlog = append(e.backlog, *r)
		}
	}
	return past
}

func (h *history) add(r *Record) {
	switch r.State {
	case Sent:
		h.last, h.flight, h.failed = r, r, false
	case Loaded:
		h.loaded = append(h.loaded, r)
		h.landed(r)
	case Appended:
		h.shown = r.Rendition
		h.settled(r)
	case Failed, Aborted, Evicted:
		h.failed = h.failed || h.last != nil && h.last.ID == r.ID
		h.settled(r)
	}
}

// unlisted is the ID of a segment whose list is not here yet.
const unlisted = -1

// settled notes that a segment is in the SourceBuffer, or will not be.
func (h *history) settled(r *Record) {
	h.landed(r)
	var left []*Record
	for _, x := range h.loaded {
		if x.ID != r.ID {
			left = append(left, x)
		}
	}
	h.loaded = left
}

func (h *history) landed(r *Record) {
	if h.flight != nil && h.flight.ID == r.ID {
		h.flight = nil
	}
}

func (e *Engine) bufferOf(kind Kind, h *history, r *manifest.Rendition) *trackBuffer {
	n := newTrackBuffer(kind, r)
	for i, x := range h.loaded {
		if i == 0 {
			n.pendingStartSeconds = x.Start
		}
		n.pendingEndSeconds = x.Start + x.Duration
		n.sent[x.ID] = &flight{Request: x.Request, spot: spot{r, unlisted}}
	}
	if h.flight != nil {
		n.flight = &flight{Request: h.flight.Request, spot: spot{r, unlisted}}
		n.sent[h.flight.ID] = n.flight
	} else if !h.failed {
		n.last = h.last.Segment
	}
	if kind == Video {
		e.shown(n, h.shown)
	}
	return n
}

// resume lets a track run once its playlist is there.
func (e *Engine) resume(n *trackBuffer) {
	n.switching = !listed(n.r)
	e.playlist(n.r, 1, func() {
		n.switching = false
		n.recognise()
		e.tick()
	})
}

// recognise finds what another driver asked for among the segments.
func (n *trackBuffer) recognise() {
	for i := range n.r.Segments {
		s := Resource(n.r.Segments[i].Resource)
		if s == n.last && s.URL != "" {
			n.have[n.spotOf(i)] = true
		}
		for _, f := range n.sent {
			if f.id < 0 && s == f.Segment {
				f.id = n.r.Segments[i].ID
				if f != n.flight {
					n.have[f.spot] = true
				}
			}
		}
	}
}

// tellBacklog tells of the segments that came before the Engine did.
func (e *Engine) tellBacklog() {
	list := e.backlog
	e.backlog = nil
	for _, r := range list {
		e.l.FragLoaded(r.Kind, r.Segment.URL, r.Bytes, r.NowMS-r.SentAtMS)
	}
}
