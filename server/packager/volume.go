package packager

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// VolumeName is what a volume map is called beside a rendition (reference:
// backend-api §4.2).
const VolumeName = "volume_map.csv"

// VolumeKey is where the volume map of a stored sound track is.
func VolumeKey(track string) string { return track + "." + VolumeName }

// ThinVolume makes so many lines of a volume map, each with the mean power of
// those that it stands for; fewer when there are no more, all for 0.
func ThinVolume(w io.Writer, r io.Reader, lines int) error {
	var times, levels []float64
	scan := bufio.NewScanner(r)
	scan.Scan()
	if _, err := fmt.Fprintln(w, scan.Text()); err != nil {
		return err
	}
	for scan.Scan() {
		at, level, _ := strings.Cut(scan.Text(), ",")
		t, errTime := strconv.ParseFloat(at, 64)
		v, errLevel := strconv.ParseFloat(level, 64)
		if errTime != nil || errLevel != nil {
			return fmt.Errorf("volume map: line %q", scan.Text())
		}
		times, levels = append(times, t), append(levels, v)
	}
	if lines <= 0 || lines > len(times) {
		lines = len(times)
	}
	for i := range lines {
		from, to := i*len(times)/lines, (i+1)*len(times)/lines
		power := 0.0
		for _, v := range levels[from:to] {
			power += math.Pow(10, v/10)
		}
		if _, err := fmt.Fprintf(w, "%.0f,%.2f\n", times[from],
			10*math.Log10(power/float64(to-from))); err != nil {
			return err
		}
	}
	return scan.Err()
}
