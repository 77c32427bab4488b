package player

import (
	"strconv"

	"diptych/player/playlist"
	"diptych/player/provider"
	"diptych/player/value"
)

// Events of playlists (reference: player-api §3.4).
const (
	EventPlaylistLoaded      = "kaltura-player-playlistloaded"
	EventPlaylistItemChanged = "kaltura-player-playlistitemchanged"
	EventPlaylistEnded       = "kaltura-player-playlistended"
)

// playlists plays a list, item by item.
type playlists struct {
	p         *Player
	list      *playlist.List
	request   int // lists and items asked for; an older answer is dropped
	loads     int // lists so far: the page makes its items anew
	loading   bool
	started   bool // play has begun since the list was loaded
	changes   int  // of what is to be seen
	cancelled bool // the viewer does not want the next item
	changing  int  // the item that is being set, -1 = none
	waiting   map[*playlist.Item][]func(*provider.Error)
}

func newPlaylists(p *Player) *playlists {
	pl := &playlists{p: p, list: playlist.New(), changing: -1, waiting: map[*playlist.Item][]func(*provider.Error){}}
	pl.list.Configure(value.Object(p.config, "playlist"))
	p.On(EventChangeEnded, func(Event) { pl.changed() })
	p.On(EventPlaybackStart, func(Event) { pl.started = true })
	return pl
}

// Playlist is what is played one after another. It is not to be changed.
func (p *Player) Playlist() *playlist.List { return p.playlist.list }

// PlaylistChanges grows when something about the playlist is to be seen.
func (p *Player) PlaylistChanges() int { return p.playlist.changes }

// LoadPlaylist asks the backend for a playlist and plays it (reference:
// player-api §6.6).
func (p *Player) LoadPlaylist(info, config value.Map, done func(data value.Map, err *Error)) {
	p.playlist.load(p.waited().Playlist, info, config, done)
}

// LoadEntryList does so with entries that the page names.
func (p *Player) LoadEntryList(info, config value.Map, done func(data value.Map, err *Error)) {
	p.playlist.load(p.waited().EntryList, info, config, done)
}

type ask func(info value.Map, wanted func() bool, done func(data value.Map, err *provider.Error))

func (pl *playlists) load(ask ask, info, config value.Map, done func(data value.Map, err *Error)) {
	p := pl.p
	pl.request++
	request := pl.request
	p.media.request++ // a loadMedia under way is not wanted any more
	p.media.loading = false
	ks := value.Str(info, "ks")
	if ks != "" {
		value.Set(p.config, "provider.ks", ks)
	}
	pl.busy(true)
	wanted := func() bool { return request == pl.request && !p.destroyed }
	ask(info, wanted, func(data value.Map, e *provider.Error) {
		if p.destroyed {
			return
		}
		if !wanted() {
			settle(data, e, done)
			return
		}
		pl.busy(false)
		if e != nil {
			err := loadFailed(e, Critical)
			p.Fail(err)
			done(nil, err)
			return
		}
		resolved := value.Clone(data) // play adds to the items
		pl.set(data, config, nil, ks, func() { m, _ := resolved.(value.Map); done(m, nil) })
	})
}

func loadFailed(e *provider.Error, severity int) *Error {
	return &Error{Severity: severity, Category: e.PlayerCategory, Code: CodeLoadFailed, Data: e.Value()}
}

func (pl *playlists) busy(on bool) {
	pl.loading = on
	pl.p.d.Out.Facts(value.Map{"loading": on || pl.p.media.loading})
}

// SetPlaylist plays a list that the page has. entries ask the backend for the
// items, where they are not the items' own ids.
func (p *Player) SetPlaylist(data, config value.Map, entries value.List) {
	p.playlist.set(data, config, entries, "", func() {})
}

// set begins a list; told is called before its first item is asked for.
func (pl *playlists) set(data, config value.Map, entries value.List, ks string, told func()) {
	if len(value.Items(data, "items")) == 0 {
		told()
		return
	}
	var infos []value.Map
	for _, e := range entries {
		infos = append(infos, provider.Entry(e))
	}
	pl.loads++
	pl.started, pl.changing = false, -1
	pl.list.Load(data, infos, ks)
	pl.list.Configure(data)
	pl.list.Configure(config)
	for i := range pl.list.Items {
		pl.publishItem(i)
	}
	pl.publish()
	pl.p.Dispatch(EventPlaylistLoaded, value.Map{"playlist": value.Map{"$": "Playlist"}})
	pl.open(pl.list.First(), 1, told)
}

// configure changes a list, or begins the one that is given.
func (pl *playlists) configure(config value.Map) {
	if len(value.Items(config, "items")) > 0 {
		pl.set(config, nil, nil, "", func() {})
		return
	}
	pl.list.Configure(config)
	pl.publish()
}

// stop gives up what is being asked for: other media is wanted.
func (pl *playlists) stop() {
	pl.request++
	pl.changing, pl.loading = -1, false
}

// reset forgets the list. What plays goes on.
func (pl *playlists) reset() {
	pl.stop()
	pl.list.Clear()
	pl.publish()
}

// publish tells the page where the list is (web/src/playlist.ts).
func (pl *playlists) publish() {
	l := pl.list
	pl.changes++
	pl.p.d.Out.Facts(value.Map{"playlist": value.Map{
		"id": l.ID, "metadata": l.Metadata, "poster": l.Poster, "options": l.Options, "countdown": l.CountdownNow(),
		"index": l.Index, "next": l.Next(), "prev": l.Prev(), "count": len(l.Items), "loads": pl.loads,
	}})
}

func (pl *playlists) publishItem(i int) {
	item := pl.list.Items[i]
	pl.p.d.Out.Facts(value.Map{"playlistItem" + strconv.Itoa(i): value.Map{"sources": item.Sources, "config": item.Config, "plugins": item.Plugins, "playable": item.Playable()}})
}
