package player

import (
	"errors"

	"diptych/player/provider"
	"diptych/player/value"
)

// arguments of a call from the page.
type arguments value.List

func (a arguments) at(i int) any {
	if i < len(a) {
		return a[i]
	}
	return nil
}

func (a arguments) object(i int) value.Map { m, _ := a.at(i).(value.Map); return m }
func (a arguments) text(i int) string      { s, _ := a.at(i).(string); return s }
func (a arguments) list(i int) value.List  { l, _ := a.at(i).(value.List); return l }

// number gives ok only for a number.
func (a arguments) number(i int) (float64, bool) { return value.Number(a.at(i)) }

// call is one method of the page's player object.
type call func(p *Player, a arguments) any

// calls is filled in init: it refers to functions that refer to it.
var calls map[string]call

func init() {
	do := func(f func(p *Player)) call { return func(p *Player, _ arguments) any { f(p); return nil } }
	number := func(f func(p *Player, n float64)) call {
		return func(p *Player, a arguments) any {
			if n, ok := a.number(0); ok {
				f(p, n)
			}
			return nil
		}
	}
	calls = map[string]call{
		"load": do((*Player).Load), "play": do((*Player).Play), "pause": do((*Player).Pause),
		"hideTextTrack": do((*Player).HideText), "showTextTrack": do((*Player).ShowText), "enableAdaptiveBitrate": do((*Player).EnableABR), "seekToLiveEdge": do((*Player).SeekToLiveEdge),
		"setCurrentTime": number((*Player).Seek), "setVolume": number((*Player).SetVolume), "setPlaybackRate": number((*Player).SetRate),
		"setMuted":           func(p *Player, a arguments) any { p.SetMuted(a.at(0) == true); return nil },
		"reset":              func(p *Player, a arguments) any { p.Reset(a.at(0) == true); return nil },
		"setMedia":           func(p *Player, a arguments) any { p.SetMedia(a.object(0)); return nil },
		"configure":          func(p *Player, a arguments) any { p.Configure(a.object(0)); return nil },
		"setPlaylist":        func(p *Player, a arguments) any { p.SetPlaylist(a.object(0), a.object(1), a.list(2)); return nil },
		"playNext":           do((*Player).PlayNext),
		"playPrev":           do((*Player).PlayPrev),
		"playItem":           number(func(p *Player, n float64) { p.PlayItem(int(n)) }),
		"configurePlaylist":  func(p *Player, a arguments) any { p.playlist.configure(a.object(0)); return nil },
		"resetPlaylist":      do(func(p *Player) { p.playlist.reset() }),
		"selectTrack":        func(p *Player, a arguments) any { p.SelectTrack(a.object(0)); return nil },
		"setSourcesMetadata": func(p *Player, a arguments) any { p.setMetadata(a.object(0)); return nil },
		"updateThumbnailKs":  func(p *Player, a arguments) any { p.UpdateThumbnailKS(a.text(0), a.at(1) != false); return nil },
		"getThumbnail":       func(p *Player, a arguments) any { return p.Thumbnail(a.at(0)) },
		"addCuePoints":       func(p *Player, a arguments) any { p.AddCuePoints(a.list(0)); return nil },
		"getAllCuePoints":    func(p *Player, _ arguments) any { return p.CuePoints() },
		"getActiveCuePoints": func(p *Player, _ arguments) any { return p.ActiveCuePoints() },
		"setTextStyle":       func(p *Player, a arguments) any { p.setTextStyle(a.object(0)); return nil },
		"attachMediaSource":  do((*Player).AttachMediaSource),
		"detachMediaSource":  do((*Player).DetachMediaSource),
		"pictureInPictureFailed": func(p *Player, a arguments) any {
			code := 7009
			if a.at(0) == true {
				code = 7008
			}
			p.Fail(&Error{Severity: Recoverable, Category: CategoryPlayer, Code: code})
			return nil
		},
		"intercept": func(p *Player, a arguments) any { p.Intercept(a.list(0)); return nil },
		"proceed": func(p *Player, a arguments) any {
			if id, ok := a.number(0); ok {
				p.Proceed(int(id), a.list(1))
			}
			return nil
		},
		"serviceCall": func(p *Player, a arguments) any { return p.callService(a.text(0), a.text(1), a.list(2)) },
	}
}

