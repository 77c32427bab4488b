package ui

import (
	"slices"
	"strings"

	"diptych/player/model"
	"diptych/player/value"
)

// seekStep of the arrow keys, seconds; volumeStep of 0 to 1; frameStep of a
// picture of film, seconds.
const (
	seekStep   = 1.0
	volumeStep = 0.05
	frameStep  = 1.0 / 25
)

// binding is what some keys do while the player has the focus.
type binding struct {
	keys   string // as keyName gives them, by spaces
	label  string // of the list of keys: "keys." and this are a word of web/src/lang
	before bool   // also before the first play
	do     func(m *Manager, pressed string, event model.Object)
}

// bindings is every key of the player, in the order in which they are listed
// (reference: player-api §8.6).
var bindings = []binding{
	{"Space Enter", "playPause", true, func(m *Manager, _ string, _ model.Object) { m.playPauseKey() }},
	{"K", "playPause", false, func(m *Manager, _ string, _ model.Object) { m.playPauseKey() }},
	{"J", "rewind", false, func(m *Manager, _ string, _ model.Object) { m.seekBy(-m.seekSeconds(), "rewind") }},
	{"L", "forward", false, func(m *Manager, _ string, _ model.Object) { m.seekBy(m.seekSeconds(), "forward") }},
	{"ArrowLeft", "back1", false, func(m *Manager, _ string, _ model.Object) { m.seekBy(-seekStep, "rewind") }},
	{"ArrowRight", "forward1", false,
		func(m *Manager, _ string, _ model.Object) { m.seekBy(seekStep, "forward") }},
	{"0 1 2 3 4 5 6 7 8 9", "part", false, func(m *Manager, pressed string, _ model.Object) {
		m.seekPart(float64(pressed[0]-'0') / 10)
	}},
	{"Home", "start", false, func(m *Manager, _ string, _ model.Object) { m.seekPart(0) }},
	{"End", "end", false, func(m *Manager, _ string, _ model.Object) { m.seekPart(1) }},
	{".", "nextFrame", false, func(m *Manager, _ string, _ model.Object) { m.stepFrame(frameStep) }},
	{",", "previousFrame", false, func(m *Manager, _ string, _ model.Object) { m.stepFrame(-frameStep) }},
	{"ArrowUp", "louder", false, func(m *Manager, _ string, _ model.Object) { m.stepVolume(volumeStep) }},
	{"ArrowDown", "quieter", false, func(m *Manager, _ string, _ model.Object) { m.stepVolume(-volumeStep) }},
	{"M", "mute", true, func(m *Manager, _ string, _ model.Object) { m.mute(model.Object{}); m.flashVolume() }},
	{"C", "captions", false, func(m *Manager, _ string, _ model.Object) { m.toggleCaptions() }},
	{"F", "fullscreen", true, func(m *Manager, _ string, e model.Object) { m.fullscreen(!e.Bool("fullscreen")) }},
	{"P", "pictureInPicture", true,
		func(m *Manager, _ string, e model.Object) { m.pictureInPicture(!e.Bool("inPip")) }},
	{">", "faster", false, func(m *Manager, _ string, _ model.Object) { m.stepSpeed(1) }},
	{"<", "slower", false, func(m *Manager, _ string, _ model.Object) { m.stepSpeed(-1) }},
	{":", "normalSpeed", false, func(m *Manager, _ string, _ model.Object) { m.speed(1) }},
	{"S", "stats", true, func(m *Manager, _ string, _ model.Object) { m.Command("stats") }},
	{"?", "list", true, func(m *Manager, _ string, _ model.Object) { m.toggleKeys() }},
}

// find is the binding of a key, nil for none.
func find(key string) *binding {
	for i := range bindings {
		if slices.Contains(strings.Fields(bindings[i].keys), key) {
			return &bindings[i]
		}
	}
	return nil
}

func (m *Manager) seekSeconds() float64 { return float64(m.p.Config().Controls.SeekSeconds) }

// listKeys is what the keys do, each {label, keys}: a word of web/src/lang and the
// keys that do it.
func listKeys() value.Array {
	var list value.Array
	for i, b := range bindings {
		keys := strings.Fields(b.keys)
		if i > 0 && bindings[i-1].label == b.label {
			continue // with the one before
		}
		for _, next := range bindings[i+1:] {
			if next.label != b.label {
				break
			}
			keys = append(keys, strings.Fields(next.keys)...)
		}
		list = list.Add(value.Empty.Str("label", "keys."+b.label).Put("keys", value.Texts(keys)))
	}
	return list
}

// Key takes {key, code, shift, other, focus, fullscreen, inPip}: other is any
// further modifier; focus is what has it ("player", "button", "slider",
// "seek", "menu"). It answers whether the key was used.
func (m *Manager) Key(event model.Object) bool {
	name, focus := keyName(event), event.Str("focus")
	if event.Bool("other") || m.preset != "Playback" && m.preset != "Live" || focus == "menu" {
		return false
	}
	activates := name == "Space" || name == "Enter"
	moves := name == "Home" || name == "End" || len(name) > 5 && name[:5] == "Arrow"
	if focus == "button" && activates || focus == "slider" && moves {
		return false // the control's own
	}
	b := find(name)
	if b == nil || m.opening.before && !b.before {
		return false
	}
	m.stale.shown = true
	b.do(m, name, event)
	return true
}

// toggleKeys shows the list of keys, or no longer; the slice "keys" is {open, list}.
func (m *Manager) toggleKeys() { m.showKeys(!m.keysOpen) }

func (m *Manager) showKeys(open bool) {
	m.keysOpen = open
	m.SetSlice("keys", value.Empty.Bool("open", open).Put("list", m.keys))
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
	m.Seek(m.p.Media().CurrentTime + step)
	m.flash(icon)
}

// seekPart seeks to a part of the whole, 0 to 1.
func (m *Manager) seekPart(part float64) {
	if from, end, _ := m.span(); end <= maxDuration {
		m.Seek(from + part*(end-from))
	}
}

// maxDuration is more than any media lasts, seconds; a live stream has no end.
const maxDuration = 1e9

// stepFrame shows the picture beside the one that stands.
func (m *Manager) stepFrame(step float64) {
	if m.p.Media().Paused {
		m.Seek(m.p.Media().CurrentTime + step)
	}
}

func (m *Manager) stepVolume(step float64) {
	m.volume(m.p.Media().Volume + step)
	m.flashVolume()
}

func (m *Manager) stepSpeed(by int) {
	rates := m.p.Rates()
	now := m.p.Media().Rate
	if i := slices.Index(rates, now); i >= 0 && i+by >= 0 && i+by < len(rates) {
		m.speed(rates[i+by])
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
	m.SetSlice("overlayAction", value.Empty.Str("icon", icon).Int("n", m.flashes).Str("side", side))
}
