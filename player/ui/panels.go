package ui

import (
	"cmp"
	"errors"
	"slices"

	"diptych/player/value"
)

// Panel is an item of the side panels: a component that stands beside the
// picture or over it while it is active (reference: plugins §3.1).
type Panel struct {
	Label    string   // names the component, Side-panel-<position>-<label>
	Position string   // left, right, top, bottom
	Mode     string   // alongside, over
	Presets  []string // where it may be shown
	// View is drawn once and kept; its component gets the prop active (bool).
	View Node
	// Changed is told when the panel becomes active or inactive; may be nil.
	Changed func(active bool)
}

// Panels are the side panels of a player. Each position shows one item; what
// opens on one side closes the opposite one.
//
// Slice "sidePanels": {modes: {left, right, top, bottom: hidden | alongside | over},
// items: [{id, label, position, active, byKeyboard, node}]}.
type Panels struct {
	m     *Manager
	items []*placed
	next  int
}

type placed struct {
	Panel
	id         int
	active     bool
	byKeyboard bool // opened by keyboard: the focus goes into the panel
}

// opposite is the side across, "" for what is no side.
func opposite(side string) string {
	switch side {
	case "left":
		return "right"
	case "right":
		return "left"
	case "top":
		return "bottom"
	case "bottom":
		return "top"
	}
	return ""
}

// Errors of Add.
var (
	ErrPanelLabel    = errors.New("a panel needs a label")
	ErrPanelPosition = errors.New("a panel's position is left, right, top or bottom")
	ErrPanelMode     = errors.New("a panel's mode is alongside, over or hidden")
	ErrPanelPreset   = errors.New("a panel needs known presets")
)

// Add takes a panel and gives its id, 1 and up.
func (s *Panels) Add(p Panel) (id int, err error) {
	switch {
	case p.Label == "":
		return 0, ErrPanelLabel
	case opposite(p.Position) == "":
		return 0, ErrPanelPosition
	case p.Mode != "alongside" && p.Mode != "over" && p.Mode != "hidden":
		return 0, ErrPanelMode
	case len(p.Presets) == 0:
		return 0, ErrPanelPreset
	}
	s.next++
	s.items = append(s.items, &placed{Panel: p, id: s.next})
	s.publish()
	return s.next, nil
}

// Remove closes a panel and forgets it.
func (s *Panels) Remove(id int) {
	s.Deactivate(id)
	for i, p := range s.items {
		if p.id == id {
			s.items = append(s.items[:i:i], s.items[i+1:]...)
			s.publish()
			return
		}
	}
}

// Activate opens a panel in place of what stands on its side and opposite.
func (s *Panels) Activate(id int, byKeyboard bool) {
	p := s.find(id)
	if p == nil || p.active {
		return
	}
	for _, other := range s.items {
		if other.Position == p.Position || other.Position == opposite(p.Position) {
			s.set(other, false)
		}
	}
	p.byKeyboard = byKeyboard
	s.set(p, true)
	s.publish()
}

// Deactivate closes a panel.
func (s *Panels) Deactivate(id int) {
	if p := s.find(id); p != nil && p.active {
		s.set(p, false)
		s.publish()
	}
}

// free closes what stands at a position and opposite: a panel of the page comes.
func (s *Panels) free(position string) {
	for _, p := range s.items {
		if p.Position == position || p.Position == opposite(position) {
			s.set(p, false)
		}
	}
	s.publish()
}

// Active tells whether a panel is open.
func (s *Panels) Active(id int) bool {
	p := s.find(id)
	return p != nil && p.active
}

// Update replaces what a panel shows.
func (s *Panels) Update(id int, view Node) {
	if p := s.find(id); p != nil {
		p.View = view
		s.publish()
	}
}

func (s *Panels) find(id int) *placed {
	for _, p := range s.items {
		if p.id == id {
			return p
		}
	}
	return nil
}

func (s *Panels) set(p *placed, active bool) {
	if p.active == active {
		return
	}
	p.active = active
	if p.Changed != nil {
		p.Changed(active)
	}
}

func (s *Panels) publish() {
	modes := map[string]string{}
	items := value.Array{}
	for _, p := range s.items {
		if !slices.Contains(p.Presets, s.m.preset) {
			continue
		}
		if p.active {
			modes[p.Position] = p.Mode
		}
		f := value.Empty.Int("id", p.id).Str("label", p.Label).Str("position", p.Position).Bool("active", p.active)
		items = items.Add(f.Bool("byKeyboard", p.byKeyboard).Put("node", p.View))
	}
	shown := value.Empty
	for _, side := range []string{"left", "right", "top", "bottom"} {
		shown = shown.Str(side, cmp.Or(modes[side], "hidden"))
	}
	s.m.SetSlice("sidePanels", value.Empty.Put("modes", shown).Put("items", items))
}
