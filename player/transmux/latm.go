package transmux

// latm reads LOAS (ISO/IEC 14496-3 §1.7): AAC whose configuration is in the stream, in
// the form that broadcasts have: one program, one layer, one frame in each element.
type latm struct {
	known  bool
	format format
	size   int // samples of a frame
}

func (l *latm) read(b []byte) (f frame, ok bool) {
	if len(b) < 4 || b[0] != 0x56 || b[1]>>5 != 7 {
		return f, false
	}
	f.size = 3 + int(b[1]&31)<<8 + int(b[2])
	r := &bitReader{b: b[3:min(f.size, len(b))]}
	if !r.flag() && !l.config(r) || !l.known { // useSameStreamMux
		return f, false
	}
	n := 0
	for x := uint32(255); x == 255; n += int(x) { // PayloadLengthInfo, table 1.49
		x = r.u(8)
	}
	if f.size > len(b) { // it goes on behind what there is
		return f, true
	}
	if r.over() || r.at+8*n > 8*len(r.b) {
		return f, false
	}
	f.bits, f.payload = 24+r.at, n
	f.samples, f.format = l.size, l.format
	return f, true
}

// config reads a StreamMuxConfig (table 1.42).
func (l *latm) config(r *bitReader) bool {
	if r.flag() { // audioMuxVersion
		return false
	}
	r.skip(1)                                      // allStreamsSameTimeFraming
	if r.u(6) != 0 || r.u(4) != 0 || r.u(3) != 0 { // sub-frames, programs, layers
		return false
	}
	if !l.specific(r) || r.u(3) != 0 { // frameLengthType
		return false
	}
	r.skip(8)     // latmBufferFullness
	if r.flag() { // otherDataPresent
		for more := true; more && !r.over(); {
			more = r.flag()
			r.skip(8)
		}
	}
	if r.flag() { // crcCheckPresent
		r.skip(8)
	}
	l.known = !r.over()
	return l.known
}

// specific reads an AudioSpecificConfig (§1.6.2.1) of 32 bits at most.
func (l *latm) specific(r *bitReader) bool {
	begin := r.at
	object, rate, channels := r.u(5), int(r.u(4)), int(r.u(4))
	if object == 5 || object == 29 { // with spectral band replication
		r.skip(4)
		if r.u(5) != 2 {
			return false
		}
	} else if object != 2 {
		return false
	}
	l.size = 1024
	if r.flag() { // frameLengthFlag, §4.4.1
		l.size = 960
	}
	if r.flag() { // dependsOnCoreCoder
		r.skip(14)
	}
	if r.flag() || rate >= len(rates) || channels == 0 {
		return false
	}
	end := r.at
	r.at = begin
	config := r.u(min(end-begin, 32)) << (32 - min(end-begin, 32))
	r.at = end
	if channels == 7 {
		channels = 8
	}
	l.format = format{kind: typeLATM, rate: rates[rate], channels: channels, config: config}
	return end-begin <= 32
}

// align moves the payload of a frame, which begins at any bit, to where the frame does.
func (f *frame) align(b []byte) {
	from, shift := f.bits/8, f.bits%8
	for i := range f.payload {
		x := b[from+i] << shift
		if shift > 0 {
			x |= b[from+i+1] >> (8 - shift)
		}
		b[i] = x
	}
}
