package server

import (
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

// static serves the built files below /player/: their names hold a hash of
// their content, and their compressed forms lie beside them.
type static struct{ files fs.FS }

var types = map[string]string{".wasm": "application/wasm", ".js": "text/javascript; charset=utf-8",
	".mjs": "text/javascript; charset=utf-8", ".ts": "text/plain; charset=utf-8",
	".css": "text/css; charset=utf-8", ".html": "text/html; charset=utf-8"}

func (s static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := path.Base(r.URL.Path)
	ext := path.Ext(name)
	if strings.HasSuffix(name, ".br") || strings.HasSuffix(name, ".gz") || !fs.ValidPath(name) {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	data, encoding, err := s.best(name, r.Header.Get("Accept-Encoding"))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	crossOrigin(h)
	h.Set("Vary", "Accept-Encoding")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", `"`+name+encoding+`"`)
	h.Set("Content-Type", types[ext])
	if types[ext] == "" {
		h.Set("Content-Type", mime.TypeByExtension(ext))
	}
	if encoding != "" {
		h.Set("Content-Encoding", encoding)
	}
	if r.Header.Get("If-None-Match") == h.Get("ETag") {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(data)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(data) // the viewer may leave
	}
}

// unchanged sets the validators of an answer, and answers 304 when the browser
// has it already (RFC 9110 §13.1).
func unchanged(w http.ResponseWriter, r *http.Request, tag string, modified time.Time) bool {
	h := w.Header()
	h.Set("ETag", tag)
	h.Set("Last-Modified", modified.UTC().Format(http.TimeFormat))
	h.Set("Vary", "Accept-Encoding")
	have := false
	if list := r.Header.Get("If-None-Match"); list != "" {
		for _, known := range strings.Split(list, ",") {
			known = strings.TrimPrefix(strings.TrimSpace(known), "W/")
			have = have || known == tag || known == "*"
		}
	} else if since, err := http.ParseTime(r.Header.Get("If-Modified-Since")); err == nil {
		have = !modified.Truncate(time.Second).After(since)
	}
	if have {
		w.WriteHeader(http.StatusNotModified)
	}
	return have
}

func crossOrigin(h http.Header) {
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Timing-Allow-Origin", "*")
	h.Set("X-Content-Type-Options", "nosniff")
}

// best is the smallest form that the browser takes.
func (s static) best(name, accept string) (data []byte, encoding string, err error) {
	for _, c := range []struct{ name, ext string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if accepts(accept, c.name) {
			if data, err := fs.ReadFile(s.files, "player/"+name+c.ext); err == nil {
				return data, c.name, nil
			}
		}
	}
	data, err = fs.ReadFile(s.files, "player/"+name)
	return data, "", err
}

func accepts(header, coding string) bool {
	for _, part := range strings.Split(header, ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), coding) {
			return !strings.HasPrefix(strings.ReplaceAll(q, " ", ""), "q=0") || strings.Contains(q, "0.")
		}
	}
	return false
}
