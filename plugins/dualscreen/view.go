package dualscreen

import (
	"diptych/player/ui"
	"diptych/player/value"
)

// Slice "dualscreen", drawn by web/src/ui/dualscreen.tsx and by the stage:
//
//	layout   what is shown, "Hidden" for the main stream alone
//	streams  [{id, x, y, w, h (percent of the stage), z, fit, round, hidden}]
//	         id "main" or the id of a child's player
//	pip      {x, y, w, h, corner, primary: whether it shows the main stream}
//	sides    [{x, y, w, h}, ...]
//	minis    [{x, y, w, h, id}]
//	others   [{id, label, picture}] sources that are not shown
//	image    {url, alt} of the slide that stands; its stream has the id "image"
//	preload  [url] slides to fetch ahead
//	size     of the small picture, percent of the height
//	notice   what the viewer is told, a key of the dictionary
//	second   id of the second stream
//	popped   {id, label} of the stream that a window of its own shows
//	keep     config to remember
func (d *dualScreen) publish() {
	if d.c.UI == nil {
		return
	}
	shown := d.visible()
	f := value.Empty.Str("layout", string(shown)).Put("streams", d.streams(shown))
	f = d.places(f, shown).Put("others", d.others()).Num("size", d.size).Str("notice", d.notice)
	if second := d.secondary(); second != nil {
		f = f.Str("second", second.stream())
	}
	f = f.Any("popped", d.popped()).Any("keep", d.keep())
	if i := d.deck.active; i >= 0 && i < len(d.deck.slides) {
		f = f.Put("image", value.Empty.Str("url", d.deck.slides[i].url).Str("alt", d.deck.slides[i].alt))
		image := d.byID(imageID)
		if d.c.Config.Flag(true, "slidesPreloadEnabled") && image != nil && image.container != "none" {
			f = f.Put("preload", d.deck.ahead())
		}
	}
	d.c.UI.SetSlice("dualscreen", f)
	d.mount(shown != Hidden || d.notice != "")
}

// places adds where tools stand that belong to a layout.
func (d *dualScreen) places(f value.Fields, shown Layout) value.Fields {
	s := d.stage()
	switch shown {
	case PIP:
		second := d.secondary()
		box := s.pip(d.corner, d.size, d.conf.ratio, second.portrait).fields()
		return f.Put("pip", box.Str("corner", string(d.corner)).Bool("primary", second.id == mainID))
	case SideBySide:
		left, right := s.sides()
		return f.Put("sides", value.Array{}.Add(left.fields()).Add(right.fields()))
	case SingleMedia:
		var minis value.Array
		for i, r := range s.minis(len(d.besides()), isSmall(d.c.UI)) {
			minis = minis.Add(r.fields().Str("id", d.besides()[i].id))
		}
		return f.Put("minis", minis)
	}
	return f
}

// others are the sources that no layout shows and that could be.
func (d *dualScreen) others() value.Array {
	var out value.Array
	for _, o := range d.sources {
		if o.container == "none" && !o.failed && (o.shown || !o.image) {
			picture := d.pictureAt(o, d.c.Player.Media().CurrentTime)
			out = out.Add(value.Empty.Str("id", o.id).Str("label", d.label(o)).Any("picture", picture))
		}
	}
	return out
}

// label is what a stream is called.
func (d *dualScreen) label(s *source) string {
	if s.image {
		return "Slides"
	}
	if k := d.known(s); k != nil {
		return k.Title().Name
	}
	return ""
}

// mount puts the component that carries the buttons where it belongs.
func (d *dualScreen) mount(on bool) {
	switch {
	case on && d.unview == nil:
		d.unview = d.c.UI.Add("InteractiveArea", []string{"Playback", "Live", "Ads"},
			ui.Node{Component: "DualScreen", Key: "dualscreen"}, ui.Position{})
	case !on && d.unview != nil:
		d.unview()
		d.unview = nil
	}
}

func (d *dualScreen) stage() stage {
	w, h := d.c.UI.Size()
	return stage{w, h}
}

// besides are the sources that a single picture offers as thumbnails.
func (d *dualScreen) besides() []*source {
	var out []*source
	for _, s := range d.sources {
		if s.container != "primary" && s.shown && s != d.away.out {
			out = append(out, s)
		}
	}
	return out
}

// streams places every picture. What is not shown keeps its place, invisible,
// so that it can come back at once.
func (d *dualScreen) streams(shown Layout) value.Array {
	var out value.Array
	s := d.stage()
	left, right := s.sides()
	for _, source := range d.sources {
		if source.image && d.deck.active < 0 {
			continue
		}
		at, z, fit, round, hidden := whole, 0, "contain", false, false
		switch {
		case source == d.away.out: // as large as can be, for its window
			hidden = true
		case shown == Hidden && source.id != mainID:
			at, hidden = d.waitingPlace(s), true
		case shown == Hidden:
		case shown == SideBySide && source.container == "primary":
			at = left
		case shown == SideBySide && source.container == "secondary":
			at = right
		case shown == PIP && source.container == "secondary":
			at, z, fit, round = s.pip(d.corner, d.size, d.conf.ratio, source.portrait), 2, "cover", true
		case shown == SingleMedia && source.container != "primary":
			at, z, fit, round, hidden = d.mini(s, source), 2, "cover", true, !source.shown
		case source.container == "none":
			at, hidden = s.minis(1, false)[0], true // where it comes from
		}
		if source.image {
			fit = "contain"
		}
		d.sized(source, at)
		f := at.fields().Str("id", source.stream()).Int("z", z).Str("fit", fit)
		out = out.Add(f.Bool("round", round).Bool("hidden", hidden))
	}
	return out
}

// waitingPlace is where a stream without a picture yet will stand, so that it
// loads what that size asks for.
func (d *dualScreen) waitingPlace(s stage) rect {
	switch d.conf.layout {
	case SideBySide:
		_, right := s.sides()
		return right
	case PIP:
		if !d.conf.inverse {
			return s.pip(d.corner, d.size, d.conf.ratio, false)
		}
		return whole
	}
	return s.minis(1, false)[0]
}

func (d *dualScreen) mini(s stage, of *source) rect {
	list := d.besides()
	for i, r := range s.minis(len(list), isSmall(d.c.UI)) {
		if list[i] == of {
			return r
		}
	}
	return whole
}
