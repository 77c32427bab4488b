// Package s3test runs a real S3 server for tests: versitygw over a folder, as a
// process of its own on the loopback interface.
package s3test

import (
	"context"
	"fmt"
	"net"
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
	"time"
)

// Account and bucket of the server.
const (
	Key    = "diptych"
	Secret = "diptych-secret"
	Bucket = "lectures"
)

// Version of versitygw.
const Version = "v1.8.0"

var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "versitygw-")
	if err != nil {
		return "", err
	}
	cmd := exec.Command("go", "install", "github.com/versity/versitygw/cmd/versitygw@"+Version)
	cmd.Env = append(os.Environ(), "GOBIN="+dir, "GOFLAGS=-mod=mod")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("install versitygw: %w: %s", err, out)
	}
	return filepath.Join(dir, "versitygw"), nil
})

// Start runs a server with an empty bucket until the test ends and returns its
// address.
func Start(t testing.TB) string {
	t.Helper()
	program, err := build()
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	root, attributes := t.TempDir(), t.TempDir()
	if err := os.MkdirAll(filepath.Join(root, Bucket), 0o755); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, program, "--access", Key, "--secret", Secret, "--port", address, "--region",
		"us-east-1", "posix", "--sidecar", attributes, root)
	if err := cmd.Start(); err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() { cancel(); _ = cmd.Wait() })
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(
		50 * time.Millisecond) {
		if r, err := http.Get("http://" + address + "/"); err == nil {
			_ = r.Body.Close()
			return "http://" + address
		}
	}
	t.Fatal("versitygw does not answer")
	return ""
}

// forwarded is Start behind a proxy.
func forwarded(t testing.TB) *httputil.ReverseProxy {
	t.Helper()
	server, err := url.Parse(Start(t))
	if err != nil {
		t.Fatal(err)
	}
	forward := httputil.NewSingleHostReverseProxy(server)
	director := forward.Director
	forward.Director = func(r *http.Request) { host := r.Host; director(r); r.Host = host } // it is signed
	return forward
}

// Unreliable is Start behind a proxy that fails one request in ten: by a 503, or
// by breaking the connection.
func Unreliable(t testing.TB) string {
	t.Helper()
	forward := forwarded(t)
	var asked atomic.Int64
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch asked.Add(1) % 20 {
		case 7:
			http.Error(w, "slow down", http.StatusServiceUnavailable)
		case 17:
			panic(http.ErrAbortHandler)
		default:
			forward.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(func() {
		proxy.Close()
		if asked.Load() < 10 {
			t.Errorf("only %d requests: none has failed", asked.Load())
		}
	})
	return proxy.URL
}

// Switched is Start behind a proxy that answers nothing while it is off.
func Switched(t testing.TB) (address string, turn func(on bool)) {
	t.Helper()
	forward := forwarded(t)
	var off atomic.Bool
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if off.Load() {
			panic(http.ErrAbortHandler)
		}
		forward.ServeHTTP(w, r)
	}))
	t.Cleanup(proxy.Close)
	return proxy.URL, func(on bool) { off.Store(!on) }
}
