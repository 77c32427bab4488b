package cea

// dtvcc gathers a caption channel packet of 708 (CTA-708 §5).
type dtvcc struct {
	data []byte
	size int // 0 = none has begun
}

// add takes two bytes and gives the service blocks of a packet that is whole.
func (p *dtvcc) add(start bool, a, b byte) []byte {
	if start {
		p.data = p.data[:0]
		if p.size = int(a&0x3f) * 2; p.size == 0 {
			p.size = 128
		}
	}
	if p.size == 0 {
		return nil
	}
	if p.data = append(p.data, a, b); len(p.data) < p.size {
		return nil
	}
	p.size = 0
	return p.data[1:]
}

// blocks gives each service its blocks (§6.2).
func (d *Decoder) blocks(at float64, b []byte) {
	for len(b) > 0 {
		number, size := int(b[0]>>5), int(b[0]&0x1f)
		b = b[1:]
		if number == 7 && size > 0 { // of the services above 6
			if len(b) == 0 {
				return
			}
			b = b[1:]
		}
		if number == 0 || size == 0 || size > len(b) {
			return
		}
		if number <= services {
			d.services[number-1].block(at, b[:size])
		}
		b = b[size:]
	}
}

// block takes codes (§7.1). One that is cut off ends it.
func (s *service) block(at float64, b []byte) {
	for len(b) > 0 {
		n := length(b)
		if n > len(b) {
			return
		}
		s.code(at, b[:n])
		b = b[n:]
	}
}

// length of a code with its parameters, bytes.
func length(b []byte) int {
	switch c := b[0]; {
	case c == 0x10 && len(b) > 1:
		return 1 + lengthExtended(b[1:])
	case c == 0x10:
		return 2
	case c >= 0x11 && c < 0x18:
		return 2
	case c >= 0x18 && c < 0x20:
		return 3
	case c >= 0x80 && c < 0xa0:
		return 1 + int([...]byte{
			0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 2, 3, 2, 0, 0, 0, 0, 4, 6, 6, 6, 6, 6, 6, 6, 6,
		}[c-0x80])
	}
	return 1
}

func lengthExtended(b []byte) int {
	switch c := b[0]; {
	case c < 0x20:
		return 1 + int(c>>3)
	case c >= 0x80 && c < 0x88:
		return 5
	case c >= 0x88 && c < 0x90:
		return 6
	case c >= 0x90 && c < 0xa0 && len(b) > 1:
		return 2 + int(b[1]&0x3f)
	case c >= 0x90 && c < 0xa0:
		return 2
	}
	return 1
}

func (s *service) code(at float64, b []byte) {
	switch c := b[0]; {
	case c == 0x10 && b[1] >= 0xa0:
		s.put(at, '_')
	case c == 0x10 && b[1] >= 0x20 && b[1] < 0x80:
		s.put(at, extended(b[1]))
	case c == 0x18:
		s.put(at, rune(b[1])<<8|rune(b[2]))
	case c < 0x20:
		s.control(at, c)
	case c == 0x7f:
		s.put(at, '♪')
	case c < 0x80, c >= 0xa0:
		s.put(at, rune(c))
	default:
		s.command(at, c, b[1:])
	}
}
