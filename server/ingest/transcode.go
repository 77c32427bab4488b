package ingest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"diptych/server/confine"
)

// AudioBitrate of the one audio rendition, kbit/s.
const AudioBitrate = 128

// Output is a file that the transcoder has made.
type Output struct {
	File     string
	Rung     *Rung  // nil for audio
	Language string // of audio
}

// Transcode makes all renditions in one run of ffmpeg from one decode, as
// fragmented MP4 files with one track each, in dir. progress is told seconds.
func Transcode(ctx context.Context, file, dir string, s *Source, progress func(seconds float64)) ([]Output, error) {
	args, outputs := command(file, dir, s)
	cmd := confine.Command(ctx, dir, confine.Media, "ffmpeg", args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	var stderr tail
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("transcode: %w", err)
	}
	if err := confine.Start(cmd, confine.Conversion()); err != nil {
		return nil, err
	}
	follow(stdout, progress)
	if err := cmd.Wait(); err != nil {
		return nil, fmt.Errorf("ffmpeg: %w: %s", errors.Join(ctx.Err(), err), stderr.last())
	}
	return outputs, nil
}

func command(file, dir string, s *Source) ([]string, []Output) {
	args := []string{"-nostdin", "-hide_banner", "-v", "error", "-xerror", "-progress", "pipe:1", "-i", "file:" + file}
	var outputs []Output
	if s.HasVideo {
		rungs := chosen(Ladder(s.Width, s.Height), s.Wanted)
		args = append(args, "-filter_complex", filters(rungs, s))
		for i, r := range rungs {
			out := filepath.Join(dir, "v"+strconv.Itoa(i)+".mp4")
			args = append(args, "-map", fmt.Sprintf("[v%d]", i))
			args = append(args, videoArgs(r)...)
			args = append(args, fragmented()...)
			args = append(args, out)
			outputs = append(outputs, Output{File: out, Rung: &rungs[i]})
		}
	}
	for i, language := range s.Audio {
		out := filepath.Join(dir, "a"+strconv.Itoa(i)+".mp4")
		args = append(args, "-map", "0:a:"+strconv.Itoa(i), "-c:a", "aac", "-b:a", strconv.Itoa(AudioBitrate)+"k", "-ar", "48000", "-ac", "2",
			"-af", "aresample=async=1:first_pts=0",
			// The encoder's priming frame has a negative time that MSE cannot show;
			// without it the first sample stands at 0, where the picture begins.
			"-bsf:a", `noise=drop=lt(pts\,0)`)
		args = append(args, fragmented()...)
		args = append(args, out)
		outputs = append(outputs, Output{File: out, Language: language})
	}
	return args, outputs
}

// toSDR brings high dynamic range (BT.2100) down to what every screen shows
// (BT.709): in linear light, so that colours stay what they are.
const toSDR = "zscale=t=linear:npl=100,format=gbrpf32le,zscale=p=bt709,tonemap=tonemap=hable:desat=0,zscale=t=bt709:m=bt709:r=tv,"

// filters decodes once, fixes the frame rate and scales to every rung.
func filters(rungs []Rung, s *Source) string {
	var b strings.Builder
	colours := ""
	if s.HDR {
		colours = toSDR
	}
	fmt.Fprintf(&b, "[0:v:0]fps=%s:start_time=0,setsar=1,%sformat=yuv420p,split=%d", strconv.FormatFloat(s.FrameRate, 'f', 5, 64), colours, len(rungs))
	for i := range rungs {
		fmt.Fprintf(&b, "[s%d]", i)
	}
	for i, r := range rungs {
		fmt.Fprintf(&b, ";[s%d]scale=%d:%d:flags=bicubic,setsar=1[v%d]", i, r.Width, r.Height, i)
	}
	return b.String()
}

// videoArgs forces key frames at the same times in every rendition, so that all
// can be cut at the same places.
func videoArgs(r Rung) []string {
	k := func(f float64) string { return strconv.Itoa(int(float64(r.Bitrate)*f)) + "k" }
	return []string{
		"-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-b:v", k(1), "-maxrate", k(1.3), "-bufsize", k(2.6),
		"-force_key_frames", "expr:gte(t,n_forced*2)", "-g", "600", "-sc_threshold", "0", "-x264-params", "open-gop=0:scenecut=0", "-a53cc", "0",
		"-video_track_timescale", "90000",
	}
}

func fragmented() []string {
	return []string{"-map_metadata", "-1", "-map_chapters", "-1", "-f", "mp4", "-movflags", "+frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets+skip_trailer"}
}

// follow reads ffmpeg's progress lines until the pipe closes.
func follow(r io.Reader, progress func(seconds float64)) {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if v, ok := strings.CutPrefix(lines.Text(), "out_time_us="); ok {
			if us, err := strconv.ParseInt(v, 10, 64); err == nil {
				progress(float64(us) / 1e6)
			}
		}
	}
}

// tail keeps the end of what ffmpeg complains about.
type tail struct{ text []byte }

func (t *tail) Write(p []byte) (int, error) {
	t.text = append(t.text, p...)
	if over := len(t.text) - 4096; over > 0 {
		t.text = t.text[over:]
	}
	return len(p), nil
}

func (t *tail) last() string {
	lines := strings.Split(strings.TrimSpace(string(t.text)), "\n")
	return lines[len(lines)-1]
}
