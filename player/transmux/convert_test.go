package transmux_test

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"

	"diptych/player/transmux"
)

// x264 is a small picture with B-frames and more than one key frame.
func x264(more ...string) []string {
	return append([]string{"-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-bf", "2", "-b_strategy",
		"0", "-g", "25"}, more...)
}

var aac = []string{"-c:a", "aac", "-b:a", "64k", "-ac", "2"}

// TestConvert: what comes out has the frames, times, key frames, shapes and pictures of
// what went in.
func TestConvert(t *testing.T) {
	t.Parallel()
	x265 := []string{"-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error:keyint=25:bframes=2"}
	both := func(lists ...[]string) []string { return slices.Concat(append(lists, []string{"in.ts"})...) }
	for name, x := range map[string]struct {
		args   []string
		codecs string
	}{
		"H.264, AAC": {both(x264(), aac), "avc1.4d400b,mp4a.40.2"},
		"H.264 High, 5.1": {both(x264("-profile:v", "high", "-preset", "fast"), aac, []string{"-ac", "6"}),
			"avc1.64000b,mp4a.40.2"},
		"HEVC, AC-3":       {both(x265, []string{"-c:a", "ac3"}), "hvc1.1.6.L30.90,ac-3"},
		"HEVC in 10 bits":  {both(x265, []string{"-pix_fmt", "yuv420p10le", "-an"}), "hvc1.2.4.L30.90"},
		"H.264, MP3":       {both(x264(), []string{"-c:a", "libmp3lame"}), "avc1.4d400b,mp4a.6b"},
		"MP3 of MPEG-2":    {both([]string{"-vn", "-c:a", "libmp3lame", "-ar", "22050", "-ac", "1"}), "mp4a.6b"},
		"E-AC-3 5.1":       {both([]string{"-vn", "-c:a", "eac3", "-ac", "6", "-b:a", "256k"}), "ec-3"},
		"AC-3 at 44.1 kHz": {both([]string{"-vn", "-c:a", "ac3", "-ar", "44100"}), "ac-3"},
		"sound alone":      {both([]string{"-vn"}, aac, []string{"-ar", "44100"}), "mp4a.40.2"},
		"picture alone":    {both(x264("-an")), "avc1.4d400b"},
		"open groups":      {both(x264("-x264-params", "open-gop=1", "-an")), "avc1.4d400b"},
		"slices":           {both(x264("-slices", "4", "-x264-params", "aud=1", "-an")), "avc1.4d400b"},
		"interlaced": {both(x264("-flags", "+ilme+ildct", "-x264-params", "tff=1", "-profile:v", "main", "-an")),
			"avc1.4d4015"},
		"not square, coloured": {both(x264("-vf", "setsar=4/3", "-colorspace", "bt709", "-color_primaries", "bt709",
			"-color_trc", "bt709", "-color_range", "tv", "-an")), "avc1.4d400b"},
		"full range":         {both(x264("-pix_fmt", "yuvj420p", "-colorspace", "smpte170m", "-an")), "avc1.4d400b"},
		"one packet a frame": {both(x264(), aac, []string{"-pes_payload_size", "0"}), "avc1.4d400b,mp4a.40.2"},
		"time codes":         {both(x264(), []string{"-c:a", "ac3", "-mpegts_m2ts_mode", "1"}), "avc1.4d400b,ac-3"},
		"LATM":               {both(x264(), aac, []string{"-mpegts_flags", "latm"}), "avc1.4d400b,mp4a.40.2"},
		"Opus":               {both([]string{"-vn", "-c:a", "libopus", "-ac", "2"}), "opus"},
		"two programs": {both(x264(), aac, []string{"-map", "0:v", "-map", "1:a", "-map", "1:a",
			"-program", "st=0:st=1", "-program", "st=2"}), "avc1.4d400b,mp4a.40.2"},
		"across the end of time stamps": {both(x264(), aac, []string{"-output_ts_offset", "95440.2"}),
			"avc1.4d400b,mp4a.40.2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := film(t, x.args...)
			out := convert(t, transmux.Input{Media: in})
			if out.Codecs != x.codecs {
				t.Errorf("codecs %s, want %s", out.Codecs, x.codecs)
			}
			same(t, in, "in.ts", out)
		})
	}
}

