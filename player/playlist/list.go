// Package playlist is the list of what a player plays one after another: where
// it is, and what comes next. It asks nobody and plays nothing.
package playlist

import "diptych/player/value"

// Item is one title of a list.
type Item struct {
	Sources value.Map
	Session value.Map // of the answer that told how to play it
	Config  any       // of the page, for this item
	Plugins value.Map
	Info    value.Map // asks the backend how to play it; nil when only the page could tell
	Blocked bool      // it was found that it cannot be played
}

var formats = []string{"hls", "dash", "progressive"}

// Playable tells whether it is known how to play the item.
func (i *Item) Playable() bool {
	for _, f := range formats {
		if len(value.Items(i.Sources, f)) > 0 {
			return true
		}
	}
	return false
}

// List is a playlist and a place in it.
type List struct {
	ID, Poster         string
	Metadata           value.Map
	Options, Countdown value.Map // of the whole list
	Items              []*Item
	Index              int // of the current item; -1 = none
}

// New is an empty list with the contract's defaults (reference: player-api §1.7).
func New() *List {
	l := &List{
		Options:   value.Map{"autoContinue": true, "loop": false, "imageDuration": 5, "documentDuration": 10},
		Countdown: value.Map{"duration": 10, "showing": true},
	}
	l.Clear()
	return l
}

// Clear takes the items away; options stay.
func (l *List) Clear() {
	l.ID, l.Poster, l.Items, l.Index = "", "", nil, -1
	l.Metadata = value.Map{"name": "", "description": ""}
}

// Configure merges what a page says of the list, but for the items.
func (l *List) Configure(config value.Map) {
	if id, ok := config["id"].(string); ok {
		l.ID = id
	}
	if poster, ok := config["poster"].(string); ok {
		l.Poster = poster
	}
	value.Merge(l.Metadata, value.Object(config, "metadata"))
	value.Merge(l.Options, value.Object(config, "options"))
	value.Merge(l.Countdown, value.Object(config, "countdown"))
}

// Load takes the items of data. infos ask the backend for them, one by one;
// where there is none the item's own id does.
func (l *List) Load(data value.Map, infos []value.Map, ks string) {
	l.Clear()
	for i, v := range value.Items(data, "items") {
		item := &Item{Sources: stripped(value.Object(v, "sources")), Config: value.Get(v, "config"), Plugins: value.Object(v, "plugins")}
		if i < len(infos) {
			item.Info = infos[i]
		}
		if id := value.Str(item.Sources, "id"); item.Info == nil && id != "" {
			item.Info = value.Map{"entryId": id}
		}
		if item.Info != nil && ks != "" && item.Info["ks"] == nil {
			item.Info["ks"] = ks
		}
		l.Items = append(l.Items, item)
	}
}

// stripped leaves out formats without streams: they are still to be asked for.
func stripped(sources value.Map) value.Map {
	out := value.Merge(value.Map{}, sources)
	for k, v := range out {
		if list, ok := v.(value.List); ok && len(list) == 0 && k != "capabilities" {
			delete(out, k)
		}
	}
	return out
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
	return l.Step(l.Index, 1, value.Bool(l.Options, "loop"))
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
	id := value.Str(l.Options, "startAtEntryId")
	for i, item := range l.Items {
		if id != "" && value.Str(item.Sources, "id") == id {
			return i
		}
	}
	return 0
}

// CountdownNow is the countdown as the current item has it.
func (l *List) CountdownNow() value.Map {
	out := value.Merge(value.Map{}, l.Countdown)
	if item := l.Current(); item != nil {
		value.Merge(out, value.Object(item.Config, "countdown"))
	}
	return out
}
