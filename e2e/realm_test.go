package e2e

import (
	"testing"
	"time"
)

// realm gives a page objects of another realm: Other is the window of a frame of
// its own origin.
const realm = `
	const frame = document.createElement("iframe");
	frame.hidden = true;
	document.body.append(frame);
	window.Other = frame.contentWindow;
	window.foreign = (v) => Other.JSON.parse(JSON.stringify(v));
	const deep = (o) => { for (const v of Object.values(o)) if (v && typeof v === "object") deep(v);
		return Object.freeze(o); };
	window.frozen = (v) => deep(structuredClone(v));
	window.bare = (v) => (Array.isArray(v) ? v.map(bare) : v && typeof v === "object" ?
		Object.assign(Object.create(null), Object.fromEntries(Object.entries(v).map(([k, e]) => [k, bare(e)]))) : v);
	window.getters = (v) => (Array.isArray(v) ? v.map(getters) : v && typeof v === "object" ?
		Object.defineProperties({}, Object.fromEntries(Object.entries(v).map(([k, e]) =>
			[k, {enumerable: true, get: () => getters(e)}]))) : v);
	window.instance = (v) => {
		if (Array.isArray(v)) return v.map(instance);
		if (!v || typeof v !== "object") return v;
		class Config { constructor() { this.helper = 1; } merge() {} }
		for (const [k, e] of Object.entries(v)) Object.defineProperty(Config.prototype, k, {get: () => instance(e)});
		return new Config();
	};
	window.fields = (v) => {
		if (Array.isArray(v)) return v.map(fields);
		if (!v || typeof v !== "object") return v;
		class Base { constructor() { Object.assign(this,
			Object.fromEntries(Object.entries(v).map(([k, e]) => [k, fields(e)]))); } }
		return new (class extends Base {})();
	};
	window.otherClass = (v) => Other.eval("(" +
		window.fields.toString().replaceAll("fields(", "(function fields(v){return v})(") + ")")(v);
	window.proxied = (v) => (v && typeof v === "object" ?
		new Proxy(Array.isArray(v) ? v.map(proxied) : Object.fromEntries(Object.entries(v).map(([k, e]) =>
			[k, proxied(e)])), {}) : v);
	window.cyclic = (v) => { const o = structuredClone(v); o.self = o;
		o.plugins = {...o.plugins, mine: {above: o, list: [o]}}; return o; };
	window.odd = (v) => ({...v, session: {...v.session, big: 10n, when: new Other.Date(0),
		map: new Other.Map([[1, 2]]), bytes: new Other.Uint8Array(2), nothing: undefined, symbol: Symbol("s"),
			f: new Other.Function("return 1"), p: Other.Promise.resolve(1), e: new Other.Error("e"),
				element: document.body, other: Other.document.body, win: Other}});
`

// TestConfigsOfAnyRealm: a config says the same whoever has made its objects.
func TestConfigsOfAnyRealm(t *testing.T) {
	slot(t, waits)
	b := open(t, site.pages.URL+"/surface/ours")
	b.do(realm)
	config := js(
		`{targetId: "player", disableUserCache: true, provider: {partnerId: 101, uiConfId: 1, ks: ""}, ` +
			`playback: {autoplay: true, muted: true, playbackRates: [0.5, 1, 3]}, text: {textStyle: ` +
			`{fontScale: 2}}, ui: {seekSeconds: 15}, plugins: {dualscreen: {layout: "SideBySide"}}, sources: ` +
			`{metadata: {note: "n"}}}`)
	b.do(`window.player = KalturaPlayer.setup(foreign({targetId: "player", disableUserCache: true, provider: ` +
		`{partnerId: 101, uiConfId: 1}}));`)
	if got := eval[string](b,
		`Object.keys(player.config.plugins).join()`); got != "dualscreen,kalturaCuepoints,navigation,"+
		"playkit-js-transcript,timeline,uiManagers" {
		t.Errorf("plugins of the account where the page names none: %s", got)
	}
	for _, made := range []string{"(v) => v", "foreign", "frozen", "bare", "getters", "instance", "fields",
		"otherClass", "proxied", "cyclic", "odd"} {
		b.do(`window.player?.destroy?.(); window.player = KalturaPlayer.setup((` + made + `)(` + config + `));`)
		got := eval[string](b,
			`(() => { const {playback, ui, plugins, sources, provider, text} = player.config; return `+
				`JSON.stringify([playback.autoplay, playback.muted, playback.playbackRates, `+
				`playback.streamPriority.length, ui.seekSeconds, ui.hoverTimeout, plugins.dualscreen.layout, `+
				`sources.metadata.note, provider.partnerId, player.textStyle.fontScale]); })()`)
		if want := `[true,true,[0.5,1,3],4,15,3000,"SideBySide","n",101,2]`; got != want {
			t.Errorf("%s: config %s, want %s", made, got, want)
		}
		b.do(js(`await player.loadMedia((`+made+`)({entryId: %q}), (`+made+
			`)({startTime: 2, metadata: {more: "m"}}));`, site.entry))
		b.until(made+" plays", "player.currentTime > 2", 20*time.Second)
		if got := eval[string](b,
			`[player.sources.metadata.more, player.playbackRates.join("/"), player.getMediaInfo().entryId === "`+
				site.entry+`"].join()`); got != "m,0.5/1/3,true" {
			t.Errorf("%s: media %s", made, got)
		}
		b.do(`player.configure((` + made +
			`)({ui: {hoverTimeout: 1234}, plugins: {dualscreen: {position: "top-left"}}}));`)
		if got := eval[string](b,
			`[player.config.ui.hoverTimeout, player.config.ui.seekSeconds, `+
				`player.config.plugins.dualscreen.position].join()`); got != "1234,15,top-left" {
			t.Errorf("%s: configured %s", made, got)
		}
	}
}

