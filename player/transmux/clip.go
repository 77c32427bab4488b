package transmux

import "encoding/binary"

// clipped mends a segment whose media data ends early, as those of lists of key frames do
// (RFC 8216bis §4.4.3.6): byte ranges that hold a fragment's head and its first picture.
// The samples that are not there are taken out, and a single one lasts as long as all of
// them would have. What is whole stays as it is.
func clipped(media []byte) []byte {
	start, at := -1, -1
	boxes(media, func(kind string, begin, _, stop int) {
		if kind == "moof" {
			start, at = begin, stop
		}
	})
	if start < 0 || len(media)-at < 16 || string(media[at+4:at+8]) != "mdat" ||
		uint64(load(media[at:])) <= uint64(len(media)-at) {
		return media
	}
	out := append([]byte{}, media...)
	if !clip(out[start:at], len(media)-start) {
		return media
	}
	binary.BigEndian.PutUint32(out[at:], uint32(len(media)-at))
	return out
}

// Flags of tfhd and trun (ISO/IEC 14496-12 §8.8.7, §8.8.8).
const (
	tfhdBase, tfhdDescription, tfhdDuration          = 0x1, 0x2, 0x8
	trunOffset, trunFirstFlags                       = 0x1, 0x4
	trunDurations, trunSizes, trunFlags, trunShifted = 0x100, 0x200, 0x400, 0x800
)

// clip leaves the samples of a fragment of one run that end within so many bytes from its
// beginning; false when it is not such a fragment, or not even its first sample does.
func clip(moof []byte, within int) bool {
	tfhd, trun := find(moof, "moof", "traf", "tfhd"), find(moof, "moof", "traf", "trun")
	if len(tfhd) < 8 || len(trun) < 12 {
		return false
	}
	flags := binary.BigEndian.Uint32(trun) & 0xffffff
	count, at := int(binary.BigEndian.Uint32(trun[4:])), 12
	if flags&trunOffset == 0 || flags&trunSizes == 0 {
		return false
	}
	end := int(int32(binary.BigEndian.Uint32(trun[8:])))
	if flags&trunFirstFlags != 0 {
		at += 4
	}
	kept, first := 0, at
	for ; kept < count; kept++ {
		field := at
		if flags&trunDurations != 0 {
			field += 4
		}
		if field+4 > len(trun) {
			return false
		}
		if end += int(binary.BigEndian.Uint32(trun[field:])); end > within {
			break
		}
		at += 4 * (bit(flags, trunDurations) + 1 + bit(flags, trunFlags) + bit(flags, trunShifted))
	}
	if kept == 0 || kept == count {
		return false
	}
	binary.BigEndian.PutUint32(trun[4:], uint32(kept))
	if kept == 1 {
		stretch(tfhd, trun, flags, first, count)
	}
	return true
}

// stretch lets one sample last as long as count of them.
func stretch(tfhd, trun []byte, flags uint32, first, count int) {
	field, in := first, trun
	if flags&trunDurations == 0 {
		of := binary.BigEndian.Uint32(tfhd)
		if of&tfhdDuration == 0 {
			return
		}
		field, in = 8+8*bit(of, tfhdBase)+4*bit(of, tfhdDescription), tfhd
	}
	if field+4 <= len(in) {
		each := binary.BigEndian.Uint32(in[field:])
		binary.BigEndian.PutUint32(in[field:], each*uint32(count))
	}
}

func bit(flags, which uint32) int {
	if flags&which != 0 {
		return 1
	}
	return 0
}
