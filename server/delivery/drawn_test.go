package delivery

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"diptych/server/blob"
)

func put(t *testing.T, s *shelf, key string, size int) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "picture")
	if err := os.WriteFile(file, make([]byte, size), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.adopt(key, file); err != nil {
		t.Fatal(err)
	}
}

func has(t *testing.T, s *shelf, key string) bool {
	t.Helper()
	file, _, err := s.open(key)
	if errors.Is(err, blob.ErrNotFound) {
		return false
	}
	if err != nil {
		t.Fatal(err)
	}
	_ = file.Close()
	return true
}

// TestShelf: the least recently used go, old versions go, and a restart finds what
// there is.
func TestShelf(t *testing.T) {
	dir := t.TempDir()
	s, err := newShelf(filepath.Join(dir, "drawn"), 100)
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, "e/1-a.jpg", 40)
	put(t, s, "e/1-b.jpg", 40)
	if !has(t, s, "e/1-a.jpg") {
		t.Fatal("a is not kept")
	}
	put(t, s, "f/1-c.jpg", 40)
	if has(t, s, "e/1-b.jpg") || !has(t, s, "e/1-a.jpg") || s.size != 80 {
		t.Errorf("the least recently used is kept, %d bytes", s.size)
	}
	if _, err := os.Stat(filepath.Join(dir, "drawn", "e", "1-b.jpg")); !os.IsNotExist(err) {
		t.Errorf("its file: %v", err)
	}
	put(t, s, "e/1-a.jpg", 10)
	if s.size != 50 {
		t.Errorf("drawn anew: %d bytes", s.size)
	}
	again, err := newShelf(filepath.Join(dir, "drawn"), 100)
	if err != nil || again.size != 50 || !has(t, again, "e/1-a.jpg") {
		t.Errorf("after a restart: %d bytes, %v", again.size, err)
	}
	put(t, again, "e/2-a.jpg", 10)
	if has(t, again, "e/1-a.jpg") || !has(t, again, "e/2-a.jpg") || !has(t, again, "f/1-c.jpg") {
		t.Error("a picture of the version before is kept")
	}
	if small, err := newShelf(filepath.Join(dir, "drawn"), 30); err != nil || small.size > 40 ||
		small.rows.Len() != 1 {
		t.Errorf("with a lower bound: %d bytes, %v", small.size, err)
	}
	_ = os.Remove(filepath.Join(dir, "drawn", "f", "1-c.jpg"))
	if has(t, again, "f/1-c.jpg") || again.size != 10 {
		t.Errorf("a file that somebody removed: %d bytes", again.size)
	}
}
