package dualscreen

import (
	"cmp"
	"sort"

	"diptych/player/model"
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
func (k *deck) add(cues model.Cues) {
	for _, c := range cues {
		m := c.Metadata
		url := m.Str("assetUrl")
		if c.Type() != kalturacuepoints.KindThumb || int(m.Num("subType")) != kalturacuepoints.SubSlide ||
			url == "" || k.find(c.ID) >= 0 {
			continue
		}
		alt := cmp.Or(m.Str("title"), m.Str("description"), "Slide")
		k.slides = append(k.slides, slide{c.ID, url, alt, c.Start})
	}
	value.SortStable(k.slides, func(i, j int) bool { return k.slides[i].start < k.slides[j].start })
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
func (k *deck) choose(cues model.Cues) (changed bool) {
	now := -1
	for _, c := range cues {
		now = max(now, k.find(c.ID))
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
func (k *deck) ahead() value.Texts {
	out := value.Texts{}
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

func (s *slide) thumbnail() value.Fields {
	f := value.Empty.Str("url", s.url).Int("width", thumbWidth).Int("height", thumbHeight)
	return f.Int("x", 0).Int("y", 0).Bool("slide", true)
}

// slidesMoved shows the slide that stands now; without a film beside the main
// one they are the second picture.
func (d *dualScreen) slidesMoved(cues model.Cues) {
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
