package e2e

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/chromedp"
)

// placedCues are cues of a second each; of some two or three stand at a time.
var placedCues = [][]string{
	{"\nplain"},
	{"\ntwo rows\nof words"},
	{"line:0\nat the top"},
	{"line:2\nthird row"},
	{"line:-3\nthird row from below"},
	{"line:50%\nin the middle"},
	{"line:90%\nnear the end"},
	{"line:10%\nnear the beginning\nin two rows"},
	{"position:10% align:left size:35%\nfrom the left"},
	{"position:90% align:right size:35%\nup to the right"},
	{"position:30% align:center size:40%\naround a third"},
	{"align:start\nat the start"},
	{"align:end\nat the end"},
	{"align:left\nto the left"},
	{"align:right\nto the right"},
	{"size:30%\nwords that take more than one row of a narrow box"},
	{"size:50% position:25%\nleft half"},
	{"position:80% size:90%\nsize is cut by its place"},
	{"\nשלום (עולם)!"},
	{"align:right\nمرحبا، كيف حالك؟"},
	{"align:left\nمرحبا، كيف حالك؟"},
	{"vertical:rl\n縦書きの字幕"},
	{"vertical:lr\n縦書きの字幕"},
	{"vertical:rl line:0 align:start\n縦書き"},
	{"vertical:lr line:2 align:end\n縦書き"},
	{"vertical:rl line:30%\n縦書き"},
	{"\nthe first of two", "\nthe second stands above it"},
	{"line:0\nthe first above", "line:0\nthe second below", "line:0\nthe third"},
	{"line:80%\na share", "\nand a row"},
	{"region:r1\nfirst in a region", "region:r1\nsecond in a region"},
}

// standardCues are those that Chromium does not place as the standard says; of each the expected left,
// top, right and bottom edge as shares of the picture, below 0: any.
var standardCues = []struct {
	cue  string
	want [4]float64
}{
	{"align:start\nمرحبا، كيف حالك؟", [4]float64{-1, -1, 1, 1}},
	{"align:end\nمرحبا، كيف حالك؟", [4]float64{0, -1, -1, 1}},
	{"position:10%,line-left align:left size:35%\nfrom the left", [4]float64{.1, -1, -1, 1}},
	{"position:90%,line-right align:right size:35%\nup to the right", [4]float64{-1, -1, .9, 1}},
	{"line:50%,end\nends in the middle", [4]float64{-1, -1, -1, .5}},
	{"line:99%\nwould leave the picture", [4]float64{-1, -1, -1, 1}},
	{"\nhttps://example.org/" + strings.Repeat("a", 300), [4]float64{-1, -1, -1, 1}},
	{"align:middle line:0%\nold word", [4]float64{-1, 0, -1, -1}},
}

const captionRegion = "REGION\nid:r1\nwidth:40%\nlines:3\nregionanchor:0%,100%\nviewportanchor:10%," +
	"90%\nscroll:up\n\n"

func placedVTT(which string) string {
	groups := placedCues
	if which == "flood" {
		groups = [][]string{slices.Repeat([]string{"line:-900\nmany at once"}, 5000), {"\nthe next one"}}
	}
	if which == "standard" {
		groups = nil
		for _, c := range standardCues {
			groups = append(groups, []string{c.cue})
		}
	}
	var b strings.Builder
	b.WriteString("WEBVTT\n\n" + captionRegion)
	for i, group := range groups {
		for _, cue := range group {
			settings, text, _ := strings.Cut(cue, "\n")
			fmt.Fprintf(&b, "00:%02d.100 --> 00:%02d.900 %s\n%s\n\n", i, i, settings, text)
		}
	}
	return b.String()
}

