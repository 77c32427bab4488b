package ui

import (
	"diptych/player"
	"diptych/player/value"
)

// Manager decides what is shown and what the viewer's actions do.
type Manager struct {
	p         *player.Player
	publish   func(patch value.Map)
	preset    string
	told      string // the preset that the page thinks is shown
	added     []*addition
	recompose bool
	dirty     bool
	spinner   bool              // as published
	choices   bool              // the menus may offer something else now
	slices    value.Map         // of plugins, by name, not yet published
	last      map[string]string // published, as JSON
	commands  value.List        // for the page, once
	actions   map[string]func(payload value.Map) any
	width     float64
	height    float64
	before    bool // play has not been asked for
	byItself  bool // play has begun by itself, and nothing plays yet
	unmute    bool // muted because the browser wanted it so
	failure   value.Map
	flashes   int
	held      float64 // rate to go back to when a finger leaves the picture, 0: none rests
	listed    int     // of PlaylistChanges, as published
	keysOpen  bool    // the list of keys is shown
	panels    *Panels
	bar       *Bar
	prevent   bool    // seeking ahead of what was seen is forbidden
	reached   float64 // how far play has come, seconds
}

// New makes the Manager of a player. publish takes patches: keys are slices.
func New(p *player.Player, publish func(patch value.Map)) *Manager {
	m := &Manager{p: p, publish: publish, preset: "Idle", told: "Playback", slices: value.Map{}, last: map[string]string{}, actions: map[string]func(value.Map) any{}, dirty: true, choices: true, recompose: true, before: true}
	m.panels, m.bar = &Panels{m: m}, &Bar{m: m}
	p.On("", m.onEvent)
	p.OnConfigure(func(value.Map) { m.dirty, m.choices = true, true })
	m.viewerActions()
	m.bar.mount()
	m.On("panels.free", func(a value.Map) any { m.panels.free(value.Str(a, "position")); return nil })
	return m
}

// frequent events change nothing that is shown by a slice.
var frequent = map[string]bool{player.EventTimeUpdate: true, "progress": true, player.EventFragLoaded: true, player.EventTextCueChanged: true, "canplaythrough": true, "durationchange": true, "suspend": true, "stalled": true}

// choosing events change what the menus offer.
var choosing = map[string]bool{
	player.EventTracksChanged: true, player.EventVideoTrackChanged: true, player.EventAudioTrackChanged: true, player.EventTextTrackChanged: true, player.EventABRModeChanged: true,
	player.EventRateChange: true, player.EventReset: true, player.EventChangeEnded: true, player.EventLoadedMetadata: true,
}

func (m *Manager) onEvent(e player.Event) {
	if e.Type == player.EventTimeUpdate {
		m.reached = max(m.reached, m.p.Media().CurrentTime)
	}
	if frequent[e.Type] {
		return
	}
	m.dirty = true
	m.choices = m.choices || choosing[e.Type]
	switch e.Type {
	case player.EventReset:
		m.hold(false)
		m.before, m.byItself, m.unmute, m.failure, m.reached = true, false, false, nil, 0
		if value.Get(e.Payload, "isChangeMedia") != true {
			m.show("Idle")
		}
	case player.EventChangeStarted:
		m.failure = nil
	case player.EventChangeEnded:
		m.before = !m.p.Wanted()
		switch {
		case m.p.Live():
			m.show("Live")
		case m.p.Image() != "":
			m.before = false
			m.show("Img")
		default:
			m.show("Playback")
		}
	case player.EventPlaybackStart:
		m.before, m.byItself = false, m.before && m.autoplays()
	case player.EventFirstPlay, "playkit-ui-userclickedplay":
		m.before, m.byItself = false, false
	case player.EventPlayFailed, player.EventAutoplayFailed:
		if m.p.State() != player.Playing {
			m.before = true
		}
	case player.EventMutedAutoplay:
		m.unmute = true
	case player.EventMuteChange, player.EventVolumeChange:
		if !m.p.Media().Muted {
			m.unmute = false
		}
	case player.EventError:
		if value.Int(e.Payload, "severity") == player.Critical {
			m.failure, _ = e.Payload.(value.Map)
			m.show("Error")
		}
	}
}

