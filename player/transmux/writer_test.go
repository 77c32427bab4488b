package transmux_test

import "encoding/binary"

// tsWriter writes transport packets by hand, for what ffmpeg does not make.
type tsWriter struct {
	b       []byte
	counter map[int]byte
}

// packet writes one packet with as much of payload as fits and gives the rest.
func (w *tsWriter) packet(pid int, start bool, payload []byte) []byte {
	if w.counter == nil {
		w.counter = map[int]byte{}
	}
	p := []byte{0x47, byte(pid >> 8), byte(pid), 0x10 | w.counter[pid]}
	w.counter[pid] = (w.counter[pid] + 1) & 15
	if start {
		p[1] |= 0x40
	}
	n := min(len(payload), 184)
	if room := 184 - n; room > 0 { // an adaptation field fills up
		p[3] |= 0x20
		field := append([]byte{byte(room - 1), 0}, make([]byte, 183)...)
		for i := range field[2:] {
			field[2+i] = 0xff
		}
		p = append(p, field[:room]...)
	}
	w.b = append(w.b, append(p, payload[:n]...)...)
	return payload[n:]
}

// unit writes a payload unit over as many packets as it needs; first is how much of it
// the first packet has.
func (w *tsWriter) unit(pid, first int, b []byte) {
	rest := b[min(first, len(b)):]
	w.packet(pid, true, b[:len(b)-len(rest)])
	for len(rest) > 0 {
		rest = w.packet(pid, false, rest)
	}
}

// sets are parameter sets of H.264 for pictures of 64 by 64.
const sets = "\x00\x00\x01\x67\x42\xc0\x0a\xda\x10\x9b\x01\x10\x00\x00\x03\x00\x01\x00\x00\x03\x00\x32" +
	"\x0f\x12\x26\xa0\x00\x00\x01\x68\xce\x0f\xc8"

type entry struct {
	kind byte
	pid  int
}

// tables writes a PAT with one program, or several, and the PMT of the one at 0x1000;
// first is how much of the PMT its first packet has.
func (w *tsWriter) tables(version byte, first int, list ...entry) {
	pat := []byte{0, 0xb0, 0, 0, 1, 0xc1, 0, 0, 0, 0, 0xe0, 16, 0, 1, 0xf0, 0}
	w.unit(0, 184, append([]byte{0}, sealed(pat)...))
	pmt := []byte{2, 0xb0, 0, 0, 1, 0xc1 | version<<1, 0, 0, 0xe1, 0, 0xf0, 0}
	for _, e := range list {
		pmt = append(pmt, e.kind, 0xe0|byte(e.pid>>8), byte(e.pid), 0xf0, 2, 0x52, 0)
	}
	w.unit(0x1000, first, append([]byte{0}, sealed(pmt)...))
}

// sealed sets the length of a section and adds its CRC.
func sealed(b []byte) []byte {
	b[2] = byte(len(b) + 1)
	crc := ^uint32(0)
	for _, x := range b {
		for i := 7; i >= 0; i-- {
			top := crc>>31 ^ uint32(x>>i&1)
			crc = crc<<1 ^ 0x04c11db7*top
		}
	}
	return binary.BigEndian.AppendUint32(b, crc)
}

// pes makes a PES packet; without a length if that is not told.
func pes(id byte, pts int64, told bool, data []byte) []byte {
	b := []byte{0, 0, 1, id, 0, 0, 0x80, 0x80, 5,
		0x21 | byte(pts>>29)&0xe, byte(pts >> 22), byte(pts>>14) | 1, byte(pts >> 7), byte(pts<<1) | 1}
	if told {
		binary.BigEndian.PutUint16(b[4:], uint16(len(data)+8))
	}
	return append(b, data...)
}

// adts are frames of AAC LC at 48 kHz in two channels, with something inside.
func adts(n, size int) (b []byte) {
	for i := range n {
		all := size + 7
		b = append(b, 0xff, 0xf1, 0x4c, 0x80|byte(all>>11), byte(all>>3), byte(all<<5)|0x1f, 0xfc)
		for j := range size {
			b = append(b, byte(i+j)|0x10)
		}
	}
	return b
}
