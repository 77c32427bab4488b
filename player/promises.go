package player

import (
	"cmp"

	"diptych/player/model"
	"diptych/player/provider"
	"diptych/player/value"
)

// CallAsync runs a method whose outcome a promise of the page waits for.
func (p *Player) CallAsync(method string, args value.List, promise int) {
	a := arguments(args)
	switch method {
	case "servicePromise":
		p.awaitService(a.text(0), a.text(1), promise)
	case "loadMedia":
		p.LoadMedia(model.ReadInfo(a.at(0)), a.object(1), func(m *model.MediaConfig, err *Error) {
			p.loaded(promise, m, err)
		})
	case "loadPlaylist":
		p.LoadPlaylist(a.object(0), a.object(1), func(data model.Object, err *Error) {
			p.loaded(promise, data, err)
		})
	case "loadPlaylistByEntryList":
		p.LoadEntryList(a.object(0), a.object(1), func(data model.Object, err *Error) {
			p.loaded(promise, data, err)
		})
	default:
		p.askProvider(method, a, promise)
	}
}

// loaded settles a promise of loading.
func (p *Player) loaded(promise int, v value.Marshaler, err *Error) {
	if err != nil {
		p.d.Out.Settle(promise, false, err.Data)
		return
	}
	p.d.Out.Settle(promise, true, v)
}

func (p *Player) awaitService(name, property string, promise int) {
	if s, ok := p.services[name].(Awaiter); ok {
		s.Await(property, func(v any) { p.d.Out.Settle(promise, true, v) })
		return
	}
	p.unavailable("servicePromise", promise)
}

func (p *Player) unavailable(method string, promise int) {
	p.d.Out.Settle(promise, false, value.Empty.Str("message", method+" is not available"))
}

// askProvider gives what player.provider is asked for, without playing it.
func (p *Player) askProvider(method string, a arguments, promise int) {
	wanted := func() bool { return !p.destroyed }
	list := func(data model.Object, e *provider.Error) { p.answered(promise, data, e) }
	switch method {
	case "getMediaConfig":
		p.provider().Media(model.ReadInfo(a.at(0)), func(m *model.MediaConfig, e *provider.Error) {
			p.answered(promise, m, e)
		})
	case "getPlaylistConfig":
		p.provider().Playlist(a.object(0), wanted, list)
	case "getEntryListConfig":
		p.provider().EntryList(a.object(0), wanted, list)
	default:
		p.unavailable(method, promise)
	}
}

// answered settles a promise of the provider.
func (p *Player) answered(promise int, v value.Marshaler, e *provider.Error) {
	if e != nil {
		p.d.Out.Settle(promise, false, e)
		return
	}
	p.d.Out.Settle(promise, true, v)
}

// Thumbnail is the picture of a moment (seconds; anything else is now) for the seek
// bar: a slice of the sprite that the server makes, or nil (reference: player-api
// §6.7).
func (p *Player) Thumbnail(at any) *provider.Slice {
	m := p.Media()
	t, ok := value.Number(at)
	if !ok {
		t = m.CurrentTime
	}
	aspect := float64(m.VideoWidth) / float64(max(1, m.VideoHeight))
	duration := m.Duration
	if !(duration > 0) {
		duration = p.media.title.Duration
	}
	ks := ""
	if p.config.Provider.ThumbnailKS {
		ks = cmp.Or(p.media.thumbnailKS, p.media.session.KS)
	}
	return provider.Sprite(p.config.Controls.Preview, p.media.title, ks, t, duration, aspect)
}
