package disk

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"diptych/server/limits"
)

// TestRoom: a small file fits, and one that no disk holds is refused as a full disk.
func TestRoom(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	free, err := Free(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := Room(dir, free-(free>>3)); err != nil && free > 1<<30 { // others write meanwhile
		t.Errorf("most of %d bytes: %v", free, err)
	}
	if err := Room(dir, math.MaxInt64); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("everything: %v", err)
	}
	for _, none := range []string{filepath.Join(dir, "none"), "\x00"} {
		if err := Room(none, 1); err == nil || errors.Is(err, syscall.ENOSPC) {
			t.Errorf("%q: %v", none, err)
		}
	}
}

// TestSpare: some of the disk stays free, of a small one a twentieth.
func TestSpare(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		t.Fatal(err)
	}
	free, err := Free(dir)
	if err != nil {
		t.Fatal(err)
	}
	spare := int64(s.Bavail)*s.Bsize - free
	want := min(limits.FreeSpace, int64(s.Blocks)*s.Bsize/20)
	if diff := spare - want; diff < -64<<20 || diff > 64<<20 { // others write meanwhile
		t.Errorf("%d bytes stay free, want %d", spare, want)
	}
}

// TestWriter: what is written arrives, and a writer looks at the disk again after a
// while.
func TestWriter(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "a")
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	w := &Writer{File: file}
	for range 3 {
		if n, err := w.Write([]byte("abc")); n != 3 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
	}
	if w.left != every-6 {
		t.Errorf("it looks again after %d bytes", w.left)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(name); err != nil || string(b) != "abcabcabc" {
		t.Errorf("%q, %v", b, err)
	}
	if _, err := w.Write([]byte("d")); err == nil {
		t.Error("a closed file takes bytes")
	}
	gone := &Writer{File: file}
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	if n, err := gone.Write([]byte("abc")); n != 0 || err == nil {
		t.Errorf("a disk that cannot be looked at: %d, %v", n, err)
	}
}
