package e2e

import (
	"strings"
	"testing"
	"time"
)

// TestLanguages: a page's language is loaded, Arabic is read from the right, and
// time runs from the left all the same.
func TestLanguages(t *testing.T) {
	slot(t, waits)
	for _, c := range []struct{ locale, tag, dir, play string }{
		{"es-MX", "es", "ltr", "Reproducir, título:"}, {"pt", "pt-br", "ltr", "Reproduzir, título:"},
		{"ar", "ar", "rtl", ""}, {"zh-Hant-TW", "zh-tw", "ltr", "播放，標題："}, {"xx", "en", "ltr", "Play"},
	} {
		b := open(t, site.pages.URL+"/page")
		b.setup(js(`{ui: {locale: %q}}`, c.locale))
		b.until("the language", `document.querySelector("#player .playkit-player").lang`, 10*time.Second)
		got := eval[string](b,
			`(() => { const root = document.querySelector("#player .playkit-player"); return root.lang + " " `+
				`+ root.dir; })()`)
		if got != c.tag+" "+c.dir {
			t.Errorf("%s: %s", c.locale, got)
		}
		b.do(js(`await player.loadMedia({entryId: %q})`, site.entry))
		b.until("controls", `document.querySelector("#player .playkit-pre-playback-play-button")`,
			10*time.Second)
		if label := eval[string](b,
			`document.querySelector("#player .playkit-pre-playback-play-button").ariaLabel`); !strings.HasPrefix(
			label, c.play) {
			t.Errorf("%s: play is %q", c.locale, label)
		}
		if c.dir == "rtl" {
			b.do(`player.play(); await player.ready(); player.pause(); await new Promise((r) => setTimeout(r,` +
				` 500)); document.querySelector(".playkit-control-settings button").click(); await new ` +
				`Promise((r) => setTimeout(r, 300))`)
			b.until("time from the left",
				`document.querySelector("#player .playkit-scrubber").getBoundingClientRect().x < `+
					`document.querySelector("#player").getBoundingClientRect().width / 2 && `+
					`getComputedStyle(document.querySelector(".playkit-dropdown-menu")).direction === "rtl"`,
				3*time.Second)
			for _, found := range b.axe() {
				t.Error(found)
			}
			b.picture("look-rtl")
		}
		b.quiet()
	}
}
