package e2e

import (
	"strings"
	"testing"
	"time"
)

// Corners of the contract that only a whole player shows.

// TestDisabledPluginsAreNotThere: neither they, nor their services, nor what they draw.
func TestDisabledPluginsAreNotThere(t *testing.T) {
	slot(t, waits)
	b := open(t, site.pages.URL+"/page")
	b.setup(
		`{playback: {autoplay: true, muted: true}, plugins: Object.fromEntries(["uiManagers", ` +
			`"kalturaCuepoints", "timeline", "dualscreen", "navigation", "playkit-js-transcript"].map((name) ` +
			`=> [name, {disable: true}]))}`)
	b.do(js(`await player.loadMedia({entryId: %q});`, site.entry))
	b.until("it plays", "player.currentTime > 2", 20*time.Second)
	if got := eval[string](b,
		`JSON.stringify([Object.keys(player.plugins), ["sidePanelsManager", "upperBarManager", `+
			`"toastManager", "kalturaCuepoints", "timeline", "dualScreen", "navigation"].filter((s) => `+
			`player.hasService(s)), document.querySelectorAll("video").length, `+
			`document.querySelectorAll("[data-testid$=pluginButton], [data-testid=segmentsWrapper], `+
			`.playkit-dual-pip").length])`); got != "[[],[],1,0]" {
		t.Errorf("there is %s", got)
	}
	b.quiet()
}

// TestPluginsOfTheBarePlayer: player 2 has what a page's own config says.
func TestPluginsOfTheBarePlayer(t *testing.T) {
	slot(t, waits)
	b := open(t, site.pages.URL+"/page")
	b.setup(
		`{provider: {partnerId: 101, uiConfId: 2, ignoreServerConfig: true}, plugins: {navigation: {visible: ` +
			`true}}}`)
	b.do(`player.configure({plugins: {dualscreen: {layout: "SideBySide"}}});`) // nothing is chosen yet
	if got := eval[string](b,
		`Object.keys(player.plugins).join() + " " + player.plugins.dualscreen.getConfig("layout") + " " + `+
			`player.hasService("dualScreen")`); got != "uiManagers,kalturaCuepoints,timeline,navigation,"+
		"dualscreen SideBySide true" {
		t.Errorf("plugins %s", got)
	}
	b.do(js(`await player.loadMedia({entryId: %q}); player.play();`, site.entry))
	b.until("both streams side by side",
		`document.querySelectorAll("video").length === 2 && player.plugins.dualscreen._layout === "SideBySide"`,
		20*time.Second)
	// too late for the last one
	b.do(`player.plugins.dualscreen.updateConfig({position: "top-left"}); player.configure({plugins: ` +
		`{"playkit-js-transcript": {}}});`)
	if got := eval[string](b,
		`[player.plugins.dualscreen.getConfig("position"), player.plugins["playkit-js-transcript"], `+
			`player.plugins.dualscreen instanceof KalturaPlayer.core.BasePlugin, `+
			`player.plugins.dualscreen.getName()].join()`); got != "top-left,,true,dualscreen" {
		t.Errorf("afterwards %s", got)
	}
	b.quiet()
}

// TestSmallContainersPlayer: getPipPlayer gives the player of the small picture.
func TestSmallContainersPlayer(t *testing.T) {
	slot(t, renders)
	b := lecture(t, "{}")
	small := `player.getService("dualScreen").getPipPlayer()`
	if !eval[bool](b,
		small+` === KalturaPlayer.getPlayer(Object.keys(KalturaPlayer.getPlayers()).find((id) => `+
			`id.startsWith("secondaryPlaceholder-")))`) {
		t.Error("not the second stream's")
	}
	b.do(`player.plugins.dualscreen._applyInverse(); await new Promise((r) => setTimeout(r, 600));`)
	if !eval[bool](b, small+` === player || `+small+`?.id === "player"`) {
		t.Error("not the main player after a swap")
	}
	b.do(`player.plugins.dualscreen._switchToSingleMedia({force: true}); await new Promise((r) => ` +
		`setTimeout(r, 600));`)
	if !eval[bool](b, small+` == null`) {
		t.Error("there is one where nothing is small")
	}
}

