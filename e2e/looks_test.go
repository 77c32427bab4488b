package e2e

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// device gives the window a size, CSS pixels, and fingers or a mouse.
func (b *tab) device(width, height int64, touch bool) {
	b.t.Helper()
	p := emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1,
		Mobile: touch}
	if _, err := chromedp.Call(b.ctx, emulation.SetDeviceMetricsOverride, p); err != nil {
		b.t.Fatalf("size: %v", err)
	}
	if touch {
		b.fingers()
	}
}

// misfits lists controls that leave the player, cover one another, or are too
// small for what they are touched with.
const misfits = `window.misfits = (least) => {
	const stage = document.querySelector("#player").getBoundingClientRect();
	const shown = (e) => { // neither faded out nor below something else
		for (let x = e; x; x = x.parentElement) if (getComputedStyle(x).opacity === "0") return false;
		if (!e.checkVisibility({ visibilityProperty: true })) return false;
		const r = e.getBoundingClientRect();
		const over = document.elementFromPoint(r.x + r.width / 2, r.y +
			r.height / 2)?.closest("[role=menu], [role=dialog], .playkit-side-panel");
		return r.width > 0 && (!over || over.contains(e));
	};
	const controls = [...document.querySelectorAll("#player :is(button, input, select, a[href], [role=slider])")]
			.filter((e) => !e.matches(".playkit-marker, .playkit-panel *, .playkit-side-panel *"))
			.filter(shown);
	const name = (e) => e.dataset.testid ?? e.ariaLabel ?? e.textContent;
	const menu = (e) => !!e.closest("[role=menu], [role=dialog]");
	const scrolls = (e) =>
			e.closest(".playkit-dropdown-menu, .playkit-cvaa-overlay, .playkit-side-panel, .playkit-error-overlay");
	const out = [];
	controls.forEach((e, i) => {
		const r = e.getBoundingClientRect();
		if (!scrolls(e) && (r.left < stage.left - 1 || r.right > stage.right + 1 || r.top < stage.top - 1 ||
			r.bottom > stage.bottom + 1)) out.push(name(e) + " leaves the player");
		if (!e.matches("[role=slider], input") && Math.min(r.width, r.height) < least - 0.5) out.push(name(e) +
			" is " + r.width + " x " + r.height);
		for (const o of controls.slice(i + 1)) {
			const q = o.getBoundingClientRect();
			if (menu(e) !== menu(o) || (scrolls(e) && scrolls(o))) continue;
				// menus lie over what they are opened from
			if (!e.contains(o) && !o.contains(e) && r.left < q.right - 1 && q.left < r.right - 1 &&
				r.top < q.bottom - 1 && q.top < r.bottom - 1) out.push(name(e) + " covers " + name(o));
		}
	});
	return [...new Set(out)];
};`

// look is a state of the player.
type look struct{ name, do string }

var looks = []look{
	{"paused", `player.pause();`},
	{"captions", `player.selectTrack(player.getTracks("text").find((t) => t.language === "en"));`},
	{"menu", `document.querySelector(".playkit-control-settings button").click();`},
	{"menu-captions",
		`document.querySelector("[role=menu] [role=menuitem].playkit-dropdown-menu-item").click();`},
	{"style", `[...document.querySelectorAll("[role=menu] [role=menuitem]")].at(-1).click();`},
	{"style-custom", `[...document.querySelectorAll("[role=radio]")].at(-1).click();`},
	{"sides",
		`document.querySelector(".playkit-close-overlay").click(); dual._switchToSideBySide({force: true});`},
	{"single", `dual._switchToSingleMedia({force: true});`},
	{"inverse", `dual._switchToInversePIP({force: true});`},
	{"pip", `dual._switchToPIP({force: true}); if ` +
		`(player.getService("dualScreen").getDualScreenPlayers("video", "primary")[0].id !== "mainPlayer") ` +
		`dual._applyInverse();`},
	{"navigation", `player.plugins.navigation?.open();`},
	{"transcript", `player.plugins.navigation?.close(); player.plugins["playkit-js-transcript"]?.open();`},
	{"playing",
		`player.plugins["playkit-js-transcript"]?.close(); player.play(); document.querySelector("#player ` +
			`.playkit-player").dispatchEvent(new PointerEvent("pointermove", {bubbles: true, pointerType: ` +
			`"mouse"}));`},
}

// screens are widths of windows with their heights, CSS pixels: of phones where
// they are touched, all of them with DIPTYCH_MATRIX.
func screens(touch bool) [][2]int64 {
	switch all := matrix(); {
	case !all && touch:
		return [][2]int64{{240, 320}, {390, 844}}
	case !all:
		return [][2]int64{{1280, 800}}
	}
	return [][2]int64{{240, 320}, {320, 568}, {360, 740}, {390, 844}, {412, 915}, {430, 932}, {480, 854},
		{768, 1024}, {1280, 800}, {568, 320}, {740, 360}, {844, 390}, {1024, 768}}
}

