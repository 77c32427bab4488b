package dualscreen

import (
	"diptych/player/model"
	"diptych/player/ui"
	"diptych/player/value"
)

// Events of the contract (reference: plugins §1.4).
const (
	EventChangeLayout = "dualscreen_change_layout"
	EventDisplayed    = "dualscreen_side_displayed"
)

// begin shows the second stream as the config wants it.
func (d *dualScreen) begin() {
	second := d.secondary()
	if second == nil || !d.active {
		return
	}
	if d.conf.inverse != (d.primary().id != mainID) {
		d.swap()
	}
	if id := d.conf.mainID; id != "" && d.entryOf(d.primary()) != id && d.entryOf(d.secondary()) == id {
		d.swap()
	}
	d.layout = Hidden
	d.set(d.conf.layout, false)
	d.resized()
	wishes := d.wishes
	d.wishes = nil
	for _, f := range wishes {
		f()
	}
}

// later keeps what the page asks for until there are two pictures.
func (d *dualScreen) later(f func()) bool {
	if !d.active {
		d.wishes = append(d.wishes, f)
	}
	return !d.active
}

func (d *dualScreen) entryOf(s *source) string {
	if s.id == mainID {
		return d.c.Player.Title().ID
	}
	return s.id
}

// swap exchanges the large and the small picture.
func (d *dualScreen) swap() {
	one, other := d.primary(), d.secondary()
	if one != nil && other != nil {
		one.container, other.container = "secondary", "primary"
	}
}

// set shows a layout; user tells that the viewer or the page asked for it.
func (d *dualScreen) set(l Layout, user bool) {
	before := d.notified
	d.stay()
	d.layout = l
	d.away.arranged = d.away.arranged || user
	if l == SingleMedia {
		d.createRest()
	}
	d.notified = d.reported()
	if user && !(l == PIP && before == PIPInverse && d.notified == PIPInverse) {
		d.c.Player.Dispatch(EventChangeLayout, value.Empty.Str("layout", string(d.reported())))
	}
	d.publish()
	if l != Hidden && d.active {
		d.c.Player.Dispatch(EventDisplayed, value.Text(value.JSON(string(d.reported()))))
	}
	d.matchQuality()
}

// reported is the layout as events name it.
func (d *dualScreen) reported() Layout {
	if p := d.primary(); d.layout == PIP && p != nil && p.id != mainID {
		return PIPInverse
	}
	return d.layout
}

// switchTo is the page's way in: the same layout again only by force.
func (d *dualScreen) switchTo(l Layout, force, user bool) {
	if d.later(func() { d.switchTo(l, force, user) }) || l == d.layout && !force {
		return
	}
	d.former = ""
	d.set(l, user)
}

// inverse exchanges the pictures and shows that.
func (d *dualScreen) inverse(user bool) {
	if d.later(func() { d.inverse(user) }) || d.secondary() == nil {
		return
	}
	d.swap()
	d.set(d.layout, user)
}

// inversePIP makes the main stream the small picture.
func (d *dualScreen) inversePIP(user bool) {
	if d.later(func() { d.inversePIP(user) }) {
		return
	}
	if p := d.primary(); p != nil && p.id == mainID {
		d.swap()
	}
	d.switchTo(PIP, true, user)
}

// visible is the layout that fits the size of the player.
func (d *dualScreen) visible() Layout {
	if !d.active || d.c.UI == nil || d.c.UI.SizeName() == "tiny" {
		return Hidden
	}
	return d.layout
}

// resized keeps a small player to one picture and restores what was there when
// it grows again.
func (d *dualScreen) resized() {
	if d.c.UI == nil || !d.active {
		return
	}
	small := isSmall(d.c.UI)
	switch {
	case small && (d.layout == PIP || d.layout == SideBySide):
		former := d.layout
		d.set(SingleMedia, false)
		d.former = former
	case !small && d.former != "":
		former := d.former
		d.former = ""
		d.set(former, false)
	default:
		d.publish()
	}
}

func isSmall(m *ui.Manager) bool {
	switch m.SizeName() {
	case "tiny", "extrasmall", "small":
		return true
	}
	return false
}

// bring shows a further source in a container; who was there steps back.
func (d *dualScreen) bring(id, container string) {
	s := d.byID(id)
	if s == nil || s.failed || s.image && !s.shown || s.container == container {
		return
	}
	if !s.image && s.id != mainID {
		d.create(s)
	}
	if there := d.in(container); there != nil {
		there.container = s.container
	}
	s.container = container
	d.set(d.layout, true)
}

// actions answers the components (web/src/ui/dualscreen.tsx).
func (d *dualScreen) actions() {
	do := func(f func()) ui.Action { return func(model.Object) any { f(); return nil } }
	m := d.c.UI
	m.On("dualscreen.pip", do(func() { d.switchTo(PIP, false, true) }))
	m.On("dualscreen.sides", do(func() { d.switchTo(SideBySide, false, true) }))
	m.On("dualscreen.single", do(func() { d.switchTo(SingleMedia, false, true) }))
	m.On("dualscreen.swap", do(func() { d.inverse(true) }))
	m.On("dualscreen.expandSecondary", do(func() { d.swap(); d.switchTo(PIP, true, true) }))
	m.On("dualscreen.out", do(d.popOut))
	m.On("dualscreen.back", do(d.popIn))
	m.On("dualscreen.floats", func(a model.Object) any { d.floats(a.Str("id")); return nil })
	m.On("dualscreen.look", do(func() { d.createRest() }))
	m.On("dualscreen.bring", func(a model.Object) any { d.bring(a.Str("id"), a.Str("to")); return nil })
	m.On("dualscreen.size", func(a model.Object) any { return d.resize(a.Num("percent")) })
	m.On("dualscreen.grow", func(a model.Object) any { return d.resize(d.size + a.Num("by")) })
	m.On("dualscreen.drop", func(a model.Object) any { return d.move(nearest(a.Num("x"), a.Num("y"))) })
	m.On("dualscreen.corner", func(a model.Object) any { return d.move(beside(d.corner, a.Str("key"))) })
}

// Bounds of the small picture, percent of the height.
const (
	smallest = 12
	largest  = 70
)

// resize makes the small picture larger or smaller; it answers the size.
func (d *dualScreen) resize(percent float64) any {
	d.size, d.away.arranged = max(smallest, min(largest, percent)), true
	d.publish()
	return d.size
}

func (d *dualScreen) move(c Corner) any {
	d.corner, d.away.arranged = c, true
	d.publish()
	return string(c)
}
