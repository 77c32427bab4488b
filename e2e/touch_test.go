package e2e

import (
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

const control = 2 // bit of the key among the modifiers of an input event

type point struct{ x, y float64 } // CSS pixels

// fingers puts the device in the hands of somebody without a mouse.
func (b *tab) fingers() {
	b.t.Helper()
	points := int64(2)
	if _, err := chromedp.Call(b.ctx, emulation.SetTouchEmulationEnabled,
		emulation.SetTouchEmulationEnabledParams{Enabled: true, MaxTouchPoints: points}); err != nil {
		b.t.Fatalf("emulate touch: %v", err)
	}
}

// swipe moves one or two fingers from their first places to their last in
// eight steps; as many milliseconds pass between two.
func (b *tab) swipe(from, to []point, pause time.Duration) {
	b.t.Helper()
	b.touches(input.DispatchTouchEventTypeTouchStart, from...)
	for i := 1; i <= 8; i++ {
		at := make([]point, len(from))
		for n := range from {
			share := float64(i) / 8
			at[n] = point{from[n].x + (to[n].x-from[n].x)*share, from[n].y + (to[n].y-from[n].y)*share}
		}
		b.touches(input.DispatchTouchEventTypeTouchMove, at...)
		time.Sleep(pause)
	}
	b.touches(input.DispatchTouchEventTypeTouchEnd)
}

func (b *tab) tap(selector string) {
	b.t.Helper()
	at := eval[[]float64](b, js(`box(%q)`, selector))
	p := []point{{at[0], at[1]}}
	b.swipe(p, p, 0)
}

// TestDualScreenByTouch: a finger moves and sizes the small picture, two zoom
// into the large one, taps change places.
func TestDualScreenByTouch(t *testing.T) {
	slot(t, renders)
	b := lecture(t, `{}`)
	b.fingers()
	b.height() // it has arrived
	at := eval[[]float64](b, `box("[data-testid=dualscreen_pipChildren]")`)
	b.swipe([]point{{at[0], at[1]}}, []point{{at[0] - 60, at[1] - 150}}, 5*time.Millisecond)
	b.until("thrown to the upper corner", smallBox+`.matches(".playkit-dual-top-right, .playkit-dual-top-left")`,
		3*time.Second)

	before := b.height()
	b.tap("[data-testid=dualscreen_pipChildren]") // shows its handle
	at = eval[[]float64](b, `box("[data-testid=dualscreen_resize]")`)
	b.swipe([]point{{at[0], at[1]}}, []point{{at[0], at[1] + 60}}, 20*time.Millisecond)
	if after := b.height(); after < before+40 {
		t.Errorf("the handle made %g of %g", after, before)
	}

	stage := eval[[]float64](b, `box("#player")`)
	x, y := stage[0], stage[1]+60
	b.swipe([]point{{x - 40, y}, {x + 40, y}}, []point{{x - 120, y}, {x + 120, y}}, 20*time.Millisecond)
	b.until("zoomed by two fingers",
		`/^2[0-9]{2} %$|^3[0-9]{2} %$/.test(document.querySelector("[data-testid=dualscreen_zoom] `+
			`[role=status]")?.textContent)`, 3*time.Second)
	transform := `document.querySelector("#player video").style.transform`
	was := eval[string](b, transform)
	b.swipe([]point{{x, y}}, []point{{x - 80, y - 20}}, 20*time.Millisecond)
	b.until("moved by one", js(`%s !== %q && !player.paused`, transform, was), 3*time.Second)
	b.picture("dual-touch")
	b.tap("[data-testid=dualscreen_zoom] button:last-child")
	b.until("whole again", `!`+transform, 3*time.Second)

	b.tap("[data-testid=dualscreen_switchScreens]")
	b.until("they have changed places",
		`player.getService("dualScreen").getDualScreenPlayers("video", "primary")[0].id !== "mainPlayer"`,
		3*time.Second)
	b.quiet()
}

// TestZoomByWheel: Control and the wheel zoom at the pointer, the mouse moves
// what is zoomed, and that is no click.
func TestZoomByWheel(t *testing.T) {
	slot(t, renders)
	b := lecture(t, `{}`)
	at := eval[[]float64](b, `box("#player")`)
	for range 3 {
		wheel := chromedp.MouseEvent(input.DispatchMouseEventTypeMouseWheel, at[0]-100, at[1]-50,
			func(p *input.DispatchMouseEventParams) { p.DeltaX, p.DeltaY, p.Modifiers = 0.01, -60, control })
		if err := chromedp.Do(b.ctx, wheel); err != nil {
			t.Fatal(err)
		}
	}
	b.until("zoomed", `document.querySelector("[data-testid=dualscreen_zoom]")`, 3*time.Second)
	transform := `document.querySelector("#player video").style.transform`
	was := eval[string](b, transform)
	b.drag(at[0]-100, at[1]-50, at[0]-20, at[1])
	b.until("moved", js(`%s !== %q`, transform, was), 3*time.Second)
	if eval[bool](b, `player.paused`) {
		t.Error("moving the picture paused it")
	}
	b.quiet()
}

// breakpoints are widths that stand for the classes of size, CSS pixels.
var breakpoints = []struct {
	name  string
	width int
}{{"tiny", 260}, {"extrasmall", 340}, {"small", 440}, {"medium", 640}, {"large", 900}, {"extralarge", 1200}}

// TestLayoutsFit: every layout and corner at every size: nothing leaves the
// stage, no button covers another, each is large enough to hit.
func TestLayoutsFit(t *testing.T) {
	slot(t, renders)
	b := lecture(t, `{}`)
	scenes := []struct{ name, do string }{
		{"pip-bottom-right", `d._switchToPIP({force: true})`},
		{"pip-bottom-left", `smallTo("ArrowLeft")`},
		{"pip-top-left", `smallTo("ArrowUp")`},
		{"pip-top-right", `smallTo("ArrowRight")`},
		{"pip-inverse", `smallTo("ArrowDown"); d._switchToInversePIP()`},
		{"sides", `d._switchToSideBySide()`},
		{"single", `d._switchToSingleMedia()`},
	}
	b.do(`window.d = player.plugins.dualscreen; window.s = player.getService("dualScreen");
		window.smallTo = (key) => document.querySelector("[data-testid=dualscreen_pipChildren]")
			?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
		window.misfits = () => {
			const stage = document.querySelector("#player").getBoundingClientRect();
			const seen = (e) => e.checkVisibility({ opacityProperty: false, visibilityProperty: true });
			const buttons = [...document.querySelectorAll("#player [data-testid^=dualscreen_] button, " +
			"#player button[data-testid^=dualscreen_]")].filter(seen);
			const out = [];
			const name = (e) => e.dataset.testid ?? e.ariaLabel;
			for (const e of [...buttons, ...document.querySelectorAll("#player video, #player .playkit-stream")]
				.filter(seen)) {
				const r = e.getBoundingClientRect();
				if (r.left < stage.left - 1 || r.right > stage.right + 1 || r.top < stage.top - 1 ||
					r.bottom > stage.bottom + 1) out.push((name(e) ?? e.tagName) + " leaves the stage");
			}
			buttons.forEach((e, i) => {
				const r = e.getBoundingClientRect();
				if (Math.min(r.width, r.height) < 24) out.push(name(e) + " is " + r.width + " x " + r.height);
				for (const o of buttons.slice(i + 1)) {
					const q = o.getBoundingClientRect();
					if (!e.contains(o) && r.left < q.right - 1 && q.left < r.right - 1 &&
						r.top < q.bottom - 1 && q.top < r.bottom - 1) out.push(name(e) + " covers " + name(o));
				}
			});
			return [...new Set(out)];
		};`)
	for i, size := range breakpoints {
		if i%2 == 1 && !matrix() {
			continue
		}
		b.do(js(
			`document.querySelector("#player").style.width = "%dpx"; `+
				`document.querySelector("#player").style.height = "%dpx"; await new Promise((r) => `+
				`setTimeout(r, 300))`, size.width, size.width*9/16))
		for _, scene := range scenes {
			b.do(scene.do + `; await new Promise((r) => setTimeout(r, 450))`)
			for _, misfit := range eval[[]string](b, `misfits()`) {
				t.Errorf("%s, %s: %s", size.name, scene.name, misfit)
			}
			b.picture("layout-" + size.name + "-" + scene.name)
		}
		b.do(`if (s.getDualScreenPlayers("video", "primary")[0].id !== "mainPlayer") d._applyInverse()`)
	}
	b.quiet()
}

// touches sends one touch event.
func (b *tab) touches(kind input.DispatchTouchEventType, at ...point) {
	b.t.Helper()
	params := input.DispatchTouchEventParams{Type: kind, TouchPoints: []*input.TouchPoint{}}
	for i, p := range at {
		id := float64(i)
		params.TouchPoints = append(params.TouchPoints, &input.TouchPoint{X: p.x, Y: p.y, ID: &id})
	}
	if _, err := chromedp.Call(b.ctx, input.DispatchTouchEvent, params); err != nil {
		b.t.Fatalf("touch: %v", err)
	}
}

// TestFingersOnThePicture: a tap shows the controls, the next one pauses; two
// taps seek, one more seeks on; a finger that rests plays faster; the page
// scrolls under a finger that moves.
func TestFingersOnThePicture(t *testing.T) {
	slot(t, renders)
	b := lecture(t, `{ui: {hoverTimeout: 2500}}`)
	b.fingers()
	b.do(`document.querySelector("#player").style.width = "600px"; document.body.style.height = "3000px"; ` +
		`window.rates = []; player.addEventListener("ratechange", () => rates.push(player.playbackRate)); ` +
		`player.currentTime = 12; await new Promise((r) => setTimeout(r, 600))`)
	at := eval[[]float64](b,
		`(() => { const r = document.querySelector("#player").getBoundingClientRect(); return [r.x, r.y, `+
			`r.width, r.height]; })()`)
	tap := func(share float64) {
		p := point{at[0] + at[2]*share, at[1] + at[3]*0.3}
		b.touches(input.DispatchTouchEventTypeTouchStart, p)
		b.touches(input.DispatchTouchEventTypeTouchEnd)
	}
	shown := `document.querySelector("#player .playkit-player").classList.contains("playkit-hover")`
	b.until("no controls", "!"+shown, 8*time.Second)
	tap(.5)
	b.until("controls", shown, time.Second)
	time.Sleep(400 * time.Millisecond)
	if eval[bool](b, `player.paused`) {
		t.Error("the first tap paused")
	}
	if !eval[bool](b, `document.querySelector("#player .playkit-player").classList.contains("playkit-touch")`) {
		t.Error("no playkit-touch")
	}
	tap(.5)
	b.until("paused", `player.paused`, 2*time.Second)
	time.Sleep(700 * time.Millisecond)
	tap(.5)
	b.until("plays", `!player.paused`, 2*time.Second)
	time.Sleep(700 * time.Millisecond)

	was := eval[float64](b, `player.currentTime`)
	tap(.9)
	tap(.9)
	b.until("sought forward", js(`player.currentTime > %v`, was+8), 3*time.Second)
	time.Sleep(900 * time.Millisecond)
	was = eval[float64](b, `player.currentTime`)
	tap(.1)
	tap(.1)
	tap(.1)
	b.until("sought back twice", js(`player.currentTime < %v`, was-14), 3*time.Second)
	if eval[bool](b, `player.paused`) {
		t.Error("double taps paused")
	}
	time.Sleep(900 * time.Millisecond)

	b.do(`rates.length = 0`)
	rest := point{at[0] + at[2]*.5, at[1] + at[3]*.3}
	b.touches(input.DispatchTouchEventTypeTouchStart, rest)
	b.until("twice as fast", `player.playbackRate === 2 && document.querySelector(".playkit-held")`,
		3*time.Second)
	b.picture("touch-held")
	b.touches(input.DispatchTouchEventTypeTouchEnd)
	b.until("as before",
		`player.playbackRate === 1 && !document.querySelector(".playkit-held") && !player.paused`, 2*time.Second)

	b.do(`scrollTo(0, 0)`)
	x := at[0] + at[2]*.3
	b.swipe([]point{{x, at[1] + at[3]*.6}}, []point{{x, at[1] + at[3]*.1}}, 20*time.Millisecond)
	b.until("the page scrolls", `scrollY > 50`, 3*time.Second)
	if eval[bool](b, `player.paused`) {
		t.Error("scrolling paused")
	}
	b.quiet()
}
