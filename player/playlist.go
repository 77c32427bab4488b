package player

import (
	"strconv"

	"diptych/player/model"
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
	pl := &playlists{
		p: p, list: playlist.New(), changing: -1, waiting: map[*playlist.Item][]func(*provider.Error){},
	}
	pl.list.Configure(p.config.Said().Object("playlist"))
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
func (p *Player) LoadPlaylist(info, config model.Object, done func(data model.Object, err *Error)) {
	p.playlist.load(p.waited().Playlist, info, config, done)
}

// LoadEntryList does so with entries that the page names.
func (p *Player) LoadEntryList(info, config model.Object, done func(data model.Object, err *Error)) {
	p.playlist.load(p.waited().EntryList, info, config, done)
}

type ask func(info model.Object, wanted func() bool, done func(data model.Object, err *provider.Error))

func (pl *playlists) load(ask ask, info, config model.Object, done func(data model.Object, err *Error)) {
	p := pl.p
	pl.request++
	request := pl.request
	pl.replaceMedia()
	ks := info.Str("ks")
	if ks != "" {
		p.config.Set("provider.ks", ks)
	}
	pl.busy(true)
	wanted := func() bool { return request == pl.request && !p.destroyed }
	ask(info, wanted, func(data model.Object, e *provider.Error) {
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
			done(model.Object{}, err)
			return
		}
		resolved := data.Over(model.Object{}) // play adds to the items
		pl.set(data, config, nil, ks, func() { done(resolved, nil) })
	})
}

// replaceMedia notes that a loadMedia under way is not wanted any more.
func (pl *playlists) replaceMedia() {
	pl.p.media.request++
	if pl.p.media.phase == asked {
		pl.p.media.phase = empty
	}
}

func loadFailed(e *provider.Error, severity int) *Error {
	return &Error{Severity: severity, Category: e.PlayerCategory, Code: CodeLoadFailed, Data: e}
}

func (pl *playlists) busy(on bool) {
	pl.loading = on
	pl.p.d.Out.Facts(value.Empty.Bool("loading", on || pl.p.media.phase == asked))
}

// SetPlaylist plays a list that the page has. entries ask the backend for the
// items, where they are not the items' own ids.
func (p *Player) SetPlaylist(data, config model.Object, entries value.List) {
	p.playlist.set(data, config, entries, "", func() {})
}

// set begins a list; announce is called before its first item is asked for.
func (pl *playlists) set(data, config model.Object, entries value.List, ks string, announce func()) {
	if len(data.Items("items")) == 0 {
		announce()
		return
	}
	var infos []*model.Info
	for _, e := range entries {
		infos = append(infos, model.ListEntry(e))
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
	pl.p.Dispatch(EventPlaylistLoaded, value.Empty.Put("playlist", value.Empty.Str("$", "Playlist")))
	pl.open(pl.list.First(), 1, announce)
}

// configure changes a list, or begins the one that is given.
func (pl *playlists) configure(config model.Object) {
	if len(config.Items("items")) > 0 {
		pl.set(config, model.Object{}, nil, "", func() {})
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
	f := value.Empty.Str("id", l.ID).Put("metadata", l.Metadata).Str("poster", l.Poster).Put("options", l.Options)
	f = f.Put("countdown", l.CountdownNow()).Int("index", l.Index).Int("next", l.Next()).Int("prev", l.Prev())
	pl.p.d.Out.Facts(value.Empty.Put("playlist", f.Int("count", len(l.Items)).Int("loads", pl.loads)))
}

func (pl *playlists) publishItem(i int) {
	pl.p.d.Out.Facts(value.Empty.Put("playlistItem"+strconv.Itoa(i), pl.list.Items[i]))
}
