package segment

import "errors"

// ErrNoIndex says that no sidx was found, or none that can be used.
var ErrNoIndex = errors.New("segment: no segment index")

// Reference is one entry of a segment index.
type Reference struct {
	From, Size      int64   // bytes of the file
	Start, Duration float64 // seconds of the media timeline
	Index           bool    // it leads to another index
}

// ParseIndex reads the first sidx of b (ISO/IEC 14496-12 §8.16.3); base is where
// b begins in its file, at is where the sidx does, bytes.
func ParseIndex(b []byte, base int64) (list []Reference, at int64, err error) {
	var out []Reference
	all := len(b)
	rest := b
	for len(rest) >= 8 {
		size, kind := int64(u32(rest)), string(rest[4:8])
		if kind == "sidx" {
			at = base + int64(all-len(rest))
			out = references(from(rest, 8), at+size)
			break
		}
		if size < 8 || size > int64(len(rest)) {
			break
		}
		rest = rest[size:]
	}
	if len(out) == 0 {
		return nil, 0, ErrNoIndex
	}
	return out, at, nil
}

// references reads the body of a sidx whose last byte is followed by place end.
func references(b []byte, end int64) []Reference {
	scale := float64(u32(from(b, 8)))
	if scale == 0 {
		return nil
	}
	time, first, head := int64(u32(from(b, 12))), int64(u32(from(b, 16))), 20
	if at(b, 0) == 1 {
		time, first, head = int64(u64(from(b, 12))), int64(u64(from(b, 20))), 28
	}
	if first < 0 || end < 0 {
		return nil
	}
	place := end + first
	count := int(u16(from(b, head+2)))
	var out []Reference
	for i := range count {
		e := from(b, head+4+i*12)
		if len(e) < 12 {
			break
		}
		size, length := int64(u32(e)&0x7fffffff), int64(u32(e[4:]))
		if size == 0 {
			break
		}
		out = append(out, Reference{
			From: place, Size: size, Start: float64(time) / scale,
			Duration: float64(length) / scale, Index: e[0]>>7 == 1,
		})
		place += size
		time += length
	}
	return out
}
