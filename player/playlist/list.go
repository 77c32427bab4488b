// Package playlist is the list of what a player plays one after another: where
// it is, and what comes next. It asks nobody and plays nothing.
package playlist

import (
	"diptych/player/model"
	"diptych/player/value"
)

// Item is one title of a list.
type Item struct {
	Sources model.Object
	Session model.Session // of the answer that told how to play it
	Config  any           // of the page, for this item
	Plugins model.Object
	Info    *model.Info // asks the backend how to play it; nil when only the page could tell
	Blocked bool        // it was found that it cannot be played
}

// Playable tells whether it is known how to play the item.
func (i *Item) Playable() bool { return model.Playable(i.Sources) }

// AppendJSON implements value.Marshaler: the item as the page reads it
// (web/src/playlist.ts).
func (i *Item) AppendJSON(dst []byte) []byte {
	f := value.Empty.Put("sources", i.Sources).Any("config", i.Config).Put("plugins", i.Plugins)
	return f.Bool("playable", i.Playable()).AppendJSON(dst)
}

// List is a playlist and a place in it.
type List struct {
	ID, Poster         string
	Metadata           model.Object
	Options, Countdown model.Object // of the whole list
	Items              []*Item
	Index              int // of the current item; -1 = none
}

// New is an empty list with the contract's defaults (reference: player-api §1.7).
func New() *List {
	l := &List{
		Options:   model.New("autoContinue", true, "loop", false, "imageDuration", 5, "documentDuration", 10),
		Countdown: model.New("duration", 10, "showing", true),
	}
	l.Clear()
	return l
}

// Clear takes the items away; options stay.
func (l *List) Clear() {
	l.ID, l.Poster, l.Items, l.Index = "", "", nil, -1
	l.Metadata = model.New("name", "", "description", "")
}

// Configure merges what a page says of the list, but for the items.
func (l *List) Configure(config model.Object) {
	l.ID, l.Poster = config.Text("id", l.ID), config.Text("poster", l.Poster)
	l.Metadata.Merge(config.Object("metadata"))
	l.Options.Merge(config.Object("options"))
	l.Countdown.Merge(config.Object("countdown"))
}

// Load takes the items of data. infos ask the backend for them, one by one;
// where there is none the item's own id does.
func (l *List) Load(data model.Object, infos []*model.Info, ks string) {
	l.Clear()
	for i, v := range data.Items("items") {
		o := model.ReadObject(v)
		item := &Item{
			Sources: o.Object("sources").WithoutEmptyLists("capabilities"), Config: value.Get(v, "config"),
			Plugins: o.Object("plugins"),
		}
		if i < len(infos) {
			item.Info = infos[i]
		}
		if id := item.Sources.Str("id"); item.Info == nil && id != "" {
			item.Info = model.NewInfo(id, "")
		}
		item.Info = item.Info.With(ks)
		l.Items = append(l.Items, item)
	}
}

// Current is the item that is played, nil for none.
func (l *List) Current() *Item { return l.at(l.Index) }

func (l *List) at(i int) *Item {
	if i < 0 || i >= len(l.Items) {
		return nil
	}
	return l.Items[i]
}

// Step goes from one item to the next in a direction (1 or -1) that is not known
// to be blocked; -1 = there is none. Around the end only if it may wrap.
func (l *List) Step(from, direction int, wrap bool) int {
	n := len(l.Items)
	for k := 1; k <= n; k++ {
		i := from + k*direction
		if wrap {
			i = (i%n + n) % n
		}
		if i < 0 || i >= n {
			return -1
		}
		if !l.Items[i].Blocked {
			return i
		}
	}
	return -1
}

// Next is the index of what comes next by itself, -1 for nothing.
func (l *List) Next() int {
	if l.Index < 0 {
		return -1
	}
	return l.Step(l.Index, 1, l.Options.Bool("loop"))
}

// Prev is the index of what came before, -1 for nothing.
func (l *List) Prev() int {
	if l.Index < 0 {
		return -1
	}
	return l.Step(l.Index, -1, false)
}

// First is where play begins: options.startAtEntryId, else at the first item.
func (l *List) First() int {
	id := l.Options.Str("startAtEntryId")
	for i, item := range l.Items {
		if id != "" && item.Sources.Str("id") == id {
			return i
		}
	}
	return 0
}

// CountdownNow is the countdown as the current item has it.
func (l *List) CountdownNow() model.Object {
	item := l.Current()
	if item == nil {
		return l.Countdown.Over(model.Object{})
	}
	return l.Countdown.Over(model.ReadObject(value.Get(item.Config, "countdown")))
}
