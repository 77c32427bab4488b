package server

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
	"time"

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
	began  time.Time

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
	return &playerFiles{s: s, files: static{web.Dist()}, names: names, loader: loader, css: string(css), began: time.Now()}, nil
}

func (p *playerFiles) url(base, name string) string { return base + "/player/" + p.names[name] }

// embed answers every form of embedPlaykitJs; whatever is wrong is a 404, which
// caches do not keep (reference: player-api §7.1).
func (p *playerFiles) embed(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	crossOrigin(h)
	h.Set("X-Robots-Tag", "noindex")
	request, err := embed.Parse(r.URL)
	if err == nil && r.Method != http.MethodGet && r.Method != http.MethodHead {
		err = embed.ErrNoEmbed
	}
	var player embed.Player
	if err == nil {
		player, err = p.account(r, request)
	}
	if err == nil && request.Iframe {
		err = p.frame(w, r, request, player)
	} else if err == nil {
		err = p.script(w, r, request, player)
	}
	if err != nil {
		p.noPlayer(w, err)
	}
}

// Errors that a viewer is told of; all others are logged.
var (
	errNoUIConf  = errors.New("there is no player with this uiconf_id")
	errNoPartner = errors.New("there is no account with this partner_id")
	errNotBuilt  = errors.New("the player of this server is not built")
)

// account is the player that an embed URL asks for: of the partner that it
// names, else of the uiConf's owner.
func (p *playerFiles) account(r *http.Request, request *embed.Request) (embed.Player, error) {
	if p.loader == nil {
		return embed.Player{}, errNotBuilt
	}
	u, err := p.s.store.UIConf(r.Context(), request.UIConfID)
	if errors.Is(err, store.ErrNotFound) {
		return embed.Player{}, errNoUIConf
	}
	if err != nil {
		return embed.Player{}, fmt.Errorf("read uiConf %d: %w", request.UIConfID, err)
	}
	partner := u.PartnerID
	if request.PartnerID != 0 {
		partner = request.PartnerID
		if _, err := p.s.store.Partner(r.Context(), partner); errors.Is(err, store.ErrNotFound) {
			return embed.Player{}, errNoPartner
		} else if err != nil {
			return embed.Player{}, fmt.Errorf("read partner %d: %w", partner, err)
		}
	}
	modified := time.Unix(u.UpdatedAt, 0)
	if p.began.After(modified) {
		modified = p.began
	}
	return embed.Player{UIConfID: u.ID, PartnerID: partner, Name: u.Name, Config: u.Config, Width: u.Width, Height: u.Height, BaseURL: p.s.baseURL(r), Version: Version, Modified: modified}, nil
}

//go:embed noplayer.html
var noPlayerHTML string

var noPlayerPage = template.Must(template.New("noplayer").Parse(noPlayerHTML))

// noPlayer is what stands in an iframe, and what an author sees who opens the
// address of a script, when there is no player.
func (p *playerFiles) noPlayer(w http.ResponseWriter, reason error) {
	text := "The server could not make the player. Please try again later."
	switch {
	case errors.Is(reason, embed.ErrBadURL), errors.Is(reason, errNoUIConf), errors.Is(reason, errNoPartner), errors.Is(reason, errNotBuilt):
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

func (p *playerFiles) script(w http.ResponseWriter, r *http.Request, request *embed.Request, player embed.Player) error {
	text, err := embed.Script(request, player, p.loader, player.BaseURL+"/player/")
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=600")
	if request.Private() {
		h.Set("Cache-Control", "private, no-store")
	}
	sum := sha256.Sum256(text)
	tag := `"` + hex.EncodeToString(sum[:8]) + `"`
	if unchanged(w, r, tag, player.Modified) {
		return nil
	}
	var best []byte
	if !request.Auto { // those are seldom asked for twice
		best = p.scripts.of(tag, text)
	}
	compressed(w, r, text, best)
	return nil
}

// frame is the iframe document. Its policy allows our own files and the one
// script that stands in it; the page around it may be anybody's. Nobody may keep
// it: session, referrer, address and schedule decide what stands in it.
func (p *playerFiles) frame(w http.ResponseWriter, r *http.Request, request *embed.Request, player embed.Player) error {
	d := embed.Document{Title: player.Name, CSS: p.css, Loader: p.loader, Referrer: r.Referer(), OEmbed: oembedURL(request, player)}
	if e, err := p.s.store.Entry(r.Context(), nil, request.EntryID); err == nil && e.PartnerID == player.PartnerID && e.Status == store.EntryReady {
		d.Title = e.Name
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
	h.Set("Content-Security-Policy", framePolicy(p.s.baseURL(r), embed.FrameHash(p.loader)))
	compressed(w, r, text, nil)
}

func framePolicy(base, script string) string {
	return strings.NewReplacer("{o}", base, "{s}", script).Replace("default-src 'none'; base-uri 'none'; form-action 'none'; script-src {o} {s} 'wasm-unsafe-eval'; style-src {o} 'unsafe-inline'; connect-src * data: blob:; media-src * blob: data:; img-src * data: blob:; font-src * data:; worker-src {o} blob:; frame-src {o}")
}
