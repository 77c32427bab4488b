package manifest

import (
	"errors"
	"math"
	"strings"
)

// ErrGap says that a list leaves out what is not known.
var ErrGap = errors.New("manifest: the delta leaves out what is not known")

// Merge takes a newer reading of the same list into r and tells whether it brought
// anything. What r knows of a segment stays, above all where its media turned out to
// stand; what the newer list no longer has goes. ErrGap says that a delta leaves out
// what r does not have: the whole list has to be read.
func Merge(r, fresh *Rendition) (changed bool, err error) {
	live := fresh.Live
	live.Jump, live.JumpDiscontinuity = r.Live.Jump, r.Live.JumpDiscontinuity
	renumber(fresh, live)
	if len(r.Segments) > 0 && len(fresh.Segments) > 0 && restarted(r, fresh) {
		jump(r, fresh, &live)
	}
	if live.Skipped > 0 && !covered(r, fresh) {
		return false, ErrGap
	}
	if stale(r, fresh) {
		return false, nil
	}
	changed = fresh.EndList != r.EndList
	place(r, fresh)
	list, more := joined(r, fresh)
	if len(fresh.Segments) > 0 {
		r.Segments = list
	}
	r.Live, r.EndList, r.Ranges = live, fresh.EndList, fresh.Ranges
	r.Live.NextSequence += live.Jump
	if fresh.TargetDuration > 0 {
		r.TargetDuration = fresh.TargetDuration
	}
	return changed || more, nil
}

// renumber applies the jumps of a server that began anew.
func renumber(fresh *Rendition, live Live) {
	for i := range fresh.Segments {
		s := &fresh.Segments[i]
		s.ID, s.Sequence = s.ID+Whole(live.Jump), s.Sequence+live.Jump
		s.Discontinuity += live.JumpDiscontinuity
	}
}

// restarted tells a list whose numbers begin anew from one that is merely older than
// the last: a cache may answer with those.
func restarted(r, fresh *Rendition) bool {
	first, last := &fresh.Segments[0], &fresh.Segments[len(fresh.Segments)-1]
	if last.Sequence < r.Segments[0].Sequence {
		return true
	}
	i := r.At(last.ID)
	if i < 0 || last.Sequence >= r.Segments[len(r.Segments)-1].Sequence || first.Sequence > r.Segments[0].Sequence {
		return false
	}
	return path(r.Segments[i].URL) != path(last.URL)
}

// stale tells of a list that ends before r does; a cache may answer with those.
func stale(r, fresh *Rendition) bool { return newest(fresh.Segments) < newest(r.Segments) }

// newest is how far a list has come; a whole segment is more than any part of it.
func newest(list []Segment) int64 {
	for i := len(list) - 1; i >= 0; i-- {
		switch s := &list[i]; {
		case s.Hinted:
		case s.Part:
			return s.ID
		default:
			return Whole(s.Sequence+1) - 1
		}
	}
	return -1
}

func path(url string) string {
	before, _, _ := strings.Cut(url, "?")
	return before
}

// jump lets the numbers of a list that begins anew follow those of r.
func jump(r, fresh *Rendition, live *Live) {
	last := r.Segments[len(r.Segments)-1]
	by := last.Sequence + 1 - fresh.Segments[0].Sequence
	cut := last.Discontinuity + 1 - fresh.Segments[0].Discontinuity
	renumber(fresh, Live{Jump: by, JumpDiscontinuity: cut})
	live.Jump, live.JumpDiscontinuity = live.Jump+by, live.JumpDiscontinuity+cut
}

// covered tells that r has all that a delta leaves out, up to the first of it.
func covered(r, fresh *Rendition) bool {
	if len(fresh.Segments) == 0 || len(r.Segments) == 0 {
		return false
	}
	last := fresh.Segments[0].Sequence - 1
	return last >= r.Segments[0].Sequence && last <= r.Segments[len(r.Segments)-1].Sequence
}

