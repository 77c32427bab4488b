package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"diptych/player/playertest"
)

// overStats fails the test for controls that the overlay of statistics covers.
const overStats = `[...document.querySelectorAll("#player .playkit-bottom-bar button, #player .playkit-seek-bar")]
	.filter((e) => e.checkVisibility({visibilityProperty: true}))
	.filter((e) => { const a = document.querySelector(".playkit-stats").getBoundingClientRect(),
		r = e.getBoundingClientRect(); return r.width && r.top < a.bottom && r.bottom > a.top && r.left < a.right &&
		r.right > a.left; }).map((e) => e.ariaLabel ?? e.className)`

// TestStatistics: the overlay opens by key and by menu, tells what the player does, covers
// no control that is shown, closes, and gives the focus back.
func TestStatistics(t *testing.T) {
	slot(t, renders)
	b := open(t, site.pages.URL+"/page")
	b.device(1280, 720, false)
	b.setup(`{}`)
	if before := eval[string](b, `JSON.stringify(player.stats)`); !strings.HasPrefix(before,
		`{"targetBuffer":null,"availableBuffer":null`) {
		t.Errorf("before media %s", before)
	}
	b.do(js(`navigator.clipboard.writeText = async (text) => { window.copied = text; };
		await player.loadMedia({entryId: %q}); player.play(); await player.ready();`, site.entry))
	b.until("two streams", `frames > 30 && document.querySelector(".playkit-dual-pip")`, 20*time.Second)
	b.do(`document.querySelector("#player .playkit-player").focus()`)
	b.press("s")
	b.until("the overlay with the focus in it",
		`document.activeElement.closest(".playkit-stats")?.querySelectorAll("dl > div").length === 16`, 5*time.Second)
	b.until("graphs of some seconds",
		`[...document.querySelectorAll(".playkit-stats polyline")].every((l) => l.points.length > 3)`, 10*time.Second)
	stats := eval[map[string]any](b, "player.stats")
	for _, name := range []string{"width", "height", "bandwidth", "estimate", "bufferVideo", "bufferAudio",
		"decodedFrames", "bytes", "requests", "startTime", "playTime", "rate"} {
		if n, _ := stats[name].(float64); n <= 0 {
			t.Errorf("%s is %v", name, stats[name])
		}
	}
	if drift, ok := stats["drift"].(float64); !ok || drift > 0.5 || drift < -0.5 {
		t.Errorf("drift %v", stats["drift"])
	}
	if got := eval[string](b, `document.querySelector(".playkit-stats ol").textContent`); !strings.Contains(got,
		"start: ") {
		t.Errorf("decisions: %q", got)
	}
	b.do(`player.pause()`)
	for _, covered := range eval[[]string](b, overStats) {
		t.Errorf("covers %s", covered)
	}
	b.accessible()
	b.picture("stats-1280")
	b.do(`document.querySelector(".playkit-stats-head button").click()`)
	b.until("all of it copied", `JSON.parse(copied).stats.protocol === "hls" && JSON.parse(copied).samples.length`,
		5*time.Second)
	b.press(kb.Escape)
	b.until("closed, with the focus on the player",
		`!document.querySelector(".playkit-stats") && document.activeElement.matches(".playkit-player")`, 5*time.Second)

	b.do(`document.querySelector("#player .playkit-player").dispatchEvent(new MouseEvent("contextmenu", ` +
		`{bubbles: true, cancelable: true, clientX: 300, clientY: 300}))`)
	b.until("the menu", `document.querySelectorAll(".playkit-context-menu button").length === 2`, 5*time.Second)
	b.do(`[...document.querySelectorAll(".playkit-context-menu button")].find((e) => ` +
		`e.textContent === "Statistics").click()`)
	b.until("the overlay again", `document.querySelector(".playkit-stats .playkit-stats-recorder")`, 5*time.Second)
	b.do(`document.querySelector(".playkit-stats-close").click()`)
	b.until("closed by its button", `!document.querySelector(".playkit-stats")`, 5*time.Second)
	b.quiet()
}

