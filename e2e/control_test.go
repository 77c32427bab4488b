package e2e

import (
	"os"
	"strings"
	"testing"
	"time"
)

// controlPage holds an iframe of our server; ask() speaks to it as
// docs/iframe-api.md says, without our client script.
func controlPage(t *testing.T, attributes string) *tab {
	t.Helper()
	b := openBody(t,
		`<button id="full">full screen</button><iframe id="frame" title="Lecture" width="640" height="360" `+
			attributes+
			` allow="autoplay *; fullscreen *" src="SERVER/p/101/embedPlaykitJs/uiconf_id/1?iframeembed=true&`+
			`entry_id=`+site.entry+`&config[playback]=`+`{&quot;muted&quot;:true}"></iframe>`+
			`<script>
		window.frame = document.getElementById("frame");
		window.heard = [];
		window.origins = new Set();
		const waiting = new Map();
		addEventListener("message", (e) => {
			if (e.source !== frame.contentWindow || e.data?.diptych !== 1) return;
			origins.add(e.origin);
			if (e.data.event) heard.push(e.data);
			waiting.get(e.data.id)?.(e.data);
		});
		let last = 0;
		window.raw = (message, from = window) =>
			new Promise((done) => { waiting.set(message.id, done);
				from.Function("target", "message", "target.postMessage(message, '*')")(frame.contentWindow,
					message); });
		window.ask = async (method, ...args) => {
			const { result, error } = await raw({ diptych: 1, id: ++last, method, args });
			if (error) throw error;
			return result;
		};
		window.code = (method, ...args) => ask(method, ...args).then((v) => "allowed: " + JSON.stringify(v),
			(e) => e.code);
	</script>`)
	b.until("the document says that it is ready", `heard.some((m) => m.event === "ready")`, 10*time.Second)
	return b
}

func TestFrameControl(t *testing.T) {
	slot(t, renders)
	b := controlPage(t, "")
	if got := eval[string](b,
		`ask("connect").then((c) => [c.version, c.methods.includes("play"), `+
			`c.properties.includes("currentTime"), c.writable.join(),
				c.events.includes("timeupdate")]
					.join())`); got != "1,true,true,currentTime,muted,playbackRate,volume,true" {
		t.Errorf("connect: %s", got)
	}
	docs, err := os.ReadFile("../docs/iframe-api.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range eval[[]string](b,
		`ask("connect").then((c) => [...c.methods, ...c.properties, ...c.events])`) {
		if !strings.Contains(strings.NewReplacer("…50…", "playreached50percent", "…75…", "playreached75percent",
			"…100…", "playreached100percent").Replace(string(docs)), "`"+name+"`") {
			t.Errorf("docs/iframe-api.md does not tell of %s", name)
		}
	}
	b.do(`await ask("subscribe", "playing", "pause", "seeked", "timeupdate", "volumechange", "ratechange", ` +
		`"playerstatechanged", "trackschanged", "ended");`)
	b.do(`await ask("play");`)
	b.until("it plays",
		`heard.some((m) => m.event === "playing") && heard.some((m) => m.event === "timeupdate" && `+
			`m.payload.currentTime > 0.3)`, 15*time.Second)
	b.do(`await ask("ready"); window.state = await ask("getState");`)
	if got := eval[string](b,
		`[state.paused, state.muted, state.duration > 29 && state.duration < 31, state.currentTime > 0, `+
			`state.state, state.live, state.entryId, state.name.length > 0, state.buffered[0][1] > 0, `+
			`state.tracks.some((t) => t.type === "video" &&
				t.height > 0)].join()`); got != "false,true,true,true,playing,false,"+site.entry+",true,true,true" {
		t.Errorf("state: %s", got)
	}
	b.do(`await ask("set", "currentTime", 20);`)
	b.until("a seek", `heard.some((m) => m.event === "seeked" && m.payload.currentTime >= 19.9)`, 5*time.Second)
	b.do(`await ask("set", "volume", 0.25); await ask("set", "muted", false); await ask("set", ` +
		`"playbackRate", 1.5);`)
	b.until("volume and rate",
		`heard.some((m) => m.event === "volumechange" && m.payload.volume === 0.25) && heard.some((m) => `+
			`m.event === "ratechange" && m.payload.playbackRate === 1.5)`, 5*time.Second)
	if got := eval[string](b,
		`Promise.all(["volume", "muted",
			"playbackRate"].map((p) => ask("get", p))).then(String)`); got != "0.25,false,1.5" {
		t.Errorf("volume, muted, rate: %s", got)
	}
	b.do(`const text = (await ask("get", "tracks")).find((t) => t.type === "text" && t.language === "en"); ` +
		`await ask("subscribe", "texttrackchanged"); await ask("selectTrack", "text", text.id);`)
	b.until("captions",
		`heard.some((m) => m.event === "texttrackchanged" && m.payload.track?.language === "en")`, 5*time.Second)
	b.do(`await ask("pause");`)
	b.until("pause",
		`heard.some((m) => m.event === "pause") && heard.some((m) => m.event === "playerstatechanged" && `+
			`m.payload.newState === "paused")`, 5*time.Second)
	b.do(`await ask("unsubscribe", "timeupdate", "seeked"); window.before = heard.length; await ask("set", ` +
		`"currentTime", 5); await new Promise((r) => setTimeout(r, 700));`)
	if late := eval[string](b,
		`heard.slice(before).map((m) => m.event).filter((e) => e === "timeupdate" ||
			e === "seeked").join()`); late != "" {
		t.Errorf("heard after unsubscribing: %s", late)
	}
	if got := eval[string](b, `[...origins].join()`); got != site.base {
		t.Errorf("answers come from %s", got)
	}
	b.quiet()
}

