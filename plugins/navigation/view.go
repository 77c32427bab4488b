package navigation

import (
	"strings"

	"diptych/player/value"
	"diptych/plugins/timeline"
)

// added takes new cues that belong into the list, and marks them on the seek bar.
func (n *navigation) added(cues value.List) {
	some := false
	for _, c := range cues {
		kind := kindOf(value.Get(c, "metadata"))
		if kind == "" || !n.conf.wanted(kind) {
			continue
		}
		i := newItem(c, kind)
		n.items = put(n.items, i)
		n.mark(i)
		some = some || kind != Caption || n.panel > 0 || len(n.items) > 0
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
		n.open(false, byKeyboard)
		n.c.Player.Seek(i.start)
		n.publish()
	}})
}

// quiz takes the questions as the quiz's plugin tells of them.
func (n *navigation) quiz(list value.List) {
	if !n.conf.wanted(Question) {
		return
	}
	kept := n.items[:0:0]
	for _, i := range n.items {
		if i.kind != Question {
			kept = append(kept, i)
		}
	}
	n.items = kept
	for k, q := range list {
		number := value.Int(q, "index") + 1
		if value.Get(q, "index") == nil {
			number = k + 1
		}
		i := &item{id: value.Str(q, "id"), kind: Question, start: value.Num(q, "startTime"), description: value.Str(q, "question"), number: number, state: value.Int(q, "state"), reflection: value.Int(q, "type") == 3}
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
	for _, t := range n.c.Player.Tracks() {
		if value.Str(t, "$") == "TextTrack" && value.Get(t, "active") == true && value.Str(t, "id") != "off" {
			some = value.Str(t, "language") + "-" + value.Str(t, "label")
		}
	}
	last := ""
	for _, i := range n.items {
		if i.kind == Caption {
			if i.text == some {
				return some
			}
			last = first(last, i.text)
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
	if !contains(kinds, n.tab) {
		n.tab = All
	}
	shown := filter(found, n.tab, n.query, captions)
	items := value.List{}
	for k, i := range shown {
		items = append(items, value.Map{"id": i.id, "kind": i.kind, "at": i.start, "time": clock(i.start), "title": i.title, "description": i.description, "picture": i.picture,
			"number": i.number, "state": i.state, "reflection": i.reflection, "group": group(shown, k, n.tab)})
	}
	active := value.List{}
	for _, id := range n.active {
		active = append(active, id)
	}
	list := value.List{}
	for _, kind := range kinds {
		list = append(list, kind)
	}
	n.c.UI.SetSlice("navigation", value.Map{"query": n.query, "tab": n.tab, "tabs": list, "total": len(shown), "items": items, "active": active, "searchable": captions != "", "live": n.c.Player.Live()})
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

func contains(list []string, s string) bool {
	for _, have := range list {
		if have == s {
			return true
		}
	}
	return false
}

// actions answer the components.
func (n *navigation) actions() {
	on := func(name string, f func(a value.Map)) {
		n.c.UI.On("navigation."+name, func(a value.Map) any { f(a); return nil })
	}
	on("search", func(a value.Map) { n.query = value.Str(a, "query"); n.publish(); n.tell() })
	on("tab", func(a value.Map) { n.tab = value.Str(a, "tab"); n.publish(); n.tell() })
	on("item", func(a value.Map) { n.choose(value.Str(a, "id")) })
	on("text", func(a value.Map) {
		n.c.Player.Dispatch(EventText, value.Map{"isTextExpanded": a["expanded"], "itemType": a["kind"]})
	})
	on("close", func(value.Map) { n.closed = true; n.close() })
}

// tell says what is searched for and how much is left.
func (n *navigation) tell() {
	found := filter(n.items, All, n.query, n.captions())
	kinds := value.List{}
	for _, kind := range tabs(found, n.conf.order) {
		kinds = append(kinds, kind)
	}
	n.c.Player.Dispatch(EventSearch, value.Map{"searchQuery": n.query, "activeTab": n.tab, "availableTabs": kinds, "totalResults": len(filter(found, n.tab, n.query, n.captions()))})
}

func (n *navigation) choose(id string) {
	for _, i := range n.items {
		if i.id != id {
			continue
		}
		n.c.Player.Dispatch(EventItem, value.Map{"seekTo": i.start, "itemType": i.kind})
		n.c.UI.Action("seek", value.Map{"to": i.start})
		return
	}
}
