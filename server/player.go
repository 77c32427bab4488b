package server

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"strconv"
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
	return &playerFiles{
		s:      s,
		files:  static{web.Dist()},
		names:  names,
		loader: loader,
		css:    string(css),
		began:  time.Now(),
	}, nil
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
		player, err = p.account(r, r.URL.Path, request)
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

// account is the player that an embed URL with a path asks for. It belongs to one
// account: an address that names another asks for a player that it does not have.
func (p *playerFiles) account(r *http.Request, path string, request *embed.Request) (embed.Player, error) {
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
	if request.PartnerID != 0 && request.PartnerID != u.PartnerID {
		if _, err := p.s.store.Partner(r.Context(), request.PartnerID); errors.Is(err, store.ErrNotFound) {
			return embed.Player{}, errNoPartner
		} else if err != nil {
			return embed.Player{}, fmt.Errorf("read partner %d: %w", request.PartnerID, err)
		}
		return embed.Player{}, errNoUIConf
	}
	if !ofAccount(path, u.PartnerID) {
		return embed.Player{}, errNoUIConf
	}
	modified := time.Unix(u.UpdatedAt, 0)
	if p.began.After(modified) {
		modified = p.began
	}
	return embed.Player{
		UIConfID:  u.ID,
		PartnerID: u.PartnerID,
		Name:      u.Name,
		Config:    u.Config,
		Width:     u.Width,
		Height:    u.Height,
		BaseURL:   p.s.baseURL(r),
		Version:   Version,
		Modified:  modified,
	}, nil
}

// ofAccount tells whether a path, /p/{partner}/… or /s/p/{partner}/…, names an
// account.
func ofAccount(path string, partner int) bool {
	_, rest, _ := strings.Cut(strings.TrimPrefix(path, "/s"), "/p/")
	number, _, _ := strings.Cut(rest, "/")
	return number == strconv.Itoa(partner)
}

// scriptCaching is who may keep a script. It holds the server's address: where
// that is not fixed it is what the request said, and a cache that many share
// would give one client's word to the others.
func (p *playerFiles) scriptCaching() string {
	if p.s.Config.PublicURL == "" {
		return "private, max-age=600"
	}
	return "public, max-age=600"
}

func (p *playerFiles) script(w http.ResponseWriter, r *http.Request, request *embed.Request,
	player embed.Player) error {
	text, err := embed.Script(request, player, p.loader, player.BaseURL+"/player/")
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", p.scriptCaching())
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