func TestFrameControlFullscreen(t *testing.T) {
	b := controlPage(t, "")
	if got := eval[string](b, `code("enterFullscreen")`); got != "not-allowed" {
		t.Errorf("full screen without a click: %s", got)
	}
	b.do(`document.getElementById("full").onclick = () => {
		window.entered = new Promise((done) => addEventListener("message", (e) => e.data?.id === "full" &&
			done(e.data)));
		frame.contentWindow.postMessage({ diptych: 1, id: "full", method: "enterFullscreen", args: [] },
			{ targetOrigin: new URL(frame.src).origin, delegate: "fullscreen" });
	};`)
	b.clickAt(`document.getElementById("full")`)
	b.until("full screen", `document.fullscreenElement === frame`, 5*time.Second)
	if got := eval[string](b, `entered.then((m) => JSON.stringify(m.error ?? m.result))`); got != "null" {
		t.Errorf("answer %s", got)
	}
	if !eval[bool](b, `ask("get", "fullscreen")`) {
		t.Error("the player does not know")
	}
	b.do(`await ask("exitFullscreen");`)
	b.until("no full screen", `!document.fullscreenElement`, 5*time.Second)
}

// TestFrameControlAbuse: nothing but what is documented can be done or learnt.
func TestFrameControlAbuse(t *testing.T) {
	slot(t, waits)
	b := controlPage(t, "")
	for call, want := range map[string]string{
		`"configure", {playback: {muted: false}}`: "unknown-method",
		`"loadMedia", {entryId: "0_a"}`:           "unknown-method", `"setMedia", {}`: "unknown-method",
		`"destroy"`: "unknown-method", `"getKs"`: "unknown-method", `"updateThumbnailKs", "x"`: "unknown-method",
		`"__proto__"`: "unknown-method", `"constructor"`: "unknown-method", `"toString"`: "unknown-method",
		`"hasOwnProperty"`: "unknown-method", `"addEventListener", "play"`: "unknown-method",
		`"eval", "1"`: "unknown-method", `""`: "unknown-method",
		`{toString: 1}`: "unknown-method", `null`: "unknown-method", `undefined`: "unknown-method",
		`7`: "unknown-method", `["play"]`: "unknown-method",
		`"get", "config"`: "unknown-property", `"get", "sources"`: "unknown-property",
		`"get", "src"`: "unknown-property", `"get", "plugins"`: "unknown-property",
		`"get", "__proto__"`: "unknown-property", `"get", "constructor"`: "unknown-property",
		`"get"`: "unknown-property", `"get", {}`: "unknown-property", `"get", ["volume"]`: "unknown-property",
		`"set", "config", {}`: "unknown-property", `"set", "__proto__", {a: 1}`: "unknown-property",
		`"set", "textStyle", {}`: "unknown-property", `"set", "crossOrigin", "x"`: "unknown-property",
		`"set", "duration", 5`: "read-only", `"set", "paused", true`: "read-only",
		`"set", "tracks", []`: "read-only",
		`"set", "volume", 2`:  "bad-value", `"set", "volume", "1"`: "bad-value", `"set", "volume"`: "bad-value",
		`"set", "volume", NaN`: "bad-value", `"set", "muted", 1`: "bad-value",
		`"set", "currentTime", -1`: "bad-value", `"set", "currentTime", Infinity`: "bad-value",
		`"set", "currentTime", {valueOf: 1}`: "bad-value", `"set", "playbackRate", 0`: "bad-value",
		`"set", "playbackRate", 1e9`:    "bad-value",
		`"subscribe", "play", "tracks"`: "unknown-event", `"subscribe", "__proto__"`: "unknown-event",
		`"subscribe", {}`: "unknown-event", `"subscribe", "sourceselected"`: "unknown-event",
		`"subscribe", "ready"`:                      "unknown-event",
		`"selectTrack", "text", "nothing"`:          "bad-value",
		`"selectTrack", "__proto__", "constructor"`: "bad-value",
	} {
		// Values that no message can carry are the page's own errors.
		if got := eval[string](b, js(`code(%s)`, call)); got != want {
			t.Errorf("%s: %s, want %s", call, got, want)
		}
	}
	if got := eval[string](b,
		`raw({diptych: 1, id: "a", method: "pause", args: "x"}).then((m) => m.error.code)`); got != "bad-message" {
		t.Errorf("args that are no array: %s", got)
	}
	b.do(`window.many = heard.length;
		for (const m of [null, 1, "play", [], {}, {diptych: 2, id: "b", method: "play"},
			{diptych: "1", id: "b", method: "play"},
				{id: "b", method: "play"}]) frame.contentWindow.postMessage(m, "*");
		await ask("get", "paused");`)
	if got := eval[string](b,
		`raw({diptych: 1, id: {}, method: "nothing"}), new Promise((done) => addEventListener("message", (e) `+
			`=> e.data.error && done([typeof e.data.id,
				e.data.error.code].join())))`); got != "undefined,unknown-method" {
		t.Errorf("an id that is none: %s", got)
	}
	if !eval[bool](b, `ask("get", "paused").then((v) => v !== false && ({}).a === undefined)`) {
		t.Error("it was done")
	}

	// Another window that reaches the iframe, of the page's own origin or not.
	b.do(`const other = document.body.appendChild(document.createElement("iframe"));
		window.foreign = new Promise((done) => other.contentWindow.addEventListener("message",
			(e) => done([e.data.id, e.data.error?.code, JSON.stringify(e.data.result)].join())));
		const script = other.contentDocument.createElement("script");
		script.text = 'parent.frame.contentWindow.postMessage({diptych: 1, id: "f", method: "play"}, "*")';
		other.contentDocument.body.append(script);`)
	if got := eval[string](b, `foreign`); got != "f,not-parent," {
		t.Errorf("a foreign window: %s", got)
	}
	if got := eval[string](b, `code("get", "paused")`); got != "allowed: null" && got != "allowed: true" {
		t.Errorf("the foreign window was obeyed: paused %s", got)
	}
	b.quiet()
}

