package player

import (
	"diptych/player/model"
	"diptych/player/provider"
	"diptych/player/stream"
	"diptych/player/value"
)

// LoadMedia asks the backend for an entry and sets it (reference: player-api §1.5).
// done is called also when other media is wanted meanwhile: with what this
// would have been, which is not set.
func (p *Player) LoadMedia(
	info *model.Info, options model.Object, done func(config *model.MediaConfig, err *Error),
) {
	p.media.request++
	request := p.media.request
	p.playlist.stop()
	p.Reset(false)
	p.media.unwish()
	p.media.info, p.media.options, p.media.direct = info, options, false
	p.media.phase = asked
	p.d.Out.Facts(value.Empty.Put("mediaInfo", info).Bool("loading", true))
	if info != nil && info.KS != "" {
		p.config.Set("provider.ks", info.KS)
	}
	p.waited().Media(info, func(m *model.MediaConfig, e *provider.Error) {
		if p.destroyed {
			return
		}
		if e == nil {
			m.Sources.Merge(options)
		}
		if request != p.media.request {
			settle(m, e, done)
			return
		}
		p.unasked()
		if e != nil {
			p.media.wish, p.media.deferred = wishNone, false
			err := loadFailed(e, Critical)
			p.Fail(err)
			done(nil, err)
			return
		}
		if p.first { // what setup named wins, but only for the first media
			m.Sources.Merge(p.config.Said().Object("sources").WithoutEmptyObjects())
		}
		p.setMedia(m.Sources, m.Session.Said())
		done(m, nil)
	})
}

// settle answers whoever asked for what is not wanted any more.
func settle[T any](answer T, e *provider.Error, done func(T, *Error)) {
	if e != nil {
		var none T
		done(none, loadFailed(e, Critical))
		return
	}
	done(answer, nil)
}

// unasked notes that nobody waits for the backend any more.
func (p *Player) unasked() {
	if p.media.phase == asked {
		p.media.phase = empty
		p.d.Out.Facts(value.Empty.Bool("loading", false))
	}
}

// waited is a provider whose answer the viewer waits for, and hears when none comes.
func (p *Player) waited() *provider.Provider {
	request := p.media.request
	out := p.provider()
	out.Away = func(on bool) {
		if request == p.media.request && !p.destroyed {
			p.setAway(away{p.away.stream, on})
		}
	}
	return out
}

func (p *Player) provider() *provider.Provider {
	return &provider.Provider{
		Config: &p.config.Provider, Fetch: p.d.Fetch, Clock: p.waits, Version: Version, Referrer: p.d.Env.PageURL,
		Moved: func(serviceURL string) {
			p.config.Set("provider.env.serviceUrl", serviceURL)
			p.d.Out.Facts(value.Empty.Str("serviceUrl", serviceURL))
		},
	}
}

// Request sends calls to the API as one batch, with the session of the media.
func (p *Player) Request(calls []provider.Call, done func(results []any, err *Error)) {
	p.provider().Request(calls, p.media.session.KS, func(results value.List, e *provider.Error) {
		if p.destroyed {
			return
		}
		if e != nil {
			done(nil, &Error{Severity: Recoverable, Category: CategoryNetwork, Code: e.Code, Data: e})
			return
		}
		done(results, nil)
	})
}

// SetMedia plays sources without asking anybody (reference: player-api §1.3).
func (p *Player) SetMedia(sources, session model.Object) {
	p.media.unwish()
	p.unasked() // what was asked of the backend is not wanted any more
	p.setMedia(sources, session)
	p.media.direct = true
}

func (p *Player) setMedia(sources, session model.Object) {
	p.media.request++
	p.Reset(true)
	m := &p.media
	m.title = model.ReadMedia(sources)
	m.session = model.ReadSession(p.config.Session().Over(session))
	if p.d.Env.SessionID != nil {
		m.session = m.session.Named(p.d.Env.SessionID())
	}
	p.signURLs()
	p.poster()
	facts := value.Empty.Put("sources", m.title).Put("session", m.session).Bool("live", p.Live()).
		Bool("dvr", m.title.DVR).Bool("onLiveEdge", false).Num("dvrStart", 0).Num("liveEdge", 0)
	p.d.Out.Facts(facts.Str("src", "").Put("tracks", value.Array{}))
	if m.title.Named() { // else there is nothing to be chosen from
		p.changeSource()
	}
}

// CanRetry tells whether there is media that Retry would load.
func (p *Player) CanRetry() bool { return p.media.info != nil || p.media.title.Named() }

// Retry loads the media once more, and plays it if it was to be played.
func (p *Player) Retry() {
	play := p.media.begun
	switch {
	case p.media.direct:
		p.SetMedia(p.media.title.Said(), p.media.session.Said())
	case p.media.info != nil:
		p.LoadMedia(p.media.info, p.media.options, func(*model.MediaConfig, *Error) {})
	}
	if play && (p.engine != nil || p.media.phase == asked) {
		p.Play()
	}
}

