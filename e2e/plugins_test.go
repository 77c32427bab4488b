package e2e

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// ownPlugins registers plugins of the page's own, in the words of their authors.
const ownPlugins = `<script>
const { core, ui } = KalturaPlayer;
const { h, Component } = ui.preact;
window.told = [];
class Greeter extends core.BasePlugin {
	static defaultConfig = { greeting: "Hello", keep: { a: 1 } };
	static isValid() { return true; }
	constructor(name, player, config) {
		super(name, player, config);
		told.push("made");
		player.registerService("greeter",
			{ greet: () => this.config.greeting, reset: () => told.push("service reset") });
		this.eventManager.listen(player, player.Event.PLAYING, () => told.push("playing"));
	}
	loadMedia() { told.push("media " + this.player.sources.id); }
	reset() { told.push("reset"); }
	destroy() { super.destroy(); told.push("destroyed"); }
	getUIComponents() {
		class Badge extends Component { render() { return h("div", { class: "badge" }, "of " + this.props.of); } }
		const Size = ui.redux.connect((state) =>
			({ size: state.shell.playerSize, playing: state.engine.isPlaying }))(({ size, playing }) =>
				h("b", { class: "size" }, size + " " + playing));
		Size.displayName = "Size";
		return [
			{ label: "badge", presets: [ui.ReservedPresetNames.Playback], area: ui.ReservedPresetAreas.GuiArea,
				get: Badge, props: { of: "plugin" } },
			{ label: "size", presets: ["Playback"], area: "BottomBarRightControls",
				beforeComponent: "Fullscreen", get: Size },
			{ label: "none", presets: ["Playback"], area: "BottomBarRightControls",
				replaceComponent: "PictureInPicture", get: "remove" },
		];
	}
}
class Gate extends core.BasePlugin {
	static isValid() { return true; }
	opened = new Promise((open) => (window.openGate = open));
	get ready() { return this.opened; }
	getMiddlewareImpl() {
		class Middleware extends core.BaseMiddleware {
			play(next) { told.push("play asked"); window.letPlay = () => this.callNext(next); }
			setCurrentTime(to, next) { next(to + 1); }
		}
		return new Middleware();
	}
}
class Holder extends core.BasePlugin {
	static isValid() { return true; }
	getEngineDecorator(engine, dispatch) {
		return { get active() { return window.holding; },
			dispatchEvent(e) { e.type === "seeked" ? (window.letSeeked = () => dispatch(e)) : dispatch(e); } };
	}
}
core.registerPlugin("holder", Holder);
class Invalid extends core.BasePlugin { static isValid() { return false; } }
window.taken = [core.registerPlugin("greeter", Greeter), core.registerPlugin("greeter", Greeter),
	core.registerPlugin("no", class {}), core.registerPlugin("gate", Gate), core.registerPlugin("invalid", Invalid)];
</script>`

// ownPage is a page with those plugins beside the player.
func ownPage(t *testing.T, config string) *tab {
	t.Helper()
	b := openBody(t, js(box, "player")+player("/kaltura-player.js")+ownPlugins)
	b.setup(config)
	return b
}

