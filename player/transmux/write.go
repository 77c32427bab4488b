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

// fragment writes one moof with a traf for each track, and its mdat (§8.8.4, §8.1.1).
func fragment(tracks []*track) []byte {
	total, place := 8, 0
	for _, t := range tracks {
		total += t.size()
	}
	moof := moofOf(tracks, 0)
	moof = moofOf(tracks, len(moof)+8)
	b := append(make([]byte, 0, len(moof)+total), moof...)
	place = len(b)
	b = append(append32(b, uint32(total)), "mdat"...)
	for _, t := range tracks {
		b = t.data(b)
	}
	return b[:place+total]
}

// moofOf writes a moof whose data begins at a place behind its first byte.
func moofOf(tracks []*track, at int) []byte {
	parts := [][]byte{box("mfhd", words(0, 1))}
	for _, t := range tracks {
		flags := uint32(flagsKey)
		if t.video {
			flags = flagsOther
		}
		dts := uint64(t.samples[0].dts)
		parts = append(parts, box("traf",
			box("tfhd", words(0x020020, t.id, flags)), // default-base-is-moof, sample flags
			box("tfdt", words(1<<24, uint32(dts>>32), uint32(dts))),
			box("trun", t.run(at))))
		at += t.size()
	}
	return box("moof", parts...)
}

// run is the body of a trun (§8.8.8); offsets of composition may be negative.
func (t *track) run(at int) []byte {
	flags, width := uint32(0x301), 8
	if t.video {
		flags, width = 0x01000f01, 16
	}
	b := make([]byte, 0, 12+width*len(t.samples))
	b = append(b, words(flags, uint32(len(t.samples)), uint32(at))...)
	for i := range t.samples {
		s := &t.samples[i]
		b = append32(append32(b, s.duration), s.size)
		if t.video {
			f := uint32(flagsOther)
			if s.key {
				f = flagsKey
			}
			b = append32(append32(b, f), uint32(int32(s.pts-s.dts)))
		}
	}
	return b
}
