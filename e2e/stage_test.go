package e2e

import (
	"testing"
	"time"
)

// The drawing program runs in a document of its own and shows what it is told.
func TestStageDraws(t *testing.T) {
	slot(t, waits)
	b := open(t, site.base+"/player/stage")
	b.until("a canvas", `document.querySelector("canvas")?.width > 0`, 30*time.Second)
	b.do(`postMessage({x: 0.5, y: 0.5}); await new Promise((r) => setTimeout(r, 1000));`)
	b.picture("stage")
	b.quiet()
}
