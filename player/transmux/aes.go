package transmux

import "math/bits"

// cipher is AES (FIPS 197) by tables of words, some hundred lines in place of
// crypto/aes and the FIPS module behind it, which would be a sixth of media.wasm. It
// is not safe from those who measure its time; they would be in the page that has the
// key.
type cipher struct {
	rounds   int
	forward  [60]uint32 // round keys
	backward [60]uint32
	box, inv [256]byte
	enc, dec [256]uint32 // SubBytes and MixColumns of the first row, and their inverses
}

// newCipher takes a key of 16 or 32 bytes; nil for any other.
func newCipher(key []byte) *cipher {
	if len(key) != 16 && len(key) != 32 {
		return nil
	}
	c := &cipher{rounds: 6 + len(key)/4}
	c.tables()
	c.expand(key)
	return c
}

// double multiplies by x in the field of §4.2.
func double(x byte) byte { return x<<1 ^ 0x1b&-(x>>7) }

// tables fills the S-boxes (§5.1.1) and what the rounds look up. p and q go through
// the field by the generator 3 and its inverse.
func (c *cipher) tables() {
	for p, q := byte(1), byte(1); ; {
		p ^= double(p)
		q ^= q << 1
		q ^= q << 2
		q ^= q << 4
		q ^= 0x09 & -(q >> 7)
		s := q ^ bits.RotateLeft8(q, 1) ^ bits.RotateLeft8(q, 2) ^ bits.RotateLeft8(q, 3) ^
			bits.RotateLeft8(q, 4) ^ 0x63
		c.box[p] = s
		if p == 1 {
			break
		}
	}
	c.box[0] = 0x63
	for i, s := range c.box {
		x := byte(i)
		c.inv[s] = x
		c.enc[i] = uint32(double(s))<<24 | uint32(s)<<16 | uint32(s)<<8 | uint32(s^double(s))
		x2 := double(x)
		x4 := double(x2)
		x8 := double(x4)
		c.dec[s] = uint32(x8^x4^x2)<<24 | uint32(x8^x)<<16 | uint32(x8^x4^x)<<8 | uint32(x8^x2^x)
	}
}

// expand makes the round keys (§5.2), those for decryption by §5.3.5.
func (c *cipher) expand(key []byte) {
	n, words := len(key)/4, 4*(c.rounds+1)
	for i := range n {
		c.forward[i] = load(key[4*i:])
	}
	round := byte(1)
	for i := n; i < words; i++ {
		t := c.forward[i-1]
		switch {
		case i%n == 0:
			t = c.sub(bits.RotateLeft32(t, 8)) ^ uint32(round)<<24
			round = double(round)
		case n > 6 && i%n == 4:
			t = c.sub(t)
		}
		c.forward[i] = c.forward[i-n] ^ t
	}
	for i := range words {
		k := c.forward[words-4-i&^3+-i&3] // columns 1 and 3 have changed places
		if i >= 4 && i < words-4 {
			k = c.mixBack(k)
		}
		c.backward[i] = k
	}
}

func (c *cipher) sub(w uint32) uint32 {
	return uint32(c.box[w>>24])<<24 | uint32(c.box[w>>16&255])<<16 | uint32(c.box[w>>8&255])<<8 |
		uint32(c.box[w&255])
}

// mixBack is InvMixColumns of one column.
func (c *cipher) mixBack(w uint32) uint32 {
	return c.dec[c.box[w>>24]] ^ bits.RotateLeft32(c.dec[c.box[w>>16&255]], 24) ^
		bits.RotateLeft32(c.dec[c.box[w>>8&255]], 16) ^ bits.RotateLeft32(c.dec[c.box[w&255]], 8)
}

// block is the state as four columns.
type block [4]uint32

func loadBlock(b []byte) block {
	_ = b[15]
	return block{load(b), load(b[4:]), load(b[8:]), load(b[12:])}
}

func (s block) store(b []byte) {
	_ = b[15]
	for i, w := range s {
		b[4*i], b[4*i+1], b[4*i+2], b[4*i+3] = byte(w>>24), byte(w>>16), byte(w>>8), byte(w)
	}
}

func load(b []byte) uint32 {
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}
