package e2e

import (
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/memory"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// warmUp is how many players come and go before anything is measured: caches
// fill, code is compiled.
const warmUp = 30

// cycles is 25, or what DIPTYCH_CYCLES says.
func cycles() int {
	if n, err := strconv.Atoi(os.Getenv("DIPTYCH_CYCLES")); err == nil {
		return n
	}
	return 25
}

// measure is what a page holds after a forced collection.
type measure struct {
	name  string
	limit float64 // growth per player that is none
	read  func(s held) float64
}

type held struct {
	nodes, listeners, documents int64
	heap, backing, wasm         float64 // bytes
}

var measures = []measure{
	{"DOM nodes", 0.5, func(s held) float64 { return float64(s.nodes) }},
	{"listeners", 0.2, func(s held) float64 { return float64(s.listeners) }},
	{"documents", 0.02, func(s held) float64 { return float64(s.documents) }},
	{"JavaScript heap, bytes", 6 << 10, func(s held) float64 { return s.heap }},
	{"array buffers, bytes", 128 << 10, // six unfinished downloads are kept for whoever asks next
		func(s held) float64 { return s.backing }},
	// It grows in steps of 256 kB: one or two of them are no growth.
	{"wasm memory, bytes", 20 << 10, func(s held) float64 { return s.wasm }},
}

// TestPlayersComeAndGo: a page that makes, plays and destroys players for hours
// does not grow.
func TestPlayersComeAndGo(t *testing.T) {
	b := open(t, site.pages.URL+"/page")
	b.places("box")
	b.do(`const real = WebAssembly.instantiateStreaming;
		WebAssembly.instantiateStreaming = async (...a) => { const r = await real.apply(WebAssembly, a);
			window.memory = r.instance.exports.mem; return r; };
		window.cycle = async () => {
			const player = make("box", {plugins: {}}); // both streams
			const plays = new Promise((done) =>
				player.addEventListener("timeupdate", () => video("box").currentTime > 0.1 &&
					player.getTracks().length && done()));
			await load(player);
			await plays;
			player.currentTime = 5;
			player.selectTrack(player.getTracks("text").find((t) => t.language === "en"));
			await new Promise((done) => setTimeout(done, 50));
			player.destroy();
		};`)
	b.do(js(`for (let i = 0; i < %d; i++) await cycle();`, warmUp))
	const step = 5
	var samples []held
	for range cycles()/step + 1 {
		samples = append(samples, b.held())
		b.do(js(`for (let i = 0; i < %d; i++) await cycle();`, step))
	}
	for _, m := range measures {
		var values []float64
		for _, s := range samples {
			values = append(values, m.read(s))
		}
		growth := slope(values) / step
		t.Logf("%-24s %10.0f → %10.0f, %9.2f per player", m.name, values[0], values[len(values)-1], growth)
		if growth > m.limit {
			t.Errorf("%s grow by %.2f per player, more than %g: %v", m.name, growth, m.limit, values)
		}
	}
}

// held reads what the page holds.
func (b *tab) held() held {
	b.t.Helper()
	b.do(`await new Promise((done) => setTimeout(done, 1500));`) // what destroy has begun
	for range 3 {                                                // finalizers run between
		must(b, heapprofiler.CollectGarbage, cdp.Empty{})
		time.Sleep(50 * time.Millisecond)
	}
	counters := must(b, memory.GetDOMCounters, cdp.Empty{})
	usage := must(b, runtime.GetHeapUsage, cdp.Empty{})
	return held{
		nodes: counters.Nodes, listeners: counters.JsEventListeners, documents: counters.Documents,
		heap: usage.UsedSize, backing: usage.BackingStorageSize,
		wasm: eval[float64](b, `memory.buffer.byteLength`),
	}
}

// must sends a protocol command to the page.
func must[P, R any](b *tab, c cdp.Command[P, R], params P) R {
	b.t.Helper()
	r, err := chromedp.Call(b.ctx, c, params)
	if err != nil {
		b.t.Fatalf("%s: %v", c.Method, err)
	}
	return r
}

// slope is the growth from one value to the next, by least squares.
func slope(values []float64) float64 {
	n := float64(len(values))
	var sx, sy, sxy, sxx float64
	for i, y := range values {
		x := float64(i)
		sx, sy, sxy, sxx = sx+x, sy+y, sxy+x*y, sxx+x*x
	}
	return (n*sxy - sx*sy) / (n*sxx - sx*sx)
}
