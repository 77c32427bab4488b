package ingest_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"diptych/server/failure"
	"diptych/server/ingest"
)

// TestSurroundings: what is no fault of the file is waited for, whatever step of the
// work meets it, and what a limit of ours ends is final.
func TestSurroundings(t *testing.T) {
	file := film(t, "a.mp4", flashes("-t", "1", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p",
		"-c:a", "aac")...)
	s, err := ingest.Probe(context.Background(), file)
	if err != nil {
		t.Fatal(err)
	}
	s.Subtitles = []ingest.Subtitle{{}}
	for name, c := range map[string]struct{ script, on string }{
		"killed": {"kill -9 $$", failure.OnMemory},
		"disk full": {"echo 'av_interleaved_write_frame(): No space left on device' >&2; exit 1",
			failure.OnDisk},
		"disk full 7": {
			"echo '[out#0/mp4 @ 0x55d0] Error muxing a packet: No space left on device' >&2; exit 228",
			failure.OnDisk},
		"full by code": {"exit 228", failure.OnDisk},
		"quota": {"echo 'Error writing trailer of v0.mp4: Disk quota exceeded' >&2; exit 1",
			failure.OnDisk},
		"no library": {"echo 'ffmpeg: error while loading shared libraries' >&2; exit 127", failure.OnFFmpeg},
		"too large":  {"kill -XFSZ $$", ""},
		"too long":   {"kill -XCPU $$", ""},
		"missing":    {"", failure.OnFFmpeg},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for _, program := range []string{"ffmpeg", "ffprobe"} {
				if c.script == "" {
					continue
				}
				if err := os.WriteFile(filepath.Join(dir, program), []byte("#!/bin/bash\n"+c.script+"\n"),
					0o700); err != nil {
					t.Fatal(err)
				}
			}
			path := dir
			if c.script != "" {
				path += ":/bin:/usr/bin"
			}
			t.Setenv("PATH", path)
			copied := *s
			_, probe := ingest.Probe(context.Background(), file)
			_, transcode := ingest.Transcode(context.Background(), file, t.TempDir(), &copied, func(float64) {})
			_, volume := ingest.Volume(context.Background(), file, t.TempDir())
			_, subtitles := ingest.Subtitles(context.Background(), file, t.TempDir(), s)
			for step, err := range map[string]error{"probe": probe, "transcode": transcode, "volume": volume,
				"subtitles": subtitles} {
				var wait *failure.Wait
				var final *failure.Final
				switch {
				case c.on != "" && (!errors.As(err, &wait) || wait.On != c.on):
					t.Errorf("%s: %v, want to wait for %s", step, err, c.on)
				case c.on == "" && step != "subtitles" && (!errors.As(err, &final) ||
					errors.Is(err, ingest.ErrUnreadable)):
					t.Errorf("%s: %v, want the file's fault", step, err)
				}
			}
		})
	}
}

// TestWordsOfFiles: a file cannot make the server wait by what it holds.
func TestWordsOfFiles(t *testing.T) {
	dir := t.TempDir()
	script := "#!/bin/bash\necho '[matroska,webm @ 0x5] title: No space left on device' >&2\nexit 1\n"
	if err := os.WriteFile(filepath.Join(dir, "ffprobe"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":/bin:/usr/bin")
	file := filepath.Join(dir, "a.mkv")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	var final *failure.Final
	if _, err := ingest.Probe(context.Background(), file); !errors.As(err, &final) {
		t.Error(err)
	}
}

// TestStopped: work whose context has ended says so and nothing else.
func TestStopped(t *testing.T) {
	t.Parallel()
	file := film(t, "a.mp4", flashes("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a",
		"aac")...)
	s, err := ingest.Probe(context.Background(), file)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := ingest.Probe(ctx, file); !errors.Is(err, context.Canceled) {
		t.Errorf("probe: %v", err)
	}
	if _, err := ingest.Transcode(ctx, file, t.TempDir(), s, func(float64) {}); !errors.Is(err,
		context.Canceled) {
		t.Errorf("transcode: %v", err)
	}
}
