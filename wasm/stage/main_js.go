// Command stage is stage.wasm: transparent drawing over the picture, in an inner
// iframe of our own origin, because Ebitengine takes a whole page for itself.
package main

import (
	"image/color"
	"syscall/js"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/vector"
)

// overlay draws a pointer at a place that the page tells, in shares of the
// picture's width and height.
type overlay struct {
	x, y    float64
	visible bool
	w, h    int
}

func (o *overlay) Update() error { return nil }

func (o *overlay) Draw(screen *ebiten.Image) {
	if !o.visible {
		return
	}
	x, y := float32(o.x*float64(o.w)), float32(o.y*float64(o.h))
	radius := float32(o.h) / 40
	vector.FillCircle(screen, x, y, radius, color.NRGBA{R: 255, G: 64, B: 64, A: 200}, true)
	vector.StrokeCircle(screen, x, y, radius*1.6, 2, color.NRGBA{R: 255, G: 255, B: 255, A: 220}, true)
}

func (o *overlay) Layout(width, height int) (int, int) {
	o.w, o.h = width, height
	return width, height
}

func main() {
	o := &overlay{}
	js.Global().Get("diptychStageReady").Invoke(js.FuncOf(func(_ js.Value, a []js.Value) any {
		o.visible = len(a) == 2
		if o.visible {
			o.x, o.y = a[0].Float(), a[1].Float()
		}
		return nil
	}))
	if err := ebiten.RunGameWithOptions(o, &ebiten.RunGameOptions{ScreenTransparent: true}); err != nil {
		js.Global().Get("console").Call("error", err.Error())
	}
}
