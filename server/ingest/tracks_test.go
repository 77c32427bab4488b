package ingest_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const quickH264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p"

// TestTracksLeftOut: a track that nobody can decode costs its film nothing else.
func TestTracksLeftOut(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args     string
		change   func([]byte) []byte
		pictures bool
		sounds   int
		note     string
	}{
		"spatial sound.mov": {"-map 0 -map 1 -map 1 " + quickH264 + " -c:a aac", func(b []byte) []byte {
			return swapped(swapped(b, "stsd", "mp4a", "apac", 3), "stsd", "esds", "dapa", 3)
		}, true, 1, "sound track"},
		"no decoder for the sound.mov": {quickH264 + " -c:a aac", func(b []byte) []byte {
			return swapped(swapped(b, "stsd", "mp4a", "apac", 2), "stsd", "esds", "dapa", 2)
		}, true, 0, "sound track"},
		"no decoder for the picture.mov": {quickH264 + " -c:a aac", func(b []byte) []byte {
			return swapped(swapped(b, "stsd", "avc1", "zzz1", 1), "stsd", "avcC", "zzzC", 1)
		}, false, 1, "video track"},
		"unknown sound.mkv": {quickH264 + " -c:a aac", func(b []byte) []byte {
			return []byte(strings.ReplaceAll(string(b), "A_AAC", "A_ZZZ"))
		}, true, 0, "sound track"},
		// element Channels (RFC 9559 §5.1.4.1.29.3)
		"no channels.mkv": {quickH264 + " -c:a aac", func(b []byte) []byte {
			return bytes.Replace(b, []byte{0x9f, 0x81, 1}, []byte{0x9f, 0x81, 0}, 1)
		}, true, 1, ""},
		"timecode.mov": {quickH264 + " -c:a aac -timecode 01:00:00:00", nil, true, 1, ""},
	} {
		if !sampled(name, "spatial sound.mov", "no decoder for the picture.mov") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := film(t, name, flashes(strings.Fields(c.args)...)...)
			if c.change != nil {
				changed(t, file, c.change)
			}
			r := transcoded(t, file)
			if (r.pictures != "") != c.pictures || r.HasVideo != c.pictures || len(r.sounds) != c.sounds ||
				len(r.Audio) != c.sounds || !r.noted(c.note) {
				t.Errorf("pictures %q, %d sounds, notes %q", r.pictures, len(r.sounds), r.Notes)
			}
			if c.note == "" && len(r.Notes) > 0 && c.sounds > 0 {
				t.Errorf("notes %q for what nobody misses", r.Notes)
			}
		})
	}
}

