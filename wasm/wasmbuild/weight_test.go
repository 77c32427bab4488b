package wasmbuild

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWeigh(t *testing.T) {
	// Two functions of 2 and 4 bytes, the first of package a/b, and 3 bytes of data.
	module := []byte("\x00asm\x01\x00\x00\x00" +
		"\x0a\x09\x02\x02\x00\x0b\x04\x00\x41\x00\x0b" +
		"\x0b\x03abc" +
		"\x00\x16\x04name\x01\x0f\x02\x00\x05a_b.f\x01\x05main.")
	path := filepath.Join(t.TempDir(), "x.wasm")
	if err := os.WriteFile(path, module, 0o600); err != nil {
		t.Fatal(err)
	}
	w, err := Weigh(path, func(b []byte) int { return len(b) })
	if err != nil {
		t.Fatal(err)
	}
	if w.Code != 6 || w.Data != 3 || len(w.Packages) != 2 || w.Packages[0] != (Weight{"main", 1, 4, 4}) ||
		w.Packages[1] != (Weight{"a/b", 1, 2, 2}) {
		t.Errorf("%+v", w)
	}
	for _, bad := range []string{"", "text", "\x00asm\x01\x00\x00\x00\x0a\xff\xff\xff\xff\x07"} {
		if err := os.WriteFile(path, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Weigh(path, func(b []byte) int { return len(b) }); err == nil {
			t.Errorf("%q is weighed", bad)
		}
	}
}

// TestTable: a row for each package that counts, the rest summed up.
func TestTable(t *testing.T) {
	w := Weights{Code: 100_000, Data: 5500, Packages: []Weight{{"a", 3, 60_000, 9000}, {"b", 2, 300, 99},
		{"c", 1, 200, 1}}}
	want := "\n## x.wasm\n\nCode 100 kB, data 5 kB.\n\n| package | functions | code, bytes | brotli, bytes |\n" +
		"|---|--:|--:|--:|\n| a | 3 | 60000 | 9000 |\n| all others | 3 | 500 | 100 |\n"
	if got := w.table("x"); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}
