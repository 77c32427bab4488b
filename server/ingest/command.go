package ingest

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
)

// command is what makes the pictures.
func (s *Source) command(dir string) ([]string, []Output) {
	rungs := chosen(Ladder(s.Width, s.Height), s.Wanted)
	args := []string{"-filter_complex", filters(rungs, s)}
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

// companions lets ffmpeg read the tracks too that are made in other runs: it takes
// the clock of a transport stream from all that it reads, and all have to begin at
// the same time.
func (s *Source) companions(pictures bool, sounds []int) []string {
	var args []string
	if s.filmed && !pictures {
		args = append(args, "-map", "0:"+strconv.Itoa(s.picture.Index))
	}
	for _, index := range s.sounds {
		if !slices.Contains(sounds, index) {
			args = append(args, "-map", "0:"+strconv.Itoa(index))
		}
	}
	if args == nil {
		return nil
	}
	return append(args, "-c", "copy", "-f", "null", "-")
}

// videoArgs forces key frames at the same times in every rendition, so that all
// can be cut at the same places.
func videoArgs(r Rung) []string {
	k := func(f float64) string { return strconv.Itoa(int(float64(r.Bitrate)*f)) + "k" }
	return []string{
		"-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-b:v", k(1), "-maxrate", k(1.3),
		"-bufsize", k(2.6),
		"-force_key_frames", "expr:gte(t,n_forced*2)", "-g", "600", "-sc_threshold", "0", "-x264-params",
		"open-gop=0:scenecut=0", "-a53cc", "0",
		"-video_track_timescale", "90000",
	}
}

func fragmented() []string {
	return []string{"-map_metadata", "-1", "-map_chapters", "-1", "-f", "mp4",
		"-movflags", "+frag_keyframe+empty_moov+default_base_moof+negative_cts_offsets+skip_trailer"}
}
