package server

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"
)

// kills is how often a process dies in each test; DIPTYCH_KILLS sets it.
func kills() int {
	if n, err := strconv.Atoi(os.Getenv("DIPTYCH_KILLS")); err == nil && n > 0 {
		return n
	}
	return 5
}

var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "diptych-crash-")
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "diptych")
	if out, err := exec.Command("go", "build", "-o", file, "./cmd/diptych").CombinedOutput(); err != nil {
		return "", fmt.Errorf("build: %w: %s", err, out)
	}
	return file, nil
})

// mortal is a server process that can be killed and started again on its data.
type mortal struct {
	client
	address, data string
	cmd           *exec.Cmd
}

func newMortal(t *testing.T) *mortal {
	t.Helper()
	if _, err := program(); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &mortal{client: client{t: t}, address: l.Addr().String(), data: t.TempDir()}
	_ = l.Close()
	m.base = "http://" + m.address + "/api_v3/service/"
	m.start()
	t.Cleanup(m.kill)
	return m
}

func (m *mortal) start() {
	m.t.Helper()
	file, _ := program()
	m.cmd = exec.Command(file, "serve", "--listen", m.address, "--data", m.data, "--import-allow", "127.0.0.0/8",
		"--workers", "2")
	m.cmd.Env = append(os.Environ(), "DIPTYCH_ADMIN_SECRET=admin-secret")
	var complaint bytes.Buffer
	m.cmd.Stderr = &complaint
	if err := m.cmd.Start(); err != nil {
		m.t.Fatal(err)
	}
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if r, err := http.Get("http://" + m.address + "/healthz"); err == nil {
			_ = r.Body.Close()
			if r.StatusCode == http.StatusOK {
				break
			}
		}
		if time.Now().After(deadline) {
			m.t.Fatalf("it does not start: %s", complaint.String())
		}
	}
	m.ks = m.text("session", "start", url.Values{"secret": {"admin-secret"}, "partnerId": {"101"},
		"type": {"2"}})
}

func (m *mortal) kill() {
	_ = m.cmd.Process.Kill()
	_ = m.cmd.Wait()
}

// killAfter ends the process after a random while and starts it again.
func (m *mortal) killAfter(most time.Duration) {
	time.Sleep(time.Duration(rand.Int63n(int64(most))))
	m.kill()
	m.start()
}

// source is what the server keeps of an entry's upload.
func (m *mortal) source(entry string) []byte {
	m.t.Helper()
	r, err := http.Get("http://" + m.address + "/p/101/raw/entry_id/" + entry)
	if err != nil {
		m.t.Fatal(err)
	}
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		m.t.Fatalf("source: %d, %v", r.StatusCode, err)
	}
	return data
}

// TestKilledWhileUploading: what was acknowledged is there, the upload goes on
// where it was, and the film is the one that was sent.
func TestKilledWhileUploading(t *testing.T) {
	t.Parallel()
	film := clip(t)
	m := newMortal(t)
	for range kills() {
		token := m.ok("uploadToken", "add", url.Values{}).str("id")
		m.chunk(token, nil, url.Values{"resume": {"0"}, "finalChunk": {"0"}, "resumeAt": {"0"}})
		var acknowledged int64
		ctx, stop := context.WithCancel(context.Background())
		done := make(chan struct{})
		go func() {
			defer close(done)
			const size = 4000
			for at := int64(0); at < int64(len(film)) && ctx.Err() == nil; at += size {
				part := film[at:min(int64(len(film)), at+size)]
				a := m.try(token, part, at)
				if a == nil {
					return
				}
				acknowledged = at + int64(len(part))
			}
		}()
		time.Sleep(time.Duration(rand.Int63n(int64(400 * time.Millisecond))))
		m.kill()
		stop()
		<-done
		m.start()
		state := m.ok("uploadToken", "get", url.Values{"uploadTokenId": {token}})
		have := int64(state["uploadedFileSize"].(float64))
		if have < acknowledged {
			t.Fatalf("%d bytes were acknowledged, %d are left", acknowledged, have)
		}
		entry := m.ok("media", "add", url.Values{"entry[mediaType]": {"1"}, "entry[name]": {"x"}}).str("id")
		m.ok("media", "addContent", url.Values{"entryId": {entry}, "resource[token]": {token}})
		m.chunk(token, film[have:], at(strconv.FormatInt(have, 10), true)).is(t, "the rest", 3,
			float64(len(film)))
		if e := m.settled(entry); e.num("status") != 2 {
			t.Fatalf("the entry: %v", e)
		}
		if got := m.source(entry); !bytes.Equal(got, film) {
			t.Fatalf("the source has %d bytes, the film %d", len(got), len(film))
		}
	}
}

// try is chunk for a server that may be gone; nil = not acknowledged.
func (m *mortal) try(token string, data []byte, from int64) answer {
	form := url.Values{"ks": {m.ks}, "format": {"1"}, "uploadTokenId": {token}, "resume": {"1"},
		"finalChunk": {"0"}, "resumeAt": {strconv.FormatInt(from, 10)}}
	r, err := postFile(m.base+"uploadToken/action/upload", form, data)
	if err != nil || r.str("objectType") != "KalturaUploadToken" {
		return nil
	}
	return r
}

