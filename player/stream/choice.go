package stream

import (
	"diptych/player/manifest"
	"diptych/player/stream/abr"
)

// guessedSegment is how long segments are thought to be before a playlist tells, seconds.
const guessedSegment = 4.0

// choice is what package abr chooses from: renditions, one that plays or -1, where the
// next segment begins and how much is buffered before it, seconds.
func (e *Engine) choice(list []*manifest.Rendition, current int, at, buffer float64) *abr.State {
	s := &abr.State{Segment: guessedSegment, Ahead: max(0, buffer), Current: current}
	known := list[0]
	if current >= 0 {
		known = list[current]
	}
	for _, r := range append([]*manifest.Rendition{known}, list...) {
		if len(r.Segments) > 0 {
			known = r
			break
		}
	}
	if len(known.Segments) > 0 {
		s.Segment = known.Segments[0].Duration
	}
	s.Target = e.bufferTarget() + s.Segment
	left := abr.Horizon
	if n := len(known.Segments); n > 0 && known.EndList {
		left = max(1, min(left, n-indexAt(known, at)))
	}
	s.Sizes = make([][]float64, left)
	for k := range s.Sizes {
		s.Sizes[k] = make([]float64, len(list))
	}
	for i, r := range list {
		s.Rates = append(s.Rates, expected(r))
		s.Guessed = !sizes(s, i, r, known, at) || s.Guessed
	}
	return s
}

// sizes fills in what the segments of a rendition take from a moment on, bits; false
// where they are not known. Then they are as uneven as those of another rendition.
func sizes(s *abr.State, i int, r, known *manifest.Rendition, at float64) bool {
	first, other, told := indexAt(r, at), indexAt(known, at), true
	mean := meanRate(known)
	for k := range s.Sizes {
		if bits := sizeOf(r, first+k); bits > 0 {
			s.Sizes[k][i] = bits
			continue
		}
		told = false
		s.Sizes[k][i] = float64(s.Rates[i]) * s.Segment
		if bits := sizeOf(known, other+k); bits > 0 && mean > 0 {
			s.Sizes[k][i] *= bits / (mean * known.Segments[other+k].Duration)
		}
	}
	return told
}

// sizeOf is what a segment takes, bits; 0 where its playlist does not tell.
func sizeOf(r *manifest.Rendition, i int) float64 {
	if i >= len(r.Segments) || r.Segments[i].To < 0 || r.Segments[i].Index != nil {
		return 0
	}
	return float64(r.Segments[i].To-r.Segments[i].From+1) * 8
}

// meanRate is what the segments of one file take, bit/s; 0 where it is not known.
func meanRate(r *manifest.Rendition) float64 {
	n := len(r.Segments)
	if n == 0 || sizeOf(r, 0) == 0 || r.Segments[n-1].URL != r.Segments[0].URL {
		return 0
	}
	first, last := r.Segments[0], r.Segments[n-1]
	return float64(last.To-first.From+1) * 8 / (last.Start + last.Duration - first.Start)
}

// indexAt is that of the segment that goes on behind a moment, seconds.
func indexAt(r *manifest.Rendition, at float64) int {
	lo, hi := 0, len(r.Segments)
	for lo < hi {
		mid := (lo + hi) / 2
		if s := r.Segments[mid]; s.Start+s.Duration > at+tolerance {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
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
	e.drop(n)
	e.d.Log.Log(Info, "gave up a slow segment", "rendition", f.r.ID, "buffer", buffer)
	e.tick()
}

// slowMS is how long renditions that proved too slow are left alone.
const slowMS = 3_000