// TestConfigureActsOnWhatPlays: volume, sound and speed (reference: player-api §10).
func TestConfigureActsOnWhatPlays(t *testing.T) {
	slot(t, renders)
	b := lecture(t, "{}")
	b.do(`player.configure({playback: {volume: 0.3}}); player.configure({playback: {muted: true, ` +
		`playbackRate: "1.5"}}); await new Promise((r) => setTimeout(r, 200));`)
	if got := eval[string](b,
		`JSON.stringify([player.volume, player.muted, player.playbackRate, seen.filter((e) => e.type === `+
			`"mutechange").at(-1).payload])`); got != `[0.3,true,1.5,{"mute":true}]` {
		t.Errorf("got %s", got)
	}
}

// TestPromisesSettle: whoever waits for media gets an answer, whatever comes between.
func TestPromisesSettle(t *testing.T) {
	slot(t, waits)
	b := open(t, site.pages.URL+"/page")
	b.setup(`{playback: {autoplay: true, muted: true}}`)
	other := eval[string](b, js(`(async () => {
		const ask = async (service, action, params) =>
			(await fetch(%q + "/api_v3/service/" + service + "/action/" + action,
				{method: "POST", headers: {"Content-Type": "application/json"},
					body: JSON.stringify({format: 1, ...params})})).json();
		const {ks} = await ask("session", "startWidgetSession", {widgetId: "_101"});
		return (await ask("baseEntry", "list", {ks, filter: {parentEntryIdEqual: %q}})).objects[0].id;
	})()`, site.base, site.entry))
	b.do(`window.settled = (p) => Promise.race([p.then(() => "resolved", () => "rejected"), new Promise((r) ` +
		`=> setTimeout(() => r("never"), 15000))]);`)
	if got := eval[string](b,
		js(`Promise.all([settled(player.loadMedia({entryId: %q})), settled(player.loadMedia({entryId: `+
			`%q}))]).then((all) => all.join())`, other, site.entry)); got != "resolved,resolved" {
		t.Errorf("two at once: %s", got)
	}
	b.until("the second plays", js(`player.sources.id === %q && player.currentTime > 0.3`, site.entry),
		20*time.Second)
	if got := eval[string](b,
		js(`Promise.all([settled(player.loadMedia({entryId: "0_nothing1"})), `+
			`settled(player.loadMedia({entryId: %q}))]).then((all) => all.join())`,
			site.entry)); got != "rejected,resolved" {
		t.Errorf("one that fails, then another: %s", got)
	}
	got := eval[string](b, js(`(() => {
		const all = [settled(player.loadMedia({entryId: %q})), settled(player.ready())];
		player.destroy();
		all.push(settled(player.loadMedia({entryId: %q})), settled(player.ready()));
		return Promise.all(all).then((all) => all.join());
	})()`, other, other))
	if strings.Contains(got, "never") {
		t.Errorf("around destroy: %s", got)
	}
}

// TestElementsOfAnotherFrame: a player stands in a document that is not the script's.
func TestElementsOfAnotherFrame(t *testing.T) {
	slot(t, waits)
	b := open(t, site.pages.URL+"/surface/ours")
	b.do(js(`
		const frame = document.createElement("iframe");
		frame.style.cssText = "width:640px;height:360px";
		document.body.append(frame);
		window.there = frame.contentDocument;
		there.body.innerHTML = '<div id="inside" style="width:600px;height:337px"></div>';
		window.player = KalturaPlayer.setup({targetId: there.getElementById("inside"), disableUserCache: true,
			provider: {partnerId: 101, uiConfId: 1}, playback: {autoplay: true, muted: true}});
		await player.loadMedia({entryId: %q});`, site.entry))
	b.until("it plays", `player.currentTime > 0.5`, 20*time.Second)
	b.until("its controls have their looks",
		`(() => { const bar = there.querySelector(".playkit-bottom-bar"); return bar && `+
			`getComputedStyle(bar).position === "absolute"; })()`, 10*time.Second)
	if !eval[bool](b, `KalturaPlayer.getPlayer(there.getElementById("inside")) === player`) {
		t.Error("it is not found by its element")
	}
}
