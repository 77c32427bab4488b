package transmux

// picture is what a sequence parameter set says of the pictures.
type picture struct {
	width, height  int // of what is shown, samples of luma
	sarW, sarH     uint32
	colour         []byte // primaries, transfer, matrix, full range; nil where it does not tell
	chroma         byte   // chroma_format_idc
	depthY, depthC byte   // bits - 8
	ticks          int64  // duration of a picture in 90 kHz by the VUI, 0 where it does not tell
	frameNumBits   int
	framesOnly     bool // frame_mbs_only_flag
	planes         bool // separate_colour_plane_flag
}

// hasChroma tells the profiles whose SPS has chroma_format_idc (ISO/IEC 14496-10
// §7.3.2.1.1).
func hasChroma(profile byte) bool {
	switch profile {
	case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135:
		return true
	}
	return false
}

// readSPS reads a sequence parameter set of H.264 with its NAL header (§7.3.2.1.1).
func readSPS(nal []byte) (p picture, ok bool) {
	if len(nal) < 5 {
		return p, false
	}
	r := &bitReader{b: unescape(nal[4:])}
	r.ue() // seq_parameter_set_id
	p.chroma = 1
	if hasChroma(nal[1]) {
		p.readChroma(r)
	}
	p.frameNumBits = 4 + int(r.ue())
	p.skipOrder(r)
	r.ue()    // max_num_ref_frames
	r.skip(1) // gaps_in_frame_num_value_allowed_flag
	w, h := 16*(int(r.ue())+1), 16*(int(r.ue())+1)
	field := 1
	if p.framesOnly = r.flag(); !p.framesOnly {
		field = 2
		r.skip(1) // mb_adaptive_frame_field_flag
	}
	r.skip(1) // direct_8x8_inference_flag
	p.width, p.height = w, h*field
	if r.flag() {
		p.crop(r, field)
	}
	if r.flag() {
		p.readVUI(r)
		p.readTiming(r)
	}
	return p, !r.over() && p.width > 0 && p.height > 0 && p.width <= 1<<15 && p.height <= 1<<15
}

func (p *picture) readChroma(r *bitReader) {
	p.chroma = byte(r.ue())
	if p.chroma == 3 {
		p.planes = r.flag()
	}
	p.depthY, p.depthC = byte(r.ue()), byte(r.ue())
	r.skip(1) // qpprime_y_zero_transform_bypass_flag
	if !r.flag() {
		return
	}
	lists := 8
	if p.chroma == 3 {
		lists = 12
	}
	for i := range lists {
		if r.flag() {
			size := 16
			if i >= 6 {
				size = 64
			}
			skipScaling(r, size)
		}
	}
}

// skipScaling skips a scaling_list (§7.3.2.1.1.1).
func skipScaling(r *bitReader, size int) {
	last, next := int32(8), int32(8)
	for range size {
		if next != 0 {
			next = (last + r.se()) & 255
		}
		if next != 0 {
			last = next
		}
	}
}

// skipOrder skips what tells the order of pictures.
func (p *picture) skipOrder(r *bitReader) {
	switch r.ue() {
	case 0:
		r.ue()
	case 1:
		r.skip(1)
		r.se()
		r.se()
		for n := min(r.ue(), 255); n > 0; n-- {
			r.se()
		}
	}
}

// crop takes the cropping rectangle off; units are those of table 6-1.
func (p *picture) crop(r *bitReader, field int) {
	x, y := 1, 1
	if p.chroma == 1 || p.chroma == 2 {
		x = 2
	}
	if p.chroma == 1 {
		y = 2
	}
	left, right, top, bottom := r.ue(), r.ue(), r.ue(), r.ue()
	p.width -= x * int(min(left+right, 1<<15))
	p.height -= y * field * int(min(top+bottom, 1<<15))
}
