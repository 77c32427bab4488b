package transmux

import "strconv"

// rates are the sampling frequencies of ISO/IEC 14496-3 table 1.18.
var rates = [...]int{96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350}

// readADTS reads an ADTS header (ISO/IEC 14496-3 §1.A.2.2).
func readADTS(b []byte) (f frame, ok bool) {
	if len(b) < 7 || b[0] != 0xff || b[1]&0xf6 != 0xf0 {
		return f, false
	}
	f.head = 9 - 2*int(b[1]&1) // a CRC, unless protection_absent
	rate, channels := int(b[2]>>2&15), uint32(b[2]&1<<2|b[3]>>6)
	f.size = int(b[3]&3)<<11 | int(b[4])<<3 | int(b[5]>>5)
	if rate >= len(rates) || f.size < f.head {
		return f, false
	}
	f.samples = 1024 * (1 + int(b[6]&3))
	object := uint32(b[2]>>6) + 1
	f.format = format{
		kind: typeADTS, rate: rates[rate], channels: int(channels),
		config: object<<11 | uint32(rate)<<7 | channels<<3, // AudioSpecificConfig, §1.6.2.1
	}
	if channels == 7 {
		f.format.channels = 8
	}
	return f, true
}

// entry fills in the sample entry (ISO/IEC 14496-12 §12.2.3) and the codecs parameter.
func (f format) entry(t *track) {
	name, config := "mp4a", []byte(nil)
	switch f.kind {
	case typeADTS:
		t.codec = "mp4a.40." + string(rune('0'+f.config>>11))
		config = esds(0x40, []byte{byte(f.config >> 8), byte(f.config)})
	case typeLATM:
		t.codec = "mp4a.40." + strconv.Itoa(int(f.config>>27))
		special := words(f.config)
		if f.config&0xffff == 0 {
			special = special[:2]
		}
		config = esds(0x40, special)
	case typeMPEG1Audio:
		t.codec = "mp4a.6b"
		config = esds(0x6b, nil)
	case typeOpus:
		name, t.codec = "Opus", "opus"
		config = dOps(f.channels)
	case typeAC3:
		name, t.codec = "ac-3", "ac-3"
		config = box("dac3", []byte{byte(f.config >> 16), byte(f.config >> 8), byte(f.config)})
	case typeEAC3:
		name, t.codec = "ec-3", "ec-3"
		config = dec3(f.config)
	}
	b := words(0, 1, 0, 0, uint32(max(1, f.channels))<<16|16, 0, uint32(f.rate&0xffff)<<16)
	t.entry = box(name, b, config)
}

// esds is the elementary stream descriptor (ISO/IEC 14496-1 §7.2.6.5); object is the
// objectTypeIndication of table 5.
func esds(object byte, special []byte) []byte {
	config := []byte{object, 0x15, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0} // an audio stream
	if special != nil {
		config = append(config, descriptor(5, special)...)
	}
	es := append([]byte{0, 1, 0}, descriptor(4, config)...)
	es = append(es, descriptor(6, []byte{2})...)
	return box("esds", words(0), descriptor(3, es))
}

func descriptor(tag byte, body []byte) []byte {
	return append([]byte{tag, byte(len(body))}, body...)
}
