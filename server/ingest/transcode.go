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
	"diptych/server/failure"
)

// Output is a file that the transcoder has made.
type Output struct {
	File     string
	Rung     *Rung  // nil for audio
	Language string // of audio
}

// soundShare is how much of the progress the sound is, of a film with pictures.
const soundShare = 0.1

// Transcode makes all renditions of what can be decoded, as fragmented MP4 files
// with one track each, in dir. progress is told seconds. What had to be left out
// is noted in s, which has no pictures any more when there were none. It fails with
// a *failure.Final when nothing came out, and with a *failure.Wait when the file is
// not to blame.
func Transcode(ctx context.Context, file, dir string, s *Source, progress func(seconds float64)) ([]Output, error) {
	share := 1.0
	if s.HasVideo {
		share = soundShare
	}
	sounds, err := s.encodeSounds(ctx, file, dir, func(at float64) { progress(at * share) })
	if err != nil {
		return nil, err
	}
	var films []Output
	if s.HasVideo {
		films, err = s.encodePictures(ctx, file, dir, func(at float64) {
			progress(s.Duration*share + at*(1-share))
		})
	}
	if err != nil {
		return nil, err
	}
	outputs := append(films, sounds...)
	if len(outputs) == 0 {
		return nil, failure.Of(unreadable, ErrUnreadable)
	}
	return outputs, nil
}

// encodePictures makes all rungs in one run of ffmpeg from one decode.
func (s *Source) encodePictures(ctx context.Context, file, dir string, progress func(seconds float64)) ([]Output, error) {
	args, outputs := command(file, dir, s)
	cmd := confine.Command(ctx, dir, confine.Media, "ffmpeg", args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("transcode: %w", err)
	}
	var complaint tail
	cmd.Stderr = &complaint
	if err := confine.Start(cmd, confine.Conversion()); err != nil {
		return nil, errors.Join(ctx.Err(), err)
	}
	follow(stdout, progress)
	err = cmd.Wait()
	if v := verdict(ctx, cmd, err, complaint.String(), confine.Conversion()); v != nil {
		return nil, v
	}
	for _, out := range outputs {
		has, readErr := hasMedia(out.File)
		if readErr != nil {
			return nil, failure.Sort(readErr)
		}
		if !has {
			s.HasVideo, s.VideoCodec, s.Width, s.Height = false, "", 0, 0
			s.note(leftPicture)
			return nil, s.nothing(fmt.Errorf("%w: %s", errors.Join(ErrUnreadable, err), lastOf(complaint.String())))
		}
	}
	if err != nil || hurt(complaint.String()) {
		s.note(damaged)
	}
	return outputs, nil
}

// nothing is the verdict on a film without pictures: its sound is played, if it
// has any.
func (s *Source) nothing(cause error) error {
	if len(s.Audio) > 0 {
		return nil
	}
	return failure.Of(unreadable, cause)
}

// hurt tells whether a decoder or demuxer complained. Muxers and encoders have
// other reasons to.
func hurt(complaint string) bool {
	for _, line := range strings.Split(complaint, "\n") {
		for _, sign := range []string{"rror while decoding", "nvalid data found", "corrupt", "concealing", "partial file",
			"rror submitting packet", "issing reference", "eference", "nvalid NAL", "runcat", "slice", "invalid", "ac-tex damaged"} {
			if strings.Contains(line, sign) {
				return true
			}
		}
	}
	return false
}

func command(file, dir string, s *Source) ([]string, []Output) {
	args := []string{"-nostdin", "-hide_banner", "-v", "error", "-max_error_rate", "1", "-progress", "pipe:1"}
	if s.picture.force > 0 {
		args = append(args, "-r", strconv.FormatFloat(s.picture.force, 'f', 3, 64))
	}
	rungs := chosen(Ladder(s.Width, s.Height), s.Wanted)
	args = append(args, "-i", "file:"+file, "-filter_complex", filters(rungs, s))
	var outputs []Output
	for i, r := range rungs {
		out := filepath.Join(dir, "v"+strconv.Itoa(i)+".mp4")
		args = append(args, "-map", fmt.Sprintf("[v%d]", i))
		args = append(args, videoArgs(r)...)
		args = append(args, fragmented()...)
		args = append(args, out)
		outputs = append(outputs, Output{File: out, Rung: &rungs[i]})
	}
	return args, outputs
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
	return []string{"-map_metadata", "-1", "-map_chapters", "-1", "-f", "mp4",
		"-movflags", "+frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets+skip_trailer"}
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
