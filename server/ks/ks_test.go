package ks_test

import (
	"testing"

	"diptych/server/ks"
)

const secret = "0123456789abcdef0123456789abcdef"

func TestSignedSessionReadsBack(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]ks.Session{
		"admin": {PartnerID: 101, UserID: "anna@example.org", Type: ks.Admin, Expiry: 2_000_000_000,
			Privileges: ks.ParsePrivileges("*,edit:0_abc")},
		"widget": {PartnerID: 101, UserID: "0", Expiry: 2_000_000_000,
			Privileges: ks.ParsePrivileges("view:*,widget:1")},
		"odd": {PartnerID: 7, UserID: "ä b|c&d=e", Expiry: 1,
			Privileges: ks.ParsePrivileges("sview:0_a/0_b,urirestrict:/x*|/y")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, err := ks.Sign(s, secret)
			if err != nil {
				t.Fatal(err)
			}
			got, err := ks.Parse(text, secret)
			if err != nil {
				t.Fatal(err)
			}
			if got.UserID != s.UserID || got.Type != s.Type || got.Expiry != s.Expiry ||
				got.PartnerID != s.PartnerID || got.Privileges.String() != s.Privileges.String() {
				t.Fatalf("read %+v, signed %+v", got, s)
			}
			if _, err := ks.Parse(text, "another secret"); err == nil {
				t.Fatal("another secret opens it")
			}
			if id, err := ks.PartnerOf(text); err != nil || id != s.PartnerID {
				t.Fatalf("partner %d, %v", id, err)
			}
		})
	}
}

// Both strings were put together with openssl from the rules of the reference,
// so that a mistake that Sign and Parse share would show.
func TestReadsForeignStrings(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"version 1": "MjA2NGQ2MGYyY2M3MDAyYTJmMWI5ZjA5YjI4OGM3OWQzYjVlZTNkYXwxMDE7MTAxOzIwMDAwMDAwMDA7MjsxMjM" +
			"7YW5uYTsqOw==",
		"version 2": "djJ8MTAxfMSlVkli7U1OxvoDay2-nL_U9A6U4owipS5fHPkvKTtaqXvwaClMXpPOv9wH4R5K3mvsiSWPrxAJT5j" +
			"v-6ZgJeGyQpMAmFxeKEDjwh8CPSPM",
	} {
		s, err := ks.Parse(text, secret)
		if err != nil || s.UserID != "anna" || !s.Admin() || s.Expiry != 2_000_000_000 || s.PartnerID != 101 ||
			s.Privileges.String() != "*" {
			t.Fatalf("%s: %+v, %v", name, s, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	text, err := ks.Sign(ks.Session{PartnerID: 1}, secret)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"", "djJ8", text, text[:20], "djJ8MTAxfA==", "!!"} {
		f.Add(seed)
	}
	f.Fuzz(func(_ *testing.T, text string) {
		_, _ = ks.Parse(text, secret)
		_, _ = ks.PartnerOf(text)
	})
}
