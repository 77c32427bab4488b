package stream

import (
	"diptych/player/manifest"
	"diptych/player/value"
)

// Stats is what the player shows of the Engine.
type Stats struct {
	Ahead, AheadVideo, AheadAudio float64 // seconds: of all, of pictures alone, of sound alone
	Estimate                      float64 // bit/s
	Video, Audio                  string  // IDs of the renditions that are fetched
	Bandwidth                     int     // of the rendition that is shown, bit/s; 0 = not known
	Format                        Format
	Bytes                         int64 // of media, as far as they came
	Requests, Failed              int   // of segments, lists and what else the Engine asks for
	Switches                      int   // of the rendition that is shown
	// BegunMS is how long another driver, which began, took from its first request to the
	// first pictures, ms; 0 = there was none.
	BegunMS float64
}

// reason is why the Engine goes on with another rendition.
type reason struct {
	why    string
	status int // HTTP status of what led to it, 0 = no answer
	tries  int // in vain
}

// The reasons.
const (
	whyStart      = "start"
	whyThroughput = "throughput" // the throughput and the buffer say so (package abr)
	whySlow       = "slow"       // a download was given up, it would not have come in time
	whyHand       = "hand"       // somebody chose it
	whyFailed     = "failed"     // segments or the list of the other one do not come
	whyBounds     = "bounds"     // restrictions, size or background leave no other choice
)

// keptDecisions are shown.
const keptDecisions = 10

// counts is what has happened since the Engine was made.
type counts struct {
	bytes            int64 // of what has ended
	requests, failed int
	switches         int
	shown            *manifest.Rendition
	begunMS          float64 // as in Stats
	decisions        []string
}

// over counts what came of a request that has ended.
func (c *counts) over(r *Record) {
	c.bytes += r.Bytes
	switch r.Code {
	case "network", "status", "timeout":
		c.failed++
	}
}

// Stats reads where the Engine is.
func (e *Engine) Stats() Stats {
	c, m := &e.counts, e.d.Media()
	s := Stats{
		Estimate: e.estimate.Bitrate(), Format: e.format, Bytes: c.bytes, Requests: c.requests, Failed: c.failed,
		Switches: c.switches, Bandwidth: bandwidth(c.shown), BegunMS: c.begunMS,
		Ahead:      ahead(m.Buffered, m.CurrentTime),
		AheadVideo: e.aheadOf(Video, &m), AheadAudio: e.aheadOf(Audio, &m),
	}
	for _, n := range e.buffers {
		if n.flight != nil {
			s.Bytes += n.flight.came
		}
		if n.kind == Video {
			s.Video = n.r.ID
		} else {
			s.Audio = n.r.ID
		}
	}
	return s
}

// aheadOf is how long a track alone can run, seconds; tracks that come in one are alike.
func (e *Engine) aheadOf(kind Kind, m *MediaState) float64 {
	ranges := m.ByKind[kind]
	if e.buffer(kind) == nil {
		ranges = m.Buffered
	}
	return ahead(ranges, m.CurrentTime)
}

// note keeps why the Engine goes from one video rendition to another, either of which
// may be none.
func (e *Engine) note(x reason, from, to *manifest.Rendition) {
	d := line(x.why, e.d.Clock.Now(), e.estimate.Bitrate(), e.Stats().AheadVideo, float64(x.status),
		float64(x.tries), float64(bandwidth(from)), float64(bandwidth(to)))
	list := append(e.counts.decisions, d)
	e.counts.decisions = list[max(0, len(list)-keptDecisions):]
}

func bandwidth(r *manifest.Rendition) int {
	if r == nil {
		return 0
	}
	return r.Bandwidth
}

// Decisions are why the rendition changed, the last ones, oldest first: by spaces the
// reason, when (Clock.Now, ms), the estimate (bit/s), how much was ahead (seconds), the
// HTTP status that led to it, tries in vain, and from and to what (bit/s); 0 = none.
func (e *Engine) Decisions() value.Texts { return e.counts.decisions }

// why is the reason of a choice that was not made by hand or for want of another.
func (e *Engine) why(current *manifest.Rendition) reason {
	why := whyThroughput
	switch {
	case e.manual != "":
		why = whyHand
	case e.background || !e.c.ABR || !e.suits(current):
		why = whyBounds
	}
	return reason{why: why}
}
