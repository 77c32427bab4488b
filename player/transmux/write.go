package transmux

// box makes a box of the parts of its body (ISO/IEC 14496-12 §4.2).
func box(kind string, parts ...[]byte) []byte {
	size := 8
	for _, p := range parts {
		size += len(p)
	}
	b := append(append32(make([]byte, 0, size), uint32(size)), kind...)
	for _, p := range parts {
		b = append(b, p...)
	}
	return b
}

// words makes 32-bit numbers.
func words(list ...uint32) []byte {
	b := make([]byte, 0, 4*len(list))
	for _, n := range list {
		b = append32(b, n)
	}
	return b
}

func append32(b []byte, n uint32) []byte {
	return append(b, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
}

// Flags of samples (ISO/IEC 14496-12 §8.8.3.1): one that depends on no other, and one
// that does and is no sync sample.
const (
	flagsKey   = 0x02000000
	flagsOther = 0x01010000
)

// fragment writes one moof with a traf for each track, and its mdat (§8.8.4, §8.1.1),
// straight to their place, for a segment has thousands of samples.
func fragment(tracks []*track) []byte {
	head, data := 8+16, 8
	for _, t := range tracks {
		head += t.trafSize()
		data += t.size()
	}
	b := make([]byte, 0, head+data)
	b = append(append32(b, uint32(head)), "moof"...)
	b = append(b, box("mfhd", words(0, 1))...)
	at := head + 8
	for _, t := range tracks {
		b = t.traf(b, at)
		at += t.size()
	}
	b = append(append32(b, uint32(data)), "mdat"...)
	for _, t := range tracks {
		b = t.data(b)
	}
	return b
}

// Sizes of the boxes of a traf beside the entries of its trun, bytes.
const (
	tfhdSize = 20
	tfdtSize = 20
	trunSize = 20
)

func (t *track) trafSize() int {
	return 8 + tfhdSize + tfdtSize + trunSize + t.entrySize()*len(t.samples)
}

// entrySize is that of an entry of a trun.
func (t *track) entrySize() int {
	if t.video {
		return 16
	}
	return 8
}

// traf appends a track fragment whose data begins at a place behind the moof's first
// byte (§8.8.7, §8.8.12, §8.8.8). Offsets of composition may be negative.
func (t *track) traf(b []byte, at int) []byte {
	flags, run := uint32(flagsKey), uint32(0x301) // data offset, durations, sizes
	if t.video {
		flags, run = flagsOther, 0x01000f01
	}
	dts := uint64(t.samples[0].dts)
	b = append(append32(b, uint32(t.trafSize())), "traf"...)
	b = append(b, box("tfhd", words(0x020020, t.id, flags))...) // default-base-is-moof, sample flags
	b = append(b, box("tfdt", words(1<<24, uint32(dts>>32), uint32(dts)))...)
	b = append(append32(b, uint32(trunSize+t.entrySize()*len(t.samples))), "trun"...)
	b = append32(append32(append32(b, run), uint32(len(t.samples))), uint32(at))
	for i := range t.samples {
		s := &t.samples[i]
		b = append32(append32(b, s.duration), s.size)
		if t.video {
			flags = flagsOther
			if s.key {
				flags = flagsKey
			}
			b = append32(append32(b, flags), uint32(int32(s.pts-s.dts)))
		}
	}
	return b
}
