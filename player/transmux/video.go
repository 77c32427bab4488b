package transmux

// unit is one access unit.
type unit struct {
	pts, dts    int64
	first, last int32 // its NAL units: first to before last
	head        slice // header of its first slice
	timed       bool
	slices      bool
	key         bool // decoding can begin here
	intra       bool // all slices are I slices
	recovery    bool // it has parameter sets
	damaged     bool
}

// pictures makes access units of a stream of H.264 or HEVC.
type pictures struct {
	*stream
	hevc    bool
	nals    []span
	sets    [3][]set // parameter sets: SPS, PPS, VPS
	changed bool     // a parameter set came in two versions
	picture *picture // by the first SPS
	units   []unit
	cc      []ccUnit
}

// ccUnit is the cc_data of an SEI message in a NAL unit.
type ccUnit struct {
	nal  int32
	data []byte
}

func newPictures(s *stream) *pictures {
	v := &pictures{stream: s, hevc: s.kind == typeHEVC}
	v.nals = findNALs(s.es)
	v.units = make([]unit, 0, len(s.marks)+1)
	marks, gaps := s.marks, s.gaps
	for i, n := range v.nals {
		begin := int(n.from) - 3
		whole := true
		for len(gaps) > 0 && gaps[0] <= begin {
			v.damage()
			gaps = gaps[1:]
		}
		if len(gaps) > 0 && gaps[0] <= int(n.to) {
			whole = false
		}
		if v.key != nil {
			n.to = n.from + int32(v.key.unsealNAL(v.es[n.from:n.to]))
			v.nals[i] = n
		}
		if v.add(i, v.es[n.from:n.to], whole) {
			marks = v.stamp(marks, begin)
		}
	}
	if len(gaps) > 0 {
		v.damage()
	}
	return v
}

// damage gives up the access unit that is under way.
func (v *pictures) damage() {
	if n := len(v.units); n > 0 {
		v.units[n-1].damaged = true
	}
}

// add puts a NAL unit into its access unit and says whether that begins with it.
func (v *pictures) add(i int, nal []byte, whole bool) (begins bool) {
	c := v.class(nal)
	var head slice
	if c == classSlice || c == classKey {
		head = v.sliceHead(nal)
	}
	n := len(v.units)
	if n == 0 || v.units[n-1].damaged || v.units[n-1].slices && (head.first || c != classOther && c < classSlice ||
		c == classDelim) {
		v.units = append(roomy(v.units), unit{first: int32(i), intra: true})
		begins = true
	}
	u := &v.units[len(v.units)-1]
	u.last = int32(i + 1)
	switch c {
	case classSlice, classKey:
		if !u.slices {
			u.head = head
		}
		u.slices = true
		u.key = u.key || c == classKey
		u.intra = u.intra && head.intra
	case classSet:
		if whole {
			v.keepSet(nal)
			u.recovery = true
		}
	case classSEI:
		v.readSEI(u, i, nal)
	}
	return begins
}

func (v *pictures) class(nal []byte) class {
	if v.hevc {
		return classHEVC(nal)
	}
	return classAVC(nal)
}

func (v *pictures) sliceHead(nal []byte) slice {
	if v.hevc {
		return slice{first: len(nal) > 2 && nal[2]>>7 == 1}
	}
	return readSlice(nal, v.picture)
}

// stamp gives the access unit that began last the time of its PES packet: a time
// stamp is that of the first one that begins in the packet (ISO/IEC 13818-1
// §2.4.3.7).
func (v *pictures) stamp(marks []mark, begin int) []mark {
	u := &v.units[len(v.units)-1]
	for len(marks) > 0 && marks[0].at <= begin {
		if marks[0].timed {
			u.pts, u.dts, u.timed = marks[0].pts, marks[0].dts, true
		}
		marks = marks[1:]
	}
	return marks
}
