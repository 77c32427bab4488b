package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand"
	"path/filepath"
	"strings"
	"testing"

	"diptych/server/failure"
	"diptych/server/ingest"
)

// encoders of the containers that are damaged below.
var encoders = map[string]string{
	".ts":  "-c:v libx264 -preset ultrafast -g 25 -pix_fmt yuv420p -c:a aac",
	".mp4": "-c:v libx264 -preset ultrafast -g 25 -bf 2 -pix_fmt yuv420p -c:a aac -movflags +faststart",
	".mkv": "-c:v libx264 -preset ultrafast -g 25 -pix_fmt yuv420p -c:a aac",
	".avi": "-c:v mpeg4 -g 25 -c:a libmp3lame", ".vob": "-c:v mpeg2video -c:a mp2 -f vob",
	".webm": "-c:v libvpx -deadline realtime -cpu-used 8 -c:a libopus",
	".flv":  "-c:v flv1 -c:a libmp3lame -ar 44100", ".wmv": "-c:v wmv2 -c:a wmav2",
}

const tsPacket = 188

// dropPackets leaves out some packets of a track of a transport stream.
func dropPackets(b []byte, pid int, drop func(i int) bool) []byte {
	var out []byte
	n := 0
	for ; len(b) >= tsPacket; b = b[tsPacket:] {
		if p := int(b[1]&0x1f)<<8 | int(b[2]); pid < 0 || p == pid {
			if n++; drop(n) {
				continue
			}
		}
		out = append(out, b[:tsPacket]...)
	}
	return out
}

func spoil(from, n int) func([]byte) []byte {
	return func(b []byte) []byte {
		for i := len(b) * from / 100; i < len(b)*from/100+n && i < len(b); i++ {
			b[i] ^= 0x5a
		}
		return b
	}
}

func kept(percent int) func([]byte) []byte {
	return func(b []byte) []byte { return b[:len(b)*percent/100] }
}

func noise(n int) []byte {
	b := make([]byte, n)
	rand.New(rand.NewSource(1)).Read(b)
	return b
}

// TestDamage: what can be decoded is published, with sound and pictures together,
// and its owner is told.
func TestDamage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change  func([]byte) []byte
		pairs   int
		seconds float64
		note    string
	}{
		"one lost packet.ts": {func(b []byte) []byte {
			return dropPackets(b, 0x100,
				func(i int) bool { return i == 40 })
		}, 2, 4, "damaged"},
		"lost sound.ts": {func(b []byte) []byte {
			return dropPackets(b, 0x101,
				func(i int) bool { return i >= 60 && i < 64 })
		}, 2, 4, ""},
		"bad aerial.ts": {func(b []byte) []byte {
			return dropPackets(b, -1,
				func(i int) bool { return i > 9 && i%61 == 0 })
		}, 1, 4, "damaged"},
		"headless.ts": {func(b []byte) []byte {
			return dropPackets(b, -1,
				func(i int) bool { return i < 45 })
		}, 2, 3.2, ""},
		"noise before.ts": {func(b []byte) []byte { return append(noise(2000), b...) }, 3, 4, ""},
		"noise behind.ts": {func(b []byte) []byte { return append(b, noise(5000)...) }, 3, 4, ""},
		"noise between.ts": {func(b []byte) []byte {
			return bytes.Join(
				[][]byte{b[:len(b)/2], b[len(b)/2:]}, noise(3000))
		}, 2, 4, ""},
		"cut off.ts":         {kept(60), 1, 2.4, ""},
		"broken picture.mp4": {spoil(50, 60), 2, 4, "damaged"},
		"cut off.mp4":        {kept(67), 1, 2.5, "cut off"},
		"zeros.mp4": {func(b []byte) []byte {
			copy(b[len(b)/2:len(b)*6/10],
				make([]byte, len(b)))
			return b
		}, 2, 4, "damaged"},
		"noise behind.mp4":       {func(b []byte) []byte { return append(b, noise(5000)...) }, 3, 4, ""},
		"broken picture.mkv":     {spoil(50, 60), 1, 2, ""},
		"cut off.mkv":            {kept(67), 1, 2.5, ""},
		"cut off.avi":            {kept(67), 1, 2.5, ""},
		"broken picture.avi":     {spoil(50, 60), 2, 4, ""},
		"cut off.vob":            {kept(67), 1, 2.5, ""},
		"cut off.webm":           {kept(67), 1, 2.5, ""},
		"cut off.flv":            {kept(67), 1, 2.5, ""},
		"broken picture.flv":     {spoil(50, 60), 2, 4, ""},
		"broken picture.wmv":     {spoil(50, 60), 2, 4, ""},
		"cut off in the mid.wmv": {kept(67), 1, 2.5, ""},
	} {
		if !sampled(name, "one lost packet.ts", "broken picture.mp4", "cut off.mp4") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := film(t, name, flashes(strings.Fields(encoders[filepath.Ext(name)])...)...)
			r := transcoded(t, changed(t, file, c.change))
			inSync(t, r, c.pairs)
			if times := frameTimes(t, r.pictures); times[len(times)-1] < c.seconds-0.6 {
				t.Errorf("%.2f s of pictures, want %.1f", times[len(times)-1], c.seconds)
			}
			if !r.noted(c.note) {
				t.Errorf("notes are %q, want %q", r.Notes, c.note)
			}
		})
	}
}

// TestRefused: what nothing can be decoded from is refused in true words.
func TestRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func([]byte) []byte
		words  string
	}{
		"no contents.mp4": {func(b []byte) []byte { return b[:bytes.Index(b, []byte("moov"))-4] },
			"is not complete"},
		"noise.mp4": {func(b []byte) []byte { return noise(20_000) }, "holds no sound or picture"},
		"zeros.mkv": {func(b []byte) []byte { return make([]byte, 20_000) }, "holds no sound or picture"},
		"unknown.mov": {func(b []byte) []byte {
			b = swapped(swapped(b, "stsd", "avc1", "zzz1", 1), "stsd", "avcC", "zzzC", 1)
			return swapped(swapped(b, "stsd", "mp4a", "apac", 2), "stsd", "esds", "dapa", 2)
		}, "holds no sound or picture"},
		"all lost.mp4": {func(b []byte) []byte { // the contents are there, the media is noise
			i := bytes.Index(b, []byte("mdat"))
			copy(b[i+4:bytes.Index(b, []byte("moov"))-4], noise(len(b)))
			return b
		}, "holds no sound or picture"},
	} {
		if !sampled(name, "no contents.mp4", "unknown.mov") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := changed(t, film(t, name, flashes("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt",
				"yuv420p", "-c:a", "aac")...), c.change)
			s, err := ingest.Probe(context.Background(), file)
			if err == nil {
				_, err = ingest.Transcode(context.Background(), file, t.TempDir(), s, func(float64) {})
			}
			var final *failure.Final
			if !errors.As(err, &final) || !errors.Is(err, ingest.ErrUnreadable) ||
				!strings.Contains(final.Words, c.words) || strings.Contains(final.Words, "/") {
				t.Errorf("%v", err)
			}
		})
	}
}
