// Command sim plays films over recorded networks in virtual time, by our rule and by
// published ones, and prints how they did.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"text/tabwriter"
)

// run is what is to be played.
type run struct {
	traces, film, half string
	buffer             float64 // seconds
	sizes              bool
}

func main() {
	var r run
	flag.StringVar(&r.traces, "traces", "", "folder of JSON lists of {duration_ms, bandwidth_kbps, latency_ms}")
	flag.StringVar(&r.film, "movie", "", "JSON of {segment_duration_ms, bitrates_kbps, segment_sizes_bits}")
	flag.Float64Var(&r.buffer, "buffer", 25, "how much is fetched ahead at most, seconds")
	flag.StringVar(&r.half, "half", "all", "which traces of the folder by their order: even, odd or all")
	flag.BoolVar(&r.sizes, "sizes", true, "our rule knows the sizes of segments; else the mean bit rates")
	flag.Parse()
	if err := r.table(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "sim:", err)
		os.Exit(1)
	}
}

// table plays the film over each trace by each rule.
func (r run) table(w io.Writer) error {
	f, err := readFilm(r.film)
	if err != nil {
		return err
	}
	list, err := r.read()
	if err != nil {
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "rule\ttraces\tbitrate kbit/s\tstalls %\tp95\tstalls/segment\tswitch kbit/s\tutility\tscore\t"+
		"start s\tgiven up %\t")
	for _, x := range rules {
		m, p95 := r.mean(f, list, x.make)
		fmt.Fprintf(t, "%s\t%d\t%.0f\t%.2f\t%.2f\t%.4f\t%.0f\t%.3f\t%.3f\t%.1f\t%.1f\t\n", x.name, len(list),
			m.bitrate/1000, 100*m.stalled, 100*p95, m.stalls, m.switched/1000, m.utility, m.score(), m.start,
			100*m.given)
	}
	return t.Flush()
}

var (
	errNoTraces = errors.New("no traces")
	errHalf     = errors.New("half is even, odd or all")
)

// read brings the traces of one half of a folder.
func (r run) read() ([]trace, error) {
	files, err := filepath.Glob(filepath.Join(r.traces, "*.json"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("%w in %q", errNoTraces, r.traces)
	}
	first, step := 0, 2
	switch r.half {
	case "all":
		step = 1
	case "odd":
		first = 1
	case "even":
	default:
		return nil, fmt.Errorf("%w, not %q", errHalf, r.half)
	}
	var list []trace
	for i := first; i < len(files); i += step {
		t, err := readTrace(files[i])
		if err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, nil
}

// mean is that of a rule over traces, and what share of the time one in twenty of them
// stands for at least.
func (r run) mean(f film, list []trace, rule func(bool) rule) (mean result, p95 float64) {
	stalled := make([]float64, len(list))
	for i, t := range list {
		one := play(f, t, rule(r.sizes), r.buffer)
		mean = mean.plus(one, 1/float64(len(list)))
		stalled[i] = one.stalled
	}
	sort.Float64s(stalled)
	return mean, stalled[len(stalled)*95/100]
}
