package e2e

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// onStart does something to the first start answer; the engine comes late.
func onStart(f fault, wasm time.Duration) func(class string, n int) fault {
	return func(class string, n int) fault {
		switch {
		case class == "start" && n == 1:
			return f
		case class == "wasm":
			return fault{delay: wasm}
		}
		return fault{}
	}
}

// plays waits for the engine and the clock, and judges what happened until then;
// held tells that it was paused before.
func (b *tab) plays(p *faulty, held bool) {
	b.t.Helper()
	b.until("the engine takes over", `seen.some((e) => e.type === "firstplaying")`, 12*time.Second)
	b.until("it goes on behind the opening", `document.querySelector("#player video").currentTime > 2.5`,
		12*time.Second)
	v := visit{want: wish{held: held, muted: true, volume: 1, rate: 1}}
	for _, problem := range append(v.judge(eval[[]string](b, `seen.map((e) => e.type)`)), p.twice()...) {
		b.t.Error(problem)
	}
}

// once checks that what the opening lacked was asked for once a track, or not at all.
func (b *tab) once() {
	b.t.Helper()
	urls := eval[[]string](b,
		`performance.getEntriesByType("resource").map((e) => e.name).filter((name) => `+
			`name.endsWith("seg-1.m4s"))`)
	slices.Sort(urls)
	if len(slices.Compact(slices.Clone(urls))) != len(urls) {
		b.t.Errorf("asked for %v", urls)
	}
}

// TestStartBreaks: an answer that ends in the middle of anything is made good
// for.
func TestStartBreaks(t *testing.T) {
	t.Parallel()
	places := []int{984, 8000, 150_000} // in the plan, in the first pictures, far in them
	if matrix() {
		places = append(places, 5, 3000, 5000, 52018)
	}
	for _, bytes := range places {
		t.Run(fmt.Sprint(bytes), func(t *testing.T) {
			slot(t, waits)
			p := newFaulty(t, onStart(fault{drop: bytes}, time.Second))
			begin(t, p, true).plays(p, false)
		})
	}
}

// TestSlowStart: an answer that comes too slowly is given up for a smaller
// rendition, and what is missing is asked for once.
func TestSlowStart(t *testing.T) {
	slot(t, waits)
	p := newFaulty(t, onStart(fault{rate: 50_000}, 3*time.Second))
	b := begin(t, p, true)
	b.until("segments are asked for",
		`performance.getEntriesByType("resource").some((e) => e.name.endsWith("seg-1.m4s"))`, 8*time.Second)
	b.plays(p, false)
	b.once()
}

// TestUnmuteBeforeAutoplay: a page that wants sound before autoplay has begun
// gets it where the browser lets it.
func TestUnmuteBeforeAutoplay(t *testing.T) {
	slot(t, waits)
	for _, f := range []fault{{drop: 984}, {delay: time.Second}} {
		p := newFaulty(t, onStart(f, 700*time.Millisecond))
		b := begin(t, p, true)
		b.do(`await new Promise((r) => setTimeout(r, 100)); player.muted = false;`)
		b.until("it plays with sound",
			`(() => { const v = document.querySelector("#player video"); return v.currentTime > 0.5 && `+
				`!v.muted && !player.muted && player.getTracks().length > 0; })()`, 8*time.Second)
		if n := b.kept("fallbacktomutedautoplay", "error"); !slices.Equal(n, []int{0, 0}) {
			t.Errorf("start %v: fallback and errors %v", f, n)
		}
	}
}

// TestPauseBeforeAutoplay: what is paused before it has begun has not begun.
func TestPauseBeforeAutoplay(t *testing.T) {
	slot(t, waits)
	for _, f := range []fault{{status: 503}, {drop: 984}, {}} {
		p := newFaulty(t, onStart(f, time.Second))
		b := begin(t, p, true)
		b.do(`await new Promise((r) => setTimeout(r, 150)); player.pause();`)
		b.until("tracks known", `seen.some((e) => e.type === "trackschanged")`, 8*time.Second)
		b.do(`await new Promise((r) => setTimeout(r, 500));`)
		if f.status+f.drop > 0 {
			if n := b.kept("play", "pause", "playbackstart"); !slices.Equal(n, []int{0, 0, 0}) {
				t.Errorf("start %v: play, pause and playbackstart %v", f, n)
			}
		}
		b.do(`player.play();`)
		b.plays(p, true)
	}
}

// TestGarbledSegment: what is no media ends play with one error.
func TestGarbledSegment(t *testing.T) {
	slot(t, waits)
	p := newFaulty(t, func(class string, n int) fault { return fault{garble: class == "segment" && n > 4} })
	b := begin(t, p, true)
	b.until("an error", `seen.some((e) => e.type === "error")`, 10*time.Second)
	b.do(`await new Promise((r) => setTimeout(r, 500));`)
	if errors := eval[[]int](b, `seen.filter((e) => e.type === "error").map((e) => e.payload.code)`); len(
		errors) != 1 {
		t.Errorf("errors %v", errors)
	}
}

// TestSlowPictures: once the engine has taken over, it alone gives up pictures
// that come too slowly, and the rest of their answer goes with them.
func TestSlowPictures(t *testing.T) {
	slot(t, renders)
	p := newFaulty(t, func(class string, n int) fault {
		switch {
		case class == "start" && n == 2:
			return fault{rate: 30_000}
		case class == "wasm":
			return fault{delay: 900 * time.Millisecond}
		}
		return fault{}
	})
	b := begin(t, p, false)
	b.until("what is there is known",
		`document.querySelector(".playkit-title")?.textContent.includes("lecture")`, 4*time.Second)
	b.do(`player.play();`)
	b.plays(p, false)
	b.once()
}

// TestPlayAtOnce: play that is asked for while the first answer is on its way.
func TestPlayAtOnce(t *testing.T) {
	t.Parallel()
	moments := []int{0, 100} // ms: before the answer, and while it is on its way
	if matrix() {
		moments = append(moments, 30, 300, 700)
	}
	for _, after := range moments {
		for _, wasm := range []time.Duration{0, 700 * time.Millisecond} {
			t.Run(fmt.Sprint(after, wasm), func(t *testing.T) {
				slot(t, waits)
				p := newFaulty(t, onStart(fault{delay: 150 * time.Millisecond}, wasm))
				b := begin(t, p, false)
				b.do(js(`await new Promise((r) => setTimeout(r, %d)); player.play();`, after))
				b.plays(p, false)
			})
		}
	}
}

// TestPauseBeforeTracks: autoplay that is taken back while the manifest is on its
// way has begun, and does not begin again.
func TestPauseBeforeTracks(t *testing.T) {
	slot(t, waits)
	p := newFaulty(t, func(class string, n int) fault {
		switch {
		case class == "start":
			return fault{status: 503}
		case class == "manifest":
			return fault{delay: time.Second}
		}
		return fault{}
	})
	b := begin(t, p, true)
	b.until("playbackstart", `seen.some((e) => e.type === "playbackstart")`, 8*time.Second)
	b.do(`player.pause();`)
	b.until("tracks known", `seen.some((e) => e.type === "trackschanged")`, 8*time.Second)
	b.do(`await new Promise((r) => setTimeout(r, 500));`)
	if n := b.kept("play", "pause"); !slices.Equal(n, []int{0, 0}) {
		t.Errorf("play and pause %v", n)
	}
	b.do(`player.play();`)
	b.plays(p, true)
}
