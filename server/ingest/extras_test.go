package ingest_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"diptych/server/ingest"
)

const (
	srtEnglish = "1\n00:00:00,500 --> 00:00:01,500\nGood morning\n"
	srtGerman  = "1\n00:00:00,500 --> 00:00:01,500\nGuten <i>Morgen</i>\n"
)

// TestSubtitles: text tracks of a file become WebVTT with their languages; what
// holds pictures is left.
func TestSubtitles(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"en.srt": srtEnglish, "de.srt": srtGerman} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, x := range []struct{ name, codec string }{{"film.mkv", "srt"}, {"film.mp4", "mov_text"},
		{"ass.mkv", "ass"}} {
		file := film(t, x.name, "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=2", "-i",
			filepath.Join(dir, "en.srt"), "-i", filepath.Join(dir, "de.srt"), "-map", "0", "-map", "1", "-map",
			"2",
			"-c:v", "libx264", "-preset", "ultrafast", "-c:s", x.codec, "-metadata:s:s:0", "language=eng",
			"-metadata:s:s:1", "language=ger", "-metadata:s:s:1", "title=Deutsch")
		s, err := ingest.Probe(context.Background(), file)
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Subtitles) != 2 || s.Subtitles[0].Language != "en" || s.Subtitles[1].Language != "de" ||
			strings.HasSuffix(x.name, ".mkv") && s.Subtitles[1].Title != "Deutsch" {
			t.Fatalf("%s: %+v", x.name, s.Subtitles)
		}
		texts, err := ingest.Subtitles(context.Background(), file, t.TempDir(), s)
		if err != nil || len(texts) != 2 {
			t.Fatal(x.name, texts, err)
		}
		for i, want := range []string{"Good morning", "Guten <i>Morgen</i>"} {
			if !strings.HasPrefix(texts[i], "WEBVTT") || !strings.Contains(texts[i],
				"00:00.500 --> 00:01.500\n"+want) {
				t.Errorf("%s %d: %s", x.name, i, texts[i])
			}
		}
	}
}

// TestVolume: a second of a tone between silences is where it is, as loud as it is.
func TestVolume(t *testing.T) {
	file := film(t, "tone.m4a", "-f", "lavfi", "-i",
		"aevalsrc='if(between(t,1,2),0.5*sin(2*PI*440*t),0)':s=48000:d=3", "-c:a", "aac")
	csv, err := ingest.Volume(context.Background(), file, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(csv), "\n")
	if lines[0] != "pts,rms_level" || len(lines) < 7 || len(lines) > 8 {
		t.Fatalf("%d lines: %s", len(lines), csv)
	}
	for _, line := range lines[1:7] {
		at, level, _ := strings.Cut(line, ",")
		ms, _ := strconv.Atoi(at)
		db, err := strconv.ParseFloat(level, 64)
		loud := ms >= 900 && ms < 1900 // the encoder's delay is in it
		if err != nil || loud != (db > -12 && db < -6) || !loud && db > -30 {
			t.Errorf("%s", line)
		}
	}
}

// TestHDR: a film of high dynamic range comes out in the colours of every
// screen, and neither black nor burnt.
func TestHDR(t *testing.T) {
	// reference white in either
	for transfer, grey := range map[string]string{"smpte2084": "0x949494", "arib-std-b67": "0xBFBFBF"} {
		file := film(t, "hdr.mp4", "-f", "lavfi", "-i", "color="+grey+":size=640x360:rate=25:duration=1",
			"-pix_fmt", "yuv420p10le", "-c:v", "libx264", "-preset", "ultrafast",
			"-color_primaries", "bt2020", "-color_trc", transfer, "-colorspace", "bt2020nc")
		s, list := tracks(t, file)
		if !s.HDR || len(list) == 0 {
			t.Fatalf("%s: not seen: %+v", transfer, s)
		}
		outputs, err := ingest.Transcode(context.Background(), file, t.TempDir(), s, func(float64) {})
		if err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command("ffprobe", "-v", "error", "-select_streams", "v", "-show_entries",
			"stream=color_transfer,color_primaries,color_space,pix_fmt", "-of", "csv=p=0",
			outputs[0].File).Output()
		if got := strings.TrimSpace(string(out)); err != nil || got != "yuv420p,bt709,bt709,bt709" {
			t.Errorf("%s: %s %v", transfer, got, err)
		}
		pixel, err := exec.Command("ffmpeg", "-v", "error", "-i", outputs[0].File, "-frames:v", "1", "-vf",
			"scale=1:1,format=gray", "-f", "rawvideo", "-").Output()
		if err != nil || len(pixel) != 1 || pixel[0] < 120 || pixel[0] > 245 {
			t.Errorf("%s: reference white is %v of 255, %v", transfer, pixel, err)
		}
	}
}