// TestStatisticsByTouch: in a player of 320 pixels a finger opens the overlay, scrolls it,
// and closes it.
func TestStatisticsByTouch(t *testing.T) {
	slot(t, renders)
	b := open(t, site.pages.URL+"/page")
	b.device(320, 568, true)
	b.setup(`{}`)
	b.do(`document.head.append(Object.assign(document.createElement("meta"), {name: "viewport", content: ` +
		`"width=device-width"})); document.body.style.margin = 0; const box = document.getElementById("player"); ` +
		`box.style.width = "320px"; box.style.height = "180px"; document.querySelector("h1").remove();`)
	b.do(js(`await player.loadMedia({entryId: %q}); player.play(); await player.ready();`, site.entry))
	b.until("play", "frames > 30", 20*time.Second)
	b.do(`player.pause()`)
	b.tap("#player video")
	b.until("the controls", `document.querySelector(".playkit-touch.playkit-hover .playkit-control-settings")`,
		5*time.Second)
	b.tap(".playkit-control-settings button")
	b.until("the menu", `document.querySelector(".playkit-dropdown-menu")`, 5*time.Second)
	b.do(`[...document.querySelectorAll(".playkit-dropdown-menu button")].at(-1).id = "last-item"; ` +
		`document.getElementById("last-item").scrollIntoView()`)
	b.tap("#last-item")
	b.until("the overlay", `document.querySelector(".playkit-stats-body dl")`, 5*time.Second)
	if got := eval[string](b, `(() => { const r = document.querySelector(".playkit-stats").getBoundingClientRect(),
		p = document.getElementById("player").getBoundingClientRect();
		return r.left >= p.left && r.right <= p.right && r.top >= p.top && r.height > 80 ? "" :
			JSON.stringify([r, p]); })()`); got != "" {
		t.Errorf("leaves the player: %s", got)
	}
	for _, covered := range eval[[]string](b, overStats) {
		t.Errorf("covers %s", covered)
	}
	b.picture("stats-320")
	at := eval[[]float64](b, `box(".playkit-stats-body")`)
	b.swipe([]point{{at[0], at[1] + 20}}, []point{{at[0], at[1] - 30}}, 20*time.Millisecond)
	b.until("scrolled inside itself", `document.querySelector(".playkit-stats-body").scrollTop > 10 && !scrollY`,
		3*time.Second)
	b.accessible()
	b.tap(".playkit-stats-close")
	b.until("closed", `!document.querySelector(".playkit-stats")`, 3*time.Second)
	b.quiet()
}

// link gives the page so many bytes a second.
func (b *tab) link(speed float64) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, network.EmulateNetworkConditionsByRule,
		network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{
			{Latency: 60, DownloadThroughput: speed, UploadThroughput: speed},
		}}); err != nil {
		b.t.Fatalf("link: %v", err)
	}
}

// TestRecordedSession: what log.record writes down of a film on a slow link is told to
// another engine, which decides alike.
func TestRecordedSession(t *testing.T) {
	slot(t, renders)
	b := open(t, site.pages.URL+"/page")
	b.link(150_000)
	b.setup(`{log: {record: true}}`)
	b.do(js(`player.muted = true; player.setMedia({sources: {hls: [{id: "x", mimetype: "application/x-mpegURL", `+
		`url: %q}]}}); player.play();`, site.base+"/p/101/sp/10100/playManifest/entryId/"+site.entry+
		"/protocol/http/format/applehttp/a.m3u8?token=djJ8MTAxfHNlY3JldA"))
	b.until("five seconds", "player.currentTime > 5", 60*time.Second)
	b.link(40_000)
	time.Sleep(8 * time.Second)
	b.link(400_000)
	b.do(`player.currentTime = 20; player.selectTrack(player.getTracks("video")[0])`)
	b.until("the last seconds", "player.currentTime > 26", 60*time.Second)
	b.do(`player.enableAdaptiveBitrate(); player.currentTime = 2`)
	time.Sleep(4 * time.Second)
	b.do(`URL.createObjectURL = (blob) => { blob.text().then((text) => { window.saved = text; }); return "#saved"; };
		document.querySelector("#player .playkit-player").focus()`)
	b.press("s")
	b.until("the recorder", `document.querySelectorAll(".playkit-stats-recorder button").length === 2`, 5*time.Second)
	b.do(`document.querySelectorAll(".playkit-stats-recorder button")[1].click()`)
	b.until("the file", `window.saved`, 5*time.Second)
	file := []byte(eval[string](b, "saved"))
	var parts struct {
		Lines []json.RawMessage
		Stats map[string]any
	}
	if err := json.Unmarshal(file, &parts); err != nil || len(parts.Lines) < 100 || parts.Stats["protocol"] != "hls" {
		t.Fatalf("%d lines, %v, %v", len(parts.Lines), parts.Stats, err)
	}
	if strings.Contains(string(file), "djJ8MTAxfHNlY3JldA") {
		t.Error("the token is in the file")
	}
	t.Logf("%d kB, %d lines, %v", len(file)/1000, len(parts.Lines), parts.Stats)
	difference, err := playertest.Replay(file)
	if err != nil || difference != "" {
		_ = os.WriteFile(filepath.Join("out", "session.json"), file, 0o644)
		t.Errorf("%v\n%s", err, difference)
	}
	b.quiet()
}
