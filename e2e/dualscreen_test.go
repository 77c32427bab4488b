package e2e

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

const smallBox = `document.querySelector("[data-testid=dualscreen_pipChildren]")`

// height is that of the small picture, CSS pixels.
func (b *tab) height() float64 {
	b.t.Helper()
	b.do(`await new Promise((r) => setTimeout(r, 500));`)
	return eval[float64](b, smallBox+`.getBoundingClientRect().height`)
}

// TestSmallPictureIsSized: by keys and by its handle.
func TestSmallPictureIsSized(t *testing.T) {
	slot(t, renders)
	b := lecture(t, `{}`)
	before := b.height()
	b.do(smallBox + `.focus()`)
	b.press("+")
	b.press("+")
	if after := b.height(); after < before*1.25 || after > before*1.4 {
		t.Errorf("keys: %g grew to %g", before, after)
	}
	if got := eval[string](b, smallBox+
		`.querySelector("[role=status]").textContent`); got != "40 percent of the height" {
		t.Errorf("it is said that %q", got)
	}
	b.press(kb.ArrowUp)
	b.until("another corner", smallBox+`.matches(".playkit-dual-top-right")`, 3*time.Second)
	b.height() // it has arrived
	at := eval[[]float64](b, `box("[data-testid=dualscreen_resize]")`)
	b.drag(at[0], at[1], at[0]-40, at[1]+60)
	if after := b.height(); after < 260 {
		t.Errorf("the handle made it %g high", after)
	}
	b.picture("dual-sized")
	b.quiet()
}

// TestZoom: into the large picture by keys, and back.
func TestZoom(t *testing.T) {
	slot(t, renders)
	b := lecture(t, `{}`)
	b.do(`document.querySelector(".playkit-player").focus()`)
	b.press("z")
	b.press("z")
	b.until("zoomed",
		`document.querySelector("[data-testid=dualscreen_zoom]")?.textContent === "196 %" && `+
			`document.querySelector("#player video").style.transform.startsWith("scale(1.96")`, 3*time.Second)
	b.picture("dual-zoom")
	b.accessible()
	b.do(smallBox + `.focus()`)
	b.press("z")
	b.until("the small one instead",
		`document.querySelectorAll("#player video")[1].style.transform.startsWith("scale(1.4") && `+
			`!document.querySelector("#player video").style.transform`, 3*time.Second)
	b.do(`document.querySelector("[data-testid=dualscreen_zoom] [aria-label='Show the whole picture']").click()`)
	b.until("whole again",
		`!document.querySelector("[data-testid=dualscreen_zoom]") && !document.querySelectorAll("#player `+
			`video")[1].style.transform`, 3*time.Second)
	b.quiet()
}

// TestSmallPictureTakesLess: a stream takes the rendition of the size it is
// shown at.
func TestSmallPictureTakesLess(t *testing.T) {
	slot(t, renders)
	b := lecture(t, `{}`)
	const lines = `player.getService("dualScreen").getDualScreenPlayers("video", ` +
		`"%s")[0].player.getActiveTracks().video?.height`
	b.until("the large one is good", js(lines+` === 360`, "primary"), 15*time.Second)
	if small := eval[int](b, js(lines, "secondary")); small != 240 {
		t.Errorf("the small one has %d lines", small)
	}
	b.do(`document.querySelector("[data-testid=dualscreen_switchScreens]").click()`)
	b.until("they have changed places",
		`player.getService("dualScreen").getDualScreenPlayers("video", "primary")[0].id !== "mainPlayer"`,
		5*time.Second)
	b.until("the other one is at its best", js(lines+` === 360`, "primary"), 30*time.Second)
}

// TestThirdScreen: a third stream is offered, and comes into either place.
func TestThirdScreen(t *testing.T) {
	slot(t, renders)
	b := lecture(t, `{}`)
	b.do(`document.querySelector("[data-testid=dualscreen_multiscreenButton]").click()`)
	b.until("its name and picture",
		`[...document.querySelectorAll("[data-testid=dualscreen_multiscreenPlayer]")].map((e) => `+
			`e.textContent).join() === "Slides,Close-up" && `+
			`[...document.querySelectorAll(".playkit-dual-tile > div")].every((e) => e.style.backgroundImage)`,
		15*time.Second)
	b.picture("dual-screens")
	b.accessible()
	b.do(`document.querySelectorAll("[data-testid=dualscreen_multiscreenSetSecondary]")[1].click()`)
	b.until("it is the small picture",
		`(() => { const p = player.getService("dualScreen").getDualScreenPlayers("video", "secondary")[0]; `+
			`const v = p.player.getVideoElement(); return p.player.sources.metadata.name === "Close-up" && `+
			`!v.paused && Math.abs(v.currentTime - player.currentTime) < 0.1; })()`, 15*time.Second)
	b.until("the slides rest",
		`(() => { const p = player.getService("dualScreen").getDualScreenPlayers("video", "none")[0]; return `+
			`p.player.sources.metadata.name === "Slides" && p.player.paused; })()`, 5*time.Second)
	b.do(`document.querySelector("[data-testid=dualscreen_switchToSingleMedia]").click()`)
	b.until("the others beside a single one",
		`document.querySelectorAll("[data-testid=dualscreen_switchToPrimary]").length === 3`, 5*time.Second)
	b.picture("dual-minis")
	b.quiet()
}

