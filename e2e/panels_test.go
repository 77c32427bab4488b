package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// heard records events of plugins.
func (b *tab) hear(names string) {
	b.t.Helper()
	b.do(js(
		`window.heard = []; for (const name of %q.split(" ")) player.addEventListener(name, (e) => `+
			`heard.push(name + " " + JSON.stringify(e.payload ?? null)));`, names))
}

// press sends keys to what has the focus.
func (b *tab) press(keys string) {
	b.t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.KeyEvent(keys)); err != nil {
		b.t.Fatalf("press %q: %v", keys, err)
	}
}

// accessible fails the test for what axe-core finds.
func (b *tab) accessible() {
	b.t.Helper()
	for _, found := range b.axe() {
		b.t.Errorf("axe: %s", found)
	}
}

func TestTranscript(t *testing.T) {
	slot(t, renders)
	b := lecture(t,
		`{playback: {textLanguage: "en", captionsDisplay: true}, plugins: {transcript: {expandOnFirstPlay: `+
			`true}}}`)
	b.hear("transcript_open transcript_close transcript_search transcript_navigate_result")
	b.until("the lines", `document.querySelectorAll("[data-testid=transcript_list] [data-line]").length === 8`,
		10*time.Second)
	b.until("the line being spoken", `document.querySelector(".playkit-line[aria-current]")`, 10*time.Second)
	b.picture("transcript")
	b.accessible()
	if got := eval[string](b,
		`document.querySelector("[data-line='3']").getAttribute("aria-label")`); got != "Jump to 11 seconds. "+
		"then the weight: how a large animal leaves a small hole." {
		t.Errorf("a line is called %q", got)
	}
	b.do(`document.querySelector("[data-line='4']").click()`)
	b.until("a click seeks", "player.currentTime >= 16", 5*time.Second)
	b.do(`document.querySelector("[data-testid=transcript_root] input").focus();`)
	b.press("LIGHT")
	b.until("hits", `document.querySelector(".playkit-search-count")?.textContent === "1/3"`, 5*time.Second)
	b.press("\r")
	b.until("the next hit",
		`document.querySelector("mark.activeSearch") && `+
			`document.querySelector(".playkit-search-count").textContent === "2/3"`, 5*time.Second)
	b.picture("transcript-search")
	b.do(`document.querySelector("[data-testid=transcript_jumpToSearchMatch]").click()`)
	b.until("the hit has the focus", `document.activeElement.dataset.line === "4"`, 5*time.Second)
	b.press("\r")
	b.until("Enter seeks there", "Math.abs(player.currentTime - 16) < 2", 5*time.Second)
	b.do(`document.querySelector(".playkit-resume").click()`)
	b.until("it follows play again", `!document.querySelector(".playkit-resume")`, 5*time.Second)
	b.do(`document.querySelector("[data-testid=transcript_header] [aria-haspopup=menu]").click(); await new ` +
		`Promise((r) => setTimeout(r, 200)); ` +
		`document.querySelector("[data-testid='language-change-menu-item-Deutsch']").click();`)
	b.until("another language",
		`document.querySelector("[data-line='0']")?.textContent.includes("Guten Morgen")`, 10*time.Second)
	b.do(`document.querySelector("[data-line='0']").focus()`)
	b.press("\x1b")
	b.until("Escape closes",
		`document.querySelector(".playkit-side-panel.playkit-right").dataset.mode === "hidden"`, 5*time.Second)
	b.until("and gives the focus to the button",
		`document.activeElement.dataset.testid === "transcript_pluginButton"`, 5*time.Second)
	if got := eval[string](b, "heard.join()"); !strings.Contains(got,
		`transcript_navigate_result {"index":1}`) || !strings.HasSuffix(got, "transcript_close null") {
		t.Errorf("heard %s", got)
	}
	b.quiet()
}

func TestNavigation(t *testing.T) {
	slot(t, renders)
	b := lecture(t, `{plugins: {navigation: {}}}`)
	b.hear("navigation_open navigation_search navigation_item_click")
	b.until("the button", `document.querySelector("[data-testid=navigation_pluginButton]")`, 10*time.Second)
	b.do(`document.querySelector("[data-testid=navigation_pluginButton]").click()`)
	b.until("slides, chapters and a hotspot",
		`document.querySelector("[data-testid=nav-item-container]")?.closest("[aria-setsize]")
			.getAttribute("aria-setsize") === "13"`, 10*time.Second)
	b.until("pictures",
		`[...document.querySelectorAll(".playkit-nav-picture")].some((i) => i.naturalWidth === 960)`,
		10*time.Second)
	b.picture("navigation")
	b.accessible()
	b.do(`document.querySelector("#playkit-tab-Chapter").click()`)
	b.until("chapters", `document.querySelectorAll("[data-testid=nav-item-container]").length === 4`,
		5*time.Second)
	b.do(`document.querySelector("#playkit-tab-Chapter").focus()`)
	b.press(kb.ArrowRight)
	b.until("slides by keyboard",
		`document.querySelectorAll("[data-testid=nav-item-container]").length === 8 && `+
			`document.activeElement.id === "playkit-tab-Slide"`, 5*time.Second)
	b.do(`document.querySelectorAll(".playkit-nav-click")[4].click()`)
	b.until("an item seeks", "player.currentTime >= 16 && player.currentTime < 20", 5*time.Second)
	b.do(`document.querySelector("[data-testid=navigation_root] input").focus();`)
	b.press("meadow")
	b.until("a search in slides",
		`document.querySelector("[data-testid=navigation_searchResult]")?.textContent === "1 result"`,
		5*time.Second)
	b.do(`document.querySelector("#playkit-tab-All").click()`)
	b.until("a search finds captions too",
		`document.querySelector("[data-testid=navigation_searchResult]")?.textContent === "3 results"`,
		5*time.Second)
	b.picture("navigation-search")
	b.do(`document.querySelector("[data-testid=navigation_closeButton]").click()`)
	b.until("closed", `document.querySelector(".playkit-side-panel.playkit-right").dataset.mode === "hidden"`,
		5*time.Second)
	if got := eval[string](b, "heard.join()"); !strings.Contains(got,
		`navigation_item_click {"seekTo":16,"itemType":"Slide"}`) {
		t.Errorf("heard %s", got)
	}
	b.quiet()
}