func TestOwnPlugin(t *testing.T) {
	slot(t, waits)
	b := ownPage(t,
		`{playback: {autoplay: true, muted: true}, plugins: {greeter: {greeting: "Hi {{partnerId}}", gone: `+
			`"{{nonsense}}", keep: {b: 2}}, invalid: {}, unknown: {}}}`)
	if got := eval[string](b, "taken.join()"); got != "true,false,false,true,true" {
		t.Errorf("registerPlugin answers %s", got)
	}
	if got := eval[string](b,
		`JSON.stringify([player.plugins.greeter.config, player.plugins.greeter.getConfig("greeting"), `+
			`player.getService("greeter").greet(), player.hasService("greeter"), "invalid" in player.plugins,`+
			` player.plugins.greeter.getName(), player.plugins.greeter instanceof `+
			`KalturaPlayer.core.BasePlugin])`); got != `[{"greeting":"Hi 101","keep":{"b":2}},"Hi 101","Hi `+
		`101",true,false,"greeter",true]` {
		t.Errorf("right after setup: %s", got)
	}
	b.do(js(`await player.loadMedia({entryId: %q});`, site.entry))
	b.until("it plays", "frames > 10", 20*time.Second)
	b.until("components of the plugin",
		`document.querySelector(".playkit-gui-area .badge")?.textContent === "of plugin"`, 5*time.Second)
	b.until("a component that follows the store",
		`document.querySelector(".size")?.textContent.endsWith("large true")`, 5*time.Second)
	if !eval[bool](b,
		`document.querySelector(".size").nextElementSibling.matches(".playkit-control-fullscreen") && `+
			`!document.querySelector(".playkit-control-picture-in-picture")`) {
		t.Error("components stand at the wrong place")
	}
	// Where pictures come late it waits, and plays again.
	if got := eval[string](b, `told.join().replace(/(,playing)+$/, "$1")`); got != js("made,media %s,playing",
		site.entry) {
		t.Errorf("told %s", got)
	}
	b.do(`window.takeAway = player.ui.addComponent({label: "late", presets: ["Playback"], area: ` +
		`"TopBarRightControls", get: () => KalturaPlayer.ui.h("i", {class: "late"})});`)
	b.until("a component that comes late", `document.querySelector(".playkit-top-bar .late")`, 5*time.Second)
	b.do(`takeAway(); player.configure({plugins: {greeter: {greeting: "Ciao"}}});`)
	b.until("it goes again", `!document.querySelector(".late")`, 5*time.Second)
	if got := eval[string](b, `player.getService("greeter").greet()`); got != "Ciao" {
		t.Errorf("configure gives the plugin %s", got)
	}
	b.do(js(`told.length = 0; await player.loadMedia({entryId: %q}); player.destroy();`, site.entry))
	if got := eval[string](b, "told.join()"); !strings.HasPrefix(got,
		js("reset,service reset,media %s", site.entry)) || !strings.HasSuffix(got, "destroyed") {
		t.Errorf("at a change of media and the end: %s", got)
	}
	b.quiet()
}

func TestMiddleware(t *testing.T) {
	slot(t, waits)
	b := ownPage(t, `{playback: {muted: true}, plugins: {gate: {}}}`)
	b.do(js(`await player.loadMedia({entryId: %q}); player.play();`, site.entry))
	b.do(`await new Promise((r) => setTimeout(r, 700));`)
	if got := eval[string](b,
		`seen.map((e) => e.type).filter((t) =>
			["playbackstart", "manifestloaded", "play"].includes(t)).join()`); got != "playbackstart" {
		t.Errorf("before the plugin is ready: %s", got)
	}
	b.do(`openGate();`)
	b.until("the media, but no play",
		`seen.some((e) => e.type === "manifestloaded") && told.includes("play asked")`, 10*time.Second)
	if eval[int](b, "frames") > 1 {
		t.Error("it plays without the plugin's leave")
	}
	b.do(`letPlay();`)
	b.until("it plays", "frames > 10", 10*time.Second)
	b.do(`player.currentTime = 10;`)
	b.until("the plugin moved the seek", "player.currentTime >= 11", 5*time.Second)
	b.quiet()
}

// TestEngineDecorator: a plugin keeps back what the engine tells.
func TestEngineDecorator(t *testing.T) {
	slot(t, waits)
	b := ownPage(t, `{playback: {autoplay: true, muted: true}, plugins: {holder: {}}}`)
	b.do(js(`await player.loadMedia({entryId: %q});`, site.entry))
	b.until("it plays", "frames > 10", 20*time.Second)
	b.do(`window.holding = true; seen.length = 0; player.currentTime = 12;`)
	b.until("it has the event", "window.letSeeked", 10*time.Second)
	b.do(`await new Promise((r) => setTimeout(r, 300));`)
	if n := b.kept("seeking", "seeked"); !slices.Equal(n, []int{1, 0}) {
		t.Errorf("kept back: %v", n)
	}
	b.do(`letSeeked();`)
	if n := b.kept("seeked"); n[0] != 1 {
		t.Errorf("let go: %v", n)
	}
	b.quiet()
}

// builtPlugins are bundles from npm as institutions use them; they are let in as
// they are. Their licences bind who ships them, not who runs them in a test.
var builtPlugins = []string{
	"ui-managers/dist/playkit-ui-managers.js", "playkit-js-timeline/dist/playkit-timeline.js",
	"playkit-js-kaltura-cuepoints/dist/playkit-kaltura-cuepoints.js", "transcript/dist/playkit-transcript.js",
}

