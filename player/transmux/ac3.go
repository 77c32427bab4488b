package transmux

// ac3Rates are nominal bit rates in kbit/s, by frmsizecod/2 (ETSI TS 102 366 table
// 4.13).
var ac3Rates = [...]int{32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640}

var (
	ac3Hz       = [...]int{48000, 44100, 32000}
	ac3Channels = [...]int{2, 1, 2, 3, 3, 4, 4, 5} // by acmod
	eac3Blocks  = [...]int{1, 2, 3, 6}             // by numblkscod
)

// readAC3 reads the header of a sync frame of AC-3 (ETSI TS 102 366 §4.3) or E-AC-3
// (§E.1.2).
func readAC3(b []byte) (f frame, ok bool) {
	if len(b) < 8 || b[0] != 0x0b || b[1] != 0x77 {
		return f, false
	}
	bsid := uint32(b[5] >> 3)
	if bsid > 10 {
		return readEAC3(b, bsid)
	}
	hz, code := int(b[4]>>6), int(b[4]&63)
	if hz == 3 || code/2 >= len(ac3Rates) {
		return f, false
	}
	kbit := ac3Rates[code/2]
	switch hz {
	case 0:
		f.size = 4 * kbit
	case 1:
		f.size = 2 * (320*kbit/147 + code&1)
	case 2:
		f.size = 6 * kbit
	}
	r := &bitReader{b: b[5:], at: 5}
	bsmod, acmod := r.u(3), r.u(3)
	if acmod&1 == 1 && acmod != 1 {
		r.skip(2) // cmixlev
	}
	if acmod&4 != 0 {
		r.skip(2) // surmixlev
	}
	if acmod == 2 {
		r.skip(2) // dsurmod
	}
	lfe := r.bit()
	f.samples = 1536
	f.format = format{
		kind: typeAC3, rate: ac3Hz[hz], channels: ac3Channels[acmod] + int(lfe), // dac3, §F.4
		config: uint32(hz)<<22 | bsid<<17 | bsmod<<14 | acmod<<11 | lfe<<10 | uint32(code/2)<<5,
	}
	return f, true
}

func readEAC3(b []byte, bsid uint32) (f frame, ok bool) {
	if bsid > 16 {
		return f, false
	}
	hz, blocks, acmod, lfe := int(b[4]>>6), int(b[4]>>4&3), uint32(b[4]>>1&7), uint32(b[4]&1)
	f.size = 2 * (int(b[2]&7)<<8 + int(b[3]) + 1)
	rate := 0
	if hz == 3 { // half of a frequency, all six blocks
		if blocks == 3 {
			return f, false
		}
		rate, blocks = ac3Hz[blocks]/2, 3
	} else {
		rate = ac3Hz[hz]
	}
	f.samples = 256 * eac3Blocks[blocks]
	f.joins = b[2]>>6 == 1 || b[2]>>3&7 != 0 // a dependent substream, or another program
	f.format = format{
		kind: typeEAC3, rate: rate, channels: ac3Channels[acmod] + int(lfe),
		config: uint32(hz)<<14 | bsid<<9 | acmod<<1 | lfe,
	}
	return f, true
}

// dec3 describes one independent substream (§F.6); its data rate is left open, for a
// header does not tell it.
func dec3(config uint32) []byte {
	return box("dec3", []byte{0, 0, byte(config >> 8), byte(config), 0})
}