func captionPage(w http.ResponseWriter, r *http.Request) {
	if which := r.URL.Query().Get("vtt"); which != "" {
		w.Header().Set("Content-Type", "text/vtt; charset=utf-8")
		fmt.Fprint(w, placedVTT(which))
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	film := fmt.Sprintf("%s/p/101/sp/10100/playManifest/entryId/%s/format/url/protocol/http/a.mp4", site.base,
		site.entry)
	fmt.Fprintf(w, `<!DOCTYPE html><html lang="en"><title>Captions</title><body style="margin:0">
<video id="theirs" crossorigin muted style="width:960px;height:540px;display:block" src="%s">
<track default kind="subtitles" srclang="en" src="/captions?vtt=1"></video>
<div id="player" style="width:960px;height:540px"></div>
<script src="%s/p/101/embedPlaykitJs/uiconf_id/1/kaltura-player.js"></script>
<script>
window.film = %q;
const seeked = (v, t) => new Promise((done) =>
	{ v.addEventListener("seeked", () => setTimeout(done, 120), {once: true}); v.currentTime = t; });
window.both = async (t) => { document.querySelector("#player .playkit-player")
	.classList.remove("playkit-hover");
		await Promise.all([seeked(theirs, t), seeked(document.querySelector("#player video"), t)]); };
window.ours = () => { const at = document.querySelector("#player").getBoundingClientRect();
	return [...document.querySelectorAll("#player .playkit-cue > span")].map((e) =>
		{ const r = e.getBoundingClientRect(); return [r.x - at.x, r.y - at.y, r.width, r.height]; }); };
</script></body></html>`, film, site.base, film)
}

// theirs are the boxes of the cues that the browser itself draws, from its own
// tree below the video: x, y, width, height.
func (b *tab) theirs() (out [][]float64) {
	b.t.Helper()
	all, pierce := int64(-1), true
	tree, err := chromedp.Call(b.ctx, dom.GetDocument, dom.GetDocumentParams{Depth: &all, Pierce: &pierce})
	if err != nil {
		b.t.Fatal(err)
	}
	for _, n := range cueNodes(tree.Root, false) {
		q, err := chromedp.Call(b.ctx, dom.GetContentQuads, dom.GetContentQuadsParams{NodeID: n.NodeID})
		if err != nil || len(q.Quads) == 0 {
			continue
		}
		left, top, right, bottom := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
		for _, quad := range q.Quads {
			for i := 0; i < len(quad); i += 2 {
				left, right = min(left, quad[i]), max(right, quad[i])
				top, bottom = min(top, quad[i+1]), max(bottom, quad[i+1])
			}
		}
		out = append(out, []float64{left, top, right - left, bottom - top})
	}
	return out
}

func cueNodes(n *cdp.Node, within bool) (out []*cdp.Node) {
	pseudo := ""
	for i := 0; i+1 < len(n.Attributes); i += 2 {
		if n.Attributes[i] == "pseudo" || n.Attributes[i] == "id" {
			pseudo += n.Attributes[i+1] + " "
		}
	}
	if within && strings.Contains(pseudo, "cue") {
		return []*cdp.Node{n}
	}
	within = within || strings.Contains(pseudo, "text-track")
	for _, c := range append(append([]*cdp.Node{}, n.ShadowRoots...), n.Children...) {
		out = append(out, cueNodes(c, within)...)
	}
	return out
}

// captioned plays the film with captions, and pauses.
func (b *tab) captioned(which string) {
	b.t.Helper()
	b.do(js(`window.player = KalturaPlayer.setup({targetId: "player", provider: {partnerId: 101, uiConfId: 1},
		disableUserCache: true, playback: {muted: true, captionsDisplay: true, textLanguage: "en"}});
		player.setMedia({sources: {progressive: [{id: "a", mimetype: "video/mp4", url: film}],
			captions: [{url: location.origin + "/captions?vtt=%s", language: "en", label: "English",
				type: "vtt", default: true}]}});
		player.play(); await player.ready(); await new Promise((r) => setTimeout(r, 300)); player.pause();
			await new Promise((r) => setTimeout(r, 300)); await both(1.5);`, which))
	b.until("captions are chosen", `player.getActiveTracks().text?.language === "en"`, 10*time.Second)
}

// TestCaptionsByTheStandard: right to left, places by their edges, words that
// are too long.
func TestCaptionsByTheStandard(t *testing.T) {
	slot(t, waits)
	b := open(t, site.pages.URL+"/captions")
	b.captioned("standard")
	for i, c := range standardCues {
		b.do(js(`await both(%d.5)`, i))
		got := eval[[][]float64](b, "ours()")
		if len(got) != 1 {
			t.Errorf("%q: %d cues", c.cue, len(got))
			continue
		}
		x, y, w, h := got[0][0]/960, got[0][1]/540, got[0][2]/960, got[0][3]/540
		for n, v := range []float64{x, y, x + w, y + h} {
			if want := c.want[n]; v < -.001 || v > 1.001 || want >= 0 && math.Abs(v-want) > .01 {
				t.Errorf("%.40q: edges %.3f %.3f %.3f %.3f, want %v", c.cue, x, y, x+w, y+h, c.want)
				break
			}
		}
	}
}

// TestCaptionsInFloods: a file with thousands of cues at a time does not hold up
// the page.
func TestCaptionsInFloods(t *testing.T) {
	b := open(t, site.pages.URL+"/captions")
	b.do(`window.longest = 0; new PerformanceObserver((l) => { for (const e of l.getEntries()) longest = ` +
		`Math.max(longest, e.duration); }).observe({entryTypes: ["longtask"]});`)
	b.captioned("flood")
	b.do(`longest = 0; await both(0.5);`)
	if n := len(eval[[][]float64](b, "ours()")); n == 0 || n > 30 {
		t.Errorf("%d cues stand at once", n)
	}
	if ms := eval[float64](b, "longest"); ms > 1500 {
		t.Errorf("the page stood for %.0f ms", ms)
	}
	b.do(`await both(1.5)`)
	if n := len(eval[[][]float64](b, "ours()")); n != 1 {
		t.Errorf("%d cues afterwards", n)
	}
}

// TestCaptionsOverLayouts: in every layout captions stand within the picture,
// and above the controls while these are shown.
func TestCaptionsOverLayouts(t *testing.T) {
	slot(t, renders)
	b := lecture(t, "{playback: {textLanguage: 'en', captionsDisplay: true}}")
	b.until("captions", `document.querySelector(".playkit-cue")`, 20*time.Second)
	b.do(`player.pause(); window.d = player.plugins.dualscreen`)
	for _, layout := range []string{"PIP", "InversePIP", "SideBySide", "SingleMedia"} {
		b.do(js(`d._switchTo%s({force: true}); await new Promise((r) => setTimeout(r, 500))`, layout))
		for _, size := range []string{"960x540", "390x219", "390x700"} {
			width, height, _ := strings.Cut(size, "x")
			b.do(js(
				`const p = document.querySelector("#player"); p.style.width = "%spx"; p.style.height = `+
					`"%spx"; await new Promise((r) => setTimeout(r, 400))`, width, height))
			bad := eval[string](b, `(() =>
				{ const stage = document.querySelector("#player").getBoundingClientRect(),
					bar = document.querySelector(".playkit-bottom-bar-area").getBoundingClientRect();
				const cues = [...document.querySelectorAll(".playkit-cue > span")].map((e) =>
					e.getBoundingClientRect());
				return cues.length && cues.every((r) => r.left >= stage.left - 1 && r.right <= stage.right +
					1 && r.top >= stage.top - 1 && r.bottom <= bar.top + 3) ?
						"" : JSON.stringify([cues, bar, stage]); })()`)
			if bad != "" {
				t.Errorf("%s %s: %s", layout, size, bad)
			}
			b.picture("captions-" + layout + "-" + size)
		}
	}
}

// TestCaptionsStandWhereTheBrowserPutsThem: beside a plain video of the same
// size every cue is within 3 % of the picture.
func TestCaptionsStandWhereTheBrowserPutsThem(t *testing.T) {
	slot(t, waits)
	parent, end := chromium("no-user-gesture-required", chromedp.Flag("enable-blink-features", "WebVTTRegions"))
	defer end()
	if err := chromedp.Do(parent); err != nil {
		t.Fatal(err)
	}
	b := openWith(t, parent, site.pages.URL+"/captions")
	// Rows of regions are a share of the window in Chromium, of the picture in the standard.
	if err := chromedp.Do(b.ctx, chromedp.EmulateViewport(960, 540)); err != nil {
		t.Fatal(err)
	}
	b.captioned("1")
	b.do(`theirs.textTracks[0].mode = "showing"`)
	const width, height, most = 960.0, 540.0, 0.03
	for i, group := range placedCues {
		b.do(js(`await both(%d.5)`, i))
		got, want := eval[[][]float64](b, "ours()"), b.theirs()
		if len(got) != len(group) || len(want) != len(group) {
			t.Errorf("%q: %d cues, the browser's %d", group, len(got), len(want))
			continue
		}
		for k := range group {
			off := 0.0
			for n, of := range []float64{width, height, width, height} {
				off = max(off, math.Abs(got[k][n]-want[k][n])/of)
			}
			if off > most {
				t.Errorf("%q: %.0f, the browser's %.0f", group[k], got[k], want[k])
			}
		}
	}
	b.picture("captions-placed")
}
