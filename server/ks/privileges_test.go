package ks_test

import (
	"strings"
	"testing"

	"diptych/server/ks"
	"diptych/server/limits"
)

// TestPrivileges: how a list of them is read (reference: backend-api §2.1, §2.6).
func TestPrivileges(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                 "",
		"*":                "*",
		"a":                "a",
		"a:b":              "a:b",
		" a:b , c ":        "a:b,c",
		"a:b:c":            "a:b:c",
		"a:1,a:2":          "a:2",
		",,a,":             "a",
		"_e:9999999999,b":  "b",
		":x":               "",
		"sview:0_a/0_b":    "sview:0_a/0_b",
		"*,edit:0_a":       "*,edit:0_a",
		"uri:/x*|/y":       "uri:/x*|/y",
		"b,a":              "a,b",
		"edit:0_a,edit:":   "edit",
		"name:with space,": "name:with space",
	} {
		if got := ks.ParsePrivileges(text).String(); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestHas: a privilege is for a value, for several, or for all.
func TestHas(t *testing.T) {
	t.Parallel()
	p := ks.ParsePrivileges("edit:0_a/0_b,sview:*,list,view:0_a*")
	for _, c := range []struct {
		name, value string
		want        bool
	}{
		{"edit", "0_a", true}, {"edit", "0_b", true}, {"edit", "0_c", false}, {"edit", "0_a/0_b", false},
		{"sview", "anything", true}, {"list", "", true},
		{"list", "x", false}, {"none", "", false}, {"view", "0_ab", false},
	} {
		if got := p.Has(c.name, c.value); got != c.want {
			t.Errorf("%s of %q: %t", c.name, c.value, got)
		}
	}
}

// TestWho: what a session may be.
func TestWho(t *testing.T) {
	t.Parallel()
	widget := ks.ParsePrivileges("widget:1")
	for name, c := range map[string]struct {
		s                        *ks.Session
		admin, anonymous, widget bool
	}{
		"none":          {nil, false, true, false},
		"a user":        {&ks.Session{UserID: "a"}, false, false, false},
		"administrator": {&ks.Session{UserID: "a", Type: ks.Admin}, true, false, false},
		"without name":  {&ks.Session{Type: ks.Admin}, true, true, false},
		"the widget":    {&ks.Session{UserID: "0", Privileges: widget}, false, true, true},
		"no widget":     {&ks.Session{UserID: "a", Privileges: widget}, false, false, false},
		"another type":  {&ks.Session{UserID: "a", Type: 1}, false, false, false},
	} {
		if c.s.Admin() != c.admin || c.s.Anonymous() != c.anonymous || c.s.Widget() != c.widget {
			t.Errorf("%s: %t %t %t", name, c.s.Admin(), c.s.Anonymous(), c.s.Widget())
		}
	}
}

// TestTampered: no byte of a session can be changed.
func TestTampered(t *testing.T) {
	t.Parallel()
	text, err := ks.Sign(ks.Session{PartnerID: 101, UserID: "anna", Expiry: 2_000_000_000}, secret)
	if err != nil {
		t.Fatal(err)
	}
	for i := 12; i < len(text)-2; i++ { // behind the version and the account
		other := byte('A')
		if text[i] == other {
			other = 'B'
		}
		changed := text[:i] + string(other) + text[i+1:]
		if s, err := ks.Parse(changed, secret); err == nil {
			t.Fatalf("with another byte %d it is %+v", i, s)
		}
	}
	for _, bad := range []string{"", "djJ8", text[:len(text)-20], strings.Repeat("A", limits.KS+1), "djJ8YXxi",
		"fHx8"} {
		if _, err := ks.Parse(bad, secret); err == nil {
			t.Errorf("%.30q is read", bad)
		}
	}
	if _, err := ks.Parse(strings.NewReplacer("-", "+", "_", "/").Replace(text), secret); err != nil {
		t.Errorf("in the other alphabet: %v", err)
	}
	if _, err := ks.Parse(strings.TrimRight(text, "="), secret); err != nil {
		t.Errorf("without padding: %v", err)
	}
}

// TestRefusedWords: an error repeats the beginning of what is no session.
func TestRefusedWords(t *testing.T) {
	t.Parallel()
	if err := ks.Unreadable("short"); err.Error() != "ks: refused: short" {
		t.Errorf("%v", err)
	}
	if err := ks.Unreadable(strings.Repeat("a", 1000)); len(err.Error()) > limits.KSEcho+len("ks: refused: …") {
		t.Errorf("%d bytes", len(err.Error()))
	}
}
