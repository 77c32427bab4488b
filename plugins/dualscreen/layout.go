package dualscreen

import "diptych/player/value"

// Layout is how the pictures stand. Which of them is the primary one is told by
// containers, not by the layout.
type Layout string

// The layouts.
const (
	PIP         Layout = "PIP"
	PIPInverse  Layout = "PIPInverse"
	SideBySide  Layout = "SideBySide"
	SingleMedia Layout = "SingleMedia"
	Hidden      Layout = "Hidden"
)

// Corner is where the small picture stands.
type Corner string

// The corners.
const (
	TopLeft     Corner = "top-left"
	TopRight    Corner = "top-right"
	BottomLeft  Corner = "bottom-left"
	BottomRight Corner = "bottom-right"
)

// rect is a rectangle in percent of the stage.
type rect struct{ x, y, w, h float64 }

func (r rect) fields() value.Fields {
	return value.Empty.Num("x", r.x).Num("y", r.y).Num("w", r.w).Num("h", r.h)
}

var whole = rect{0, 0, 100, 100}

// stage is what a layout is fitted into: CSS pixels, and the room that controls
// take at top and bottom.
type stage struct{ width, height float64 }

// Room for the controls and around the small picture, CSS pixels.
const (
	marginSide   = 16.0
	marginTop    = 52.0
	marginBottom = 76.0
	miniHeight   = 60.0
	miniSmall    = 34.0
	gap          = 8.0
)

func (s stage) percent(x, y, w, h float64) rect {
	if s.width <= 0 || s.height <= 0 {
		return rect{}
	}
	return rect{x / s.width * 100, y / s.height * 100, w / s.width * 100, h / s.height * 100}
}

// pip is the box of the small picture. size is percent of the stage's height,
// ratio width over height of the box; a portrait picture stands upright.
func (s stage) pip(corner Corner, size, ratio float64, portrait bool) rect {
	h := s.height * size / 100
	w := h * ratio
	if portrait {
		w, h = h, w
	}
	if limit := s.width - 2*marginSide; w > limit {
		w, h = limit, h*limit/w
	}
	x, y := s.width-w-marginSide, s.height-h-marginBottom
	if corner == TopLeft || corner == BottomLeft {
		x = marginSide
	}
	if corner == TopLeft || corner == TopRight {
		y = marginTop
	}
	return s.percent(x, max(0, y), w, h)
}

// sides are two equal boxes of 16:9: beside each other, or one below the other
// where the stage is so tall that they are larger then.
func (s stage) sides() (left, right rect) {
	beside := min(s.height, s.width/2*9/16)
	below := min(s.height/2, s.width*9/16)
	if below > beside {
		w := below * 16 / 9
		x, y := (s.width-w)/2, (s.height-2*below)/2
		return s.percent(x, y, w, below), s.percent(x, y+below, w, below)
	}
	y := (s.height - beside) / 2
	return s.percent(0, y, s.width/2, beside), s.percent(s.width/2, y, s.width/2, beside)
}

// minis are the live thumbnails beside a single picture, from the right.
func (s stage) minis(n int, small bool) []rect {
	h := miniHeight
	if small {
		h = miniSmall
	}
	w := h * 16 / 9
	out := make([]rect, n)
	for i := range out {
		right := s.width - marginSide - float64(n-1-i)*(w+gap)
		out[i] = s.percent(right-w, s.height-h-marginBottom, w, h)
	}
	return out
}

// nearest is the corner of the quadrant that a point (percent) lies in.
func nearest(x, y float64) Corner {
	switch {
	case x < 50 && y < 50:
		return TopLeft
	case y < 50:
		return TopRight
	case x < 50:
		return BottomLeft
	}
	return BottomRight
}

// beside is the corner that an arrow key leads to.
func beside(c Corner, key string) Corner {
	left, top := c == TopLeft || c == BottomLeft, c == TopLeft || c == TopRight
	switch key {
	case "ArrowLeft":
		left = true
	case "ArrowRight":
		left = false
	case "ArrowUp":
		top = true
	case "ArrowDown":
		top = false
	}
	x, y := 75.0, 75.0
	if left {
		x = 25
	}
	if top {
		y = 25
	}
	return nearest(x, y)
}
