package server

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strings"

	"diptych/embed"
	"diptych/server/start"
	"diptych/server/store"
	"diptych/web"
)

// playerFiles serves what pages embed.
type playerFiles struct {
	s      *Server
	files  http.Handler
	names  map[string]string
	loader []byte
	css    string // of the iframe document

	scripts small
	starts  *start.Handler
}

func (s *Server) player() (*playerFiles, error) {
	names, err := web.Names()
	if errors.Is(err, web.ErrNotBuilt) {
		s.Log.Warn("the player is not built", "hint", "go run build.go")
		return &playerFiles{s: s, files: http.NotFoundHandler(), names: map[string]string{}}, nil
	}
	if err != nil {
		return nil, err
	}
	loader, err := fs.ReadFile(web.Dist(), "player/"+names["loader.js"])
	if err != nil {
		return nil, fmt.Errorf("read the loader: %w", err)
	}
	css, err := fs.ReadFile(web.Dist(), "player/"+names["frame.css"])
	if err != nil {
		return nil, fmt.Errorf("read the frame's style: %w", err)
	}
	return &playerFiles{s: s, files: static{web.Dist()}, names: names, loader: loader, css: string(css)}, nil
}

func (p *playerFiles) url(base, name string) string { return base + "/player/" + p.names[name] }

// embed answers every form of embedPlaykitJs; whatever is wrong is a 404, which
// caches do not keep (reference: player-api §7.1).
func (p *playerFiles) embed(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	crossOrigin(h)
	h.Set("X-Robots-Tag", "noindex")
	request, ok := embed.Parse(r.URL)
	if !ok || p.loader == nil || r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.NotFound(w, r)
		return
	}
	u, err := p.s.store.UIConf(r.Context(), request.UIConfID)
	if err != nil || request.PartnerID != 0 && request.PartnerID != u.PartnerID {
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			p.s.Log.Error("read uiConf", "error", err)
		}
		http.NotFound(w, r)
		return
	}
	base := p.s.baseURL(r)
	player := embed.Player{UIConfID: u.ID, PartnerID: u.PartnerID, Name: u.Name, Config: u.Config, Width: u.Width, Height: u.Height, BaseURL: base, Version: Version}
	if request.Iframe {
		p.frame(w, r, request, player)
		return
	}
	p.script(w, r, request, player)
}

func (p *playerFiles) script(w http.ResponseWriter, r *http.Request, request *embed.Request, player embed.Player) {
	text, err := embed.Script(player, p.loader, player.BaseURL+"/player/", request.Factory)
	if err == nil && request.Auto {
		var auto []byte
		auto, err = embed.Auto(request, player)
		text = append(text, auto...)
	}
	if err != nil {
		p.s.Log.Error("embed script", "error", err)
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=600")
	if request.KS != "" {
		h.Set("Cache-Control", "private, no-store")
	}
	sum := sha256.Sum256(text)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	h.Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	var best []byte
	if !request.Auto { // those are seldom asked for twice
		best = p.scripts.of(tag, text)
	}
	compressed(w, r, text, best)
}

// frame is the iframe document. Its policy allows our own files and the one
// script that stands in it; the page around it may be anybody's.
func (p *playerFiles) frame(w http.ResponseWriter, r *http.Request, request *embed.Request, player embed.Player) {
	title := player.Name
	if e, err := p.s.store.Entry(r.Context(), nil, request.EntryID); err == nil && e.PartnerID == player.PartnerID && e.Status == store.EntryReady {
		title = e.Name
	}
	opening := inline(r.URL.Query(), request, player)
	var told any
	if opening != nil {
		told = map[string]any{"media": opening.Media}
	}
	text, err := embed.Frame(request, player, title, p.css, p.loader, r.Referer(), told)
	if err != nil {
		p.s.Log.Error("embed frame", "error", err)
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "private, no-store")
	h.Set("Content-Security-Policy", framePolicy(player.BaseURL, embed.FrameHash(p.loader)))
	if opening == nil || r.Method == http.MethodHead {
		compressed(w, r, append(text, embed.FrameEnd...), nil)
		return
	}
	stream := newStream(w, r)
	defer stream.Close()
	_, _ = stream.Write(text) // the viewer may leave
	stream.Flush()
	p.starts.Answer(&frameParts{stream: stream}, r, opening)
	_, _ = stream.Write([]byte(embed.FrameEnd))
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
	h.Set("Content-Security-Policy", framePolicy(p.s.baseURL(r), embed.FrameHash(p.loader)))
	compressed(w, r, text, nil)
}

func framePolicy(base, script string) string {
	return strings.NewReplacer("{o}", base, "{s}", script).Replace("default-src 'none'; base-uri 'none'; form-action 'none'; script-src {o} {s} 'wasm-unsafe-eval'; style-src {o} 'unsafe-inline'; connect-src * data: blob:; media-src * blob: data:; img-src * data: blob:; font-src * data:; worker-src {o} blob:; frame-src {o}")
}
