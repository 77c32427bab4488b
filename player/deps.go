package player

import (
	"diptych/player/model"
	"diptych/player/stream"
	"diptych/player/value"
)

// Deps is everything a Player needs from outside. In the browser package
// wasm/browser implements it, in tests package playertest does. All calls are
// made from the player's one goroutine, and every callback comes back on it.
type Deps struct {
	Media    MediaElement
	Carrier  stream.Carrier
	Fetch    stream.Fetcher
	Clock    stream.Clock
	Out      Output
	Children Children
	Log      stream.Logger
	Env      Env
}

// Env is what is known of the page and the browser at setup.
type Env struct {
	PlayerID  string   // targetId; key of KalturaPlayer.getPlayers()
	PageURL   string   // location.href
	Referrer  string   // document.referrer or window.originalRequestReferrer
	Languages []string // navigator.languages
	Downlink  float64  // Network Information, bit/s; 0 = unknown
	SaveData  bool     // Network Information: the viewer wants little to be loaded
	Version   string   // reported player version, in clientTag
	// CanAutoplay asks the browser whether play may start by itself, with sound
	// and without.
	CanAutoplay func(answer func(sound, muted bool))
	// Label is the page's own label of a track (customLabels), "" for none.
	Label func(track *model.Track) string
	// LanguageName is the name of a language in that language, "" when unknown.
	LanguageName func(code string) string
	// SessionID makes the id of a playback session: the page's, a colon, the media's.
	SessionID func() string
	// CanPlay tells whether the browser takes a MIME type with codecs in MSE.
	CanPlay func(mime string) bool
	// CanPlayFile tells whether the element takes a file of a MIME type as it is.
	CanPlayFile func(mime string) bool
}

// MediaElement is the <video> of one player. Reads are live and cheap.
type MediaElement interface {
	State() stream.MediaState
	// Play calls element.play(); done gets "" or the DOMException name.
	Play(done func(errName string))
	Pause()
	SetCurrentTime(seconds float64)
	SetPlaybackRate(rate float64)
	SetVolume(v float64)
	SetMuted(muted bool)
	// OnNextFrame calls f once when the next picture is presented, with its
	// media time (seconds) and the moment of presentation (ms, Clock.Now).
	OnNextFrame(f func(mediaTime, presentedAt float64))
}

// Output carries what the page sees. Calls keep their order.
type Output interface {
	// Dispatch fires a PlayKit event on the page's player object; where payload is
	// nil, event.payload is undefined. An object with a "$" member is revived as an
	// instance of that class: VideoTrack, AudioTrack, TextTrack, TextCue,
	// TimedMetadata, State, Player (by id).
	Dispatch(eventType string, payload value.Marshaler)
	// Facts patches the mirror that answers the page's synchronous reads
	// (player.sources, getTracks(), config, ...). Keys are those of
	// web/src/protocol.ts, Facts.
	Facts(patch value.Fields)
	// View publishes what is shown (see package ui).
	View(patch value.Fields)
	// Settle resolves or rejects a promise the page holds.
	Settle(promiseID int, ok bool, v any)
	// Ask shows the page an action that it wants to see first; it answers by
	// Player.Proceed, or never.
	Ask(id int, action string, args value.List)
	// Captions shows the active cues, already laid out as WebVTT cue objects.
	Captions(cues value.Array)
}

// Children makes further players inside this one, for streams beside it.
type Children interface {
	// Create builds a player without controls whose targetId is id, then calls
	// ready with it. The host gives it an element inside the parent's stage.
	Create(id string, config model.Object, ready func(*Player))
	Remove(id string)
}
