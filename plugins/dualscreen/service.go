package dualscreen

import (
	"diptych/player"
	"diptych/player/value"
)

// pluginMethod is a member of player.plugins.dualscreen.
func (d *dualScreen) pluginMethod(method string, args value.List) any {
	at := func(i int) any {
		if i < len(args) {
			return args[i]
		}
		return nil
	}
	force, user := value.Bool(at(0), "force"), at(1) == true
	switch method {
	case "_switchToPIP":
		d.switchTo(PIP, force, user)
	case "_switchToInversePIP":
		d.inversePIP(user)
	case "_switchToSideBySide":
		d.switchTo(SideBySide, force, user)
	case "_switchToSingleMedia":
		d.switchTo(SingleMedia, force, user)
	case "_switchToHidden":
		d.switchTo(Hidden, false, at(0) == true)
	case "_applyInverse":
		d.inverse(false)
	case "updateLayout":
		if l, _ := at(0).(string); l != "" {
			d.switchTo(Layout(l), true, user)
		}
	case "getDualScreenPlayer":
		id, _ := at(0).(string)
		return d.record(d.byID(id))
	case "getActiveDualScreenPlayer":
		container, _ := at(0).(string)
		return d.record(d.in(container))
	case "getPipPosition":
		return string(d.corner)
	case "_layout":
		return string(d.reported())
	}
	return nil
}

// record is a source as the contract shows it (reference: plugins §1.2).
func (d *dualScreen) record(s *source) any {
	if s == nil {
		return nil
	}
	kind := "video"
	if s.image {
		kind = "image"
	}
	return value.Map{"id": s.id, "type": kind, "container": s.container, "player": reference(s)}
}

func reference(s *source) any {
	if s == nil || s.p == nil {
		return nil
	}
	return value.Map{"$": "Player", "id": s.p.Deps().Env.PlayerID}
}

// service wraps the plugin as player.getService('dualScreen').
func (d *dualScreen) serviceMethod(method string, args value.List) any {
	switch method {
	case "getDualScreenThumbs":
		at := 0.0
		if len(args) > 0 {
			at, _ = value.Number(args[0])
		}
		list := d.Thumbnails(at)
		if len(list) == 1 {
			return list[0]
		}
		return list
	case "getDualScreenPlayers":
		return d.records(wanted(args, 0, "video", "image"), wanted(args, 1, "primary", "secondary", "none"))
	case "getActivePlayer":
		return reference(d.primary())
	case "getPipPlayer":
		return reference(d.pip())
	}
	return nil
}

// pip is the stream in the browser's own small window, or else the one in the
// small container.
func (d *dualScreen) pip() *source {
	if d.away.floating != nil {
		return d.away.floating
	}
	if !d.active || d.layout != PIP {
		return nil
	}
	return d.secondary()
}

// wanted is a list of an argument, which may be one string too.
func wanted(args value.List, i int, all ...string) []string {
	if i >= len(args) || args[i] == nil {
		return all
	}
	if s, ok := args[i].(string); ok {
		return []string{s}
	}
	var out []string
	list, _ := args[i].(value.List)
	for _, v := range list {
		s, _ := v.(string)
		out = append(out, s)
	}
	return out
}

func (d *dualScreen) records(types, containers []string) value.List {
	out := value.List{}
	for _, s := range d.sources {
		r := d.record(s)
		if in(types, value.Str(r, "type")) && in(containers, s.container) {
			out = append(out, r)
		}
	}
	return out
}

func in(list []string, s string) bool {
	for _, have := range list {
		if have == s {
			return true
		}
	}
	return false
}

// Thumbnails implements ui.Thumbnails: the primary's picture of a moment, and
// the secondary's beside it where two are shown.
func (d *dualScreen) Thumbnails(at float64) value.List {
	out := value.List{}
	for _, s := range []*source{d.primary(), d.secondary()} {
		if s == nil || s.container == "secondary" && (d.layout == SingleMedia || d.layout == Hidden) {
			continue
		}
		if s.image {
			if k := d.deck.at(at); k != nil {
				out = append(out, k.thumbnail())
			}
		} else if s.p != nil {
			if t := s.p.Thumbnail(at); t != nil {
				out = append(out, t)
			}
		}
	}
	return out
}

// Await implements player.Awaiter.
func (d *dualScreen) Await(_ string, done func(v any)) {
	if d.loaded {
		done(nil)
		return
	}
	d.waiting = append(d.waiting, func() { done(nil) })
}

// Call answers for both, the plugin and the service; the names do not overlap.
func (d *dualScreen) Call(method string, args value.List) (any, error) {
	if v := d.serviceMethod(method, args); v != nil {
		return v, nil
	}
	return d.pluginMethod(method, args), nil
}

var _ player.Awaiter = (*dualScreen)(nil)
