package player

import (
	"errors"

	"diptych/player/model"
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

func (a arguments) object(i int) model.Object { return model.ReadObject(a.at(i)) }
func (a arguments) text(i int) string         { s, _ := a.at(i).(string); return s }
func (a arguments) list(i int) value.List     { l, _ := a.at(i).(value.List); return l }

// number gives ok only for a number.
func (a arguments) number(i int) (float64, bool) { return value.Number(a.at(i)) }

// ErrNoMethod is what calling an unknown method gives.
var ErrNoMethod = errors.New("no such method")

// Call runs a method of the page's player object, by its contract name.
func (p *Player) Call(method string, args value.List) (any, error) {
	a := arguments(args)
	for _, row := range plainCalls {
		if row.name == method {
			row.do(p)
			return nil, nil
		}
	}
	if p.callWithNumber(method, a) || p.callWith(method, a) {
		return nil, nil
	}
	return p.ask(method, a)
}

// plainCalls take no arguments.
var plainCalls = []struct {
	name string
	do   func(*Player)
}{
	{"load", (*Player).Load}, {"play", (*Player).Play}, {"pause", (*Player).Pause},
	{"playNext", (*Player).PlayNext}, {"playPrev", (*Player).PlayPrev},
	{"hideTextTrack", (*Player).HideText}, {"showTextTrack", (*Player).ShowText},
	{"enableAdaptiveBitrate", (*Player).EnableABR}, {"seekToLiveEdge", (*Player).SeekToLiveEdge},
	{"attachMediaSource", (*Player).AttachMediaSource}, {"detachMediaSource", (*Player).DetachMediaSource},
	{"resetPlaylist", func(p *Player) { p.playlist.reset() }},
}

// callWithNumber runs a method that takes a number; with anything else it does
// nothing. It gives false where there is no such.
func (p *Player) callWithNumber(method string, a arguments) bool {
	do := p.Seek
	switch method {
	case "setCurrentTime":
	case "setVolume":
		do = p.SetVolume
	case "setPlaybackRate":
		do = p.SetRate
	case "playItem":
		do = func(n float64) { p.PlayItem(int(n)) }
	default:
		return false
	}
	if n, ok := a.number(0); ok {
		do(n)
	}
	return true
}

// callWith runs a method with other arguments that answers nothing; false where
// there is no such.
func (p *Player) callWith(method string, a arguments) bool {
	switch method {
	case "setMuted":
		p.SetMuted(a.at(0) == true)
	case "reset":
		p.Reset(a.at(0) == true)
	case "setMedia":
		p.SetMedia(a.object(0).Object("sources"), a.object(0).Object("session"))
	case "configure":
		p.Configure(a.object(0))
	case "setPlaylist":
		p.SetPlaylist(a.object(0), a.object(1), a.list(2))
	case "configurePlaylist":
		p.playlist.configure(a.object(0))
	case "selectTrack":
		p.selectRef(a.object(0))
	case "setSourcesMetadata":
		p.setMetadata(a.object(0))
	case "updateThumbnailKs":
		p.UpdateThumbnailKS(a.text(0), a.at(1) != false)
	case "addCuePoints", "addMetadata":
		cues := p.readCues(a.list(0))
		for _, c := range cues {
			c.Streamed = method == "addMetadata"
		}
		p.AddCuePoints(cues)
	case "setTextStyle":
		p.setTextStyle(a.object(0))
	case "pictureInPictureFailed":
		p.failPictureInPicture(a.at(0) == true)
	case "intercept":
		p.Intercept(a.list(0))
	case "changeSource":
		p.changeTo(a.text(0), model.ReadSource(a.at(1)))
	case "proceed":
		if id, ok := a.number(0); ok {
			p.Proceed(int(id), a.list(1))
		}
	default:
		return false
	}
	return true
}

// ask runs a method that answers something.
func (p *Player) ask(method string, a arguments) (any, error) {
	switch method {
	case "getThumbnail":
		if s := p.Thumbnail(a.at(0)); s != nil {
			return s, nil
		}
		return nil, nil
	case "stats":
		return p.stats(), nil
	case "decisions":
		if p.engine != nil {
			return p.engine.Decisions(), nil
		}
		return value.Array{}, nil
	case "getAllCuePoints":
		return p.CuePoints(), nil
	case "getActiveCuePoints":
		return p.ActiveCuePoints(), nil
	case "serviceCall":
		return p.callService(a.text(0), a.text(1), a.list(2)), nil
	}
	return nil, ErrNoMethod
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

func (p *Player) failPictureInPicture(entering bool) {
	code := codeExitPIP
	if entering {
		code = codeEnterPIP
	}
	p.Fail(&Error{Severity: Recoverable, Category: CategoryPlayer, Code: code})
}

func (p *Player) setMetadata(metadata model.Object) {
	change := model.New("metadata", metadata.Over(model.Object{}).Value())
	if p.media.phase < chosen {
		p.mergeSources(change)
		return
	}
	p.media.title.Merge(change)
	p.d.Out.Facts(value.Empty.Put("sources", p.media.title))
}

func (p *Player) setTextStyle(style model.Object) {
	p.d.Out.Facts(value.Empty.Put("textStyle", style))
	p.Dispatch("textstylechanged", nil)
}

// UpdateThumbnailKS takes the session that thumbnails are asked for with.
func (p *Player) UpdateThumbnailKS(ks string, tell bool) {
	p.media.thumbnailKS = ks
	p.d.Out.Facts(value.Empty.Str("thumbnailKs", ks))
	if tell {
		p.Dispatch(EventThumbnailKS, NewKS(ks))
	}
}
