package delivery

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"diptych/server/limits"
	"diptych/server/packager"
)

// picture says what a thumbnail shows (reference: backend-api §4.4).
type picture struct {
	width, height int
	kind          int // 1 fit, 2 pad, 3 crop, 4 crop from top, 5 stretch
	quality       int
	second        float64 // -1 = choose
	slices, slice int     // slice -1 = all in one row
	from, to      float64 // of the slices, seconds
	background    string  // hex colour
	format        string  // key of kinds
	crop          crop
}

// crop is a part of the picture, in pixels of a picture of the size relW × relH;
// 0 = of the largest rendition.
type crop struct{ x, y, w, h, relW, relH float64 }

// kinds are the formats of pictures and their media types.
var kinds = map[string]string{"jpg": "image/jpeg", "png": "image/png", "gif": "image/gif", "bmp": "image/bmp",
	"tif": "image/tiff", "webp": "image/webp"}

// Ranges of the contract. What is in them and too large to draw is drawn smaller.
const (
	maxSide   = 10_000 // pixels
	maxSecond = 1e6
	maxRow    = 65_500 // pixels of a sprite: JPEG has no wider ones
)

// bare is a value without the ending of a file and without force.
func bare(text string) string {
	for _, ext := range []string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", "!"} {
		text = strings.TrimSuffix(text, ext)
	}
	return text
}

// numbers reads the numeric keys of a request; the first that is none, or out of
// its range, stays in err.
type numbers struct {
	keys map[string]string
	err  error
}

func (n *numbers) of(key string, absent, low, high float64) float64 {
	text := n.keys[key]
	if text == "" {
		return absent
	}
	v, err := strconv.ParseFloat(bare(text), 64)
	if err != nil || math.IsNaN(v) || v < low || v > high {
		n.err = badParameter
		return absent
	}
	return v
}

func (n *numbers) side(key string) float64 { return n.of(key, 0, 0, maxSide) }

// readPicture reads the keys of a thumbnail's address.
func readPicture(q *request) (picture, error) {
	n := &numbers{keys: q.keys}
	p := picture{
		kind: int(n.of("type", 1, 1, 5)), quality: int(n.of("quality", 0, 0, 100)),
		second: n.of("vid_sec", -1, 0, maxSecond), slices: int(n.of("vid_slices", 0, 1, limits.SpriteSlices)),
		slice: int(n.of("vid_slice", -1, 0, limits.SpriteSlices-1)), from: n.of("start_sec", 0, 0, maxSecond),
		to: n.of("end_sec", 0, 0, maxSecond), format: "jpg", background: "000000",
		crop: crop{
			x: n.side("src_x"), y: n.side("src_y"), w: n.side("src_w"), h: n.side("src_h"),
			relW: n.side("rel_width"), relH: n.side("rel_height"),
		},
	}
	width, height := n.of("width", -1, 0, maxSide), n.of("height", -1, 0, maxSide)
	if width < 0 && height < 0 {
		if width, height = n.side("def_width"), n.side("def_height"); width == 0 && height == 0 {
			width, height = 120, 90
		}
	}
	p.width, p.height = int(max(0, width)), int(max(0, height))
	if p.quality == 0 {
		p.quality = 75
	}
	if f := q.keys["format"]; f != "" {
		p.format = map[string]string{"jpeg": "jpg", "tiff": "tif"}[f]
		if p.format == "" {
			p.format = f
		}
		if kinds[p.format] == "" {
			return p, badParameter
		}
	}
	if c := strings.ToLower(strings.TrimPrefix(q.keys["bgcolor"], "#")); len(c) == 6 && p.kind == 2 {
		if _, err := strconv.ParseUint(c, 16, 32); err == nil {
			p.background = c
		}
	}
	return p, n.err
}

// sprite tells whether the picture is a row of slices.
func (p picture) sprite() bool { return p.slices > 0 && p.slice < 0 }

// poster tells whether the picture is of no chosen time.
func (p picture) poster() bool { return p.slices == 0 && p.second < 0 }

// settled, whose crop is, is the picture as it is drawn from a source: its frame instead of a
// time, and no larger than what is drawn. Requests that come to the same share
// what was drawn.
func (p picture) settled(t *packager.StoredTrack, total float64) (picture, error) {
	if !p.sprite() {
		p.second = p.instant(total)
		p.slices, p.slice, p.from, p.to = 0, -1, 0, 0
		if t.Index == nil {
			p.second = 0
		} else {
			p.second = frameTime(t, p.second)
		}
	} else {
		p.second = -1
	}
	width, height := p.shape(t)
	p.size(width, height)
	if !p.sprite() {
		return p, nil
	}
	w, h := fitted(p, width, height)
	if w*float64(p.slices) > maxRow || w*h*float64(p.slices) > limits.SpritePixels {
		return p, badParameter
	}
	return p, nil
}

// shape is the size of what is shown of a source, pixels.
func (p picture) shape(t *packager.StoredTrack) (w, h float64) {
	if p.crop != (crop{}) {
		return p.crop.w, p.crop.h
	}
	whole := crop{}.of(t)
	return whole.w, whole.h
}

// size makes both sides known and the picture small enough to be drawn.
func (p *picture) size(width, height float64) {
	switch {
	case p.width == 0 && p.height == 0:
		p.width, p.height = int(width), int(height)
	case p.height == 0:
		p.height = even(float64(p.width) * height / width)
	case p.width == 0:
		p.width = even(float64(p.height) * width / height)
	}
	w, h := fitted(*p, width, height)
	if p.kind == 3 || p.kind == 4 { // scaled to cover the box, then cut
		s := max(float64(p.width)/width, float64(p.height)/height)
		w, h = width*s, height*s
	}
	s := min(1, limits.DrawnSide/max(w, h), math.Sqrt(limits.DrawnPixels/(w*h)))
	if s < 1 {
		p.width, p.height = max(1, int(float64(p.width)*s)), max(1, int(float64(p.height)*s))
	}
}

// fitted is the size of what comes out.
func fitted(p picture, width, height float64) (w, h float64) {
	w, h = float64(p.width), float64(p.height)
	if p.kind == 1 {
		s := min(w/width, h/height)
		w, h = width*s, height*s
	}
	return max(1, w), max(1, h)
}

// even is the nearest even number, at least 2.
func even(v float64) int { return max(2, 2*int(math.Round(min(v, 1e9)/2))) }

// name is the same for requests that want the same picture.
func (p picture) name(version int) string {
	part := ""
	if c := p.crop; c != (crop{}) {
		part = fmt.Sprintf("-%g_%g_%g_%g", c.x, c.y, c.w, c.h)
	}
	return fmt.Sprintf("%d-%dx%d-%d-%d-%s-%d-%d-%s-%s-%s%s.%s", version, p.width, p.height, p.kind, p.quality,
		decimal(p.second), p.slices, p.slice, decimal(p.from), decimal(p.to), p.background, part, p.format)
}

func decimal(f float64) string {
	return strings.Replace(strconv.FormatFloat(f, 'f', 3, 64), "-", "m", 1)
}
