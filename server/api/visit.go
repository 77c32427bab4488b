package api

import (
	"net/http"
	"strings"

	"diptych/server/ks"
)

// visit is one HTTP request: what its calls share.
type visit struct {
	*http.Request
	engine   *Engine
	sessions map[string]opened
}

type opened struct {
	session *ks.Session
	err     error
}

func (e *Engine) visit(r *http.Request) *visit {
	return &visit{Request: r, engine: e, sessions: map[string]opened{}}
}

// session reads a KS once for all calls that name it.
func (v *visit) session(text string) (*ks.Session, error) {
	if known, ok := v.sessions[text]; ok {
		return known.session, known.err
	}
	s, err := v.engine.Session(v.Request, text)
	v.sessions[text] = opened{s, err}
	return s, err
}

// sessionText is the KS of a call: a parameter, else a header.
func (v *visit) sessionText(p Params) string {
	if text := p.Str("ks"); text != "" {
		return text
	}
	if text, ok := strings.CutPrefix(v.Header.Get("Authorization"), "KS "); ok {
		return strings.TrimSpace(text)
	}
	return v.Header.Get("X-Kaltura-Ks")
}

// knows tells whether the request comes with a session that is good.
func (v *visit) knows(p Params) bool {
	text := v.sessionText(p)
	if text == "" {
		return false
	}
	_, err := v.session(text)
	return err == nil
}
