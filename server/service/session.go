package service

import (
	"context"
	"crypto/subtle"
	"errors"
	"net"
	"strconv"
	"strings"

	"diptych/server/api"
	"diptych/server/ks"
	"diptych/server/store"
)

func (s *Services) sessionActions() []api.Action {
	return []api.Action{
		api.Do("start", api.Public, "Starts a session with one of the account's secrets.", s.sessionStart),
		api.Do("startWidgetSession", api.Public, "Starts the session that anybody may have: it can see what is public.", s.sessionStartWidget),
		api.Do("get", api.View, "Reads a session.", s.sessionGet),
	}
}

type sessionStartIn struct {
	Secret     string `json:"secret,required"`
	UserID     string `json:"userId"`
	Type       int    `json:"type"`
	PartnerID  int    `json:"partnerId"`
	Expiry     *int64 `json:"expiry"`
	Privileges string `json:"privileges"`
}

const (
	day       = 86400
	maxExpiry = 10 * 365 * day
)

func (s *Services) sessionStart(ctx context.Context, c *api.Call, in sessionStartIn) (string, error) {
	if in.PartnerID == 0 {
		in.PartnerID = c.PartnerID
	}
	p, err := s.Store.Partner(ctx, in.PartnerID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	if p == nil || !secretFits(p, in.Secret, ks.Type(in.Type)) {
		return "", api.Err(api.StartSessionError, strconv.Itoa(in.PartnerID))
	}
	expiry := int64(day)
	if in.Expiry != nil && *in.Expiry > 0 {
		expiry = min(*in.Expiry, maxExpiry)
	}
	return ks.Sign(ks.Session{
		PartnerID: p.ID, UserID: in.UserID, Type: ks.Type(in.Type), Expiry: s.now() + expiry, Privileges: ks.ParsePrivileges(in.Privileges),
	}, p.AdminSecret)
}

// secretFits: a user's session starts with either secret, an administrator's
// only with the administrator's.
func secretFits(p *store.Partner, secret string, t ks.Type) bool {
	same := func(a string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(secret)) == 1 }
	return same(p.AdminSecret) || t == ks.User && same(p.UserSecret)
}

type startWidgetIn struct {
	WidgetID string `json:"widgetId,required"`
	Expiry   *int64 `json:"expiry"`
}

// WidgetSession answers startWidgetSession.
type WidgetSession struct {
	PartnerID int    `json:"partnerId"`
	KS        string `json:"ks"`
	UserID    string `json:"userId"`
}

// ObjectType names the class.
func (WidgetSession) ObjectType() string { return "KalturaStartWidgetSessionResponse" }

func (s *Services) sessionStartWidget(ctx context.Context, _ *api.Call, in startWidgetIn) (WidgetSession, error) {
	id, err := strconv.Atoi(strings.TrimPrefix(in.WidgetID, "_"))
	p, err2 := s.Store.Partner(ctx, id)
	if err2 != nil && !errors.Is(err2, store.ErrNotFound) {
		return WidgetSession{}, err2
	}
	if err != nil || p == nil || !strings.HasPrefix(in.WidgetID, "_") {
		return WidgetSession{}, api.Err(api.InvalidWidgetID, in.WidgetID)
	}
	expiry := int64(day)
	if in.Expiry != nil && *in.Expiry > 0 {
		expiry = min(*in.Expiry, day)
	}
	text, err := ks.Sign(ks.Session{PartnerID: p.ID, UserID: "0", Expiry: s.now() + expiry, Privileges: ks.ParsePrivileges("view:*,widget:1")}, p.AdminSecret)
	return WidgetSession{PartnerID: p.ID, KS: text, UserID: "0"}, err
}

type sessionGetIn struct {
	Session string `json:"session"`
}

// SessionInfo is a session as the API shows it.
type SessionInfo struct {
	KS          string `json:"ks"`
	SessionType int    `json:"sessionType"`
	PartnerID   int    `json:"partnerId"`
	UserID      string `json:"userId"`
	Expiry      int64  `json:"expiry"`
	Privileges  string `json:"privileges"`
}

// ObjectType names the class.
func (SessionInfo) ObjectType() string { return "KalturaSessionInfo" }

func (s *Services) sessionGet(ctx context.Context, c *api.Call, in sessionGetIn) (SessionInfo, error) {
	k := c.KS
	if in.Session != "" {
		var err error
		if k, err = s.Session(ctx, in.Session, c.ClientIP); err != nil {
			return SessionInfo{}, err
		}
		if k.PartnerID != c.PartnerID {
			return SessionInfo{}, api.Err(api.ServiceForbidden, "session->get")
		}
	}
	return SessionInfo{KS: k.Raw, SessionType: int(k.Type), PartnerID: k.PartnerID, UserID: k.UserID, Expiry: k.Expiry, Privileges: k.Privileges.String()}, nil
}

// Session checks a KS in the contract's order: string, expiry, address
// (reference: backend-api §2.5).
func (s *Services) Session(ctx context.Context, text, clientIP string) (*ks.Session, error) {
	partner, err := ks.PartnerOf(text)
	if err != nil {
		return nil, invalidKS(text)
	}
	p, err := s.Store.Partner(ctx, partner)
	if errors.Is(err, store.ErrNotFound) {
		return nil, invalidKS(text)
	}
	if err != nil {
		return nil, err
	}
	k, err := ks.Parse(text, p.AdminSecret)
	if err != nil {
		return nil, invalidKS(text)
	}
	if k.Expiry <= s.now() {
		return nil, invalidKS("EXPIRED")
	}
	if list, ok := k.Privileges["iprestrict"]; ok && !k.Privileges.Has("iprestrict", host(clientIP)) && list != "*" {
		return nil, invalidKS("EXCEEDED_RESTRICTED_IP")
	}
	return k, nil
}

func host(addr string) string {
	if h, _, err := net.SplitHostPort(addr); err == nil {
		return h
	}
	return addr
}

func invalidKS(what string) error { return api.Err(api.InvalidKS, what, "-1", "INVALID_STR") }
