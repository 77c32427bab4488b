package server

import (
	"bytes"
	"net/http"
	"strconv"

	"github.com/andybalholm/brotli"
)

// compressed sends generated text, brotli where the browser takes it.
func compressed(w http.ResponseWriter, r *http.Request, text []byte) {
	h := w.Header()
	h.Set("Vary", "Accept-Encoding")
	if accepts(r.Header.Get("Accept-Encoding"), "br") {
		var b bytes.Buffer
		z := brotli.NewWriterLevel(&b, 5)
		if _, err := z.Write(text); err == nil && z.Close() == nil {
			h.Set("Content-Encoding", "br")
			text = b.Bytes()
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(text)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(text) // the viewer may leave
	}
}
