package transcript

import (
	"diptych/player"
	"diptych/player/value"
)

// publishLines publishes the text, which is large and seldom changes. Slice
// "transcriptLines": {key, lines: [[start (s), text], ...], ids: [...]}.
func (t *transcript) publishLines() {
	if t.c.UI == nil {
		return
	}
	lines := value.List{}
	for _, l := range t.lines() {
		lines = append(lines, value.List{l.start, l.text})
	}
	t.c.UI.SetSlice("transcriptLines", value.Map{"key": t.shown, "lines": lines})
}

// publish publishes the rest. Slice "transcript":
//
//	query, found (number of hits), current (index, -1 = none), line of it,
//	active [line, ...], follow, loading, failed, showTime, long, searchMS, download, print,
//	detached, title, languages [{key, label, language, active}]
//
// Slice "transcriptHits": hits [[line, from, to (UTF-16 units), current], ...] in
// the lines that are drawn.
func (t *transcript) publish() {
	if t.c.UI == nil {
		return
	}
	active := value.List{}
	for _, i := range t.active {
		active = append(active, i)
	}
	current, found := t.search.current, len(t.search.hits)
	if found == 0 {
		current = -1
	}
	t.c.UI.SetSlice("transcript", value.Map{
		"query": t.search.query, "found": found, "current": current, "line": t.search.line(t.texts[t.shown]), "active": active, "follow": t.follow, "loading": t.shown != "" && t.texts[t.shown] == nil && !t.failed, "failed": t.failed,
		"showTime": t.conf.showTime, "long": t.c.Player.Media().Duration >= 3600, "searchMS": t.conf.searchMS, "download": t.conf.download, "print": t.conf.print, "detached": t.detached,
		"mode": t.conf.mode, "position": t.conf.position, "title": value.Str(t.c.Player.Sources(), "metadata", "name"), "languages": t.languages(),
	})
	t.publishHits()
}

// around is how many lines beyond those that are drawn have their hits marked.
const around = 24

// publishHits publishes the hits in sight, and those near the current one, which
// the list is about to go to.
func (t *transcript) publishHits() {
	x := t.texts[t.shown]
	first, last := t.view[0]-around, t.view[1]+around
	hits := t.search.within(x, first, last)
	t.marked = [2][2]int{{first, last}}
	if line := t.search.line(x); line < first || line > last {
		hits = append(hits, t.search.within(x, line-around, line+around)...)
		t.marked[1] = [2]int{line - around, line + around}
	}
	t.c.UI.SetSlice("transcriptHits", value.Map{"hits": hits})
}

// inSight takes the lines that are drawn now. Hits that are published already
// are not again: the page would draw all rows once more.
func (t *transcript) inSight(first, last int) {
	t.view = [2]int{first, last}
	for _, m := range t.marked {
		if m[0] <= first && last <= m[1] {
			return
		}
	}
	if t.search.pattern != "" {
		t.publishHits()
	}
}

func (t *transcript) languages() value.List {
	out := value.List{}
	for _, k := range t.c.Player.Tracks() {
		if value.Str(k, "$") != "TextTrack" || value.Str(k, "id") == "off" {
			continue
		}
		out = append(out, value.Map{"id": value.Str(k, "id"), "label": value.Str(k, "label"), "active": keyOf(value.Str(k, "language"), value.Str(k, "label")) == t.shown})
	}
	return out
}

// actions answer the components.
func (t *transcript) actions() {
	on := func(name string, f func(a value.Map) any) { t.c.UI.On("transcript."+name, f) }
	tell := func(event string, payload any) any { t.c.Player.Dispatch(event, payload); return nil }
	at := func() value.Map { return value.Map{"videoPosition": t.c.Player.Media().CurrentTime} }
	on("search", func(a value.Map) any { t.look(value.Str(a, "query")); return nil })
	on("view", func(a value.Map) any { t.inSight(value.Int(a, "first"), value.Int(a, "last")); return nil })
	on("step", func(a value.Map) any { t.step(value.Int(a, "by")); return nil })
	on("seek", func(a value.Map) any { t.seek(value.Int(a, "line")); return nil })
	on("follow", func(a value.Map) any { t.setFollow(value.Bool(a, "on")); return nil })
	on("close", func(value.Map) any { t.closed = true; t.close(); return nil })
	on("match", func(value.Map) any { return tell(EventGoToMatch, nil) })
	on("language", func(a value.Map) any {
		t.c.Player.SelectTrack(value.Map{"type": "text", "id": value.Str(a, "id")})
		return nil
	})
	on("download", func(value.Map) any { tell(EventDownload, at()); return t.file() })
	on("print", func(value.Map) any { tell(EventPrint, at()); return t.file() })
	on("detach", func(value.Map) any { t.detach(true); return tell(EventPopout, nil) })
	on("attach", func(a value.Map) any {
		t.detach(false)
		return tell(EventPopoutEnd, value.Map{"type": value.Str(a, "type")})
	})
	on("moved", func(a value.Map) any {
		return tell(EventPopoutMove, value.Map{"position": value.Map{"x": a["x"], "y": a["y"]}})
	})
	on("resized", func(a value.Map) any {
		return tell(EventPopoutSize, value.Map{"size": value.Map{"x": a["x"], "y": a["y"]}})
	})
}

// file is the transcript as a text file: {name, text}.
func (t *transcript) file() value.Map {
	x := t.texts[t.shown]
	if x == nil {
		return nil
	}
	name := x.language
	if title := value.Str(t.c.Player.Sources(), "metadata", "name"); title != "" {
		name += "-" + title
	}
	return value.Map{"name": name + ".txt", "text": whole(x.lines)}
}

// warm does once what a search does, for nobody to see: a browser compiles code
// when it first runs, and the first key should not have to wait for that.
func (t *transcript) warm() {
	if t.warmed || t.search.query != "" {
		return
	}
	t.warmed = true
	x := t.texts[t.shown]
	t.search.find("e", x)
	t.publish()
	t.c.Clock.After(searchToldMS, func() {})()
	t.search.find("", x)
	t.publish()
}

func (t *transcript) look(query string) {
	t.search.find(query, t.texts[t.shown])
	if len(t.search.hits) > 0 {
		t.follow = false
	}
	if t.telling != nil {
		t.telling()
		t.telling = nil
	}
	if query != "" {
		t.telling = t.c.Clock.After(searchToldMS, func() { t.c.Player.Dispatch(EventSearch, value.Map{"search": query}) })
	}
	t.publish()
}

func (t *transcript) step(by int) {
	t.search.step(by)
	t.follow = false
	t.c.Player.Dispatch(EventNavigate, value.Map{"index": t.search.current})
	t.publish()
}

func (t *transcript) seek(i int) {
	if lines := t.lines(); i >= 0 && i < len(lines) {
		t.c.UI.Action("seek", value.Map{"to": lines[i].start})
	}
}

func (t *transcript) setFollow(on bool) {
	if t.follow == on {
		return
	}
	t.follow = on
	t.c.Player.Dispatch(EventScrolling, value.Map{"auto": on})
	t.publish()
}

// detach closes the panel while its content stands in a window of its own, and
// opens it again afterwards.
func (t *transcript) detach(on bool) {
	if t.detached = on; !on {
		t.c.UI.Panels().Activate(t.panel, false)
	}
	t.publish()
}

var _ player.Service = (*transcript)(nil)
