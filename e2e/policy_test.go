package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// policies of pages that embed us. SERVER is our origin. The first is the
// documented minimum (ARCHITECTURE.md).
var policies = map[string]string{
	"minimum": "default-src 'none'; script-src SERVER 'wasm-unsafe-eval'; connect-src SERVER; media-src " +
		"blob:; img-src SERVER",
	"nonce": "default-src 'none'; script-src 'nonce-cGxheQ' 'wasm-unsafe-eval'; connect-src SERVER; " +
		"media-src blob:; img-src SERVER; require-trusted-types-for 'script'",
	"dynamic": "default-src 'none'; script-src 'nonce-cGxheQ' 'strict-dynamic' 'wasm-unsafe-eval'; " +
		"connect-src SERVER; media-src blob:; img-src SERVER",
	"no wasm": "default-src 'none'; script-src SERVER; connect-src SERVER; media-src blob:; img-src SERVER; " +
		"frame-src SERVER",
	"frame": "default-src 'none'; frame-src SERVER",
}

// policyPage serves /policy?of=…: the script embed, or the iframe.
func policyPage(w http.ResponseWriter, r *http.Request) {
	of, base := r.URL.Query().Get("of"), r.URL.Query().Get("base")
	if base == "" {
		base = site.base
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", strings.ReplaceAll(policies[of], "SERVER", base))
	fmt.Fprint(w, `<!DOCTYPE html><html lang="en"><title>Policy</title><body><main><h1>Policy</h1>`)
	if of == "frame" {
		fmt.Fprintf(w,
			`<iframe id="frame" title="Lecture" width="960" height="540" allow="autoplay *; fullscreen *" `+
				`src="%s/p/101/embedPlaykitJs/uiconf_id/1?iframeembed=true&entry_id=%s&`+
				`config[playback]={%%22autoplay%%22:true,%%22muted%%22:true}"></iframe>`, base, site.entry)
	} else {
		fmt.Fprintf(w,
			`<div id="player"></div><script nonce="cGxheQ" `+
				`src="%s/p/101/embedPlaykitJs/uiconf_id/1/kaltura-player.js"></script>`, base)
	}
	fmt.Fprint(w, `</main></body></html>`)
}

func TestScriptUnderPolicies(t *testing.T) {
	slot(t, waits)
	for _, of := range []string{"minimum", "nonce", "dynamic"} {
		t.Run(of, func(t *testing.T) {
			b := open(t, site.pages.URL+"/policy?of="+of)
			b.setup(`{playback: {autoplay: true, muted: true}}`)
			b.do(js(`player.loadMedia({entryId: %q});`, site.entry))
			b.until("pictures", "frames > 10", 8*time.Second)
			b.until("the engine", `seen.some((e) => e.type === "firstplaying")`, 10*time.Second)
			b.until("controls", `document.querySelector(".playkit-bottom-bar button")`, 5*time.Second)
			b.until("two streams", `document.querySelectorAll("video").length === 2`, 15*time.Second)
			b.quiet()
		})
	}
}

func TestFrameUnderPolicy(t *testing.T) {
	slot(t, waits)
	p := newFaulty(t, func(string, int) fault { return fault{} })
	b := open(t, site.pages.URL+"/policy?of=frame&base="+url.QueryEscape(p.URL))
	for deadline := time.Now().Add(10 * time.Second); p.asked("wasm") == 0 ||
		p.asked("segment") < 4; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the frame asked for %d programs and %d segments", p.asked("wasm"), p.asked("segment"))
		}
	}
	b.picture("policy-frame")
	b.quiet()
}

// TestPageForbidsWasm: the page keeps its player object, the player runs in a
// frame of ours.
func TestPageForbidsWasm(t *testing.T) {
	slot(t, waits)
	b := open(t, site.pages.URL+"/policy?of=no+wasm")
	b.setup(`{playback: {autoplay: true, muted: true}}`)
	b.do(js(`player.loadMedia({entryId: %q}).then((m) => window.media = m, (e) => window.failed = e);`,
		site.entry))
	b.until("it plays, and the page knows",
		`seen.some((e) => e.type === "firstplaying") && player.currentTime > 1`, 12*time.Second)
	b.until("loadMedia is settled", `window.media?.sources?.hls?.length > 0`, 2*time.Second)
	b.picture("no-wasm")
	if n := eval[int](b, `document.querySelectorAll("#player iframe").length`); n != 1 {
		t.Fatalf("%d frames", n)
	}
	v := visit{want: wish{muted: true, volume: 1, rate: 1}}
	for _, problem := range v.judge(eval[[]string](b, `seen.map((e) => e.type)`)) {
		t.Error(problem)
	}
	if tracks := eval[int](b,
		`player.getTracks("video").filter((t) => t instanceof KalturaPlayer.core.VideoTrack).length`); tracks < 2 {
		t.Errorf("%d video tracks", tracks)
	}
	b.do(`player.pause();`)
	b.until("pause", `player.paused && seen.some((e) => e.type === "pause")`, 3*time.Second)
	b.do(`player.currentTime = 20; player.volume = 0.3; player.playbackRate = 1.5;`)
	b.until("seek, volume, rate",
		`Math.abs(player.currentTime - 20) < 0.5 && player.volume === 0.3 && player.playbackRate === 1.5 && `+
			`seen.some((e) => e.type === "seeked")`, 5*time.Second)
	b.do(`player.selectTrack(player.getTracks("video")[0]);`)
	b.until("a rendition by hand",
		`player.getActiveTracks().video?.id === player.getTracks("video")[0].id && `+
			`!player.isAdaptiveBitrateEnabled()`, 5*time.Second)
	b.do(`player.play();`)
	b.until("play", `!player.paused && player.currentTime > 20.5`, 5*time.Second)
	b.do(`player.destroy();`)
	if left := eval[int](b, `document.querySelectorAll("#player *").length`); left != 0 {
		t.Errorf("%d elements left", left)
	}
	for _, line := range b.console() {
		if strings.Contains(line, "rror") && !strings.Contains(line, "WebAssembly") {
			t.Errorf("console: %s", line)
		}
	}
}
