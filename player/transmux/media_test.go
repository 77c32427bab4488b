package transmux_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"diptych/player/transmux"
)

// film makes media with ffmpeg; args are what stands behind its sources, a moving
// picture and a tone of four seconds, and say the name of the file last.
func film(t testing.TB, args ...string) []byte {
	t.Helper()
	return filmOf(t, "testsrc2=size=192x108:rate=25:duration=4", args...)
}

func filmOf(t testing.TB, picture string, args ...string) []byte {
	t.Helper()
	name := filepath.Join(t.TempDir(), args[len(args)-1])
	all := append([]string{"-v", "error", "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i",
		"sine=frequency=440:sample_rate=48000:duration=4", "-threads", "2"}, args[:len(args)-1]...)
	if out, err := exec.Command("ffmpeg", append(all, name)...).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, out)
	}
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func put(t testing.TB, name string, parts ...[]byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, bytes.Join(parts, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// played is what ffprobe and ffmpeg find in one stream.
type played struct {
	codec, shape string // shape: what a sample entry says beside the codec
	pts, dts     []float64
	last         float64 // duration of the last packet
	keys         string  // K or _ for each packet
}

// probe reads a stream: v or a.
func probe(t testing.TB, file, kind string) played {
	t.Helper()
	out, err := exec.Command("ffprobe", "-v", "error", "-select_streams", kind+":0", "-show_streams", "-show_packets",
		"-of", "json", file).Output()
	if err != nil {
		t.Fatalf("ffprobe: %v", err)
	}
	var x struct {
		Streams []struct {
			Name   string `json:"codec_name"`
			Width  int    `json:"width"`
			Height int    `json:"height"`
			Aspect string `json:"sample_aspect_ratio"`
			Range  string `json:"color_range"`
			Space  string `json:"color_space"`
			Rate   string `json:"sample_rate"`
			Number int    `json:"channels"`
		} `json:"streams"`
		Packets []struct {
			PTS      string `json:"pts_time"`
			DTS      string `json:"dts_time"`
			Duration string `json:"duration_time"`
			Flags    string `json:"flags"`
		} `json:"packets"`
	}
	if err := json.Unmarshal(out, &x); err != nil {
		t.Fatal(err)
	}
	var p played
	for _, s := range x.Streams {
		p.codec = s.Name
		p.shape = strings.Join([]string{strconv.Itoa(s.Width), strconv.Itoa(s.Height), s.Aspect, s.Range, s.Space,
			s.Rate, strconv.Itoa(s.Number)}, " ")
	}
	for _, k := range x.Packets {
		p.pts, p.dts = append(p.pts, number(k.PTS)), append(p.dts, number(k.DTS))
		p.last = number(k.Duration)
		p.keys += k.Flags[:1]
	}
	return p
}

// number is NaN, which differs from nothing by more than anything, where ffprobe does
// not tell: it knows no durations of Opus in MP4.
func number(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return math.NaN()
	}
	return v
}

// pictures are the hashes of what a stream decodes to.
func pictures(t testing.TB, file, kind string) (list []string) {
	t.Helper()
	out, err := exec.Command("ffmpeg", "-v", "error", "-i", file, "-map", "0:"+kind+":0", "-fps_mode", "passthrough",
		"-f", "framehash", "-hash", "md5", "-").CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg: %v %s", err, out)
	}
	for _, line := range strings.Split(string(out), "\n") {
		if words := strings.Fields(line); len(words) > 5 && !strings.HasPrefix(line, "#") {
			list = append(list, words[len(words)-1])
		}
	}
	return list
}

// decodes fails unless a file decodes without an error.
func decodes(t testing.TB, file string) {
	t.Helper()
	out, err := exec.Command("ffmpeg", "-v", "error", "-xerror", "-i", file, "-f", "null", "-").CombinedOutput()
	if err != nil || len(out) > 0 {
		t.Errorf("ffmpeg says of the result: %v %s", err, out)
	}
}

func convert(t testing.TB, in transmux.Input) transmux.Output {
	t.Helper()
	out, err := transmux.Convert(in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