// common finds the first segment that both lists have; -1 for none.
func common(r, fresh *Rendition) (old, young int) {
	for k := range fresh.Segments {
		i := r.From(Whole(fresh.Segments[k].Sequence))
		if i < len(r.Segments) && r.Segments[i].Sequence == fresh.Segments[k].Sequence &&
			first(r.Segments, i) && first(fresh.Segments, k) {
			return i, k
		}
	}
	return -1, -1
}

// first tells that an entry is a segment, or the first part of one.
func first(list []Segment, i int) bool {
	return !list[i].Part || list[i].ID == Whole(list[i].Sequence)+1
}

// place moves the newer list on the timeline of r: by what both have, by the wall
// clock, or behind the end of r.
func place(r, fresh *Rendition) {
	if len(r.Segments) == 0 || len(fresh.Segments) == 0 {
		return
	}
	by, cut := 0.0, int64(0)
	last := &r.Segments[len(r.Segments)-1]
	begin := &fresh.Segments[0]
	switch i, k := common(r, fresh); {
	case i >= 0:
		by = r.Segments[i].Start - fresh.Segments[k].Start
		cut = r.Segments[i].Discontinuity - fresh.Segments[k].Discontinuity
	case last.ProgramTimeMS > 0 && begin.ProgramTimeMS > 0:
		by = last.Start + (begin.ProgramTimeMS-last.ProgramTimeMS)/1000 - begin.Start
	default:
		missing := max(0, begin.Sequence-last.Sequence-1)
		by = r.End() + float64(missing)*r.TargetDuration - begin.Start
	}
	if math.Abs(by) < 1e-9 && cut == 0 {
		return
	}
	for i := range fresh.Segments {
		fresh.Segments[i].Start += by
		fresh.Segments[i].Discontinuity += cut
	}
}

// joined is what both lists make together, and whether it has more than r had. Times
// that media has set right go on from there.
func joined(r, fresh *Rendition) (list []Segment, more bool) {
	if len(fresh.Segments) == 0 {
		return r.Segments, false
	}
	to := r.From(Whole(fresh.Segments[0].Sequence))
	from := to
	if fresh.Live.Skipped > 0 {
		from = r.From(Whole(fresh.Segments[0].Sequence - fresh.Live.Skipped))
	}
	list = append(make([]Segment, 0, to-from+len(fresh.Segments)), r.Segments[from:to]...)
	drift := 0.0
	for _, s := range fresh.Segments {
		i := r.At(s.ID)
		if i < 0 {
			s.Start += drift
			list = append(list, s)
			more = true
			continue
		}
		old := r.Segments[i]
		if old.Hinted && !s.Hinted { // it is there now
			more = true
		}
		drift = old.Start - s.Start
		s.Start, s.Offset = old.Start, old.Offset
		if !old.Hinted {
			s.Duration = old.Duration
		}
		list = append(list, s)
	}
	return list, more || from > 0
}

// Follow moves the list of another rendition of a stream that grows to the timeline of
// one: by the wall clock, or by their numbers.
func Follow(one, other *Rendition) {
	if other.EndList || len(one.Segments) == 0 || len(other.Segments) == 0 {
		return
	}
	begin := &other.Segments[0]
	by := 0.0
	switch i := one.From(Whole(begin.Sequence)); {
	case one.Segments[0].ProgramTimeMS > 0 && begin.ProgramTimeMS > 0:
		near := &one.Segments[min(i, len(one.Segments)-1)]
		by = near.Start + (begin.ProgramTimeMS-near.ProgramTimeMS)/1000 - begin.Start
	case i < len(one.Segments) && one.Segments[i].Sequence == begin.Sequence:
		by = one.Segments[i].Start - begin.Start
	default: // both end at the same moment
		by = one.End() - other.End()
	}
	for i := range other.Segments {
		other.Segments[i].Start += by
	}
}
