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
//	others   [{id}] sources that are not shown
func (d *dualScreen) publish() {
	if d.c.UI == nil {
		return
	}
	shown := d.visible()
	slice := value.Map{"layout": string(shown), "streams": d.streams(shown)}
	s := d.stage()
	switch shown {
	case PIP:
		slice["pip"] = value.Merge(s.pip(d.corner, d.conf.size, d.conf.ratio, d.secondary().portrait).value(), value.Map{"corner": string(d.corner), "primary": d.secondary().id == mainID})
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
		if o.container == "none" && !o.image && o.shown {
			others = append(others, value.Map{"id": o.id})
		}
	}
	slice["others"] = others
	d.c.UI.SetSlice("dualscreen", slice)
	d.mount(shown != Hidden)
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
		if s.container != "primary" && !s.image && s.shown {
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
		if source.image {
			continue
		}
		at, z, fit, round, hidden := whole, 0, "contain", false, false
		switch {
		case shown == Hidden:
			hidden = source.id != mainID
		case shown == SideBySide && source.container == "primary":
			at = left
		case shown == SideBySide && source.container == "secondary":
			at = right
		case shown == PIP && source.container == "secondary":
			at, z, fit, round = s.pip(d.corner, d.conf.size, d.conf.ratio, source.portrait), 2, "cover", true
		case shown == SingleMedia && source.container != "primary":
			at, z, fit, round, hidden = d.mini(s, source), 2, "cover", true, !source.shown
		default:
			hidden = source.container == "none"
		}
		id := "main"
		if source.id != mainID {
			id = childPrefix + source.id
		}
		out = append(out, value.Merge(at.value(), value.Map{"id": id, "z": z, "fit": fit, "round": round, "hidden": hidden}))
	}
	return out
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
