package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// setup starts a player on the open page with every event recorded.
func (b *tab) setup(config string) {
	b.t.Helper()
	b.do(js(`
		const box = document.getElementById("player");
		box.style.width = "960px"; box.style.height = "540px";
		const config = Object.assign({targetId: "player", provider: {partnerId: 101, uiConfId: 1},
			disableUserCache: true}, %s);
		window.player = KalturaPlayer.setup(config);
		window.seen = [];
		for (const name of [...Object.values(player.Event.Core), "dualscreen_change_layout",
			"dualscreen_side_displayed"]) player.addEventListener(name,
				(e) => seen.push({type: e.type, payload: e.payload}));
		window.frames = 0;
		const v = document.querySelector("#player video");
		const count = () => { frames++; v.requestVideoFrameCallback(count); };
		v.requestVideoFrameCallback(count);
		window.box = (selector) => { const r = document.querySelector(selector).getBoundingClientRect();
			return [r.x + r.width / 2, r.y + r.height / 2]; };
	`, config))
}

// lecture plays the demo lecture until both streams have pictures; the third, which
// rests, may be there by then.
func lecture(t *testing.T, config string) *tab {
	t.Helper()
	b := open(t, site.pages.URL+"/page")
	b.setup(config)
	b.do(js(`await player.loadMedia({entryId: %q});`, site.entry))
	b.do(`player.play(); await player.ready();`)
	b.until("30 frames shown", "frames > 30", 20*time.Second)
	b.until("two streams",
		`document.querySelectorAll("video").length >= 2 && player.plugins.dualscreen._layout === "PIP" && `+
			`document.querySelector(".playkit-dual-pip")`, 20*time.Second)
	return b
}

func (b *tab) click(selector string) {
	b.t.Helper()
	b.do(js(`document.querySelector(%q).click(); await new Promise((r) => setTimeout(r, 500));`, selector))
}

func (b *tab) quiet() {
	b.t.Helper()
	for _, line := range b.console() {
		if strings.Contains(line, "rror") || strings.Contains(line, "Refused") {
			b.t.Errorf("console: %s", line)
		}
	}
}

func TestScriptEmbedPlaysLecture(t *testing.T) {
	slot(t, renders)
	b := lecture(t, "{playback: {textLanguage: 'en', captionsDisplay: true}}")
	b.until("captions", `document.querySelector(".playkit-cue")`, 20*time.Second)
	b.picture("pip")
	if !eval[bool](b, `document.querySelector("#player video").webkitAudioDecodedByteCount > 0`) {
		t.Error("no sound is decoded")
	}
	if tracks := eval[[]string](b,
		`player.getTracks().filter((t) => t instanceof KalturaPlayer.core.AudioTrack).map((t) => t.label)`); len(
		tracks) != 1 {
		t.Errorf("audio tracks %v", tracks)
	}
	b.quiet()
}

func TestDualScreenByHand(t *testing.T) {
	slot(t, renders)
	b := lecture(t, "{}")
	at := eval[[]float64](b, `window.box("#draggable-item")`)
	b.drag(at[0]-40, at[1]+20, 200, 180)
	b.until("the small picture in the other corner", `player.plugins.dualscreen.getPipPosition() === "top-left"`,
		3*time.Second)
	time.Sleep(400 * time.Millisecond)
	b.picture("pip-top-left")
	small := eval[[]float64](b,
		`window.box("#secondaryPlaceholder-" + player.getService("dualScreen").getDualScreenPlayers("video", `+
			`"secondary")[0].id)`)
	if small[0] > 488 || small[1] > 350 {
		t.Errorf("the second picture stands at %v", small)
	}
	b.do(`document.querySelector("#draggable-item").focus(); ` +
		`document.querySelector("#draggable-item").dispatchEvent(new KeyboardEvent("keydown", {key: ` +
		`"ArrowRight", bubbles: true}));`)
	b.until("arrow keys move it", `player.plugins.dualscreen.getPipPosition() === "top-right"`, 3*time.Second)
	b.click(`[data-testid="dualscreen_switchScreens"]`)
	b.until("inverse", `player.plugins.dualscreen._layout === "PIPInverse"`, 3*time.Second)
	b.picture("pip-inverse")
	b.click(`[data-testid="dualscreen_switchToSideBySide"]`)
	b.until("side by side", `player.plugins.dualscreen._layout === "SideBySide"`, 3*time.Second)
	b.picture("side-by-side")
	b.click(`[data-testid="dualscreen_switchToPIP"]`)
	b.click(`[data-testid="dualscreen_switchToSingleMedia"]`)
	b.until("single", `player.plugins.dualscreen._layout === "SingleMedia"`, 3*time.Second)
	b.picture("single")
	b.click(`[data-testid="dualscreen_switchToPIP"]`)
	events := eval[string](b,
		`seen.filter((e) => e.type === "dualscreen_change_layout").map((e) => e.payload.layout).join()`)
	if want := "PIPInverse,SideBySide,PIPInverse,SingleMedia"; !strings.HasPrefix(events, want) {
		t.Errorf("change events %s, want %s first", events, want)
	}
	b.quiet()
}

