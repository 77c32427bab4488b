package e2e

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// deed is something a viewer or a page does, ms after loadMedia.
type deed struct {
	at   int
	code string
}

// visit is one random visit.
type visit struct {
	seed   uint64
	faults map[string]fault // by class, for its first request
	deeds  []deed
	want   wish
	click  bool // no autoplay: the first play() begins it
	struck int  // the start request that a fault is for, from 1
}

// wish is how the player shall stand in the end.
type wish struct {
	paused bool
	held   bool // it was paused in between, perhaps before it had begun
	muted  bool
	volume float64
	rate   float64
	seeks  int
	sure   bool    // one of them comes when there are pictures; earlier ones say where to begin
	place  float64 // of the last such seek, seconds
}

// newRun draws a visit. Faults are such that a good player gets over them.
func newRun(seed uint64) visit {
	r := rand.New(rand.NewPCG(seed, 7))
	x := visit{seed: seed, faults: map[string]fault{}, want: wish{muted: true, volume: 1, rate: 1}, struck: 1}
	ms := func(n int) time.Duration { return time.Duration(r.IntN(n)) * time.Millisecond }
	x.faults["wasm"] = fault{delay: ms(1500)}
	switch r.IntN(10) {
	case 0:
		x.faults["start"] = fault{drop: 100 + r.IntN(1800)} // within the plan
	case 1, 2:
		x.faults["start"] = fault{drop: 3000 + r.IntN(200_000)} // within the pictures
	case 3:
		x.faults["start"] = fault{status: 503}
	case 4:
		x.faults["start"] = fault{rate: 40_000 + r.IntN(200_000), delay: ms(400)}
	case 5:
		x.faults["wasm"] = fault{rate: 400_000}
	case 6:
		x.faults["segment"] = fault{drop: 1 + r.IntN(60_000)}
	case 7:
		x.faults["segment"] = fault{status: 503}
	case 8:
		x.faults["engine"] = fault{delay: ms(1200)}
	}
	for range r.IntN(7) {
		x.draw(r)
	}
	if r.IntN(4) == 0 {
		x.click, x.struck, x.want.paused = true, 1+r.IntN(2), true
		x.deeds = append(x.deeds, deed{r.IntN(1500), "player.play()"})
	}
	slices.SortStableFunc(x.deeds, func(a, b deed) int { return a.at - b.at })
	x.settle()
	return x
}

func (x *visit) draw(r *rand.Rand) {
	at := r.IntN(2600)
	switch r.IntN(9) {
	case 0, 1:
		x.deeds = append(x.deeds, deed{at, "player.pause()"})
	case 2, 3:
		x.deeds = append(x.deeds, deed{at, "player.play()"})
	case 4:
		x.deeds = append(x.deeds, deed{at, fmt.Sprintf("player.currentTime = %.1f", r.Float64()*20)})
	case 5:
		x.deeds = append(x.deeds, deed{at, fmt.Sprintf("player.muted = %v", r.IntN(2) == 0)})
	case 6:
		x.deeds = append(x.deeds, deed{at, fmt.Sprintf("player.volume = 0.%d", 1+r.IntN(9))})
	case 7:
		x.deeds = append(x.deeds, deed{at, fmt.Sprintf("player.playbackRate = %.2f", 1+float64(r.IntN(3))*0.25)})
	case 8:
		x.deeds = append(x.deeds, deed{at, `player.configure({abr: {restrictions: {maxHeight: 720}}})`})
	}
}

// settle works out how the player stands after the deeds.
func (x *visit) settle() {
	for _, d := range x.deeds {
		name, v, _ := strings.Cut(strings.TrimPrefix(d.code, "player."), " = ")
		n, _ := strconv.ParseFloat(v, 64)
		switch name {
		case "pause()":
			x.want.paused, x.want.held = true, true
		case "play()":
			x.want.paused = false
		case "muted":
			x.want.muted = v == "true"
		case "volume":
			x.want.volume = n
		case "playbackRate":
			x.want.rate = n
		case "currentTime":
			x.want.seeks++
			if d.at > 2000 {
				x.want.sure, x.want.place = true, n
			}
		}
	}
}

