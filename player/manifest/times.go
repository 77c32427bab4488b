package manifest

import "strings"

// Shift moves segment i and all behind it by seconds: their media turned out to
// stand elsewhere than the manifest says.
func (r *Rendition) Shift(i int, by float64) {
	for k := i; k < len(r.Segments); k++ {
		r.Segments[k].Start += by
	}
	if i > 0 {
		before := &r.Segments[i-1]
		before.Duration = max(0, r.Segments[i].Start-before.Start)
	}
	r.Shifted = true
}

// SameTimes gives to the segments of another rendition the times that those of
// one turned out to have, where both are cut alike.
func SameTimes(one, other *Rendition) {
	if !one.EndList {
		Follow(one, other)
		return
	}
	if !one.Shifted || other.Shifted || len(one.Segments) != len(other.Segments) {
		return
	}
	for i := range one.Segments {
		if one.Segments[i].Sequence != other.Segments[i].Sequence {
			return
		}
	}
	for i := range one.Segments {
		other.Segments[i].Start, other.Segments[i].Duration = one.Segments[i].Start, one.Segments[i].Duration
	}
	other.Shifted = true
}

// Elsewhere goes over to the next address that the same media has: another
// playlist (RFC 8216bis §4.4.6.2) or another BaseURL (ISO/IEC 23009-1 §5.6). false
// when there is none.
func (r *Rendition) Elsewhere() bool {
	switch {
	case len(r.Backups) > 0:
		r.Playlist, r.Backups = r.Backups[0], r.Backups[1:]
		if r.EndList { // what grows is merged with what that address has
			r.Segments = nil
		}
	case len(r.Bases) > 1:
		from, to := r.Bases[0], r.Bases[1]
		r.Bases = r.Bases[1:]
		for i := range r.Segments {
			s := &r.Segments[i]
			s.Resource = s.rebased(from, to)
			if s.Init != nil {
				init := s.Init.rebased(from, to)
				s.Init = &init
			}
		}
	default:
		return false
	}
	return true
}

func (x Resource) rebased(from, to string) Resource {
	if rest, ok := strings.CutPrefix(x.URL, from); ok {
		x.URL = to + rest
	}
	return x
}
