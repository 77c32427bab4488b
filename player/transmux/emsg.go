package transmux

import (
	"bytes"
	"slices"
)

// events reads the emsg boxes of a segment (ISO/IEC 23009-1 §5.10.3.3). start is when
// the segment begins, seconds, from which those of version 0 count.
func events(media []byte, start float64) (list []Timed) {
	boxes(media, func(kind string, _, head, end int) {
		if kind != "emsg" {
			return
		}
		if e, ok := event(media[head:end], start); ok {
			list = append(list, e)
		}
	})
	slices.SortStableFunc(list, func(a, b Timed) int { return order(a.At, b.At) })
	return list
}

func event(b []byte, start float64) (e Timed, ok bool) {
	var scale, length uint32
	var at float64
	rest := from(b, 4)
	if u8(b, 0) == 0 {
		if e.Scheme, e.Value, rest, ok = texts(rest); !ok || len(rest) < 16 {
			return e, false
		}
		scale, length, at = u32(rest, 0), u32(rest, 8), float64(u32(rest, 4))
		e.Data = rest[16:]
	} else {
		if len(rest) < 20 {
			return e, false
		}
		scale, length, at = u32(rest, 0), u32(rest, 12), float64(u64(rest, 4))
		start = 0
		if e.Scheme, e.Value, e.Data, ok = texts(rest[20:]); !ok {
			return e, false
		}
	}
	if scale == 0 {
		return e, false
	}
	e.At = start + at/float64(scale)
	if length != 1<<32-1 {
		e.Duration = float64(length) / float64(scale)
	}
	return e, true
}

// texts reads two strings that end with a zero.
func texts(b []byte) (first, second string, rest []byte, ok bool) {
	x, b, ok := bytes.Cut(b, []byte{0})
	if !ok {
		return "", "", nil, false
	}
	y, b, ok := bytes.Cut(b, []byte{0})
	return string(x), string(y), b, ok
}

func order(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
