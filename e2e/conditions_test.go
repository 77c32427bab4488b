package e2e

import (
	"net/url"
	"testing"
	"time"
)

// places puts empty boxes for players on the open page.
func (b *tab) places(ids string) {
	b.t.Helper()
	b.do(js(`
		for (const id of %q.split(" ")) {
			const box = document.createElement("div");
			box.id = id;
			box.style.width = "480px"; box.style.height = "270px";
			document.querySelector("main").append(box);
		}
		window.make = (id, more) => KalturaPlayer.setup({targetId: id, provider: {partnerId: 101, uiConfId: 1},
			disableUserCache: true, playback: {autoplay: true, muted: true},
				plugins: {dualscreen: {disable: true}}, ...more});
		window.load = (player) => player.loadMedia({entryId: %q});
		window.video = (id) => document.querySelector("#" + id + " video");
		window.runs = (id, t) => !video(id).paused && video(id).currentTime > t;`, ids, site.entry))
}

func TestSeveralPlayers(t *testing.T) {
	slot(t, waits)
	b := open(t, site.pages.URL+"/page")
	b.places("one two three")
	b.do(`window.all = ["one", "two", "three"].map((id) => make(id)); window.told = [[], [], []];
		all.forEach((p, i) => { for (const name of Object.values(p.Event.Core)) p.addEventListener(name,
			(e) => told[i].push(e.type)); });
		await Promise.all(all.map(load));`)
	b.until("all play", `["one", "two", "three"].every((id) => runs(id, 0.5))`, 20*time.Second)
	b.do(`all[1].pause(); all[2].currentTime = 20; window.before = told[0].filter((e) => e === "pause").length;`)
	b.until("each does what it was told", `video("two").paused && runs("one", 1) && runs("three", 20)`,
		10*time.Second)
	if n := eval[int](b, `told[0].filter((e) => e === "pause").length - before`); n != 0 ||
		eval[float64](b, `video("one").currentTime`) > 15 {
		t.Errorf("the first player did what the others were told: %d pauses", n)
	}
	b.do(`all[0].destroy(); window.t = video("three").currentTime;`)
	b.until("the others go on",
		`!document.querySelector("#one *") && video("three").currentTime > t + 0.5 && `+
			`Object.keys(KalturaPlayer.getPlayers()).length === 2`, 10*time.Second)
	b.do(`all[1].play();`)
	b.until("and can be played", `runs("two", 0.7)`, 10*time.Second)
	b.quiet()
}

// TestHiddenAtStart: a player in a box that is not shown begins, and draws its
// controls in the right size when the box is.
func TestHiddenAtStart(t *testing.T) {
	slot(t, waits)
	b := open(t, site.pages.URL+"/page")
	b.places("box")
	b.do(`document.getElementById("box").style.display = "none";
		window.player = make("box", {playback: {muted: true}}); await load(player);
		window.seen = []; player.addEventListener("visibilitychange", (e) => seen.push(e.payload.visible));
		await new Promise((r) => setTimeout(r, 800)); document.getElementById("box").style.display = "block";`)
	b.until("told of being seen", `seen.at(-1) === true`, 5*time.Second)
	b.until("the controls",
		`document.querySelector("#box .playkit-pre-playback-play-button")?.getBoundingClientRect().width > 20`,
		10*time.Second)
	b.click("#box .playkit-pre-playback-play-button")
	b.until("it plays", `runs("box", 0.5) && video("box").videoWidth > 0`, 15*time.Second)
	b.until("the seek bar has its width",
		`document.querySelector("#box .playkit-seek-bar").getBoundingClientRect().width > 300`, 5*time.Second)
	b.quiet()
}

