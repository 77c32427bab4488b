package e2e

import (
	"os"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// device gives the window a size, and a phone's ways.
func (b *tab) device(width, height int64, phone bool) {
	b.t.Helper()
	p := emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1, Mobile: phone}
	if _, err := chromedp.Call(b.ctx, emulation.SetDeviceMetricsOverride, p); err != nil {
		b.t.Fatalf("size: %v", err)
	}
	if phone {
		b.fingers()
	}
}

func TestLooksDraft(t *testing.T) {
	if os.Getenv("LOOKS") == "" {
		t.Skip()
	}
	for _, w := range []int64{240, 390, 1280} {
		b := lecture(t, `{}`)
		b.device(w, w*9/16, w < 768)
		b.do(`document.head.append(Object.assign(document.createElement("meta"), {name: "viewport", content: "width=device-width"})); document.body.style.margin = 0; document.querySelector("h1").remove(); Object.assign(document.querySelector("#player").style, {width: "100vw", height: "56.25vw"}); await new Promise((r) => setTimeout(r, 1500))`)
		b.picture(js("looks-%d-playing", w))
		b.do(`player.pause(); await new Promise((r) => setTimeout(r, 600))`)
		b.picture(js("looks-%d-paused", w))
		b.do(`document.querySelector(".playkit-control-settings button").click(); await new Promise((r) => setTimeout(r, 300));`)
		b.picture(js("looks-%d-menu", w))
	}
}
