package e2e

import "testing"

// TestCMCD: asked for as pages ask hls.js, servers are told with each segment.
func TestCMCD(t *testing.T) {
	slot(t, waits)
	if _, err := oddStreams(); err != nil {
		t.Fatal(err)
	}
	b := open(t, site.pages.URL+"/page")
	b.setup(`{playback: {options: {html5: {hls: {cmcd: {contentId: "film"}}}}}}`)
	b.do(oddPlayer)
	if got := eval[string](b, js(`odd("hls", %q)`, oddCases[0].url())); got != oddCases[0].want {
		t.Errorf("plays: %s", got)
	}
	got := eval[string](b, `performance.getEntriesByType("resource").map((e) => e.name)
		.filter((u) => /-\d\.m4s/.test(u)).map((u) => decodeURIComponent(u.split("CMCD=")[1] ?? "nothing"))
		.filter((t) => !new RegExp('^(bl=\\d+00,)?(br=\\d+,)?(bs,)?cid="film",d=1000,(mtp=\\d+00,)?ot=[va],' +
			'(pr=4.00,)?sf=h,sid="[^"]+",st=v(,su)?(,tb=\\d+)?$').test(t)).join(" | ")`)
	if got != "" {
		t.Errorf("told: %s", got)
	}
}
