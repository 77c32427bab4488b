package transmux

// Apple's "MPEG-2 Stream Encryption Format for HTTP Live Streaming": what is in the
// clear of a NAL unit and of a frame, bytes.
const (
	clearNAL   = 32
	clearFrame = 16
	smallNAL   = 48 // and smaller ones are all in the clear
	patternNAL = 10 * blockSize
)

// isSealed tells the stream types of what is encrypted so.
func isSealed(kind byte) bool {
	switch kind {
	case typeSampleH264, typeSampleADTS, typeSampleAC3, typeSampleEAC3:
		return true
	}
	return false
}

// unsealNAL decrypts a NAL unit of a slice of H.264 in place and gives its length. It
// was escaped once more after it was encrypted; one block of ten is.
func (s *sealed) unsealNAL(nal []byte) int {
	if kind := nal[0] & 31; kind != 1 && kind != 5 || len(nal) <= smallNAL {
		return len(nal)
	}
	size := copy(nal, unescape(nal))
	iv := s.iv
	for at := clearNAL; size-at > blockSize; at += patternNAL {
		iv = s.cbc(nal[at:at+blockSize], iv)
	}
	return size
}

// unsealFrame decrypts a frame of AAC without its ADTS header, or of AC-3, in place.
func (s *sealed) unsealFrame(frame []byte) {
	if len(frame) > clearFrame {
		s.cbc(frame[clearFrame:], s.iv)
	}
}
