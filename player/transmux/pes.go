package transmux

// clockRate is the rate of PTS and DTS (ISO/IEC 13818-1 §2.4.3.7) and the timescale of
// video tracks, per second.
const clockRate = 90_000

// wrap is where 33-bit time stamps begin anew.
const wrap = 1 << 33

// mark is where the payload of a PES packet begins in an elementary stream.
type mark struct {
	at       int
	pts, dts int64 // 90 kHz, unrolled
	timed    bool  // it has a PTS
}

// stream is one elementary stream in the making.
type stream struct {
	kind     byte // stream_type
	pid      int
	es       []byte
	marks    []mark
	gaps     []int   // places in es where something is missing
	head     []byte  // of a PES packet whose header is not whole yet
	open     bool    // a PES packet is under way
	left     int     // bytes that it still has, -1 where it does not tell (§2.4.3.7)
	last     int8    // continuity_counter, -1 before the first
	key      *sealed // nil where samples are in the clear
	channels int     // by a descriptor, of Opus alone
}

// continues checks the continuity_counter of a packet with payload (§2.4.3.3). A lost
// packet ends the PES packet, for nobody knows how much is missing.
func (s *stream) continues(p *packet) bool {
	last := s.last
	s.last = p.counter
	switch {
	case p.broken:
		s.gap()
		return false
	case last < 0 || p.jumps || p.counter == (last+1)&15:
		return true
	case p.counter == last: // sent twice
		return false
	}
	s.gap()
	return true
}

func (s *stream) gap() {
	if s.open {
		s.gaps = append(roomy(s.gaps), len(s.es))
	}
	s.open = false
}

// take takes in the payload of one packet.
func (s *stream) take(p *packet, clock *clock) {
	if !s.continues(p) {
		return
	}
	b := p.payload
	if p.start {
		s.open, s.left, s.head = true, -1, s.head[:0]
		s.marks = append(roomy(s.marks), mark{at: len(s.es)})
	}
	if !s.open {
		return
	}
	if p.start || len(s.head) > 0 {
		if b = s.header(b, clock); b == nil {
			return
		}
	}
	if s.left >= 0 {
		b = b[:min(s.left, len(b))]
		s.left -= len(b)
	}
	s.es = append(s.es, b...)
}

// header reads the header of a PES packet (§2.4.3.6), which may come in several pieces,
// and gives what is behind it.
func (s *stream) header(b []byte, clock *clock) []byte {
	if len(s.head) > 0 {
		s.head = append(s.head, b...)
		b = s.head
	}
	if len(b) < 9 || len(b) < 9+int(b[8]) {
		if len(s.head) == 0 {
			s.head = append(s.head, b...)
		}
		return nil
	}
	if b[0]|b[1] != 0 || b[2] != 1 || b[6]>>6 != 2 {
		s.open = false
		return nil
	}
	end := 9 + int(b[8])
	if size := int(b[4])<<8 | int(b[5]); size > 0 {
		s.left = max(0, 6+size-end)
	}
	m := &s.marks[len(s.marks)-1]
	if m.timed = b[7]&0x80 != 0 && end >= 14; m.timed {
		m.pts = clock.unroll(stamp(b[9:]))
		m.dts = m.pts
		if b[7]&0x40 != 0 && end >= 19 {
			m.dts = clock.unroll(stamp(b[14:]))
		}
	}
	out := b[end:]
	s.head = s.head[:0]
	return out
}

// end closes the stream; cut says that the segment does not end with a whole packet.
func (s *stream) end(cut bool) {
	if s.open && (s.left > 0 || s.left < 0 && cut) {
		s.gap()
	}
}

// stamp reads a PTS or DTS (§2.4.3.7).
func stamp(b []byte) int64 {
	return int64(b[0]>>1&7)<<30 | int64(b[1])<<22 | int64(b[2]>>1)<<15 | int64(b[3])<<7 | int64(b[4]>>1)
}

// clock unrolls time stamps: all of a segment lie within 13 hours of its first one.
type clock struct {
	set   bool
	first int64
}

func (c *clock) unroll(t int64) int64 {
	if !c.set {
		c.set, c.first = true, t
	}
	return c.first + (t-c.first+wrap/2)&(wrap-1) - wrap/2
}
