package transmux

// part is a track fragment of a moof.
type part struct {
	*movieTrack
	box  []byte // the body of its traf
	base int    // where offsets of its data count from, in the media
	time int64  // of decoding the next sample
	long uint32 // the duration of the sample that is told of
	// budget is how many bytes all samples of a segment may have, for runs may name the
	// same ones over and over.
	budget *int
}

// eachPart calls f for each traf of a segment (ISO/IEC 14496-12 §8.8.6); media with
// offsets of whole files is taken as if they counted from the moof.
func (m *movie) eachPart(media []byte, f func(p *part)) {
	budget := 4*len(media) + 1024
	boxes(media, func(kind string, at, head, end int) {
		if kind != "moof" {
			return
		}
		moof := media[head:end]
		boxes(moof, func(kind string, _, head, end int) {
			traf := moof[head:end]
			t := m.of(u32(find(traf, "tfhd"), 4))
			if kind != "traf" || t == nil {
				return
			}
			p := &part{movieTrack: t, box: traf, base: at, budget: &budget}
			if d := find(traf, "tfdt"); u8(d, 0) == 1 {
				p.time = int64(u64(d, 4))
			} else {
				p.time = int64(u32(d, 4))
			}
			f(p)
		})
	})
}

// eachSample calls f for each sample of the track fragment with its bytes and its
// presentation time, until f says no.
func (p *part) eachSample(media []byte, f func(data []byte, pts int64) bool) {
	head := find(p.box, "tfhd")
	flags, at := u32(head, 0), 8
	duration, size := p.duration, p.size
	for _, x := range [...]struct {
		flag  uint32
		bytes int
		into  *uint32
	}{{1, 8, nil}, {2, 4, nil}, {8, 4, &duration}, {16, 4, &size}} {
		if flags&x.flag != 0 {
			if x.into != nil {
				*x.into = u32(head, at)
			}
			at += x.bytes
		}
	}
	place, going := p.base, true
	boxes(p.box, func(kind string, _, head, end int) {
		if kind == "trun" && going {
			place, going = p.run(p.box[head:end], media, place, duration, size, f)
		}
	})
}

// run goes through a trun (§8.8.8) and gives where its data ends.
func (p *part) run(b, media []byte, place int, duration, size uint32, f func([]byte, int64) bool) (int, bool) {
	flags, count, at := u32(b, 0), u32(b, 4), 8
	if flags&1 != 0 {
		place = p.base + int(int32(u32(b, at)))
		at += 4
	}
	if flags&4 != 0 {
		at += 4
	}
	for range count {
		offset := int64(0)
		if flags&0xf00 != 0 && at >= len(b) {
			return place, false
		}
		if flags&0x100 != 0 {
			duration, at = u32(b, at), at+4
		}
		if flags&0x200 != 0 {
			size, at = u32(b, at), at+4
		}
		if flags&0x400 != 0 {
			at += 4
		}
		if flags&0x800 != 0 {
			offset, at = int64(int32(u32(b, at))), at+4
		}
		if flags&0xf00 == 0 && size == 0 || place < 0 || int64(place)+int64(size) > int64(len(media)) {
			return place, false
		}
		if *p.budget -= int(size) + 1; *p.budget < 0 {
			return place, false
		}
		end := place + int(size)
		p.long = duration
		if !f(media[place:end], p.time+offset) {
			return place, false
		}
		place, p.time = end, p.time+int64(duration)
	}
	return place, true
}