// ErrNoMethod is what calling an unknown method gives.
var ErrNoMethod = errors.New("no such method")

// Call runs a method of the page's player object, by its contract name.
func (p *Player) Call(method string, args value.List) (any, error) {
	f := calls[method]
	if f == nil {
		return nil, ErrNoMethod
	}
	return f(p, arguments(args)), nil
}

// CallAsync runs a method whose outcome a promise of the page waits for.
func (p *Player) CallAsync(method string, args value.List, promise int) {
	a := arguments(args)
	if s, ok := p.services[a.text(0)].(Awaiter); ok && method == "servicePromise" {
		s.Await(a.text(1), func(v any) { p.d.Out.Settle(promise, true, v) })
		return
	}
	answered := func(m value.Map, e *provider.Error) {
		if e != nil {
			p.d.Out.Settle(promise, false, e.Value())
			return
		}
		p.d.Out.Settle(promise, true, m)
	}
	if p.askProvider(method, a.object(0), answered) {
		return
	}
	load := map[string]func(info, more value.Map, done func(value.Map, *Error)){"loadMedia": p.LoadMedia, "loadPlaylist": p.LoadPlaylist, "loadPlaylistByEntryList": p.LoadEntryList}[method]
	if load == nil {
		p.d.Out.Settle(promise, false, value.Map{"message": method + " is not available"})
		return
	}
	load(a.object(0), a.object(1), func(m value.Map, err *Error) {
		if err != nil {
			p.d.Out.Settle(promise, false, err.Data)
			return
		}
		p.d.Out.Settle(promise, true, m)
	})
}

// askProvider gives what player.provider is asked for, without playing it.
func (p *Player) askProvider(method string, info value.Map, done func(m value.Map, err *provider.Error)) bool {
	wanted := func() bool { return !p.destroyed }
	switch method {
	case "getMediaConfig":
		p.provider().Media(info, done)
	case "getPlaylistConfig":
		p.provider().Playlist(info, wanted, done)
	case "getEntryListConfig":
		p.provider().EntryList(info, wanted, done)
	default:
		return false
	}
	return true
}

func (p *Player) callService(name, method string, args value.List) any {
	s := p.services[name]
	if s == nil {
		return nil
	}
	v, err := s.Call(method, args)
	if err != nil {
		p.d.Log.Log(1, "service call failed", "service", name, "method", method, "error", err.Error())
	}
	return v
}

func (p *Player) setMetadata(metadata value.Map) {
	if !p.media.loaded {
		p.mergeSources(value.Map{"metadata": metadata})
		return
	}
	value.Merge(p.media.sources, value.Map{"metadata": metadata})
	p.d.Out.Facts(value.Map{"sources": p.media.sources})
}

func (p *Player) setTextStyle(style value.Map) {
	p.d.Out.Facts(value.Map{"textStyle": style})
	p.Dispatch("textstylechanged", nil)
}

// UpdateThumbnailKS takes the session that thumbnails are asked for with.
func (p *Player) UpdateThumbnailKS(ks string, tell bool) {
	p.media.thumbnailKS = ks
	p.d.Out.Facts(value.Map{"thumbnailKs": ks})
	if tell {
		p.Dispatch(EventThumbnailKS, value.Map{"newKs": ks})
	}
}

// SeekToLiveEdge goes to the newest picture of a live stream.
func (p *Player) SeekToLiveEdge() {
	if p.engine == nil || !p.Live() {
		return
	}
	if ranges := p.Media().Buffered; len(ranges) > 0 {
		p.Seek(max(0, ranges[len(ranges)-1].End-6))
	}
}

// Thumbnail is the picture of a moment for the seek bar: a slice of the sprite
// that the server makes (reference: player-api §6.7).
func (p *Player) Thumbnail(at any) any {
	t, ok := value.Number(at)
	if !ok {
		t = p.Media().CurrentTime
	}
	m := p.Media()
	aspect := float64(m.VideoWidth) / float64(max(1, m.VideoHeight))
	duration := m.Duration
	if !(duration > 0) {
		duration = value.Num(p.media.sources, "duration")
	}
	ks := ""
	if value.Bool(p.config, "provider", "loadThumbnailWithKs") {
		ks = first(p.media.thumbnailKS, value.Str(p.media.session, "ks"))
	}
	return provider.Sprite(p.config, p.media.sources, ks, t, duration, aspect)
}
