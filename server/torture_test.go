package server

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// tortured is a file that people upload, on purpose or not. args make it with
// ffmpeg; change alters the bytes. want is what becomes of the entry: "WxH" of
// the picture, "audio", or "error".
type tortured struct {
	name, args string
	change     func([]byte) []byte
	want       string
	rare       bool // one of many that are alike: with DIPTYCH_MATRIX=1
}

var torture = []tortured{
	{name: "h264-aac.mp4", args: film + " -c:v libx264 -c:a aac", want: "160x90"},
	{name: "h264-mp3.mkv", args: film + " -c:v libx264 -c:a libmp3lame", want: "160x90"},
	{name: "hevc.mp4", args: film + " -c:v libx265 -x265-params log-level=error -c:a aac", want: "160x90"},
	{name: "vp8-vorbis.webm", args: film + " -c:v libvpx -c:a libvorbis", want: "160x90"},
	{name: "vp9-opus.webm", args: film + " -c:v libvpx-vp9 -c:a libopus", want: "160x90"},
	{name: "mpeg2.ts", args: film + " -c:v mpeg2video -c:a mp2", want: "160x90"},
	{name: "mpeg1.mpg", args: film + " -c:v mpeg1video -c:a mp2", want: "160x90"},
	{name: "mpeg4.avi", args: film + " -c:v mpeg4 -c:a libmp3lame", want: "160x90"},
	{name: "flv1.flv", args: film + " -c:v flv1 -c:a aac", want: "160x90"},
	{name: "wmv2.wmv", args: film + " -c:v wmv2 -c:a wmav2", want: "160x90"},
	{name: "mjpeg.mov", args: film + " -c:v mjpeg -c:a pcm_s16le", want: "160x90"},
	{name: "prores.mov", args: film + " -c:v prores_ks -c:a pcm_s24le", want: "160x90"},
	{name: "dnxhd.mxf",
		args: "-f lavfi -i testsrc2=size=1280x720:rate=25:duration=0.4 -c:v dnxhd -b:v 90M -pix_fmt yuv422p",
		want: "1280x720"},
	{name: "theora.ogv", args: film + " -c:v libtheora -c:a libvorbis", want: "160x90"},
	{name: "animated.gif", args: "-f lavfi -i testsrc2=size=160x90:rate=10:duration=1", want: "160x90"},
	{name: "raw.nut", args: film + " -c:v rawvideo -c:a pcm_s16le", want: "160x90"},
	{name: "ffv1.mkv", args: film + " -c:v ffv1 -c:a flac", want: "160x90"},
	{name: "fragmented.mp4", args: film + " -c:v libx264 -c:a aac -movflags frag_keyframe+empty_moov",
		want: "160x90"},
	{name: "annexb.h264", args: "-f lavfi -i testsrc2=size=160x90:rate=25:duration=1 -c:v libx264",
		want: "160x90"},
	{name: "silent.mp4",
		args: "-f lavfi -i testsrc2=size=160x90:rate=25:duration=1 -c:v libx264 -pix_fmt yuv420p",
		want: "160x90"},
	{name: "song.mp3", args: "-f lavfi -i sine=duration=2 -c:a libmp3lame", want: "audio"},
	{name: "song.flac", args: "-f lavfi -i sine=duration=2", want: "audio"},
	{name: "song.ogg", args: "-f lavfi -i sine=duration=2 -c:a libvorbis", want: "audio"},
	{name: "song.wav", args: "-f lavfi -i sine=duration=2:sample_rate=8000", want: "audio"},
	{name: "surround.m4a", args: "-f lavfi -i sine=duration=2 -ac 6 -c:a aac", want: "audio"},
	{name: "song.wv", args: "-f lavfi -i sine=duration=1 -c:a wavpack", want: "audio"},
	{name: "song.tta", args: "-f lavfi -i sine=duration=1 -c:a tta", want: "audio", rare: true},
	{name: "song.eac3", args: "-f lavfi -i sine=duration=1 -c:a eac3", want: "audio", rare: true},
	{name: "song.ac3", args: "-f lavfi -i sine=duration=1 -c:a ac3", want: "audio"},
	{name: "song.dts", args: "-f lavfi -i sine=duration=1 -c:a dca -strict -2 -ar 48000 -ac 2", want: "audio",
		rare: true},
	{name: "song.opus", args: "-f lavfi -i sine=duration=1 -c:a libopus", want: "audio"},
	{name: "song.wma", args: "-f lavfi -i sine=duration=1 -c:a wmav2", want: "audio"},
	{name: "song.mka", args: "-f lavfi -i sine=duration=1 -c:a libvorbis", want: "audio", rare: true},
	{name: "song.au", args: "-f lavfi -i sine=duration=1 -c:a pcm_s16be", want: "audio", rare: true},
	{name: "song.aifc", args: "-f lavfi -i sine=duration=1 -c:a pcm_s16be -f aiff", want: "audio", rare: true},
	{name: "song.spx", args: "-f lavfi -i sine=duration=1 -c:a libspeex -ar 16000", want: "audio", rare: true},
	{name: "song.caf", args: "-f lavfi -i sine=duration=1 -c:a pcm_s16le", want: "audio", rare: true},
	{name: "song.webm", args: "-f lavfi -i sine=duration=1 -c:a libopus", want: "audio", rare: true},
	{name: "song.aac", args: "-f lavfi -i sine=duration=1 -c:a aac", want: "audio", rare: true},
	{name: "song.w64", args: "-f lavfi -i sine=duration=1 -c:a pcm_s16le", want: "audio", rare: true},
	{name: "song.voc", args: "-f lavfi -i sine=duration=1 -c:a pcm_s16le", want: "audio", rare: true},
	{name: "song.mp2", args: "-f lavfi -i sine=duration=1 -c:a mp2", want: "audio", rare: true},
	{name: "frames.mjpeg",
		args: "-f lavfi -i testsrc2=size=160x90:rate=25:duration=1 -pix_fmt yuvj420p -c:v mjpeg -f mjpeg",
		want: "160x90"},
	{name: "film.m2ts", args: film + " -c:v libx264 -c:a ac3 -mpegts_m2ts_mode 1 -f mpegts", want: "160x90"},
	{name: "film.vob", args: film + " -c:v mpeg2video -c:a ac3 -f vob", want: "160x90", rare: true},
	{name: "film.3gp", args: film + " -c:v libx264 -c:a aac", want: "160x90", rare: true},
	{name: "film.y4m", args: "-f lavfi -i testsrc2=size=160x90:rate=25:duration=1 -pix_fmt yuv420p",
		want: "160x90", rare: true},
	{name: "film.gxf",
		args: "-f lavfi -i testsrc2=size=720x576:rate=25:duration=0.4 -c:v mpeg2video -pix_fmt yuv420p",
		want: "any", rare: true},
	{name: "film.ivf", args: "-f lavfi -i testsrc2=size=160x90:rate=25:duration=1 -c:v libvpx", want: "160x90",
		rare: true},
	{name: "film.apng", args: "-f lavfi -i testsrc2=size=160x90:rate=10:duration=0.5 -f apng", want: "160x90",
		rare: true},
	{name: "film.m4v", args: "-f lavfi -i testsrc2=size=160x90:rate=25:duration=1 -c:v mpeg4 -f m4v",
		want: "160x90", rare: true},
	// newer ffmpeg writes no turn
	{name: "turned.mp4", args: film + " -c:v libx264 -c:a aac -metadata:s:v rotate=90", want: "160x90"},
	{name: "tall.mp4", args: "-f lavfi -i testsrc2=size=90x160:rate=25:duration=1 -c:v libx264 -pix_fmt yuv420p",
		want: "90x160"},
	{name: "odd.mkv",
		args: "-f lavfi -i testsrc2=size=320x180:rate=25:duration=1,format=yuv444p,crop=161:91:exact=1 " +
			"-pix_fmt yuv444p -c:v ffv1", want: "161x91"},
	{name: "wide-pixels.mp4",
		args: "-f lavfi -i testsrc2=size=120x90:rate=25:duration=1,setsar=4/3 -c:v libx264 -pix_fmt yuv420p",
		want: "160x90"},
	{name: "film-rate.mp4",
		args: "-f lavfi -i testsrc2=size=160x90:rate=24000/1001:duration=1 -c:v libx264 -pix_fmt yuv420p",
		want: "160x90"},
	{name: "slow.mkv", args: "-f lavfi -i testsrc2=size=160x90:rate=1:duration=4 -c:v libx264 -pix_fmt yuv420p",
		want: "160x90"},
	{name: "quick.mp4",
		args: "-f lavfi -i testsrc2=size=160x90:rate=120:duration=1 -c:v libx264 -pix_fmt yuv420p",
		want: "160x90"},
	{name: "variable.mkv",
		args: "-f lavfi -i testsrc2=size=160x90:rate=30:duration=2,select=not(mod(n\\,3))+gt(n\\,40) " +
			"-fps_mode vfr -c:v libx264 -pix_fmt yuv420p", want: "160x90"},
	{name: "one-frame.mp4",
		args: "-f lavfi -i testsrc2=size=160x90:rate=25:duration=0.04 -c:v libx264 -pix_fmt yuv420p",
		want: "160x90"},
	{name: "ten-bit.mkv", args: film +
		" -c:v libx265 -x265-params log-level=error -pix_fmt yuv420p10le -c:a aac", want: "160x90"},
	{name: "late-sound.mp4",
		args: "-f lavfi -i testsrc2=size=160x90:rate=25:duration=2 -itsoffset 1 -f lavfi -i sine=duration=1 " +
			"-c:v libx264 -pix_fmt yuv420p -c:a aac", want: "160x90"},
	{name: "two-languages.mkv",
		args: "-f lavfi -i testsrc2=size=160x90:rate=25:duration=1 -f lavfi -i sine=duration=1 -f lavfi -i " +
			"sine=frequency=880:duration=1 -map 0 -map 1 -map 2 -c:v libx264 -pix_fmt yuv420p -c:a aac " +
			"-metadata:s:a:0 language=ger -metadata:s:a:1 language=eng", want: "160x90"},
	{name: "truncated.mkv", args: film + " -c:v libx264 -c:a aac",
		change: func(b []byte) []byte { return b[:len(b)*2/3] }, want: "160x90"},
	{name: "truncated.mp4", args: film + " -c:v libx264 -c:a aac",
		change: func(b []byte) []byte { return b[:len(b)/2] }, want: "error"},
	{name: "noise.mp4", change: func([]byte) []byte {
		return bytes.Repeat([]byte{0xde, 0xad, 0xbe, 0xef, 0x01},
			40_000)
	}, want: "error"},
	{name: "scribbled.mp4", args: film + " -c:v libx264 -c:a aac", change: scribble, want: "160x90"},
	{name: "zero.mp4", change: func([]byte) []byte { return nil }, want: "error"},
	{name: "playlist.m3u8", change: func([]byte) []byte {
		return []byte(
			"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n")
	}, want: "error"},
	{name: "concat.txt", change: func([]byte) []byte {
		return []byte(
			"ffconcat version 1.0\nfile /etc/passwd\n")
	}, want: "error"},
	{name: "drawing.svg", change: func([]byte) []byte {
		return []byte(`<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>`)
	}, want: "error"},
	{name: "page.html", change: func([]byte) []byte {
		return []byte(
			"<!doctype html><script>alert(1)</script>")
	}, want: "error"},
	// 144 million pixels from some kilobytes
	{name: "huge-picture.mkv", args: "-f lavfi -i color=size=12000x12000:rate=1:duration=1 -c:v ffv1",
		want: "error"},
}

