package transmux

// Bit rates of layer III in kbit/s, by bitrate_index (ISO/IEC 11172-3 §2.4.2.3,
// ISO/IEC 13818-3 §2.4.2.3).
var (
	bitRates1 = [...]int{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
	bitRates2 = [...]int{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
)

// mpegRates are the sampling frequencies of MPEG-1; those of MPEG-2 are half of them.
var mpegRates = [...]int{44100, 48000, 32000}

// readMPEG reads the header of a frame of MPEG audio layer III.
func readMPEG(b []byte) (f frame, ok bool) {
	if len(b) < 4 || b[0] != 0xff || b[1]&0xe6 != 0xe2 {
		return f, false
	}
	version, rate, index := b[1]>>3&3, int(b[2]>>2&3), int(b[2]>>4)
	if version == 1 || rate == 3 || index == 0 || index == 15 {
		return f, false
	}
	hz, kbit, slots := mpegRates[rate], bitRates1[index], 144
	f.samples = 1152
	if version != 3 { // MPEG-2 and 2.5
		kbit, slots = bitRates2[index], 72
		f.samples = 576
		hz /= 2
		if version == 0 {
			hz /= 2
		}
	}
	f.size = slots*kbit*1000/hz + int(b[2]>>1&1)
	f.format = format{kind: typeMPEG1Audio, rate: hz, channels: 2}
	if b[3]>>6 == 3 {
		f.format.channels = 1
	}
	return f, true
}
