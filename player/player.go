// Package player is the player: what happens when, and what the page is told.
// It is pure Go; the browser stands behind Deps. Everything of one player runs
// on one goroutine.
package player

import (
	"diptych/player/model"
	"diptych/player/stream"
	"diptych/player/value"
)

// Player is one player of a page.
type Player struct {
	d          Deps
	config     *model.Config
	listeners  []*listener
	engine     *stream.Engine
	configured []func(change model.Object)
	services   map[string]Service
	state      stateMachine
	media      media
	tracks     tracks
	captions   captions
	cues       cuePoints
	playlist   *playlists
	middleware middleware
	first      bool // no media was loaded yet
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

// Service is what a plugin offers under a name.
type Service interface {
	Call(method string, args value.List) (any, error)
}

// Awaiter is a Service with promises; done is called once, now or later.
type Awaiter interface {
	Await(property string, done func(v any))
}

// New makes a player with the merged config of setup.
func New(config model.Object, d Deps) *Player {
	p := &Player{
		d: d, config: model.NewConfig(config), services: map[string]Service{}, rate: 1,
		waits: stream.NewWaits(d.Clock),
	}
	p.state.current = Idle
	p.first = true
	p.media.title = model.ReadMedia(model.Object{})
	p.publishConfig()
	p.playlist = newPlaylists(p)
	return p
}

// Start plays what the config itself names. Call it once plugins are there.
func (p *Player) Start() {
	said := p.config.Said()
	if list := said.Object("playlist"); len(list.Items("items")) > 0 {
		p.playlist.configure(list)
		return
	}
	if sources := said.Object("sources"); model.Playable(sources) {
		p.SetMedia(sources, model.Object{})
	}
}

func (p *Player) publishConfig() {
	p.d.Out.Facts(value.Empty.Put("config", p.config.Said().Without("sources")))
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
func (p *Player) OnConfigure(f func(change model.Object)) { p.configured = append(p.configured, f) }

// Dispatch tells Go listeners, then the page, of an event. What listeners cause
// comes after it.
func (p *Player) Dispatch(event string, payload value.Marshaler) {
	p.d.Out.Dispatch(event, payload)
	for _, l := range p.listeners {
		if l.event == "" || l.event == event {
			l.f(Event{event, payload})
		}
	}
}

// Config is the merged configuration. It is not to be changed.
func (p *Player) Config() *model.Config { return p.config }

// Media reads the element.
func (p *Player) Media() stream.MediaState { return p.d.Media.State() }

// Deps are the player's ways out.
func (p *Player) Deps() *Deps { return &p.d }

// Title is the media being played, never nil. It is not to be changed.
func (p *Player) Title() *model.Media { return p.media.title }

// Info is what loadMedia was asked for last, nil for nothing.
func (p *Player) Info() *model.Info { return p.media.info }

// Session is what the media is played with.
func (p *Player) Session() model.Session { return p.media.session }

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
	p.Dispatch(EventError, e)
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
func (p *Player) Loading() bool { return p.media.phase == asked || p.playlist.loading }

// Wanted tells whether play was asked for.
func (p *Player) Wanted() bool { return p.media.wish >= wishPlay }

// Ended tells whether play came to the end of the media.
func (p *Player) Ended() bool { return p.media.ended }

// Poster is the picture shown before play, "" for none.
func (p *Player) Poster() string { return p.media.poster }

// Adaptive tells whether the engine chooses the rendition.
func (p *Player) Adaptive() bool { return p.tracks.manual == nil }

// Rates are the playback speeds on offer, ascending.
func (p *Player) Rates() []float64 { return p.config.Playback.Rates }

// Away tells whether the viewer waits for a network that does not answer.
func (p *Player) Away() bool { return p.away != away{} }

// away tells who does not answer the viewer: the hosts of the stream, the backend.
type away struct{ stream, backend bool }

func (p *Player) setAway(a away) {
	was := p.Away()
	p.away = a
	if on := p.Away(); on != was {
		p.d.Out.Facts(value.Empty.Bool("networkAway", on))
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

// ID is the player's key on the page (targetId).
func (p *Player) ID() string { return p.d.Env.PlayerID }

// Ahead is how much is buffered, seconds; false before there is a source.
func (p *Player) Ahead() (seconds float64, ok bool) {
	if p.engine == nil {
		return 0, false
	}
	return p.engine.Stats().Ahead, true
}

// CapToSize bounds the picture by the size it is shown at, beside what the config
// says.
func (p *Player) CapToSize(on bool) {
	if p.engine != nil {
		p.engine.CapToSize(on || p.config.ABR.CapToSize)
	}
}

// Trim sets the speed of the element without telling anybody: for a stream that
// follows another's clock.
func (p *Player) Trim(rate float64) { p.d.Media.SetPlaybackRate(rate) }
