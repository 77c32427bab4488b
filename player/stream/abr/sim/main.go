// Command sim plays films over recorded networks in virtual time, by our rule and by
// published ones, and prints how they did.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/tabwriter"
)

func main() {
	traces := flag.String("traces", "", "folder of JSON lists of {duration_ms, bandwidth_kbps, latency_ms}")
	film := flag.String("movie", "", "JSON of {segment_duration_ms, bitrates_kbps, segment_sizes_bits}")
	buffer := flag.Float64("buffer", 25, "how much is fetched ahead at most, seconds")
	flag.Parse()
	if err := table(os.Stdout, *traces, *film, *buffer); err != nil {
		fmt.Fprintln(os.Stderr, "sim:", err)
		os.Exit(1)
	}
}

// table plays a film over each trace of a folder by each rule.
func table(w io.Writer, dir, film string, buffer float64) error {
	f, err := readFilm(film)
	if err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("no traces in %q", dir)
	}
	list := make([]trace, len(files))
	for i, file := range files {
		if list[i], err = readTrace(file); err != nil {
			return err
		}
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "rule\ttraces\tbitrate kbit/s\tstalls %\tstalls/segment\tswitch kbit/s\tutility\tscore\t")
	for _, r := range rules {
		m := mean(f, list, r.make, buffer)
		fmt.Fprintf(t, "%s\t%d\t%.0f\t%.2f\t%.4f\t%.0f\t%.3f\t%.3f\t\n", r.name, len(list), m.bitrate/1000,
			100*m.stalled, m.stalls, m.switched/1000, m.utility, m.score())
	}
	return t.Flush()
}

// mean is that of a rule over traces.
func mean(f film, list []trace, rule func() rule, buffer float64) result {
	var sum result
	for _, t := range list {
		sum = sum.plus(play(f, t, rule(), buffer), 1/float64(len(list)))
	}
	return sum
}
