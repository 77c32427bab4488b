package ui

import "diptych/player/value"

// heldRate is how fast a finger that rests on the picture makes it play.
const heldRate = 2.0

// seekTap is a double tap on the left (-1) or right (1) of the picture, or one
// more tap behind it (reference: player-api §8.7).
func (m *Manager) seekTap(direction int) {
	if m.opening.before {
		return
	}
	if direction < 0 {
		m.skip(-1, "userclickedrewind")
		m.flashAt("rewind", "left")
		return
	}
	m.skip(1, "userclickedforward")
	m.flashAt("forward", "right")
}

// hold plays faster while a finger rests on the picture, and then as before.
func (m *Manager) hold(on bool) {
	now := m.p.Media()
	if on && (m.opening.before || now.Paused || m.p.Live() || m.held > 0) || !on && m.held == 0 {
		return
	}
	rate := heldRate
	if on {
		m.held = now.Rate
	} else {
		rate, m.held = m.held, 0
	}
	m.p.SetRate(rate)
	m.SetSlice("held", value.Empty.Bool("on", on).Num("rate", rate))
}