func TestDualScreenByScript(t *testing.T) {
	slot(t, renders)
	b := lecture(t, "{}")
	b.do(`await player.getService("dualScreen").ready; player.plugins.dualscreen._switchToSideBySide({force: ` +
		`true}, true);`)
	b.until("side by side", `player.plugins.dualscreen._layout === "SideBySide"`, 3*time.Second)
	b.do(`player.plugins.dualscreen._applyInverse();`)
	b.until("the child is primary",
		`player.getService("dualScreen").getActivePlayer() !== player && `+
			`player.getService("dualScreen").getActivePlayer().currentTime > 0`, 3*time.Second)
	b.do(`player.plugins.dualscreen._switchToHidden(); player.plugins.dualscreen._switchToInversePIP();`)
	b.until("inverse", `player.plugins.dualscreen._layout === "PIPInverse"`, 3*time.Second)
	last := eval[string](b, `seen.filter((e) => e.type === "dualscreen_side_displayed").at(-1).payload`)
	if last != "PIPInverse" {
		t.Errorf("dualscreen_side_displayed %q", last)
	}
}

func TestStreamsStayTogether(t *testing.T) {
	b := lecture(t, "{}")
	b.do(`await new Promise((r) => setTimeout(r, 3000));`)
	offsets := eval[[]float64](b, `(async () => {
		const [main, child] = document.querySelectorAll("video"), out = [];
		for (let i = 0; i < 80; i++) { await new Promise((r) => setTimeout(r, 50));
			out.push(Math.abs(child.currentTime - main.currentTime)); }
		return out;
	})()`)
	late := 0
	for _, o := range offsets {
		if o > 1.0/24 {
			late++
		}
	}
	t.Logf("%d of %d samples further apart than a frame", late, len(offsets))
	if late > len(offsets)/10 {
		t.Errorf("offsets %v", offsets)
	}
	b.do(`player.currentTime = 20; await new Promise((r) => setTimeout(r, 2500));`)
	if apart := eval[float64](b,
		`(() => { const [main, child] = document.querySelectorAll("video"); return `+
			`Math.abs(child.currentTime - main.currentTime); })()`); apart > 0.1 {
		t.Errorf("%v s apart after a seek", apart)
	}
}

func TestFrameEmbedPlaysLecture(t *testing.T) {
	slot(t, waits)
	b := open(t, site.base+"/p/101/embedPlaykitJs/uiconf_id/1?iframeembed=true&entry_id="+site.entry)
	b.until("a player", `window.KalturaPlayer && Object.values(KalturaPlayer.getPlayers()).length`,
		10*time.Second)
	b.until("the play button", `document.querySelector(".playkit-pre-playback-play-button")`, 10*time.Second)
	b.picture("frame-poster")
	b.click(".playkit-pre-playback-play-button")
	b.until("it plays, with the second stream",
		`document.querySelectorAll("video").length >= 2 && `+
			`[...document.querySelectorAll("video")].every((v) => v.currentTime > 1)`, 20*time.Second)
	b.click(".playkit-control-closed-captions button")
	b.until("captions", `document.querySelector(".playkit-cue")`, 10*time.Second)
	b.do(`window.player = Object.values(KalturaPlayer.getPlayers())[0]; window.box = (selector) => { const r ` +
		`= document.querySelector(selector).getBoundingClientRect(); return [r.x + r.width / 2, r.y + ` +
		`r.height / 2]; };`)
	at := eval[[]float64](b, `window.box("#draggable-item")`)
	b.drag(at[0]-40, at[1]+20, 200, 180)
	b.until("the small picture in the other corner", `player.plugins.dualscreen.getPipPosition() === "top-left"`,
		3*time.Second)
	b.picture("frame")
	b.do(`player.plugins.dualscreen._switchToSideBySide({force: true}, true); ` +
		`player.plugins.dualscreen._applyInverse();`)
	b.until("side by side, inverse",
		`player.plugins.dualscreen._layout === "SideBySide" && `+
			`player.getService("dualScreen").getActivePlayer() !== player`, 3*time.Second)
	b.quiet()
}

