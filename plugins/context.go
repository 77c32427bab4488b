package plugins

import (
	"diptych/player"
	"diptych/player/model"
	"diptych/player/provider"
	"diptych/player/stream"
	"diptych/player/ui"
	"diptych/player/value"
)

// Context is what a plugin may use.
type Context struct {
	Player   Player
	UI       *ui.Manager  // nil in a player without controls
	Config   model.Object // the plugin's own, which the page may change
	Children player.Children
	Clock    stream.Clock
	Log      stream.Logger
}

// Player is what a plugin may read of its player, do with it and tell by it.
type Player interface {
	Playback
	Tracks
	Cues
	API
	Events
	Services
}

// Playback is what plays.
type Playback interface {
	ID() string          // the player's key on the page
	Title() *model.Media // never nil; not to be changed
	Session() model.Session
	Live() bool
	Media() stream.MediaState // one reading of the element
	Seek(seconds float64)
	// Thumbnail is the picture of a moment (seconds) for the seek bar, or nil.
	Thumbnail(at any) *provider.Slice
	// Ahead is how much is buffered, seconds; false before there is a source.
	Ahead() (seconds float64, ok bool)
	// CapToSize bounds the picture by the size it is shown at, beside what the page's
	// config says.
	CapToSize(on bool)
}

// Tracks are the viewer's choices.
type Tracks interface {
	Tracks() model.Tracks // not to be changed
	SelectTrack(kind stream.Kind, id string)
	SelectedText() string // language of the captions shown, "" for none
}

// Cues are what is on the timeline.
type Cues interface {
	AddCuePoints(cues model.Cues)
	ActiveCuePoints() model.Cues
}

// API asks the backend.
type API interface {
	Config() *model.Config // not to be changed
	Request(calls []provider.Call, done func(results []any, err *player.Error))
}

// Events are heard and told.
type Events interface {
	On(event string, f func(player.Event)) (off func())
	Dispatch(event string, payload value.Marshaler)
	Fail(e *player.Error)
}

// Services are what plugins offer to each other and to the page.
type Services interface {
	RegisterService(name string, s player.Service)
	Service(name string) player.Service
}

var _ Player = (*player.Player)(nil)
