package access

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"diptych/server/ks"
	"diptych/server/store"
)

// fake is a store of sessions in memory.
type fake struct {
	revoked map[string]bool
	uses    map[string]int
}

func (f *fake) Partner(_ context.Context, id int) (*store.Partner, error) {
	if id != 1 {
		return nil, store.ErrNotFound
	}
	return &store.Partner{ID: 1, AdminSecret: "secret"}, nil
}

func (f *fake) Revoked(_ context.Context, keys ...string) (bool, error) {
	for _, key := range keys {
		if f.revoked[key] {
			return true, nil
		}
	}
	return false, nil
}

func (f *fake) CountUse(_ context.Context, hash string, _ int64) (int, error) {
	f.uses[hash]++
	return f.uses[hash], nil
}

func guard() (*Guard, *fake) {
	f := &fake{revoked: map[string]bool{}, uses: map[string]int{}}
	return &Guard{Store: f, IP: func(r *http.Request) string { return r.RemoteAddr },
		Now: func() time.Time { return time.Unix(1000, 0) }}, f
}

// TestSession: the reasons, in the contract's order.
func TestSession(t *testing.T) {
	g, f := guard()
	f.revoked[GroupKey(1, "gone")] = true
	for _, row := range []struct {
		partner    int
		secret     string
		expiry     int64
		privileges string
		want       string
	}{
		{1, "secret", 1001, "", ""}, {1, "secret", 1000, "", ks.Expired},
		{1, "secret", 999, "iprestrict:9.9.9.9", ks.Expired},
		{1, "secret", 2000, "iprestrict:9.9.9.9,urirestrict:/x", ks.WrongIP},
		{1, "secret", 2000, "iprestrict:192.0.2.1,urirestrict:/x", ks.WrongURI},
		{1, "secret", 2000, "urirestrict:/a/b?c=d", ""}, {1, "secret", 2000, "urirestrict:/a/b", ks.WrongURI},
		{1, "secret", 2000, "urirestrict:/x|/a/*", ""}, {1, "secret", 2000, "sessionid:gone", ks.LoggedOut},
		{1, "secret", 2000, "sessionid:other", ""}, {1, "secret", 2000, "enableentitlement", ks.NotHeld},
		{1, "secret", 2000, "restrictingrole:", ks.NotHeld},
	} {
		text, err := ks.Sign(ks.Session{PartnerID: row.partner, Expiry: row.expiry,
			Privileges: ks.ParsePrivileges(row.privileges)}, row.secret)
		if err != nil {
			t.Fatal(err)
		}
		_, err = g.Session(httptest.NewRequest("GET", "/a/b?c=d", nil), text)
		var refused *ks.Refused
		got := ""
		if errors.As(err, &refused) {
			got = refused.Reason
		}
		if got != row.want {
			t.Errorf("%q, until %d: %q (%v), want %q", row.privileges, row.expiry, got, err, row.want)
		}
	}
}

// TestAct: roles and numbers of actions.
func TestAct(t *testing.T) {
	g, _ := guard()
	for _, row := range []struct {
		privileges, service, action string
		want                        error
	}{
		{"", "media", "add", nil}, {"setrole:PLAYBACK_BASE_ROLE", "baseEntry", "getPlaybackContext", nil},
		{"setrole:PLAYBACK_BASE_ROLE", "media", "add", ErrForbidden},
		{"setrole:PLAYBACK_BASE_ROLE", "cuepoint_cuePoint", "LIST", nil},
		{"setrole:PLAYBACK_BASE_ROLE", "session", "end", nil},
		{"setrole:PARTNER_ADMIN_ROLE", "media", "delete", nil},
		{"setrole:PARTNER_ADMIN_ROLE,restrictingrole:WIDGET_SESSION_ROLE", "media", "delete", ErrForbidden},
		{"setrole:WIDGET_SESSION_ROLE", "media", "list", nil},
	} {
		k := &ks.Session{Privileges: ks.ParsePrivileges(row.privileges)}
		if err := g.Act(context.Background(), k, row.service, row.action); !errors.Is(err, row.want) {
			t.Errorf("%q: %s.%s %v, want %v", row.privileges, row.service, row.action, err, row.want)
		}
	}
	k := &ks.Session{Hash: "h", Privileges: ks.ParsePrivileges("actionslimit:2")}
	for i, want := range []bool{true, true, false, false} {
		if err := g.Act(context.Background(), k, "media", "get"); (err == nil) != want {
			t.Errorf("action %d: %v", i+1, err)
		}
	}
}

// TestGuesses: ten wrong ones a minute for a pair, and bounded memory.
func TestGuesses(t *testing.T) {
	var g Guesses
	now := time.Unix(0, 0)
	for i := range 10 {
		if !g.Allowed("a", now) {
			t.Fatalf("guess %d", i)
		}
		g.Wrong("a", now)
	}
	if g.Allowed("a", now) || !g.Allowed("b", now) || !g.Allowed("a", now.Add(7*time.Second)) {
		t.Error("the brake")
	}
	for i := range 50_000 {
		g.Wrong(fmt.Sprint(i), now)
	}
	if len(g.buckets) > 2*remembered+1 {
		t.Errorf("%d pairs are remembered", len(g.buckets))
	}
}