// TestLooks: at every size, by touch and by mouse, no control covers another,
// leaves the player or is too small; pictures of all of it are in e2e/out.
func TestLooks(t *testing.T) {
	slot(t, renders)
	for _, touch := range []bool{true, false} {
		b := lecture(t, `{}`)
		b.do(misfits + `window.dual = player.plugins.dualscreen;
			document.head.append(Object.assign(document.createElement("meta"),
				{name: "viewport", content: "width=device-width"}));
			document.body.style.margin = 0; document.querySelector("h1").remove();`)
		for i, s := range screens(touch) {
			width, height := s[0], min(s[0]*9/16, s[1])
			b.device(s[0], s[1], touch)
			b.do(js(
				`Object.assign(document.querySelector("#player").style, {width: "%dpx", height: "%dpx"}); `+
					`document.querySelector("#player .playkit-player").classList.toggle("playkit-touch", %v);`+
					` await new Promise((r) => setTimeout(r, 400))`, width, height, touch))
			if i > 0 { // the error of the size before
				b.do(js(`await player.loadMedia({entryId: %q}); player.play(); await player.ready();`,
					site.entry))
				b.until("two streams", `player.plugins.dualscreen._layout !== "Hidden"`, 20*time.Second)
			}
			for _, l := range append(slices.Clone(looks), look{"error",
				`await player.loadMedia({entryId: "0_nothing"}).catch(() => undefined);`}) {
				if width <= 280 && strings.Contains("sides single inverse pip", l.name) && l.name != "sides" {
					continue // one picture only
				}
				b.do(l.do + ` await new Promise((r) => setTimeout(r, 450))`)
				least := 24
				if touch {
					least = 44
				}
				for _, misfit := range eval[[]string](b, js(`misfits(%d)`, least)) {
					t.Errorf("%d touch %v %s: %s", width, touch, l.name, misfit)
				}
				b.picture(js("look-%dx%d-%v-%s", s[0], s[1], map[bool]string{true: "touch",
					false: "mouse"}[touch], l.name))
			}
		}
		for _, found := range b.axe() {
			t.Error(found)
		}
		b.quiet()
	}
}

// TestLooksBeforePlay: poster, title and the large button at every size.
func TestLooksBeforePlay(t *testing.T) {
	slot(t, waits)
	b := open(t, site.pages.URL+"/page")
	b.setup(`{}`)
	b.do(js(
		`await player.loadMedia({entryId: %q}); `+
			`document.head.append(Object.assign(document.createElement("meta"), {name: "viewport", content: `+
			`"width=device-width"})); document.body.style.margin = 0; document.querySelector("h1").remove();`,
		site.entry) + misfits)
	b.until("the large button", `document.querySelector(".playkit-pre-playback-play-button")`, 10*time.Second)
	for _, s := range screens(true) {
		width, height := s[0], min(s[0]*9/16, s[1])
		b.device(s[0], s[1], true)
		b.do(js(
			`Object.assign(document.querySelector("#player").style, {width: "%dpx", height: "%dpx"}); await `+
				`new Promise((r) => setTimeout(r, 400))`, width, height))
		for _, misfit := range eval[[]string](b, `misfits(44)`) {
			t.Errorf("%d: %s", width, misfit)
		}
		b.picture(js("look-%dx%d-before", s[0], s[1]))
	}
	b.quiet()
}

// TestControlsAreNamed: what a screen reader is told of each control.
func TestControlsAreNamed(t *testing.T) {
	slot(t, renders)
	b := lecture(t, `{}`)
	b.do(`player.pause(); await new Promise((r) => setTimeout(r, 300))`)
	tree, err := chromedp.Call(b.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		t.Fatal(err)
	}
	text := func(v *accessibility.Value) string {
		if v == nil {
			return ""
		}
		return strings.Trim(string(v.Value), `"`)
	}
	seen := map[string]bool{}
	for _, n := range tree.Nodes {
		if role := text(n.Role); role == "button" || role == "slider" {
			if text(n.Name) == "" {
				t.Errorf("a %s has no name", role)
			}
			seen[role+" "+text(n.Name)] = true
		}
	}
	for _, want := range []string{"button Play", "button Seek 10 seconds backwards",
		"button Seek 10 seconds forward", "button Mute", "slider Volume", "button Enable Captions",
		"button Settings", "button Show Full screen", "slider Seek", "button Hide",
		"button Side by side screens", "button Switch to secondary screen"} {
		if !seen[want] {
			t.Errorf("no %q among %v", want, seen)
		}
	}
}

// TestSecondPictureWhilePaused: who pauses at once sees both pictures all the same.
func TestSecondPictureWhilePaused(t *testing.T) {
	slot(t, waits)
	b := open(t, site.pages.URL+"/page")
	b.setup(`{}`)
	b.do(js(
		`await player.loadMedia({entryId: %q}); player.play(); await new Promise((r) => `+
			`document.querySelector("#player video").requestVideoFrameCallback(r)); player.pause();`,
		site.entry))
	b.until("the second picture",
		`player.plugins.dualscreen._layout === "PIP" && document.querySelectorAll("video").length >= 2 && `+
			`document.querySelectorAll("video")[1].readyState >= 2 && `+
			`document.querySelector(".playkit-dual-pip")`, 15*time.Second)
	b.picture("paused-at-once")
	b.quiet()
}

