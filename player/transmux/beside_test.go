package transmux_test

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"diptych/player/playertest"
	"diptych/player/transmux"
)

// ga94 is an SEI message with one pair of cc_data (ATSC A/53 part 4 §6.2.3).
func ga94(pair byte) []byte {
	body := []byte{0xb5, 0, 0x31, 'G', 'A', '9', '4', 3, 0x42, 0xff, 0xfc, 0x94, pair, 0xfd, 0x80, 0, 0xff}
	return append([]byte{4, byte(len(body))}, append(body, 0x80)...)
}

// captioned makes a transport stream whose access units have captions that count them
// in coding order.
func captioned(t *testing.T, kind byte, raw string, seiHead, delimiter []byte, coder []string) ([]byte, played) {
	t.Helper()
	ts := put(t, "in.ts", film(t, append(coder, "-an", "in.ts")...))
	name := filepath.Join(t.TempDir(), raw)
	if out, err := exec.Command("ffmpeg", "-v", "error", "-i", ts, "-c", "copy", name).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg: %v %s", err, out)
	}
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	p := probe(t, ts, "v")
	var w tsWriter
	w.tables(0, 184, entry{kind, pidVideo})
	delimiter = append([]byte{0, 0, 0, 1}, delimiter...)
	for i, unit := range bytes.Split(b, delimiter)[1:] {
		begin, rest, _ := bytes.Cut(unit, []byte{0, 0}) // the delimiter's own byte
		sei := append(append([]byte{0, 0, 0, 1}, seiHead...), ga94(byte(i))...)
		unit = slices.Concat(delimiter, begin, sei, []byte{0, 0}, rest)
		w.unit(pidVideo, 184, pesOf(int64(math.Round(p.pts[i]*90_000)), int64(math.Round(p.dts[i]*90_000)), unit))
	}
	return w.b, p
}

// pesOf makes a PES packet with both time stamps.
func pesOf(pts, dts int64, data []byte) []byte {
	a, b := pes(0xe0, pts, false, nil), pes(0xe0, dts, false, nil)
	a[7], a[8] = 0xc0, 10
	return slices.Concat(a, b[9:14], data)
}

// TestCaptions come in presentation order, from transport streams and from fMP4.
func TestCaptions(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		kind            byte
		raw             string
		head, delimiter []byte
		coder           []string
	}{
		"H.264": {0x1b, "in.h264", []byte{6}, []byte{9}, x264("-x264-params", "aud=1")},
		"HEVC": {0x24, "in.hevc", []byte{0x4e, 1}, []byte{0x46}, []string{"-c:v", "libx265", "-preset", "ultrafast",
			"-x265-params", "log-level=error:aud=1:bframes=2:keyint=25:repeat-headers=1"}},
	} {
		in, p := captioned(t, x.kind, x.raw, x.head, x.delimiter, x.coder)
		out := convert(t, transmux.Input{Media: in})
		decodes(t, put(t, "out.mp4", out.Init, out.Media))
		if len(out.Captions) != 100 {
			t.Fatalf("%s: %d captions", name, len(out.Captions))
		}
		for i, c := range out.Captions {
			coded := int(c.Data[2])
			if len(c.Data) != 6 || math.Abs(c.At-p.pts[coded]) > 1e-4 || i > 0 && c.At <= out.Captions[i-1].At {
				t.Errorf("%s: %d is %x at %v", name, i, c.Data, c.At)
			}
		}
		if again := transmux.CaptionsOf(out.Init, out.Media); !reflect.DeepEqual(again, out.Captions) {
			t.Errorf("%s: fMP4 has others: %v", name, again)
		}
	}
}

// TestTimedMetadata of PES packets.
func TestTimedMetadata(t *testing.T) {
	t.Parallel()
	var w tsWriter
	w.tables(0, 184, entry{0x0f, pidAudio}, entry{0x15, 0x102})
	sound(&w, 184, true, 90_000)
	tag := append([]byte("ID3\x04\x00\x00\x00\x00\x02\x00"), make([]byte, 256)...)
	for i := range 2 {
		tag[20] = byte(i)
		w.unit(0x102, 184, pes(0xbd, 90_000+int64(i)*45_000, true, tag))
	}
	out := convert(t, transmux.Input{Media: w.b})
	if len(out.Timed) != 2 || out.Timed[0].At != 1 || out.Timed[1].At != 1.5 ||
		out.Timed[0].Scheme != transmux.SchemeID3 || !bytes.Equal(out.Timed[1].Data, tag) {
		t.Errorf("%+v", out.Timed)
	}
}

// TestEvents: emsg boxes of both versions, in presentation order.
func TestEvents(t *testing.T) {
	t.Parallel()
	text := []byte("urn:scheme\x00value\x00")
	media := slices.Concat(
		playertest.Box("emsg", []byte{1, 0, 0, 0}, playertest.Words(1000, 0, 9500, 1<<32-1, 1), text, []byte("later")),
		playertest.Box("emsg", []byte{0, 0, 0, 0}, text, playertest.Words(1000, 500, 250, 1), []byte("first")),
		playertest.Box("emsg", []byte{1, 0, 0}), // cut off
		playertest.Fragment(0, map[uint32]int64{1: 8000}))
	init := playertest.InitSegment(playertest.Track{ID: 1, Kind: "video", Entry: "avc1", Timescale: 1000})
	out := convert(t, transmux.Input{Media: media, Init: init})
	want := []transmux.Timed{
		{At: 8.5, Duration: 0.25, Scheme: "urn:scheme", Value: "value", Data: []byte("first")},
		{At: 9.5, Scheme: "urn:scheme", Value: "value", Data: []byte("later")},
	}
	if fmt.Sprint(out.Timed) != fmt.Sprint(want) || out.Start != 8 || !bytes.Equal(out.Media, media) {
		t.Errorf("%+v at %v", out.Timed, out.Start)
	}
}

// TestSelfInitializing: media that begins with its init segment is cut in two, and an
// init segment alone is one.
func TestSelfInitializing(t *testing.T) {
	t.Parallel()
	init := playertest.InitSegment(playertest.Track{
		ID: 1, Kind: "video", Entry: "avc1", Config: playertest.AVC(1, 2, 3), Timescale: 1000,
	})
	media := playertest.Fragment(0, map[uint32]int64{1: 8000})
	for _, m := range [][]byte{media, nil} {
		out := convert(t, transmux.Input{Media: slices.Concat(init, m)})
		if !bytes.Equal(out.Init, init) || !bytes.Equal(out.Media, m) || out.Codecs != "avc1.010203" {
			t.Errorf("%d and %d bytes, %s", len(out.Init), len(out.Media), out.Codecs)
		}
	}
}
