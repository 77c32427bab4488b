package stream

import (
	"diptych/player/manifest"
	"diptych/player/stream/abr"
)

// guessedSegment is how long segments are thought to be before a playlist tells, seconds.
const guessedSegment = 4.0

// choice is what package abr chooses from: renditions, one that plays or -1, where the
// next segment begins and how much is buffered before it, seconds. Byte ranges of the
// one that plays tell how uneven the segments to come are; lists of others may not be
// there yet.
func (e *Engine) choice(list []*manifest.Rendition, current int, at, buffer float64) *abr.State {
	s := &abr.State{Segment: guessedSegment, Ahead: max(0, buffer), Current: current}
	s.Rates, s.Uneven = make([]int, len(list)), make([]float64, abr.Horizon)
	for i, r := range list {
		s.Rates[i] = expected(r)
	}
	plays, rate := list[max(0, current)], float64(s.Rates[max(0, current)])
	if len(plays.Segments) > 0 {
		s.Segment = plays.Segments[0].Duration
	}
	s.Guessed = true
	i := indexOf(plays.Segments, at, true)
	for k := range s.Uneven {
		s.Uneven[k] = 1
		if i+k >= len(plays.Segments) {
			continue
		}
		if x := &plays.Segments[i+k]; x.To >= 0 && x.Index == nil && x.Duration > 0 {
			s.Uneven[k], s.Guessed = float64(x.To-x.From+1)*8/(rate*x.Duration), false
		}
	}
	s.Target = e.bufferTarget() + s.Segment
	return s
}

// expected is the bit rate to reckon with where no sizes are told: the mean, or what
// else is declared.
func expected(r *manifest.Rendition) int {
	if r.Average > 0 {
		return r.Average
	}
	return max(1, r.Bandwidth)
}

// listedAt is where a rendition stands in a list, -1 for nowhere.
func listedAt(list []*manifest.Rendition, r *manifest.Rendition) int {
	for i, x := range list {
		if x == r {
			return i
		}
	}
	return -1
}

// consider gives a download up that will not be there in time, when a smaller one is
// worth more. What has come of it stays in the cache, and what of that is in the
// SourceBuffer already plays until the smaller one takes its place.
func (e *Engine) consider(n *trackBuffer, r Record) {
	if n.kind != Video || e.manual != "" || !e.c.ABR || e.background || r.FirstByteAtMS <= 0 {
		return
	}
	f, list := n.flight, e.allowed()
	at := listedAt(list, f.r)
	if at <= 0 {
		return
	}
	start, end := f.times()
	size := float64(expected(f.r)) * (end - start)
	if f.Segment.To >= 0 {
		size = float64(f.Segment.To-f.Segment.From+1) * 8
	}
	m := e.d.Media()
	buffer := ahead(m.ByKind[n.kind], m.CurrentTime)
	took := (r.NowMS - r.FirstByteAtMS) / 1000
	to := e.estimate.GiveUp(e.choice(list, at, start, buffer), float64(r.Bytes)*8, size, took)
	if to < 0 {
		return
	}
	e.sample(r)
	for _, x := range list[to+1:] { // or the next choice would be the same again
		e.avoidedUntilMS[x.ID] = e.d.Clock.Now() + slowMS
	}
	e.note(reason{why: whySlow}, f.r, nil)
	e.drop(n)
	e.d.Log.Log(Info, "gave up a slow segment", "rendition", f.r.ID, "buffer", buffer)
	e.tick()
}

// slowMS is how long renditions that proved too slow are left alone.
const slowMS = 3_000
