package transmux

import (
	"bytes"
	"crypto/aes"
	stdcipher "crypto/cipher"
	"encoding/hex"
	"math/rand/v2"
	"testing"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestAES: examples of FIPS 197 appendix C.
func TestAES(t *testing.T) {
	plain := unhex(t, "00112233445566778899aabbccddeeff")
	for _, x := range []struct{ key, sealed string }{
		{"000102030405060708090a0b0c0d0e0f", "69c4e0d86a7b0430d8cdb78070b4c55a"},
		{"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "8ea2b7ca516745bfeafc49904b496089"},
	} {
		c, got := newCipher(unhex(t, x.key)), make([]byte, 16)
		if c.encrypt(loadBlock(plain)).store(got); hex.EncodeToString(got) != x.sealed {
			t.Errorf("encrypted %x, want %s", got, x.sealed)
		}
		if c.decrypt(loadBlock(got)).store(got); !bytes.Equal(got, plain) {
			t.Errorf("decrypted %x", got)
		}
	}
	for _, n := range []int{0, 15, 17, 24, 31, 33} {
		if newCipher(make([]byte, n)) != nil {
			t.Errorf("a key of %d bytes is taken", n)
		}
	}
}

// TestModes: examples of NIST SP 800-38A appendix F.2 and F.5.
func TestModes(t *testing.T) {
	const plain = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
	for _, x := range []struct{ mode, key, iv, sealed string }{
		{"CBC", "2b7e151628aed2a6abf7158809cf4f3c", "000102030405060708090a0b0c0d0e0f",
			"7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"},
		{"CBC", "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
			"000102030405060708090a0b0c0d0e0f", "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"},
		{"CTR", "2b7e151628aed2a6abf7158809cf4f3c", "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
			"874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff"},
		{"CTR", "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
			"f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff", "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"},
	} {
		c, iv, b := newCipher(unhex(t, x.key)), loadBlock(unhex(t, x.iv)), unhex(t, x.sealed)
		if x.mode == "CBC" {
			c.cbc(b[:16], iv)
			c.cbc(b[16:], loadBlock(unhex(t, x.sealed)))
		} else {
			s := counter{cipher: c, next: iv, used: blockSize, wide: true}
			s.xor(b[:5])
			s.xor(b[5:])
		}
		if hex.EncodeToString(b) != plain {
			t.Errorf("%s with %s: %x", x.mode, x.key, b)
		}
	}
}

// TestAESAgainstTheStandardLibrary with random keys, also where counters overflow.
func TestAESAgainstTheStandardLibrary(t *testing.T) {
	r := rand.NewChaCha8([32]byte{1})
	for i := range 200 {
		key, iv, b := make([]byte, 16+16*(i%2)), make([]byte, 16), make([]byte, 16*(1+i%20))
		for _, x := range [][]byte{key, iv, b} {
			_, _ = r.Read(x)
		}
		for j := 16 - i%17; j < 16; j++ {
			iv[j] = 0xff
		}
		std, err := aes.NewCipher(key)
		if err != nil {
			t.Fatal(err)
		}
		got, want := bytes.Clone(b), bytes.Clone(b)
		newCipher(key).cbc(got, loadBlock(iv))
		stdcipher.NewCBCDecrypter(std, iv).CryptBlocks(want, want)
		if !bytes.Equal(got, want) {
			t.Fatalf("CBC of %x differs", b)
		}
		(&counter{cipher: newCipher(key), next: loadBlock(iv), used: blockSize, wide: true}).xor(got)
		stdcipher.NewCTR(std, iv).XORKeyStream(want, want)
		if !bytes.Equal(got, want) {
			t.Fatalf("CTR with %x differs", iv)
		}
	}
}

func BenchmarkDecrypt(b *testing.B) {
	c, data := newCipher(make([]byte, 16)), make([]byte, 1<<20)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		c.cbc(data, block{})
	}
}