// TestKilledWhileImporting: the download goes on where it was.
func TestKilledWhileImporting(t *testing.T) {
	t.Parallel()
	film := clip(t)
	var asked, resumed int
	var mu sync.Mutex
	files := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked++
		if r.Header.Get("Range") != "" {
			resumed++
		}
		mu.Unlock()
		w.Header().Set("ETag", `"film"`)
		http.ServeContent(&slowWriter{w}, r, "film.mp4", time.Time{}, bytes.NewReader(film))
	}))
	defer files.Close()
	m := newMortal(t)
	for range kills() {
		entry := m.ok("media", "addFromUrl", url.Values{"mediaEntry[mediaType]": {"1"},
			"mediaEntry[name]": {"x"}, "url": {files.URL + "/film.mp4"}}).str("id")
		m.killAfter(900 * time.Millisecond)
		if e := m.settled(entry); e.num("status") != 2 {
			t.Fatalf("the entry: %v", e)
		}
		if got := m.source(entry); !bytes.Equal(got, film) {
			t.Fatalf("the source has %d bytes, the film %d", len(got), len(film))
		}
	}
	t.Logf("%d requests, %d of them for the rest", asked, resumed)
}

// slowWriter gives a small film about a second to pass.
type slowWriter struct{ http.ResponseWriter }

func (w *slowWriter) Write(p []byte) (n int, err error) {
	for len(p) > 0 && err == nil {
		var m int
		m, err = w.ResponseWriter.Write(p[:min(len(p), 2000)])
		_ = http.NewResponseController(w.ResponseWriter).Flush()
		time.Sleep(10 * time.Millisecond)
		n, p = n+m, p[m:]
	}
	return n, err
}

// TestKilledWhileConverting: the job runs again; until it is done nothing of the
// entry is served.
func TestKilledWhileConverting(t *testing.T) {
	t.Parallel()
	film := clip(t)
	m := newMortal(t)
	for range kills() {
		entry := m.upload("film.mp4", film)
		m.killAfter(1500 * time.Millisecond)
		for {
			e := m.ok("media", "get", url.Values{"entryId": {entry}})
			r, err := http.Get("http://" + m.address + "/p/101/playManifest/entryId/" + entry +
				"/format/applehttp/a.m3u8")
			if err != nil {
				t.Fatal(err)
			}
			text, _ := io.ReadAll(r.Body)
			_ = r.Body.Close()
			if e.num("status") == 2 {
				break
			}
			if e.num("status") < 0 {
				t.Fatalf("the entry: %v", e)
			}
			if again := m.ok("media", "get", url.Values{"entryId": {
				entry}}); r.StatusCode != http.StatusNotFound && again.num("status") != 2 {
				t.Fatalf("in status %d the manifest is %d %s", e.num("status"), r.StatusCode, text)
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
}

// TestKilledWhileReplacing: the old film plays until the new one is whole.
func TestKilledWhileReplacing(t *testing.T) {
	t.Parallel()
	films := [][]byte{clip(t), clipOf(t, 4)}
	m := newMortal(t)
	entry := m.upload("film.mp4", films[0])
	m.settled(entry)
	for i := range kills() {
		film := films[(i+1)%2]
		token := m.ok("uploadToken", "add", url.Values{}).str("id")
		m.chunk(token, film, url.Values{})
		a := m.ok("media", "updateContent", url.Values{"entryId": {entry},
			"resource[objectType]": {"KalturaUploadedFileTokenResource"}, "resource[token]": {token}})
		if a.num("status") != 2 || a.str("replacingEntryId") == "" || a.num("replacementStatus") != 1 {
			t.Fatalf("while it is replaced: %v", a)
		}
		m.call("media", "updateContent", url.Values{"entryId": {entry}, "resource[token]": {token}}).failed(t,
			"twice at once", "ENTRY_REPLACEMENT_ALREADY_EXISTS")
		m.killAfter(1200 * time.Millisecond)
		for deadline := time.Now().Add(60 * time.Second); ; time.Sleep(50 * time.Millisecond) {
			e := m.ok("media", "get", url.Values{"entryId": {entry}})
			if r, text := m.load("/p/101/playManifest/entryId/" + entry +
				"/format/applehttp/a.m3u8"); r.StatusCode != http.StatusOK || e.num("status") != 2 {
				t.Fatalf("the old film is away: %d %s, %v", r.StatusCode, text, e)
			}
			if e.str("replacingEntryId") == "" {
				if e.num("replacementStatus") != 0 || e.num("duration") != []int{3, 4}[(i+1)%2] {
					t.Fatalf("after it was replaced: %v", e)
				}
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("it is not replaced: %v", e)
			}
		}
		if got := m.source(entry); !bytes.Equal(got, film) {
			t.Fatalf("the source has %d bytes, the film %d", len(got), len(film))
		}
	}
	if n := m.ok("media", "list", url.Values{"filter[statusIn]": {"0,1,2,4,7"}}).num("totalCount"); n != 1 {
		t.Errorf("%d entries are left", n)
	}
}
