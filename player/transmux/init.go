package transmux

// unity is the matrix of movie and track headers (ISO/IEC 14496-12 §8.2.2).
var unity = [9]uint32{0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000}

// initSegment writes ftyp and moov; no durations, for fragments have them.
func initSegment(tracks []*track) []byte {
	head := words(0, 0, 0, 1000, 0, 0x10000, 0x01000000, 0, 0)
	head = append(append(head, words(unity[:]...)...), make([]byte, 24)...)
	parts := [][]byte{box("mvhd", append32(head, uint32(len(tracks)+1)))}
	var extends []byte
	for _, t := range tracks {
		parts = append(parts, t.trak())
		extends = append(extends, box("trex", words(0, t.id, 1, 0, 0, 0))...)
	}
	parts = append(parts, box("mvex", extends))
	ftyp := box("ftyp", []byte("iso6"), words(0), []byte("iso6mp41"))
	return append(ftyp, box("moov", parts...)...)
}

func (t *track) trak() []byte {
	volume, handler, header := uint32(0x01000000), "soun", box("smhd", words(0, 0))
	if t.video {
		volume, handler, header = 0, "vide", box("vmhd", words(1, 0, 0))
	}
	tkhd := words(3, 0, 0, t.id, 0, 0, 0, 0, 0, volume)
	tkhd = append(append(tkhd, words(unity[:]...)...), words(t.width<<16, t.height<<16)...)
	mdhd := words(0, 0, 0, t.timescale, 0, 0x55c40000) // language "und"
	hdlr := append(append(words(0, 0), handler...), make([]byte, 13)...)
	stbl := box("stbl", box("stsd", words(0, 1), t.entry), box("stts", words(0, 0)),
		box("stsc", words(0, 0)), box("stsz", words(0, 0, 0)), box("stco", words(0, 0)))
	dinf := box("dinf", box("dref", words(0, 1), box("url ", words(1))))
	return box("trak", box("tkhd", tkhd), box("mdia", box("mdhd", mdhd), box("hdlr", hdlr),
		box("minf", header, dinf, stbl)))
}

// entry fills in the sample entry of video (§12.1.3) and what else the SPS decides.
func (v *pictures) entry(t *track) {
	p := v.picture
	t.width, t.height = uint32(p.width), uint32(p.height)
	name, config := v.config(t)
	b := append(words(0, 1, 0, 0, 0, 0), byte(p.width>>8), byte(p.width), byte(p.height>>8), byte(p.height))
	b = append(b, words(0x480000, 0x480000, 0, 0x10000)...) // 72 dpi, one frame a sample
	b = append(b, make([]byte, 30)...)                      // compressorname
	b = append(b, 0, 24, 0xff, 0xff)                        // depth
	b = append(b, config...)
	if p.sarW > 0 && p.sarH > 0 {
		b = append(b, box("pasp", words(p.sarW, p.sarH))...)
		if p.sarW != p.sarH {
			t.width = uint32(uint64(p.width) * uint64(p.sarW) / uint64(p.sarH) & 0xffff)
		}
	}
	if c := p.colour; c != nil {
		b = append(b, box("colr", []byte("nclx"), []byte{0, c[0], 0, c[1], 0, c[2], c[3] << 7})...)
	}
	t.entry = box(name, b)
}

// config is the name of the sample entry and its decoder configuration.
func (v *pictures) config(t *track) (name string, config []byte) {
	var sets [3][][]byte
	for i := range v.sets {
		for _, s := range v.sets[i] {
			sets[i] = append(sets[i], s.nal)
		}
	}
	if v.hevc {
		name = "hvc1"
		if v.changed {
			name = "hev1"
		}
		t.codec = codecHEVC(name, sets[0][0])
		return name, hvcC(sets, v)
	}
	name = "avc1"
	if v.changed {
		name = "avc3"
	}
	t.codec = codecAVC(name, sets[0][0])
	return name, avcC(sets[:], v.picture)
}
