package server

import (
	"bufio"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"regexp"
	"sync"
	"time"
)

// recorder notes what is answered. It keeps io.ReaderFrom, which sendfile needs,
// and http.Flusher, which streamed answers need.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (r *recorder) code() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	n, err := r.ResponseWriter.Write(p)
	r.bytes += int64(n)
	return n, err
}

// ReadFrom implements io.ReaderFrom.
func (r *recorder) ReadFrom(src io.Reader) (int64, error) {
	n, err := io.Copy(r.ResponseWriter, src)
	r.bytes += n
	return n, err
}

// Flush implements http.Flusher.
func (r *recorder) Flush() { _ = http.NewResponseController(r.ResponseWriter).Flush() }

// Unwrap is for http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// observed counts every request and writes it to the access log, if there is one.
func (s *Server) observed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		s.metrics.open.Inc()
		rec := &recorder{ResponseWriter: w}
		defer func() {
			took := time.Since(began)
			s.metrics.open.Dec()
			s.metrics.note(partOf(r.URL.Path), rec, took)
			if s.access != nil {
				s.access.Info("request", "ip", s.clientIP(r), "method", r.Method, "path", withoutKS(r.URL.Path),
					"status", rec.code(), "bytes", rec.bytes, "ms", took.Milliseconds(),
					"range", r.Header.Get("Range"), "fault", rec.Header().Get("X-Kaltura"), "agent",
					r.UserAgent())
			}
		}()
		next.ServeHTTP(rec, r)
	})
}

var ksInPath = regexp.MustCompile(`(?i)/(ks|kt)/[^/]+`)

// withoutKS hides sessions and tokens that stand in a path.
func withoutKS(path string) string { return ksInPath.ReplaceAllString(path, "/$1/-") }

// accessFile is a log file written in large pieces, at the latest after a second.
type accessFile struct {
	mu   sync.Mutex
	file io.WriteCloser
	w    *bufio.Writer
	stop chan struct{}
}

// openAccess writes one JSON object a line to a file, to the standard output
// where its name is "-". Queries stay out of it: they may hold sessions.
func openAccess(name string) (*slog.Logger, io.Closer, error) {
	a := &accessFile{file: os.Stdout, stop: make(chan struct{})}
	if name != "-" {
		file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o640)
		if err != nil {
			return nil, nil, fmt.Errorf("--access-log: %w", err)
		}
		a.file = file
	}
	a.w = bufio.NewWriterSize(a.file, 64<<10)
	go a.keepFlushing()
	return slog.New(slog.NewJSONHandler(a, nil)), a, nil
}

func (a *accessFile) Write(p []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.w.Write(p)
}

func (a *accessFile) keepFlushing() {
	for {
		select {
		case <-a.stop:
			return
		case <-time.After(time.Second):
			a.mu.Lock()
			_ = a.w.Flush()
			a.mu.Unlock()
		}
	}
}

// Close writes what is left.
func (a *accessFile) Close() error {
	close(a.stop)
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.w.Flush(); err != nil {
		return fmt.Errorf("access log: %w", err)
	}
	if a.file == os.Stdout {
		return nil
	}
	return a.file.Close()
}
