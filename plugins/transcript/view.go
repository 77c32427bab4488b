package transcript

import (
	"diptych/player"
	"diptych/player/model"
	"diptych/player/stream"
	"diptych/player/value"
)

// publishLines publishes the text, which is large and seldom changes. Slice
// "transcriptLines": {key, lines: [[start (s), text], ...], ids: [...]}.
func (t *transcript) publishLines() {
	if t.c.UI == nil {
		return
	}
	var lines value.Array
	for _, l := range t.lines() {
		lines = lines.Add(value.Array{}.Num(l.start).Str(l.text))
	}
	t.c.UI.SetSlice("transcriptLines", value.Empty.Str("key", t.shown).Put("lines", lines))
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
	var active value.Array
	for _, i := range t.active {
		active = active.Num(float64(i))
	}
	current, found := t.search.current, len(t.search.hits)
	if found == 0 {
		current = -1
	}
	x := t.texts[t.shown]
	f := value.Empty.Str("query", t.search.query).Int("found", found).Int("current", current).
		Int("line", t.search.line(x))
	f = f.Put("active", active).Bool("follow", t.follow)
	f = f.Bool("loading", t.shown != "" && x == nil && !t.failed).Bool("failed", t.failed)
	f = f.Bool("showTime", t.conf.showTime).Bool("long", t.c.Player.Media().Duration >= 3600).
		Num("searchMS", t.conf.searchMS)
	f = f.Bool("download", t.conf.download).Bool("print", t.conf.print).Bool("detached", t.detached)
	f = f.Str("mode", t.conf.mode).Str("position", t.conf.position).Str("title", t.c.Player.Title().Name)
	t.c.UI.SetSlice("transcript", f.Put("languages", t.languages()))
	t.publishHits()
}

// around is how many lines beyond those that are drawn have their hits marked.
const around = 24

// publishHits publishes the hits in sight, and those near the current one, which
// the list is about to go to.
func (t *transcript) publishHits() {
	x := t.texts[t.shown]
	first, last := t.view[0]-around, t.view[1]+around
	hits := t.search.within(x, first, last, nil)
	t.marked = [2][2]int{{first, last}}
	if line := t.search.line(x); line < first || line > last {
		hits = t.search.within(x, line-around, line+around, hits)
		t.marked[1] = [2]int{line - around, line + around}
	}
	t.c.UI.SetSlice("transcriptHits", value.Empty.Put("hits", hits))
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

func (t *transcript) languages() value.Array {
	var out value.Array
	for _, k := range t.c.Player.Tracks().Of(stream.Text) {
		if !k.IsOff() {
			out = out.Add(value.Empty.Str("id", k.ID).Str("label", k.Label).
				Bool("active", keyOf(k.Language, k.Label) == t.shown))
		}
	}
	return out
}

// actions answer the components.
func (t *transcript) actions() {
	do := func(name string, f func(a model.Object)) {
		t.c.UI.On("transcript."+name, func(a model.Object) any { f(a); return nil })
	}
	do("search", func(a model.Object) { t.look(a.Str("query")) })
	do("view", func(a model.Object) { t.inSight(int(a.Num("first")), int(a.Num("last"))) })
	do("step", func(a model.Object) { t.step(int(a.Num("by"))) })
	do("seek", func(a model.Object) { t.seek(int(a.Num("line"))) })
	do("follow", func(a model.Object) { t.setFollow(a.Bool("on")) })
	do("close", func(model.Object) { t.panel.Dismiss() })
	do("match", func(model.Object) { t.c.Player.Dispatch(EventGoToMatch, nil) })
	do("language", func(a model.Object) { t.c.Player.SelectTrack(stream.Text, a.Str("id")) })
	do("detach", func(model.Object) { t.detach(true); t.c.Player.Dispatch(EventPopout, nil) })
	do("attach", func(a model.Object) {
		t.detach(false)
		t.c.Player.Dispatch(EventPopoutEnd, value.Empty.Str("type", a.Str("type")))
	})
	do("moved", func(a model.Object) {
		t.c.Player.Dispatch(EventPopoutMove, value.Empty.Put("position", point(a)))
	})
	do("resized", func(a model.Object) { t.c.Player.Dispatch(EventPopoutSize, value.Empty.Put("size", point(a))) })
	for name, event := range map[string]string{"download": EventDownload, "print": EventPrint} {
		t.c.UI.On("transcript."+name, func(model.Object) any {
			t.c.Player.Dispatch(event, value.Empty.Num("videoPosition", t.c.Player.Media().CurrentTime))
			return t.file()
		})
	}
}

func point(a model.Object) value.Fields { return value.Empty.Any("x", a.Get("x")).Any("y", a.Get("y")) }

// file is the transcript as a text file: {name, text}, nil where there is none.
func (t *transcript) file() any {
	x := t.texts[t.shown]
	if x == nil {
		return nil
	}
	name := x.language
	if title := t.c.Player.Title().Name; title != "" {
		name += "-" + title
	}
	return value.Empty.Str("name", name+".txt").Str("text", whole(x.lines))
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
		t.telling = t.c.Clock.After(searchToldMS, func() {
			t.c.Player.Dispatch(EventSearch, value.Empty.Str("search", query))
		})
	}
	t.publish()
}

func (t *transcript) step(by int) {
	t.search.step(by)
	t.follow = false
	t.c.Player.Dispatch(EventNavigate, value.Empty.Int("index", t.search.current))
	t.publish()
}

func (t *transcript) seek(i int) {
	if lines := t.lines(); i >= 0 && i < len(lines) {
		t.c.UI.Seek(lines[i].start)
	}
}

func (t *transcript) setFollow(on bool) {
	if t.follow == on {
		return
	}
	t.follow = on
	t.c.Player.Dispatch(EventScrolling, value.Empty.Bool("auto", on))
	t.publish()
}

// detach closes the panel while its content stands in a window of its own, and
// opens it again afterwards.
func (t *transcript) detach(on bool) {
	if t.detached = on; !on {
		t.panel.Attach()
	}
	t.publish()
}

var _ player.Service = (*transcript)(nil)
