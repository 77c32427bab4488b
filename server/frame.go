package server

import (
	"net/http"
	"strings"

	"diptych/embed"
	"diptych/server/store"
)

// frame is the iframe document. Its policy allows our own files and the one
// script that stands in it; the page around it may be anybody's. Nobody may keep
// it: session, referrer, address and schedule decide what stands in it.
func (p *playerFiles) frame(w http.ResponseWriter, r *http.Request, request *embed.Request,
	player embed.Player) error {
	d := embed.Document{
		Title:    player.Name,
		CSS:      p.css,
		Loader:   p.loader,
		Referrer: r.Referer(),
		OEmbed:   oembedURL(request, player),
	}
	if e, err := p.s.store.Entry(r.Context(), nil, request.EntryID); err == nil &&
		e.PartnerID == player.PartnerID && e.Status == store.EntryReady {
		// else the player says it, to those who may play
		if verdict, err := p.s.services.MayPlay(r.Context(), e, nil); err == nil && verdict == nil {
			d.Title = e.Name
		}
	}
	opening := inline(r.URL.Query(), request, player)
	if opening != nil {
		d.Inline = map[string]any{"media": opening.Media}
	}
	text, err := embed.Frame(request, player, d)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "private, no-store, max-age=0")
	h.Set("Referrer-Policy", frameReferrer)
	h.Set("Content-Security-Policy", framePolicy(player.BaseURL, embed.FrameHash(p.loader)))
	if opening == nil || r.Method == http.MethodHead {
		compressed(w, r, append(text, embed.FrameEnd...), nil)
		return nil
	}
	stream := newStream(w, r)
	defer stream.Close()
	_, _ = stream.Write(text) // the viewer may leave
	stream.Flush()
	p.starts.Answer(&frameParts{stream: stream}, r, opening)
	_, _ = stream.Write([]byte(embed.FrameEnd))
	return nil
}

// remote is the frame of a page that forbids WebAssembly.
func (p *playerFiles) remote(w http.ResponseWriter, r *http.Request) {
	if p.loader == nil {
		http.NotFound(w, r)
		return
	}
	text, err := embed.RemoteFrame(p.css, p.loader)
	if err != nil {
		p.s.Log.Error("remote frame", "error", err)
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", frameReferrer)
	h.Set("Content-Security-Policy", framePolicy(p.s.baseURL(r), embed.FrameHash(p.loader)))
	compressed(w, r, text, nil)
}

// frameReferrer is what others are told of the document's address, which may hold
// a session: its origin, and nothing on the way from HTTPS to HTTP (W3C Referrer
// Policy §3.5).
const frameReferrer = "strict-origin"

func framePolicy(base, script string) string {
	return strings.NewReplacer("{o}", base, "{s}", script).Replace(
		"default-src 'none'; base-uri 'none'; form-action 'none'; script-src {o} {s} 'wasm-unsafe-eval'; " +
			"style-src {o} 'unsafe-inline'; connect-src * data: blob:; media-src * blob: data:; img-src * " +
			"data: blob:; font-src * data:; worker-src {o} blob:; frame-src {o}")
}
