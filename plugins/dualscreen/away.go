package dualscreen

import (
	"diptych/player/model"
	"diptych/player/value"
)

// away tells of what is shown elsewhere, and of what the viewer has arranged.
type away struct {
	out      *source      // shown in a window of its own
	before   Layout       // when it left
	floating *source      // in the browser's own small window
	arranged bool         // the viewer or the page has chosen layout, corner or size
	kept     model.Object // that, in words of the config, for the next medium
}

// popOut shows the second stream in a window of its own, which the component has
// opened: the page shows the first one alone meanwhile.
func (d *dualScreen) popOut() {
	s := d.secondary()
	if s == nil || !s.shown || !d.active || d.away.out != nil {
		return
	}
	before := d.layout
	d.set(SingleMedia, false)
	d.away.out, d.away.before = s, before
	d.publish()
	d.matchQuality()
}

// popIn shows it in the page again, as it was before; the component closes its
// window.
func (d *dualScreen) popIn() {
	if d.away.out != nil {
		d.set(d.away.before, false)
	}
}

// stay ends what a window shows: another layout is asked for.
func (d *dualScreen) stay() { d.away.out = nil }

// floats notes which stream the browser shows in its own small window, "" = none.
func (d *dualScreen) floats(stream string) {
	d.away.floating = nil
	for _, s := range d.sources {
		if s.stream() == stream {
			d.away.floating = s
		}
	}
}

// popped is the stream that a window shows, for the component.
func (d *dualScreen) popped() value.Marshaler {
	if s := d.away.out; s != nil {
		return value.Empty.Str("id", s.stream()).Str("label", d.label(s))
	}
	return nil
}

// keep is what the viewer has arranged, in words of the config, where the page
// wants that remembered.
func (d *dualScreen) keep() any {
	settled := d.layout != Hidden && d.former == "" && d.away.out == nil
	if d.c.Config.Bool("rememberLayout") && d.away.arranged && settled {
		d.away.kept = model.New(
			"layout", string(d.layout), "inverse", d.primary().id != mainID, "mainViewEntryId", "",
			"position", string(d.corner), "childSizePercentage", d.size,
		)
	}
	return d.away.kept.Value()
}
