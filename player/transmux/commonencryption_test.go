package transmux_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/Eyevinn/mp4ff/mp4"

	"diptych/player/transmux"
)

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
