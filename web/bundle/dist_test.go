package bundle

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

// TestDist: each file stands under its hash with its compressed forms, and what an
// earlier build has left goes.
func TestDist(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	build := func(files map[string]string) map[string]string {
		d, err := NewDist(dir)
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range files {
			if err := d.AddData(name, []byte(text)); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
		var names map[string]string
		if err == nil {
			err = json.Unmarshal(text, &names)
		}
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	first := build(map[string]string{"a.js": strings.Repeat("one ", 100), "b.css": "two"})
	second := build(map[string]string{"a.js": strings.Repeat("one ", 100), "b.css": "three"})
	if first["a.js"] != second["a.js"] || first["b.css"] == second["b.css"] ||
		!strings.HasSuffix(first["b.css"], ".css") {
		t.Errorf("%v, then %v", first, second)
	}
	list, err := os.ReadDir(filepath.Join(dir, "player"))
	if err != nil || len(list) != 6 {
		t.Fatalf("%d files, %v", len(list), err)
	}
	path := filepath.Join(dir, "player", second["a.js"])
	for ext, open := range map[string]func(io.Reader) (io.Reader, error){
		"":    func(r io.Reader) (io.Reader, error) { return r, nil },
		".gz": func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
		".br": func(r io.Reader) (io.Reader, error) { return brotli.NewReader(r), nil },
	} {
		b, err := os.ReadFile(path + ext)
		if err != nil {
			t.Fatal(err)
		}
		r, err := open(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(r); err != nil || string(text) != strings.Repeat("one ", 100) {
			t.Errorf("%s: %q, %v", ext, text, err)
		}
	}
}

// TestDefines: the loader knows every file by its hashed name but those of pages of
// the server.
func TestDefines(t *testing.T) {
	t.Parallel()
	d := &Dist{names: map[string]string{"ui.js": "ui-1.js", "console.js": "console-1.js",
		"stage.wasm": "stage-1.wasm"}}
	got, err := d.defines()
	if err != nil || got["__FILES__"] != `{"ui.js":"ui-1.js"}` || len(d.names) != 3 {
		t.Errorf("%v, %v", got, err)
	}
}

// TestReport: what is over its budget, or has none, is named.
func TestReport(t *testing.T) {
	t.Parallel()
	budget := filepath.Join(t.TempDir(), "budget.json")
	if err := os.WriteFile(budget, []byte(`{"a.js":10,"b.js":10}`), 0o600); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := Report(&b, []*Row{{Name: "a.js", Brotli: 10}}, budget); err != nil ||
		!strings.Contains(b.String(), "a.js") {
		t.Errorf("%s, %v", &b, err)
	}
	err := Report(&b, []*Row{{Name: "a.js", Brotli: 1}, {Name: "b.js", Brotli: 11}, {Name: "c.js", Brotli: 1}},
		budget)
	if err == nil || !strings.HasSuffix(err.Error(), "[b.js c.js]") {
		t.Errorf("%v", err)
	}
	if err := Report(&b, nil, budget+"x"); err == nil {
		t.Error("no budget is a budget")
	}
}

// TestTables: what scripts import is written where they look for it.
func TestTables(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "src", "gen")
	if err := WriteTables(dir, map[string]string{"a.json": "{}"}); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(filepath.Join(dir, "a.json")); err != nil || string(b) != "{}" {
		t.Errorf("%q, %v", b, err)
	}
}
