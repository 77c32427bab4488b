package ingest

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"diptych/server/confine"
)

// volumeRate is how many lines of a volume map there are for a second of sound.
const volumeRate = 2

// Volume measures a sound track: lines of "time (ms),level (dB)" below a line of
// names, as nginx-vod's volume map has them (reference: backend-api §4.2). An error is the
// context's, a *failure.Wait, or tells that it cannot be measured.
func Volume(ctx context.Context, file, dir string) (string, error) {
	out := filepath.Join(dir, "volume.txt")
	chain := fmt.Sprintf("aresample=8000,asetnsamples=%d:p=0,"+
		"astats=metadata=1:reset=1:measure_perchannel=none:measure_overall=RMS_level,"+
		"ametadata=print:key=lavfi.astats.Overall.RMS_level:file=volume.txt", 8000/volumeRate)
	cmd := confine.Command(ctx, dir, confine.Media, "ffmpeg", "-nostdin", "-v", "error", "-i", "file:"+file,
		"-map", "0:a:0", "-af", chain, "-f", "null", "-")
	var complaint tail
	verdict, err := run(ctx, cmd, confine.Conversion(), &complaint)
	if verdict != nil {
		return "", verdict
	}
	if err != nil {
		return "", fmt.Errorf("measure volume: %w: %s", err, lastOf(complaint.String()))
	}
	f, err := os.Open(out)
	if err != nil {
		return "", fmt.Errorf("measure volume: %w", err)
	}
	defer f.Close()
	var b strings.Builder
	b.WriteString("pts,rms_level\n")
	at := 0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if _, text, ok := strings.Cut(lines.Text(), "pts_time:"); ok {
			at = int(number(text) * 1000)
		} else if _, text, ok := strings.Cut(lines.Text(), "RMS_level="); ok {
			b.WriteString(strconv.Itoa(at) + "," + level(text) + "\n")
		}
	}
	return b.String(), nil
}

// silence is the level of no sound at all, dB.
const silence = -91

func level(text string) string {
	if v, err := strconv.ParseFloat(text, 64); err == nil && v > silence {
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
	return strconv.Itoa(silence)
}
