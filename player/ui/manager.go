package ui

import (
	"diptych/player"
	"diptych/player/model"
	"diptych/player/value"
)

// Action is what a component asks for, answered with what the component gets.
type Action func(a model.Object) any

// Manager decides what is shown and what the viewer's actions do.
type Manager struct {
	p        *player.Player
	publish  func(patch value.Fields)
	preset   string
	notified string // the preset that the page thinks is shown
	added    []*addition
	stale    stale
	spinner  bool                    // as published
	slices   map[string]value.Fields // of plugins, by name, not yet published
	last     map[string]string       // published, as JSON
	commands value.Texts             // for the page, once
	actions  map[string]Action
	width    float64
	height   float64
	opening  opening
	failure  *player.Error
	flashes  int
	held     float64     // rate to go back to when a finger leaves the picture, 0: none rests
	listed   int         // of PlaylistChanges, as published
	keys     value.Array // what they do
	keysOpen bool        // the list of them is shown
	panels   *Panels
	bar      *Bar
	prevent  bool    // seeking ahead of what was seen is forbidden
	reached  float64 // how far play has come, seconds
}

// stale tells what may differ from what was published.
type stale struct {
	areas   bool // which components stand where
	shown   bool // what they show
	choices bool // what the menus offer
}

// opening is how play of a media begins.
type opening struct {
	before   bool // play has not been asked for
	byItself bool // play has begun by itself, and nothing plays yet
	unmute   bool // muted because the browser wanted it so
}

// New makes the Manager of a player. publish takes patches: members are slices.
func New(p *player.Player, publish func(patch value.Fields)) *Manager {
	m := &Manager{
		p: p, publish: publish, preset: "Idle", notified: "Playback", slices: map[string]value.Fields{},
		last:    map[string]string{},
		actions: map[string]Action{}, stale: stale{true, true, true}, opening: opening{before: true},
		keys: listKeys(),
	}
	m.panels, m.bar = &Panels{m: m}, &Bar{m: m}
	p.On("", m.onEvent)
	p.OnConfigure(func(model.Object) { m.stale.shown, m.stale.choices = true, true })
	m.viewerActions()
	m.bar.mount()
	m.On("panels.free", func(a model.Object) any { m.panels.free(a.Str("position")); return nil })
	return m
}

// frequent tells events that change nothing that is shown by a slice.
func frequent(event string) bool {
	switch event {
	case player.EventTimeUpdate, player.EventFragLoaded, player.EventTextCueChanged, "progress", "canplaythrough",
		"durationchange", "suspend", "stalled":
		return true
	}
	return false
}

// choosing tells events that change what the menus offer.
func choosing(event string) bool {
	switch event {
	case player.EventTracksChanged, player.EventVideoTrackChanged, player.EventAudioTrackChanged,
		player.EventTextTrackChanged,
		player.EventABRModeChanged, player.EventRateChange, player.EventReset, player.EventChangeEnded,
		player.EventLoadedMetadata:
		return true
	}
	return false
}

func (m *Manager) onEvent(e player.Event) {
	if e.Type == player.EventTimeUpdate {
		m.reached = max(m.reached, m.p.Media().CurrentTime)
	}
	if frequent(e.Type) {
		return
	}
	m.stale.shown = true
	m.stale.choices = m.stale.choices || choosing(e.Type)
	switch e.Type {
	case player.EventReset:
		m.hold(false)
		m.opening, m.failure, m.reached = opening{before: true}, nil, 0
		if r, ok := e.Payload.(player.Reset); ok && !r.ChangeMedia {
			m.show("Idle")
		}
	case player.EventChangeStarted:
		m.failure = nil
	case player.EventChangeEnded:
		m.opening.before = !m.p.Wanted()
		m.showMedia()
	case player.EventPlaybackStart:
		m.opening.byItself = m.opening.before && m.p.Config().Playback.Autoplay != model.NoAutoplay
		m.opening.before = false
	case player.EventFirstPlay, "playkit-ui-userclickedplay":
		m.opening.before, m.opening.byItself = false, false
	case player.EventPlayFailed, player.EventAutoplayFailed:
		if m.p.State() != player.Playing {
			m.opening.before = true
		}
	case player.EventMutedAutoplay:
		m.opening.unmute = true
	case player.EventMuteChange, player.EventVolumeChange:
		if !m.p.Media().Muted {
			m.opening.unmute = false
		}
	case player.EventError:
		if failure, ok := e.Payload.(*player.Error); ok && failure.Severity == player.Critical {
			m.failure = failure
			m.show("Error")
		}
	}
}

