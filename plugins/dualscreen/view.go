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
	slice := value.Map{"layout": string(shown), "streams": d.streams(shown)}
	s := d.stage()
	switch shown {
	case PIP:
		slice["pip"] = value.Merge(s.pip(d.corner, d.size, d.conf.ratio, d.secondary().portrait).value(), value.Map{"corner": string(d.corner), "primary": d.secondary().id == mainID})
	case SideBySide:
		left, right := s.sides()
		slice["sides"] = value.List{left.value(), right.value()}
	case SingleMedia:
		minis := value.List{}
		for i, r := range s.minis(len(d.besides()), isSmall(d.c.UI)) {
			minis = append(minis, value.Merge(r.value(), value.Map{"id": d.besides()[i].id}))
		}
		slice["minis"] = minis
	}
	others := value.List{}
	for _, o := range d.sources {
		if o.container == "none" && !o.failed && (o.shown || !o.image) {
			others = append(others, value.Map{"id": o.id, "label": d.label(o), "picture": d.picture(o)})
		}
	}
	slice["others"], slice["size"], slice["notice"] = others, d.size, d.notice
	if second := d.secondary(); second != nil {
		slice["second"] = second.stream()
	}
	slice["popped"], slice["keep"] = d.popped(), d.keep()
	if i := d.deck.active; i >= 0 && i < len(d.deck.slides) {
		slice["image"] = value.Map{"url": d.deck.slides[i].url, "alt": d.deck.slides[i].alt}
		if d.c.Config["slidesPreloadEnabled"] != false && d.byID(imageID) != nil && d.byID(imageID).container != "none" {
			slice["preload"] = d.deck.ahead()
		}
	}
	d.c.UI.SetSlice("dualscreen", slice)
	d.mount(shown != Hidden || d.notice != "")
}

// label is what a stream is called.
func (d *dualScreen) label(s *source) string {
	switch {
	case s.image:
		return "Slides"
	case s.p == nil:
		return ""
	}
	return value.Str(s.p.Sources(), "metadata", "name")
}

// picture is a small picture of a stream as it is now.
func (d *dualScreen) picture(s *source) any {
	now := d.c.Player.Media().CurrentTime
	if s.image {
		if k := d.deck.at(now); k != nil {
			return k.thumbnail()
		}
		return nil
	}
	if s.p == nil {
		return nil
	}
	return s.p.Thumbnail(now)
}

// mount puts the component that carries the buttons where it belongs.
func (d *dualScreen) mount(on bool) {
	switch {
	case on && d.unview == nil:
		d.unview = d.c.UI.Add("InteractiveArea", []string{"Playback", "Live", "Ads"}, ui.Node{Component: "DualScreen", Key: "dualscreen"}, ui.Position{})
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
func (d *dualScreen) streams(shown Layout) value.List {
	out := value.List{}
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
		out = append(out, value.Merge(at.value(), value.Map{"id": source.stream(), "z": z, "fit": fit, "round": round, "hidden": hidden}))
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
