package ingest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
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

// Transcode makes all renditions of what can be decoded, as fragmented MP4 files
// with one track each, in dir. progress is told seconds. What had to be left out
// is noted in s, which has no pictures any more when there were none. It fails with
// a *failure.Final when nothing came out, and with a *failure.Wait when the file is
// not to blame.
func Transcode(ctx context.Context, file, dir string, s *Source, progress func(seconds float64)) ([]Output,
	error) {
	made, err := s.encode(ctx, file, dir, s.HasVideo, s.sounds, progress)
	if err != nil {
		return nil, err
	}
	if made.none() && len(made.sounds)+len(made.films) > 1 {
		// A track that cannot even be begun stops ffmpeg: each of them is tried alone.
		if made, err = s.encodeEach(ctx, file, dir, progress); err != nil {
			return nil, err
		}
	}
	return s.outputs(made)
}

// made is what came of a run.
type made struct {
	films  []Output
	filmed bool // films hold pictures
	sounds []*sound
	err    error // what was wrong with the file
}

func (m *made) none() bool {
	for _, x := range m.sounds {
		if x.heard {
			return false
		}
	}
	return !m.filmed
}

func (s *Source) encodeEach(ctx context.Context, file, dir string, progress func(seconds float64)) (*made,
	error) {
	all := &made{}
	if s.HasVideo {
		m, err := s.encode(ctx, file, dir, true, nil, progress)
		if err != nil {
			return nil, err
		}
		all = m
	}
	for _, index := range s.sounds {
		m, err := s.encode(ctx, file, dir, false, []int{index}, progress)
		if err != nil {
			return nil, err
		}
		all.sounds, all.err = append(all.sounds, m.sounds...), errors.Join(all.err, m.err)
	}
	return all, nil
}

// outputs keeps what came out, and notes what did not.
func (s *Source) outputs(m *made) ([]Output, error) {
	if m.none() {
		return nil, failure.Of(unreadable, errors.Join(ErrUnreadable, m.err))
	}
	var outputs []Output
	if m.filmed {
		outputs = m.films
	} else if s.HasVideo {
		s.HasVideo, s.VideoCodec, s.Width, s.Height = false, "", 0, 0
		s.note(leftPicture)
	}
	var languages []string
	for i, x := range m.sounds {
		if !x.heard {
			s.note(leftSound)
			continue
		}
		outputs = append(outputs, Output{File: x.out, Language: s.Audio[i]})
		languages = append(languages, s.Audio[i])
	}
	if s.Audio = languages; m.err != nil {
		s.note(damaged)
	}
	return outputs, nil
}

// encode makes renditions in one run of ffmpeg from one decode. An error has
// another cause than the file.
func (s *Source) encode(ctx context.Context, file, dir string, pictures bool, sounds []int,
	progress func(float64)) (*made, error) {
	m := &made{}
	args := []string{"-nostdin", "-hide_banner", "-y", "-v", "warning", "-max_error_rate", "1", "-progress",
		"pipe:1",
		"-i", "file:" + file}
	if pictures {
		var more []string
		more, m.films = s.command(dir)
		args = append(args, more...)
	}
	for i, index := range sounds {
		args = append(args, decoded(index, i)...)
		m.sounds = append(m.sounds, s.newSound(ctx, dir, index, progress))
	}
	args = append(args, s.companions(pictures, sounds)...)
	cmd := confine.Command(ctx, dir, confine.Media, "ffmpeg", args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	if err := m.run(ctx, cmd, progress); err != nil {
		return nil, err
	}
	return m, m.see()
}

// run starts the encoders of sounds, lets ffmpeg decode into them, and waits for all.
func (m *made) run(ctx context.Context, cmd *exec.Cmd, progress func(float64)) error {
	var complaint tail
	cmd.Stderr = &complaint
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("transcode: %w", err)
	}
	for _, x := range m.sounds {
		to, err := x.start()
		if err != nil {
			return errors.Join(ctx.Err(), err, m.stop(ctx))
		}
		cmd.ExtraFiles = append(cmd.ExtraFiles, to)
	}
	started := confine.Start(cmd, confine.Conversion())
	for _, to := range cmd.ExtraFiles {
		_ = to.Close()
	}
	if started != nil {
		return errors.Join(ctx.Err(), started, m.stop(ctx))
	}
	follow(stdout, progress)
	sounds := m.stop(ctx)
	err = cmd.Wait()
	if v := verdict(ctx, cmd, err, complaint.String(), confine.Conversion()); v != nil {
		return v
	}
	if sounds != nil {
		return sounds
	}
	if err != nil || hurt(complaint.String()) {
		m.err = fmt.Errorf("ffmpeg: %w: %s", errors.Join(ErrUnreadable, err), lastOf(complaint.String()))
	}
	return nil
}

// stop waits until sounds have come to their ends.
func (m *made) stop(ctx context.Context) error {
	var err error
	for _, x := range m.sounds {
		err = errors.Join(err, x.stop(ctx))
	}
	return err
}

// see looks for what is in the files.
func (m *made) see() error {
	m.filmed = len(m.films) > 0
	for _, out := range m.films {
		has, err := hasMedia(out.File)
		if err != nil {
			return failure.Sort(err)
		}
		m.filmed = m.filmed && has
	}
	for _, x := range m.sounds {
		has, err := hasMedia(x.out)
		if err != nil {
			return failure.Sort(err)
		}
		x.heard = has && x.pump.samples > 0
	}
	return nil
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
