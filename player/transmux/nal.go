package transmux

import "bytes"

// span is a part of an elementary stream, bytes.
type span struct{ from, to int32 }

// findNALs lists the NAL units of a byte stream (ISO/IEC 14496-10 annex B) without
// start codes and zeros around them. Looking for the ones, of which few belong to start
// codes, takes a third of the time that a loop over the bytes does.
func findNALs(b []byte) []span {
	list := make([]span, 0, len(b)/1024+16)
	began := -1
	for i := 2; i < len(b); i++ {
		next := bytes.IndexByte(b[i:], 1)
		if next < 0 {
			break
		}
		if i += next; b[i-1]|b[i-2] == 0 {
			list = addNAL(list, b, began, i-2)
			began = i + 1
			i += 2
		}
	}
	return addNAL(list, b, began, len(b))
}

func addNAL(list []span, b []byte, from, to int) []span {
	if from < 0 {
		return list
	}
	for to > from && b[to-1] == 0 {
		to--
	}
	if to-from < 2 { // of one byte are only ends of sequences
		return list
	}
	return append(roomy(list), span{int32(from), int32(to)})
}

// roomy has room for one more. It doubles what is full, for append adds a quarter, and
// then hostile streams need five times the memory.
func roomy[T any](list []T) []T {
	if len(list) < cap(list) {
		return list
	}
	return append(make([]T, 0, 2*len(list)+16), list...)
}

// unescape takes emulation prevention bytes off (ISO/IEC 14496-10 §7.4.1). b is given
// back where it has none.
func unescape(b []byte) []byte {
	for i := 2; i < len(b); i++ {
		next := bytes.IndexByte(b[i:], 3)
		if next < 0 {
			break
		}
		if i += next; b[i-1]|b[i-2] == 0 {
			return unescapeFrom(b, i)
		}
	}
	return b
}

func unescapeFrom(b []byte, first int) []byte {
	out := append(make([]byte, 0, len(b)), b[:first]...)
	zeros := 0
	for _, x := range b[first+1:] {
		if x == 3 && zeros >= 2 {
			zeros = 0
			continue
		}
		out = append(out, x)
		if zeros++; x != 0 {
			zeros = 0
		}
	}
	return out
}
