package ingest_test

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"
	"testing"
)

// TestColours: a patch of a known colour looks the same whatever the file calls it,
// and renditions are BT.709 and say so.
func TestColours(t *testing.T) {
	t.Parallel()
	patch := [3]int{200, 60, 40}
	for name, c := range map[string]struct {
		args string
		want [3]int
	}{
		"said 601.mp4": {
			"-vf scale=out_color_matrix=bt601,format=yuv420p -colorspace smpte170m -c:v libx264", patch},
		"said 470.mp4": {
			"-vf scale=out_color_matrix=bt601,format=yuv420p -colorspace bt470bg -c:v libx264", patch},
		"said 709.mp4": {"-vf scale=out_color_matrix=bt709,format=yuv420p -colorspace bt709 -c:v libx264",
			patch},
		"small unsaid.mp4": {"-vf scale=out_color_matrix=bt601,format=yuv420p -c:v libx264", patch},
		"large unsaid.mp4": {
			"-vf scale=1280:720:out_color_matrix=bt709,format=yuv420p -c:v libx264 -preset ultrafast " +
				"-frames:v 2", patch},
		"reserved.mp4": {
			"-vf scale=out_color_matrix=bt601,format=yuv420p -c:v libx264 -bsf:v " +
				"h264_metadata=matrix_coefficients=3:colour_primaries=3:transfer_characteristics=3", patch},
		"full range.mp4": {
			"-vf scale=out_color_matrix=bt709:out_range=pc,format=yuvj420p -colorspace bt709 -color_range pc " +
				"-c:v libx264", patch},
		"full 601.mov":     {"-pix_fmt yuvj422p -c:v mjpeg -q:v 2", patch},
		"rgb.mkv":          {"-pix_fmt gbrp -c:v ffv1", patch},
		"rgb lossless.mp4": {"-pix_fmt rgb24 -c:v libx264rgb -qp 0", patch},
		"10 bit.mkv": {"-vf scale=out_color_matrix=bt709,format=yuv420p10le -colorspace bt709 -c:v ffv1",
			patch},
		"12 bit 444.mkv": {"-vf scale=out_color_matrix=bt709,format=yuv444p12le -colorspace bt709 -c:v ffv1",
			patch},
		"solid alpha.mov": {"-vf format=rgba -c:v qtrle", patch},
		"half alpha.mov":  {"-vf format=rgba,colorchannelmixer=aa=0.5 -c:v qtrle", [3]int{100, 30, 20}},
		"animated.gif":    {"-r 10", patch},
		"monochrome.mkv":  {"-vf format=gray -c:v ffv1", [3]int{100, 100, 100}},
		"monochrome avc.mp4": {"-vf scale=out_range=tv,format=gray -c:v libx264 -color_range tv",
			[3]int{100, 100, 100}},
	} {
		if !sampled(name, "said 601.mp4", "reserved.mp4", "full range.mp4") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := append([]string{"-f", "lavfi", "-i", "color=0xC83C28:s=320x180:r=25:d=0.2,format=gbrp"},
				strings.Fields(c.args)...)
			r := transcoded(t, film(t, name, args...))
			got := colourOf(t, r.pictures)
			for i := range got {
				if d := got[i] - c.want[i]; d > 10 || d < -10 {
					t.Errorf("%v, want %v", got, c.want)
					break
				}
			}
			tags := output(t, "ffprobe", "-select_streams", "v", "-show_entries",
				"stream=color_range,color_space,color_transfer,color_primaries,pix_fmt", "-of", "csv=p=0",
				r.pictures)
			if got := strings.TrimSpace(string(tags)); got != "yuv420p,tv,bt709,bt709,bt709" {
				t.Errorf("says %s", got)
			}
		})
	}
}

// TestHDRNamedInPart: a film that only says its transfer is no reason to give up.
func TestHDRNamedInPart(t *testing.T) {
	t.Parallel()
	for name, args := range map[string]string{
		"pq.mp4":           "-color_trc smpte2084",
		"hlg.mp4":          "-color_trc arib-std-b67",
		"pq full.mp4":      "-color_trc smpte2084 -color_range pc -colorspace bt2020nc",
		"pq of 709.mp4":    "-color_trc smpte2084 -colorspace bt709 -color_primaries bt709",
		"pq primaries.mp4": "-color_trc smpte2084 -color_primaries bt2020",
	} {
		if !sampled(name, "pq.mp4") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			base := "-f lavfi -i color=0x949494:s=320x180:r=25:d=0.2 -pix_fmt yuv420p10le -c:v libx264 " +
				"-preset ultrafast "
			r := transcoded(t, film(t, name, strings.Fields(base+args)...))
			if c := colourOf(t, r.pictures); !r.HDR || c[0] < 90 || c[0] > 250 || c[0]-c[2] > 12 ||
				c[2]-c[0] > 12 {
				t.Errorf("HDR %v, grey is %v", r.HDR, c)
			}
		})
	}
}