// showMedia shows what suits the kind of media.
func (m *Manager) showMedia() {
	switch {
	case m.p.Live():
		m.show("Live")
	case m.p.Image() != "":
		m.opening.before = false
		m.show("Img")
	default:
		m.show("Playback")
	}
}

func (m *Manager) show(preset string) {
	m.stale.areas = m.stale.areas || m.preset != preset
	m.preset = preset
	if from := m.notified; from != preset {
		m.notified = preset
		m.p.Dispatch("playkit-ui-uipresetchange", value.Empty.Str("from", from).Str("to", preset))
	}
}

// Add puts a component into an area of some presets.
func (m *Manager) Add(area string, presets []string, n Node, at Position) (remove func()) {
	a := &addition{area, presets, n, at}
	m.added = append(m.added, a)
	m.stale.areas = true
	return func() {
		for i, have := range m.added {
			if have == a {
				m.added = append(append([]*addition{}, m.added[:i]...), m.added[i+1:]...)
				m.stale.areas = true
				return
			}
		}
	}
}

// SetSlice publishes what a plugin shows.
func (m *Manager) SetSlice(name string, v value.Fields) { m.slices[name] = v }

// Command asks the page for something that only it can do, such as full screen.
func (m *Manager) Command(name string) { m.commands = append(m.commands, name) }

// On answers an action of a component.
func (m *Manager) On(action string, f Action) { m.actions[action] = f }

// Action runs what a component asks for.
func (m *Manager) Action(name string, payload model.Object) any {
	if f := m.actions[name]; f != nil {
		if name != "thumbnail" && name != "visible" { // those change nothing
			m.stale.shown, m.stale.choices = true, true
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
	m.width, m.height, m.stale.shown = width, height, true
	rect := value.Empty.Int("x", 0).Int("y", 0).Int("left", 0).Int("top", 0)
	rect = rect.Num("width", width).Num("height", height).Num("right", width).Num("bottom", height)
	m.p.Dispatch(EventResize, value.Empty.Put("guiSize", rect))
	m.p.Dispatch("resize", nil)
}

// Flush publishes what has changed since the last time.
func (m *Manager) Flush() {
	var patch value.Fields
	if m.failure != nil && m.p.Loading() { // another try
		m.failure = nil
		m.show("Playback")
	}
	if w := m.p.Window(); w.End > 0 { // its list tells what it is
		if m.preset == "Playback" && m.p.Live() || m.preset == "Live" && !m.p.Live() {
			m.stale.shown = true
			m.showMedia()
		}
	}
	if m.p.Window().End > 0 || m.last["live"] != "" {
		m.put(&patch, "live", m.live())
	}
	m.flushStale(&patch)
	if n := m.p.PlaylistChanges(); n != m.listed {
		m.listed = n
		m.put(&patch, "playlist", m.playlist())
	}
	if show := m.loading(); show != m.spinner || m.last["loading"] == "" {
		m.spinner = show
		m.put(&patch, "loading", value.Empty.Bool("show", show))
	}
	for _, name := range value.SortedKeys(m.slices) {
		m.put(&patch, name, m.slices[name])
		delete(m.slices, name)
	}
	if len(m.commands) > 0 {
		patch = patch.Put("do", m.commands)
		m.commands = nil
	}
	if len(patch) > 0 {
		m.publish(patch)
	}
}

func (m *Manager) flushStale(patch *value.Fields) {
	if m.stale.areas {
		m.stale.areas = false
		m.panels.publish()
		m.bar.publish()
		m.put(patch, "preset", value.Text(value.JSON(m.preset)))
		m.put(patch, "areas", compose(m.preset, m.added))
		m.stale.shown = true
	}
	if m.stale.shown {
		m.stale.shown = false
		m.put(patch, "shell", value.Empty.Str("playerSize", sizeName(m.width)))
		m.put(patch, "engine", m.engine())
		m.put(patch, "error", m.failureText())
	}
	if m.stale.choices {
		m.stale.choices = false
		m.put(patch, "settings", m.settings())
	}
}

func (m *Manager) put(patch *value.Fields, slice string, v value.Marshaler) {
	if text := value.JSON(v); text != m.last[slice] {
		m.last[slice] = text
		*patch = patch.Put(slice, value.Text(text))
	}
}
