package navigation

import (
	"cmp"
	"slices"
	"strings"

	"diptych/player"
	"diptych/player/model"
	"diptych/player/value"
	"diptych/plugins/timeline"
)

// added takes new cues that belong into the list, and marks them on the seek bar.
func (n *navigation) added(e player.Event) {
	list, _ := e.Payload.(player.CueList)
	some := false
	for _, c := range list.Cues {
		kind := kindOf(c)
		if kind == "" || !n.conf.wanted(kind) {
			continue
		}
		i := newItem(c, kind)
		n.items = put(n.items, i)
		n.mark(i)
		some = true
	}
	if !some {
		return
	}
	arrange(n.items, n.conf.order)
	n.mount()
	n.moved()
	n.publish()
}

// mark puts an item on the seek bar; choosing it there opens its tab.
func (n *navigation) mark(i *item) {
	bar, ok := n.c.Player.Service("timeline").(timeline.Service)
	if !ok || i.kind != Chapter && i.kind != Hotspot && i.kind != Answer {
		return
	}
	bar.Mark(timeline.Mark{ID: i.id, Kind: i.kind, Title: i.title, Start: i.start, Open: func(byKeyboard bool) {
		n.tab, n.query = i.kind, ""
		n.panel.Open(byKeyboard)
		n.c.Player.Seek(i.start)
		n.publish()
	}})
}

// quiz takes the questions as the quiz's plugin tells of them.
func (n *navigation) quiz(e player.Event) {
	questions, ok := e.Payload.(Questions)
	if !ok || !n.conf.wanted(Question) {
		return
	}
	n.items = slices.DeleteFunc(n.items, func(i *item) bool { return i.kind == Question })
	for _, q := range questions {
		i := &item{
			id: q.ID, kind: Question, start: q.Start, description: q.Text, number: q.Number, state: q.State,
			reflection: q.Reflection,
		}
		i.index()
		n.items = append(n.items, i)
	}
	arrange(n.items, n.conf.order)
	n.mount()
	n.publish()
}

// moved marks what play is in.
func (n *navigation) moved() {
	now := reached(n.items, n.c.Player.Media().CurrentTime)
	if strings.Join(now, " ") != strings.Join(n.active, " ") {
		n.active = now
		n.publish()
	}
}

// captions is the text that searches look in: that of the caption track, or the
// first there is.
func (n *navigation) captions() string {
	some := ""
	if t := n.c.Player.Tracks().Shown(); t != nil {
		some = t.Language + "-" + t.Label
	}
	last := ""
	for _, i := range n.items {
		if i.kind == Caption {
			if i.text == some {
				return some
			}
			last = cmp.Or(last, i.text)
		}
	}
	return last
}

// publish publishes the slice "navigation":
//
//	query, tab, tabs [kind, ...], total, items [{id, kind, at (s), time, title, description, picture,
//	number, state, reflection, group: "", first, mid, last}], active [id, ...], searchable (captions only), live
func (n *navigation) publish() {
	if n.c.UI == nil {
		return
	}
	captions := n.captions()
	found := filter(n.items, All, n.query, captions)
	kinds := tabs(found, n.conf.order)
	if !slices.Contains(kinds, n.tab) {
		n.tab = All
	}
	shown := filter(found, n.tab, n.query, captions)
	var items value.Array
	for k, i := range shown {
		items = items.Add(i.fields(group(shown, k, n.tab)))
	}
	f := value.Empty.Str("query", n.query).Str("tab", n.tab).Put("tabs", value.Texts(kinds)).
		Int("total", len(shown))
	f = f.Put("items", items).Put("active", value.Texts(n.active)).Bool("searchable", captions != "")
	n.c.UI.SetSlice("navigation", f.Bool("live", n.c.Player.Live()))
}

func (i *item) fields(group string) value.Fields {
	f := value.Empty.Str("id", i.id).Str("kind", i.kind).Num("at", i.start).Str("time", clock(i.start))
	f = f.Str("title", i.title).Str("description", i.description).Str("picture", i.picture)
	return f.Int("number", i.number).Int("state", i.state).Bool("reflection", i.reflection).Str("group", group)
}

// group tells how an item stands among neighbours of the same title: they are
// drawn as one block.
func group(items []*item, k int, tab string) string {
	if tab != All || items[k].title == "" {
		return ""
	}
	before := k > 0 && items[k-1].title == items[k].title
	after := k+1 < len(items) && items[k+1].title == items[k].title
	switch {
	case before && after:
		return "mid"
	case before:
		return "last"
	case after:
		return "first"
	}
	return ""
}

// actions answer the components.
func (n *navigation) actions() {
	on := func(name string, f func(a model.Object)) {
		n.c.UI.On("navigation."+name, func(a model.Object) any { f(a); return nil })
	}
	on("search", func(a model.Object) { n.query = a.Str("query"); n.publish(); n.tell() })
	on("tab", func(a model.Object) { n.tab = a.Str("tab"); n.publish(); n.tell() })
	on("item", func(a model.Object) { n.choose(a.Str("id")) })
	on("text", func(a model.Object) {
		n.c.Player.Dispatch(EventText, value.Empty.Any("isTextExpanded", a.Get("expanded")).
			Any("itemType", a.Get("kind")))
	})
	on("close", func(model.Object) { n.panel.Dismiss() })
}

// tell says what is searched for and how much is left.
func (n *navigation) tell() {
	captions := n.captions()
	found := filter(n.items, All, n.query, captions)
	f := value.Empty.Str("searchQuery", n.query).Str("activeTab", n.tab).
		Put("availableTabs", value.Texts(tabs(found, n.conf.order)))
	n.c.Player.Dispatch(EventSearch, f.Int("totalResults", len(filter(found, n.tab, n.query, captions))))
}

func (n *navigation) choose(id string) {
	for _, i := range n.items {
		if i.id != id {
			continue
		}
		n.c.Player.Dispatch(EventItem, value.Empty.Num("seekTo", i.start).Str("itemType", i.kind))
		n.c.UI.Seek(i.start)
		return
	}
}
