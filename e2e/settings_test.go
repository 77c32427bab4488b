package e2e

import (
	"strings"
	"testing"
	"time"
)

// What a viewer or a page has set is kept, shown and applied (reference:
// player-api §1.6, §2.8, §2.9, §5.6, §5.8).

const stored = `JSON.stringify(Object.fromEntries(Object.entries({...localStorage, ` +
	`...sessionStorage}).filter(([k]) => k.startsWith("@playkit-js/")).map(([k, v]) => [k.split("_")[1], ` +
	`v]).sort()))`

func TestPreferencesAreTheViewersOwn(t *testing.T) {
	slot(t, waits)
	b := open(t, site.pages.URL+"/surface/ours")
	setup := js(
		`window.player = KalturaPlayer.setup({targetId: "player", provider: {partnerId: 101, uiConfId: 1}}); `+
			`await player.loadMedia({entryId: %q}); player.play();`, site.entry)
	b.do(`localStorage.clear(); sessionStorage.clear();` + setup)
	b.until("play", "player.currentTime > 0.5", 30*time.Second)
	b.do(`player.volume = 0.4; player.muted = true; player.muted = false; player.playbackRate = 2; ` +
		`player.selectTrack(player.getTracks("text")[0]); await new Promise((r) => setTimeout(r, 500));`)
	if got := eval[string](b, stored); got != "{}" {
		t.Errorf("calls of the page were kept: %s", got)
	}
	b.do(`
		const ui = (name, payload) =>
			player.dispatchEvent(new KalturaPlayer.core.FakeEvent(player.Event.UI[name], payload));
		document.querySelector('button[aria-label="Mute"]').click();
		await new Promise((r) => setTimeout(r, 500));
		ui("USER_SELECTED_SPEED", {speed: 2});
		ui("USER_SELECTED_CAPTION_TRACK", {captionTrack: player.getTracks("text")[0]});
		ui("USER_SELECTED_CAPTIONS_STYLE",
			{captionsStyle: Object.assign(new KalturaPlayer.core.TextStyle(), {fontScale: 2})});`)
	got := eval[string](b, stored)
	for _, want := range []string{`"muted":"true"`, `"playbackRate":"2"`, `"captionsDisplay":"true"`,
		`"textLanguage":"en"`, `"textStyle":"{`} {
		if !strings.Contains(got, want) {
			t.Errorf("not kept: %s in %s", want, got)
		}
	}
	b.do(`player.destroy();` + setup)
	b.until("captions of the stored language", `player.getActiveTracks().text?.language === "en"`,
		30*time.Second)
	if got := eval[string](b,
		`JSON.stringify([player.muted, player.textStyle.fontScale,
			player.config.playback.textLanguage])`); got != `[true,2,"en"]` {
		t.Errorf("taken at setup: %s", got)
	}
	b.do(`localStorage.clear(); sessionStorage.clear();`)
}

func TestCaptionsLookAsTheyAreTold(t *testing.T) {
	slot(t, renders)
	b := lecture(t, "{playback: {textLanguage: 'en', captionsDisplay: true}}")
	b.until("captions", `document.querySelector(".playkit-cue span")`, 20*time.Second)
	look := `(() => { const s = getComputedStyle(document.querySelector(".playkit-cue span")); return ` +
		`[s.color, s.backgroundColor, s.fontFamily, s.fontWeight].join("|"); })()`
	size := `parseFloat(getComputedStyle(document.querySelector(".playkit-subtitles")).fontSize)`
	before := eval[float64](b, size)
	b.do(`player.pause(); player.textStyle = Object.assign(new KalturaPlayer.core.TextStyle(), {fontColor: ` +
		`[255, 0, 0], fontOpacity: 0.5, backgroundColor: [0, 0, 255], fontFamily: "Verdana", fontWeight: 700,` +
		` fontScale: 2});`)
	if got, want := eval[string](b, look), "rgba(255, 0, 0, 0.5)|rgb(0, 0, 255)|Verdana|700"; got != want {
		t.Errorf("looks %s, want %s", got, want)
	}
	if after := eval[float64](b, size); after < before*1.45 || after > before*1.55 {
		t.Errorf("size %v after %v, want half as large again", after, before)
	}
	b.do(`player.configure({text: {textStyle: {fontColor: [0, 255, 0], fontOpacity: 1}, ` +
		`textTrackDisplaySetting: {line: 0, align: "left"}}});`)
	if got := eval[string](b, look); !strings.HasPrefix(got, "rgb(0, 255, 0)|rgb(0, 0, 255)") {
		t.Errorf("after configure: %s", got)
	}
	if got := eval[string](b,
		`(() => { const s = getComputedStyle(document.querySelector(".playkit-cue")); return [s.position, `+
			`s.top, s.textAlign].join("|"); })()`); got != "absolute|0px|left" {
		t.Errorf("placed %s", got)
	}
	b.quiet()
}

func TestPagesNameTracksAndBoundThem(t *testing.T) {
	slot(t, renders)
	b := lecture(t,
		`{customLabels: {qualities: (t) => t.height + " lines", captions: (t) => "[" + t.language + "]", `+
			`audio: () => ""}, abr: {restrictions: {maxHeight: 300}}}`)
	if got := eval[string](b,
		`player.getTracks("video").map((t) => t.label).join()`); got != "240 lines" {
		t.Errorf("video %s", got)
	}
	if got := eval[string](b,
		`player.getTracks("text").map((t) => t.label).join() + "|" +
			player.getTracks("audio")[0].label`); got != "[en],[de],[off]|Audio 1" {
		t.Errorf("text and audio %s", got)
	}
	if height := eval[int](b, `document.querySelector("#player video").videoHeight`); height > 240 {
		t.Errorf("a picture of %d lines plays", height)
	}
	b.do(`player.configure({abr: {restrictions: {maxHeight: Infinity}}});`)
	if got := eval[string](b,
		`seen.filter((e) => e.type === "trackschanged").length + " " +
			player.getTracks("video").length`); got != "2 2" {
		t.Errorf("TRACKS_CHANGED and tracks: %s", got)
	}
}

