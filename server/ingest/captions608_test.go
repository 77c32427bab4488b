package ingest_test

import (
	"bytes"
	"context"
	"math/bits"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"diptych/server/ingest"
)

// parity gives a byte of CEA-608 its odd parity.
func parity(b byte) byte {
	if bits.OnesCount8(b)%2 == 0 {
		return b | 0x80
	}
	return b
}

// popOn are the byte pairs, one a frame, that show a text from a frame to another
// (CEA-608 pop-on: RCL, PAC of row 15, text, EOC; EDM clears).
func popOn(text string, from, to, frames int) [][2]byte {
	out := make([][2]byte, frames)
	load := [][2]byte{{0x14, 0x20}, {0x14, 0x20}, {0x14, 0x70}, {0x14, 0x70}}
	if len(text)%2 == 1 {
		text += " "
	}
	for i := 0; i < len(text); i += 2 {
		load = append(load, [2]byte{text[i], text[i+1]})
	}
	copy(out[from-len(load):], load)
	out[from], out[from+1] = [2]byte{0x14, 0x2f}, [2]byte{0x14, 0x2f}
	out[to], out[to+1] = [2]byte{0x14, 0x2c}, [2]byte{0x14, 0x2c}
	return out
}

// captioned puts a pair into each picture of an H.264 stream, as user data of a
// SEI message (ATSC A/53 part 4 §6.2.3).
func captioned(stream []byte, pairs [][2]byte) []byte {
	var out []byte
	n := 0
	for _, unit := range bytes.Split(stream, []byte{0, 0, 1}) {
		unit = bytes.TrimRight(unit, "\x00")
		if len(unit) == 0 {
			continue
		}
		if kind := unit[0] & 0x1f; (kind == 1 || kind == 5) && n < len(pairs) {
			data := []byte{0xb5, 0, 0x31, 'G', 'A', '9', '4', 3, 0xc1, 0xff, 0xfc, parity(pairs[n][0]),
				parity(pairs[n][1]), 0xff}
			sei := append([]byte{6, 4, byte(len(data))}, data...)
			out = append(append(out, 0, 0, 0, 1), append(sei, 0x80)...)
			n++
		}
		out = append(append(out, 0, 0, 0, 1), unit...)
	}
	return out
}

// TestCaptionsInPictures: captions of a broadcast become a caption of the entry,
// and are not in the renditions as well.
func TestCaptionsInPictures(t *testing.T) {
	raw := film(t, "film.h264", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=4", "-c:v",
		"libx264", "-preset", "ultrafast", "-bf", "0", "-x264-params", "slices=1:threads=1", "-f", "h264")
	stream, err := os.ReadFile(raw)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	annexB := filepath.Join(dir, "captioned.h264")
	if err := os.WriteFile(annexB, captioned(stream, popOn("Good morning", 25, 75, 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"film.mp4", "film.ts", "film.mkv"} {
		file := filepath.Join(dir, name)
		if out, err := exec.Command("ffmpeg", "-v", "error", "-r", "25", "-i", annexB, "-c", "copy",
			file).CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
		s, err := ingest.Probe(context.Background(), file)
		if err != nil {
			t.Fatal(err)
		}
		texts, err := ingest.Subtitles(context.Background(), file, t.TempDir(), s)
		if err != nil || len(texts) != 1 {
			t.Fatalf("%s: %d texts of %+v, %v", name, len(texts), s.Subtitles, err)
		}
		if !strings.HasPrefix(texts[0], "WEBVTT") || !strings.Contains(texts[0], "Good morning") {
			t.Errorf("%s: %s", name, texts[0])
		}
	}
	file := filepath.Join(dir, "film.mp4")
	s, err := ingest.Probe(context.Background(), file)
	if err != nil {
		t.Fatal(err)
	}
	outputs, err := ingest.Transcode(context.Background(), file, t.TempDir(), s, func(float64) {})
	if err != nil || len(outputs) == 0 {
		t.Fatal(outputs, err)
	}
	for _, o := range outputs {
		if s, err := ingest.Probe(context.Background(), o.File); err != nil || len(s.Subtitles) > 0 {
			t.Errorf("a rendition has %+v, %v", s.Subtitles, err)
		}
	}
}
