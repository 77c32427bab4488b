package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	const good = `[{"duration_ms": 5000, "bandwidth_kbps": 2000, "latency_ms": 20}]`
	write("a.json", good)
	write("b.json", good)
	film := write("film.txt", `{"segment_duration_ms": 2000, "bitrates_kbps": [500, 1000],
		"segment_sizes_bits": [[1000000, 2000000], [1000000, 2000000], [900000, 1800000]]}`)
	var out bytes.Buffer
	r := run{traces: dir, film: film, half: "all", buffer: 25, sizes: true}
	if err := r.table(&out); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Split(strings.TrimSpace(out.String()), "\n"); len(lines) != 1+len(rules) ||
		strings.Fields(lines[1])[0] != "ours" || strings.Fields(lines[1])[1] != "2" {
		t.Errorf("%s", out.String())
	}
	for text, want := range map[string]error{
		`[]`: errTrace, `[{"duration_ms": 0, "bandwidth_kbps": 1}]`: errTrace,
		`[{"duration_ms": 10, "bandwidth_kbps": 0}]`: errTrace, `{`: nil, `{"a": 1}`: nil,
	} {
		if _, err := readTrace(write("bad.txt", text)); err == nil || want != nil && !errors.Is(err, want) {
			t.Errorf("trace %s: %v", text, err)
		}
	}
	for _, text := range []string{`{}`, `[`, `{"segment_duration_ms": 2000, "bitrates_kbps": [2, 1],
		"segment_sizes_bits": [[1, 2]]}`, `{"segment_duration_ms": 2000, "bitrates_kbps": [1],
		"segment_sizes_bits": [[1, 2]]}`, `{"bitrates_kbps": [1], "segment_sizes_bits": [[1]]}`} {
		if _, err := readFilm(write("bad.txt", text)); err == nil {
			t.Errorf("film %s is read", text)
		}
	}
	for _, half := range []string{"even", "odd"} {
		r.half = half
		if list, err := r.read(); err != nil || len(list) != 1 {
			t.Errorf("%s half: %d traces, %v", half, len(list), err)
		}
	}
	r.half = "third"
	if err := r.table(&out); !errors.Is(err, errHalf) {
		t.Errorf("a third: %v", err)
	}
	r.traces = t.TempDir()
	if err := r.table(&out); !errors.Is(err, errNoTraces) {
		t.Errorf("a folder without traces: %v", err)
	}
	r.film = filepath.Join(dir, "none")
	if err := r.table(&out); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a film that is not there: %v", err)
	}
}
