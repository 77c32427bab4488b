package dualscreen

import (
	"cmp"

	"diptych/player/model"
	"diptych/plugins/kalturacuepoints"
)

// view is how a view-change cue wants main film and slides to stand.
type view struct {
	layout  Layout
	inverse bool
}

// locked hides the slides and keeps the viewer from them (reference: plugins §1.9).
const locked = "locked"

var views = map[string]view{
	locked: {Hidden, false}, "parent-only": {SingleMedia, false}, "no-parent": {SingleMedia, true},
	"pip-parent-in-large": {PIP, false}, "pip-parent-in-small": {PIP, true},
	"sbs-parent-in-left": {SideBySide, false}, "sbs-parent-in-right": {SideBySide, true},
}

// viewOf reads a cue: what it wants, "" when it is no view change.
func viewOf(c *model.Cue) string {
	m := c.Metadata
	if c.Type() != kalturacuepoints.KindCode {
		return ""
	}
	mode := cmp.Or(m.Str("partnerData", "playerViewModeId"), m.Str("code"))
	if m.Str("partnerData", "viewModeLockState") == locked {
		mode = locked
	}
	if _, known := views[mode]; !known || m.Str("tags") != kalturacuepoints.TagViewChange {
		return ""
	}
	return mode
}

// viewsMoved follows the last view change that play is in; the same one twice in
// a row is none.
func (d *dualScreen) viewsMoved(cues model.Cues) {
	mode := ""
	for _, c := range cues {
		if v := viewOf(c); v != "" && mode != locked {
			mode = v
		}
	}
	if mode == "" || mode == d.view {
		return
	}
	d.view = mode
	d.applyView()
}

// applyView arranges film and slides as the cue wants it, once there are slides.
func (d *dualScreen) applyView() {
	v, ok := views[d.view]
	second, image := d.secondary(), d.byID(imageID)
	if !ok || !d.active || image == nil || second == nil || second != image && d.primary() != image {
		return
	}
	if v.inverse != (d.primary() == image) {
		d.swap()
	}
	d.former = ""
	d.set(v.layout, false)
	d.resized()
}
