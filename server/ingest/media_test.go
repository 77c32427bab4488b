package ingest_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"math"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"diptych/server/ingest"
)

// Sources of fixtures: a flash of 0.12 s and a beep begin together at every full
// second but the first.
const (
	flash = "color=c=black:s=160x90:r=25:d=4,drawbox=c=white:t=fill:enable='lt(mod(t,1),0.12)*gte(t,0.9)'"
	beep  = "aevalsrc='if(lt(mod(t,1),0.12)*gte(t,0.9),0.5*sin(2*PI*1000*t),0)':s=48000:d=4"
)

// flashes are the arguments for a film of both.
func flashes(more ...string) []string {
	return append([]string{"-f", "lavfi", "-i", flash, "-f", "lavfi", "-i", beep}, more...)
}

func ffmpeg(t *testing.T, args ...string) {
	t.Helper()
	args = append([]string{"-nostdin", "-v", "error", "-y", "-threads", "1"}, args...)
	if out, err := exec.Command("ffmpeg", args...).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg %v: %v: %s", args, err, out)
	}
}

// changed writes what f makes of a file.
func changed(t *testing.T, file string, f func([]byte) []byte) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, f(data), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// result is what became of a file.
type result struct {
	*ingest.Source
	pictures string   // file of the largest rendition; "" = none
	sounds   []string // files
}

func transcoded(t *testing.T, file string) result {
	t.Helper()
	s, err := ingest.Probe(context.Background(), file)
	if err != nil {
		t.Fatalf("probe: %v", err)
	}
	outputs, err := ingest.Transcode(context.Background(), file, t.TempDir(), s, func(float64) {})
	if err != nil {
		t.Fatalf("transcode: %v", err)
	}
	r := result{Source: s}
	for _, o := range outputs {
		if o.Rung != nil {
			r.pictures = o.File
		} else {
			r.sounds = append(r.sounds, o.File)
		}
	}
	return r
}

func (r result) noted(word string) bool { return strings.Contains(strings.Join(r.Notes, " "), word) }

func output(t *testing.T, program string, args ...string) []byte {
	t.Helper()
	out, err := exec.Command(program, append([]string{"-v", "error"}, args...)...).Output()
	if err != nil {
		t.Fatalf("%s %v: %v", program, args, err)
	}
	return out
}

// frameTimes are the times of all pictures, from the first one on: ffmpeg moves
// those of files that have negative composition offsets.
func frameTimes(t *testing.T, file string) []float64 {
	t.Helper()
	text := output(t, "ffprobe", "-select_streams", "v", "-show_entries", "frame=best_effort_timestamp_time",
		"-of", "csv=p=0", file)
	var times []float64
	for _, line := range strings.Fields(string(text)) {
		at, err := strconv.ParseFloat(strings.Trim(line, ","), 64)
		if err != nil {
			t.Fatal(err)
		}
		times = append(times, at)
	}
	for i := len(times) - 1; i >= 0; i-- {
		times[i] -= times[0]
	}
	return times
}

// brightAt is when the picture becomes bright.
func brightAt(t *testing.T, file string) []float64 {
	t.Helper()
	times := frameTimes(t, file)
	var at []float64
	last := byte(255)
	for i, level := range output(t, "ffmpeg", "-i", file, "-vf", "scale=1:1,format=gray", "-fps_mode",
		"passthrough", "-f", "rawvideo", "-") {
		if level > 120 && last <= 120 {
			at = append(at, times[i])
		}
		last = level
	}
	return at
}

// loudAt is when sound begins after silence.
func loudAt(t *testing.T, file string) (at []float64, seconds float64) {
	t.Helper()
	const rate = 48000
	raw := output(t, "ffmpeg", "-i", file, "-ac", "1", "-ar", "48000", "-f", "s16le", "-")
	quiet := 0
	for i := 0; i+1 < len(raw); i += 2 {
		quiet++
		if v := int16(binary.LittleEndian.Uint16(raw[i:])); v > 4000 || v < -4000 {
			if quiet > rate/5 {
				at = append(at, float64(i/2)/rate)
			}
			quiet = 0
		}
	}
	return at, float64(len(raw)) / 2 / rate
}

// together tells by how much flashes and beeps are apart at most, of those that
// have a partner within half a second, and how many have.
func together(t *testing.T, r result) (worst float64, pairs int) {
	t.Helper()
	if r.pictures == "" || len(r.sounds) == 0 {
		t.Fatalf("pictures %q, sounds %v", r.pictures, r.sounds)
	}
	loud, _ := loudAt(t, r.sounds[0])
	for _, at := range brightAt(t, r.pictures) {
		nearest := math.Inf(1)
		for _, l := range loud {
			if math.Abs(l-at) < math.Abs(nearest) {
				nearest = l - at
			}
		}
		if math.Abs(nearest) < 0.5 {
			worst, pairs = math.Max(worst, math.Abs(nearest)), pairs+1
		}
	}
	return worst, pairs
}

// inSync wants flashes and beeps within what is noticed.
func inSync(t *testing.T, r result, least int) {
	t.Helper()
	worst, pairs := together(t, r)
	if worst > 0.045 || pairs < least {
		t.Errorf("%d flashes with a beep (want %d), %.0f ms apart at most", pairs, least, worst*1000)
	}
}

// distinct counts pictures that differ from the one before, from a time on.
func distinct(t *testing.T, file string, from float64) int {
	t.Helper()
	raw := output(t, "ffmpeg", "-i", file, "-vf", "scale=64:36,format=gray", "-fps_mode", "passthrough", "-f",
		"rawvideo", "-")
	const size = 64 * 36
	n := 0
	for i, at := range frameTimes(t, file) {
		if i > 0 && at >= from && !near(raw[i*size:(i+1)*size], raw[(i-1)*size:i*size]) {
			n++
		}
	}
	return n
}

func near(a, b []byte) bool {
	for i := range a {
		if d := int(a[i]) - int(b[i]); d > 24 || d < -24 {
			return false
		}
	}
	return true
}

// colourOf is the mean colour of the first picture, as a screen shows it.
func colourOf(t *testing.T, file string) [3]int {
	t.Helper()
	b := output(t, "ffmpeg", "-i", file, "-frames:v", "1", "-vf",
		"scale=in_color_matrix=bt709:in_range=tv,format=gbrp,crop=iw/2:ih/2,format=rgb24,scale=1:1:flags=area",
		"-f", "rawvideo", "-")
	return [3]int{int(b[0]), int(b[1]), int(b[2])}
}

// swapped replaces a word everywhere behind a sign.
func swapped(b []byte, behind, old, with string, n int) []byte {
	at := 0
	for range n {
		i := bytes.Index(b[at:], []byte(behind))
		if i < 0 {
			return b
		}
		at += i + len(behind)
	}
	i := bytes.Index(b[at:], []byte(old))
	if i >= 0 {
		copy(b[at+i:], with)
	}
	return b
}

// sampled tells whether a row is run: those that are named, and with
// DIPTYCH_MATRIX=1 all of them, which takes minutes.
func sampled(name string, names ...string) bool {
	return os.Getenv("DIPTYCH_MATRIX") != "" || slices.Contains(names, name)
}
