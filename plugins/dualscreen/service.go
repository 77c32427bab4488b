package dualscreen

import (
	"slices"

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
		return d.recordOf(d.byID(id))
	case "getActiveDualScreenPlayer":
		container, _ := at(0).(string)
		return d.recordOf(d.in(container))
	case "getPipPosition":
		return string(d.corner)
	case "_layout":
		return string(d.reported())
	}
	return nil
}

// record is a source as the contract shows it (reference: plugins §1.2).
type record struct {
	id, kind, container string
	player              value.Marshaler
}

// AppendJSON implements value.Marshaler.
func (r *record) AppendJSON(dst []byte) []byte {
	f := value.Empty.Str("id", r.id).Str("type", r.kind).Str("container", r.container)
	return f.Any("player", r.player).AppendJSON(dst)
}

func (d *dualScreen) record(s *source) *record {
	kind := "video"
	if s.image {
		kind = "image"
	}
	return &record{s.id, kind, s.container, d.reference(s)}
}

// recordOf answers a page, which may ask for nobody.
func (d *dualScreen) recordOf(s *source) any {
	if s == nil {
		return nil
	}
	return d.record(s)
}

// reference stands for the player of a stream, which the page puts in its place.
func (d *dualScreen) reference(s *source) value.Marshaler {
	if k := d.known(s); k != nil {
		return value.Empty.Str("$", "Player").Str("id", k.ID())
	}
	return nil
}

// service wraps the plugin as player.getService('dualScreen').
func (d *dualScreen) serviceMethod(method string, args value.List) any {
	switch method {
	case "drift":
		return d.drift()
	case "getDualScreenThumbs":
		at := 0.0
		if len(args) > 0 {
			at, _ = value.Number(args[0])
		}
		list := d.thumbnails(at)
		if len(list) == 1 {
			return list[0]
		}
		return array(list)
	case "getDualScreenPlayers":
		return d.records(wanted(args, 0, "video", "image"), wanted(args, 1, "primary", "secondary", "none"))
	case "getActivePlayer":
		return answer(d.reference(d.primary()))
	case "getPipPlayer":
		return answer(d.reference(d.pip()))
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

func (d *dualScreen) records(types, containers []string) value.Array {
	var out value.Array
	for _, s := range d.sources {
		if r := d.record(s); slices.Contains(types, r.kind) && slices.Contains(containers, r.container) {
			out = out.Add(r)
		}
	}
	return out
}

// answer is what a page gets: nothing is no object.
func answer(v value.Marshaler) any {
	if v == nil {
		return nil
	}
	return v
}

func array(list []value.Marshaler) value.Array {
	var out value.Array
	for _, v := range list {
		out = out.Add(v)
	}
	return out
}

// Thumbnails implements ui.Thumbnails: the primary's picture of a moment, and
// the secondary's beside it where two are shown.
func (d *dualScreen) Thumbnails(at float64) (pictures value.Array, some bool) {
	list := d.thumbnails(at)
	return array(list), len(list) > 0
}

func (d *dualScreen) thumbnails(at float64) []value.Marshaler {
	var out []value.Marshaler
	for _, s := range []*source{d.primary(), d.secondary()} {
		if s == nil || s.container == "secondary" && (d.layout == SingleMedia || d.layout == Hidden) {
			continue
		}
		if v := d.pictureAt(s, at); v != nil {
			out = append(out, v)
		}
	}
	return out
}

// pictureAt is a small picture of a stream at a moment, seconds, or nil.
func (d *dualScreen) pictureAt(s *source, at float64) value.Marshaler {
	if s.image {
		if k := d.deck.at(at); k != nil {
			return k.thumbnail()
		}
		return nil
	}
	if k := d.known(s); k != nil {
		if t := k.Thumbnail(at); t != nil {
			return t
		}
	}
	return nil
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