// autoplays tells whether play begins without anybody's doing.
func (m *Manager) autoplays() bool {
	auto := value.Get(m.p.Config(), "playback", "autoplay")
	return auto == true || auto == "inview"
}

func (m *Manager) show(preset string) {
	m.recompose = m.recompose || m.preset != preset
	m.preset = preset
	if from := m.told; from != preset {
		m.told = preset
		m.p.Dispatch("playkit-ui-uipresetchange", value.Map{"from": from, "to": preset})
	}
}

// Add puts a component into an area of some presets.
func (m *Manager) Add(area string, presets []string, n Node, at Position) (remove func()) {
	a := &addition{area, presets, n, at}
	m.added = append(m.added, a)
	m.recompose = true
	return func() {
		for i, have := range m.added {
			if have == a {
				m.added = append(append([]*addition{}, m.added[:i]...), m.added[i+1:]...)
				m.recompose = true
				return
			}
		}
	}
}

// SetSlice publishes what a plugin shows.
func (m *Manager) SetSlice(name string, v value.Map) { m.slices[name] = v }

// Command asks the page for something that only it can do, such as full screen.
func (m *Manager) Command(name string) { m.commands = append(m.commands, name) }

// On answers an action of a component.
func (m *Manager) On(action string, f func(payload value.Map) any) { m.actions[action] = f }

// Action runs what a component asks for.
func (m *Manager) Action(name string, payload value.Map) any {
	if f := m.actions[name]; f != nil {
		if name != "thumbnail" && name != "visible" { // those change nothing
			m.dirty, m.choices = true, true
		}
		return f(payload)
	}
	return nil
}

// Panels are the side panels.
func (m *Manager) Panels() *Panels { return m.panels }

// Bar is the upper bar.
func (m *Manager) Bar() *Bar { return m.bar }

// Size is that of the controls, CSS pixels.
func (m *Manager) Size() (width, height float64) { return m.width, m.height }

// SizeName is the class of the width: tiny, extrasmall, ... extralarge.
func (m *Manager) SizeName() string { return sizeName(m.width) }

// Preset is what is shown: Idle, Playback, Live, Error.
func (m *Manager) Preset() string { return m.preset }

// EventResize tells plugins that the size has changed.
const EventResize = "playkit-ui-guiresize"

// Resize takes the size of the controls, CSS pixels.
func (m *Manager) Resize(width, height float64) {
	if width == m.width && height == m.height {
		return
	}
	m.width, m.height, m.dirty = width, height, true
	rect := value.Map{"x": 0, "y": 0, "left": 0, "top": 0, "width": width, "height": height, "right": width, "bottom": height}
	m.p.Dispatch(EventResize, value.Map{"guiSize": rect})
	m.p.Dispatch("resize", nil)
}

// Flush publishes what has changed since the last time.
func (m *Manager) Flush() {
	patch := value.Map{}
	if m.failure != nil && m.p.Loading() { // another try
		m.failure = nil
		m.show("Playback")
	}
	if m.recompose {
		m.recompose = false
		m.panels.publish()
		m.bar.publish()
		m.put(patch, "preset", m.preset)
		m.put(patch, "areas", compose(m.preset, m.added))
		m.dirty = true
	}
	if m.dirty {
		m.dirty = false
		m.put(patch, "shell", value.Map{"playerSize": sizeName(m.width)})
		m.put(patch, "engine", m.engine())
		m.put(patch, "error", m.failureText())
	}
	if m.choices {
		m.choices = false
		m.put(patch, "settings", m.settings())
	}
	if n := m.p.PlaylistChanges(); n != m.listed {
		m.listed = n
		m.put(patch, "playlist", m.playlist())
	}
	if show := m.loading(); show != m.spinner || m.last["loading"] == "" {
		m.spinner = show
		m.put(patch, "loading", value.Map{"show": show})
	}
	for name, v := range m.slices {
		m.put(patch, name, v)
		delete(m.slices, name)
	}
	if len(m.commands) > 0 {
		patch["do"] = m.commands
		m.commands = nil
	}
	if len(patch) > 0 {
		m.publish(patch)
	}
}

func (m *Manager) put(patch value.Map, slice string, v any) {
	if text := value.JSON(v); text != m.last[slice] {
		m.last[slice] = text
		patch[slice] = v
	}
}
