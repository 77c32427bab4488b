package blob_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"diptych/server/blob"
	"diptych/server/blob/s3test"
)

func openS3(t *testing.T, endpoint, more string) *blob.S3 {
	t.Helper()
	s, err := blob.OpenS3(context.Background(), fmt.Sprintf("s3://%s:%s@%s/some/prefix?endpoint=%s%s", s3test.Key, s3test.Secret, s3test.Bucket, url.QueryEscape(endpoint), more), t.TempDir())
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
	real, _ := url.Parse(s3test.Start(t))
	var asked, failed atomic.Int64
	forward := httputil.NewSingleHostReverseProxy(real)
	director := forward.Director
	forward.Director = func(r *http.Request) { host := r.Host; director(r); r.Host = host }
	flaky := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := asked.Add(1)
		if n%10 == 7 {
			failed.Add(1)
			if n%20 == 7 {
				http.Error(w, "slow down", http.StatusServiceUnavailable)
				return
			}
			panic(http.ErrAbortHandler)
		}
		forward.ServeHTTP(w, r)
	}))
	defer flaky.Close()
	s := openS3(t, flaky.URL, "&cache=6M")
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
	if failed.Load() == 0 {
		t.Error("nothing failed")
	}
	t.Logf("%d requests, %d of them failed", asked.Load(), failed.Load())

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
	address := fmt.Sprintf("s3://%s:%s@%s?endpoint=%s&cache=3M", s3test.Key, s3test.Secret, s3test.Bucket, url.QueryEscape(endpoint))
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