func (x *visit) String() string {
	return fmt.Sprintf("seed %d, click %v, faults %v for start %d, deeds %v", x.seed, x.click, x.faults,
		x.struck, x.deeds)
}

// telling are visits that stand for the rest. The first begins with nothing but a
// late engine; the others are the nastiest: a slow start with seeks and pauses, one
// that breaks off within the plan and is paused, and one that is refused and waits
// for a click.
var telling = []uint64{18, 11, 30, 27}

// adoptionSeeds are these few, or as many as DIPTYCH_ADOPTION_RUNS says, from
// DIPTYCH_ADOPTION_SEED on.
func adoptionSeeds() []uint64 {
	n, err := strconv.Atoi(os.Getenv("DIPTYCH_ADOPTION_RUNS"))
	if err != nil {
		return telling
	}
	first, err := strconv.ParseUint(os.Getenv("DIPTYCH_ADOPTION_SEED"), 10, 64)
	if err != nil {
		first = 1
	}
	out := make([]uint64, n)
	for i := range out {
		out[i] = first + uint64(i)
	}
	return out
}

// TestAdoption: whatever the viewer does and whatever the network does while
// the engine comes, nothing is lost, doubled or fetched twice.
func TestAdoption(t *testing.T) {
	t.Parallel()
	for _, seed := range adoptionSeeds() {
		x := newRun(seed)
		t.Run(fmt.Sprint("seed", x.seed), func(t *testing.T) { slot(t, waits); adopt(t, x) })
	}
}

func adopt(t *testing.T, x visit) {
	p := newFaulty(t, func(class string, n int) fault {
		if n == 1 && class != "start" || n == x.struck && class == "start" {
			return x.faults[class]
		}
		return fault{}
	})
	b := open(t, site.pages.URL+"/page?base="+url.QueryEscape(p.URL))
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(x.String())
			t.Log(eval[string](b,
				`seen.map((e) => e.type).filter((e) => !["timeupdate", "progress", `+
					`"fragloaded"].includes(e)).join(" ")`))
		}
	})
	b.setup(js(`{playback: {autoplay: %v, muted: true}, plugins: {dualscreen: {disable: true}}}`, !x.click))
	code := js(`player.loadMedia({entryId: %q});`, site.entry)
	for _, d := range x.deeds {
		code += js(`setTimeout(() => { %s }, %d);`, d.code, d.at)
	}
	b.do(code)
	time.Sleep(2700 * time.Millisecond)
	b.until("tracks known", `seen.some((e) => e.type === "trackschanged")`, 15*time.Second)
	b.until("as it was wished",
		js(`(() => { const v = document.querySelector("#player video"); return player.paused === %v && `+
			`v.paused === %v && v.muted === %v && Math.abs(v.volume - %g) < 0.001 && v.playbackRate === %g &&`+
			` !v.seeking; })()`,
			x.want.paused, x.want.paused, x.want.muted, x.want.volume, x.want.rate), 8*time.Second)
	if at := eval[float64](b, `document.querySelector("#player video").currentTime`); x.want.sure &&
		(at < x.want.place-0.01 || at > x.want.place+11) {
		t.Errorf("at %.2f after a seek to %.1f", at, x.want.place)
	}
	if !x.want.paused {
		b.do(`window.t0 = document.querySelector("#player video").currentTime;`)
		b.until("the clock runs", `document.querySelector("#player video").currentTime > t0 + 0.3`,
			10*time.Second)
	} else {
		b.until("a picture", `document.querySelector("#player video").readyState >= 2`, 10*time.Second)
		time.Sleep(300 * time.Millisecond)
	}
	if _, broken := x.faults["start"]; !broken && p.asked("manifest") > 0 {
		t.Error("the engine did not take over what was begun")
	}
	problems := x.judge(eval[[]string](b, `seen.map((e) => e.type)`))
	// A seek gives up a request of each track, whose bytes may be on their way.
	if twice := p.twice(); len(twice) > 2*x.want.seeks {
		problems = append(problems, twice...)
	}
	for _, problem := range problems {
		t.Error(problem)
	}
}

