package ui

import "diptych/player/value"

// seekStep of the arrow keys, seconds; volumeStep of 0 to 1; frameStep of a
// picture of film, seconds.
const (
	seekStep   = 1.0
	volumeStep = 0.05
	frameStep  = 1.0 / 25
)

// binding is what some keys do while the player has the focus.
type binding struct {
	keys   []string // as keyName gives them
	label  string   // of the list of keys: "keys." and this are a word of web/src/lang
	before bool     // also before the first play
	do     func(m *Manager, pressed string, event any)
}

// bindings is every key of the player, in the order in which they are listed
// (reference: player-api §8.6).
var bindings = []binding{
	{keys: []string{"Space", "Enter"}, label: "playPause", before: true, do: plain((*Manager).playPauseKey)},
	{keys: []string{"K"}, label: "playPause", do: plain((*Manager).playPauseKey)},
	{keys: []string{"J"}, label: "rewind", do: plain(func(m *Manager) { m.seekBy(-float64(m.seekSeconds()), "rewind") })},
	{keys: []string{"L"}, label: "forward", do: plain(func(m *Manager) { m.seekBy(float64(m.seekSeconds()), "forward") })},
	{keys: []string{"ArrowLeft"}, label: "back1", do: plain(func(m *Manager) { m.seekBy(-seekStep, "rewind") })},
	{keys: []string{"ArrowRight"}, label: "forward1", do: plain(func(m *Manager) { m.seekBy(seekStep, "forward") })},
	{keys: []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}, label: "part", do: func(m *Manager, pressed string, _ any) { m.seekPart(float64(pressed[0]-'0') / 10) }},
	{keys: []string{"Home"}, label: "start", do: plain(func(m *Manager) { m.seekPart(0) })},
	{keys: []string{"End"}, label: "end", do: plain(func(m *Manager) { m.seekPart(1) })},
	{keys: []string{"."}, label: "nextFrame", do: plain(func(m *Manager) { m.stepFrame(frameStep) })},
	{keys: []string{","}, label: "previousFrame", do: plain(func(m *Manager) { m.stepFrame(-frameStep) })},
	{keys: []string{"ArrowUp"}, label: "louder", do: plain(func(m *Manager) { m.stepVolume(volumeStep) })},
	{keys: []string{"ArrowDown"}, label: "quieter", do: plain(func(m *Manager) { m.stepVolume(-volumeStep) })},
	{keys: []string{"M"}, label: "mute", before: true, do: plain(func(m *Manager) { m.mute(nil); m.flashVolume() })},
	{keys: []string{"C"}, label: "captions", do: plain((*Manager).toggleCaptions)},
	{keys: []string{"F"}, label: "fullscreen", before: true, do: func(m *Manager, _ string, event any) { m.fullscreen(!value.Bool(event, "fullscreen")) }},
	{keys: []string{"P"}, label: "pictureInPicture", before: true, do: func(m *Manager, _ string, event any) { m.pictureInPicture(!value.Bool(event, "inPip")) }},
	{keys: []string{">"}, label: "faster", do: plain(func(m *Manager) { m.stepSpeed(1) })},
	{keys: []string{"<"}, label: "slower", do: plain(func(m *Manager) { m.stepSpeed(-1) })},
	{keys: []string{":"}, label: "normalSpeed", do: plain(func(m *Manager) { m.speed(1) })},
	{keys: []string{"?"}, label: "list", before: true, do: plain((*Manager).toggleKeys)},
}

func plain(f func(m *Manager)) func(*Manager, string, any) {
	return func(m *Manager, _ string, _ any) { f(m) }
}

var (
	named   = map[string]bool{}
	byKey   = map[string]*binding{}
	keyList = value.List{}
)

func init() {
	labels := map[string]value.Map{}
	for i := range bindings {
		b := &bindings[i]
		row := labels[b.label]
		if row == nil {
			row = value.Map{"label": "keys." + b.label, "keys": value.List{}}
			labels[b.label] = row
			keyList = append(keyList, row)
		}
		for _, k := range b.keys {
			named[k], byKey[k] = true, b
			row["keys"] = append(value.Items(row, "keys"), k)
		}
	}
}

// Keys lists what the keys do, each {label, keys}: a word of web/src/lang and the
// keys that do it.
func Keys() value.List { return keyList }

// Key takes {key, code, shift, other, focus, fullscreen, inPip}: other is any
// further modifier; focus is what has it ("player", "button", "slider",
// "seek", "menu"). It answers whether the key was used.
func (m *Manager) Key(event any) bool {
	name, focus := keyName(event), value.Str(event, "focus")
	if value.Bool(event, "other") || m.preset != "Playback" && m.preset != "Live" || focus == "menu" {
		return false
	}
	activates := name == "Space" || name == "Enter"
	moves := name == "Home" || name == "End" || len(name) > 5 && name[:5] == "Arrow"
	if focus == "button" && activates || focus == "slider" && moves {
		return false // the control's own
	}
	b := byKey[name]
	if b == nil || m.before && !b.before {
		return false
	}
	m.dirty = true
	b.do(m, name, event)
	return true
}

// toggleKeys shows the list of keys, or no longer; the slice "keys" is {open, list}.
func (m *Manager) toggleKeys() { m.showKeys(!m.keysOpen) }

func (m *Manager) showKeys(open bool) {
	m.keysOpen = open
	m.SetSlice("keys", value.Map{"open": open, "list": keyList})
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
	m.seekTo(m.p.Media().CurrentTime + step)
	m.flash(icon)
}

// seekPart seeks to a part of the whole, 0 to 1.
func (m *Manager) seekPart(part float64) {
	if d := m.p.Media().Duration; d > 0 && d <= maxDuration {
		m.seek(part * d)
	}
}

// maxDuration is more than any media lasts, seconds; a live stream has no end.
const maxDuration = 1e9

// stepFrame shows the picture beside the one that stands.
func (m *Manager) stepFrame(step float64) {
	if m.p.Media().Paused {
		m.seekTo(m.p.Media().CurrentTime + step)
	}
}

func (m *Manager) seekTo(to float64) {
	to = max(0, to)
	if d := m.p.Media().Duration; d > 0 {
		to = min(to, d)
	}
	m.seek(to)
}

func (m *Manager) stepVolume(step float64) {
	m.volume(m.p.Media().Volume + step)
	m.flashVolume()
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
