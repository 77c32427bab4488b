package transmux

// boxes calls f for each box of b that is whole, with where it is in b (ISO/IEC
// 14496-12 §4.2).
func boxes(b []byte, f func(kind string, at, head, end int)) {
	for at := 0; len(b)-at >= 8; {
		size, head := uint64(load(b[at:])), 8
		switch {
		case size == 1 && len(b)-at >= 16:
			size, head = uint64(load(b[at+8:]))<<32|uint64(load(b[at+12:])), 16
		case size == 0:
			size = uint64(len(b) - at)
		}
		if size < uint64(head) || size > uint64(len(b)-at) {
			return
		}
		f(string(b[at+4:at+8]), at, at+head, at+int(size))
		at += int(size)
	}
}

// find goes down a path of boxes, the first of each type; nil where there is none.
func find(b []byte, path ...string) []byte {
	for _, want := range path {
		var found []byte
		boxes(b, func(kind string, _, head, end int) {
			if kind == want && found == nil {
				found = b[head:end:end]
			}
		})
		b = found
	}
	return b
}

// isMP4 tells whether b begins with a box of a segment.
func isMP4(b []byte) bool {
	if len(b) < 8 {
		return false
	}
	switch string(b[4:8]) {
	case "ftyp", "styp", "moov", "moof", "sidx", "ssix", "emsg", "prft", "free", "skip", "mdat", "uuid":
		return true
	}
	return false
}

// u32 and u64 read numbers; what is cut off counts as zero.
func u32(b []byte, at int) uint32 {
	if at < 0 || at+4 > len(b) {
		return 0
	}
	return load(b[at:])
}

func u64(b []byte, at int) uint64 { return uint64(u32(b, at))<<32 | uint64(u32(b, at+4)) }

func u8(b []byte, at int) byte {
	if at >= len(b) {
		return 0
	}
	return b[at]
}
