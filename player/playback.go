package player

import (
	"math"
	"strconv"

	"diptych/player/stream"
	"diptych/player/value"
)

// Play asks for play; what is missing for it is loaded first (reference:
// player-api §3.6 B).
func (p *Player) Play() {
	m := &p.media
	m.pauseAsked = false
	m.playing = true
	if !m.begun {
		m.begun = true
		p.Dispatch(EventPlaybackStart, nil)
	}
	if m.loading || p.engine == nil && p.playlist.loading {
		m.playAsked = true
		return
	}
	if m.format == formatImage {
		p.playImage()
		return
	}
	if p.engine == nil {
		m.playing = false
		p.Fail(&Error{Severity: Critical, Category: CategoryPlayer, Code: CodeNoSource})
		return
	}
	p.Load()
	if !m.started && p.middleware.actions["play"] {
		p.later(p.passPlay) // plugins see load first
		return
	}
	p.passPlay()
}

// passPlay plays once plugins of the page let it be.
func (p *Player) passPlay() {
	p.through("play", nil, func(value.List) {
		m := &p.media
		m.playPassed = true
		if m.tracksKnown || m.opened && m.format == formatProgressive {
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
		failure := value.Map{"error": value.Map{"name": name}}
		if auto := value.Get(p.config, "playback", "autoplay"); (auto == true || auto == "inview") && !p.media.firstPlaying {
			p.Dispatch(EventAutoplayFailed, failure)
		}
		p.Dispatch(EventPlayFailed, failure)
	})
}

// Load fetches the manifest and the first pictures without playing. It begins
// once the call is over: what a page does in the same task comes first.
func (p *Player) Load() {
	if p.engine != nil && !p.media.loadAsked {
		p.media.loadAsked = true
		p.later(p.load)
	}
}

func (p *Player) load() {
	m := &p.media
	if m.started {
		return
	}
	m.loadAsked, m.started = true, true
	p.through("load", nil, func(value.List) { p.loadSource() })
}

func (p *Player) loadSource() {
	m := &p.media
	m.opened = true
	url := value.Str(m.source, "url")
	p.d.Out.Facts(value.Map{"src": url})
	mode := "auto"
	if m.format == formatProgressive {
		mode = "manual"
	}
	p.Dispatch(EventABRModeChanged, value.Map{"mode": mode})
	if m.startAt == 0 {
		m.startAt = max(0, value.Num(m.sources, "startTime"))
		if p.Live() && m.startAt > farthest {
			m.startAt = 0
		}
	}
	p.engine.Load(url, engineFormat(m.format), m.startAt)
	p.engine.Start()
	if m.playPassed && m.format == formatProgressive {
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
	m.playAsked = false
	m.playing, m.playPassed = m.playing && m.tracksKnown, m.playPassed && m.tracksKnown
	m.pauseAsked = !m.playing && (m.loading || p.engine != nil)
	if p.engine != nil {
		p.d.Media.Pause()
	}
}

// DetachMediaSource frees the element for somebody else, such as an ad plugin
// that plays in it (reference: player-api §1.3).
func (p *Player) DetachMediaSource() {
	m := &p.media
	if p.engine == nil || !m.started || m.detached {
		return
	}
	m.detached, m.startAt = true, p.Media().CurrentTime
	p.engine.Close()
	p.d.Carrier.Close()
}

// AttachMediaSource takes the element back; play goes on where it was.
func (p *Player) AttachMediaSource() {
	m := &p.media
	if !m.detached {
		return
	}
	m.detached, m.loadAsked, m.started, m.opened, m.metadata, m.emptied = false, false, false, false, false, false
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
	if !p.media.metadata {
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
	p.Dispatch(EventMuteChange, value.Map{"mute": muted})
}

// SetRate sets the playback speed, 1 = normal.
func (p *Player) SetRate(rate float64) {
	if rate > 0 && rate <= maxRate {
		p.d.Media.SetPlaybackRate(rate)
	}
}

// maxRate is what browsers take.
const maxRate = 16

// rates are the speeds on offer, ascending.
func (p *Player) rates() value.List {
	var kept []float64
	for _, item := range value.Items(p.config, "playback", "playbackRates") {
		r, ok := value.Numeric(item)
		if !ok || r <= 0 || r > maxRate {
			continue
		}
		at := 0
		for at < len(kept) && kept[at] < r {
			at++
		}
		if at < len(kept) && kept[at] == r {
			continue
		}
		kept = append(kept[:at], append([]float64{r}, kept[at:]...)...)
	}
	if len(kept) == 0 {
		kept = []float64{0.5, 1, 1.5, 2}
	}
	out := value.List{}
	for _, r := range kept {
		out = append(out, r)
	}
	return out
}

// isChild tells a stream that another player shows.
func (p *Player) isChild() bool { return value.Bool(p.config, "child") }

func clamp(v, low, high float64) float64 { return max(low, min(high, v)) }

func itoa(n int) string { return strconv.Itoa(n) }
