package manifest_test

import (
	"net/url"
	"testing"

	"diptych/player/manifest"
)

func TestResolveAgreesWithNetURL(t *testing.T) {
	t.Parallel()
	bases := []string{"https://a.example/x/y/z.m3u8?k=v", "http://a:8080", "http://a/b/c/d;p?q"}
	for _, base := range bases {
		for _, ref := range []string{
			"", "s.m4s", "./s.m4s", "../s.m4s", "../../../s", "/s", "//b/c", "https://c/d", "?a=b", "s?x=1",
			"g;x=1/./y", "a/./b/../c", "..", ".", "#f", "data:,x", "seg:1/x/./y",
		} {
			b, err := url.Parse(base)
			if err != nil {
				t.Fatal(err)
			}
			r, err := url.Parse(ref)
			if err != nil {
				continue
			}
			want := b.ResolveReference(r).String()
			if b.Path == "" && (ref == "" || ref[0] == '?' || ref[0] == '#') {
				continue // we always write the root path
			}
			if got := manifest.Resolve(base, ref); got != want {
				t.Errorf("Resolve(%q, %q) = %q, want %q", base, ref, got, want)
			}
		}
	}
}
