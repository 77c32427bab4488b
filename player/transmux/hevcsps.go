package transmux

// readSPSHEVC reads a sequence parameter set with its NAL header (ISO/IEC 23008-2
// §7.3.2.2).
func readSPSHEVC(nal []byte) (p picture, ok bool) {
	b := unescape(nal)
	if len(b) < 16 {
		return p, false
	}
	r := &bitReader{b: b[2:]}
	r.skip(4) // sps_video_parameter_set_id
	layers := skipLevels(r)
	r.ue() // sps_seq_parameter_set_id
	if p.chroma = byte(r.ue()); p.chroma == 3 {
		p.planes = r.flag()
	}
	p.width, p.height = int(min(r.ue(), 1<<15)), int(min(r.ue(), 1<<15))
	if r.flag() {
		p.crop(r, 1)
	}
	p.depthY, p.depthC = byte(r.ue()), byte(r.ue())
	order := int(r.ue()) + 4
	if !r.flag() {
		layers = 0
	}
	for range layers + 1 {
		r.ue()
		r.ue()
		r.ue()
	}
	for range 6 { // sizes of blocks, depths of transforms
		r.ue()
	}
	if enabled := r.flag(); enabled && r.flag() {
		skipScalingHEVC(r)
	}
	r.skip(2) // amp, sample adaptive offset
	if r.flag() {
		r.skip(8) // pcm
		r.ue()
		r.ue()
		r.skip(1)
	}
	if !skipReferences(r, order) {
		return p, false
	}
	r.skip(2) // temporal mvp, strong intra smoothing
	if r.flag() {
		p.readVUI(r)
		p.readTimingHEVC(r)
	}
	return p, !r.over() && p.width > 0 && p.height > 0 && p.chroma <= 3 && p.depthY <= 8 && p.depthC <= 8
}

// skipScalingHEVC skips scaling_list_data (§7.3.4).
func skipScalingHEVC(r *bitReader) {
	for size := range 4 {
		step := 1
		if size == 3 {
			step = 3
		}
		for m := 0; m < 6; m += step {
			if !r.flag() {
				r.ue()
				continue
			}
			n := min(64, 16<<(2*size))
			if size > 1 {
				r.se()
			}
			for range n {
				r.se()
			}
		}
	}
}

// skipReferences skips the sets of reference pictures (§7.3.7).
func skipReferences(r *bitReader, order int) bool {
	n := int(r.ue())
	if n > 64 {
		return false
	}
	count := 0 // of the set before
	for i := range n {
		if i > 0 && r.flag() {
			r.skip(1)
			r.ue()
			next := 0
			for range count + 1 {
				if used := r.flag(); used || r.flag() {
					next++
				}
			}
			count = next
			continue
		}
		count = int(r.ue()) + int(r.ue())
		if count > 16 {
			return false
		}
		for range count {
			r.ue()
			r.skip(1)
		}
	}
	if r.flag() { // long-term ones
		n = int(r.ue())
		if n > 32 {
			return false
		}
		r.skip(n * (order + 1))
	}
	return true
}

// readTimingHEVC reads how long a picture is (§E.2.1).
func (p *picture) readTimingHEVC(r *bitReader) {
	r.skip(3) // neutral chroma, fields
	if r.flag() {
		for range 4 { // default display window
			r.ue()
		}
	}
	if !r.flag() {
		return
	}
	tick, scale := int64(r.u(32)), int64(r.u(32))
	if scale > 0 && !r.over() {
		p.setTicks(tick*clockRate, scale)
	}
}
