package server

import (
	"bytes"
	"net/http"
	"strconv"
	"sync"

	"github.com/andybalholm/brotli"
)

// small keeps the best compression of texts that many ask for. The first is
// answered quickly, and compressed as far as it goes for those behind it.
type small struct {
	mu   sync.Mutex
	kept map[string][]byte // nil while it is being made
}

const smallTexts = 64

// of returns the best form of a text by its tag, nil while there is none.
func (s *small) of(tag string, text []byte) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	best, known := s.kept[tag]
	if known {
		return best
	}
	if s.kept == nil || len(s.kept) >= smallTexts {
		s.kept = map[string][]byte{}
	}
	s.kept[tag] = nil
	go func() {
		best, err := brotlied(text, brotli.BestCompression)
		if err != nil {
			return // the quick form does
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.kept[tag] = best
	}()
	return nil
}

func brotlied(text []byte, level int) ([]byte, error) {
	var b bytes.Buffer
	z := brotli.NewWriterLevel(&b, level)
	if _, err := z.Write(text); err != nil {
		return nil, err
	}
	err := z.Close()
	return b.Bytes(), err
}

// compressed sends generated text, brotli where the browser takes it; best is a
// better form of it than can be made now, if there is one.
func compressed(w http.ResponseWriter, r *http.Request, text, best []byte) {
	h := w.Header()
	h.Set("Vary", "Accept-Encoding")
	if accepts(r.Header.Get("Accept-Encoding"), "br") {
		var err error
		if best == nil {
			best, err = brotlied(text, quick)
		}
		if err == nil {
			h.Set("Content-Encoding", "br")
			text = best
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(text)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(text) // the viewer may leave
	}
}

const quick = 5 // level
