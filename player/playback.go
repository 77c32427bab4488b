package player

import (
	"math"
	"strconv"

	"diptych/player/model"
	"diptych/player/stream"
	"diptych/player/value"
)

// Play asks for play; what is missing for it is loaded first (reference:
// player-api §3.6 B).
func (p *Player) Play() {
	m := &p.media
	m.wish = max(m.wish, wishPlay)
	if !m.begun {
		m.begun = true
		m.view.askedMS, m.view.early = p.d.Clock.Now(), !p.Media().Paused
		p.Dispatch(EventPlaybackStart, nil)
	}
	if m.phase == asked || p.engine == nil && p.playlist.loading {
		m.deferred = true
		return
	}
	if m.format == formatImage {
		p.playImage()
		return
	}
	if p.engine == nil {
		m.wish = wishNone
		p.Fail(&Error{Severity: Critical, Category: CategoryPlayer, Code: CodeNoSource})
		return
	}
	p.Load()
	p.resume()
	if m.phase < started && p.middleware.actions["play"] {
		p.later(p.passPlay) // plugins see load first
		return
	}
	p.passPlay()
}

// passPlay plays once plugins of the page let it be.
func (p *Player) passPlay() {
	p.through("play", nil, func(value.List) {
		m := &p.media
		m.wish = wishPass
		if m.known == tracksKnown || m.phase == opened && m.format == formatProgressive {
			p.playElement()
		}
	})
}

func (p *Player) playElement() {
	request := p.media.request
	p.d.Media.Play(func(name string) {
		if name == "" || p.destroyed || request != p.media.request {
			return
		}
		failure := value.Empty.Put("error", value.Empty.Str("name", name))
		if p.config.Playback.Autoplay != model.NoAutoplay && p.media.notified < notifiedFirstPlaying {
			p.Dispatch(EventAutoplayFailed, failure)
		}
		p.Dispatch(EventPlayFailed, failure)
	})
}

// Load fetches the manifest and the first pictures without playing. It begins
// once the call is over: what a page does in the same task comes first.
func (p *Player) Load() {
	if p.engine != nil && p.media.phase < wanted {
		p.media.advance(wanted)
		p.later(p.load)
	}
}

func (p *Player) load() {
	if p.media.phase >= started {
		return
	}
	p.media.advance(started)
	p.through("load", nil, func(value.List) { p.loadSource() })
}

func (p *Player) loadSource() {
	m := &p.media
	m.advance(opened)
	p.d.Out.Facts(value.Empty.Str("src", m.source.URL))
	mode := "auto"
	if m.format == formatProgressive {
		mode = "manual"
	}
	p.Dispatch(EventABRModeChanged, abrMode(mode))
	if m.startAt == 0 {
		m.startAt = max(0, m.title.StartTime)
		if p.Live() && m.startAt > farthest {
			m.startAt = 0
		}
	}
	p.engine.Load(m.source.URL, engineFormat(m.format), m.startAt)
	p.engine.Start()
	if m.wish == wishPass && m.format == formatProgressive {
		p.playElement()
	}
}

// farthest is where a live stream may be told to begin, seconds.
const farthest = 1e9

// Pause stops the clock.
func (p *Player) Pause() {
	p.through("pause", nil, func(value.List) { p.pause() })
}

func (p *Player) pause() {
	m := &p.media
	m.deferred = false
	if m.known < tracksKnown {
		m.wish = wishNone
	}
	if m.wish < wishPlay && (m.phase == asked || p.engine != nil) {
		m.wish = wishPause
	}
	if p.engine != nil {
		p.d.Media.Pause()
	}
}

// DetachMediaSource frees the element for somebody else, such as an ad plugin
// that plays in it (reference: player-api §1.3).
func (p *Player) DetachMediaSource() {
	m := &p.media
	if p.engine == nil || m.phase < started || m.owner != ownContent {
		return
	}
	m.owner, m.startAt = ownPlugin, p.Media().CurrentTime
	p.engine.Close()
	p.d.Carrier.Close()
}

// AttachMediaSource takes the element back; play goes on where it was.
func (p *Player) AttachMediaSource() {
	m := &p.media
	if m.owner == ownContent {
		return
	}
	m.owner, m.phase, m.element = ownContent, chosen, elementOther
	p.engine = stream.New(p.streamDeps(), p.streamConfig(), (*engineListener)(p))
}

// endMargin keeps a seek from ending the media at once, seconds.
const endMargin = 0.1

// Seek moves the clock to t seconds, at most to just before the end (reference:
// player-api §1.4).
func (p *Player) Seek(t float64) {
	if math.IsNaN(t) || p.engine == nil {
		return
	}
	p.through("setCurrentTime", value.List{t}, func(args value.List) {
		if to, ok := arguments(args).number(0); ok && p.engine != nil {
			p.seek(to)
		}
	})
}

func (p *Player) seek(t float64) {
	t = max(0, t)
	if p.media.element < elementReady {
		p.media.startAt = t
		return
	}
	state := p.Media()
	if d := state.Duration; !p.Live() && d > 0 && t > d-endMargin {
		t = max(0, d-endMargin)
	}
	p.media.ended = false
	p.d.Media.SetCurrentTime(t)
}

// SetVolume takes 0 to 1. Whole numbers other than these are ignored, as pages
// have come to expect.
func (p *Player) SetVolume(v float64) {
	if math.IsNaN(v) || v == math.Trunc(v) && v != 0 && v != 1 {
		return
	}
	p.volumeSet = true
	p.d.Media.SetVolume(clamp(v, 0, 1))
}

// SetMuted says so in every case, also when nothing changes.
func (p *Player) SetMuted(muted bool) {
	p.mutedSet, p.media.muted = true, muted
	p.d.Media.SetMuted(muted)
	p.Dispatch(EventMuteChange, Muted(muted))
}

// SetRate sets the playback speed, 1 = normal.
func (p *Player) SetRate(rate float64) {
	if rate > 0 && rate <= model.MaxRate {
		p.d.Media.SetPlaybackRate(rate)
	}
}

func clamp(v, low, high float64) float64 { return max(low, min(high, v)) }

func itoa(n int) string { return strconv.Itoa(n) }
