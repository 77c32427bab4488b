package playertest

import "encoding/binary"

// Track is a track of an init segment that InitSegment writes.
type Track struct {
	ID        uint32
	Kind      string // "video", "audio" or another handler's four letters
	Entry     string // type of the sample entry, such as "avc1"
	Config    []byte // boxes inside it
	Timescale uint32
	Edit      int64 // media time of an edit list; 0 = no edit list
}

// Box writes a box.
func Box(kind string, parts ...[]byte) []byte {
	out := append(make([]byte, 4), kind...)
	for _, p := range parts {
		out = append(out, p...)
	}
	binary.BigEndian.PutUint32(out, uint32(len(out)))
	return out
}

// Words writes 32 bit numbers.
func Words(list ...uint32) []byte {
	var out []byte
	for _, n := range list {
		out = binary.BigEndian.AppendUint32(out, n)
	}
	return out
}

// AVC is an avcC box of profile, compatibility and level.
func AVC(profile, compatibility, level byte) []byte {
	return Box("avcC", []byte{1, profile, compatibility, level, 0xff, 0xe0, 0})
}

// InitSegment writes an init segment (ISO/IEC 14496-12).
func InitSegment(tracks ...Track) []byte {
	var traks, trexes [][]byte
	for _, t := range tracks {
		handler, skip := t.Kind, 78
		switch t.Kind {
		case "video":
			handler = "vide"
		case "audio":
			handler, skip = "soun", 28
		}
		entry := make([]byte, skip)
		if t.Kind == "audio" {
			entry[17], entry[24], entry[25] = 2, 0xbb, 0x80
		}
		var edits []byte
		if t.Edit > 0 {
			edits = Box("edts", Box("elst", Words(0, 1, 0, uint32(t.Edit), 1<<16)))
		}
		traks = append(traks, Box("trak",
			Box("tkhd", Words(0, 0, 0, t.ID, 0, 0), make([]byte, 60)), edits,
			Box("mdia", Box("mdhd", Words(0, 0, 0, t.Timescale, 0, 0)),
				Box("hdlr", Words(0, 0), []byte(handler), make([]byte, 13)),
				Box("minf", Box("stbl", Box("stsd", Words(0, 1), Box(t.Entry, entry, t.Config)))))))
		trexes = append(trexes, Box("trex", Words(0, t.ID, 1, 0, 0, 0)))
	}
	return append(Box("ftyp", []byte("iso6"), Words(0)),
		Box("moov",
			append(append([][]byte{Box("mvhd", make([]byte, 100))}, traks...), Box("mvex", trexes...))...)...)
}

// Fragment writes the moof of a segment: each track's first decode time, in its
// units, and the composition offset of its first sample.
func Fragment(composition int32, times map[uint32]int64) []byte {
	parts := [][]byte{Box("mfhd", Words(0, 1))}
	for id := uint32(1); id < 10; id++ {
		if t, ok := times[id]; ok {
			parts = append(parts,
				Box("traf", Box("tfhd", Words(0x20000, id)),
					Box("tfdt", Words(1<<24, uint32(uint64(t)>>32), uint32(uint64(t)))),
					Box("trun", Words(1<<24|0x801, 1, 0, uint32(composition)))))
		}
	}
	return append(Box("styp", []byte("msdh"), Words(0)), Box("moof", parts...)...)
}
