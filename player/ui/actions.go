package ui

import (
	"diptych/player"
	"diptych/player/value"
)

func (m *Manager) tell(event string, payload any) { m.p.Dispatch(player.UIPrefix+event, payload) }

// viewerActions are what the built-in components ask for (reference: player-api
// §3.5, §8.7).
func (m *Manager) viewerActions() {
	do := func(f func()) func(value.Map) any { return func(value.Map) any { f(); return nil } }
	for name, f := range map[string]func(value.Map) any{
		"playPause": do(m.playPause), "play": do(m.play), "pause": do(m.pause), "toggleCaptions": do(m.toggleCaptions), "retry": do(m.retry),
		"mute":    func(a value.Map) any { m.mute(a); return nil },
		"rewind":  do(func() { m.skip(-1, "userclickedrewind") }),
		"forward": do(func() { m.skip(1, "userclickedforward") }),
		"captionStyle": func(a value.Map) any {
			m.tell("userselectedcaptions"+value.Str(a, "event"), nil)
			m.tell("userselectedcaptionsstyle", value.Map{"captionsStyle": a["style"]})
			return nil
		},
		"copiedDebugInfo": do(func() { m.tell("usercopieddebuginfo", nil) }),
		"seekTap":         func(a value.Map) any { m.seekTap(value.Int(a, "direction")); return nil },
		"hold":            func(a value.Map) any { m.hold(value.Bool(a, "on")); return nil },
		"unmute":          do(func() { m.unmute = false; m.p.SetMuted(false) }),
		"clicked":         do(func() { m.tell("uiclicked", nil) }),
		"live":            do(func() { m.tell("userclickedlivetag", nil); m.p.SeekToLiveEdge(); m.p.Play() }),
		"seek":            func(a value.Map) any { m.seek(value.Num(a, "to")); return nil },
		"volume":          func(a value.Map) any { m.volume(value.Num(a, "volume")); return nil },
		"speed":           func(a value.Map) any { m.speed(value.Num(a, "rate")); return nil },
		"quality":         func(a value.Map) any { m.quality(value.Str(a, "id")); return nil },
		"captions":        func(a value.Map) any { m.captions(value.Str(a, "id")); return nil },
		"audio":           func(a value.Map) any { m.audio(value.Str(a, "id")); return nil },
		"visible":         func(a value.Map) any { m.tell("uivisibilitychanged", value.Map{"visible": a["visible"]}); return nil },
		"fullscreen":      func(a value.Map) any { m.fullscreen(value.Bool(a, "on")); return nil },
		"pip":             func(a value.Map) any { m.pictureInPicture(value.Bool(a, "on")); return nil },
		"next":            do(m.p.PlayNext),
		"prev":            do(m.p.PlayPrev),
		"stay":            do(m.p.StayOnItem),
		"prevent":         func(a value.Map) any { m.prevent = value.Bool(a, "on"); return nil },
		"keys":            func(a value.Map) any { m.showKeys(value.Bool(a, "open")); return nil },
		"thumbnail":       func(a value.Map) any { return m.thumbnail(a["at"]) },
	} {
		m.On(name, f)
	}
}

// Thumbnails lets a plugin show pictures of its own over the seek bar.
type Thumbnails interface {
	// Thumbnails are those of a moment (seconds), or nil.
	Thumbnails(at float64) value.List
}

func (m *Manager) thumbnail(at any) any {
	t, _ := value.Number(at)
	if s, ok := m.p.Service("dualScreen").(Thumbnails); ok {
		if list := s.Thumbnails(t); len(list) > 0 {
			return list
		}
	}
	if v := m.p.Thumbnail(at); v != nil {
		return value.List{v}
	}
	return value.List{}
}

func (m *Manager) playPause() {
	if m.p.Media().Paused || m.p.Ended() || m.before {
		m.play()
	} else {
		m.pause()
	}
}

func (m *Manager) play()  { m.tell("userclickedplay", nil); m.p.Play() }
func (m *Manager) pause() { m.tell("userclickedpause", nil); m.p.Pause() }

// PreventsSeek tells whether the viewer may not go ahead of what was seen, as
// plugins of the page want it (reference: plugins §0.3, seekbar.isPreventSeek).
func (m *Manager) PreventsSeek() bool { return m.prevent }