// TestSourcesOfAnyRealm: setMedia, tracks, cue points and plugins' instances.
func TestSourcesOfAnyRealm(t *testing.T) {
	slot(t, waits)
	b := open(t, site.pages.URL+"/surface/ours")
	b.do(realm)
	b.do(`
		class Client { constructor() { this.deep = {me: this}; } send() { return "sent"; } }
		window.client = new Client();
		class Probe extends KalturaPlayer.core.BasePlugin { static isValid() { return true; } }
		KalturaPlayer.core.registerPlugin("probe", Probe);
		window.player = KalturaPlayer.setup(foreign({targetId: "player", disableUserCache: true,
			provider: {partnerId: 101}, playback: {muted: true}}));
		player.configure({plugins: {probe: {client, list: [client], settings: foreign({a: {b: 1}})}}});`)
	if got := eval[string](b,
		`[player.plugins.probe.config.client === client, player.plugins.probe.config.list[0] === client, `+
			`player.plugins.probe.config.settings.a.b,
				player.plugins.probe.config.client.send()].join()`); got != "true,true,1,sent" {
		t.Errorf("a plugin's own objects: %s", got)
	}
	for _, made := range []string{"foreign", "instance", "fields", "getters", "cyclic"} {
		b.do(js(`player.setMedia((`+made+
			`)({sources: {id: %q, type: "Vod", hls: [{id: "1", mimetype: "application/x-mpegurl", url: %q}], `+
			`metadata: {name: "N"}}})); player.play();`, made, site.base+"/p/101/sp/10100/playManifest/entryId/"+
			site.entry+"/protocol/http/format/applehttp/a.m3u8"))
		b.until(made+" plays", js(`player.sources.id === %q && player.currentTime > 0.3`, made), 20*time.Second)
		b.do(`player.setSourcesMetadata((` + made + `)({more: {a: 1}})); player.cuePointManager.addCuePoints((` +
			made + `)([{id: "c", startTime: 1, endTime: 2, metadata: {text: "T"}}])); await new Promise((r) ` +
			`=> setTimeout(r, 100));`)
		if got := eval[string](b,
			`[player.sources.metadata.more.a, player.sources.metadata.name, `+
				`player.cuePointManager.getAllCuePoints()[0]?.metadata.text].join()`); got != "1,N,T" {
			t.Errorf("%s: %s", made, got)
		}
	}
	if got := eval[string](b, `(() => {
		const track = player.getTracks("video")[0];
		player.selectTrack(track);
		player.dispatchEvent(Object.assign(Object.create(null), {type: "own"}));
		player.addEventListener("called", Other.eval("(e) => { e.target.heard = e.payload; }"));
		player.dispatchEvent(new KalturaPlayer.core.FakeEvent("called", 7));
		return [player.isAdaptiveBitrateEnabled(), player.heard].join();
	})()`); got != "false,7" {
		t.Errorf("tracks and listeners: %s", got)
	}
}