// TestMovedWhilePlaying: the page puts the box somewhere else.
func TestMovedWhilePlaying(t *testing.T) {
	slot(t, waits)
	b := open(t, site.pages.URL+"/page")
	b.places("box other")
	b.do(`window.player = make("box"); window.errors = []; player.addEventListener("error", (e) => ` +
		`errors.push(e.payload)); await load(player);`)
	b.until("it plays", `runs("box", 0.5)`, 15*time.Second)
	b.do(`window.t = video("box").currentTime; ` +
		`document.getElementById("other").append(document.getElementById("box"));`)
	b.until("it goes on", `runs("box", t + 1) && document.querySelector("#other #box")`, 10*time.Second)
	// Taken out and put back later: browsers pause what is not in the document.
	b.do(`window.box = document.getElementById("box"); box.remove(); await new Promise((r) => setTimeout(r, ` +
		`300)); document.querySelector("main").append(box); window.t = video("box").currentTime; player.play();`)
	b.until("it goes on again", `runs("box", t + 1)`, 10*time.Second)
	b.click("#box .playkit-control-button-container button, #box .playkit-control-button")
	b.until("the controls work", `video("box").paused`, 5*time.Second)
	if n := eval[int](b, `errors.length`); n != 0 {
		t.Errorf("%d errors", n)
	}
	b.quiet()
}

// TestRouterTakesPageAway: a single-page application drops the box and makes a
// new one with the same id. Nobody has called destroy.
func TestRouterTakesPageAway(t *testing.T) {
	slot(t, waits)
	b := open(t, site.pages.URL+"/page")
	b.places("box")
	b.do(`window.old = make("box"); window.ended = 0; old.addEventListener("playerdestroy", () => ended++); ` +
		`await load(old);`)
	b.until("it plays", `runs("box", 0.5)`, 15*time.Second)
	b.do(`window.gone = video("box"); document.getElementById("box").remove(); await new Promise((r) => ` +
		`setTimeout(r, 300));`)
	b.places("box")
	b.do(`window.player = make("box"); await load(player);`)
	b.until("the new one plays", `runs("box", 0.5) && document.querySelectorAll("video").length === 1`,
		15*time.Second)
	if !eval[bool](b,
		`ended === 1 && gone.paused && !gone.hasAttribute("src") && KalturaPlayer.getPlayer("box") === player`) {
		t.Error("the old player was not cleaned up")
	}
	b.quiet()
}

// TestBackendDoesNotAnswer: whatever the API does, there is a named error in the
// end, and a button to try again.
func TestBackendDoesNotAnswer(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		fault  fault
		config string
		code   int // of the provider's error
	}{
		"status 500": {fault{status: 500}, `{}`, 1001},
		"no answer": {fault{delay: time.Minute}, `{networkRetryParameters: {timeout: 1000, maxAttempts: 2}}`,
			1003},
		"broken off":  {fault{drop: 10}, `{networkRetryParameters: {maxAttempts: 4}}`, 1002},
		"not an API":  {fault{edit: func(string) string { return "<html>proxy</html>" }}, `{}`, 1005},
		"not a batch": {fault{edit: func(string) string { return "[]" }}, `{}`, 1007},
	} {
		t.Run(name, func(t *testing.T) {
			slot(t, waits)
			mended := make(chan struct{})
			p := newFaulty(t, func(class string, _ int) fault {
				select {
				case <-mended:
					return fault{}
				default:
				}
				switch class {
				case "start":
					return fault{status: 503}
				case "api":
					return x.fault
				}
				return fault{}
			})
			b := open(t, site.pages.URL+"/page?base="+url.QueryEscape(p.URL))
			b.places("box")
			b.do(js(`window.player = make("box", {provider: Object.assign({partnerId: 101, uiConfId: 1}, %s)});
				window.errors = []; player.addEventListener("error", (e) => errors.push(e.payload));
				load(player).catch((e) => (window.refused = e));`, x.config))
			b.until("an error", `errors.length === 1 && window.refused`, 15*time.Second)
			got := eval[[]int](b, `[errors[0].severity, errors[0].category, errors[0].code, refused.code]`)
			if got[0] != 2 || got[1] != 7 || got[2] != 7002 || got[3] != x.code {
				t.Errorf("severity, category, code, provider's code are %v", got)
			}
			b.until("a button, no spinner",
				`document.querySelector("#box .playkit-retry-btn") && !document.querySelector("#box `+
					`.playkit-spinner")`, 5*time.Second)
			close(mended)
			b.click("#box .playkit-retry-btn")
			b.until("it plays after all", `runs("box", 0.3)`, 15*time.Second)
		})
	}
}
