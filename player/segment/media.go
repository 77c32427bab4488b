package segment

// Begin is when the media of one track of a segment begins.
type Begin struct {
	Track uint32
	Time  int64 // presentation time of its first sample, before edit lists, in the track's units
}

// ParseMedia reads the first moof of b. ok is false while it has not come whole.
func ParseMedia(b []byte) (list []Begin, ok bool) {
	boxes(b, func(x box) bool {
		if x.kind != "moof" {
			return true
		}
		ok = x.whole
		boxes(x.body, func(x box) bool {
			if x.kind == "traf" && len(list) < maxTracks {
				if begin, known := fragment(x.body); known {
					list = append(list, begin)
				}
			}
			return true
		})
		return false
	})
	return list, ok
}

// fragment reads tfhd, tfdt and the composition offset of the first sample
// (ISO/IEC 14496-12 §8.8.7, §8.8.12, §8.8.8).
func fragment(b []byte) (Begin, bool) {
	h, ok1 := find(b, "tfhd")
	d, ok2 := find(b, "tfdt")
	if !ok1 || !ok2 || len(d) < 8 {
		return Begin{}, false
	}
	out := Begin{Track: u32(from(h, 4)), Time: int64(u32(d[4:]))}
	if d[0] == 1 {
		out.Time = int64(u64(d[4:]))
	}
	if r, ok := find(b, "trun"); ok {
		out.Time += composition(r)
	}
	return out, true
}

func composition(r []byte) int64 {
	flags := u32(r) & 0xffffff
	place := 8
	for _, flag := range []uint32{0x1, 0x4, 0x100, 0x200, 0x400} {
		if flags&flag != 0 {
			place += 4
		}
	}
	if flags&0x800 == 0 || u32(from(r, 4)) == 0 || len(r) < place+4 {
		return 0
	}
	return int64(int32(u32(r[place:]))) // unsigned ones are never that large
}

// Start is when a segment begins by one of its tracks, in seconds of its media
// timeline.
func Start(list []Begin, t Track) (seconds float64, ok bool) {
	for _, b := range list {
		if b.Track == t.ID && t.Timescale > 0 {
			return float64(b.Time-t.Shift) / float64(t.Timescale), true
		}
	}
	return 0, false
}
