package server

import (
	"bytes"
	"net/http"
	"strconv"
	"sync"

	"diptych/server/cache"

	"github.com/andybalholm/brotli"
)

// small keeps the best compression of texts that many ask for. The first is
// answered quickly, and compressed as far as it goes for those behind it.
type small struct {
	once sync.Once
	busy sync.Mutex           // while a best form is made
	kept *cache.Cache[[]byte] // nil while it is being made
}

const (
	smallTexts = 16 << 20 // bytes
	smallLeast = 4 << 10  // that one counts at least
)

// of returns the best form of a text by its tag, nil while there is none. It is made
// for what is asked for again, one at a time: a stranger can ask for any number of
// texts, by other hosts.
func (s *small) of(tag string, text []byte) []byte {
	s.once.Do(func() {
		s.kept = cache.New(smallTexts, 0, func(b []byte) int64 { return int64(len(b)) + smallLeast })
	})
	best, known := s.kept.Find(tag)
	switch {
	case !known:
		s.kept.Put(tag, nil)
	case best == nil && s.busy.TryLock():
		go func() {
			defer s.busy.Unlock()
			if best, err := brotlied(text, brotli.BestCompression); err == nil { // else the quick form does
				s.kept.Put(tag, best)
			}
		}()
	}
	return best
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
