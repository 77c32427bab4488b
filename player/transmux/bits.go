package transmux

// bitReader reads bits of an RBSP, most significant first. What is cut off counts as zero.
type bitReader struct {
	b  []byte
	at int // bits
}

func (r *bitReader) bit() uint32 {
	i := r.at >> 3
	if i >= len(r.b) {
		r.at++
		return 0
	}
	v := r.b[i] >> (7 - r.at&7) & 1
	r.at++
	return uint32(v)
}

// u reads n bits, at most 32.
func (r *bitReader) u(n int) (v uint32) {
	for range n {
		v = v<<1 | r.bit()
	}
	return v
}

func (r *bitReader) flag() bool { return r.bit() == 1 }
func (r *bitReader) skip(n int) { r.at += n }

// over says that more was read than there is.
func (r *bitReader) over() bool { return r.at > 8*len(r.b) }

// ue and se are the Exp-Golomb codes of ISO/IEC 14496-10 §9.1.
func (r *bitReader) ue() uint32 {
	n := 0
	for r.bit() == 0 {
		if n++; n > 31 || r.over() {
			return 0
		}
	}
	return 1<<n - 1 + r.u(n)
}

func (r *bitReader) se() int32 {
	v := r.ue()
	if v&1 == 1 {
		return int32(v/2 + 1)
	}
	return -int32(v / 2)
}

// from is b from byte n on, empty where there is nothing.
func from(b []byte, n int) []byte {
	if n > len(b) {
		return nil
	}
	return b[n:]
}