func TestOldPathsAndLooseURLs(t *testing.T) {
	slot(t, waits)
	b := open(t, site.pages.URL+"/surface/ours")
	got := eval[string](b, js(`(() => {
		const player = KalturaPlayer.setup({targetId: "player", logLevel: "WARN", name: "N", type: "Vod",
			duration: 9, metadata: {poster: "P", description: "D"},
				player: {playback: {startTime: 4, useNativeTextTrack: true}},
			plugins: {visibility: {threshold: 30, floating: {a: 1}}},
				provider: {partnerId: 101, ignoreServerConfig: true, env: {serviceUrl: %[1]q}},
					playback: {enableCEA708Captions: false}});
		const {sources, text, viewability, plugins, provider, log, playback} = player.config;
		return JSON.stringify([sources.metadata, sources.poster, sources.type, sources.duration,
			sources.startTime, text.useNativeTextTrack, text.enableCEA708Captions, viewability.playerThreshold,
				plugins.floating, provider.env.serviceUrl === %[1]q, log.level, "useNativeTextTrack" in playback]);
	})()`, site.base))
	if want := `[{"name":"N","description":"D"},"P","Vod",9,4,true,false,30,{"a":1},true,"WARN",false]`; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

func TestRemotePlayerTakesOver(t *testing.T) {
	slot(t, waits)
	b := open(t, site.pages.URL+"/surface/ours")
	b.do(js(`
		const {cast} = KalturaPlayer;
		class Remote extends cast.BaseRemotePlayer {
			constructor(config, control) { super("remote", config, control); window.control = control;
				window.remote = this; this.at = 77; }
			static isSupported() { return true; }
			async startCasting() {
				this._remoteControl.onRemoteDeviceConnected(new cast.RemoteConnectedPayload(this,
					new cast.RemoteSession("s", "Screen", false))); }
			stopCasting() {
				this._remoteControl.onRemoteDeviceDisconnected(new cast.RemoteDisconnectedPayload(this,
					this._remoteControl.getPlayerSnapshot())); }
			get currentTime() { return this.at; }
			set currentTime(t) { this.at = t; }
			getCastSession() { return new cast.RemoteSession("s", "Screen", false); }
		}
		cast.registerRemotePlayer("screen", Remote);
		window.player = KalturaPlayer.setup({targetId: "player", provider: {partnerId: 101}, cast: {screen: {}},
			disableUserCache: true});
		window.told = [];
		for (const name of Object.values(player.Event.Cast)) player.addEventListener(name,
			(e) => told.push(e.type.split("-").pop() + (e.payload?.session?.deviceFriendlyName ?? "")));
		await player.loadMedia({entryId: %q});
		player.play();`, site.entry))
	b.until("play", "player.currentTime > 0.5", 30*time.Second)
	b.do(`await player.startCasting("screen"); player.currentTime = 5;`)
	if got := eval[string](b,
		`JSON.stringify([player.isCastAvailable(), player.isCasting(), player.currentTime, remote.at, `+
			`player.getCastSession().deviceFriendlyName, told, document.querySelector("#player `+
			`video").currentTime < 5])`); got != `[true,true,5,5,"Screen",["castsessionstartedScreen"],true]` {
		t.Errorf("while it casts: %s", got)
	}
	b.until("the page's own stands", `document.querySelector("#player video").paused`, 5*time.Second)
	b.do(`player.stopCasting();`)
	if got := eval[string](b,
		`JSON.stringify([player.isCasting(), player.currentTime < 5,
			told.at(-1)])`); got != `[false,true,"castsessionended"]` {
		t.Errorf("after it: %s", got)
	}
}

func TestCorePlayerNeedsNoComponents(t *testing.T) {
	slot(t, waits)
	b := open(t, site.pages.URL+"/surface/ours")
	b.do(js(`
		const {core, providers} = KalturaPlayer;
		const owner = KalturaPlayer.setup({targetId: "player", provider: {partnerId: 101}, ui: {disable: true},
			disableUserCache: true});
		const media = await owner.provider.getMediaConfig({entryId: %q});
		owner.destroy();
		window.player = core.loadPlayer({playback: {muted: true, captionsDisplay: true, textLanguage: "en"}});
		player.textStyle = Object.assign(new core.TextStyle(), {fontColor: [255, 0, 0]});
		const view = player.getView();
		document.getElementById("player").append(view);
		player.setSources(media.sources);
		player.play();`, site.entry))
	b.until("play", "player.currentTime > 0.5", 30*time.Second)
	b.until("captions in the view", `player.getView().querySelector(".playkit-cue span")`, 20*time.Second)
	if got := eval[string](b,
		`JSON.stringify([player instanceof KalturaPlayer.core.Player, `+
			`getComputedStyle(document.querySelector(".playkit-cue span")).color, `+
			`document.querySelectorAll("button").length,
				Object.keys(KalturaPlayer.getPlayers()).length])`); got != `[true,"rgb(255, 0, 0)",0,0]` {
		t.Errorf("%s", got)
	}
}
