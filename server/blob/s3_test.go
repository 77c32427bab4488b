package blob_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"diptych/server/blob"
	"diptych/server/blob/s3test"
)

func openS3(t *testing.T, endpoint, more string) *blob.S3 {
	t.Helper()
	s, err := blob.OpenS3(context.Background(), fmt.Sprintf("s3://%s:%s@%s/some/prefix?endpoint=%s%s",
		s3test.Key, s3test.Secret, s3test.Bucket, url.QueryEscape(endpoint), more), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestS3(t *testing.T) {
	conformance(t, openS3(t, s3test.Start(t), ""))
}

// TestS3Reads: any range, many readers, a cache smaller than the file, and a
// server that refuses or breaks one request in ten.
func TestS3Reads(t *testing.T) {
	s := openS3(t, s3test.Unreliable(t), "&cache=6M")
	want := make([]byte, 20<<20+123)
	_, _ = rand.New(rand.NewSource(1)).Read(want)
	ctx := context.Background()
	if n, err := s.Put(ctx, "media/film.mp4", bytes.NewReader(want)); err != nil || n != int64(len(want)) {
		t.Fatalf("%d bytes, %v", n, err)
	}
	var wait sync.WaitGroup
	for viewer := range 8 {
		wait.Add(1)
		go func() {
			defer wait.Done()
			random := rand.New(rand.NewSource(int64(viewer)))
			for range 25 {
				from := random.Intn(len(want))
				n := random.Intn(min(3<<20, len(want)-from))
				r, size, err := s.Open(ctx, "media/film.mp4")
				if err != nil || size != int64(len(want)) {
					t.Errorf("size %d, %v", size, err)
					return
				}
				got := make([]byte, n)
				_, err = r.Seek(int64(from), io.SeekStart)
				if err == nil {
					_, err = io.ReadFull(r, got)
				}
				if err != nil || !bytes.Equal(got, want[from:from+n]) {
					t.Errorf("%d bytes from %d: %v", n, from, err)
				}
				_ = r.Close()
			}
		}()
	}
	wait.Wait()
	file, release, err := s.Local(ctx, "media/film.mp4")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
		t.Errorf("the local copy differs, %v", err)
	}
	release()
	if _, err := os.Stat(file); err == nil {
		t.Error("the local copy stays")
	}
}

// TestS3CacheIsBounded and outlives a restart.
func TestS3CacheIsBounded(t *testing.T) {
	endpoint, dir := s3test.Start(t), t.TempDir()
	address := fmt.Sprintf("s3://%s:%s@%s?endpoint=%s&cache=3M", s3test.Key, s3test.Secret, s3test.Bucket,
		url.QueryEscape(endpoint))
	ctx := context.Background()
	s, err := blob.OpenS3(ctx, address, dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(ctx, "a.mp4", bytes.NewReader(make([]byte, 9<<20))); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		r, _, err := s.Open(ctx, "a.mp4")
		if err != nil {
			t.Fatal(err)
		}
		if n, err := io.Copy(io.Discard, r); n != 9<<20 || err != nil {
			t.Fatalf("%d bytes, %v", n, err)
		}
		_ = r.Close()
		if size := sizeOf(t, filepath.Join(dir, "cache")); size > 3<<20 || size == 0 {
			t.Errorf("the cache holds %d bytes", size)
		}
		if s, err = blob.OpenS3(ctx, address, dir); err != nil {
			t.Fatal(err)
		}
	}
}

func sizeOf(t *testing.T, dir string) (n int64) {
	t.Helper()
	out, err := exec.Command("find", dir, "-type", "f", "-printf", "%s\n").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range bytes.Fields(out) {
		var size int64
		_, _ = fmt.Sscan(string(line), &size)
		n += size
	}
	return n
}
