// Package access reads sessions and holds them to everything that narrows them:
// the one door for the API, delivery, uploads and start requests.
package access

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"diptych/server/ks"
	"diptych/server/limits"
	"diptych/server/store"
)

// Sessions is what the guard asks of the store.
type Sessions interface {
	Partner(ctx context.Context, id int) (*store.Partner, error)
	// Revoked tells whether one of the keys was revoked.
	Revoked(ctx context.Context, keys ...string) (bool, error)
	// CountUse counts one more action of a session and answers their number.
	CountUse(ctx context.Context, hash string, expiry int64) (int, error)
}

// Guard reads sessions.
type Guard struct {
	Store Sessions
	IP    func(r *http.Request) string
	Now   func() time.Time
}

// Session reads a session in the contract's order: string, expiry, address,
// URI, revocation, and what cannot be held (reference: backend-api §2.5). A
// session that is not taken is a *ks.Refused.
func (g *Guard) Session(r *http.Request, text string) (*ks.Session, error) {
	if len(text) > limits.KS {
		return nil, ks.Unreadable(text)
	}
	k, err := g.read(r.Context(), text)
	if err != nil {
		return nil, err
	}
	if k.Expiry <= g.Now().Unix() {
		return nil, &ks.Refused{Reason: ks.Expired}
	}
	if reason := g.outside(r, k); reason != "" {
		return nil, &ks.Refused{Reason: reason}
	}
	keys := []string{k.Hash}
	if group := k.Privileges["sessionid"]; group != "" {
		keys = append(keys, GroupKey(k.PartnerID, group))
	}
	revoked, err := g.Store.Revoked(r.Context(), keys...)
	if err != nil {
		return nil, err
	}
	if revoked {
		return nil, &ks.Refused{Reason: ks.LoggedOut}
	}
	return k, nil
}

// GroupKey is what all sessions of a sessionid are revoked by.
func GroupKey(partner int, group string) string { return strconv.Itoa(partner) + ":" + group }

func (g *Guard) read(ctx context.Context, text string) (*ks.Session, error) {
	partner, err := ks.PartnerOf(text)
	if err != nil {
		return nil, ks.Unreadable(text)
	}
	p, err := g.Store.Partner(ctx, partner)
	if errors.Is(err, store.ErrNotFound) {
		return nil, ks.Unreadable(text)
	}
	if err != nil {
		return nil, err
	}
	k, err := ks.Parse(text, p.AdminSecret)
	if err != nil {
		return nil, ks.Unreadable(text)
	}
	return k, nil
}

// outside tells why a request is not one that the session is for; "" = it is.
func (g *Guard) outside(r *http.Request, k *ks.Session) string {
	if list, ok := k.Privileges["iprestrict"]; ok && list != "*" &&
		!k.Privileges.Has("iprestrict", host(g.IP(r))) {
		return ks.WrongIP
	}
	if list, ok := k.Privileges["urirestrict"]; ok && !matchesURI(list, r.URL.RequestURI()) {
		return ks.WrongURI
	}
	if !holds(k.Privileges) {
		return ks.NotHeld
	}
	return ""
}

// matchesURI tells whether a request's URI is one of a list: "/a|/b/*".
func matchesURI(list, uri string) bool {
	for _, pattern := range strings.Split(list, "|") {
		if prefix, ok := strings.CutSuffix(pattern, "*"); ok && strings.HasPrefix(uri, prefix) ||
			pattern == uri {
			return true
		}
	}
	return false
}

func host(addr string) string {
	if h, _, err := net.SplitHostPort(addr); err == nil {
		return h
	}
	return addr
}

// Forbidden says that a session's role has no such action.
var ErrForbidden = errors.New("access: the session's role has no such action")

// Act holds a session to its role and to how many actions it may take. An error
// is ErrForbidden or a *ks.Refused. Actions that need no session are always open.
func (g *Guard) Act(ctx context.Context, k *ks.Session, service, action string) error {
	if k == nil {
		return nil
	}
	if !roleAllows(k.Privileges, service, action) {
		return ErrForbidden
	}
	text, limited := k.Privileges["actionslimit"]
	if !limited {
		return nil
	}
	most, err := strconv.Atoi(text)
	if err != nil || most <= 0 {
		return &ks.Refused{Reason: ks.TooManyActions}
	}
	n, err := g.Store.CountUse(ctx, k.Hash, k.Expiry)
	if err != nil {
		return err
	}
	if n > most {
		return &ks.Refused{Reason: ks.TooManyActions}
	}
	return nil
}
