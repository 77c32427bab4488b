package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"

	"diptych/server/confine"
	"diptych/server/failure"
)

// AudioBitrate of the one audio rendition, kbit/s.
const AudioBitrate = 128

// What is decoded to, and encoded from.
const (
	sampleRate = 48000
	channels   = 2
	sampleSize = channels * 4 // bytes: 32 bit float
)

// encodeSounds makes a rendition of every sound track. One that cannot be decoded
// is left out with a note.
func (s *Source) encodeSounds(ctx context.Context, file, dir string, progress func(seconds float64)) ([]Output, error) {
	var outputs []Output
	var kept []string
	var cause error
	for i, index := range s.sounds {
		out := filepath.Join(dir, "a"+strconv.Itoa(i)+".mp4")
		heard, err := s.encodeSound(ctx, file, dir, out, index, progress)
		if err != nil {
			return nil, err
		}
		has := false
		if heard.samples > 0 {
			if has, err = hasMedia(out); err != nil {
				return nil, failure.Sort(err)
			}
		}
		if !has {
			cause = errors.Join(cause, heard.err)
			s.note(leftSound)
			continue
		}
		if heard.err != nil {
			s.note(damaged)
		}
		outputs, kept = append(outputs, Output{File: out, Language: s.Audio[i]}), append(kept, s.Audio[i])
	}
	if s.Audio = kept; len(kept) == 0 && !s.HasVideo {
		return nil, failure.Of(unreadable, errors.Join(ErrUnreadable, cause))
	}
	return outputs, nil
}

// heard is what came of a sound track.
type heard struct {
	samples int64 // that were decoded
	err     error // what was wrong with it
}

// encodeSound decodes a track in one process and encodes it in another. Between
// them the sound has one form, whatever changes in the file on the way, and is put
// where its times say.
func (s *Source) encodeSound(ctx context.Context, file, dir, out string, index int, progress func(float64)) (heard, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	decoder := confine.Command(ctx, dir, confine.Media, "ffmpeg", "-nostdin", "-hide_banner", "-v", "error",
		"-max_error_rate", "1", "-i", "file:"+file, "-map", "0:"+strconv.Itoa(index), "-c:a", "pcm_f32le",
		"-ar", strconv.Itoa(sampleRate), "-ac", strconv.Itoa(channels), "-map_metadata", "-1", "-map_chapters", "-1",
		"-f", "matroska", "-live", "1", "pipe:1")
	encoder := confine.Command(ctx, dir, confine.Raw, "ffmpeg", append(append([]string{"-nostdin", "-hide_banner", "-v", "error",
		"-f", "f32le", "-ar", strconv.Itoa(sampleRate), "-ac", strconv.Itoa(channels), "-i", "pipe:0",
		"-c:a", "aac", "-b:a", strconv.Itoa(AudioBitrate) + "k",
		// The encoder's priming frame has a negative time that MSE cannot show;
		// without it the first sample stands at 0, where the picture begins.
		"-bsf:a", `noise=drop=lt(pts\,0)`}, fragmented()...), out)...)
	from, err := decoder.StdoutPipe()
	if err != nil {
		return heard{}, fmt.Errorf("decode sound: %w", err)
	}
	to, err := encoder.StdinPipe()
	if err != nil {
		return heard{}, fmt.Errorf("encode sound: %w", err)
	}
	p := &pump{to: to, at: s.times.at, end: int64((s.Duration + slack) * sampleRate), progress: progress}
	return p.between(ctx, decoder, encoder, from)
}

// between runs both processes to their ends.
func (p *pump) between(ctx context.Context, decoder, encoder *exec.Cmd, from io.Reader) (heard, error) {
	var said, saidEncoder tail
	decoder.Stderr, encoder.Stderr = &said, &saidEncoder
	for _, cmd := range []*exec.Cmd{decoder, encoder} {
		cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	}
	if err := confine.Start(encoder, confine.Conversion()); err != nil {
		return heard{}, errors.Join(ctx.Err(), err)
	}
	if err := confine.Start(decoder, confine.Conversion()); err != nil {
		_ = encoder.Process.Kill()
		_ = encoder.Wait()
		return heard{}, errors.Join(ctx.Err(), err)
	}
	pumped := readBlocks(from, p.block)
	if pumped != nil {
		_ = decoder.Process.Kill()
	}
	closed := p.to.Close()
	decoded, encoded := decoder.Wait(), encoder.Wait()
	if v := verdict(ctx, encoder, encoded, saidEncoder.String(), confine.Conversion()); v != nil {
		return heard{}, v
	}
	if encoded != nil && p.samples > 0 {
		return heard{}, fmt.Errorf("encode sound: %w: %s", encoded, lastOf(saidEncoder.String()))
	}
	h := heard{samples: p.samples}
	if errors.Is(pumped, errEnd) || closed != nil {
		return h, nil // it is longer than the film is
	}
	if pumped != nil {
		return h, fmt.Errorf("decode sound: %w", pumped)
	}
	if v := verdict(ctx, decoder, decoded, said.String(), confine.Conversion()); v != nil {
		return heard{}, v
	}
	if decoded != nil || hurt(said.String()) {
		h.err = fmt.Errorf("decode sound: %w: %s", errors.Join(ErrUnreadable, decoded), lastOf(said.String()))
	}
	return h, nil
}
