package e2e

import (
	"testing"
	"time"
)

// TestLanguages: a page's language is loaded, Arabic is read from the right, and
// time runs from the left all the same.
func TestLanguages(t *testing.T) {
	for _, c := range []struct{ locale, tag, dir, play string }{
		{"es-MX", "es", "ltr", "Pausar"}, {"pt", "pt-br", "ltr", "Pausar"}, {"ar", "ar", "rtl", ""}, {"zh-Hant-TW", "zh-tw", "ltr", "暫停"}, {"xx", "en", "ltr", "Pause"},
	} {
		b := lecture(t, js(`{ui: {locale: %q}}`, c.locale))
		got := eval[string](b, `(() => { const root = document.querySelector("#player .playkit-player"); return root.lang + " " + root.dir; })()`)
		if got != c.tag+" "+c.dir {
			t.Errorf("%s: %s", c.locale, got)
		}
		if label := eval[string](b, `document.querySelector("#player .playkit-control-play-pause button").ariaLabel`); c.play != "" && label != c.play {
			t.Errorf("%s: play is %q", c.locale, label)
		}
		if c.dir == "rtl" {
			b.do(`player.pause(); document.querySelector(".playkit-control-settings button").click(); await new Promise((r) => setTimeout(r, 300))`)
			b.until("time from the left", `document.querySelector("#player .playkit-scrubber").getBoundingClientRect().x < document.querySelector("#player").getBoundingClientRect().width / 2 && getComputedStyle(document.querySelector(".playkit-dropdown-menu")).direction === "rtl"`, 3*time.Second)
			for _, found := range b.axe() {
				t.Error(found)
			}
			b.picture("look-rtl")
		}
		b.quiet()
	}
}
