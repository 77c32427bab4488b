package e2e

import (
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"diptych/embed"
	"diptych/web"

	"github.com/chromedp/chromedp"
)

// bodyPage serves /body?of=…: a page with that body.
func bodyPage(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w,
		`<!DOCTYPE html><html lang="en"><title>Body</title><link rel="icon" href="data:,"><body>%s</body></html>`,
		strings.ReplaceAll(r.URL.Query().Get("of"), "SERVER", site.base))
}

// openBody opens a page of another origin than our server's.
func openBody(t *testing.T, body string) *tab {
	t.Helper()
	return open(t, site.pages.URL+"/body?of="+url.QueryEscape(body))
}

const box = `<div id="%s" style="width:640px;height:360px"></div>`

func player(path string) string {
	return `<script src="SERVER/p/101/embedPlaykitJs/uiconf_id/1` + path + `"></script>`
}

func TestAutoEmbed(t *testing.T) {
	slot(t, waits)
	auto := player("/autoembed/true/targetId/player/entry_id/" + site.entry + "?config[playback]=" +
		url.QueryEscape(`{"autoplay":true,"muted":true}`) + "&config[ui]={locale:de}")
	b := openBody(t, `<script>const config = "the page's own";</script>`+fmt.Sprintf(box, "player")+auto)
	b.until("it plays, both streams",
		`document.querySelectorAll("#player video").length === 2 && [...document.querySelectorAll("#player `+
			`video")].every((v) => v.currentTime > 0.5)`, 20*time.Second)
	b.until("controls", `document.querySelector(".playkit-bottom-bar button")`, 5*time.Second)
	if got := eval[string](b,
		`[window.config.targetId, window.config.provider.partnerId, window.config.ui, kalturaPlayer === `+
			`KalturaPlayer.getPlayer("player"), kalturaPlayer.config.provider.uiConfId,
				config].join()`); got != "player,101,,true,1,the page's own" {
		t.Errorf("globals %s", got)
	}
	b.quiet()
}

func TestAutoEmbedWithoutTarget(t *testing.T) {
	slot(t, waits)
	b := openBody(t, player("/autoembed/true/targetId/nowhere/entry_id/"+site.entry)+
		`<script>window.after = true;</script>`)
	b.until("the page goes on", "window.after", 3*time.Second)
	b.until("the console says why", "true", time.Second)
	if said := strings.Join(b.console(), "\n"); !strings.Contains(said,
		"Must provide DOM element with id of: nowhere") {
		t.Errorf("console %s", said)
	}
}