// TestCovers: a picture that goes with the media is never the film.
func TestCovers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	ffmpeg(t, "-f", "lavfi", "-i", "color=red:s=600x600:d=1", "-frames:v", "1", in("c.jpg"))
	ffmpeg(t, "-f", "lavfi", "-i", "color=red:s=600x600:d=1", "-frames:v", "1", in("c.png"))
	ffmpeg(t, append(flashes(strings.Fields(quickH264+" -c:a aac -t 2")...), in("film.mp4"))...)
	if err := os.WriteFile(in("font.ttf"), []byte("no font"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args string
		film bool
	}{
		"front.mp4": {"-i c.jpg -i film.mp4 -map 0 -map 1 -c copy -disposition:v:0 attached_pic",
			true},
		"behind.mp4": {"-i film.mp4 -i c.png -map 0 -map 1 -c copy -disposition:v:1 attached_pic",
			true},
		"front unflagged.mkv": {"-i c.jpg -i film.mp4 -map 0 -map 1 -c copy", true},
		"attached.mkv":        {"-i film.mp4 -attach c.jpg -metadata:s:t mimetype=image/jpeg -c copy", true},
		"font.mkv": {
			"-i film.mp4 -attach font.ttf -metadata:s:t mimetype=application/x-truetype-font -c copy", true},
		"song.mp3": {
			"-i film.mp4 -i c.png -map 0:a -map 1 -c:a libmp3lame -c:v copy -disposition:v attached_pic", false},
		"song.m4a": {"-i film.mp4 -i c.jpg -map 0:a -map 1 -c copy -disposition:v attached_pic",
			false},
		"song.flac": {
			"-i film.mp4 -i c.jpg -map 0:a -map 1 -c:a flac -c:v copy -disposition:v attached_pic", false},
		"song unflagged.mkv": {"-i c.jpg -i film.mp4 -map 0 -map 1:a -c copy -disposition:v 0", false},
		"song.mka": {
			"-i film.mp4 -map 0:a -c:a libopus -attach c.jpg -metadata:s:t mimetype=image/jpeg", false},
	} {
		if !sampled(name, "front unflagged.mkv", "song unflagged.mkv") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			var args []string
			for _, word := range strings.Fields(c.args) {
				if _, err := os.Stat(in(word)); err == nil {
					word = in(word)
				}
				args = append(args, word)
			}
			file := in("x" + name)
			ffmpeg(t, append(args, file)...)
			r := transcoded(t, file)
			if r.HasVideo != c.film || len(r.sounds) != 1 || len(r.Notes) > 0 {
				t.Fatalf("video %v, %d sounds, notes %q", r.HasVideo, len(r.sounds), r.Notes)
			}
			if c.film && (r.Width != 160 || len(brightAt(t, r.pictures)) != 1) {
				t.Errorf("%dx%d is the film", r.Width, r.Height)
			}
		})
	}
}

// TestSoundChanges: sound that changes its form midway goes on.
func TestSoundChanges(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	part := func(name string, args ...string) []byte {
		file := filepath.Join(dir, name)
		ffmpeg(t, append(args, file)...)
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	tone := func(name, form string) []byte {
		return part(name, append(strings.Fields("-f lavfi -i aevalsrc=0.5*sin(2*PI*1000*t):s=48000:d=1"),
			strings.Fields(form)...)...)
	}
	ts := func(name, size, form string) []byte {
		args := append(flashes(strings.Fields(quickH264)...), "-vf", "scale="+size, "-t", "2.4", "-bf", "0")
		return part(name, append(args, strings.Fields("-c:a aac "+form)...)...)
	}
	mono, stereo, other, six := tone("1.aac", "-ac 1"), tone("2.aac", "-ac 2"), tone("3.aac", "-ac 2 -ar 22050"),
		tone("6.aac", "-ac 6")
	join := func(b ...[]byte) (all []byte) {
		for _, x := range b {
			all = append(all, x...)
		}
		return all
	}
	for name, c := range map[string]struct {
		data    []byte
		seconds float64
		pairs   int
	}{
		"mono and stereo.aac": {join(mono, stereo, mono), 3, 0},
		"rate.aac":            {join(stereo, other, stereo), 3, 0},
		"surround.aac":        {join(mono, six, stereo), 3, 0},
		"rate.mp3": {join(tone("1.mp3", "-ac 2"), tone("2.mp3", "-ar 22050 -ac 1"),
			tone("3.mp3", "-ac 2")), 3, 0},
		"film.ts": {join(ts("1.ts", "160:90", "-ac 1 -ar 44100"), ts("2.ts", "160:90", "-ac 2")),
			4.8, 4},
		"film and size.ts": {join(ts("3.ts", "160:90", "-ac 2"), ts("4.ts", "320:180", "-ac 1")), 4.8, 4},
	} {
		if !sampled(name, "mono and stereo.aac", "film.ts") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(dir, "x"+name)
			if err := os.WriteFile(file, c.data, 0o600); err != nil {
				t.Fatal(err)
			}
			r := transcoded(t, file)
			if _, seconds := loudAt(t, r.sounds[0]); seconds < c.seconds-0.2 || seconds > c.seconds+0.35 {
				t.Errorf("%.2f s, want %.1f", seconds, c.seconds)
			}
			if c.pairs > 0 {
				inSync(t, r, c.pairs)
			}
		})
	}
}
