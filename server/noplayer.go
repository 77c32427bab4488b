package server

import (
	_ "embed"
	"errors"
	"html/template"
	"net/http"

	"diptych/embed"
)

//go:embed noplayer.html
var noPlayerHTML string

var noPlayerPage = template.Must(template.New("noplayer").Parse(noPlayerHTML))

// noPlayer is what stands in an iframe, and what an author sees who opens the
// address of a script, when there is no player.
func (p *playerFiles) noPlayer(w http.ResponseWriter, reason error) {
	text := "The server could not make the player. Please try again later."
	switch {
	case errors.Is(reason, embed.ErrBadURL), errors.Is(reason, errNoUIConf), errors.Is(reason, errNoPartner),
		errors.Is(reason, errNotBuilt):
		text = "Nothing can be played: " + reason.Error() + "."
	default:
		p.s.Log.Error("embed", "error", reason)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:")
	for _, name := range []string{"ETag", "Last-Modified"} {
		h.Del(name)
	}
	w.WriteHeader(http.StatusNotFound)
	if err := noPlayerPage.Execute(w, text); err != nil {
		p.s.Log.Debug("viewer went away", "error", err)
	}
}
