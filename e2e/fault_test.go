package e2e

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sort"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// faulty stands between browser and server: it does to answers what networks
// do, and counts which bytes of which segment it has handed on.
type faulty struct {
	*httptest.Server
	// fault tells what happens to the n-th request (from 1) of a class: start,
	// wasm, engine, manifest, segment, api, other.
	fault func(class string, n int) fault

	mu      sync.Mutex
	seen    map[string]int
	sent    map[string][]span
	givenUp bool // the page ended an answer before its end
	over    chan struct{}
}

// fault is what is done to one answer.
type fault struct {
	delay  time.Duration // before the first byte
	status int           // answered instead
	drop   int           // bytes after which the connection breaks; 0 = never
	rate   int           // bytes a second; 0 = as fast as it goes
	garble bool          // other bytes than were asked for
	edit   func(body string) string
}

// span is bytes from..to of a resource, to not included.
type span struct{ from, to int }

func newFaulty(t *testing.T, f func(class string, n int) fault) *faulty {
	p := &faulty{fault: f, seen: map[string]int{}, sent: map[string][]span{}, over: make(chan struct{})}
	p.Server = httptest.NewServer(p)
	t.Cleanup(func() {
		close(p.over)
		p.CloseClientConnections()
		p.Close()
	})
	return p
}

func class(path string) string {
	switch {
	case strings.HasSuffix(path, "/start"):
		return "start"
	case strings.HasSuffix(path, ".wasm"):
		return "wasm"
	case strings.Contains(path, "/engine-"):
		return "engine"
	case strings.Contains(path, "/playManifest/"):
		return "manifest"
	case strings.HasSuffix(path, ".m4s"):
		return "segment"
	case strings.HasSuffix(path, "/service/multirequest"):
		return "api"
	}
	return "other"
}

func (p *faulty) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	kind := class(r.URL.Path)
	var f fault
	if r.Method != http.MethodOptions {
		p.mu.Lock()
		p.seen[kind]++
		n := p.seen[kind]
		p.mu.Unlock()
		f = p.fault(kind, n)
	}
	select {
	case <-time.After(f.delay):
	case <-r.Context().Done():
	case <-p.over:
	}
	if f.status != 0 {
		w.Header().Set("Access-Control-Allow-Origin", r.Header.Get("Origin"))
		w.Header().Set("Access-Control-Allow-Credentials", "true")
		w.WriteHeader(f.status)
		return
	}
	out, err := http.NewRequestWithContext(r.Context(), r.Method, site.base+r.URL.RequestURI(), r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	out.Header, out.Host = r.Header.Clone(), r.Host
	if f.edit != nil {
		out.Header.Del("Accept-Encoding")
	}
	answer, err := http.DefaultTransport.RoundTrip(out)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer answer.Body.Close()
	for k, v := range answer.Header {
		w.Header()[k] = v
	}
	if f.edit != nil {
		edit(w, answer, f.edit)
	}
	w.WriteHeader(answer.StatusCode)
	p.copy(w, answer, f, p.counter(kind, r.URL.Path, answer))
	if r.Context().Err() != nil {
		p.mu.Lock()
		p.givenUp = true
		p.mu.Unlock()
	}
}

// edit changes an answer that is read whole.
func edit(w http.ResponseWriter, answer *http.Response, change func(string) string) {
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	text := change(string(body))
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	answer.Body = io.NopCloser(strings.NewReader(text))
}

// copy hands the body on until the fault strikes. What was sent before has
// reached the browser when the connection breaks.
func (p *faulty) copy(w http.ResponseWriter, answer *http.Response, f fault, count func([]byte)) {
	buffer := make([]byte, 8<<10)
	total := 0
	for {
		n, err := answer.Body.Read(buffer)
		if f.drop > 0 && total+n >= f.drop {
			n = f.drop - total
		}
		for i := 0; f.garble && i < n; i++ {
			buffer[i] = 0xff
		}
		if _, failed := w.Write(buffer[:n]); failed != nil {
			return
		}
		count(buffer[:n])
		total += n
		if f.rate > 0 || f.drop > 0 {
			_ = http.NewResponseController(w).Flush()
		}
		if f.drop > 0 && total >= f.drop {
			time.Sleep(200 * time.Millisecond)
			panic(http.ErrAbortHandler)
		}
		if err != nil {
			return
		}
		if f.rate > 0 {
			time.Sleep(time.Duration(n) * time.Second / time.Duration(f.rate))
		}
	}
}

