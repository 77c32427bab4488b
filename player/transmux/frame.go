package transmux

// frame is what the header of one frame of audio says.
type frame struct {
	head, size int  // bytes of the header that is not kept, and of all of the frame
	samples    int  // of each channel
	joins      bool // it belongs to the sample of the frame before
	format     format
	// bits is where the payload of LATM begins, payload how many bytes that has.
	bits, payload int
}

// format is what all frames of a track have alike.
type format struct {
	kind     byte // stream type
	rate     int  // samples a second
	channels int
	config   uint32 // what the sample entry is made of
}

// reader reads the header of a frame at the beginning of b; ok says that there is one.
type reader func(b []byte) (f frame, ok bool)

// readerOf is the reader of a stream type; channels are those that a descriptor tells.
func readerOf(kind byte, channels int) reader {
	switch kind {
	case typeOpus:
		return readOpus(channels)
	case typeADTS, typeSampleADTS:
		return readADTS
	case typeMPEG1Audio, typeMPEG2Audio:
		return readMPEG
	case typeLATM:
		return new(latm).read
	}
	return readAC3
}
