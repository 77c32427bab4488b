package transmux

import "bytes"

// Limits of what tables may ask for.
const (
	maxSection  = 1024 // bytes of a PAT or PMT, ISO/IEC 13818-1 §2.4.4.4 and §2.4.4.9
	maxPrograms = 64
)

// Tables of program specific information, ISO/IEC 13818-1 table 2-31.
const (
	tablePAT = 0
	tablePMT = 2
)

// section joins a section from the payloads of its packets (§2.4.4).
type section struct {
	open bool
	b    []byte
}

// feed takes the payload of one packet and gives every section that is whole to f.
func (s *section) feed(p *packet, f func([]byte)) {
	b := p.payload
	if p.start {
		if len(b) == 0 || int(b[0]) >= len(b) {
			s.open = false
			return
		}
		pointer := int(b[0])
		if s.open { // the end of the one before
			s.b = append(s.b, b[1:1+pointer]...)
			s.flush(f)
		}
		s.open, s.b = true, append(s.b[:0], b[1+pointer:]...)
	} else if s.open {
		s.b = append(s.b, b...)
	}
	s.flush(f)
}

func (s *section) flush(f func([]byte)) {
	for s.open && len(s.b) >= 3 {
		size := 3 + int(s.b[1]&0xf)<<8 + int(s.b[2])
		if s.b[0] == 0xff || size > maxSection {
			s.open = false
			return
		}
		if len(s.b) < size {
			return
		}
		if size >= 12 && crc32(s.b[:size]) == 0 {
			f(s.b[:size])
		}
		s.b = s.b[size:]
	}
}

// crc32 is that of Annex A; over a section with its own CRC it is 0.
func crc32(b []byte) uint32 {
	crc := ^uint32(0)
	for _, x := range b {
		crc ^= uint32(x) << 24
		for range 8 {
			crc = crc<<1 ^ 0x04c11db7&-(crc>>31)
		}
	}
	return crc
}

// elementary is one entry of a PMT.
type elementary struct {
	kind        byte // stream_type
	pid         int
	descriptors []byte
}

// program is what a PMT says.
type program struct {
	pmt     int
	seen    []byte // the section that was read last
	streams []elementary
}

// readPAT lists the PMTs of a PAT (§2.4.4.4).
func readPAT(b []byte) (list []program) {
	for e := b[8 : len(b)-4]; len(e) >= 4 && len(list) < maxPrograms; e = e[4:] {
		if e[0]|e[1] != 0 { // 0 is the network PID
			list = append(list, program{pmt: int(e[2]&0x1f)<<8 | int(e[3])})
		}
	}
	return list
}

// readPMT takes in a PMT (§2.4.4.9) and says whether it is a new one.
func (p *program) readPMT(b []byte) bool {
	if b[0] != tablePMT || b[5]&1 == 0 || bytes.Equal(b, p.seen) {
		return false
	}
	p.seen = bytes.Clone(b)
	p.streams = nil
	b = p.seen[:len(b)-4]
	for e := from(b, 12+int(b[10]&0xf)<<8+int(b[11])); len(e) >= 5; {
		size := int(e[3]&0xf)<<8 | int(e[4])
		rest := from(e, 5+size)
		p.streams = append(p.streams, elementary{e[0], int(e[1]&0x1f)<<8 | int(e[2]), e[5 : len(e)-len(rest)]})
		e = rest
	}
	return true
}

// registered tells whether descriptors have a registration descriptor (§2.6.8) of a
// format.
func registered(b []byte, format string) bool {
	for len(b) >= 2 {
		body := from(b, 2)
		body = body[:min(int(b[1]), len(body))]
		if b[0] == 5 && len(body) >= 4 && string(body[:4]) == format {
			return true
		}
		b = b[2+len(body):]
	}
	return false
}

// described tells whether descriptors have one with a tag.
func described(b []byte, tag byte) bool {
	for len(b) >= 2 {
		if b[0] == tag {
			return true
		}
		b = from(b, 2+int(b[1]))
	}
	return false
}