// TestPictureAndSound: an image stands with its title; what has no pictures
// keeps poster and controls.
func TestPictureAndSound(t *testing.T) {
	slot(t, waits)
	b := open(t, site.pages.URL+"/page")
	b.setup(`{}`)
	b.do(js(`const sources = player.constructor &&
		await (async () => { const m = await player.provider.getMediaConfig({entryId: %q}); return m.sources; })();
		window.poster = sources.poster;
		player.setMedia({sources: {type: "Image", metadata: {name: "A picture"},
			image: [{id: "i", mimetype: "image/jpeg", url: poster}]}}); await player.ready();`, site.entry))
	b.until("the picture",
		`document.querySelector("#player img.playkit-engine-image")?.naturalWidth > 0 && `+
			`document.querySelector("#player .playkit-control-fullscreen")`, 10*time.Second)
	if got := eval[string](b,
		`[player.isImage(), player.isUntimedImg(), player.engineType,
			player.streamType].join()`); got != "true,true,image,image" {
		t.Error(got)
	}
	b.device(390, 844, true)
	b.do(`document.querySelector("#player").style.cssText = "width:390px;height:219px"; await new ` +
		`Promise((r) => setTimeout(r, 400))`)
	b.picture("look-image")
	for _, found := range b.axe() {
		t.Error("image: " + found)
	}
	b.do(js(
		`player.setMedia({sources: {type: "Audio", poster, metadata: {name: "A talk"}, progressive: [{id: `+
			`"a", mimetype: "video/mp4", url: %q}]}}); player.play(); await player.ready();`,
		site.base+"/p/101/sp/10100/playManifest/entryId/"+site.entry+"/format/url/protocol/http/a.mp4"))
	b.until("plays", `player.currentTime > 0.5`, 10*time.Second)
	time.Sleep(3500 * time.Millisecond)
	if !eval[bool](b,
		`!!document.querySelector("#player .playkit-poster") && document.querySelector("#player `+
			`.playkit-player").classList.contains("playkit-hover") && `+
			`getComputedStyle(document.querySelector("#player .playkit-bottom-bar")).opacity === "1"`) {
		t.Error("sound has no poster or no controls")
	}
	b.picture("look-audio")
	b.quiet()
}

// TestContextMenu: the second mouse button offers what a help desk asks for.
func TestContextMenu(t *testing.T) {
	slot(t, renders)
	b := lecture(t, `{}`)
	b.do(`document.querySelector("#player .playkit-player").dispatchEvent(new MouseEvent("contextmenu", ` +
		`{bubbles: true, cancelable: true, clientX: 300, clientY: 200})); await new Promise((r) => ` +
		`setTimeout(r, 200))`)
	b.until("the menu with the focus in it", `document.activeElement.matches(".playkit-context-menu button")`,
		2*time.Second)
	b.picture("look-context-menu")
	b.do(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", bubbles: true}));` +
		` await new Promise((r) => setTimeout(r, 200))`)
	if eval[bool](b, `!!document.querySelector(".playkit-context-menu")`) {
		t.Error("Escape leaves it open")
	}
}

// TestTheme: a page's colours become the contract's variables.
func TestTheme(t *testing.T) {
	slot(t, renders)
	b := lecture(t,
		`{ui: {userTheme: {colors: {primary: "#cc3300", tone1: "#eeeeee", playerBackground: "#112233", `+
			`secondary: "red"}}}}`)
	got := eval[string](b,
		`(() => { const s = getComputedStyle(document.querySelector("#player .playkit-player")); const p = `+
			`document.createElement("i"); document.querySelector("#player .playkit-player").append(p); `+
			`p.style.color = "var(--playkit-primary-color)"; return [getComputedStyle(p).color, `+
			`s.getPropertyValue("--playkit-tone-1-color-rgb"), s.backgroundColor, `+
			`s.getPropertyValue("--playkit-secondary-hsl-hue").trim()].join("|"); })()`)
	if got != "rgb(204, 51, 0)|238, 238, 238|rgb(17, 34, 51)|40deg" {
		t.Error(got)
	}
}

// TestListOfKeys: "?" tells what the keys do; Escape goes back to the player.
func TestListOfKeys(t *testing.T) {
	slot(t, renders)
	b := lecture(t, `{}`)
	b.do(`document.querySelector("#player .playkit-player").focus(); ` +
		`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "?", code: "Slash", ` +
		`shiftKey: true, bubbles: true})); await new Promise((r) => setTimeout(r, 300))`)
	b.until("the list with the focus in it",
		`document.activeElement.closest(".playkit-keys-overlay") && `+
			`document.querySelectorAll(".playkit-keys-overlay dt").length > 15`, 2*time.Second)
	b.picture("look-keys")
	for _, found := range b.axe() {
		t.Error(found)
	}
	b.do(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", bubbles: true}));` +
		` await new Promise((r) => setTimeout(r, 200))`)
	if !eval[bool](b,
		`!document.querySelector(".playkit-keys-overlay") && document.activeElement.matches(".playkit-player")`) {
		t.Error("it stays, or the focus is lost")
	}
}
