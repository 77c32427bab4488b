package server

import (
	"io/fs"
	"net/http"
	"strings"

	"diptych/web"
)

// frameAPI serves the script with which a page controls an iframe embed
// (docs/iframe-api.md) under a name that stays: pages write it down.
func (p *playerFiles) frameAPI(w http.ResponseWriter, r *http.Request) {
	name := p.names["frame-api.js"]
	text, err := fs.ReadFile(web.Dist(), "player/"+name)
	if name == "" || err != nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	crossOrigin(h)
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=600")
	if !unchanged(w, r, `"`+strings.TrimSuffix(name, ".js")+`"`, p.began) {
		compressed(w, r, text, nil)
	}
}
