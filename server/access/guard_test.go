package access

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"diptych/server/ks"
	"diptych/server/limits"
	"diptych/server/store"
)

// TestMalformed: restrictions that say nothing are named (reference: backend-api
// §2.4, §2.6).
func TestMalformed(t *testing.T) {
	t.Parallel()
	for privileges, want := range map[string]string{
		"": "", "*": "", "edit:0_a": "", "actionslimit:5": "", "actionslimit:0": "actionslimit",
		"actionslimit:-1": "actionslimit", "actionslimit:x": "actionslimit",
		"actionslimit": "actionslimit", "setrole:PLAYBACK_BASE_ROLE": "", "setrole:NONE": "setrole",
		"setrole": "setrole", "restrictingrole:1": "restrictingrole",
		"iprestrict:192.0.2.1": "", "iprestrict:2001:db8::1": "", "iprestrict:192.0.2.1/192.0.2.2": "",
		"iprestrict:*": "", "iprestrict:10.0.0.0-10.0.0.9": "iprestrict",
		"iprestrict": "iprestrict", "urirestrict": "urirestrict", "urirestrict:/a*": "",
		"limitentry": "limitentry", "limitentry:0_a": "",
	} {
		if got := Malformed(ks.ParsePrivileges(privileges)); got != want {
			t.Errorf("%q: %q, want %q", privileges, got, want)
		}
	}
}

// TestUnheld: what this server cannot hold a session to makes it none.
func TestUnheld(t *testing.T) {
	t.Parallel()
	for _, name := range unheld {
		if holds(ks.ParsePrivileges(name+":x")) || holds(ks.ParsePrivileges("edit:*,"+name)) {
			t.Errorf("%s is taken", name)
		}
	}
	if !holds(ks.ParsePrivileges("edit:*,sview:*,list:*,download:*,sviewplaylist:0_p")) {
		t.Error("what widens is no restriction")
	}
}

// TestEntry: a session for one entry sees that and its second streams.
func TestEntry(t *testing.T) {
	t.Parallel()
	limited := &ks.Session{Privileges: ks.ParsePrivileges("limitentry:0_a")}
	for name, c := range map[string]struct {
		k          *ks.Session
		id, parent string
		want       bool
	}{
		"nobody": {nil, "0_b", "", true}, "everybody": {&ks.Session{}, "0_b", "", true},
		"that": {limited, "0_a", "", true}, "its child": {limited, "0_c", "0_a", true},
		"another": {limited, "0_b", "", false}, "another's child": {limited, "0_c", "0_b", false},
		"nothing named": {&ks.Session{Privileges: ks.Privileges{"limitentry": ""}}, "0_b", "", false},
	} {
		if got := Entry(c.k, c.id, c.parent); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// TestURIs: the places that a session is for.
func TestURIs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		list, uri string
		want      bool
	}{
		{"/a", "/a", true}, {"/a", "/a?b", false}, {"/a*", "/a?b", true}, {"/x|/a*", "/ab/c", true},
		{"/x|/y", "/a", false}, {"*", "/anything", true}, {"", "/a", false}, {"/a|", "/b", false},
	} {
		if got := matchesURI(c.list, c.uri); got != c.want {
			t.Errorf("%q for %s: %t", c.list, c.uri, got)
		}
	}
}

// TestHosts: an address without its port.
func TestHosts(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{"192.0.2.1:80": "192.0.2.1", "192.0.2.1": "192.0.2.1",
		"[2001:db8::1]:80": "2001:db8::1", "2001:db8::1": "2001:db8::1", "": ""} {
		if got := host(addr); got != want {
			t.Errorf("%q is %q", addr, got)
		}
	}
}

// TestUnreadable: what no secret of an account has signed is refused, and not
// repeated whole.
func TestUnreadable(t *testing.T) {
	t.Parallel()
	g, _ := guard()
	foreign, err := ks.Sign(ks.Session{PartnerID: 1, Expiry: 2000}, "other secret")
	if err != nil {
		t.Fatal(err)
	}
	nobody, err := ks.Sign(ks.Session{PartnerID: 7, Expiry: 2000}, "secret")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"nothing": "", "text": "garbage", "another secret": foreign, "no account": nobody,
		"very long": strings.Repeat("a", limits.KS+1), "cut": foreign[:len(foreign)-9],
	} {
		_, err := g.Session(httptest.NewRequest("GET", "/", nil), text)
		var refused *ks.Refused
		if !errors.As(err, &refused) {
			t.Errorf("%s: %v", name, err)
		} else if len(refused.Reason) > limits.KSEcho+len("…") {
			t.Errorf("%s: %d bytes are repeated", name, len(refused.Reason))
		}
	}
}

// away is a store that does not answer.
type away struct{}

var errAway = errors.New("database is away")

func (*away) Partner(context.Context, int) (*store.Partner, error)     { return nil, errAway }
func (*away) CountUse(context.Context, string, int64) (int, error)     { return 0, errAway }
func (*away) Revoked(context.Context, ...string) (bool, error)         { return false, errAway }
func (a *lost) Revoked(ctx context.Context, _ ...string) (bool, error) { return false, errAway }

// lost is a store that cannot tell what was revoked.
type lost struct{ fake }

// TestStoreAway: a fault of the store is no verdict on a session.
func TestStoreAway(t *testing.T) {
	t.Parallel()
	text, err := ks.Sign(ks.Session{PartnerID: 1, Expiry: 2000}, "secret")
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]Sessions{"accounts": &away{}, "revocations": &lost{}} {
		g, _ := guard()
		g.Store = s
		k, err := g.Session(httptest.NewRequest("GET", "/", nil), text)
		var refused *ks.Refused
		if k != nil || !errors.Is(err, errAway) || errors.As(err, &refused) {
			t.Errorf("%s: %v, %v", name, k, err)
		}
	}
	g, _ := guard()
	g.Store = &away{}
	k := &ks.Session{Privileges: ks.ParsePrivileges("actionslimit:2")}
	if err := g.Act(t.Context(), k, "media", "get"); !errors.Is(err, errAway) {
		t.Errorf("an action: %v", err)
	}
	if err := g.Act(t.Context(), nil, "media", "get"); err != nil {
		t.Errorf("without a session: %v", err)
	}
}

// TestRoles: every set names actions by service and action, in lower case.
func TestRoles(t *testing.T) {
	t.Parallel()
	for name, set := range roles {
		for _, one := range strings.Fields(set) {
			if service, action, ok := strings.Cut(one, "."); one != "*" &&
				(!ok || service == "" || action == "" || strings.ToLower(one) != one) {
				t.Errorf("%s: %q", name, one)
			}
		}
	}
	for _, c := range []struct {
		set, service, action string
		want                 bool
	}{
		{"media.get", "media", "get", true}, {"media.get", "Media", "GET", true},
		{"media.get", "media", "getX", false}, {"media.*", "media", "delete", true},
		{"*", "anything", "at.all", true}, {"cuepoint.list", "cuepoint_cuepoint", "list", true},
		{"", "media", "get", false},
	} {
		if got := contains(c.set, c.service, c.action); got != c.want {
			t.Errorf("%s.%s in %q: %t", c.service, c.action, c.set, got)
		}
	}
}
