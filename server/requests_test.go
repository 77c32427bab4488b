package server

import (
	"net/url"
	"testing"

	"diptych/embed"
)

// FuzzOEmbed: the addresses that others ask us to describe.
func FuzzOEmbed(f *testing.F) {
	for _, text := range []string{"http://a/p/101/embedPlaykitJs/uiconf_id/1?iframeembed=true&entry_id=0_a",
		"https://A:443/s/p/7/embedPlaykitJs", "//a", "http://%zz",
		"http://a/p/-1/embedPlaykitJs/uiconf_id/x?config[ui]={"} {
		f.Add(text, 640, 300, 200)
	}
	f.Fuzz(func(t *testing.T, text string, wish, width, height int) {
		if w, h := within([2]int{width, height}, wish%10000, width%10000, height%10000); w < 1 || h < 1 ||
			width%10000 > 0 && w > width%10000 {
			t.Fatalf("%d x %d", w, h)
		}
		address, err := url.Parse(text)
		if err != nil {
			return
		}
		own := sameHost(address, "http://a")
		if own && address.Host != "a" && address.Host != "A" {
			t.Fatalf("%s is ours", text)
		}
		request, err := embed.Parse(address)
		if err != nil {
			return
		}
		if text := oembedURL(request, embed.Player{BaseURL: "http://a", PartnerID: 1,
			UIConfID: request.UIConfID}); request.KS != "" && text != "" {
			t.Fatalf("a session in %s", text)
		}
		if _, err := embed.Frame(request, embed.Player{Config: "{}", BaseURL: "http://a"},
			embed.Document{}); err != nil {
			t.Logf("%s: %v", text, err)
		}
	})
}
