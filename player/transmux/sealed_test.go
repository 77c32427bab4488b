package transmux_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"slices"
	"testing"

	"github.com/Eyevinn/mp4ff/mp4"

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

// fmp4 is a film in two fragments of one track.
func fmp4(t *testing.T, args ...string) (init, media []byte) {
	t.Helper()
	b := film(t, append(args, "-movflags", "frag_keyframe+empty_moov+default_base_moof", "-frag_duration", "2000000",
		"in.mp4")...)
	at := bytes.Index(b, []byte("moof")) - 4
	return b[:at], b[at : len(b)-boxAtEnd(b, "mfra")]
}

// boxAtEnd is the size of the last box if it is of a type.
func boxAtEnd(b []byte, kind string) int {
	if i := bytes.LastIndex(b, []byte(kind)); i > 0 {
		return len(b) - i + 4
	}
	return 0
}

// protect encrypts with mp4ff.
func protect(t *testing.T, scheme string, iv, init, media []byte) (sealedInit, sealedMedia []byte) {
	t.Helper()
	f, err := mp4.DecodeFile(bytes.NewReader(slices.Concat(init, media)))
	if err != nil {
		t.Fatal(err)
	}
	id, err := mp4.NewUUIDFromString("00112233445566778899aabbccddeeff")
	if err != nil {
		t.Fatal(err)
	}
	pssh := &mp4.PsshBox{SystemID: id, Data: []byte("pssh")}
	data, err := mp4.InitProtect(f.Init, testKey, iv, scheme, id, []*mp4.PsshBox{pssh})
	if err != nil {
		t.Fatal(err)
	}
	var head, body bytes.Buffer
	if err := f.Init.Encode(&head); err != nil {
		t.Fatal(err)
	}
	for _, s := range f.Segments {
		for _, fragment := range s.Fragments {
			if iv, err = mp4.EncryptFragment(fragment, testKey, iv, data); err != nil {
				t.Fatal(err)
			}
			if err := fragment.Encode(&body); err != nil {
				t.Fatal(err)
			}
		}
	}
	return head.Bytes(), body.Bytes()
}

// TestCommonEncryption: schemes cenc and cbcs of fMP4, with IVs of both lengths and a
// constant one.
func TestCommonEncryption(t *testing.T) {
	t.Parallel()
	x265 := []string{"-c:v", "libx265", "-preset", "ultrafast", "-tag:v", "hvc1", "-x265-params", "log-level=error"}
	for name, args := range map[string][]string{
		"H.264": x264("-an"), "HEVC": append(x265, "-an"), "AAC": append([]string{"-vn"}, aac...),
	} {
		init, media := fmp4(t, args...)
		plain, err := transmux.Convert(transmux.Input{Media: media, Init: init})
		if err != nil || !bytes.Equal(plain.Media, media) || !bytes.Equal(plain.Init, init) {
			t.Fatalf("%s: what is in the clear is changed, %v", name, err)
		}
		kind := map[bool]string{true: "a", false: "v"}[name == "AAC"]
		want := pictures(t, put(t, "in.mp4", init, media), kind)
		for _, x := range []struct {
			scheme, method string
			iv             []byte
		}{{"cenc", "SAMPLE-AES-CTR", testIV[:8]}, {"cenc", "SAMPLE-AES-CTR", testIV}, {"cbcs", "SAMPLE-AES", testIV}} {
			sealedInit, sealedMedia := protect(t, x.scheme, x.iv, init, media)
			out := convert(t, transmux.Input{
				Media: sealedMedia, Init: sealedInit, Key: &transmux.Key{Method: x.method, Key: testKey},
			})
			for _, word := range []string{"sinf", "pssh", "encv", "enca", "senc", "saiz"} {
				if bytes.Contains(out.Init, []byte(word)) || bytes.Contains(out.Media, []byte(word)) {
					t.Errorf("%s in %s: there is still a box %s", name, x.scheme, word)
				}
			}
			file := put(t, "out.mp4", out.Init, out.Media)
			decodes(t, file)
			if got := pictures(t, file, kind); !slices.Equal(got, want) {
				t.Errorf("%s in %s: decodes to something else", name, x.scheme)
			}
			if out.Codecs != plain.Codecs || out.Start != plain.Start {
				t.Errorf("%s at %v, want %s at %v", out.Codecs, out.Start, plain.Codecs, plain.Start)
			}
		}
	}
}