func TestEventOrder(t *testing.T) {
	slot(t, renders)
	b := lecture(t, "{}")
	b.do(`player.currentTime = 27; await new Promise((r) => setTimeout(r, 500));`)
	b.until("the end", `seen.some((e) => e.type === "playbackended")`, 15*time.Second)
	order := eval[string](b,
		`seen.map((e) => e.type === "playerstatechanged" ? e.payload.oldState.type + ">" + `+
			`e.payload.newState.type : e.type).join(" ")`)
	for _, want := range []string{
		"changesourcestarted sourceselected mutechange changesourceended playbackstart abrmodechanged " +
			"emptied idle>loading loadstart manifestloaded texttrackchanged medialoaded trackschanged play " +
			"firstplay loading>paused loadedmetadata paused>playing playing firstplaying videotrackchanged",
		"seeking seeked",
		"playreached100percent playing>paused pause paused>idle ended playbackended",
	} {
		if !inOrder(order, want) {
			t.Errorf("events %s\nlack the order %s", order, want)
		}
	}
	b.picture("ended")
}

// inOrder tells whether the words of want appear in text in their order, others
// between them.
func inOrder(text, want string) bool {
	words := strings.Fields(text)
	for _, w := range strings.Fields(want) {
		found := false
		for i, have := range words {
			if have == w {
				words, found = words[i+1:], true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

func TestWrongEntry(t *testing.T) {
	slot(t, waits)
	b := open(t, site.pages.URL+"/page")
	b.setup("{}")
	code := eval[float64](b, `player.loadMedia({entryId: "0_nothing1"}).then(() => 0, (e) => e.code)`)
	if code == 0 {
		t.Error("loadMedia of a wrong id resolves")
	}
	b.until("the error view", `document.querySelector(".playkit-error-overlay")`, 5*time.Second)
	b.picture("error")
}

func TestKeyboard(t *testing.T) {
	slot(t, renders)
	b := lecture(t, "{}")
	press := func(code string) {
		key := strings.ToLower(strings.TrimPrefix(code, "Key"))
		if key == strings.ToLower(code) {
			key = code
		}
		b.do(js(
			`const root = document.querySelector("#player .playkit-player"); root.focus(); `+
				`root.dispatchEvent(new KeyboardEvent("keydown", {code: %q, key: %q, bubbles: true, `+
				`cancelable: true}));`, code, key))
	}
	press("KeyK")
	b.until("K pauses", "player.paused", 3*time.Second)
	before := eval[float64](b, "player.currentTime")
	press("ArrowRight")
	b.until("an arrow seeks", js("Math.abs(player.currentTime - %f - 1) < 0.2", before), 3*time.Second)
	press("KeyM")
	b.until("M mutes", "player.muted", 3*time.Second)
	press("KeyC")
	b.until("C shows captions", `player.getActiveTracks().text.language === "en"`, 3*time.Second)
	press("KeyK")
	b.until("K plays", "!player.paused", 3*time.Second)
	b.do(`document.querySelector(".playkit-control-settings button").click();`)
	b.until("the menu", `document.querySelector("[role=menu]")`, 3*time.Second)
	b.picture("menu")
}

func TestStartPage(t *testing.T) {
	slot(t, waits)
	for name, width := range map[string]int64{"start": 1280, "start-narrow": 360} {
		b := open(t, site.base+"/")
		if err := chromedp.Do(b.ctx, chromedp.EmulateViewport(width, 1000)); err != nil {
			t.Fatal(err)
		}
		b.until("the player", `document.querySelector("#player .playkit-pre-playback-play-button")`,
			10*time.Second)
		b.until("the poster is known", `Object.values(KalturaPlayer.getPlayers())[0].poster`, 10*time.Second)
		b.do(`await fetch(Object.values(KalturaPlayer.getPlayers())[0].poster, {mode: "no-cors"}).then((r) =>` +
			` r.arrayBuffer()); await new Promise((r) => setTimeout(r, 500));`)
		if eval[bool](b, "document.documentElement.scrollWidth > innerWidth") {
			t.Errorf("%s: the page scrolls sideways", name)
		}
		b.picture(name)
		b.quiet()
	}
}