// bounded is a wish to seek, cut to what is allowed, seconds.
func (m *Manager) bounded(to float64) float64 {
	if m.prevent {
		return min(to, max(m.reached, m.p.Media().CurrentTime))
	}
	return to
}

func (m *Manager) seek(to float64) {
	to = m.bounded(to)
	m.tell("userseeked", value.Map{"from": m.p.Media().CurrentTime, "to": to})
	m.p.Seek(to)
}

func (m *Manager) skip(direction int, event string) {
	from := m.p.Media().CurrentTime
	to := max(0, from+float64(direction*m.seekSeconds()))
	if d := m.p.Media().Duration; d > 0 {
		to = min(to, d)
	}
	to = m.bounded(to)
	m.tell(event, value.Map{"from": from, "to": to})
	m.p.Seek(to)
}

// quiet is where a volume counts as none.
const quiet = 0.05

func (m *Manager) volume(v float64) {
	v = max(0, min(1, v))
	m.unmute = false
	m.p.SetVolume(v)
	if muted := v < quiet; muted != m.p.Media().Muted {
		m.p.SetMuted(muted)
	}
	m.tell("userchangedvolume", value.Map{"volume": v})
}

// mute switches, or does what the page has done already ("on").
func (m *Manager) mute(a value.Map) {
	muted := !m.p.Media().Muted && m.p.Media().Volume > 0
	if on, given := a["on"].(bool); given {
		muted = on
	}
	if !muted && m.p.Media().Volume == 0 {
		m.p.SetVolume(0.5)
	}
	m.unmute = false
	m.p.SetMuted(muted)
	if muted {
		m.tell("userclickedmute", nil)
	} else {
		m.tell("userclickedunmute", nil)
	}
}

func (m *Manager) speed(rate float64) {
	if rate > 0 {
		m.p.SetRate(rate)
		m.tell("userselectedspeed", value.Map{"speed": rate})
	}
}

func (m *Manager) track(class, id string) value.Map {
	for _, item := range m.p.Tracks() {
		if t, ok := item.(value.Map); ok && value.Str(t, "$") == class && value.Str(t, "id") == id {
			return t
		}
	}
	return nil
}

func (m *Manager) quality(id string) {
	if id == "auto" {
		m.p.EnableABR()
		m.tell("userselectedqualitytrack", value.Map{"qualityTrack": "auto"})
		return
	}
	if t := m.track("VideoTrack", id); t != nil {
		m.p.SelectTrack(value.Map{"type": "video", "id": id})
		m.tell("userselectedqualitytrack", value.Map{"qualityTrack": t})
	}
}

func (m *Manager) captions(id string) {
	if t := m.track("TextTrack", id); t != nil {
		m.p.SelectTrack(value.Map{"type": "text", "id": id})
		m.tell("userselectedcaptiontrack", value.Map{"captionTrack": t})
	}
}

func (m *Manager) audio(id string) {
	if t := m.track("AudioTrack", id); t != nil {
		m.p.SelectTrack(value.Map{"type": "audio", "id": id})
		m.tell("userselectedaudiotrack", value.Map{"audioTrack": t})
	}
}

func (m *Manager) toggleCaptions() {
	if language := m.p.SelectedText(); language != "" {
		m.p.HideText()
		m.tell("userhidcaptions", value.Map{"language": language})
		return
	}
	m.p.ShowText()
	m.tell("usershowedcaptions", value.Map{"language": m.p.SelectedText()})
}

// fullscreen only tells of the wish and passes it on: browsers want the call in
// the page itself.
func (m *Manager) fullscreen(on bool) {
	if on {
		m.tell("userenteredfullscreen", nil)
		m.Command("enterFullscreen")
	} else {
		m.tell("userexitedfullscreen", nil)
		m.Command("exitFullscreen")
	}
}

func (m *Manager) pictureInPicture(on bool) {
	if on {
		m.tell("userenteredpictureinpicture", nil)
		m.Command("enterPictureInPicture")
	} else {
		m.tell("userexitedpictureinpicture", nil)
		m.Command("exitPictureInPicture")
	}
}

// retry asks for the media once more.
func (m *Manager) retry() {
	m.p.Retry()
}
