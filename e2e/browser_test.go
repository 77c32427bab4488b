package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	browserproto "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// tab is one page of a browser that all tests share.
type tab struct {
	t   testing.TB
	ctx context.Context

	mu  sync.Mutex
	log []string
}

var (
	browserOnce sync.Once
	browserCtx  context.Context
	browserErr  error
	browserEnd  = func() {}
)

// browser starts Chromium once; a missing one fails the run.
func browser() (context.Context, error) {
	browserOnce.Do(func() {
		browserCtx, browserEnd = chromium("no-user-gesture-required")
		browserErr = chromedp.Do(browserCtx)
	})
	return browserCtx, browserErr
}

// browserMajor names the browser with its major version.
func browserMajor() (string, error) {
	ctx, err := browser()
	if err != nil {
		return "", err
	}
	v, err := chromedp.Call(ctx, browserproto.GetVersion, cdp.Empty{})
	if err != nil {
		return "", fmt.Errorf("ask the browser for its version: %w", err)
	}
	major, _, _ := strings.Cut(v.Product, ".")
	return major, nil
}

// chromium is a browser with an autoplay policy, started with its first page.
func chromium(policy string, more ...chromedp.ExecAllocatorOption) (ctx context.Context, end func()) {
	allocator, stop := chromedp.NewExecAllocator(context.Background(), append(more,
		chromedp.Flag("headless", "new"), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.WindowSize(1280, 900),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("autoplay-policy", policy), chromedp.Flag("mute-audio", true),
		// A page that another window covers is as visible as that one.
		chromedp.Flag("disable-renderer-backgrounding", true),
		chromedp.Flag("disable-background-timer-throttling", true),
		chromedp.Flag("disable-backgrounding-occluded-windows", true),
		// The pages of the address bar, which nobody sees, take a fifth of a processor.
		chromedp.Flag("disable-features", "WebUIOmniboxPopup,WebUIOmniboxAimPopup"))...)
	ctx, cancel := chromedp.NewContext(allocator)
	return ctx, func() { cancel(); stop() }
}

// open loads a page in a new tab, which shares no storage with others, and keeps what
// its console says.
func open(t testing.TB, url string) *tab {
	t.Helper()
	parent, err := browser()
	if err != nil {
		t.Fatalf("no browser: %v", err)
	}
	return openWith(t, parent, url)
}

// openWith is open in a browser that the caller ends.
func openWith(t testing.TB, parent context.Context, url string) *tab {
	t.Helper()
	b := &tab{t: t}
	if err := chromedp.Do(parent); err != nil { // starts it
		t.Fatalf("no browser: %v", err)
	}
	ctx, cancel := chromedp.NewContext(parent, chromedp.WithNewBrowserContext())
	ctx, stop := context.WithTimeout(ctx, 10*time.Minute)
	b.ctx = ctx
	t.Cleanup(func() {
		if t.Failed() {
			b.picture("failed-" + strings.ReplaceAll(t.Name(), "/", "-"))
			t.Logf("console:\n%s", strings.Join(b.console(), "\n"))
		}
		stop()
		cancel()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("open a tab: %v", err)
	}
	go b.listen()
	if err := chromedp.Do(ctx, chromedp.Navigate(url)); err != nil {
		t.Fatalf("open %s: %v", url, err)
	}
	return b
}

// listen keeps what the console says until the tab closes.
func (b *tab) listen() {
	for m, err := range chromedp.Console(b.ctx) {
		if err != nil {
			return
		}
		b.mu.Lock()
		b.log = append(b.log, m.String())
		b.mu.Unlock()
	}
}

func (b *tab) console() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string{}, b.log...)
}

// eval runs an expression, waits for its promise, and decodes the JSON result.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("evaluate %s: %v", expression, err)
	}
	return v
}

func (b *tab) do(expression string) {
	b.t.Helper()
	eval[bool](b, "(async()=>{"+expression+"})().then(()=>true)")
}

// until waits for an expression to become true. The limit is time in which the page
// answers at once: where browser and player wait for a processor, so do the limits.
func (b *tab) until(what, expression string, limit time.Duration) {
	b.t.Helper()
	const turn = 50 * time.Millisecond
	left, deadline := limit, time.Now().Add(5*limit)
	for ; !eval[bool](b, "!!("+expression+")"); left -= turn {
		if left < 0 || time.Now().After(deadline) {
			b.t.Fatalf("not within %v: %s; state %s", limit, what, eval[string](b, state))
		}
		time.Sleep(turn)
	}
}

// state sums up every video of the page, for failures.
const state = `JSON.stringify([...document.querySelectorAll("video")].map(v=>({t:v.currentTime,d:v.duration,` +
	`paused:v.paused,ready:v.readyState,rate:v.playbackRate,err:v.error&&v.error.message,` +
	`b:v.buffered.length?v.buffered.end(v.buffered.length-1):0})))`

// picture writes a screenshot to e2e/out, for people to look at.
func (b *tab) picture(name string) {
	data, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Logf("screenshot %s: %v", name, err)
		return
	}
	if err = os.MkdirAll("out", 0o755); err == nil {
		err = os.WriteFile(filepath.Join("out", name+".png"), data, 0o644)
	}
	if err != nil {
		b.t.Logf("screenshot %s: %v", name, err)
	}
}

// drag presses the mouse at one place and lets go at another.
func (b *tab) drag(x0, y0, x1, y1 float64) {
	b.t.Helper()
	steps := []chromedp.Action[chromedp.Void]{mouse("mousePressed", x0, y0)}
	for i := 1; i <= 8; i++ {
		share := float64(i) / 8
		steps = append(steps, mouse("mouseMoved", x0+(x1-x0)*share, y0+(y1-y0)*share))
	}
	if err := chromedp.Do(b.ctx, append(steps, mouse("mouseReleased", x1, y1))...); err != nil {
		b.t.Fatalf("drag: %v", err)
	}
}

func js(format string, args ...any) string { return fmt.Sprintf(format, args...) }

func mouse(kind string, x, y float64) chromedp.Action[chromedp.Void] {
	return chromedp.MouseEvent(input.DispatchMouseEventType(kind), x, y, chromedp.Button("left"),
		chromedp.ClickCount(1))
}

// move brings the mouse to a place.
func (b *tab) move(x, y float64) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, mouse("mouseMoved", x, y)); err != nil {
		b.t.Fatalf("move the mouse: %v", err)
	}
}