// judge holds the events against the contract's order (reference: player-api §3.6).
func (x *visit) judge(events []string) []string {
	var out []string
	count := map[string]int{}
	at := map[string]int{}
	for i, e := range events {
		if count[e]++; count[e] == 1 {
			at[e] = i
		}
	}
	for _, once := range []string{"sourceselected", "changesourceended", "playbackstart", "manifestloaded",
		"medialoaded", "loadstart", "loadedmetadata", "loadeddata", "firstplay"} {
		begun := once == "playbackstart" || once == "firstplay"
		if count[once] != 1 && !(begun && x.want.paused && count[once] == 0) { // paused before it had begun
			out = append(out, fmt.Sprintf("%d × %s", count[once], once))
		}
	}
	if count["firstplaying"] > 1 || count["error"] > 0 {
		out = append(out, fmt.Sprintf("%d × firstplaying, %d × error", count["firstplaying"], count["error"]))
	}
	for _, order := range x.orders() {
		last := -1
		for _, e := range strings.Fields(order) {
			if count[e] == 0 {
				continue
			}
			if at[e] < last {
				out = append(out, e+" comes too early")
			}
			last = at[e]
		}
	}
	if x.want.sure && count["seeking"] == 0 || count["seeking"] > x.want.seeks+1 {
		out = append(out, fmt.Sprintf("%d seeks gave %d × seeking", x.want.seeks, count["seeking"]))
	}
	return append(out, alternate(events)...)
}

// orders are the rows that events come in. What is paused before it has begun is
// loaded all the same, and begins later (reference: player-api §3.6 B, C).
func (x *visit) orders() []string {
	if x.want.held {
		return []string{
			"changesourcestarted sourceselected changesourceended abrmodechanged emptied loadstart " +
				"manifestloaded medialoaded loadedmetadata loadeddata canplay",
			"playbackstart play firstplay playing firstplaying",
		}
	}
	// playbackstart comes with play(), which may be before there is a source.
	return []string{"playbackstart abrmodechanged",
		"changesourcestarted sourceselected changesourceended abrmodechanged emptied loadstart " +
			"manifestloaded medialoaded play firstplay loadedmetadata loadeddata canplay playing firstplaying"}
}

// alternate checks that play and pause take turns.
func alternate(events []string) []string {
	playing := false
	for _, e := range events {
		switch e {
		case "play":
			if playing {
				return []string{"play follows play"}
			}
			playing = true
		case "pause":
			if !playing {
				return []string{"pause follows pause"}
			}
			playing = false
		}
	}
	return nil
}

// begin opens a page whose server is behind p and starts the lecture, autoplay
// or not.
func begin(t *testing.T, p *faulty, autoplay bool) *tab {
	t.Helper()
	b := open(t, site.pages.URL+"/page?base="+url.QueryEscape(p.URL))
	b.setup(js(`{playback: {autoplay: %v, muted: true}, plugins: {dualscreen: {disable: true}}}`, autoplay))
	b.do(js(`player.loadMedia({entryId: %q}).catch(() => {});`, site.entry))
	return b
}

// kept counts the events of some types.
func (b *tab) kept(types ...string) []int {
	b.t.Helper()
	out := make([]int, len(types))
	for i, name := range types {
		out[i] = eval[int](b, js(`seen.filter((e) => e.type === %q).length`, name))
	}
	return out
}

