package packager

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"slices"
	"strings"
	"testing"

	"diptych/server/packager/packagertest"

	"github.com/Eyevinn/mp4ff/mp4"
)

// TestProtectionKeys: keys are of an entry and a secret, and always the same.
func TestProtectionKeys(t *testing.T) {
	t.Parallel()
	one, again := NewProtection(CENC, "secret", "0_a"), NewProtection(CBCS, "secret", "0_a")
	other, elsewhere := NewProtection(CENC, "secret", "0_b"), NewProtection(CENC, "other", "0_a")
	if len(one.Key) != 16 || len(one.KeyID) != 16 || bytes.Equal(one.Key, one.KeyID) {
		t.Errorf("key %x, id %x", one.Key, one.KeyID)
	}
	if !bytes.Equal(one.Key, again.Key) || bytes.Equal(one.Key, other.Key) ||
		bytes.Equal(one.Key, elsewhere.Key) || bytes.Equal(one.KeyID, other.KeyID) {
		t.Error("whose key it is")
	}
	for _, scheme := range []string{"", "none", "CENC", "cens"} {
		if p := NewProtection(scheme, "secret", "0_a"); p != nil {
			t.Errorf("%q is a scheme: %+v", scheme, p)
		}
	}
}

// TestWholeSegments: a segment of HLS is decrypted with its number (RFC 8216bis
// §5.2) and its padding taken off (RFC 5652 §6.3).
func TestWholeSegments(t *testing.T) {
	t.Parallel()
	p := NewProtection(AES128, "secret", "0_a")
	block, err := aes.NewCipher(p.Key)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 1, 255, 70_000} {
		for _, size := range []int{1, 15, 16, 17, 1000} {
			clear := bytes.Repeat([]byte{7}, size)
			sealed, err := p.Segment(nil, Segment{}, n, nil, clear)
			if err != nil || len(sealed)%16 != 0 || bytes.Contains(sealed, clear[:min(size, 15)]) && size > 4 {
				t.Fatalf("segment %d of %d bytes: %d, %v", n, size, len(sealed), err)
			}
			iv := make([]byte, 16)
			iv[13], iv[14], iv[15] = byte(n>>16), byte(n>>8), byte(n)
			cipher.NewCBCDecrypter(block, iv).CryptBlocks(sealed, sealed)
			pad := int(sealed[len(sealed)-1])
			if pad < 1 || pad > 16 || !bytes.Equal(sealed[:len(sealed)-pad], clear) {
				t.Errorf("segment %d of %d bytes comes back as %d", n, size, len(sealed)-pad)
			}
		}
	}
	if init, err := p.Init([]byte("as it was")); err != nil || string(init) != "as it was" {
		t.Errorf("init segment: %q, %v", init, err)
	}
}

// TestSamples: what a player decrypts with the key is what was stored (ISO/IEC
// 23001-7 §10.1, §10.4).
func TestSamples(t *testing.T) {
	t.Parallel()
	for _, scheme := range []string{CENC, CBCS} {
		for kind, film := range map[string]packagertest.Film{"video": {Samples: 100},
			"audio": {Audio: true, Samples: 100}} {
			t.Run(scheme+" "+kind, func(t *testing.T) {
				t.Parallel()
				track, file := stored(t, film)
				p := NewProtection(scheme, "secret", "0_a")
				clear := file[:track.Index.InitSize]
				init, err := p.Init(clear)
				if err != nil || !bytes.Contains(init, p.KeyID) || !bytes.Contains(init, []byte(scheme)) {
					t.Fatalf("init segment of %d bytes: %v", len(init), err)
				}
				s := track.Index.Segments[0]
				plain := file[s.Offset : s.Offset+s.Size]
				sealed, err := p.Segment(&track, s, 0, clear, plain)
				if err != nil {
					t.Fatal(err)
				}
				before, after := payload(t, plain, nil, nil), payload(t, sealed, nil, nil)
				if len(before) != len(after) || slices.EqualFunc(before, after, bytes.Equal) {
					t.Fatalf("%d samples became %d, or nothing is encrypted", len(before), len(after))
				}
				if opened := payload(t, sealed, init, p.Key); !slices.EqualFunc(before, opened, bytes.Equal) {
					t.Error("a player does not get what was stored")
				}
			})
		}
	}
}

// payload are the samples of a segment, decrypted with a key where there is one.
func payload(t *testing.T, segment, init, key []byte) [][]byte {
	t.Helper()
	f, err := mp4.DecodeFile(bytes.NewReader(append(bytes.Clone(init), segment...)))
	if err != nil {
		t.Fatal(err)
	}
	if key != nil {
		info, err := mp4.DecryptInit(f.Init)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range f.Segments {
			if err := mp4.DecryptSegment(s, info, key); err != nil {
				t.Fatal(err)
			}
		}
	}
	var list [][]byte
	for _, s := range f.Segments {
		for _, one := range s.Fragments {
			samples, err := one.GetFullSamples(nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, sample := range samples {
				list = append(list, sample.Data)
			}
		}
	}
	return list
}

// TestVectorsDiffer: with a counter, no two segments may count alike.
func TestVectorsDiffer(t *testing.T) {
	t.Parallel()
	p := NewProtection(CENC, "secret", "0_a")
	seen := map[string]bool{}
	for _, id := range []string{"a", "b"} {
		track := StoredTrack{}
		track.ID = id
		for offset := range int64(100) {
			seen[string(p.iv(&track, Segment{Offset: offset}))] = true
		}
	}
	if len(seen) != 200 {
		t.Errorf("%d vectors of 200 segments", len(seen))
	}
}

// TestProtectRefuses: what is no init segment cannot be marked.
func TestProtectRefuses(t *testing.T) {
	t.Parallel()
	p := NewProtection(CENC, "secret", "0_a")
	for name, b := range map[string]string{"nothing": "", "text": "no boxes at all",
		"no moov": "\x00\x00\x00\x08free"} {
		if init, err := p.Init([]byte(b)); err == nil {
			t.Errorf("%s becomes %x", name, init)
		}
		if s, err := p.Segment(&StoredTrack{}, Segment{}, 0, []byte(b), nil); err == nil {
			t.Errorf("a segment of %s: %x", name, s)
		}
	}
}

// TestThinVolume: lines of a volume map stand for the mean power of several.
func TestThinVolume(t *testing.T) {
	t.Parallel()
	const head = "pts,rms_level\n"
	for name, c := range map[string]struct {
		text  string
		lines int
		want  string
	}{
		"all":            {head + "0,-20\n500,-30.5\n", 0, head + "0,-20.00\n500,-30.50\n"},
		"more than all":  {head + "0,-20\n", 9, head + "0,-20.00\n"},
		"of two":         {head + "0,-20\n500,-20\n", 1, head + "0,-20.00\n"},
		"mean of powers": {head + "0,-10\n500,-300\n", 1, head + "0,-13.01\n"},
		"uneven":         {head + "0,-1\n1,-1\n2,-1\n3,-1\n4,-1\n", 2, head + "0,-1.00\n2,-1.00\n"},
		"no lines":       {head, 5, head},
	} {
		var b bytes.Buffer
		if err := ThinVolume(&b, strings.NewReader(c.text), c.lines); err != nil || b.String() != c.want {
			t.Errorf("%s: %q, %v; want %q", name, b.String(), err, c.want)
		}
	}
	for _, text := range []string{head + "a,1\n", head + "1\n", head + "1,b\n", head + "\n"} {
		if err := ThinVolume(&bytes.Buffer{}, strings.NewReader(text), 0); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