// TestInterlaced: halves become whole pictures, and whole ones stay as they are.
func TestInterlaced(t *testing.T) {
	t.Parallel()
	moving := func(size string, rate string) []string {
		return []string{"-f", "lavfi", "-i", "color=gray:s=" + size + ":r=" + rate +
			":d=2[b];color=white:s=60x300:r=" + rate + ":d=2[w];[b][w]overlay=x='mod(t*400,600)':y=100"}
	}
	weave, back := "tinterlace=interleave_top,fieldorder=tff", "tinterlace=interleave_bottom,fieldorder=bff"
	for name, c := range map[string]struct {
		args   []string
		rate   float64
		combed bool // before
	}{
		"said mpeg-2.ts": {append(moving("720x576", "50"), "-vf", weave, "-c:v", "mpeg2video", "-b:v", "6M",
			"-flags", "+ildct+ilme"), 50, true},
		"said h264.mp4": {append(moving("720x576", "50"), "-vf", weave, "-c:v", "libx264", "-preset",
			"ultrafast", "-flags", "+ildct+ilme"), 50, true},
		"bottom first.mp4": {append(moving("720x480", "60000/1001"), "-vf", back, "-c:v", "libx264", "-preset",
			"ultrafast", "-x264-params", "bff=1"), 59.94, true},
		"dv.avi": {append(moving("720x576", "50"), "-vf", back, "-c:v", "dvvideo", "-pix_fmt",
			"yuv420p"), 50, true},
		"not said.mp4": {append(moving("720x576", "50"), "-vf", weave+",setfield=prog", "-c:v", "libx264",
			"-preset", "ultrafast"), 50, true},
		"not said, hd.mp4": {append(moving("1440x1080", "50"), "-vf", weave+",setfield=prog", "-c:v", "libx264",
			"-preset", "ultrafast", "-t", "1"), 25, true},
		"whole.mp4": {append(moving("720x576", "25"), "-c:v", "libx264", "-preset", "ultrafast"), 25,
			false},
		"said wrongly.mp4": {append(moving("720x576", "25"), "-vf", "setfield=tff", "-c:v", "libx264", "-preset",
			"ultrafast", "-flags", "+ildct+ilme"), 25, false},
	} {
		if !sampled(name, "said mpeg-2.ts", "not said.mp4", "whole.mp4") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := film(t, name, append(c.args, "-pix_fmt", "yuv420p")...)
			r := transcoded(t, file)
			if math.Abs(r.FrameRate-c.rate) > 0.01 {
				t.Errorf("%.3f pictures a second, want %.2f", r.FrameRate, c.rate)
			}
			if before, after := comb(t, file), comb(t, r.pictures); (before > 6) != c.combed || after > 6 {
				t.Errorf("combed by %.1f before, %.1f after", before, after)
			}
		})
	}
}

// comb is by how much neighbouring lines differ more than lines of the same half
// do, at the edges of what moves, in the middle of the film.
func comb(t *testing.T, file string) float64 {
	t.Helper()
	const w, h = 320, 576
	raw := output(t, "ffmpeg", "-i", file, "-vf", "select='between(n,10,30)',scale="+strconv.Itoa(w)+
		":ih:sws_flags=neighbor,crop="+strconv.Itoa(w)+":200:0:150,format=gray",
		"-fps_mode", "passthrough", "-f", "rawvideo", "-")
	var near, far float64
	for i := 2 * w; i < len(raw); i++ {
		if i/w%200 < 2 {
			continue
		}
		near += math.Abs(float64(raw[i]) - float64(raw[i-w]))
		far += math.Abs(float64(raw[i]) - float64(raw[i-2*w]))
	}
	return (near - far) / float64(len(raw)) * 10
}

// TestShapes: pictures of all shapes, turned and mirrored as they say.
func TestShapes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		size          string
		matrix        [4]int32 // a, b, c, d of the display matrix (ISO/IEC 14496-12 §8.5.2)
		width, height int
		corner        int // where the mark is: 0 top left, 1 top right, 2 bottom left, 3 bottom right
	}{
		"as it is":  {"320x180", [4]int32{1, 0, 0, 1}, 320, 180, 0},
		"right":     {"320x180", [4]int32{0, 1, -1, 0}, 180, 320, 1},
		"around":    {"320x180", [4]int32{-1, 0, 0, -1}, 320, 180, 3},
		"left":      {"320x180", [4]int32{0, -1, 1, 0}, 180, 320, 2},
		"mirrored":  {"320x180", [4]int32{-1, 0, 0, 1}, 320, 180, 1},
		"head over": {"320x180", [4]int32{1, 0, 0, -1}, 320, 180, 2},
		"both":      {"320x180", [4]int32{0, 1, 1, 0}, 180, 320, 0},
	} {
		if !sampled(name, "right", "mirrored") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := film(t, "a.mp4", "-f", "lavfi", "-i", "color=black:s="+c.size+
				":r=25:d=0.2,drawbox=w=iw/2:h=ih/2:c=white:t=fill", "-c:v", "libx264", "-pix_fmt", "yuv420p")
			changed(t, file, func(b []byte) []byte {
				i := strings.Index(string(b), "tkhd") + 4 + 40 // version and flags, times, layer, volume
				for k, at := range []int{0, 4, 12, 16} {
					binary.BigEndian.PutUint32(b[i+at:], uint32(c.matrix[k]<<16))
				}
				return b
			})
			r := transcoded(t, file)
			got := output(t, "ffmpeg", "-i", r.pictures, "-frames:v", "1", "-vf",
				"scale=2:2:flags=area,format=gray", "-f", "rawvideo", "-")
			if r.Width != c.width || r.Height != c.height || got[c.corner] < 180 || got[(c.corner+1)%4] > 70 {
				t.Errorf("%dx%d %v, want the mark at %d", r.Width, r.Height, got, c.corner)
			}
		})
	}
	for _, size := range []string{"1x1", "2x2", "3x5", "16x16", "161x91", "1920x16", "16x720", "16000x16"} {
		if !sampled(size, "1x1") {
			continue
		}
		t.Run(size, func(t *testing.T) {
			t.Parallel()
			r := transcoded(t, film(t, "a.mkv", "-f", "lavfi", "-i",
				"color=0xC83C28:s=320x180:r=25:d=0.2,format=gbrp,scale="+strings.Replace(size, "x", ":", 1),
				"-c:v", "ffv1"))
			if n := len(frameTimes(t, r.pictures)); n != 5 {
				t.Errorf("%d pictures", n)
			}
		})
	}
}
