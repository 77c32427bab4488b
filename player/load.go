package player

import (
	"sort"
	"strings"

	"diptych/player/provider"
	"diptych/player/stream"
	"diptych/player/value"
)

// LoadMedia asks the backend for an entry and sets it (reference: player-api §1.5).
// done is called also when other media is wanted meanwhile: with what this
// would have been, which is not set.
func (p *Player) LoadMedia(info, options value.Map, done func(mediaConfig value.Map, err *Error)) {
	p.media.request++
	request := p.media.request
	p.playlist.stop()
	p.Reset(false)
	p.forget()
	p.media.info, p.media.options, p.media.loading, p.media.direct = info, options, true, false
	p.d.Out.Facts(value.Map{"mediaInfo": info, "loading": true})
	if ks := value.Str(info, "ks"); ks != "" {
		value.Set(p.config, "provider.ks", ks)
	}
	p.waited().Media(info, func(m value.Map, e *provider.Error) {
		if p.destroyed {
			return
		}
		sources := value.Object(m, "sources")
		if e == nil {
			value.Merge(sources, options)
		}
		if request != p.media.request {
			settle(m, e, done)
			return
		}
		p.media.loading = false
		p.d.Out.Facts(value.Map{"loading": false})
		if e != nil {
			p.media.playing, p.media.playPassed, p.media.playAsked = false, false, false
			err := loadFailed(e, Critical)
			p.Fail(err)
			done(nil, err)
			return
		}
		if p.media.first { // what setup named wins, but only for the first media
			value.Merge(sources, given(value.Object(p.config, "sources")))
		}
		p.setMedia(m)
		done(m, nil)
	})
}

// settle answers whoever asked for what is not wanted any more.
func settle(m value.Map, e *provider.Error, done func(value.Map, *Error)) {
	if e != nil {
		done(nil, loadFailed(e, Critical))
		return
	}
	done(m, nil)
}

// forget drops what was asked of media that is not there.
func (p *Player) forget() {
	m := &p.media
	m.begun, m.playing, m.playPassed, m.playAsked, m.pauseAsked = false, false, false, false, false
}

// given keeps what setup said about the sources, without empty defaults.
func given(sources value.Map) value.Map {
	out := value.Map{}
	for k, v := range sources {
		if m, ok := v.(value.Map); ok && len(m) == 0 {
			continue
		}
		out[k] = v
	}
	return out
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
		Config: value.Object(p.config, "provider"), Fetch: p.d.Fetch, Clock: p.waits, Version: Version, Referrer: p.d.Env.PageURL,
		Moved: func(serviceURL string) { p.d.Out.Facts(value.Map{"serviceUrl": serviceURL}) },
	}
}

// Request sends calls to the API as one batch, with the session of the media.
func (p *Player) Request(calls []value.Map, done func(results []any, err *Error)) {
	p.provider().Request(calls, value.Str(p.media.session, "ks"), func(results value.List, e *provider.Error) {
		if p.destroyed {
			return
		}
		if e != nil {
			done(nil, &Error{Severity: Recoverable, Category: CategoryNetwork, Code: e.Code, Data: e.Value()})
			return
		}
		done(results, nil)
	})
}

// SetMedia plays sources without asking anybody (reference: player-api §1.3).
func (p *Player) SetMedia(m value.Map) {
	p.forget()
	if p.media.loading { // what was asked of the backend is not wanted any more
		p.media.loading = false
		p.d.Out.Facts(value.Map{"loading": false})
	}
	p.setMedia(m)
	p.media.direct = true
}

func (p *Player) setMedia(m value.Map) {
	p.media.request++
	p.Reset(true)
	p.media.sources = value.Merge(value.Map{"options": value.Map{}, "metadata": value.Map{}}, value.Object(m, "sources"))
	p.media.session = value.Merge(value.Map{"partnerId": value.Get(p.config, "provider", "partnerId"), "uiConfId": value.Get(p.config, "provider", "uiConfId"), "ks": value.Str(p.config, "provider", "ks")}, value.Object(m, "session"))
	if p.d.Env.SessionID != nil {
		p.media.session["id"] = p.d.Env.SessionID()
	}
	p.signURLs()
	p.poster()
	p.d.Out.Facts(value.Map{"sources": p.media.sources, "session": p.media.session, "live": p.Live(), "dvr": value.Get(p.media.sources, "dvr") == true, "src": "", "tracks": value.List{}})
	if named(p.media.sources) { // else there is nothing to be chosen from
		p.changeSource()
	}
}

// CanRetry tells whether there is media that Retry would load.
func (p *Player) CanRetry() bool { return p.media.info != nil || named(p.media.sources) }

// Retry loads the media once more, and plays it if it was to be played.
func (p *Player) Retry() {
	play := p.media.begun
	switch {
	case p.media.direct:
		p.SetMedia(value.Map{"sources": p.media.sources, "session": p.media.session})
	case p.media.info != nil:
		p.LoadMedia(p.media.info, p.media.options, func(value.Map, *Error) {})
	}
	if play && (p.engine != nil || p.media.loading) {
		p.Play()
	}
}

// Live tells whether the media is a live stream.
func (p *Player) Live() bool { return value.Str(p.media.sources, "type") == "Live" }