// TestPopOut: the second picture in a window of its own, in step, and back.
func TestPopOut(t *testing.T) {
	b := lecture(t, `{}`)
	b.do(`const open = window.open; window.open = (...a) => (window.opened = open.apply(window, a));
		document.querySelector("[data-testid=dualscreen_popOut]").focus()`)
	b.press(kb.Enter)
	b.until("the window shows it",
		`opened?.document.querySelector("video")?.videoWidth > 0 && `+
			`document.querySelector("[data-testid=dualscreen_popIn]")`, 10*time.Second)
	b.do(`const v = opened.document.querySelector("video");
		window.mirrored = 0;
		const count = () => { mirrored++; v.requestVideoFrameCallback(count); };
		v.requestVideoFrameCallback(count);
		await new Promise((r) => setTimeout(r, 3000));`)
	if frames := eval[float64](b, `mirrored`); frames < 15 { // 30 where the machine has time
		t.Errorf("the window shows %g frames in 3 s", frames)
	}
	b.until("the second stream is large",
		`player.getService("dualScreen").getDualScreenPlayers("video", `+
			`"secondary")[0].player.getActiveTracks().video?.height === 360`, 20*time.Second)
	b.picture("dual-popped")
	b.accessible()
	b.do(`opened.document.body.dispatchEvent(new opened.KeyboardEvent("keydown", { code: "KeyK", key: "k", ` +
		`bubbles: true }))`)
	b.until("its keys are the player's", `player.paused`, 3*time.Second)
	b.do(`opened.close()`)
	b.until("it is small again", smallBox+` && !document.querySelector("[data-testid=dualscreen_popIn]")`,
		5*time.Second)
	b.quiet()
}

// TestBothInOneWindow: picture in picture takes both streams, without a break.
func TestBothInOneWindow(t *testing.T) {
	b := lecture(t, `{}`)
	b.do(`window.told = []; for (const type of ["enterpictureinpicture", "leavepictureinpicture", "pause", ` +
		`"waiting", "seeking", "emptied"]) player.addEventListener(type, () => told.push(type));`)
	b.do(`document.querySelector(".playkit-player").focus()`)
	b.press("p")
	b.until("it has opened",
		`documentPictureInPicture.window?.document.querySelectorAll("video").length >= 2 && `+
			`player.isInPictureInPicture()`, 10*time.Second)
	from := eval[float64](b, `player.currentTime`)
	b.until("both play on",
		js(`[...documentPictureInPicture.window.document.querySelectorAll("video")].slice(0, 2).every((v) => `+
			`!v.paused && v.currentTime > %g)`, from+1), 5*time.Second)
	if got := eval[string](b, `player.getService("dualScreen").getPipPlayer()?.id ?? ""`); got != "player" {
		t.Errorf("the player in the small window is %q", got)
	}
	b.picture("dual-together")
	b.accessible()
	b.do(`document.querySelector("[data-testid=dualscreen_elsewhere] button").click()`)
	b.until("they are back",
		`document.querySelectorAll("#player video").length >= 2 && !documentPictureInPicture.window && `+
			`!player.isInPictureInPicture() && `+smallBox, 5*time.Second)
	from = eval[float64](b, `player.currentTime`)
	b.until("they play on", js(`player.currentTime > %g && !player.paused`, from+1), 5*time.Second)
	if got := eval[string](b, `told.join()`); got != "enterpictureinpicture,leavepictureinpicture" {
		t.Errorf("events: %s", got)
	}
	b.quiet()
}

// TestLayoutIsRemembered by the next player.
func TestLayoutIsRemembered(t *testing.T) {
	slot(t, renders)
	b := lecture(t, `{"disableUserCache":false,"plugins":{"dualscreen":{"rememberLayout":true}}}`)
	b.do(`document.querySelector("[data-testid=dualscreen_switchToSideBySide]").click()`)
	b.until("it is kept", `JSON.parse(localStorage["diptych.dualscreen"] ?? "{}").layout === "SideBySide"`,
		3*time.Second)
	b.do(`player.destroy()`)
	b.setup(`{"disableUserCache":false,"plugins":{"dualscreen":{"rememberLayout":true}}}`)
	b.do(js(`await player.loadMedia({entryId: %q}); player.play();`, site.entry))
	b.until("it is back", `document.querySelector("[data-testid=dualscreen_sideBySideWrapper]")`, 20*time.Second)
	b.quiet()
}
