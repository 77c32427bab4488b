package transmux

// class is what a NAL unit means for where access units begin and what is kept.
type class uint8

const (
	classOther  class = iota // belongs to the access unit that is under way
	classOpens               // begins an access unit if the one before has slices
	classSEI                 // so does supplemental enhancement information
	classSet                 // and so do parameter sets
	classSlice               // of any picture
	classKey                 // of a picture that decoding can begin at
	classDelim               // begins an access unit and is not kept
	classFiller              // is not kept
)

// classAVC sorts by nal_unit_type (ISO/IEC 14496-10 table 7-1, §7.4.1.2.3).
func classAVC(nal []byte) class {
	switch nal[0] & 31 {
	case 1, 2:
		return classSlice
	case 5:
		return classKey
	case 6:
		return classSEI
	case 7, 8:
		return classSet
	case 9:
		return classDelim
	case 12:
		return classFiller
	case 14, 15, 16, 17, 18:
		return classOpens
	}
	return classOther
}

// slice is what the header of a slice says (§7.3.3).
type slice struct {
	first       bool // of its picture
	intra       bool
	field, last bool // of one field; of the bottom one
	frame       uint32
}

// maxSliceHead is how many bytes of a slice's header are looked at.
const maxSliceHead = 24

func readSlice(nal []byte, p *picture) (s slice) {
	r := &bitReader{b: unescape(nal[1:min(len(nal), maxSliceHead)])}
	s.first = r.ue() == 0
	kind := r.ue() % 5
	s.intra = kind == 2 || kind == 4
	if p == nil || p.framesOnly {
		return s
	}
	r.ue() // pic_parameter_set_id
	if p.planes {
		r.skip(2)
	}
	s.frame = r.u(p.frameNumBits)
	if s.field = r.flag(); s.field {
		s.last = r.flag()
	}
	return s
}

// setAVC is which parameter set a NAL unit is: 0 and its id for an SPS, 1 for a PPS.
func setAVC(nal []byte) (kind int, id uint32) {
	if nal[0]&31 == 7 {
		return 0, (&bitReader{b: from(nal, 4)}).ue()
	}
	return 1, (&bitReader{b: from(nal, 1)}).ue()
}

// avcC is the decoder configuration (ISO/IEC 14496-15 §5.3.3.1).
func avcC(sets [][][]byte, p *picture) []byte {
	sps := sets[0][0]
	b := []byte{1, sps[1], sps[2], sps[3], 0xff, 0xe0 | byte(len(sets[0]))}
	b = appendSets(b, sets[0])
	b = appendSets(append(b, byte(len(sets[1]))), sets[1])
	if hasChroma(sps[1]) {
		b = append(b, 0xfc|p.chroma, 0xf8|p.depthY, 0xf8|p.depthC, 0)
	}
	return box("avcC", b)
}

func appendSets(b []byte, sets [][]byte) []byte {
	for _, s := range sets {
		b = append(append(b, byte(len(s)>>8), byte(len(s))), s...)
	}
	return b
}

const hexDigits = "0123456789abcdef"

// codecAVC is the codecs parameter (ISO/IEC 14496-15 annex E.2).
func codecAVC(entry string, sps []byte) string {
	out := append([]byte(entry), '.')
	for _, c := range sps[1:4] {
		out = append(out, hexDigits[c>>4], hexDigits[c&15])
	}
	return string(out)
}
