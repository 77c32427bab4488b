package ingest_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"syscall"
	"testing"

	"diptych/server/ingest"
)

// TestMotionKeepsItsRate: the rate is that of the motion, however long a film
// stands still.
func TestMotionKeepsItsRate(t *testing.T) {
	t.Parallel()
	source := func(rate string, seconds string) string { return "testsrc2=s=160x90:r=" + rate + ":d=" + seconds }
	for name, c := range map[string]struct {
		source, args string
		rate         float64
		from         float64 // seconds: of the motion
		least        int     // different pictures from there on
	}{
		"screen.mp4": {source("30", "10"),
			"-vf select='gt(t,7)+not(mod(n,120))' -fps_mode vfr -c:v libx264", 30, 7.1, 85},
		"screen.mkv": {source("30", "10"),
			"-vf select='lt(t,3)+not(mod(n,120))' -fps_mode vfr -c:v libx264", 30, 0, 85},
		"at 60.mkv": {source("60", "6"),
			"-vf select='gt(t,4)+not(mod(n,60))' -fps_mode vfr -c:v libvpx -deadline realtime", 60, 4.1, 108},
		"two rates.mp4": {source("50", "4"), "-vf select='gt(t,2)+not(mod(n,2))' -fps_mode vfr -c:v libx264",
			50, 2.1, 90},
		"trembling.mkv": {source("30", "3"),
			"-vf setpts='PTS+(random(0)-0.5)*0.012/TB' -enc_time_base 1/1000 -fps_mode vfr -c:v libx264 -bf 0",
			30, 0, 75},
		"film.mp4":          {source("24000/1001", "2"), "-c:v libx264", 23.976, 0, 46},
		"ntsc.mkv":          {source("30000/1001", "2"), "-c:v libx264", 29.97, 0, 58},
		"at 120.mp4":        {source("120", "1"), "-c:v libx264", 60, 0, 58},
		"at 100.mp4":        {source("100", "1"), "-c:v libx264", 50, 0, 48},
		"thousand.mp4":      {source("1000", "0.4"), "-c:v libx264", 58.824, 0, 20},
		"slow.mkv":          {source("2", "4"), "-c:v libx264", 6, 0, 6},
		"animated.gif":      {source("10", "1"), "", 10, 0, 9},
		"two pictures.webm": {source("25", "0.08"), "-c:v libvpx", 25, 0, 1},
	} {
		if !sampled(name, "screen.mp4", "at 120.mp4") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := append([]string{"-f", "lavfi", "-i", c.source},
				strings.Fields(c.args+" -pix_fmt yuv420p -preset ultrafast")...)
			if strings.HasSuffix(name, ".gif") || strings.Contains(c.args, "libvpx") {
				args = args[:len(args)-4]
			}
			r := transcoded(t, film(t, name, args...))
			if math.Abs(r.FrameRate-c.rate) > 0.02*c.rate && math.Abs(r.FrameRate-c.rate) > 0.01 {
				t.Errorf("%.3f a second, want %.3f", r.FrameRate, c.rate)
			}
			if n := distinct(t, r.pictures, c.from); n < c.least {
				t.Errorf("%d different pictures, want %d", n, c.least)
			}
			times := frameTimes(t, r.pictures)
			for i := 1; i < len(times); i++ {
				if d := times[i] - times[i-1]; math.Abs(d-1/r.FrameRate) > 0.002 {
					t.Fatalf("picture %d comes after %.4f s of a constant %.4f", i, d, 1/r.FrameRate)
				}
			}
		})
	}
}

