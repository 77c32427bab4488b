package transmux_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"testing"

	"diptych/player/transmux"
)

var (
	testKey = []byte("0123456789abcdef")
	testIV  = []byte("fedcba9876543210")
)

// TestWholeSegments: AES-128, AES-256 and AES-256-CTR give what is in the clear; keys
// that are not theirs are told of.
func TestWholeSegments(t *testing.T) {
	t.Parallel()
	var w tsWriter
	w.tables(0, 184, entry{0x0f, pidAudio})
	sound(&w, 184, true, 0, frames(2), frames(4))
	plain := w.b
	want := convert(t, transmux.Input{Media: plain})
	for _, x := range []struct {
		method string
		key    []byte
	}{{"AES-128", testKey}, {"AES-256", append(testKey, testKey...)}, {"AES-256-CTR", append(testKey, testKey...)}} {
		c, err := aes.NewCipher(x.key)
		if err != nil {
			t.Fatal(err)
		}
		in := bytes.Clone(plain)
		if x.method == "AES-256-CTR" {
			cipher.NewCTR(c, testIV).XORKeyStream(in, in)
		} else {
			n := 16 - len(in)%16
			in = append(in, bytes.Repeat([]byte{byte(n)}, n)...)
			cipher.NewCBCEncrypter(c, testIV).CryptBlocks(in, in)
		}
		before := bytes.Clone(in)
		out := convert(t, transmux.Input{Media: in, Key: &transmux.Key{Method: x.method, Key: x.key, IV: testIV}})
		if !bytes.Equal(out.Media, want.Media) || !bytes.Equal(in, before) {
			t.Errorf("%s: another result, or the input is written to", x.method)
		}
		wrong := bytes.Clone(x.key)
		wrong[3] ^= 1
		bad := &transmux.Key{Method: x.method, Key: wrong, IV: testIV}
		if _, err = transmux.Convert(transmux.Input{Media: in, Key: bad}); err == nil {
			t.Errorf("%s: a wrong key is taken", x.method)
		}
	}
}

// sealBlocks encrypts one block of every step bytes, from a place on.
func sealBlocks(b []byte, from, step int) {
	c, _ := aes.NewCipher(testKey)
	mode := cipher.NewCBCEncrypter(c, testIV)
	for at := from; len(b)-at > 16 || step == 16 && len(b)-at == 16; at += step {
		mode.CryptBlocks(b[at:at+16], b[at:at+16])
	}
}

// escape adds emulation prevention bytes.
func escape(nal []byte) (out []byte) {
	zeros := 0
	for _, x := range nal {
		if zeros >= 2 && x <= 3 {
			out, zeros = append(out, 3), 0
		}
		if out = append(out, x); x == 0 {
			zeros++
		} else {
			zeros = 0
		}
	}
	return out
}

// sealSlices encrypts the slices of H.264 as Apple's format has it.
func sealSlices(unit []byte) (out []byte) {
	for _, nal := range bytes.Split(unit, []byte{0, 0, 1})[1:] {
		nal = bytes.Clone(bytes.TrimRight(nal, "\x00"))
		if kind := nal[0] & 31; (kind == 1 || kind == 5) && len(nal) > 48 {
			sealBlocks(nal, 32, 160)
			nal = escape(nal)
		}
		out = append(append(out, 0, 0, 0, 1), nal...)
	}
	return out
}

// eachFrame calls f for each frame of ADTS.
func eachFrame(b []byte, f func(frame []byte)) {
	for len(b) > 7 {
		n := int(b[3]&3)<<11 | int(b[4])<<3 | int(b[5])>>5
		f(b[:n])
		b = b[n:]
	}
}

// TestSampleAES of a transport stream with H.264 and AAC, of AC-3 there, and of packed
// audio.
func TestSampleAES(t *testing.T) {
	t.Parallel()
	key := &transmux.Key{Method: "SAMPLE-AES", Key: testKey, IV: testIV}
	video := film(t, x264("-bf", "0", "-x264-params", "aud=1", "-an", "in.h264")...)
	audio := film(t, append(append([]string{"-vn"}, aac...), "in.aac")...)
	ac3 := film(t, "-vn", "-b:a", "192k", "in.ac3") // frames of 768 bytes
	write := func(seal bool) (ts, tsAC3, packed []byte) {
		var w, w2 tsWriter
		kinds := map[bool][3]byte{false: {0x1b, 0x0f, 0x81}, true: {0xdb, 0xcf, 0xc1}}[seal]
		w.tables(0, 184, entry{kinds[0], pidVideo}, entry{kinds[1], pidAudio})
		for i, unit := range bytes.Split(video, []byte{0, 0, 0, 1, 9})[1:] {
			unit = append([]byte{0, 0, 0, 1, 9}, unit...)
			if seal {
				unit = sealSlices(unit)
			}
			w.unit(pidVideo, 184, pes(0xe0, int64(i)*3600, false, unit))
		}
		at := int64(0)
		eachFrame(audio, func(frame []byte) {
			frame = bytes.Clone(frame)
			if seal {
				sealBlocks(frame[7:], 16, 16)
			}
			packed = append(packed, frame...)
			w.unit(pidAudio, 184, pes(0xc0, at, true, frame))
			at += frames(1)
		})
		w2.tables(0, 184, entry{kinds[2], pidAudio})
		for i := 0; i+768 <= len(ac3); i += 768 {
			frame := bytes.Clone(ac3[i : i+768])
			if seal {
				sealBlocks(frame, 16, 16)
			}
			w2.unit(pidAudio, 184, pes(0xbd, int64(i/768)*2880, true, frame))
		}
		return w.b, w2.b, packed
	}
	a1, b1, c1 := write(false)
	a2, b2, c2 := write(true)
	for name, x := range map[string][2][]byte{"H.264, AAC": {a1, a2}, "AC-3": {b1, b2}, "packed AAC": {c1, c2}} {
		want, got := convert(t, transmux.Input{Media: x[0]}), convert(t, transmux.Input{Media: x[1], Key: key})
		if bytes.Equal(x[0], x[1]) || !bytes.Equal(want.Media, got.Media) || !bytes.Equal(want.Init, got.Init) {
			t.Errorf("%s: another result than in the clear", name)
		}
		decodes(t, put(t, "out.mp4", got.Init, got.Media))
	}
	clear, keyed := convert(t, transmux.Input{Media: a1}), convert(t, transmux.Input{Media: a1, Key: key})
	if !bytes.Equal(clear.Media, keyed.Media) {
		t.Error("what says that it is in the clear is decrypted")
	}
}