func TestFrameAPIScript(t *testing.T) {
	slot(t, waits)
	b := openBody(t, `<iframe id="frame" title="Lecture" width="640" height="360" allow="autoplay *; fullscreen *"
		src="SERVER/p/101/embedPlaykitJs/uiconf_id/1?iframeembed=true&entry_id=`+site.entry+`"></iframe>
		<script type="module">
		import { control } from "SERVER/player/frame-api.js";
		window.heard = [];
		const player = window.player = await control(document.getElementById("frame"));
		await player.on("timeupdate", (p) => heard.push(p.currentTime));
		await player.set("muted", true);
		await player.play();
	</script>`)
	b.until("it plays, and the page hears", "window.heard?.some((t) => t > 0.5)", 20*time.Second)
	if got := eval[string](b,
		`player.set("volume", 7).then(() => "", (e) => e instanceof Error ?
			e.code : "no error")`); got != "bad-value" {
		t.Errorf("a refusal: %s", got)
	}
	// Somebody who comes later, and the document when it is loaded anew.
	b.do(`const { control } = await import("` + site.base +
		`/player/frame-api.js"); window.second = await control(player.iframe); await second.pause();`)
	if !eval[bool](b, `second.get("paused")`) {
		t.Error("it does not pause")
	}
	b.do(`const f = player.iframe,
		again = new Promise((done) => addEventListener("message", (e) => e.source === f.contentWindow &&
			e.data.event === "ready" && done()));
		f.src = f.src;
		window.lost = Promise.all(Array.from({length: 20}, () => player.get("paused").then(() => "", (e) => e.code)));
		await again;
		heard.length = 0;`)
	if got := eval[string](b,
		`Promise.race([lost.then(() => "settled"), new Promise((r) => setTimeout(r, 5000))])`); got != "settled" {
		t.Error("what was asked of the document before is never settled")
	}
	b.do(`await player.set("muted", true); await player.play();`)
	b.until("what was subscribed to is heard again", "heard.some((t) => t > 0.3)", 15*time.Second)
	b.do(`player.close(); window.n = heard.length; await new Promise((r) => setTimeout(r, 600));`)
	if eval[int](b, "heard.length - n") != 0 {
		t.Error("heard after close")
	}
	b.quiet()
}