// TestEngineCannotBeLoaded: the film goes on without the engine, the page is
// told, and trying again brings the engine.
func TestEngineCannotBeLoaded(t *testing.T) {
	slot(t, waits)
	var mended atomic.Bool
	p := newFaulty(t, func(class string, _ int) fault {
		if class == "wasm" && !mended.Load() {
			return fault{status: 503}
		}
		return fault{}
	})
	b := begin(t, p, true)
	b.until("an error that tells",
		`seen.some((e) => e.type === "error" && e.payload.severity === 2 && `+
			`e.payload.data.message.includes("503"))`, 5*time.Second)
	b.until("a note", `document.querySelector(".playkit-engine-notice button")`, 5*time.Second)
	b.until("the film goes on behind what the start brought",
		`document.querySelector("#player video").currentTime > 3.5`, 10*time.Second)
	b.picture("engine-missing")
	b.click(".playkit-control-button-container button, .playkit-control-button")
	b.until("the controls work", `document.querySelector("#player video").paused`, 2*time.Second)
	b.do(`player.play(); player.currentTime = 20;`)
	b.until("seeking works",
		`(() => { const v = document.querySelector("#player video"); return v.currentTime > 20.3 && `+
			`!v.paused; })()`, 8*time.Second)
	b.do(`window.errors = seen.filter((e) => e.type === "error").length;`)
	b.click(".playkit-engine-notice button") // in vain
	b.until("another error", `seen.filter((e) => e.type === "error").length === errors + 1`, 5*time.Second)
	mended.Store(true)
	b.click(".playkit-engine-notice button")
	b.until("the engine is there",
		`seen.some((e) => e.type === "trackschanged") && player.getTracks("video").length > 1`, 8*time.Second)
	b.until("no note", `!document.querySelector(".playkit-engine-notice")`, 2*time.Second)
	if n := b.kept("playbackstart", "firstplay", "loadstart", "medialoaded"); !slices.Equal(n,
		[]int{1, 1, 1, 1}) {
		t.Errorf("events %v", n)
	}
	if list := p.twice(); len(list) > 0 {
		t.Error(list)
	}
}

// TestPlayBeforeEngine: without autoplay poster, title and button are there at
// once, and the button plays before the engine is there.
func TestPlayBeforeEngine(t *testing.T) {
	slot(t, waits)
	p := newFaulty(t, func(class string, _ int) fault {
		if class == "wasm" {
			return fault{delay: 4 * time.Second}
		}
		return fault{}
	})
	b := begin(t, p, false)
	b.until("poster and button",
		`document.querySelector(".playkit-poster") && `+
			`document.querySelector(".playkit-pre-playback-play-button")`, 2*time.Second)
	b.until("the title", `document.querySelector(".playkit-title")?.textContent.includes("lecture")`,
		2*time.Second)
	b.picture("before-play")
	if got := p.asked("segment"); got > 0 {
		t.Errorf("%d segments were fetched before play", got)
	}
	b.click(".playkit-pre-playback-play-button")
	b.until("pictures before the engine", `frames > 5 && seen.length < 3`, 2*time.Second)
	b.until("the engine takes over", `seen.some((e) => e.type === "firstplaying")`, 8*time.Second)
	events := eval[[]string](b, `seen.map((e) => e.type)`)
	v := visit{want: wish{muted: true, volume: 1, rate: 1}}
	for _, problem := range append(v.judge(events), p.twice()...) {
		t.Error(problem)
	}
	if n := b.kept("playkit-ui-userclickedplay", "playfailed"); n[1] != 0 {
		t.Errorf("play failed: %v", events)
	}
	if p.asked("manifest") > 0 {
		t.Error("the manifest was asked for although it had come")
	}
}

// TestOtherMediaBeforeEngine: the second loadMedia counts.
func TestOtherMediaBeforeEngine(t *testing.T) {
	slot(t, waits)
	p := newFaulty(t, func(class string, _ int) fault {
		if class == "wasm" {
			return fault{delay: 1500 * time.Millisecond}
		}
		return fault{}
	})
	b := begin(t, p, true)
	b.until("pictures", "frames > 3", 3*time.Second)
	b.do(js(`player.loadMedia({entryId: %q}, {startTime: 12});`, site.entry))
	b.until("the second one plays", `document.querySelector("#player video").currentTime > 12.2`, 4*time.Second)
	b.until("the engine takes over", `seen.some((e) => e.type === "firstplaying")`, 8*time.Second)
	if n := b.kept("playbackstart", "firstplay", "loadstart", "medialoaded", "sourceselected",
		"error"); !slices.Equal(n, []int{1, 1, 1, 1, 1, 0}) {
		t.Errorf("events %v: %v", n, eval[[]string](b, `seen.map((e) => e.type)`))
	}
	b.until("it stays there",
		`document.querySelector("#player video").currentTime > 13 && document.querySelectorAll("#player `+
			`video").length === 1`, 4*time.Second)
}

