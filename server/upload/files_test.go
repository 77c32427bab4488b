package upload

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"diptych/server/blob"
)

// TestRangesUnion: what comes in any order is one set of runs.
func TestRangesUnion(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		set             string
		size, head, end int64
		whole           bool // of end
	}{
		"":               {"", 0, 0, 0, true},
		"0-5":            {"0-5", 5, 5, 5, true},
		"0-5,5-9":        {"0-9", 9, 9, 9, true},
		"5-9,0-5":        {"0-9", 9, 9, 9, true},
		"0-5,3-9":        {"0-9", 9, 9, 9, true},
		"0-9,3-5":        {"0-9", 9, 9, 9, true},
		"0-5,6-9":        {"0-5,6-9", 8, 5, 9, false},
		"3-5":            {"3-5", 2, 0, 5, false},
		"9-10,0-1,4-5":   {"0-1,4-5,9-10", 3, 1, 10, false},
		"9-10,0-1,1-9":   {"0-10", 10, 10, 10, true},
		"0-1,0-1,0-1,,,": {"0-1", 1, 1, 1, true},
	} {
		r, err := ParseRanges(text)
		if err != nil || r.String() != want.set || r.Size() != want.size || r.Head() != want.head ||
			r.End() != want.end || r.Whole(want.end) != want.whole {
			t.Errorf("%q: %s, %d bytes, %d at the head, ends at %d, %v", text, r, r.Size(), r.Head(), r.End(),
				err)
		}
	}
	for _, text := range []string{"5", "5-5", "9-5", "-5", "-1-5", "a-b", "0-5;6-7", "0-99999999999999999999"} {
		if r, err := ParseRanges(text); err == nil {
			t.Errorf("%q is read as %s", text, r)
		}
	}
}

// TestAddLeavesTheOld: who has the set from before keeps it as it was.
func TestAddLeavesTheOld(t *testing.T) {
	t.Parallel()
	old := Ranges{{0, 5}, {7, 9}}
	_ = old.Add(Range{4, 8})
	_ = old.Add(Range{20, 30})
	if old.String() != "0-5,7-9" {
		t.Errorf("became %s", old)
	}
}

func newFiles(t *testing.T) (*Files, *blob.Folder) {
	t.Helper()
	blobs, err := blob.NewFolder(filepath.Join(t.TempDir(), "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	f, err := New(blobs)
	if err != nil {
		t.Fatal(err)
	}
	return f, blobs
}

func local(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "chunk")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// content is what there is of an upload.
func content(t *testing.T, f *Files, id string) string {
	t.Helper()
	b, err := os.ReadFile(f.file(id))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestPlaces: chunks at a byte, at the end, over others, and the whole anew.
func TestPlaces(t *testing.T) {
	t.Parallel()
	f, _ := newFiles(t)
	for i, c := range []struct {
		text string
		at   int64 // -2 = the whole
		want string
		came Range
	}{
		{"abc", 0, "abc", Range{0, 3}}, {"def", -1, "abcdef", Range{3, 6}}, {"X", 1, "aXcdef", Range{1, 2}},
		{"", 3, "aXcdef", Range{3, 3}},
		{"hi", 8, "aXcdef\x00\x00hi", Range{8, 10}}, {"new", -2, "new", Range{}},
	} {
		var came Range
		var err error
		if c.at == -2 {
			err = f.Replace("0_a", local(t, c.text))
		} else {
			came, err = f.Place("0_a", local(t, c.text), c.at)
		}
		if err != nil || came != c.came || content(t, f, "0_a") != c.want {
			t.Errorf("step %d: %v, %q, %v", i+1, came, content(t, f, "0_a"), err)
		}
	}
	if _, err := f.Place("0_a", filepath.Join(t.TempDir(), "none"), 0); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a chunk that is not there: %v", err)
	}
	if err := f.Replace("0_a", filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) ||
		content(t, f, "0_a") != "new" {
		t.Errorf("a file that is not there: %v, %q", err, content(t, f, "0_a"))
	}
}

// TestAppends: chunks whose place is "at the end" do not meet.
func TestAppends(t *testing.T) {
	t.Parallel()
	f, _ := newFiles(t)
	var wait sync.WaitGroup
	for range 20 {
		name := local(t, "abcdefghij")
		wait.Go(func() {
			if _, err := f.Place("0_a", name, -1); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if text := content(t, f, "0_a"); text != strings.Repeat("abcdefghij", 20) || f.Writing("0_a") ||
		len(f.busy) != 0 {
		t.Errorf("%d bytes, %d uploads are busy", len(text), len(f.busy))
	}
}

// TestBrokenStream: what came before the break is kept, and told.
func TestBrokenStream(t *testing.T) {
	t.Parallel()
	f, _ := newFiles(t)
	broken := errors.New("connection reset")
	came, err := f.Write("0_a", io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(broken)), 2)
	if !errors.Is(err, broken) || came != (Range{2, 5}) || content(t, f, "0_a") != "\x00\x00abc" {
		t.Errorf("%v, %v, %q", came, err, content(t, f, "0_a"))
	}
	if came, err := f.Write("0_a", strings.NewReader("de"), 5); err != nil || came != (Range{5, 7}) {
		t.Errorf("%v, %v", came, err)
	}
}

// TestSettleAndRemove: an upload becomes a blob once, and is gone when it is given
// up, whichever of both it is.
func TestSettleAndRemove(t *testing.T) {
	t.Parallel()
	f, blobs := newFiles(t)
	ctx := t.Context()
	if err := f.Replace("0_a", local(t, "film")); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"media/0_a", "0_a", Key("0_none")} { // none of these is it
		if err := f.SettleKey(ctx, key); err != nil {
			t.Errorf("%s: %v", key, err)
		}
	}
	if _, _, err := blobs.Open(ctx, Key("0_a")); !errors.Is(err, blob.ErrNotFound) {
		t.Errorf("it is a blob too early: %v", err)
	}
	for range 2 {
		if err := f.SettleKey(ctx, Key("0_a")); err != nil {
			t.Fatal(err)
		}
	}
	r, size, err := blobs.Open(ctx, Key("0_a"))
	if err != nil || size != 4 {
		t.Fatalf("%d bytes, %v", size, err)
	}
	_ = r.Close()
	if err := f.Replace("0_b", local(t, "film")); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"0_a", "0_b", "0_none"} {
		if err := f.Remove(ctx, id); err != nil {
			t.Errorf("%s: %v", id, err)
		}
		if _, _, err := blobs.Open(ctx, Key(id)); !errors.Is(err, blob.ErrNotFound) {
			t.Errorf("%s: %v", id, err)
		}
		if _, err := os.Stat(f.file(id)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: %v", id, err)
		}
	}
}

// TestNames: no name of an upload leads out of its folder.
func TestNames(t *testing.T) {
	t.Parallel()
	f, _ := newFiles(t)
	for _, id := range []string{"0_a", "../../etc/passwd", "/etc/passwd", "..", "", "a/b", "a/../../b"} {
		if dir := filepath.Dir(f.file(id)); dir != f.dir && f.file(id) != f.dir {
			t.Errorf("%q is %s", id, f.file(id))
		}
	}
	if f.Import("0_a") == f.file("0_a") || filepath.Dir(f.Import("0_a")) != f.dir {
		t.Errorf("imports are in %s", f.Import("0_a"))
	}
}
