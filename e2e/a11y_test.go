package e2e

import (
	"os"
	"testing"
	"time"
)

// axe runs axe-core on the page and gives what it finds, as text.
func (b *tab) axe() []string {
	b.t.Helper()
	code, err := os.ReadFile("../web/node_modules/axe-core/axe.min.js")
	if err != nil {
		b.t.Fatal(err)
	}
	eval[bool](b, string(code)+";true")
	return eval[[]string](b,
		`axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}).then((r) => `+
			`r.violations.map((v) => v.id + ": " + v.nodes.map((n) => n.target.join(" ") + " " + `+
			`(n.any[0]?.message ?? "")).join("; ")))`)
}

func TestAccessible(t *testing.T) {
	slot(t, renders)
	b := lecture(t, "{playback: {textLanguage: 'en', captionsDisplay: true}}")
	b.do(`player.pause();`)
	b.until("captions", `document.querySelector(".playkit-cue")`, 10*time.Second)
	b.do(`document.querySelector(".playkit-control-settings button").click(); await new Promise((r) => ` +
		`setTimeout(r, 300));`)
	for _, found := range b.axe() {
		t.Error("player: " + found)
	}
	start := open(t, site.base+"/")
	start.until("the player", `document.querySelector("#player .playkit-pre-playback-play-button")`,
		10*time.Second)
	for _, found := range start.axe() {
		t.Error("start page: " + found)
	}
}
