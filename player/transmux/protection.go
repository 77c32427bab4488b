package transmux

// protection is how a track of an init segment is encrypted (ISO/IEC 23001-7 §8).
type protection struct {
	scheme      string // cenc, cens, cbc1 or cbcs; "" for what is in the clear
	ivSize      int    // bytes, 0 with a constant one
	iv          []byte // the constant one
	crypt, skip int    // blocks of the pattern
}

// movie is what an init segment says that media is read by.
type movie struct {
	tracks []movieTrack
}

type movieTrack struct {
	id, timescale  uint32
	duration, size uint32 // defaults of trex
	shift          int64  // what an edit list takes off, in units of timescale
	lengthSize     int    // bytes of the length of a NAL unit, 0 for what has none
	hevc           bool
	entry          string // type of its first sample entry
	protection
}

// readMovie reads a moov.
func readMovie(init []byte) (m movie) {
	moov := find(init, "moov")
	boxes(moov, func(kind string, _, head, end int) {
		if kind == "trak" && len(m.tracks) < maxPrograms {
			m.tracks = append(m.tracks, readTrack(moov[head:end]))
		}
	})
	extends := find(moov, "mvex")
	boxes(extends, func(kind string, _, head, end int) {
		if t := m.of(u32(extends[head:end], 4)); kind == "trex" && t != nil {
			t.duration, t.size = u32(extends[head:end], 12), u32(extends[head:end], 16)
		}
	})
	return m
}

func (m *movie) of(id uint32) *movieTrack {
	for i := range m.tracks {
		if m.tracks[i].id == id {
			return &m.tracks[i]
		}
	}
	return nil
}

// versioned picks a place by the version of a full box.
func versioned(b []byte, short, long int) int {
	if u8(b, 0) == 1 {
		return long
	}
	return short
}

func readTrack(b []byte) (t movieTrack) {
	head, media := find(b, "tkhd"), find(b, "mdia", "mdhd")
	t.id = u32(head, versioned(head, 12, 20))
	t.timescale = u32(media, versioned(media, 12, 20))
	entries := from(find(b, "mdia", "minf", "stbl", "stsd"), 8)
	boxes(entries, func(kind string, _, head, end int) {
		if t.entry == "" {
			t.entry = kind
		}
		inside := from(entries[head:end], entryHead(kind, find(b, "mdia", "hdlr"), entries[head:end]))
		if c := find(inside, "avcC"); len(c) > 4 {
			t.lengthSize = int(c[4]&3) + 1
		}
		if c := find(inside, "hvcC"); len(c) > 21 {
			t.lengthSize, t.hevc = int(c[21]&3)+1, true
		}
		if t.scheme == "" {
			t.protection = readProtection(inside)
		}
	})
	return t
}

// entryHead is how many bytes of a sample entry are before its boxes (ISO/IEC 14496-12
// §12.1.3, §12.2.3; QuickTime's sound of versions 1 and 2).
func entryHead(kind string, handler, entry []byte) int {
	if kind == "enca" || string(from(handler, 8)[:min(4, len(from(handler, 8)))]) == "soun" {
		switch u32(entry, 8) >> 16 {
		case 1:
			return 28 + 16
		case 2:
			return 28 + 36
		}
		return 28
	}
	return 78
}

// readProtection reads the scheme and the defaults of a track (§8.2).
func readProtection(entry []byte) (p protection) {
	scheme, tenc := find(entry, "sinf", "schm"), find(entry, "sinf", "schi", "tenc")
	if len(scheme) < 8 || len(tenc) < 24 {
		return p
	}
	p.scheme = string(scheme[4:8])
	if tenc[0] > 0 {
		p.crypt, p.skip = int(tenc[5]>>4), int(tenc[5]&15)
	}
	p.ivSize = int(tenc[7])
	if tenc[6] == 0 {
		p.scheme = ""
	}
	if p.ivSize == 0 && len(tenc) > 24 {
		p.iv = from(tenc, 25)
		p.iv = p.iv[:min(int(tenc[24]), len(p.iv))]
	}
	return p
}
