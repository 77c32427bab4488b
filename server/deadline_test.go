package server

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"diptych/server/limits"
)

// impatient serves a body's length, or a file, with little patience.
func impatient(t *testing.T, p patience) (address string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, bytes.Repeat([]byte("x"), 3*limits.Piece+5), 0o600); err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(patient(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/file":
			f, err := os.Open(file)
			if err != nil {
				panic(err)
			}
			defer f.Close()
			_, _ = io.CopyN(w, f, 3*limits.Piece+5)
		case "/late": // the answer takes longer than the body may
			_, _ = io.Copy(io.Discard, r.Body)
			select {
			case <-r.Context().Done():
			case <-time.After(4 * p.stall):
				fmt.Fprint(w, "done")
			}
		case "/endless":
			for {
				if _, err := w.Write(make([]byte, 1<<16)); err != nil {
					return
				}
			}
		default:
			n, err := io.Copy(io.Discard, r.Body)
			fmt.Fprint(w, n, err)
		}
	}), p))
	t.Cleanup(web.Close)
	return web.Listener.Addr().String()
}

func dial(t *testing.T, address, text string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_, _ = io.WriteString(conn, text)
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	return conn
}

// TestStalledSenders: a body that does not come, and one that trickles, lose
// their connection, as does a reader that takes nothing.
func TestStalledSenders(t *testing.T) {
	const stall = 150 * time.Millisecond
	address := impatient(t, patience{stall, 2 * stall, stall})
	const head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
	ended := func(what string, conn net.Conn, most time.Duration) {
		t.Helper()
		began := time.Now()
		_, _ = io.Copy(io.Discard, conn)
		if took := time.Since(began); took > most {
			t.Errorf("%s is waited for %v", what, took)
		}
	}
	ended("a stalled body", dial(t, address, head+"a"), 3*time.Second)
	trickle := dial(t, address, head)
	go func() {
		for range 200 {
			if _, err := io.WriteString(trickle, "a"); err != nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}()
	ended("a trickle", trickle, 3*time.Second)
	deaf := dial(t, address, "GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")
	time.Sleep(10 * stall)
	began := time.Now()
	n, _ := io.Copy(io.Discard, deaf)
	if time.Since(began) > 10*time.Second || n > 64<<20 {
		t.Errorf("a reader that took nothing got %d bytes then", n)
	}
}

// TestPatience: what makes progress is let be: several requests of a connection,
// answers that take long to make, files in pieces.
func TestPatience(t *testing.T) {
	const stall = 100 * time.Millisecond
	address := impatient(t, patience{stall, 2 * stall, stall})
	for _, path := range []string{"/late", "/late", "/"} {
		r, err := http.Post("http://"+address+path, "text/plain", bytes.NewReader(make([]byte, 50_000)))
		if err != nil {
			t.Fatal(path, err)
		}
		text, err := io.ReadAll(r.Body)
		_ = r.Body.Close()
		if err != nil || len(text) == 0 {
			t.Errorf("%s: %q, %v", path, text, err)
		}
	}
	conn := dial(t, address, "")
	reader := bufio.NewReader(conn)
	for i := range 3 {
		time.Sleep(2 * stall) // between requests nothing has to come
		_, _ = io.WriteString(conn, "GET /file HTTP/1.1\r\nHost: x\r\n\r\n")
		r, err := http.ReadResponse(reader, nil)
		if err != nil {
			t.Fatal(i, err)
		}
		if n, err := io.Copy(io.Discard, r.Body); n != 3*limits.Piece+5 || err != nil {
			t.Errorf("file %d: %d bytes, %v", i, n, err)
		}
	}
}
