package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"diptych/server/ingest"
	"diptych/server/packager"
)

// film makes a small test file with ffmpeg.
func film(t *testing.T, name string, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	out, err := exec.Command("ffmpeg", append(append([]string{"-nostdin", "-v", "error"}, args...),
		file)...).CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg: %v: %s", err, out)
	}
	return file
}

func tracks(t *testing.T, file string) (*ingest.Source, []*packager.Track) {
	t.Helper()
	ctx := context.Background()
	s, err := ingest.Probe(ctx, file)
	if err != nil {
		t.Fatal(err)
	}
	outputs, err := ingest.Transcode(ctx, file, t.TempDir(), s, func(float64) {})
	if err != nil {
		t.Fatal(err)
	}
	var list []*packager.Track
	for _, o := range outputs {
		in, err := os.Open(o.File)
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		var packed bytes.Buffer
		track, err := packager.Repackage(in, &packed)
		if err != nil {
			t.Fatal(err)
		}
		if int64(packed.Len()) != track.Size {
			t.Fatalf("wrote %d bytes, says %d", packed.Len(), track.Size)
		}
		list = append(list, track)
	}
	return s, list
}

func TestSegmentsBeginTogetherInAllRenditions(t *testing.T) {
	t.Parallel()
	_, list := tracks(t, film(t, "a.mp4", "-f", "lavfi", "-i", "testsrc2=s=640x480:r=30000/1001:d=7", "-f",
		"lavfi", "-i", "sine=d=7", "-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-c:a", "aac",
		"-shortest"))
	if len(list) != 4 {
		t.Fatalf("%d tracks, want 240p, 360p, 480p and audio", len(list))
	}
	for _, x := range list[1:3] {
		for i, s := range x.Segments {
			if first := list[0].Segments[i]; s.Start != first.Start || s.Duration != first.Duration ||
				len(x.Segments) != len(list[0].Segments) {
				t.Errorf("segment %d of %d lines: %d+%d, of %d lines: %d+%d", i, x.Height, s.Start, s.Duration,
					list[0].Height, first.Start, first.Duration)
			}
		}
	}
	for _, x := range list {
		if x.Start != 0 {
			t.Errorf("%s %d starts at %d", x.Kind, x.Height, x.Start)
		}
		if n := len(x.Segments); n != 4 {
			t.Errorf("%s: %d segments", x.Kind, n)
		}
		if n := len(x.Segments[0].Fragments); n != 4 {
			t.Errorf("%s: %d fragments in the first segment", x.Kind, n)
		}
	}
	video, audio := list[0], list[3]
	v, a := float64(video.End())/float64(video.Timescale), float64(audio.End())/float64(audio.Timescale)
	if diff := v - a; diff > 0.06 || diff < -0.06 {
		t.Errorf("video is %.3f s, audio %.3f s", v, a)
	}
}

func TestOddSources(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args          []string
		width, height int
		kinds         int
	}{
		"no audio": {[]string{"-f", "lavfi", "-i", "testsrc2=s=322x180:d=2.5", "-c:v", "libx264", "-preset",
			"ultrafast"}, 322, 180, 1},
		"audio only": {[]string{"-f", "lavfi", "-i", "sine=d=2.5", "-c:a", "aac"}, 0, 0, 1},
		"one frame": {[]string{"-f", "lavfi", "-i", "testsrc2=s=160x120", "-frames:v", "1", "-c:v",
			"libx264"}, 160, 120, 1},
		"wide pixels": {[]string{"-f", "lavfi", "-i", "testsrc2=s=160x120:d=1", "-vf", "setsar=4/3", "-c:v",
			"libx264", "-preset", "ultrafast"}, 213, 120, 1},
		"portrait": {[]string{"-f", "lavfi", "-i", "testsrc2=s=120x320:d=1", "-c:v", "libx264", "-preset",
			"ultrafast"}, 120, 320, 1},
		"late picture": {[]string{"-f", "lavfi", "-i", "testsrc2=s=160x120:d=2", "-f", "lavfi", "-i", "sine=d=2",
			"-output_ts_offset", "3", "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"}, 160, 120, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, list := tracks(t, film(t, "a.mp4", c.args...))
			if s.Width != c.width || s.Height != c.height || len(list) != c.kinds {
				t.Fatalf("%dx%d with %d tracks", s.Width, s.Height, len(list))
			}
			for _, x := range list {
				if len(x.Segments) == 0 || x.Start != 0 {
					t.Fatalf("%s: %d segments from %d", x.Kind, len(x.Segments), x.Start)
				}
			}
		})
	}
}

func TestUnreadableSources(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{"text": "this is no film",
		"playlist": "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "empty": "",
		"concat": "ffconcat version 1.0\nfile /etc/passwd\n"} {
		file := filepath.Join(t.TempDir(), "a.mp4")
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ingest.Probe(context.Background(), file); !errors.Is(err, ingest.ErrUnreadable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLadder(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ width, height, rungs int }{{1920, 1080, 5}, {1280, 720, 4}, {426, 240, 1},
		{160, 120, 1}, {1080, 1920, 5}, {1600, 900, 5}, {3840, 2160, 7}} {
		rungs := ingest.Ladder(c.width, c.height)
		last := rungs[len(rungs)-1]
		if len(rungs) != c.rungs || last.Width > c.width+1 || last.Height > c.height+1 {
			t.Errorf("%dx%d: %+v", c.width, c.height, rungs)
		}
	}
}
