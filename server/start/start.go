// Package start answers a start request: everything that a player finds out
// before its first picture, and the first pictures, in one streamed response
// (wire.go). What may be known and played is decided by the API's own batch;
// nothing here decides it again.
package start

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"diptych/server/api"
	"diptych/server/limits"
	"diptych/server/packager"
)

// Handler answers POST /p/{partner}/start.
type Handler struct {
	// Batch answers the multirequest that a player would have sent.
	Batch func(r *http.Request, p api.Params) api.List
	// Media describes what the manifest at a path of ours would list.
	Media func(r *http.Request, path string) (*packager.Media, error)
	// Open opens a stored track.
	Open    func(ctx context.Context, key string) (io.ReadSeekCloser, int64, error)
	BaseURL func(r *http.Request) string
	Log     *slog.Logger
}

// Request is the body of a start request: JSON, sent as text/plain so that no
// preflight is needed.
type Request struct {
	EntryID     string `json:"entryId"`
	ReferenceID string `json:"referenceId"`
	KS          string `json:"ks"`
	WidgetID    string `json:"widgetId"`
	UIConfID    int    `json:"uiConfId"`
	ClientTag   string `json:"clientTag"`
	// Redirect lets an entry lead to the one that has taken its place.
	Redirect bool `json:"redirect"`
	// Media asks for pictures and sound, not only for the plan.
	Media bool `json:"media"`
	// Answers asks for the API's answers and the manifests too.
	Answers bool    `json:"answers"`
	At      float64 `json:"at"`        // seconds: where play begins
	Bitrate float64 `json:"bandwidth"` // bit/s that the connection is thought to carry; 0 = unknown
	Limits  Limits  `json:"limits"`
	Partner int     `json:"-"`
}

// Limits bound the renditions, as abr.restrictions do; 0 = no bound. Heights
// and widths are pixels, bitrates bit/s.
type Limits struct {
	MinHeight  int   `json:"minHeight"`
	MaxHeight  int   `json:"maxHeight"`
	MinWidth   int   `json:"minWidth"`
	MaxWidth   int   `json:"maxWidth"`
	MinBitrate int64 `json:"minBitrate"`
	MaxBitrate int64 `json:"maxBitrate"`
}

// Match tells whether a path is a start request's.
func Match(path string) (partner int, ok bool) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) != 3 || parts[0] != "p" || parts[2] != "start" {
		return 0, false
	}
	partner, err := strconv.Atoi(parts[1])
	return partner, err == nil && partner > 0
}

func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	crossOrigin(w, r)
	partner, ok := Match(r.URL.Path)
	if !ok {
		http.NotFound(w, r)
		return
	}
	if r.Method == http.MethodOptions {
		w.Header().Set("Access-Control-Allow-Methods", "POST, OPTIONS")
		w.Header().Set("Access-Control-Allow-Headers", "Content-Type")
		return
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", "POST, OPTIONS")
		http.Error(w, "a start request is a POST", http.StatusMethodNotAllowed)
		return
	}
	q := &Request{Partner: partner}
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, limits.StartBody)).Decode(q)
	q.Partner = partner
	if err != nil || q.EntryID == "" && q.ReferenceID == "" {
		http.Error(w, "a start request is JSON with an entryId or a referenceId", http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", mimeType)
	h.Answer(w, r, q)
}

// crossOrigin lets any page read the answer. The origin is named, and
// credentials are allowed, only so that browsers use the connection on which the
// player script came; the server knows no cookies.
func crossOrigin(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	header.Set("Cache-Control", "private, no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cross-Origin-Resource-Policy", "cross-origin")
	header.Set("Vary", "Origin")
	header.Set("Timing-Allow-Origin", "*")
	if origin := r.Header.Get("Origin"); origin != "" {
		header.Set("Access-Control-Allow-Origin", origin)
		header.Set("Access-Control-Allow-Credentials", "true")
	}
}

// Plan is what a request would be told, without the answer's other parts.
func (h *Handler) Plan(r *http.Request, q *Request) *Plan {
	answers := h.Batch(r, batch(q))
	media, _ := h.media(r, q, answers)
	return newPlan(q, h.BaseURL(r), answers, media)
}

// Answer writes the parts of an answer to a request that r brought. A w that is
// an http.Flusher is flushed when something is whole.
func (h *Handler) Answer(w io.Writer, r *http.Request, q *Request) {
	answers := h.Batch(r, batch(q))
	media, path := h.media(r, q, answers)
	plan := newPlan(q, h.BaseURL(r), answers, media)
	parts := &writer{w: w}
	parts.json(partPlan, plan)
	if q.Media && plan.Playable {
		if err := h.sendMedia(r.Context(), parts, plan, media); err != nil {
			h.Log.Error("start: media", "entry", plan.EntryID, "error", err)
			return // the missing end tells
		}
	}
	if q.Answers {
		parts.answers(answered(answers, path, plan, media))
	}
	parts.end()
	parts.flush()
	if parts.err != nil {
		h.Log.Debug("viewer went away", "error", parts.err)
	}
}

// media is what may be played, nil when nothing may: exactly what the playback
// context lists. path is the manifest's.
func (h *Handler) media(r *http.Request, q *Request, answers api.List) (*packager.Media, string) {
	path := manifestPath(q, answers)
	if path == "" {
		return nil, ""
	}
	m, err := h.Media(r, path)
	if err != nil {
		h.Log.Warn("start: no media", "path", path, "error", err)
		return nil, ""
	}
	return m, path
}
