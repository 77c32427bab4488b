package blob_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"diptych/server/blob"
)

// conformance is what every driver must do.
func conformance(t *testing.T, s blob.Store) {
	ctx := context.Background()
	if _, err := s.Put(ctx, "a/b.mp4", strings.NewReader("one")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(ctx, "a/b.mp4", strings.NewReader("second")); err != nil {
		t.Fatal(err)
	}
	r, size, err := s.Open(ctx, "a/b.mp4")
	if err != nil || size != 6 {
		t.Fatalf("size %d, %v", size, err)
	}
	text, err := io.ReadAll(r)
	if err != nil || string(text) != "second" || r.Close() != nil {
		t.Fatalf("%q, %v", text, err)
	}
	again, _, err := s.Open(ctx, "a/b.mp4")
	if err != nil || again.Close() != nil {
		t.Fatalf("open again: %v", err)
	}
	_ = again.Close() // twice: no reader of another's may lose its file
	one, _, err1 := s.Open(ctx, "a/b.mp4")
	two, _, err2 := s.Open(ctx, "a/b.mp4")
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	half := make([]byte, 3)
	if _, err := io.ReadFull(one, half); err != nil || string(half) != "sec" {
		t.Fatalf("%q, %v", half, err)
	}
	if text, err := io.ReadAll(two); err != nil || string(text) != "second" {
		t.Fatalf("two readers: %q, %v", text, err)
	}
	_, _ = one.Close(), two.Close()
	if _, err := s.Put(ctx, "a/b.mp4", strings.NewReader("the third")); err != nil {
		t.Fatal(err)
	}
	if r, size, err = s.Open(ctx, "a/b.mp4"); err != nil || size != 9 {
		t.Fatalf("written again: size %d, %v", size, err)
	}
	_ = r.Close()
	for range 2 {
		if err := s.Delete(ctx, "a/b.mp4"); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := s.Open(ctx, "a/b.mp4"); !errors.Is(err, blob.ErrNotFound) {
		t.Fatalf("after delete: %v", err)
	}
	for _, key := range []string{"", "/etc/passwd", "../x", "a/../b", "a//b", ".temp/x", "a\x00b", "a/.hidden"} {
		if _, err := s.Put(ctx, key, strings.NewReader("x")); err == nil {
			t.Errorf("key %q was taken", key)
		}
	}
}

func TestFolder(t *testing.T) {
	t.Parallel()
	s, err := blob.NewFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	conformance(t, s)
}