// counter notes what is handed on of media.
func (p *faulty) counter(kind, path string, answer *http.Response) func([]byte) {
	switch kind {
	case "segment":
		if answer.StatusCode == http.StatusPartialContent && answer.ContentLength == 1 &&
			answer.Request.Header.Get("If-Range") != "" {
			break // the browser's cache asks whether what it kept of a broken answer still holds
		}
		at := 0
		if spec, ok := strings.CutPrefix(answer.Header.Get("Content-Range"), "bytes "); ok {
			first, _, _ := strings.Cut(spec, "-")
			at, _ = strconv.Atoi(first)
		}
		return func(b []byte) {
			p.note(path, at, len(b))
			at += len(b)
		}
	case "start":
		return (&startCounter{note: p.note}).take
	}
	return func([]byte) {}
}

func (p *faulty) note(path string, from, n int) {
	if n == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	list := p.sent[path]
	if k := len(list); k > 0 && list[k-1].to == from {
		list[k-1].to += n
	} else {
		list = append(list, span{from, from + n})
	}
	p.sent[path] = list
}

// asked is how many requests of a class came.
func (p *faulty) asked(class string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen[class]
}

// underWay is how much of an answer that the page gave up may have been sent,
// bytes, without having come; what is given up never counts for more.
const underWay = 16 << 10

// twice lists what was handed on more than once.
func (p *faulty) twice() []string {
	out := p.overlaps()
	if len(out) > 0 { // whether a request was given up is known when its handler ends
		time.Sleep(2 * time.Second)
		out = p.overlaps()
	}
	return out
}

func (p *faulty) overlaps() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	slack := 0
	if p.givenUp {
		slack = underWay
	}
	var out []string
	for path, list := range p.sent {
		if again(list) > slack {
			out = append(out, fmt.Sprintf("%s %v", path[strings.Index(path, "/flavorId"):], list))
		}
	}
	return out
}

// again is how many bytes of some spans are in another one too.
func again(list []span) int {
	sorted := append([]span{}, list...)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i].from < sorted[j].from })
	bytes, end := 0, 0
	for _, s := range sorted {
		bytes += max(0, min(s.to, end)-s.from)
		end = max(end, s.to)
	}
	return bytes
}

// startCounter reads a start answer on its way and counts the opening segments
// under their own paths.
type startCounter struct {
	note func(path string, from, n int)
	head []byte
	rest int
	plan []byte
	at   map[byte]int
	path map[byte]string
}

func (c *startCounter) take(b []byte) {
	for len(b) > 0 {
		if c.rest == 0 {
			n := min(8-len(c.head), len(b))
			c.head, b = append(c.head, b[:n]...), b[n:]
			if len(c.head) < 8 {
				return
			}
			if c.rest = int(binary.BigEndian.Uint32(c.head)); c.rest == 0 {
				c.head = nil
				continue
			}
		}
		n := min(c.rest, len(b))
		c.piece(c.head[4], c.head[5], b[:n])
		b, c.rest = b[n:], c.rest-n
		if c.rest == 0 {
			c.head = nil
		}
	}
}

func (c *startCounter) piece(kind, track byte, b []byte) {
	switch kind {
	case 1:
		c.plan = append(c.plan, b...)
	case 3:
		if c.path == nil {
			c.read()
		}
		c.note(c.path[track], c.at[track], len(b))
		c.at[track] += len(b)
	}
}

func (c *startCounter) read() {
	var plan struct {
		Tracks []struct {
			Renditions []struct{ URL string }
			Opening    struct{ Rendition, Segment int }
		}
	}
	_ = json.Unmarshal(c.plan, &plan) // a plan that cannot be read fails the test elsewhere
	c.at, c.path = map[byte]int{}, map[byte]string{}
	for i, t := range plan.Tracks {
		_, rest, _ := strings.Cut(t.Renditions[t.Opening.Rendition].URL, "://")
		c.path[byte(i)] = rest[strings.IndexByte(rest, '/'):] + fmt.Sprintf("seg-%d.m4s", t.Opening.Segment+1)
	}
}
