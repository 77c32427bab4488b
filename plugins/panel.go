package plugins

import (
	"diptych/player/stream"
	"diptych/player/ui"
	"diptych/player/value"
)

// SidePanel is a plugin's side panel with the icon of the upper bar that opens it
// and looks like it. The texts of the icon are <name>.show and <name>.hide.
type SidePanel struct {
	c         *Context
	name      string
	openEvent string // its payload is {auto}: nobody asked for it now
	shutEvent string
	panel     int // id, 0 = there is none yet
	icon      int
	wasOpen   bool // the viewer had it open with the media before
	closed    bool // the viewer has closed it
}

// NewSidePanel names a panel, and the events that tell of it.
func NewSidePanel(c *Context, name, openEvent, shutEvent string) *SidePanel {
	return &SidePanel{c: c, name: name, openEvent: openEvent, shutEvent: shutEvent}
}

// Mount shows icon and panel, once there is something to show.
func (s *SidePanel) Mount(p ui.Panel, order int, expand bool) {
	changed := p.Changed
	p.Changed = func(active bool) {
		s.mark(active)
		if changed != nil {
			changed(active)
		}
	}
	id, err := s.c.UI.Panels().Add(p)
	if err != nil {
		s.c.Log.Log(stream.Error, "panel not shown", "plugin", s.name, "reason", err.Error())
		return
	}
	s.panel = id
	s.icon = s.c.UI.Bar().Add(ui.Icon{
		Name: s.name + "_pluginButton", Label: s.name + ".show", Shape: s.name, Order: order, OnClick: s.toggle,
	})
	if expand || s.wasOpen {
		s.Expand()
	}
}

// Mounted tells whether icon and panel are there.
func (s *SidePanel) Mounted() bool { return s.panel > 0 }

// Unmount takes both away; what was open opens again with the next media.
func (s *SidePanel) Unmount(open bool) {
	if s.panel == 0 {
		return
	}
	s.wasOpen = open
	s.c.UI.Panels().Remove(s.panel)
	s.c.UI.Bar().Remove(s.icon)
	s.panel, s.icon = 0, 0
}

// Active tells whether the panel is open.
func (s *SidePanel) Active() bool { return s.panel > 0 && s.c.UI.Panels().Active(s.panel) }

// Expand opens the panel by itself, unless the viewer has closed it.
func (s *SidePanel) Expand() {
	if !s.closed {
		s.open(true, false)
	}
}

// Open opens the panel for somebody who asks for it.
func (s *SidePanel) Open(byKeyboard bool) { s.open(false, byKeyboard) }

func (s *SidePanel) open(auto, byKeyboard bool) {
	if s.panel == 0 || s.Active() {
		return
	}
	s.c.UI.Panels().Activate(s.panel, byKeyboard)
	s.c.Player.Dispatch(s.openEvent, value.Empty.Bool("auto", auto))
}

// Attach opens the panel again whose content stood elsewhere meanwhile.
func (s *SidePanel) Attach() { s.c.UI.Panels().Activate(s.panel, false) }

// Close closes the panel.
func (s *SidePanel) Close() {
	if !s.Active() {
		return
	}
	s.c.UI.Panels().Deactivate(s.panel)
	s.c.Player.Dispatch(s.shutEvent, nil)
}

// Dismiss closes the panel for the viewer: it does not open by itself again.
func (s *SidePanel) Dismiss() {
	s.closed = true
	s.Close()
}

func (s *SidePanel) toggle(byKeyboard bool) {
	if s.Active() {
		s.Dismiss()
		return
	}
	s.closed = false
	s.Open(byKeyboard)
}

// mark keeps the icon like the panel, which another panel may have closed.
func (s *SidePanel) mark(active bool) {
	label := s.name + ".show"
	if active {
		label = s.name + ".hide"
	}
	s.c.UI.Bar().Set(s.icon, label, active)
}

// Call implements Caller: what a page may do with the panel.
func (s *SidePanel) Call(method string, _ value.List) (any, error) {
	switch method {
	case "open":
		s.Open(false)
	case "close":
		s.Close()
	case "isVisible", "isPluginActive":
		return s.Active(), nil
	}
	return nil, nil
}

// PanelMethods are those that Call answers.
func PanelMethods() []string { return []string{"open", "close", "isVisible", "isPluginActive"} }
