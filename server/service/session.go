package service

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/netip"
	"strconv"
	"strings"

	"diptych/server/access"
	"diptych/server/api"
	"diptych/server/ks"
	"diptych/server/store"
)

func (s *Services) sessionActions() []api.Action {
	return []api.Action{
		api.Do("start", api.Public, "Starts a session with one of the account's secrets.", s.sessionStart),
		api.Do("startWidgetSession", api.Public,
			"Starts the session that anybody may have: it can see what is public.", s.sessionStartWidget),
		api.Do("get", api.View, "Reads a session.", s.sessionGet),
		api.Do("end", api.Public, "Revokes a session, and all that share its sessionid.", s.sessionEnd),
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
	who := network(c.ClientIP) + " " + strconv.Itoa(in.PartnerID)
	if !s.guesses.Allowed(who, s.Now()) || p == nil || !secretFits(p, in.Secret, ks.Type(in.Type)) {
		s.guesses.Wrong(who, s.Now())
		s.Log.Warn("wrong secret", "ip", c.ClientIP, "partner", in.PartnerID)
		return "", api.Err(api.StartSessionError, strconv.Itoa(in.PartnerID))
	}
	privileges := ks.ParsePrivileges(in.Privileges)
	if err := malformed(privileges); err != nil {
		return "", err
	}
	expiry := int64(day)
	if in.Expiry != nil && *in.Expiry > 0 {
		expiry = min(*in.Expiry, maxExpiry)
	}
	return ks.Sign(ks.Session{
		PartnerID:  p.ID,
		UserID:     in.UserID,
		Type:       ks.Type(in.Type),
		Expiry:     s.now() + expiry,
		Privileges: privileges,
	}, p.AdminSecret)
}

// network is whose address it is: of IPv6 a household has 2^64.
func network(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil || !addr.Is6() || addr.Is4In6() {
		return ip
	}
	p, _ := addr.Prefix(64) // fits an IPv6 address
	return p.String()
}

// malformed refuses restrictions that say nothing (reference: backend-api §2.4).
func malformed(p ks.Privileges) error {
	switch access.Malformed(p) {
	case "actionslimit":
		return api.Err(api.InvalidActionsLimit)
	case "setrole":
		return api.Err(api.UnknownRoleID)
	case "restrictingrole":
		return api.Err(api.InvalidSetRole)
	case "iprestrict":
		return api.Err(api.InvalidIPRestriction)
	case "urirestrict", "limitentry":
		return api.Err(api.WrongFormat, "privileges", "name:value")
	}
	return nil
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

func (s *Services) sessionStartWidget(ctx context.Context, _ *api.Call, in startWidgetIn) (WidgetSession,
	error) {
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
	text, err := ks.Sign(ks.Session{
		PartnerID:  p.ID,
		UserID:     "0",
		Expiry:     s.now() + expiry,
		Privileges: ks.ParsePrivileges("view:*,widget:1"),
	}, p.AdminSecret)
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

func (s *Services) sessionGet(_ context.Context, c *api.Call, in sessionGetIn) (SessionInfo, error) {
	k := c.KS
	if in.Session != "" {
		var err error
		if k, err = c.Session(in.Session); err != nil {
			return SessionInfo{}, err
		}
		if k.PartnerID != c.PartnerID {
			return SessionInfo{}, api.Err(api.ServiceForbidden, "session->get")
		}
	}
	return SessionInfo{
		KS:          k.Raw,
		SessionType: int(k.Type),
		PartnerID:   k.PartnerID,
		UserID:      k.UserID,
		Expiry:      k.Expiry,
		Privileges:  k.Privileges.String(),
	}, nil
}

// sessionEnd revokes the caller's session until it would have ended. What
// anybody may start cannot be revoked.
func (s *Services) sessionEnd(ctx context.Context, c *api.Call, _ api.None) (api.None, error) {
	if c.KS == nil || c.KS.Widget() {
		return api.None{}, nil
	}
	key, until := c.KS.Hash, c.KS.Expiry
	if err := s.Store.Revoke(ctx, key, until); err != nil {
		return api.None{}, err
	}
	if group := c.KS.Privileges["sessionid"]; group != "" {
		return api.None{}, s.Store.Revoke(ctx, access.GroupKey(c.KS.PartnerID, group), s.now()+maxExpiry)
	}
	return api.None{}, nil
}