// TestDestroyAroundAdoption: a player that goes leaves nothing behind, and the
// next one in its place plays.
func TestDestroyAroundAdoption(t *testing.T) {
	t.Parallel()
	for _, after := range []time.Duration{0, 60 * time.Millisecond, 300 * time.Millisecond,
		900 * time.Millisecond, 2500 * time.Millisecond} {
		t.Run(after.String(), func(t *testing.T) { slot(t, waits); destroyAfter(t, after) })
	}
}

func destroyAfter(t *testing.T, after time.Duration) {
	p := newFaulty(t, func(class string, _ int) fault {
		if class == "wasm" {
			return fault{delay: 600 * time.Millisecond}
		}
		return fault{}
	})
	b := begin(t, p, true)
	time.Sleep(after)
	b.do(`player.destroy(); window.gone = seen.length; await new Promise((r) => setTimeout(r, 1200));`)
	if left := eval[int](b, `document.querySelectorAll("#player *").length + seen.length - gone`); left != 0 {
		t.Errorf("%d elements or events left", left)
	}
	b.setup(`{playback: {autoplay: true, muted: true}}`)
	b.do(js(`player.loadMedia({entryId: %q});`, site.entry))
	b.until("the next one plays", "frames > 10", 8*time.Second)
	b.until("with its engine", `seen.some((e) => e.type === "firstplaying")`, 8*time.Second)
	b.quiet()
}

// TestForeignStreamBeforeEngine: an HLS stream of another origin plays before
// the engine is there, which takes it over without asking for anything again.
func TestForeignStreamBeforeEngine(t *testing.T) {
	makeFilms(t)
	filmsAsked.Lock()
	filmsAsked.count = map[string]int{}
	filmsAsked.Unlock()
	p := newFaulty(t, func(class string, _ int) fault {
		if class == "wasm" {
			return fault{delay: 3 * time.Second}
		}
		return fault{}
	})
	b := open(t, site.pages.URL+"/page?base="+url.QueryEscape(p.URL))
	b.setup(`{playback: {autoplay: true, muted: true}}`)
	b.do(js(`player.setMedia({sources: {hls: [{id: "film", url: %q, mimetype: "application/x-mpegURL"}]}});`,
		site.pages.URL+"/film/hls/main.m3u8"))
	b.until("pictures before the engine", `frames > 10 && player.getTracks().length === 0`, 3*time.Second)
	b.until("the engine takes over",
		`seen.some((e) => e.type === "firstplaying") && player.getTracks("video").length === 3`, 8*time.Second)
	b.until("it goes on", `document.querySelector("#player video").currentTime > 5`, 8*time.Second)
	v := visit{want: wish{muted: true, volume: 1, rate: 1}}
	for _, problem := range v.judge(eval[[]string](b, `seen.map((e) => e.type)`)) {
		t.Error(problem)
	}
	filmsAsked.Lock()
	defer filmsAsked.Unlock()
	for path, n := range filmsAsked.count {
		if n > 1 {
			t.Errorf("%s was asked for %d times", path, n)
		}
	}
}

// TestSeekAtOnce: a page that moves the clock right behind loadMedia gets what
// it asked for.
func TestSeekAtOnce(t *testing.T) {
	slot(t, waits)
	p := newFaulty(t, func(class string, _ int) fault {
		if class == "wasm" {
			return fault{delay: time.Second}
		}
		return fault{}
	})
	b := open(t, site.pages.URL+"/page?base="+url.QueryEscape(p.URL))
	b.setup(`{playback: {autoplay: true, muted: true}, plugins: {dualscreen: {disable: true}}}`)
	b.do(js(`player.loadMedia({entryId: %q}); player.currentTime = 21;`, site.entry))
	b.until("it plays there",
		`(() => { const t = document.querySelector("#player video").currentTime; return t > 21.2 && t < 25;
			})()`, 6*time.Second)
	b.until("the engine takes over", `seen.some((e) => e.type === "firstplaying")`, 8*time.Second)
	if list := p.twice(); len(list) > 0 {
		t.Error(list)
	}
}
