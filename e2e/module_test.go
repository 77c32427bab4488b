package e2e

import (
	"strings"
	"testing"
	"time"
)

// The ES module on a page of another origin, and in a realm without a window.

func TestModulePlaysOnAPage(t *testing.T) {
	slot(t, waits)
	b := open(t, site.pages.URL+"/module")
	b.until("the module", `window.imported`, 20*time.Second)
	if got := eval[[]string](b,
		`["setup", "getPlayers", "getPlayer", "core", "cast", "providers", "VERSION"].filter((name) => `+
			`imported[name] === undefined || imported[name] !== KalturaPlayer[name])`); len(got) > 0 {
		t.Errorf("not of the namespace: %v", got)
	}
	b.do(js(`
		const player = imported.setup({targetId: "player", provider: {partnerId: 101}, disableUserCache: true,
			playback: {muted: true}});
		await player.loadMedia({entryId: %q});
		player.play();
	`, site.entry))
	b.until("play", `imported.getPlayer("player").currentTime > 0.5`, 30*time.Second)
}

func TestModuleIsImportedWithoutAWindow(t *testing.T) {
	slot(t, waits)
	b := open(t, site.pages.URL+"/other")
	got := eval[string](b, js(`new Promise((resolve, reject) => {
		const text = 'import * as m from %q; let error = ""; '
			+ 'try { m.setup({targetId: "x", provider: {}}); } catch (e) { error = e.message; }'
			+ 'postMessage([typeof window, typeof document, typeof m.setup, '
			+ 'm.getPlayer("x"), JSON.stringify(m.getPlayers()), error].join("|"));';
		const worker = new Worker(URL.createObjectURL(new Blob([text], {type: "text/javascript"})), {type: "module"});
		worker.onmessage = (e) => resolve(e.data);
		worker.onerror = (e) => reject(new Error(e.message || "the worker did not start"));
	})`, site.base+"/player/kaltura-player.mjs"))
	if want := "undefined|undefined|function||{}|the player needs a document"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestTypesAreServed(t *testing.T) {
	slot(t, waits)
	b := open(t, site.pages.URL+"/other")
	if text := eval[string](b, js(`fetch(%q).then((r) => r.text())`,
		site.base+"/player/kaltura-player.d.ts")); !strings.Contains(text,
		"export function setup(config: PlayerConfig): Player;") {
		t.Errorf("types: %.200s", text)
	}
}