// TestFactories: players of two scripts live on one page beside a third script
// that is global, and none sees the others.
func TestFactories(t *testing.T) {
	slot(t, waits)
	names, err := web.Names()
	if err != nil {
		t.Fatal(err)
	}
	loader, err := fs.ReadFile(web.Dist(), "player/"+names["loader.js"])
	if err != nil {
		t.Fatal(err)
	}
	other := embed.Player{UIConfID: 2, PartnerID: 101, Name: "Other", Config: `{"ui":{"locale":"de"}}`,
		BaseURL: site.base, Version: "other"}
	text, err := embed.Script(&embed.Request{UIConfID: 2, Factory: true}, other, loader, site.base+"/player/")
	if err != nil {
		t.Fatal(err)
	}
	b := openBody(t, fmt.Sprintf(box+box+box, "a", "b", "c")+
		`<script>window.KalturaPlayer = "the page's own";</script>`+player("?embed_factory=true"))
	b.do(string(text))
	if got := eval[string](b,
		`[KalturaPlayer, Object.keys(KalturaPlayers), KalturaPlayers[1].lib !== KalturaPlayers[2].lib, `+
			`KalturaPlayers[1].config.uiConfData.name, KalturaPlayers[2].config.uiConfData.name, typeof `+
			`__kalturaplayerdata].join()`); got != "the page's own,1,2,true,Lecture player,Other,undefined" {
		t.Fatalf("globals %s", got)
	}
	b.do(`await new Promise((done, failed) => ` +
		`document.head.append(Object.assign(document.createElement("script"), {src: "` + site.base +
		`/p/101/embedPlaykitJs/uiconf_id/1/kaltura-player.js", onload: done, onerror: failed})));`)
	b.do(js(`
		const start = (lib, uiConfId, targetId) => {
			const p = lib.setup({targetId, provider: {partnerId: 101, uiConfId},
				playback: {autoplay: true, muted: true}, disableUserCache: true});
			p.loadMedia({entryId: %q});
			return p;
		};
		window.players = [start(KalturaPlayers[1].lib, 1, "a"), start(KalturaPlayers[2].lib, 2, "b"),
			start(KalturaPlayer, 1, "c")];
	`, site.entry))
	b.until("all play",
		`["a", "b", "c"].every((id) => document.querySelector("#" + id + " video").currentTime > 0.5)`,
		30*time.Second)
	b.until("each with its own words",
		`document.querySelector("#b .playkit-control-play-pause button")?.ariaLabel?.startsWith("Pause") && `+
			`document.querySelector("#b .playkit-control-fullscreen button")?.ariaLabel === "Vollbild" && `+
			`document.querySelector("#a .playkit-control-fullscreen button")?.ariaLabel === "Show Full screen"`,
		10*time.Second)
	if got := eval[string](b,
		`[Object.keys(KalturaPlayers[1].lib.getPlayers()).filter((k) => !k.includes("_")), `+
			`players[1].config.productVersion, players[0].config.productVersion, `+
			`document.querySelectorAll("#a video").length,
				document.querySelectorAll("#b video").length]
					.join()`); !strings.HasPrefix(got, "a") || !strings.Contains(got, ",other,3.17.95,") {
		t.Errorf("players %s", got)
	}
	b.do(`players[0].destroy();`)
	if got := eval[string](b,
		`[document.querySelectorAll("#a *").length, KalturaPlayers[2].lib.getPlayer("b") === players[1], `+
			`KalturaPlayer.getPlayer("b")].join()`); got != "0,true," {
		t.Errorf("after one is gone: %s", got)
	}
	b.quiet()
}

func TestModuleEmbed(t *testing.T) {
	slot(t, waits)
	b := openBody(t, fmt.Sprintf(box, "player")+`<script type="module">
		import { setup, config } from "SERVER/p/101/embedPlaykitJs/uiconf_id/1/kaltura-player.mjs";
		const player = setup({targetId: document.getElementById("player"),
			provider: {partnerId: 101, uiConfId: 1}, playback: {autoplay: true, muted: true}});
		player.loadMedia({entryId: "`+site.entry+`"});
		window.told = [config.uiConfData.name, player.config.uiConfData.name, typeof KalturaPlayer,
			typeof KalturaPlayers, typeof __kalturaplayerdata].join();
	</script>`)
	b.until("it plays, both streams",
		`document.querySelectorAll("#player video").length === 2 && [...document.querySelectorAll("#player `+
			`video")].every((v) => v.currentTime > 0.5)`, 20*time.Second)
	if got := eval[string](b, "told"); got != "Lecture player,Lecture player,undefined,undefined,undefined" {
		t.Error(got)
	}
	// A worker has no document, as a server that renders pages has none.
	if got := eval[string](b, js(`new Promise((done) => {
		const code = 'import { setup, KalturaPlayer } from %q; ' +
			'try { setup({}); } catch (e) { postMessage(String(KalturaPlayer) + ": " + e.message); }';
		new Worker(URL.createObjectURL(new Blob([code], {type: "text/javascript"})),
			{type: "module"}).onmessage = (e) => done(e.data);
	})`, site.base+"/p/101/embedPlaykitJs/uiconf_id/1/kaltura-player.mjs")); got != "null: a player needs a document" {
		t.Errorf("without a document: %s", got)
	}
	b.quiet()
}