const film = "-f lavfi -i testsrc2=size=160x90:rate=25:duration=1 -f lavfi -i sine=duration=1 -pix_fmt yuv420p"

// scribble writes over the middle of a file.
func scribble(b []byte) []byte {
	for i := len(b) / 3; i < len(b)/3+2000 && i < len(b); i++ {
		b[i] = byte(i * 7)
	}
	return b
}

// made is a torture file's content.
func made(t *testing.T, dir, name, args string, change func([]byte) []byte) []byte {
	t.Helper()
	var data []byte
	if args != "" {
		file := filepath.Join(dir, name)
		if out, err := exec.Command("ffmpeg", append(append([]string{"-v", "error", "-y"},
			strings.Fields(args)...), "-strict", "-2", file)...).CombinedOutput(); err != nil {
			t.Errorf("make %s: %v %s", name, err, out)
			return nil
		}
		var err error
		if data, err = os.ReadFile(file); err != nil {
			t.Error(err)
		}
	}
	if change != nil {
		data = change(data)
	}
	return data
}

// TestTorture: what becomes of each file, and that the server lives on with
// bounded memory.
func TestTorture(t *testing.T) {
	t.Parallel()
	m := newMortal(t)
	dir := t.TempDir()
	torture := slices.DeleteFunc(slices.Clone(torture), func(f tortured) bool {
		return f.rare &&
			os.Getenv("DIPTYCH_MATRIX") == ""
	})
	entries := make([]string, len(torture))
	var wait sync.WaitGroup
	turn := make(chan struct{}, 2)
	for i, one := range torture {
		wait.Add(1)
		go func() {
			defer wait.Done()
			turn <- struct{}{}
			defer func() { <-turn }()
			entries[i] = m.upload(one.name, made(t, dir, one.name, one.args, one.change))
		}()
	}
	wait.Wait()
	for i, one := range torture {
		e := m.settled(entries[i])
		got := "error"
		switch {
		case e.num("status") == 2 && e.num("mediaType") == 5:
			got = "audio"
		case e.num("status") == 2:
			got = fmt.Sprintf("%dx%d", e.num("width"), e.num("height"))
		case e.str("diptychErrorReason") == "":
			t.Errorf("%s: an error without a reason", one.name)
		}
		if got != one.want && one.want != "any" {
			t.Errorf("%s became %s, want %s (%s)", one.name, got, one.want, e.str("diptychErrorReason"))
		}
		if got == "error" {
			continue
		}
		if r, text := m.load("/p/101/playManifest/entryId/" + entries[i] +
			"/format/applehttp/a.m3u8"); r.StatusCode != 200 || !bytes.HasPrefix(text, []byte("#EXTM3U")) {
			t.Errorf("%s: the manifest is %d", one.name, r.StatusCode)
		}
	}
	m.languages(torture, entries)
	if peak := m.peak(); peak > 300<<20 {
		t.Errorf("the server took %d MB", peak>>20)
	} else {
		t.Logf("the server took %d MB at most", peak>>20)
	}
}

// peak is the most memory that the process has held, bytes.
func (m *mortal) peak() int64 {
	m.t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", m.cmd.Process.Pid))
	if err != nil {
		m.t.Fatal(err)
	}
	var kb int64
	for _, line := range strings.Split(string(text), "\n") {
		_, _ = fmt.Sscanf(line, "VmHWM: %d kB", &kb)
	}
	return kb << 10
}

// languages looks for both sound tracks of the file that has two.
func (m *mortal) languages(torture []tortured, entries []string) {
	m.t.Helper()
	for i, one := range torture {
		if one.name != "two-languages.mkv" {
			continue
		}
		_, text := m.load("/p/101/playManifest/entryId/" + entries[i] + "/format/applehttp/a.m3u8")
		for _, want := range []string{`LANGUAGE="de"`, `LANGUAGE="en"`, `NAME="Deutsch"`, `NAME="English"`} {
			if !strings.Contains(string(text), want) {
				m.t.Errorf("two languages: no %s in %s", want, text)
			}
		}
	}
}