func TestBuiltPlugins(t *testing.T) {
	slot(t, waits)
	body := js(box, "player") + player("/kaltura-player.js")
	for _, file := range builtPlugins {
		body += js(`<script src="/npm/@playkit-js/%s" charset="utf-8"></script>`, file)
	}
	b := openBody(t, body)
	b.setup(
		`{playback: {autoplay: true, muted: true}, plugins: {uiManagers: {}, timeline: {}, kalturaCuepoints: ` +
			`{}, "playkit-js-transcript": {expandOnFirstPlay: true}}}`)
	services := []string{"sidePanelsManager", "upperBarManager", "floatingManager", "toastManager",
		"bannerManager", "timeline", "kalturaCuepoints"}
	if got := eval[string](b, js(`%q.split(" ").filter((s) => player.hasService(s)).join(" ")`,
		strings.Join(services, " "))); got != strings.Join(services, " ") {
		t.Errorf("services %s", got)
	}
	b.do(js(
		`player.addEventListener("timedmetadataadded", (e) => (window.captions = e.payload.cues.filter((c) =>`+
			` c.metadata.cuePointType === "kalturaCaption").length)); `+
			`player.addEventListener("transcript_open", (e) => (window.opened = e.payload)); await `+
			`player.loadMedia({entryId: %q});`, site.entry))
	b.until("it plays", "frames > 10", 20*time.Second)
	b.until("the transcript opens by itself", "window.captions >= 8 && window.opened?.auto === true",
		10*time.Second)
	b.until("its lines beside the picture",
		`document.querySelector("[data-testid=transcript_list]")?.textContent.includes("let us look at a `+
			`meadow")`, 10*time.Second)
	if got := eval[[]int](b,
		`((p, v) => [p.width, p.left - v.right, v.left - `+
			`document.querySelector("#player").getBoundingClientRect().left]
				.map(Math.round))(document.querySelector(".playkit-side-panel.playkit-right")
					.getBoundingClientRect(), document.querySelector(".playkit-video-player")
						.getBoundingClientRect())`); !slices.Equal(got, []int{317, 0, 0}) {
		t.Errorf("panel width, gap to the picture, offset of the picture: %v", got)
	}
	b.picture("plugins-transcript")
	b.clickAt(
		`[...document.querySelectorAll("[data-testid=transcript_list] [role=button]")].find((e) => ` +
			`e.textContent.includes("Which part of the picture"))`)
	b.until("a click on a line seeks", "player.currentTime >= 23", 5*time.Second)
	b.clickAt(`document.querySelector("[data-testid=transcriptCloseButton]")`)
	b.until("the panel closes",
		`document.querySelector(".playkit-side-panel.playkit-right").dataset.mode === "hidden" && `+
			`!document.querySelector(".playkit-video-player").style.inset`, 5*time.Second)
	if !eval[bool](b, `!!document.querySelector(".playkit-top-bar [data-testid=transcript_pluginButton]")`) {
		t.Error("no button in the upper bar")
	}
	b.do(`player.pause();
		const timeline = player.getService("timeline");
		timeline.addKalturaCuePoint(0, "Chapter", "one", "One");
			timeline.addKalturaCuePoint(15, "Chapter", "two", "Two");
		timeline.addKalturaCuePoint(12, "Hotspot", "spot", "A spot", {onClick() {}});
		player.getService("toastManager").add({title: "Note", text: "A toast", severity: "Info",
			duration: 60000, icon: null, onClick() {}});
		player.getService("bannerManager").add({content: {text: "What is light?"}, autoClose: false});`)
	b.until("chapters, a marker, a toast and a banner",
		`document.querySelectorAll("[data-testid=segmentsWrapper] > div").length === 2 && `+
			`document.querySelector("[data-testid=cuePointMarkerContainer]") && `+
			`document.body.textContent.includes("A toast") && document.body.textContent.includes("What is `+
			`light?")`, 5*time.Second)
	at := eval[[]float64](b,
		`((r) => [r.x + r.width * 0.2, r.y + r.height / `+
			`2])(document.querySelector(".playkit-seek-bar").getBoundingClientRect())`)
	b.move(at[0]-2, at[1])
	b.move(at[0], at[1])
	b.until("the preview names the chapter",
		`document.querySelector(".playkit-frame-preview `+
			`[data-testid=cuePointPreviewHeaderTitle]")?.textContent === "One"`, 5*time.Second)
	b.picture("plugins-timeline")
	b.do(`player.destroy();`)
	b.quiet()
}
