package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"

	"diptych/server/confine"
	"diptych/server/limits"
)

// AudioBitrate of the one audio rendition, kbit/s.
const AudioBitrate = 128

// What is decoded to, and encoded from.
const (
	sampleRate = 48000
	channels   = 2
	sampleSize = channels * 4 // bytes: 32 bit float
)

// firstPipe is the number of the first file that a process gets beside the usual
// three.
const firstPipe = 3

// decoded is what makes a sound track go to the n-th pipe.
func decoded(index, n int) []string {
	return []string{"-map", "0:" + strconv.Itoa(index), "-c:a", "pcm_f32le", "-ar", strconv.Itoa(sampleRate),
		"-ac", strconv.Itoa(channels), "-map_metadata", "-1", "-map_chapters", "-1", "-f", "matroska", "-live",
		"1",
		"pipe:" + strconv.Itoa(firstPipe+n)}
}

// timed are containers that say when sound is to be heard. The times of others are
// what ffmpeg counts by the first frame's form.
var timed = map[string]bool{"mov": true, "matroska": true, "avi": true, "flv": true, "asf": true, "mpegts": true,
	"mpeg": true,
	"ogg":  true, "mxf": true, "nut": true, "rm": true, "gxf": true, "wtv": true, "dv": true}

// sound is a track that one process decodes and another one encodes. Between them
// it has one form, whatever changes in the file on the way, and is put where its
// times say.
type sound struct {
	out     string
	heard   bool // out holds sound
	pump    *pump
	encoder *exec.Cmd
	said    tail
	pumped  chan error // nil before it has begun
}

func (s *Source) newSound(ctx context.Context, dir string, index int, progress func(float64)) *sound {
	x := &sound{out: filepath.Join(dir, "a"+strconv.Itoa(index)+".mp4")}
	args := []string{"-nostdin", "-hide_banner", "-y", "-v", "error", "-f", "f32le", "-ar",
		strconv.Itoa(sampleRate),
		"-ac", strconv.Itoa(channels), "-i", "pipe:0", "-c:a", "aac", "-b:a", strconv.Itoa(AudioBitrate) + "k",
		// The encoder's priming frame has a negative time that MSE cannot show;
		// without it the first sample stands at 0, where the picture begins.
		"-bsf:a", `noise=drop=lt(pts\,0)`}
	x.encoder = confine.Command(ctx, dir, confine.Raw, "ffmpeg", append(append(args, fragmented()...), x.out)...)
	x.encoder.Stderr = &x.said
	x.encoder.Cancel = func() error { return x.encoder.Process.Signal(syscall.SIGTERM) }
	if s.HasVideo {
		progress = func(float64) {} // pictures take longer
	}
	x.pump = &pump{at: s.times.at, end: int64((s.Duration + slack) * sampleRate), progress: progress}
	if !s.filmed && !timed[s.format] {
		x.pump.untimed, x.pump.end = true, limits.SourceHours*3600*sampleRate
	}
	return x
}

// start starts the encoder, and gives the pipe that it waits for sound from.
func (x *sound) start() (*os.File, error) {
	stdin, err := x.encoder.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("encode sound: %w", err)
	}
	from, to, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("encode sound: %w", err)
	}
	if err := confine.Start(x.encoder, confine.Conversion()); err != nil {
		_, _ = from.Close(), to.Close()
		return nil, err
	}
	x.pump.to = stdin
	x.pumped = make(chan error, 1)
	go func() {
		err := readBlocks(from, x.pump.block)
		_, _ = io.Copy(io.Discard, from) // the decoder goes on with the pictures
		_ = from.Close()
		_ = stdin.Close()
		x.pumped <- err
	}()
	return to, nil
}

// stop waits for the encoder. An error has another cause than the file.
func (x *sound) stop(ctx context.Context) error {
	if x.pumped == nil {
		return nil
	}
	pumped := <-x.pumped
	err := x.encoder.Wait()
	if v := verdict(ctx, x.encoder, err, x.said.String(), confine.Conversion()); v != nil {
		return v
	}
	if pumped != nil && !errors.Is(pumped, errEnd) || err != nil && x.pump.samples > 0 {
		return fmt.Errorf("encode sound: %w: %s", errors.Join(pumped, err), lastOf(x.said.String()))
	}
	return nil
}
