package player

import "math"

// waitingDelay keeps short hesitations from the page, milliseconds (reference:
// player-api §3.2).
const waitingDelay = 200

// OnElement takes an event of the <video>. Order and additions are the
// contract's (reference: player-api §3.6).
func (p *Player) OnElement(event string) {
	if p.destroyed {
		return
	}
	switch event {
	case EventVolumeChange:
		p.Dispatch(event, nil)
		return
	case EventRateChange:
		p.onRate()
		return
	}
	if p.engine == nil || p.media.phase < started || p.media.owner != ownContent {
		return // of media that was taken away
	}
	p.engine.OnMedia(event)
	if p.engine == nil {
		return // what the engine found ended it
	}
	p.before(event)
	switch event {
	case EventWaiting:
		p.waiting()
		return
	case EventError:
		p.failMedia(&Error{Severity: Critical, Category: CategoryMedia, Code: CodeVideoError})
		return
	}
	p.state.event(p, event)
	p.Dispatch(event, nil)
	p.after(event)
}

// onRate tells of another speed. An element tells of its default speed too.
func (p *Player) onRate() {
	if rate := p.Media().Rate; rate != p.rate && rate != p.media.pace {
		p.rate = rate
		p.Dispatch(EventRateChange, nil)
	}
}

func (p *Player) before(event string) {
	m := &p.media
	switch event {
	case EventEmptied:
		m.element = max(m.element, elementEmptied)
	case EventLoadStart:
		if m.element < elementEmptied {
			m.element = elementEmptied
			p.Dispatch(EventEmptied, nil)
		}
	case EventPlaying, EventPause, EventSeeked, EventEnded:
		p.stopWaiting()
	case EventLoadedMetadata:
		if m.element < elementReady {
			p.tellAudio()
		}
		m.element = max(m.element, elementReady)
	}
}

func (p *Player) after(event string) {
	m := &p.media
	switch event {
	case EventLoadStart:
		m.element = max(m.element, elementLoading)
		if m.format != formatProgressive {
			p.announce()
		}
	case "canplay":
		p.announce()
		m.element = max(m.element, elementCanPlay)
		if p.Media().Paused { // else it is told behind playing
			p.tellVideo()
		}
	case EventLoadedMetadata:
		p.startPosition()
	case EventPlay:
		if m.notified < notifiedFirstPlay {
			m.notified = notifiedFirstPlay
			p.Dispatch(EventFirstPlay, nil)
		}
	case EventPlaying:
		m.ended = false
		if m.notified < notifiedFirstPlaying {
			m.notified, m.view.firstMS = notifiedFirstPlaying, p.d.Clock.Now()
			p.Dispatch(EventFirstPlaying, nil)
		}
		p.tellVideo()
	case EventTimeUpdate:
		p.onTime()
	case EventSeeking, EventSeeked:
		p.captions.tick(p)
		p.cues.tick(p)
	case EventEnded:
		p.onEnded()
	}
}

// startPosition moves to where play was asked to begin while nothing was known.
func (p *Player) startPosition() {
	at := p.media.startAt
	if at > 0 && math.Abs(p.Media().CurrentTime-at) > 0.5 {
		p.Seek(at)
	}
}

func (p *Player) waiting() {
	p.stopWaiting()
	p.media.waiting = p.d.Clock.After(waitingDelay, func() {
		p.media.waiting = nil
		p.state.event(p, EventWaiting)
		p.Dispatch(EventWaiting, nil)
	})
}

func (p *Player) stopWaiting() {
	if p.media.waiting != nil {
		p.media.waiting()
		p.media.waiting = nil
	}
}

var reachedAt = []struct {
	ratio float64
	event string
}{{0.25, "25"}, {0.5, "50"}, {0.75, "75"}, {0.9, "90"}, {1, "100"}}

func (p *Player) onTime() {
	state := p.Media()
	if d := state.Duration; d > 0 && !math.IsInf(d, 1) {
		ratio := math.Round(state.CurrentTime/d*100) / 100
		for p.media.reached < len(reachedAt) && ratio >= reachedAt[p.media.reached].ratio {
			p.media.reached++
			p.Dispatch("playreached"+reachedAt[p.media.reached-1].event+"percent", nil)
		}
	}
	p.captions.tick(p)
	p.cues.tick(p)
	if end := p.media.title.EndTime; end > 0 && state.CurrentTime >= end && !p.media.ended && !state.Paused {
		p.d.Media.Pause()
		p.state.event(p, EventEnded)
		p.Dispatch(EventEnded, nil)
		p.onEnded()
		return
	}
	if len(p.playlist.list.Items) > 0 && !state.Paused && !p.media.ended {
		p.playlist.tick(state.CurrentTime)
	}
}

// onEnded tells of the end in the next task, or begins anew.
func (p *Player) onEnded() {
	p.media.ended = true
	request := p.media.request
	p.d.Clock.After(0, func() {
		if request != p.media.request || p.destroyed || p.engine == nil {
			return
		}
		p.Dispatch(EventPlaybackEnded, nil)
		switch {
		case request != p.media.request: // somebody has other plans
		case p.config.Playback.Loop:
			p.Seek(0)
			p.Play()
		default:
			p.playlist.ended()
		}
	})
}