// TestFrameControlSandboxed: a page without an origin of its own is answered too.
func TestFrameControlSandboxed(t *testing.T) {
	slot(t, waits)
	b := controlPage(t, `sandbox="allow-scripts"`)
	b.do(`const { control } = await import("` + site.base + `/player/frame-api.js");
		window.player = await control(frame);
		await player.set("muted", true); await player.play();`)
	b.until("it plays", `player.get("currentTime").then((v) => v > 0.3)`, 15*time.Second)
	if got := eval[string](b, `[...origins].join()`); got != "null" {
		t.Errorf("answers come from %s", got)
	}
	inner := `<iframe id="frame" title="Lecture" src="` + site.base +
		`/p/101/embedPlaykitJs/uiconf_id/1?iframeembed=true&entry_id=` + site.entry +
		`"></iframe><script>addEventListener("message", (e) => { if (e.data.event === "ready") ` +
		`document.getElementById("frame").contentWindow.postMessage({diptych: 1, id: 1, method: "get", args: ` +
		`["live"]}, "*"); else parent.postMessage([origin, e.data.result], "*"); });</script>`
	b.do(js(`const f = document.createElement("iframe"); f.sandbox = "allow-scripts"; f.srcdoc = %q;
		window.opaque = new Promise((done) => addEventListener("message", (e) => e.source === f.contentWindow &&
			done(String(e.data))));
		document.body.append(f);`, inner))
	if got := eval[string](b, "opaque"); got != "null,false" {
		t.Errorf("a page without an origin: %s", got)
	}
}