// TestTimes: whatever a file says of its times, its film has a sane length and
// costs little.
func TestTimes(t *testing.T) {
	still := "-f lavfi -i testsrc2=s=160x90:r=1:d=2 -vf setpts=PTS*72000 -fps_mode passthrough -c:v libx264 " +
		"-pix_fmt yuv420p -enc_time_base:v 1/1000"
	for name, c := range map[string]struct {
		args    []string
		change  func([]byte) []byte
		seconds float64 // at most
		least   float64
		pairs   int
	}{
		"two pictures, 20 hours.mkv": {args: strings.Fields(still), seconds: 15},
		"two pictures, 20 hours.mp4": {args: strings.Fields(still), seconds: 15},
		"hd, 20 hours.mkv": {args: strings.Fields(strings.Replace(still, "160x90", "1280x720", 1)),
			seconds: 15},
		"gap.mkv": {args: flashes(strings.Fields(
			`-vf setpts=PTS+gte(T\,2.5)*72000/TB -af asetpts=PTS+gte(T\,2.5)*72000/TB -fps_mode passthrough ` +
				`-c:v libx264 -bf 0 -pix_fmt yuv420p -enc_time_base:v 1/1000 -c:a aac`)...), least: 13,
			seconds: 15, pairs: 3},
		"3 s of sound.mkv": {args: append(strings.Fields("-f lavfi -i sine=d=3"),
			strings.Fields(still+" -c:a aac")...), least: 3, seconds: 16},
		"begins at 10 hours.ts": {args: flashes(strings.Fields(
			"-output_ts_offset 36000 -c:v libx264 -pix_fmt yuv420p -c:a aac")...), least: 3.9, seconds: 4.2,
			pairs: 3},
		"begins at 10 hours.mkv": {args: flashes(strings.Fields(
			"-output_ts_offset 36000 -c:v libx264 -pix_fmt yuv420p -c:a aac")...), least: 3.9, seconds: 4.2,
			pairs: 3},
		"begins before 0.mkv": {args: flashes(strings.Fields(
			"-output_ts_offset -0.3 -avoid_negative_ts disabled -c:v libx264 -pix_fmt yuv420p -c:a aac")...),
			least: 3.6, seconds: 4.2, pairs: 3},
		"edit list.mp4": {args: flashes(strings.Fields(
			"-output_ts_offset -0.3 -avoid_negative_ts disabled -c:v libx264 -pix_fmt yuv420p -c:a aac")...),
			least: 3.4, seconds: 4.2, pairs: 3},
		"650 s each.gif": {args: strings.Fields(
			"-f lavfi -i testsrc2=s=160x90:r=1:d=3 -vf setpts=PTS*650 -fps_mode passthrough -enc_time_base 1/" +
				"100"), seconds: 60},
		"a thousandth.h264": {args: strings.Fields(
			"-f lavfi -i testsrc2=s=160x90:r=25:d=1 -c:v libx264 -pix_fmt yuv420p -bsf:v " +
				"h264_metadata=tick_rate=1/500"), least: 0.9, seconds: 2},
		"picture of 20 hours.mp4": {args: strings.Fields(
			"-f lavfi -i testsrc2=s=160x90:r=25:d=0.2 -c:v libx264 -bf 0 -pix_fmt yuv420p"),
			change: func(b []byte) []byte {
				// one entry: all last for 20 hours (ISO/IEC 14496-12 §8.6.1.2)
				i := strings.Index(string(b), "stts")
				scale := binary.BigEndian.Uint32(b[strings.LastIndex(string(b), "mdhd")+16:])
				binary.BigEndian.PutUint32(b[i+16:], 72000*scale)
				return b
			}, seconds: 60},
		"short picture.mp4": {args: strings.Fields(
			"-f lavfi -i testsrc2=s=160x90:r=25:d=1 -f lavfi -i sine=d=20 -c:v libx264 -pix_fmt yuv420p -c:a " +
				"aac"), least: 19.5, seconds: 20.5},
		"late sound.mp4": {args: strings.Fields(
			"-f lavfi -i testsrc2=s=160x90:r=25:d=3 -itsoffset 2 -f lavfi -i sine=d=1 -c:v libx264 -pix_fmt " +
				"yuv420p -c:a aac"), least: 2.9, seconds: 3.2},
		"late picture.mkv": {args: append([]string{"-itsoffset", "0.5"},
			flashes(strings.Fields("-c:v libx264 -pix_fmt yuv420p -c:a aac")...)...), least: 4.4, seconds: 4.7},
	} {
		if !sampled(name, "two pictures, 20 hours.mkv", "gap.mkv", "begins at 10 hours.ts") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			file := film(t, name, c.args...)
			if c.change != nil {
				changed(t, file, c.change)
			}
			before := processor(t)
			r := transcoded(t, file)
			if spent := processor(t) - before; spent > 10 {
				t.Errorf("cost %.1f s of processor", spent)
			}
			times := frameTimes(t, r.pictures)
			if end := times[len(times)-1] + 1/r.FrameRate; end > c.seconds || end < c.least {
				t.Errorf("%.2f s, want %.1f to %.1f; notes %q", end, c.least, c.seconds, r.Notes)
			}
			if c.pairs > 0 {
				inSync(t, r, c.pairs)
			}
		})
	}
}

// processor is the time that ended children have used, seconds.
func processor(t *testing.T) float64 {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &u); err != nil {
		t.Fatal(err)
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}

// TestSlides: three hours with a picture a minute keep their length.
func TestSlides(t *testing.T) {
	length := 600.0 // of the three hours, with DIPTYCH_MATRIX=1
	if sampled("slides") {
		length = 10800
	}
	r := transcoded(t, film(t, "slides.mp4", "-f", "lavfi", "-i",
		fmt.Sprintf("testsrc2=s=160x90:r=1/60:d=%.0f", length), "-c:v", "libx264", "-pix_fmt", "yuv420p"))
	times := frameTimes(t, r.pictures)
	if end := times[len(times)-1]; math.Abs(end-length) > 2 ||
		distinct(t, r.pictures, 0) < int(length/60)*17/18 {
		t.Errorf("%.1f s with %d pictures", end, distinct(t, r.pictures, 0))
	}
}

// TestManyTracks: more tracks than a film may have are left out, or the file is
// refused in words.
func TestManyTracks(t *testing.T) {
	t.Parallel()
	args := strings.Fields("-f lavfi -i testsrc2=s=160x90:r=25:d=0.2 -f lavfi -i sine=d=0.2 -map 0")
	for range 80 {
		args = append(args, "-map", "1")
	}
	file := film(t, "a.mkv", append(args, strings.Fields("-c:v libx264 -pix_fmt yuv420p -c:a pcm_s16le")...)...)
	s, err := ingest.Probe(context.Background(), file)
	if err != nil || len(s.Audio) != 16 || !strings.Contains(strings.Join(s.Notes, " "), "more tracks") {
		t.Fatalf("%v %+v", err, s)
	}
}

// TestLongNames: megabytes of names are not read, or cut.
func TestLongNames(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("long ", 20_000)
	file := film(t, "a.mkv", "-f", "lavfi", "-i", "testsrc2=s=160x90:r=25:d=0.2", "-metadata", "comment="+long,
		"-metadata:s:v", "title="+long, "-c:v", "libx264", "-pix_fmt", "yuv420p")
	if r := transcoded(t, file); r.pictures == "" {
		t.Error("no pictures")
	}
}
