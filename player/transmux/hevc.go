package transmux

import "strconv"

// classHEVC sorts by nal_unit_type (ISO/IEC 23008-2 table 7-1, §7.4.2.4.4).
func classHEVC(nal []byte) class {
	switch t := nal[0] >> 1 & 63; {
	case t >= 16 && t <= 23:
		return classKey
	case t < 32:
		return classSlice
	case t <= 34:
		return classSet
	case t == 35:
		return classDelim
	case t == 38:
		return classFiller
	case t == 39:
		return classSEI
	case t >= 41 && t <= 44, t >= 48 && t <= 55:
		return classOpens
	}
	return classOther
}

// setHEVC is which parameter set a NAL unit is: 0 and its id for an SPS, 1 for a PPS, 2
// for a VPS.
func setHEVC(nal []byte) (kind int, id uint32) {
	switch nal[0] >> 1 & 63 {
	case 33:
		r := &bitReader{b: unescape(from(nal, 2))}
		r.skip(4)
		skipLevels(r)
		return 0, r.ue()
	case 34:
		return 1, (&bitReader{b: from(nal, 2)}).ue()
	}
	return 2, (&bitReader{b: from(nal, 2)}).u(4)
}

// skipLevels skips from sps_max_sub_layers_minus1 through profile_tier_level (§7.3.3)
// and gives the number of sub-layers - 1.
func skipLevels(r *bitReader) (layers int) {
	layers = int(r.u(3))
	r.skip(1 + 96)
	size := 0
	for range layers {
		if r.flag() {
			size += 88
		}
		if r.flag() {
			size += 8
		}
	}
	if layers > 0 {
		size += 2 * (8 - layers)
	}
	r.skip(size)
	return layers
}

// hvcC is the decoder configuration (ISO/IEC 14496-15 §8.3.3.1).
func hvcC(sets [3][][]byte, v *pictures) []byte {
	sps, p := unescape(sets[0][0]), v.picture
	b := append([]byte{1}, sps[3:15]...) // general profile, tier and level
	nested := sps[2] & 1
	layers := sps[2] >> 1 & 7
	b = append(b, 0xf0, 0, 0xfc, 0xfc|p.chroma, 0xf8|p.depthY, 0xf8|p.depthC, 0, 0, (layers+1)<<3|nested<<2|3, 3)
	complete := byte(0x80)
	if v.changed {
		complete = 0
	}
	for i, kind := range [...]byte{32, 33, 34} {
		list := sets[(i+2)%3]
		b = append(b, complete|kind, 0, byte(len(list)))
		b = appendSets(b, list)
	}
	return box("hvcC", b)
}

// codecHEVC is the codecs parameter (ISO/IEC 14496-15 annex E.3).
func codecHEVC(entry string, nal []byte) string {
	sps := unescape(nal)
	out := entry + "."
	if space := sps[3] >> 6; space > 0 {
		out += string(rune('A' + space - 1))
	}
	flags, all := uint64(0), uint32(0) // the bits in reverse
	for _, x := range sps[4:8] {
		all = all<<8 | uint32(x)
	}
	for i := range 32 {
		flags = flags<<1 | uint64(all>>i&1)
	}
	tier := ".L"
	if sps[3]&0x20 != 0 {
		tier = ".H"
	}
	out += strconv.Itoa(int(sps[3]&31)) + "." + strconv.FormatUint(flags, 16) + tier + strconv.Itoa(int(sps[14]))
	rest := sps[8:14]
	for len(rest) > 0 && rest[len(rest)-1] == 0 {
		rest = rest[:len(rest)-1]
	}
	for _, x := range rest {
		out += "." + strconv.FormatUint(uint64(x), 16)
	}
	return out
}
