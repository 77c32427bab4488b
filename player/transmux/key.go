package transmux

import "bytes"

// Methods of RFC 8216bis §4.4.4.4.
const (
	methodNone      = "NONE"
	methodAES128    = "AES-128"
	methodAES256    = "AES-256"
	methodCTR256    = "AES-256-CTR"
	methodSample    = "SAMPLE-AES"
	methodSampleCTR = "SAMPLE-AES-CTR"
)

// isWhole tells whether a key is for the bytes of a segment, whatever they are.
func (k *Key) isWhole() bool {
	return k.Method == methodAES128 || k.Method == methodAES256 || k.Method == methodCTR256
}

// sealed is a key at work: the cipher and the value that it begins from.
type sealed struct {
	*cipher
	iv block
}

// open makes the cipher of a key, whose length the method decides.
func (k *Key) open() (*sealed, error) {
	size := 16
	switch k.Method {
	case methodAES256, methodCTR256:
		size = 32
	case methodAES128, methodSample, methodSampleCTR:
	default:
		return nil, ErrMethod
	}
	if len(k.Key) != size {
		return nil, ErrKey
	}
	return &sealed{newCipher(k.Key), ivOf(k.IV)}, nil
}

// ivOf fills up an initialization vector with zeros behind it, as ISO/IEC 23001-7 §9.2
// has it for one of 8 bytes.
func ivOf(b []byte) block {
	var iv [blockSize]byte
	copy(iv[:], b)
	return loadBlock(iv[:])
}

// unsealWhole takes the encryption of a whole segment off: CBC with the padding of
// RFC 5652 §6.3, or CTR.
func (k *Key) unsealWhole(b []byte) ([]byte, error) {
	s, err := k.open()
	if err != nil {
		return nil, err
	}
	out := bytes.Clone(b)
	if k.Method == methodCTR256 {
		(&counter{cipher: s.cipher, next: s.iv, used: blockSize, wide: true}).xor(out)
		return out, nil
	}
	if len(out)%blockSize != 0 {
		return nil, ErrTruncated
	}
	s.cbc(out, s.iv)
	n := int(out[len(out)-1])
	if n == 0 || n > blockSize {
		return nil, ErrKey
	}
	for _, x := range out[len(out)-n:] {
		if int(x) != n {
			return nil, ErrKey
		}
	}
	return out[:len(out)-n], nil
}
