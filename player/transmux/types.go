package transmux

// Stream types of a PMT: ISO/IEC 13818-1 table 2-34; ATSC A/53 part 3 for AC-3; Apple's
// "MPEG-2 Stream Encryption Format for HTTP Live Streaming" for encrypted ones.
const (
	typeMPEG1Audio = 0x03
	typeMPEG2Audio = 0x04
	typeSections   = 0x05
	typePrivate    = 0x06
	typeADTS       = 0x0f
	typeLATM       = 0x11
	typeID3        = 0x15
	typeH264       = 0x1b
	typeHEVC       = 0x24
	typeAC3        = 0x81
	typeEAC3       = 0x87

	// typeOpus, which is reserved, stands for private streams that are registered so.
	typeOpus = 0x7e

	typeSampleH264 = 0xdb
	typeSampleADTS = 0xcf
	typeSampleAC3  = 0xc1
	typeSampleEAC3 = 0xc2
)

// streamType is the type of an entry; what is private says by descriptors what it is
// (ETSI EN 300 468 §6.1, annex D).
func (e elementary) streamType() byte {
	if e.kind != typePrivate {
		return e.kind
	}
	switch {
	case registered(e.descriptors, "HEVC"):
		return typeHEVC
	case registered(e.descriptors, "AC-3"), described(e.descriptors, 0x6a):
		return typeAC3
	case registered(e.descriptors, "EAC3"), described(e.descriptors, 0x7a):
		return typeEAC3
	case registered(e.descriptors, "Opus"):
		return typeOpus
	case registered(e.descriptors, "ID3 "):
		return typeID3
	}
	return typePrivate
}

func isVideo(kind byte) bool {
	return kind == typeH264 || kind == typeHEVC || kind == typeSampleH264
}

func isAudio(kind byte) bool {
	switch kind {
	case typeMPEG1Audio, typeMPEG2Audio, typeADTS, typeLATM, typeOpus, typeAC3, typeEAC3,
		typeSampleADTS, typeSampleAC3, typeSampleEAC3:
		return true
	}
	return false
}
