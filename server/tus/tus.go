// Package tus is the second door for uploads: the tus protocol (tus.io, 1.0),
// behind which stand the same upload tokens. What came through it is given to an
// entry by its token, as everything else.
package tus

import (
	"context"
	"errors"
	"io"
	"net/http"
	"path"
	"strings"

	"diptych/server/ks"
	"diptych/server/limits"

	"github.com/tus/tusd/v2/pkg/handler"
	"golang.org/x/exp/slog"
)

// Path is where the door is.
const Path = "/tus/"

// State is how far an upload has come, bytes.
type State struct {
	Name         string
	Offset, Size int64
}

// ErrNotFound says that there is no such upload for this session.
var ErrNotFound = errors.New("tus: no such upload")

// ErrNoRoom says that an upload cannot be begun: too many are, or the disk is full.
var ErrNoRoom = errors.New("tus: no room")

// Tokens are the uploads behind the door. All of them answer ErrNotFound for
// what the session may not see.
type Tokens interface {
	// Begin makes a token for a file of a size and returns its id.
	Begin(ctx context.Context, k *ks.Session, name string, size int64) (string, error)
	State(ctx context.Context, k *ks.Session, id string) (State, error)
	// Write puts bytes at a place; what came before an error is kept and told.
	Write(ctx context.Context, k *ks.Session, id string, at int64, r io.Reader) (int64, error)
	Remove(ctx context.Context, k *ks.Session, id string) error
}

// Sessions reads a session's text, for those that may upload.
type Sessions func(r *http.Request, text string) (*ks.Session, error)

// New is the door. Sessions come as "Authorization: KS …" or X-Kaltura-Ks; base
// is how the outside calls the server. Uploads have no lock: bytes have their
// place, so that a late writer of the same does no harm, and one that goes on
// elsewhere than where the upload ends is told so (409) and asks again.
func New(tokens Tokens, sessions Sessions, base func(*http.Request) string) (http.Handler, error) {
	composer := handler.NewStoreComposer()
	s := store{tokens}
	composer.UseCore(s)
	composer.UseTerminater(s)
	cors := handler.DefaultCorsConfig
	cors.AllowHeaders += ", X-Kaltura-Ks"
	h, err := handler.NewHandler(handler.Config{
		BasePath:             Path,
		StoreComposer:        composer,
		DisableDownload:      true,
		DisableConcatenation: true,
		MaxSize:              limits.Upload,
		Cors:                 &cors,
		Logger:               slog.New(slog.NewTextHandler(io.Discard, nil)),
	}) // the server writes its own
	if err != nil {
		return nil, err
	}
	tus := http.StripPrefix(Path, h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodOptions { // asked before a page may send its session
			tus.ServeHTTP(w, r)
			return
		}
		k, err := sessions(r, sessionText(r))
		if err != nil || k.Anonymous() && !k.Admin() {
			w.Header().Set("Access-Control-Allow-Origin", "*")
			http.Error(w, "a session of a user is needed", http.StatusUnauthorized)
			return
		}
		tus.ServeHTTP(&located{w, base(r)}, r.WithContext(context.WithValue(r.Context(), sessionKey{}, k)))
	}), nil
}

// located writes where an upload is as the outside calls it.
type located struct {
	http.ResponseWriter
	base string
}

// WriteHeader implements http.ResponseWriter.
func (l *located) WriteHeader(status int) {
	if at := l.Header().Get("Location"); at != "" {
		l.Header().Set("Location", l.base+Path+path.Base(at))
	}
	l.ResponseWriter.WriteHeader(status)
}

// Unwrap is for http.ResponseController.
func (l *located) Unwrap() http.ResponseWriter { return l.ResponseWriter }

func sessionText(r *http.Request) string {
	if text, ok := strings.CutPrefix(r.Header.Get("Authorization"), "KS "); ok {
		return strings.TrimSpace(text)
	}
	return r.Header.Get("X-Kaltura-Ks")
}

type sessionKey struct{}

func session(ctx context.Context) *ks.Session {
	k, _ := ctx.Value(sessionKey{}).(*ks.Session)
	return k
}