func TestFrameParameters(t *testing.T) {
	slot(t, renders)
	const path = "/p/101/embedPlaykitJs/uiconf_id/1/iframeembed/true/entry_id/"
	auto := "config[playback]=" + url.QueryEscape(`{"autoplay":true,"muted":true}`)
	for name, address := range map[string]string{"path": path + site.entry +
		"/kalturaStartTime/10/kalturaEndTime/12?" + auto, "query": path + site.entry +
		"?kalturaStartTime=10&kalturaEndTime=12&" + auto} {
		b := open(t, site.base+address)
		b.until(name+": it stops at the end time",
			`(() => { const v = document.querySelector("video"); return v.paused && v.currentTime >= 12 && `+
				`v.currentTime < 13; })()`, 20*time.Second)
		if got := eval[string](b,
			`[config.targetId, config.playback.autoplay, kalturaPlayer === `+
				`KalturaPlayer.getPlayer("player_container"), kalturaPlayer.sources.startTime, `+
				`kalturaPlayer.sources.endTime,
					document.title === kalturaPlayer.sources.metadata.name]
						.join()`); got != "player_container,true,true,10,12,true" {
			t.Errorf("%s: %s", name, got)
		}
		b.quiet()
	}
	b := open(t, site.base+path+site.entry+
		"/kalturaSeekFrom/4/kalturaClipTo/14?config[playback]={autoplay:true}&config[plugins]=x")
	b.do(`kalturaPlayer.muted = true; kalturaPlayer.play(); await kalturaPlayer.ready();`)
	b.until("a clip of both streams plays, in spite of wrong JSON",
		`document.querySelectorAll("video").length === 2 && `+
			`[...document.querySelectorAll("video")].every((v) => Math.abs(v.duration - 10) < 0.1 && `+
			`v.currentTime > 0.2)`, 20*time.Second)
	b.do(`kalturaPlayer.currentTime = 9;`)
	b.until("its end", `kalturaPlayer.ended && Math.abs(kalturaPlayer.duration - 10) < 0.1`, 10*time.Second)
	b = open(t, site.base+"/p/101/embedPlaykitJs/uiconf_id/1?iframeembed=true&external_source="+
		url.QueryEscape(`{"progressive":[{"id":"a","mimetype":"video/mp4","url":"`+site.base+
			`/p/101/sp/10100/playManifest/entryId/`+site.entry+`/format/url/protocol/http/a.mp4"}]}`))
	b.do(`kalturaPlayer.muted = true; kalturaPlayer.play();`)
	b.until("a source of its own plays", `document.querySelector("video").currentTime > 0.5`, 20*time.Second)
	b.quiet()
}