// same compares the result with its source.
func same(t *testing.T, in []byte, name string, out transmux.Output) {
	t.Helper()
	source, result := put(t, name, in), put(t, "out.mp4", out.Init, out.Media)
	decodes(t, result)
	least := math.Inf(1)
	for _, kind := range []string{"v", "a"} {
		want, got := probe(t, source, kind), probe(t, result, kind)
		if got.codec != strings.TrimSuffix(want.codec, "_latm") || got.shape != want.shape {
			t.Errorf("%s: %s %s, want %s %s", kind, got.codec, got.shape, want.codec, want.shape)
		}
		if kind == "v" && got.keys != want.keys {
			t.Errorf("key frames %s, want %s", got.keys, want.keys)
		}
		if len(got.pts) != len(want.pts) {
			t.Fatalf("%s: %d frames, want %d", kind, len(got.pts), len(want.pts))
		}
		for i := range got.pts {
			least = min(least, got.pts[i])
			if off(got.pts[i], want.pts[i]) > 0.0005 || off(got.dts[i], want.dts[i]) > 0.0005 {
				t.Fatalf("%s: frame %d is at %v (%v), want %v (%v)", kind, i, got.pts[i], got.dts[i],
					want.pts[i], want.dts[i])
			}
		}
		if math.Abs(got.last-want.last) > 0.0005 { // those before last until the next one
			t.Errorf("%s: the last frame lasts %v, want %v", kind, got.last, want.last)
		}
		if len(got.pts) > 0 && !slices.Equal(pictures(t, source, kind), pictures(t, result, kind)) {
			t.Errorf("%s decodes to something else", kind)
		}
	}
	if math.Abs(out.Start-least) > 0.0005 {
		t.Errorf("starts at %v, want %v", out.Start, least)
	}
}

// off is how far two times are apart, whatever was added for the wrap of 33 bits.
func off(a, b float64) float64 {
	const wrap = float64(1<<33) / 90_000
	d := math.Mod(math.Abs(a-b), wrap)
	return min(d, wrap-d)
}

// TestPacked: frames of audio alone, behind an ID3 tag that says when they begin.
func TestPacked(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		file   string
		args   []string
		codecs string
	}{
		"AAC":    {"in.aac", []string{"-vn"}, "mp4a.40.2"},
		"MP3":    {"in.mp3", []string{"-vn", "-id3v2_version", "0", "-write_xing", "0"}, "mp4a.6b"},
		"AC-3":   {"in.ac3", []string{"-vn"}, "ac-3"},
		"E-AC-3": {"in.eac3", []string{"-vn"}, "ec-3"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := film(t, append(x.args, x.file)...)
			tag := transportTag(12*90_000 + 1<<32)
			out := convert(t, transmux.Input{Media: append(bytes.Clone(tag), in...)})
			const start = 12 + float64(1<<32)/90_000
			if out.Codecs != x.codecs || math.Abs(out.Start-start) > 0.0001 {
				t.Errorf("%s at %v, want %s at %v", out.Codecs, out.Start, x.codecs, start)
			}
			if len(out.Timed) != 1 || out.Timed[0].At != out.Start || out.Timed[0].Scheme != transmux.SchemeID3 ||
				!bytes.Equal(out.Timed[0].Data, tag) {
				t.Errorf("metadata %+v", out.Timed)
			}
			source, result := put(t, x.file, in), put(t, "out.mp4", out.Init, out.Media)
			decodes(t, result)
			if want, got := pictures(t, source, "a"), pictures(t, result, "a"); !slices.Equal(want, got) {
				t.Errorf("%d frames decode to something else than %d", len(got), len(want))
			}
		})
	}
}

// transportTag is an ID3 tag with the time stamp of packed audio (RFC 8216bis §3.1.3).
func transportTag(at uint64) []byte {
	body := append([]byte("com.apple.streaming.transportStreamTimestamp\x00"), make([]byte, 8)...)
	for i := range 8 {
		body[len(body)-1-i] = byte(at >> (8 * i))
	}
	frame := append([]byte{'P', 'R', 'I', 'V', 0, 0, 0, byte(len(body)), 0, 0}, body...)
	return append([]byte{'I', 'D', '3', 4, 0, 0, 0, 0, 0, byte(len(frame))}, frame...)
}
