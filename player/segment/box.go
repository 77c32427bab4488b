// Package segment reads the few boxes of fragmented MP4 (ISO/IEC 14496-12) that
// decide how media is played: what an init segment says is inside, when the
// media of a segment begins, and where an index says segments are. It reads what
// strangers send: whatever is cut off or impossible is left out, never trusted.
package segment

// box is one box: its type and what is inside as far as it has come.
type box struct {
	kind  string
	body  []byte
	whole bool // all of the body is there
}

// boxes calls f for each box of b until f says no. The last one may be cut off.
func boxes(b []byte, f func(x box) bool) {
	for len(b) >= 8 {
		size, head := uint64(u32(b)), uint64(8)
		switch {
		case size == 1 && len(b) >= 16:
			size, head = u64(b[8:]), 16
		case size == 0:
			size = uint64(len(b))
		}
		if size < head {
			return
		}
		end := min(size, uint64(len(b)))
		if !f(box{string(b[4:8]), b[min(head, end):end], size <= uint64(len(b))}) || size > uint64(len(b)) {
			return
		}
		b = b[size:]
	}
}

// find goes down a path of boxes, the first of each type.
func find(b []byte, path ...string) (body []byte, ok bool) {
	for _, kind := range path {
		ok = false
		boxes(b, func(x box) bool {
			if x.kind == kind {
				b, ok = x.body, true
			}
			return !ok
		})
		if !ok {
			return nil, false
		}
	}
	return b, ok
}

// u16, u32 and u64 read big-endian numbers; what is cut off counts as zero.
func u16(b []byte) uint16 {
	if len(b) < 2 {
		return 0
	}
	return uint16(b[0])<<8 | uint16(b[1])
}

func u32(b []byte) uint32 { return uint32(u16(b))<<16 | uint32(u16(from(b, 2))) }

func u64(b []byte) uint64 { return uint64(u32(b))<<32 | uint64(u32(from(b, 4))) }

// from is b from byte n on, empty where there is nothing.
func from(b []byte, n int) []byte {
	if n > len(b) {
		return nil
	}
	return b[n:]
}

func at(b []byte, n int) byte {
	if n < 0 || n >= len(b) {
		return 0
	}
	return b[n]
}

// IsBox tells that bytes begin with a box that files or segments begin with, rather than
// with anything else that a server may send.
func IsBox(b []byte) bool {
	if len(b) < 8 {
		return false
	}
	switch string(b[4:8]) {
	case "styp", "moof", "sidx", "emsg", "prft", "ftyp", "moov", "mdat", "free", "skip", "uuid", "ssix", "pdin", "meta":
		return true
	}
	return false
}
