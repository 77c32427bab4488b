package transmux

// shapes are the sample aspect ratios of ISO/IEC 14496-10 table E-1, by
// aspect_ratio_idc from 1 on.
var shapes = [...][2]uint32{
	{1, 1}, {12, 11}, {10, 11}, {16, 11}, {40, 33}, {24, 11}, {20, 11}, {32, 11}, {80, 33},
	{18, 11}, {15, 11}, {64, 33}, {160, 99}, {4, 3}, {3, 2}, {2, 1},
}

// readVUI reads the beginning of the video usability information, which H.264 (§E.1.1)
// and HEVC (ISO/IEC 23008-2 §E.2.1) have alike.
func (p *picture) readVUI(r *bitReader) {
	if r.flag() {
		switch i := r.u(8); {
		case i == 255:
			p.sarW, p.sarH = r.u(16), r.u(16)
		case i > 0 && int(i) <= len(shapes):
			p.sarW, p.sarH = shapes[i-1][0], shapes[i-1][1]
		}
	}
	if r.flag() { // overscan
		r.skip(1)
	}
	if r.flag() { // video_signal_type
		r.skip(3)
		full := byte(r.bit())
		if r.flag() {
			p.colour = []byte{byte(r.u(8)), byte(r.u(8)), byte(r.u(8)), full}
		}
	}
	if r.flag() { // chroma_loc_info
		r.ue()
		r.ue()
	}
}

// readTiming reads how long a picture of H.264 is: two ticks, one for each field.
func (p *picture) readTiming(r *bitReader) {
	if !r.flag() {
		return
	}
	tick, scale := int64(r.u(32)), int64(r.u(32))
	if scale > 0 && !r.over() {
		p.setTicks(2*tick*clockRate, scale)
	}
}

// setTicks keeps a duration that is between a thousandth of a second and ten seconds.
func (p *picture) setTicks(of, scale int64) {
	if t := of / scale; t >= clockRate/1000 && t <= 10*clockRate {
		p.ticks = t
	}
}
