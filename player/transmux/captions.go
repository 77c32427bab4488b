package transmux

import "slices"

// readSEI reads the messages of supplemental enhancement information (ISO/IEC 14496-10
// §7.3.2.3) that matter: recovery points and captions.
func (v *pictures) readSEI(u *unit, i int, nal []byte) {
	head := 1
	if v.hevc {
		head = 2
	}
	messages(from(nal, head), func(kind int, body []byte) {
		switch {
		case kind == 6 && !v.hevc:
			u.key = true
		case kind == 4:
			if cc := ccData(body); len(cc) > 0 {
				v.cc = append(roomy(v.cc), ccUnit{int32(i), cc})
			}
		}
	})
}

// messages calls f for each SEI message of a payload that is still escaped.
func messages(b []byte, f func(kind int, body []byte)) {
	b = unescape(b)
	for len(b) > 2 {
		var kind, size int
		kind, b = seiNumber(b)
		size, b = seiNumber(b)
		if size > len(b) {
			return
		}
		f(kind, b[:size])
		b = b[size:]
	}
}

func seiNumber(b []byte) (n int, rest []byte) {
	for len(b) > 0 && b[0] == 0xff {
		n, b = n+255, b[1:]
	}
	if len(b) == 0 {
		return n, nil
	}
	return n + int(b[0]), b[1:]
}

// ccData takes cc_data out of user_data_registered_itu_t_t35 (ATSC A/53 part 4 §6.2.3,
// CTA-708 §4.3).
func ccData(b []byte) []byte {
	const prefix = "\xb5\x00\x31GA94\x03"
	if len(b) < len(prefix)+2 || string(b[:len(prefix)]) != prefix || b[len(prefix)]&0x40 == 0 {
		return nil
	}
	data := b[len(prefix)+2:]
	return data[:min(3*int(b[len(prefix)]&0x1f), len(data)/3*3)]
}

// captions lists those of all access units in presentation order.
func (v *pictures) captions(shift int64) (list []Captions) {
	cc := v.cc
	for i := range v.units {
		u := &v.units[i]
		var data []byte
		for ; len(cc) > 0 && cc[0].nal < u.last; cc = cc[1:] {
			if cc[0].nal >= u.first {
				data = append(data, cc[0].data...)
			}
		}
		if data != nil {
			list = append(list, Captions{float64(u.pts+shift) / clockRate, data})
		}
	}
	sortCaptions(list)
	return list
}

func sortCaptions(list []Captions) {
	slices.SortStableFunc(list, func(a, b Captions) int { return order(a.At, b.At) })
}
