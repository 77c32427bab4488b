package transmux

import "math/bits"

// round looks up one column: SubBytes, ShiftRows, MixColumns and AddRoundKey, or their
// inverses.
func round(t *[256]uint32, a, b, c, d, key uint32) uint32 {
	return t[a>>24] ^ bits.RotateLeft32(t[b>>16&255], 24) ^ bits.RotateLeft32(t[c>>8&255], 16) ^
		bits.RotateLeft32(t[d&255], 8) ^ key
}

// last is the round without MixColumns.
func last(t *[256]byte, a, b, c, d, key uint32) uint32 {
	return (uint32(t[a>>24])<<24 | uint32(t[b>>16&255])<<16 | uint32(t[c>>8&255])<<8 | uint32(t[d&255])) ^ key
}

// rounds takes a state through all rounds (FIPS 197 §5.1).
func rounds(s block, k []uint32, table *[256]uint32, box *[256]byte) block {
	p, q, r, t := s[0]^k[0], s[1]^k[1], s[2]^k[2], s[3]^k[3]
	for k = k[4:]; len(k) > 4; k = k[4:] {
		p, q, r, t = round(table, p, q, r, t, k[0]), round(table, q, r, t, p, k[1]),
			round(table, r, t, p, q, k[2]), round(table, t, p, q, r, k[3])
	}
	return block{last(box, p, q, r, t, k[0]), last(box, q, r, t, p, k[1]),
		last(box, r, t, p, q, k[2]), last(box, t, p, q, r, k[3])}
}

func (c *cipher) encrypt(s block) block {
	return rounds(s, c.forward[:4*(c.rounds+1)], &c.enc, &c.box)
}

// decrypt is the equivalent inverse cipher of §5.3.5. Its rows shift the other way, as
// those of a state do whose second and fourth columns change places.
func (c *cipher) decrypt(s block) block {
	s = rounds(block{s[0], s[3], s[2], s[1]}, c.backward[:4*(c.rounds+1)], &c.dec, &c.inv)
	return block{s[0], s[3], s[2], s[1]}
}

const blockSize = 16

// cbc decrypts whole blocks of b in place (NIST SP 800-38A §6.2) and gives the value
// that the next ones go on from.
func (c *cipher) cbc(b []byte, iv block) block {
	for ; len(b) >= blockSize; b = b[blockSize:] {
		in := loadBlock(b)
		out := c.decrypt(in)
		for i := range out {
			out[i] ^= iv[i]
		}
		out.store(b)
		iv = in
	}
	return iv
}

// counter is the state of CTR mode (§6.5): what is left of a block goes on.
type counter struct {
	*cipher
	next block
	pad  [blockSize]byte
	used int  // bytes of pad, blockSize at first
	wide bool // the counter is all of the block, else its last 8 bytes
}

// xor encrypts or decrypts b in place.
func (c *counter) xor(b []byte) {
	for i := range b {
		if c.used == blockSize {
			c.encrypt(c.next).store(c.pad[:])
			c.used = 0
			c.step()
		}
		b[i] ^= c.pad[c.used]
		c.used++
	}
}

func (c *counter) step() {
	for i := 3; i >= 0; i-- {
		if c.next[i]++; c.next[i] != 0 || i == 2 && !c.wide {
			return
		}
	}
}
