package player

import (
	"diptych/player/model"
	"diptych/player/playlist"
	"diptych/player/provider"
	"diptych/player/value"
)

// open plays an item as soon as it is known how; one that cannot be played is
// passed over in the direction. announce is called before anybody is asked.
func (pl *playlists) open(i, direction int, announce func()) {
	p := pl.p
	pl.request++
	pl.replaceMedia()
	request := pl.request
	pl.list.Index, pl.cancelled, pl.changing = i, false, -1
	item := pl.list.Current()
	p.Reset(true)
	pl.name(item)
	pl.publish()
	announce()
	if item.Playable() {
		pl.play(item)
		return
	}
	pl.busy(true)
	pl.ask(item, func(e *provider.Error) {
		if request != pl.request || p.destroyed {
			return
		}
		pl.busy(false)
		if e == nil {
			pl.play(item)
			return
		}
		pl.skip(i, direction, e)
	})
}

// skip goes on to what can be played; the page hears why.
func (pl *playlists) skip(i, direction int, e *provider.Error) {
	next := pl.list.Step(i, direction, false)
	if next < 0 && direction < 0 {
		next = pl.list.Step(i, 1, true)
	}
	if next < 0 || e.Network() {
		pl.p.Fail(loadFailed(e, Critical))
		return
	}
	pl.p.Fail(loadFailed(e, Recoverable))
	pl.open(next, direction, func() {})
}

// name makes the item what is asked for, also when it is tried again.
func (pl *playlists) name(item *playlist.Item) {
	pl.p.media.info, pl.p.media.options = item.Info, model.Object{}
	pl.p.d.Out.Facts(value.Empty.Put("mediaInfo", item.Info))
}

// play sets the media of the current item. What follows the first item plays at
// once if play had begun.
func (pl *playlists) play(item *playlist.Item) {
	p := pl.p
	p.media.deferred = p.media.deferred || pl.started
	pl.changing = pl.list.Index
	p.setMedia(item.Sources, item.Session.Said())
}

// changed tells of the new item once its source is chosen, then looks after its
// neighbours.
func (pl *playlists) changed() {
	i := pl.changing
	pl.changing = -1
	if i < 0 || i != pl.list.Index {
		return
	}
	active := value.Empty.Str("$", "PlaylistItem").Int("index", i)
	change := value.Empty.Int("index", i).Put("activeItem", active).
		Any("entryId", pl.list.Current().Sources.Get("id"))
	pl.p.Dispatch(EventPlaylistItemChanged, change)
	for _, beside := range []int{i + 1, i - 1} {
		if beside >= 0 && beside < len(pl.list.Items) && !pl.list.Items[beside].Playable() {
			pl.ask(pl.list.Items[beside], func(*provider.Error) {})
		}
	}
}

// ask learns how to play an item; one answer serves all who wait for it.
func (pl *playlists) ask(item *playlist.Item, done func(*provider.Error)) {
	if item.Info == nil {
		item.Blocked = true
		done(&provider.Error{PlayerCategory: CategoryPlayer, Code: CodeNoSource})
		return
	}
	pl.waiting[item] = append(pl.waiting[item], done)
	if len(pl.waiting[item]) > 1 {
		return
	}
	pl.p.provider().Media(item.Info, func(m *model.MediaConfig, e *provider.Error) {
		waiting := pl.waiting[item]
		delete(pl.waiting, item)
		if pl.p.destroyed {
			return
		}
		item.Blocked = e != nil && !e.Network()
		if e == nil {
			item.Sources, item.Session = m.Sources.Over(item.Sources), m.Session
		}
		pl.learned(item)
		for _, f := range waiting {
			f(e)
		}
	})
}

// learned tells the page what is known of an item now.
func (pl *playlists) learned(item *playlist.Item) {
	for i, have := range pl.list.Items {
		if have == item {
			pl.publishItem(i)
			pl.publish() // what comes next may be another
			return
		}
	}
}

// ended goes on with the next item, or says that there is none (reference:
// player-api §3.6 F).
func (pl *playlists) ended() {
	if len(pl.list.Items) == 0 {
		return
	}
	next := pl.list.Next()
	switch {
	case next < 0:
		pl.p.Dispatch(EventPlaylistEnded, nil)
	case !pl.cancelled && pl.list.Options.Flag(true, "autoContinue"):
		pl.open(next, 1, func() {})
	}
}

// tick goes on when a countdown that the page has set into the item is over
// (reference: player-api §8.7).
func (pl *playlists) tick(now float64) {
	c := pl.list.CountdownNow()
	from, ok := c.Number("timeToShow")
	if ok && from >= 0 && c.Flag(true, "showing") && now >= from+c.Num("duration") && pl.p.Continues() {
		pl.open(pl.list.Next(), 1, func() {})
	}
}

// PlayNext plays the next item, after the last one the first.
func (p *Player) PlayNext() {
	if l := p.playlist.list; l.Index >= 0 {
		if next := l.Step(l.Index, 1, true); next >= 0 {
			p.playlist.open(next, 1, func() {})
		}
	}
}

// PlayPrev plays the item before.
func (p *Player) PlayPrev() {
	if prev := p.playlist.list.Prev(); prev >= 0 {
		p.playlist.open(prev, -1, func() {})
	}
}

// PlayItem plays an item by its index; others are ignored.
func (p *Player) PlayItem(i int) {
	if i < 0 || i >= len(p.playlist.list.Items) {
		return
	}
	p.playlist.list.Items[i].Blocked = false // asked for by name: tried again
	p.playlist.open(i, 1, func() {})
}

// StayOnItem lets the current item be the last one that plays by itself.
func (p *Player) StayOnItem() {
	p.playlist.cancelled = true
	p.playlist.changes++
}

// Continues tells whether the next item will play by itself.
func (p *Player) Continues() bool {
	pl := p.playlist
	return !pl.cancelled && pl.list.Next() >= 0 && pl.list.Options.Flag(true, "autoContinue") &&
		!p.config.Playback.Loop
}
