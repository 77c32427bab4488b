package dualscreen

import (
	"sort"

	"diptych/player/value"
	"diptych/plugins/kalturacuepoints"
)

// slide is a picture that stands from a moment on, seconds.
type slide struct {
	id, url, alt string
	start        float64
}

// deck are the slides of the media, by start, and which one stands now (-1: none).
type deck struct {
	slides []slide
	active int
}

// add takes the slides among new cues; each once.
func (k *deck) add(cues value.List) {
	for _, c := range cues {
		m := value.Object(c, "metadata")
		url := value.Str(m, "assetUrl")
		if value.Str(m, "cuePointType") != kalturacuepoints.KindThumb || value.Int(m, "subType") != kalturacuepoints.SubSlide || url == "" || k.find(value.Str(c, "id")) >= 0 {
			continue
		}
		alt := value.Str(m, "title")
		if alt == "" {
			alt = value.Str(m, "description")
		}
		if alt == "" {
			alt = "Slide"
		}
		k.slides = append(k.slides, slide{value.Str(c, "id"), url, alt, value.Num(c, "startTime")})
	}
	sort.SliceStable(k.slides, func(i, j int) bool { return k.slides[i].start < k.slides[j].start })
}

func (k *deck) find(id string) int {
	for i := range k.slides {
		if k.slides[i].id == id {
			return i
		}
	}
	return -1
}

// choose makes the last slide among active cues the one that stands.
func (k *deck) choose(cues value.List) (changed bool) {
	now := -1
	for _, c := range cues {
		now = max(now, k.find(value.Str(c, "id")))
	}
	changed = now != k.active
	k.active = now
	return changed
}

// at is the slide of a moment, nil before the first.
func (k *deck) at(t float64) *slide {
	i := sort.Search(len(k.slides), func(i int) bool { return k.slides[i].start > t })
	if i == 0 {
		return nil
	}
	return &k.slides[i-1]
}

// ahead are the addresses worth fetching, from the one that stands on, then
// those before it.
func (k *deck) ahead() value.List {
	out := value.List{}
	first := max(0, k.active)
	for i := range k.slides {
		out = append(out, k.slides[(first+i)%len(k.slides)].url)
	}
	return out
}

// Sizes of a slide's picture over the seek bar, CSS pixels.
const (
	thumbWidth  = 164
	thumbHeight = 92
)

func (s *slide) thumbnail() value.Map {
	return value.Map{"url": s.url, "width": thumbWidth, "height": thumbHeight, "x": 0, "y": 0, "slide": true}
}

// slidesMoved shows the slide that stands now; without a film beside the main
// one they are the second picture.
func (d *dualScreen) slidesMoved(cues value.List) {
	if !d.deck.choose(cues) {
		return
	}
	image := d.byID(imageID)
	if image == nil {
		return
	}
	image.shown = d.deck.active >= 0
	switch {
	case image != d.secondary() && image != d.primary():
		d.publish()
	case image.shown && !d.active:
		d.active = true
		d.begin()
		d.applyView()
	case !image.shown:
		if image == d.primary() {
			d.swap()
		}
		d.active = false
		d.set(Hidden, false)
	default:
		d.publish()
	}
}
