package segment

// Track is one track of an init segment.
type Track struct {
	ID        uint32
	Kind      string // "video", "audio" or "" for what is neither
	Codec     string // as RFC 6381 writes it; only its first part where the rest is unknown
	Timescale uint32 // units a second
	Encrypted bool
	// Shift is what an edit list takes off the media times, in units of Timescale.
	Shift int64
	// Rate and Channels are those of sound.
	Rate, Channels int
}

// Init is what an init segment says is inside.
type Init struct{ Tracks []Track }

// maxTracks bounds what a hostile init segment can ask for.
const maxTracks = 64

// ParseInit reads the moov of b. ok is false while there is none that is whole.
func ParseInit(b []byte) (init Init, ok bool) {
	boxes(b, func(x box) bool {
		if x.kind != "moov" {
			return true
		}
		ok = x.whole
		boxes(x.body, func(x box) bool {
			if x.kind == "trak" && len(init.Tracks) < maxTracks {
				init.Tracks = append(init.Tracks, track(x.body))
			}
			return true
		})
		return false
	})
	return init, ok && len(init.Tracks) > 0
}

// First is the first track of a kind.
func (i Init) First(kind string) (Track, bool) {
	for _, t := range i.Tracks {
		if t.Kind == kind {
			return t, true
		}
	}
	return Track{}, false
}

func track(b []byte) Track {
	var t Track
	if h, ok := find(b, "tkhd"); ok {
		t.ID = u32(from(h, versioned(h, 12, 20)))
	}
	if h, ok := find(b, "mdia", "mdhd"); ok {
		t.Timescale = u32(from(h, versioned(h, 12, 20)))
	}
	if h, ok := find(b, "mdia", "hdlr"); ok && len(h) >= 12 {
		t.Kind = map[string]string{"vide": "video", "soun": "audio"}[string(h[8:12])]
	}
	if h, ok := find(b, "edts", "elst"); ok {
		t.Shift = edit(h)
	}
	if h, ok := find(b, "mdia", "minf", "stbl", "stsd"); ok {
		boxes(from(h, 8), func(x box) bool {
			t.sample(x)
			return false
		})
	}
	return t
}

// versioned picks a place by the version of a full box.
func versioned(b []byte, short, long int) int {
	if at(b, 0) == 1 {
		return long
	}
	return short
}

// edit is the media time of the first entry of an edit list that is not empty
// (ISO/IEC 14496-12 §8.6.6).
func edit(b []byte) int64 {
	step, media := versioned(b, 12, 20), versioned(b, 4, 8)
	n := int(min(u32(from(b, 4)), 16))
	for i := range n {
		e := from(b, 8+i*step+media)
		t := int64(int32(u32(e)))
		if step == 20 {
			t = int64(u64(e))
		}
		if t >= 0 && len(e) > 0 {
			return t
		}
	}
	return 0
}

// sample reads a sample entry; an encrypted one says what it was before (§8.12).
func (t *Track) sample(x box) {
	kind, skip := x.kind, 78 // of VisualSampleEntry, §12.1.3
	if t.Kind == "audio" {
		skip = 28
		t.Channels, t.Rate = int(u16(from(x.body, 16))), int(u32(from(x.body, 24))>>16)
		switch u16(from(x.body, 8)) { // QuickTime sound of versions 1 and 2
		case 1:
			skip += 16
		case 2:
			skip += 36
		}
	}
	inner := from(x.body, skip)
	if kind == "encv" || kind == "enca" {
		t.Encrypted = true
		if f, ok := find(inner, "sinf", "frma"); ok && len(f) >= 4 {
			kind = string(f[:4])
		}
	}
	t.Codec = codec(kind, inner)
	if n := channels(inner); kind == "mp4a" && n > 0 {
		t.Channels = n
	}
}
