package ui

import "diptych/player/value"

// key is a key with its modifiers; no other modifier may be held.
type key struct {
	code  string // KeyboardEvent.code, or .key for named keys
	shift bool
}

// seekStep of the arrow keys, seconds; volumeStep of 0 to 1.
const (
	seekStep   = 1.0
	volumeStep = 0.05
)

// keyMap is what keys do while the player has the focus (reference: player-api
// §8.6).
var keyMap = map[key]func(m *Manager){
	{code: "Space"}:                  (*Manager).playPauseKey,
	{code: "Enter"}:                  (*Manager).playPauseKey,
	{code: "KeyK"}:                   (*Manager).playPauseKey,
	{code: "KeyM"}:                   func(m *Manager) { m.mute(nil); m.flashVolume() },
	{code: "KeyC"}:                   (*Manager).toggleCaptions,
	{code: "ArrowLeft"}:              func(m *Manager) { m.seekBy(-seekStep, "rewind") },
	{code: "ArrowRight"}:             func(m *Manager) { m.seekBy(seekStep, "forward") },
	{code: "Home"}:                   func(m *Manager) { m.seek(0) },
	{code: "End"}:                    func(m *Manager) { m.seek(m.p.Media().Duration) },
	{code: "ArrowUp"}:                func(m *Manager) { m.volume(m.p.Media().Volume + volumeStep); m.flashVolume() },
	{code: "ArrowDown"}:              func(m *Manager) { m.volume(m.p.Media().Volume - volumeStep); m.flashVolume() },
	{code: "Period", shift: true}:    func(m *Manager) { m.stepSpeed(1) },
	{code: "Comma", shift: true}:     func(m *Manager) { m.stepSpeed(-1) },
	{code: "Semicolon", shift: true}: func(m *Manager) { m.speed(1) },
}

// Key takes {code, shift, other, focus, fullscreen, inPip}: other is any
// further modifier; focus is what has it ("player", "button", "slider",
// "seek", "menu"). It answers whether the key was used.
func (m *Manager) Key(event any) bool {
	code, focus := value.Str(event, "code"), value.Str(event, "focus")
	if value.Bool(event, "other") || m.preset != "Playback" && m.preset != "Live" || focus == "menu" {
		return false
	}
	activates := code == "Space" || code == "Enter"
	moves := code == "Home" || code == "End" || len(code) > 5 && code[:5] == "Arrow"
	if focus == "button" && activates || focus == "slider" && moves {
		return false // the control's own
	}
	switch code {
	case "KeyF":
		m.fullscreen(!value.Bool(event, "fullscreen"))
		return true
	case "KeyP":
		m.pictureInPicture(!value.Bool(event, "inPip"))
		return true
	}
	f := keyMap[key{code, value.Bool(event, "shift")}]
	if f == nil || m.before && !activates && code != "KeyM" {
		return false
	}
	m.dirty = true
	f(m)
	return true
}

func (m *Manager) playPauseKey() {
	icon := "pause"
	if m.p.Media().Paused {
		icon = "play"
	}
	m.playPause()
	m.flash(icon)
}

func (m *Manager) seekBy(step float64, icon string) {
	now := m.p.Media()
	to := max(0, now.CurrentTime+step)
	if now.Duration > 0 {
		to = min(to, now.Duration)
	}
	m.seek(to)
	m.flash(icon)
}

func (m *Manager) stepSpeed(by int) {
	rates := m.p.Rates()
	now := m.p.Media().Rate
	for i, item := range rates {
		if r, _ := value.Number(item); r == now && i+by >= 0 && i+by < len(rates) {
			next, _ := value.Number(rates[i+by])
			m.speed(next)
			return
		}
	}
}

func (m *Manager) flashVolume() {
	if m.p.Media().Muted {
		m.flash("volume-mute")
	} else {
		m.flash("volume-base")
	}
}

// flash shows an icon over the picture for a moment.
func (m *Manager) flash(icon string) { m.flashAt(icon, "") }

// flashAt is flash on a side: "left", "right", or "" for the middle.
func (m *Manager) flashAt(icon, side string) {
	m.flashes++
	m.SetSlice("overlayAction", value.Map{"icon": icon, "n": m.flashes, "side": side})
}
