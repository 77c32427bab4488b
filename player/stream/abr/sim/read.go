package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

// span is a stretch of a network: seconds, bit/s, and seconds to the first byte.
type span struct {
	length, bitrate, latency float64
}

// trace is a network that begins anew at its end.
type trace []span

// film is what can be fetched: bits of each segment in each rendition, the lowest
// first.
type film struct {
	segment float64 // seconds of each
	rates   []int   // bit/s
	sizes   [][]float64
}

// share is what a segment of a download takes in another rendition, bits.
func (f film) share(d download, rendition int) float64 {
	return d.size * float64(f.rates[rendition]) / float64(f.rates[d.rendition])
}

var (
	errTrace = errors.New("no trace that brings anything")
	errFilm  = errors.New("no film with a size for each segment and rendition")
)

func readTrace(file string) (trace, error) {
	var list []struct {
		MS      float64 `json:"duration_ms"`
		Kbps    float64 `json:"bandwidth_kbps"`
		Latency float64 `json:"latency_ms"`
	}
	if err := read(file, &list); err != nil {
		return nil, err
	}
	var out trace
	brings := false
	for _, s := range list {
		if s.MS > 0 && s.Kbps >= 0 && s.Latency >= 0 {
			out = append(out, span{s.MS / 1000, s.Kbps * 1000, s.Latency / 1000})
			brings = brings || s.Kbps > 0
		}
	}
	if !brings {
		return nil, fmt.Errorf("%s: %w", file, errTrace)
	}
	return out, nil
}

func readFilm(file string) (film, error) {
	var m struct {
		MS    float64     `json:"segment_duration_ms"`
		Kbps  []float64   `json:"bitrates_kbps"`
		Sizes [][]float64 `json:"segment_sizes_bits"`
	}
	if err := read(file, &m); err != nil {
		return film{}, err
	}
	f := film{segment: m.MS / 1000, sizes: m.Sizes}
	last := 0
	for _, rate := range m.Kbps {
		if int(rate*1000) <= last {
			return film{}, fmt.Errorf("%s: %w", file, errFilm)
		}
		last = int(rate * 1000)
		f.rates = append(f.rates, last)
	}
	for _, sizes := range m.Sizes {
		if len(sizes) != len(f.rates) {
			return film{}, fmt.Errorf("%s: %w", file, errFilm)
		}
	}
	if f.segment <= 0 || len(f.rates) == 0 || len(f.sizes) == 0 {
		return film{}, fmt.Errorf("%s: %w", file, errFilm)
	}
	return f, nil
}

func read(file string, into any) error {
	text, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", file, err)
	}
	return nil
}
