package transmux

// readOpus reads the control header of an access unit of Opus ("Opus in MPEG-TS", as
// ffmpeg and GStreamer have it) and the first byte of its packet (RFC 6716 §3.1). How
// many channels there are is told by a descriptor of the PMT.
func readOpus(channels int) reader {
	return func(b []byte) (f frame, ok bool) {
		if channels < 1 || channels > 2 || len(b) < 4 || b[0] != 0x7f || b[1]&0xe0 != 0xe0 {
			return f, false
		}
		at, size := 2, 0
		for more := true; more && at < len(b); at++ {
			size += int(b[at])
			more = b[at] == 255
		}
		if b[1]&0x10 != 0 { // start_trim
			at += 2
		}
		if b[1]&8 != 0 { // end_trim
			at += 2
		}
		if b[1]&4 != 0 { // control_extension
			at += 1 + int(u8(b, at))
		}
		f.head, f.size = at, at+size
		f.samples = opusDuration(from(b, at))
		f.format = format{kind: typeOpus, rate: 48_000, channels: channels}
		return f, size > 0 && f.samples > 0
	}
}

// opusDuration is how many samples at 48 kHz a packet has.
func opusDuration(b []byte) int {
	toc := int(u8(b, 0))
	config, size := toc>>3, 0
	switch {
	case config < 12: // SILK: 10, 20, 40 and 60 ms
		size = [...]int{480, 960, 1920, 2880}[config&3]
	case config < 16: // both: 10 and 20 ms
		size = 480 << (config & 1)
	default: // CELT: 2.5, 5, 10 and 20 ms
		size = 120 << (config & 3)
	}
	switch toc & 3 {
	case 0:
		return size
	case 3:
		return size * int(u8(b, 1)&63)
	}
	return 2 * size
}

// opusChannels is the channel_config_code of an Opus descriptor: tag 0x7f of DVB with
// extension 0x80. 0 is two times one channel.
func opusChannels(b []byte) int {
	for len(b) >= 4 {
		if b[0] == 0x7f && b[2] == 0x80 {
			if b[3] == 0 {
				return 2
			}
			return int(b[3])
		}
		b = from(b, 2+int(b[1]))
	}
	return 2
}

// dOps is the OpusSpecificBox ("Encapsulation of Opus in ISO Base Media File Format"
// §4.3.2), with channel mapping family 0.
func dOps(channels int) []byte {
	return box("dOps", []byte{0, byte(channels), 0, 0, 0, 0, 0xbb, 0x80, 0, 0, 0})
}