// signURLs adds what play URLs carry (reference: player-api §6.5).
func (p *Player) signURLs() {
	id := value.Str(p.media.session, "id")
	for _, format := range formats {
		for _, item := range value.Items(p.media.sources, format) {
			url := value.Str(item, "url")
			if m, ok := item.(value.Map); ok && strings.Contains(url, "playManifest/") {
				m["url"] = provider.PlayURL(url, id, p.d.Env.PageURL, Version, p.media.sources)
			}
		}
	}
}

// poster asks for a picture of the size that is shown (reference: player-api §6.7).
func (p *Player) poster() {
	url := value.Str(p.media.sources, "poster")
	raw := value.Str(p.media.sources, "rawThumbnailUrl")
	if url != "" && url == raw && strings.Contains(url, "/thumbnail/entry_id/") {
		m := p.Media()
		if w, h := posterSize(m.ViewWidth, m.ViewHeight); w > 0 {
			url = raw + "/height/" + itoa(h) + "/width/" + itoa(w)
		}
	}
	p.media.poster = url
	p.d.Out.Facts(value.Map{"poster": url})
}

// posterHeights are the sizes that posters are asked for in, 16:9: a few
// pictures serve players of all sizes, so that most are there already. The page
// asks for the same before the engine is there (web/src/ui/early.ts).
var posterHeights = []int{180, 360, 540, 720, 1080}

// posterSize is the smallest of them that fills a view, pixels; 0 for no view.
func posterSize(width, height float64) (w, h int) {
	if width <= 0 || height <= 0 {
		return 0, 0
	}
	for _, h = range posterHeights {
		if w = h * 16 / 9; float64(w) >= width && float64(h) >= height {
			break
		}
	}
	return w, h
}

var formats = []string{"hls", "dash", "progressive"}

func hasSources(sources value.Map) bool {
	for _, f := range formats {
		if len(value.Items(sources, f)) > 0 {
			return true
		}
	}
	return false
}

// named tells whether sources of any kind are given, playable or not.
func named(sources value.Map) bool {
	return hasSources(sources) || len(value.Items(sources, "image")) > 0 || len(value.Items(sources, "document")) > 0
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
	p.d.Out.Facts(value.Map{"engineType": "html5", "streamType": m.format, "selectedSource": m.source, "playbackRates": p.rates()})
	p.Dispatch(EventSourceSelected, value.Map{"selectedSource": value.Items(m.sources, m.format)})
	p.initialVolume()
	p.Dispatch(EventChangeEnded, nil)
	p.begin()
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

func (p *Player) pluginNames() value.List {
	out := value.List{}
	names := make([]string, 0, 8)
	for name := range value.Object(p.config, "plugins") {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		out = append(out, name)
	}
	return out
}

func (p *Player) choose() (string, value.Map) {
	for _, item := range value.Items(p.config, "playback", "streamPriority") {
		format := value.Str(item, "format")
		list := value.Items(p.media.sources, format)
		if value.Str(item, "engine") != "html5" || len(list) == 0 {
			continue
		}
		source, ok := list[0].(value.Map)
		if !ok || value.Str(source, "url") == "" || format == formatProgressive && !p.d.Env.CanPlayFile(value.Str(source, "mimetype")) {
			continue
		}
		return format, source
	}
	return "", nil
}

func (p *Player) initialVolume() {
	muted := value.Bool(p.config, "playback", "muted")
	if p.media.first { // what was set by hand before the media came stays
		if v, ok := value.Numeric(p.config, "playback", "volume"); ok && !p.volumeSet {
			p.d.Media.SetVolume(clamp(v, 0, 1))
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
	p.Dispatch(EventMuteChange, value.Map{"mute": muted})
}

// begin loads or plays at once where config or an early play() say so.
func (p *Player) begin() {
	p.media.loaded = true
	auto := value.Get(p.config, "playback", "autoplay")
	switch {
	case p.media.playAsked:
		p.media.playAsked = false
		if p.media.begun { // and the page was told
			p.media.playing = true
			p.load()
			p.passPlay()
		} else {
			p.Play()
		}
	case auto == true || auto == "inview":
		p.autoplay()
	case value.Str(p.config, "playback", "preload") == "auto":
		p.load()
	}
	if !p.media.first && !p.media.started && auto != true {
		p.later(func() { p.Dispatch(EventEmptied, nil) }) // of the media before
	}
	p.media.first = false
}

// autoplay plays with sound, else without, else says that it cannot
// (reference: player-api §3.6 J).
func (p *Player) autoplay() {
	request := p.media.request
	p.d.Env.CanAutoplay(func(sound, muted bool) {
		if request != p.media.request || p.destroyed || p.media.playing {
			return
		}
		already := p.media.muted // the element may have been muted for this already
		switch {
		case p.media.pauseAsked: // whoever paused meanwhile does not want it
			p.Load()
		case sound || muted && already:
			p.Play()
		case muted && value.Get(p.config, "playback", "allowMutedAutoPlay") != false:
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
	if !p.media.loaded {
		return
	}
	m := media{info: p.media.info, options: p.media.options, request: p.media.request, sources: value.Map{}}
	if p.media.waiting != nil {
		p.media.waiting()
	}
	p.media = m
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
	p.d.Out.Facts(value.Map{"tracks": value.List{}, "src": "", "engineType": "", "streamType": "", "poster": "", "selectedSource": nil, "sources": value.Map{"options": value.Map{}, "metadata": value.Map{}}})
	p.Dispatch(EventReset, value.Map{"isChangeMedia": changeMedia})
}
