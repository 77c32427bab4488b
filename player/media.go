package player

import (
	"diptych/player/manifest"
	"diptych/player/model"
	"diptych/player/stream"
	"diptych/player/value"
)

// media is the title that is loaded: how far it has come, what is wanted of it and
// what the page was told of it. Each of these goes one way only; other media begin
// anew.
type media struct {
	title   *model.Media // never nil
	session model.Session
	info    *model.Info // of the last loadMedia
	options model.Object
	direct  bool // it was set, nobody was asked for it
	request int  // loadMedia calls so far; an older answer is dropped

	format string // of the chosen source
	source *model.Source

	phase    phase
	element  elementPhase
	known    knowledge
	wish     wish
	notified notified
	owner    owner

	deferred bool    // play() before there was a source
	begun    bool    // playbackstart was told
	startAt  float64 // where play begins, seconds
	ended    bool
	failed   bool // a critical error was told

	window stream.Window // of a stream that grows
	view   viewing
	pace   float64 // what the engine has set the speed to, 0 = nothing

	manifestMS  float64 // how long the manifest took
	muted       bool    // as the page was told last
	reached     int     // thresholds of PLAY_REACHED passed
	waiting     func()  // stops the delay of the waiting event
	thumbnailKS string
	poster      string
	video       *manifest.Rendition // shown, but not yet told
}

// phase is how far a title has come on its way to the element.
type phase int

const (
	empty   phase = iota
	asked         // the backend is asked for it
	chosen        // it has a source and an engine
	wanted        // load() or play() was called, which happens behind the call
	started       // plugins of the page are asked, or were
	opened        // and have let it be
)

// elementPhase is what the <video> has told of a title.
type elementPhase int

const (
	elementOther   elementPhase = iota // it still has what was before
	elementEmptied                     // it was said to be empty
	elementLoading                     // it has begun to load
	elementReady                       // it knows duration and size
	elementCanPlay                     // and has pictures to begin with
)

// knowledge is what is known of a title's tracks.
type knowledge int

const (
	nothingKnown knowledge = iota
	manifestKnown
	tracksKnown // and the page was told
)

// wish is what the viewer or the page want of a title.
type wish int

const (
	wishNone  wish = iota
	wishPause      // pause() before autoplay had begun
	wishPlay       // play() was called, and not taken back before the tracks were known
	wishPass       // and let through by the page
)

// notified is what the page was told of play.
type notified int

const (
	notifiedNothing notified = iota
	notifiedFirstPlay
	notifiedFirstPlaying
)

// owner is who has the element.
type owner int

const (
	ownContent owner = iota
	ownPlugin        // it was detached for somebody who plays in it
)

// changeTo plays the same title from another of its sources, from where it stands: where
// keys are not to be had (web/src/drm/fallback.ts).
func (p *Player) changeTo(format string, source *model.Source) {
	m := &p.media
	if source == nil || p.engine == nil {
		return
	}
	at := m.startAt
	p.DetachMediaSource()
	if m.startAt == 0 { // it has not begun yet
		m.startAt = at
	}
	m.format, m.source, m.known = format, source, nothingKnown
	p.d.Out.Facts(value.Empty.Str("streamType", format).Put("selectedSource", source))
	p.tellSource()
	p.native()
	p.AttachMediaSource()
	p.load()
}

// advance moves to a phase, never back.
func (m *media) advance(p phase) { m.phase = max(m.phase, p) }

// unwish drops what was asked of media that is not there.
func (m *media) unwish() { m.wish, m.deferred, m.begun = wishNone, false, false }
