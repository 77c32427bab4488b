// Package player is the player: what happens when, and what the page is told.
// It is pure Go; the browser stands behind Deps. Everything of one player runs
// on one goroutine.
package player

import (
	"diptych/player/manifest"
	"diptych/player/stream"
	"diptych/player/value"
)

// Player is one player of a page.
type Player struct {
	d          Deps
	config     value.Map
	listeners  []*listener
	engine     *stream.Engine
	configured []func(change value.Map)
	services   map[string]Service
	state      stateMachine
	media      media
	tracks     tracks
	captions   captions
	cues       cuePoints
	playlist   *playlists
	middleware middleware
	everLoaded bool // tracks of some media were known
	destroyed  bool
	volumeSet  bool // by the page or the viewer
	mutedSet   bool
	rate       float64       // as the page was told last
	waits      *stream.Waits // tries that wait for the network
	away       away          // what the viewer waits for
}

type listener struct {
	event string // "" = all
	f     func(Event)
}

// media is what is known of the title that is loaded.
type media struct {
	info, options value.Map // of the last loadMedia
	sources       value.Map
	session       value.Map
	format        string // of the chosen source
	source        value.Map
	request       int // loadMedia calls so far; an older answer is dropped
	loading       bool
	direct        bool // it was set, nobody was asked for it
	playAsked     bool // play() before there was a source
	pauseAsked    bool // pause() before autoplay had begun
	playing       bool // play() was called for this media, and not taken back before its tracks were known
	playPassed    bool // and let through by the page
	begun         bool // playbackstart was told
	loadAsked     bool // load() or play() was called
	started       bool // the manifest is being loaded, or was
	opened        bool // and plugins of the page have let it be
	emptied       bool // the element was said to be empty
	loadStart     bool // the element has begun to load
	manifest      bool // is there
	manifestMS    float64
	tracksKnown   bool
	first         bool // no media was loaded before this one
	loaded        bool
	metadata      bool    // the element knows duration and size
	startAt       float64 // where play begins, seconds
	firstPlay     bool
	firstPlaying  bool
	ended         bool
	failed        bool   // a critical error was told
	muted         bool   // as the page was told last
	reached       int    // thresholds of PLAY_REACHED passed
	waiting       func() // stops the delay of the waiting event
	thumbnailKS   string
	poster        string
	video         *manifest.Rendition // shown, but not yet told
	detached      bool                // the element is somebody else's for now
}

// Service is what a plugin offers under a name.
type Service interface {
	Call(method string, args value.List) (any, error)
}

// Awaiter is a Service with promises; done is called once, now or later.
type Awaiter interface {
	Await(property string, done func(v any))
}

// New makes a player with the merged config of setup.
func New(config value.Map, d Deps) *Player {
	p := &Player{d: d, config: config, services: map[string]Service{}, rate: 1, waits: stream.NewWaits(d.Clock)}
	p.state.current = Idle
	p.media.first = true
	p.media.sources = value.Map{}
	p.publishConfig()
	p.playlist = newPlaylists(p)
	return p
}

// Start plays what the config itself names. Call it once plugins are there.
func (p *Player) Start() {
	if list := value.Object(p.config, "playlist"); len(value.Items(list, "items")) > 0 {
		p.playlist.configure(list)
		return
	}
	if hasSources(value.Object(p.config, "sources")) {
		p.SetMedia(value.Map{"sources": value.Object(p.config, "sources")})
	}
}

func (p *Player) publishConfig() {
	config := value.Map{}
	for k, v := range p.config {
		if k != "sources" {
			config[k] = v
		}
	}
	p.d.Out.Facts(value.Map{"config": config})
}

// On calls f for every event of a type, "" for all of them.
func (p *Player) On(event string, f func(Event)) (off func()) {
	l := &listener{event, f}
	p.listeners = append(p.listeners, l)
	return func() {
		for i, have := range p.listeners {
			if have == l {
				p.listeners = append(append([]*listener{}, p.listeners[:i]...), p.listeners[i+1:]...)
				return
			}
		}
	}
}

// OnConfigure calls f after every change of the configuration.
func (p *Player) OnConfigure(f func(change value.Map)) { p.configured = append(p.configured, f) }

// Dispatch tells Go listeners, then the page, of an event. What listeners cause
// comes after it.
func (p *Player) Dispatch(event string, payload any) {
	p.d.Out.Dispatch(event, payload)
	for _, l := range p.listeners {
		if l.event == "" || l.event == event {
			l.f(Event{event, payload})
		}
	}
}

// Config is the merged configuration. It is not to be changed.
func (p *Player) Config() value.Map { return p.config }

// Media reads the element.
func (p *Player) Media() stream.MediaState { return p.d.Media.State() }

// Deps are the player's ways out, for plugins.
func (p *Player) Deps() *Deps { return &p.d }

// Sources is the media being played.
func (p *Player) Sources() value.Map { return p.media.sources }

// Info is what loadMedia was asked for last.
func (p *Player) Info() value.Map { return p.media.info }

// Session holds ks, partnerId and so on of the media being played.
func (p *Player) Session() value.Map { return p.media.session }

// Engine plays the current source; nil before one is chosen.
func (p *Player) Engine() *stream.Engine { return p.engine }

// RegisterService offers s under a name; the first one stays.
func (p *Player) RegisterService(name string, s Service) {
	if p.services[name] == nil {
		p.services[name] = s
	}
}

// Service finds a service, nil when there is none.
func (p *Player) Service(name string) Service { return p.services[name] }

// Fail makes an error known; a critical one ends play.
func (p *Player) Fail(e *Error) {
	if e.Severity == Critical {
		p.setAway(away{})
		p.state.change(p, Idle)
		p.d.Media.Pause()
	}
	p.Dispatch(EventError, e.Value())
}

// Destroy ends the player. The host takes elements and media source away.
func (p *Player) Destroy() {
	p.destroyed = true
	p.media.request++
	if p.engine != nil {
		p.engine.Close()
		p.engine = nil
	}
	p.captions.stop()
	for _, l := range p.listeners {
		if l.event == EventDestroy {
			l.f(Event{Type: EventDestroy})
		}
	}
	p.listeners = nil
}

// Loading tells whether loadMedia waits for the backend.
func (p *Player) Loading() bool { return p.media.loading || p.playlist.loading }

// Wanted tells whether play was asked for.
func (p *Player) Wanted() bool { return p.media.playing }

// Ended tells whether play came to the end of the media.
func (p *Player) Ended() bool { return p.media.ended }

// Options are those of the last loadMedia.
func (p *Player) Options() value.Map { return p.media.options }

// Poster is the picture shown before play, "" for none.
func (p *Player) Poster() string { return p.media.poster }

// Adaptive tells whether the engine chooses the rendition.
func (p *Player) Adaptive() bool { return p.tracks.manual == nil }

// Rates are the playback speeds on offer, ascending.
func (p *Player) Rates() value.List { return p.rates() }

// Away tells whether the viewer waits for a network that does not answer.
func (p *Player) Away() bool { return p.away != away{} }

// away tells who does not answer the viewer: the hosts of the stream, the backend.
type away struct{ stream, backend bool }

func (p *Player) setAway(a away) {
	was := p.Away()
	p.away = a
	if on := p.Away(); on != was {
		p.d.Out.Facts(value.Map{"networkAway": on})
	}
}

// Online is to be called when the network is said to be back: what waits for it
// goes on at once.
func (p *Player) Online() {
	if p.destroyed {
		return
	}
	p.waits.Over()
	if p.engine != nil {
		p.engine.Online()
	}
}