// TestShadowRoot: a player in a shadow root, found by the element, beside one of
// the same id in the document.
func TestShadowRoot(t *testing.T) {
	slot(t, waits)
	b := openBody(t, fmt.Sprintf(box, "player")+`<div id="host"></div>`+player(""))
	b.do(js(`
		window.shadow = document.getElementById("host").attachShadow({mode: "open"});
		shadow.innerHTML = '<div id="player" style="width:640px;height:360px"></div><div id="around"></div>';
		const config = (targetId) => ({targetId, provider: {partnerId: 101, uiConfId: 1},
			playback: {autoplay: true, muted: true}, disableUserCache: true});
		window.inside = shadow.getElementById("player");
		window.light = KalturaPlayer.setup(config("player"));
		window.player = KalturaPlayer.setup(config(inside));
		window.seen = [];
		for (const name of ["enterfullscreen", "exitfullscreen"]) player.addEventListener(name,
			(e) => seen.push(e.type));
		player.loadMedia({entryId: %q});
		window.refused = (() => { try { KalturaPlayer.setup(config(inside)); } catch (e) { return e.message; } })();
	`, site.entry))
	if got := eval[string](b,
		`[KalturaPlayer.getPlayer(inside) === player, KalturaPlayer.getPlayer(player.id) === player, `+
			`KalturaPlayer.getPlayer("player") === light, player.config.targetId === player.id, `+
			`refused.startsWith("The target id provided is already in use"), `+
			`KalturaPlayer.getPlayer(document.body)].join()`); got != "true,true,true,true,true," {
		t.Errorf("players by element and id: %s", got)
	}
	b.until("it plays, both streams",
		`inside.querySelectorAll("video").length === 2 && [...inside.querySelectorAll("video")].every((v) => `+
			`v.currentTime > 0.5)`, 20*time.Second)
	b.until("controls with their styles",
		`shadow.adoptedStyleSheets.length > 0 && `+
			`getComputedStyle(inside.querySelector(".playkit-bottom-bar")).position === "absolute" && `+
			`getComputedStyle(inside.querySelector(".playkit-control-button")).width === "40px"`, 5*time.Second)
	b.picture("shadow")

	press := func(key string) {
		b.do(`inside.querySelector(".playkit-player").focus();`)
		if err := chromedp.Do(b.ctx, chromedp.KeyEvent(key)); err != nil {
			t.Fatal(err)
		}
	}
	press("k")
	b.until("K pauses", "player.paused", 3*time.Second)
	press("m")
	b.until("M unmutes", "!player.muted", 3*time.Second)

	b.clickAt(`inside.querySelector(".playkit-control-fullscreen button")`)
	b.until("full screen",
		`shadow.fullscreenElement?.classList.contains("kaltura-player-container") && `+
			`document.fullscreenElement === document.getElementById("host") && player.isFullscreen() && `+
			`!light.isFullscreen()`, 5*time.Second)
	b.until("the controls know",
		`inside.querySelector(".playkit-control-fullscreen button").ariaLabel === "Exit Full screen"`,
		3*time.Second)
	b.do(`player.exitFullscreen();`)
	b.until("no full screen",
		`!document.fullscreenElement && !player.isFullscreen() && seen.join() === "enterfullscreen,`+
			`exitfullscreen"`, 5*time.Second)

	b.do(`const id = player.id; player.destroy();
		window.left = [inside.children.length, KalturaPlayer.getPlayer(inside), KalturaPlayer.getPlayer(id),
			KalturaPlayer.getPlayer("player") === light].join();
		window.again = KalturaPlayer.setup({targetId: inside, provider: {partnerId: 101, uiConfId: 1}});`)
	if got := eval[string](b,
		`[left, KalturaPlayer.getPlayer(inside) === again].join()`); got != "0,,,true,true" {
		t.Errorf("after destroy: %s", got)
	}
	b.quiet()
}

// TestDetachedTarget: frameworks give an element before it is in the document.
func TestDetachedTarget(t *testing.T) {
	slot(t, waits)
	b := openBody(t, `<div id="host"></div>`+player(""))
	b.do(js(`
		window.target = document.createElement("div");
		target.style.cssText = "width:640px;height:360px";
		window.player = KalturaPlayer.setup({targetId: target, provider: {partnerId: 101, uiConfId: 1},
			playback: {autoplay: true, muted: true}, disableUserCache: true});
		player.loadMedia({entryId: %q});
		await new Promise((r) => setTimeout(r, 1500));
		const shadow = document.getElementById("host").attachShadow({mode: "closed"});
		shadow.append(target);
		window.shadow = shadow;
	`, site.entry))
	b.until("it plays with styles",
		`target.querySelector("video").currentTime > 0.5 && shadow.adoptedStyleSheets.length > 0 && `+
			`getComputedStyle(target.querySelector(".playkit-bottom-bar")).position === "absolute"`,
		15*time.Second)
	b.quiet()
}

// clickAt presses the mouse, as a viewer does, on an element.
func (b *tab) clickAt(element string) {
	b.t.Helper()
	b.until("there is something to click", element, 5*time.Second)
	at := eval[[]float64](b, `(() => { const r = `+element+
		`.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()`)
	if err := chromedp.Do(b.ctx, mouse("mouseMoved", at[0], at[1]), mouse("mousePressed", at[0], at[1]),
		mouse("mouseReleased", at[0], at[1])); err != nil {
		b.t.Fatalf("click: %v", err)
	}
}
