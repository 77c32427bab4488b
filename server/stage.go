package server

import (
	"fmt"
	"html"
	"net/http"
)

// stage is the document of the inner iframe in which stage.wasm draws: it takes
// a whole page for itself, so it gets one of its own.
func (p *playerFiles) stage(w http.ResponseWriter, r *http.Request) {
	if p.loader == nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("Content-Security-Policy",
		"default-src 'none'; base-uri 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src "+
			"'unsafe-inline'; connect-src 'self'; img-src data:")
	name := func(file string) string { return html.EscapeString("/player/" + p.names[file]) }
	compressed(w, r, fmt.Appendf(nil, `<!DOCTYPE html>
<html lang="en" data-program="%s">
<head><meta charset="utf-8"><title>Overlay</title><link rel="icon" href="data:,"></head>
<body><script type="module" src="%s"></script></body>
</html>
`, name("stage.wasm"), name("stage.js")), nil)
}
