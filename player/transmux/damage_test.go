package transmux_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/Eyevinn/mp4ff/mp4"

	"diptych/player/transmux"
)

// intra is a film without references between pictures, so that what is left of it
// decodes by itself.
func intra(t testing.TB) []byte {
	return film(t, append(append(x264("-g", "1", "-bf", "0", "-x264-params", "repeat-headers=1"), aac...), "in.ts")...)
}

// count is how many packets a result has.
func count(t *testing.T, out transmux.Output, kind string) int {
	t.Helper()
	return len(probe(t, put(t, "out.mp4", out.Init, out.Media), kind).pts)
}

// TestLostPackets: a picture and a frame that a lost packet was part of are left out,
// all others are there, and the result decodes.
func TestLostPackets(t *testing.T) {
	t.Parallel()
	in := intra(t)
	whole := convert(t, transmux.Input{Media: in})
	video, audio := count(t, whole, "v"), count(t, whole, "a")
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 1))
		var left []byte
		lost := 0
		for i := 0; i+188 <= len(in); i += 188 {
			pid := int(in[i+1]&0x1f)<<8 | int(in[i+2])
			switch {
			case i > 188*20 && pid >= 0x100 && r.IntN(60) == 0:
				if lost++; seed%2 == 0 { // lost, or known to be broken
					continue
				}
				broken := bytes.Clone(in[i : i+188])
				broken[1] |= 0x80
				left = append(left, broken...)
			default:
				left = append(left, in[i:i+188]...)
			}
		}
		out := convert(t, transmux.Input{Media: left})
		decodes(t, put(t, "out.mp4", out.Init, out.Media))
		// A lost packet may be the end of one picture or all of it, and of the frames of
		// one PES packet.
		if v, a := count(t, out, "v"), count(t, out, "a"); lost == 0 || v >= video || v < video-2*lost || a > audio ||
			a < audio/2 {
			t.Errorf("%d lost, %d of %d pictures and %d of %d frames are left", lost, v, video, a, audio)
		}
	}
}

// TestCutSegments: a segment that begins or ends within any packet decodes as far as it
// goes.
func TestCutSegments(t *testing.T) {
	t.Parallel()
	in := intra(t)
	for _, cut := range [][2]int{{0, len(in)/3 + 50}, {0, len(in)/2 + 100}, {188*40 + 9, len(in)}, {0, len(in) - 1}} {
		part := in[cut[0]:cut[1]]
		if cut[0] > 0 { // the tables come again only now and then
			part = append(bytes.Clone(in[:188*3]), part...)
		}
		out := convert(t, transmux.Input{Media: part})
		decodes(t, put(t, "out.mp4", out.Init, out.Media))
		if v := count(t, out, "v"); v < 20 {
			t.Errorf("%v: %d pictures", cut, v)
		}
	}
}

// TestParameterSetsChange: what is coded in another size from some picture on has its
// parameter sets within the samples, and decodes to both.
func TestParameterSetsChange(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		coder         []string
		before, after string
	}{
		"H.264": {x264("-bf", "0", "-x264-params", "repeat-headers=1"), "avc1.42c00b", "avc3.42c00b"},
		"HEVC": {[]string{"-c:v", "libx265", "-preset", "ultrafast", "-x265-params",
			"log-level=error:keyint=25:bframes=0:repeat-headers=1"}, "hvc1.1.6.L30.90", "hev1.1.6.L30.90"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first := film(t, append(x.coder, "-an", "in.ts")...)
			second := filmOf(t, "testsrc2=size=160x90:rate=25:duration=4", append(x.coder, "-an",
				"-output_ts_offset", "4", "-mpegts_flags", "initial_discontinuity", "in.ts")...)
			one := convert(t, transmux.Input{Media: first})
			both := convert(t, transmux.Input{Media: append(bytes.Clone(first), second...)})
			if one.Codecs != x.before || both.Codecs != x.after {
				t.Errorf("%s becomes %s, want %s and %s", one.Codecs, both.Codecs, x.before, x.after)
			}
			file := put(t, "out.mp4", both.Init, both.Media)
			decodes(t, file)
			if n := len(pictures(t, file, "v")); n != 200 {
				t.Errorf("%d pictures", n)
			}
		})
	}
}

// TestFields: two fields are one sample, a frame of its own in the same PES packet is
// another one, a picture's duration later.
func TestFields(t *testing.T) {
	t.Parallel()
	const (
		interlaced = "\x00\x00\x01\x67\x4d\x40\x0a\xf4\x22\x24\x00\x00\x01\x68\xce\x0f\xc8"
		top        = "\x00\x00\x01\x65\x88\x84\xff" // of frame 0
		bottom     = "\x00\x00\x01\x41\x88\x86\xff"
		frame      = "\x00\x00\x01\x41\x88\x80\xff"
	)
	var w tsWriter
	w.tables(0, 184, entry{0x1b, pidVideo})
	w.unit(pidVideo, 184, pes(0xe0, 0, false, []byte(interlaced+top+bottom)))
	w.unit(pidVideo, 184, pes(0xe0, 3600, false, []byte(top)))
	w.unit(pidVideo, 184, pes(0xe0, 5400, false, []byte(bottom)))
	w.unit(pidVideo, 184, pes(0xe0, 7200, false, []byte(frame+frame)))
	out := convert(t, transmux.Input{Media: w.b})
	f, err := mp4.DecodeFile(bytes.NewReader(slices.Concat(out.Init, out.Media)))
	if err != nil {
		t.Fatal(err)
	}
	var got []uint32
	for _, s := range f.Segments[0].Fragments[0].Moof.Traf.Trun.Samples {
		got = append(got, s.Size, s.Dur)
	}
	// Fields with time stamps of their own stay samples of their own.
	if want := []uint32{16, 3600, 8, 1800, 8, 1800, 8, 3003, 8, 3003}; !slices.Equal(got, want) {
		t.Errorf("sizes and durations %v, want %v", got, want)
	}
}