// changeSource chooses format and engine (reference: player-api §3.6 A, §6.1).
func (p *Player) changeSource() {
	m := &p.media
	p.Dispatch(EventPluginsList, p.pluginNames())
	p.Dispatch(EventChangeStarted, nil)
	m.format, m.source = p.choose()
	if m.source == nil && p.chooseImage() {
		p.showImage()
		return
	}
	if m.source == nil {
		p.Fail(&Error{Severity: Critical, Category: CategoryPlayer, Code: CodeNoEngine})
		return
	}
	p.engine = stream.New(p.streamDeps(), p.streamConfig(), (*engineListener)(p))
	facts := value.Empty.Str("engineType", "html5").Str("streamType", m.format).Put("selectedSource", m.source)
	p.d.Out.Facts(facts.Any("playbackRates", p.Rates()))
	p.tellSource()
	p.native()
	p.initialVolume()
	p.Dispatch(EventChangeEnded, nil)
	p.begin()
}

// tellSource tells of the sources of the chosen format.
func (p *Player) tellSource() {
	p.Dispatch(EventSourceSelected, value.Empty.Any("selectedSource", p.media.title.Sources(p.media.format)))
}

// later does something in a task of its own, if the media is still the same.
func (p *Player) later(f func()) {
	request := p.media.request
	p.d.Clock.After(0, func() {
		if request == p.media.request && p.engine != nil && !p.destroyed {
			f()
		}
	})
}

func (p *Player) pluginNames() value.Marshaler {
	out := value.Array{}
	for _, name := range p.config.Plugins() {
		out = out.Str(name)
	}
	return out
}

func (p *Player) choose() (string, *model.Source) {
	for _, format := range p.config.Playback.Formats {
		source := p.media.title.Source(format)
		switch {
		case source == nil, format == formatProgressive && !p.d.Env.CanPlayFile(source.MIME):
		case format == formatProgressive, p.buffers(), format == "hls" && p.d.Env.CanPlayFile(typeHLS):
			return format, source
		}
	}
	return "", nil
}

// native leaves the manifest to the element itself where segments cannot be brought.
func (p *Player) native() {
	if !p.buffers() {
		p.media.format = formatProgressive
	}
}

// typeHLS is how elements call HLS that they play by themselves (RFC 8216bis §10).
const typeHLS = "application/vnd.apple.mpegurl"

// buffers tells whether the browser lets a page bring media by the segment; an iPhone
// before iOS 17 has nothing but its own HLS.
func (p *Player) buffers() bool {
	return p.d.Env.CanPlay(`video/mp4; codecs="avc1.42E01E"`) || p.d.Env.CanPlay(`video/webm; codecs="vp9"`)
}

func (p *Player) initialVolume() {
	muted := p.config.Playback.Muted
	if p.first { // what was set by hand before the media came stays
		if v := p.config.Playback.Volume; v != nil && !p.volumeSet {
			p.d.Media.SetVolume(clamp(*v, 0, 1))
		}
		if p.mutedSet {
			muted = p.Media().Muted
		} else if muted {
			p.d.Media.SetMuted(true)
		}
	} else {
		muted = p.Media().Muted
	}
	p.media.muted = muted
	p.Dispatch(EventMuteChange, Muted(muted))
}

// begin loads or plays at once where config or an early play() say so.
func (p *Player) begin() {
	m := &p.media
	m.advance(chosen)
	auto := p.config.Playback.Autoplay
	switch {
	case m.deferred:
		m.deferred = false
		if m.begun { // and the page was told
			m.wish = max(m.wish, wishPlay)
			p.load()
			p.passPlay()
		} else {
			p.Play()
		}
	case auto != model.NoAutoplay:
		p.autoplay()
	case p.config.Playback.Preload:
		p.load()
	}
	if !p.first && m.phase < started && auto != model.AutoplayAtOnce {
		p.later(func() { p.Dispatch(EventEmptied, nil) }) // of the media before
	}
	p.first = false
}

// autoplay plays with sound, else without, else says that it cannot
// (reference: player-api §3.6 J).
func (p *Player) autoplay() {
	request := p.media.request
	p.d.Env.CanAutoplay(func(sound, muted bool) {
		if request != p.media.request || p.destroyed || p.media.wish >= wishPlay {
			return
		}
		already := p.media.muted // the element may have been muted for this already
		switch {
		case p.media.wish == wishPause: // whoever paused meanwhile does not want it
			p.Load()
		case sound || muted && already:
			p.Play()
		case muted && !p.config.Playback.KeepSound:
			p.SetMuted(true)
			p.Dispatch(EventMutedAutoplay, nil)
			p.Play()
		default:
			p.Load()
			p.Dispatch(EventAutoplayFailed, nil)
		}
	})
}

// Reset takes the media away (reference: player-api §3.6 I).
func (p *Player) Reset(changeMedia bool) {
	m := &p.media
	if m.phase < chosen {
		return
	}
	if m.waiting != nil {
		m.waiting()
	}
	p.first = false
	*m = media{info: m.info, options: m.options, request: m.request, title: model.ReadMedia(model.Object{})}
	if p.engine != nil {
		p.engine.Close()
		p.engine = nil
	}
	p.setAway(away{})
	p.d.Media.Pause()
	p.d.Carrier.Close()
	p.captions.reset(p)
	p.cues.reset()
	p.tracks.reset()
	facts := value.Empty.Put("tracks", value.Array{}).Str("src", "").Str("engineType", "").Str("streamType", "")
	p.d.Out.Facts(facts.Str("poster", "").Any("selectedSource", nil).Put("sources", m.title))
	p.Dispatch(EventReset, Reset{changeMedia})
}
