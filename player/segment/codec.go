package segment

import (
	"strconv"
	"strings"
)

// codec is the codecs parameter of a sample entry (RFC 6381 and the documents
// that bind each codec to ISO files); b are the boxes inside the entry.
func codec(kind string, b []byte) string {
	switch kind {
	case "avc1", "avc3":
		if c, ok := find(b, "avcC"); ok && len(c) >= 4 {
			return kind + "." + hex(c[1:4])
		}
	case "hvc1", "hev1":
		if c, ok := find(b, "hvcC"); ok && len(c) >= 13 {
			return kind + hevc(c)
		}
	case "vp08", "vp09":
		if c, ok := find(b, "vpcC"); ok && len(c) >= 7 {
			return kind + "." + two(int(c[4])) + "." + two(int(c[5])) + "." + two(int(c[6]>>4))
		}
	case "av01":
		if c, ok := find(b, "av1C"); ok && len(c) >= 3 {
			return kind + av1(c)
		}
	case "mp4a":
		return kind + mpeg4(b)
	case "Opus":
		return "opus"
	case "fLaC":
		return "flac"
	}
	return strings.TrimRight(kind, " \x00")
}

func hex(b []byte) string {
	const digits = "0123456789abcdef"
	var out []byte
	for _, c := range b {
		out = append(out, digits[c>>4], digits[c&15])
	}
	return string(out)
}

func two(n int) string {
	s := strconv.Itoa(n)
	if len(s) < 2 {
		s = "0" + s
	}
	return s
}

// hevc writes profile, compatibility, tier and level (ISO/IEC 14496-15 Annex E).
func hevc(c []byte) string {
	out := "."
	if space := c[1] >> 6; space > 0 {
		out += string(rune('A' + space - 1))
	}
	var flags uint32 // the bits in reverse
	for i, all := 0, u32(c[2:]); i < 32; i++ {
		flags = flags<<1 | all>>i&1
	}
	tier := ".L"
	if c[1]>>5&1 == 1 {
		tier = ".H"
	}
	out += strconv.Itoa(int(c[1]&31)) + "." + strconv.FormatUint(uint64(flags), 16) + tier +
		strconv.Itoa(int(c[12]))
	rest := c[6:12]
	for len(rest) > 0 && rest[len(rest)-1] == 0 {
		rest = rest[:len(rest)-1]
	}
	for _, b := range rest {
		out += "." + strconv.FormatUint(uint64(b), 16)
	}
	return out
}

// av1 writes profile, level, tier and depth (AV1 in ISOBMFF §5).
func av1(c []byte) string {
	tier, depth := "M", "08"
	if c[2]>>7 == 1 {
		tier = "H"
	}
	if c[2]>>6&1 == 1 {
		depth = "10"
		if c[2]>>5&1 == 1 {
			depth = "12"
		}
	}
	return "." + strconv.Itoa(int(c[1]>>5)) + "." + two(int(c[1]&31)) + tier + "." + depth
}

// mpeg4 reads an esds: object type, and for AAC the audio object type
// (ISO/IEC 14496-1 §7.2.6).
func mpeg4(b []byte) string {
	object, special := decoder(b)
	out := "." + hex([]byte{object})
	if object != 0x40 || len(special) == 0 {
		if object == 0 || object == 0x40 {
			return ".40.2"
		}
		return out
	}
	kind := int(special[0] >> 3)
	if kind == 31 {
		kind = 32 + int(special[0]&7)<<3 + int(at(special, 1)>>5)
	}
	return out + "." + strconv.Itoa(kind)
}

// channels is how many an AudioSpecificConfig names (ISO/IEC 14496-3 §1.6.2.1),
// 0 where it says it elsewhere: sample entries often say two of one.
func channels(b []byte) int {
	_, special := decoder(b)
	if len(special) < 2 || special[0]>>3 == 31 || (special[0]&7)<<1|special[1]>>7 == 15 {
		return 0
	}
	return int(special[1] >> 3 & 15)
}

// decoder reads what an esds says of the decoder: object type and specific config.
func decoder(b []byte) (object byte, special []byte) {
	c, ok := find(b, "esds")
	if !ok {
		if c, ok = find(b, "wave", "esds"); !ok { // as QuickTime has it
			return 0, nil
		}
	}
	c = from(c, 4)
	es, _ := descriptor(&c, 3)
	skip, flags := 3, at(es, 2)
	if flags&0x80 != 0 {
		skip += 2
	}
	if flags&0x40 != 0 {
		skip += 1 + int(at(es, skip))
	}
	if flags&0x20 != 0 {
		skip += 2
	}
	es = from(es, skip)
	config, ok := descriptor(&es, 4)
	if !ok || len(config) == 0 {
		return 0, nil
	}
	object = config[0]
	config = from(config, 13)
	special, _ = descriptor(&config, 5)
	return object, special
}

// descriptor takes the next descriptor, which must have a tag, off b.
func descriptor(b *[]byte, tag byte) (body []byte, ok bool) {
	if len(*b) < 2 || (*b)[0] != tag {
		return nil, false
	}
	size, i := 0, 1
	for ; i < 5 && i < len(*b); i++ {
		size = size<<7 | int((*b)[i]&0x7f)
		if (*b)[i]&0x80 == 0 {
			i++
			break
		}
	}
	rest := from(*b, i)
	size = min(size, len(rest))
	body, *b = rest[:size], rest[size:]
	return body, true
}
