// Package navigation lists what is in a lecture: chapters, slides, hotspots,
// answers, questions, and in searches the captions (reference: plugins §6).
// State is here; web/src/lecture/navigation.tsx draws it.
package navigation

import (
	"diptych/player"
	"diptych/player/model"
	"diptych/player/stream"
	"diptych/player/ui"
	"diptych/player/value"
	"diptych/plugins"
	"diptych/plugins/kalturacuepoints"
)

// Events of the contract (reference: plugins §6.6); QuizChanged comes from the
// quiz's plugin, with its questions.
const (
	EventOpen   = "navigation_open"
	EventClose  = "navigation_close"
	EventSearch = "navigation_search"
	EventItem   = "navigation_item_click"
	EventText   = "navigation_expandable_text_clicked"
	QuizChanged = "QuizQuestionChanged"

	upperBarPosition = 10
)

// Descriptor is the plugin's row.
var Descriptor = plugins.Descriptor{
	Name: "navigation",
	Defaults: model.New(
		"position", "right", "expandMode", "alongside", "expandOnFirstPlay", false, "itemsOrder",
		model.New(), "visible", true,
	),
	Methods:  []string{"open", "close", "isVisible", "isPluginActive"},
	Services: []plugins.ServiceRow{{Name: "navigation", Itself: true}},
	New:      func(c *plugins.Context) (plugins.Plugin, error) { return newNavigation(c), nil },
}

type navigation struct {
	c       *plugins.Context
	conf    settings
	items   []*item
	tab     string
	query   string
	active  []string // ids of items that play is in
	panel   int
	icon    int
	wasOpen bool
	closed  bool // by the viewer
}

func newNavigation(c *plugins.Context) *navigation {
	n := &navigation{c: c}
	n.forget()
	c.Player.RegisterService("navigation", n)
	if c.UI == nil {
		return n
	}
	n.actions()
	c.Player.On(player.EventMetadataAdded, n.added)
	c.Player.On(QuizChanged, n.quiz)
	c.Player.On(player.EventMetadataChange, func(player.Event) { n.moved() })
	c.Player.On(player.EventSeeked, func(player.Event) { n.moved() })
	c.Player.On(player.EventTextTrackChanged, func(player.Event) { n.publish() })
	c.Player.On(player.EventFirstPlay, func(player.Event) {
		if n.conf.expand && !n.closed {
			n.open(true, false)
		}
	})
	return n
}

func (n *navigation) forget() {
	n.conf = parse(n.c.Config)
	n.items, n.tab, n.query, n.active = nil, All, "", nil
}

// cueTypes are what is asked for, for each kind.
var cueTypes = map[string]string{
	Slide: kalturacuepoints.Slide, Chapter: kalturacuepoints.Chapter, Hotspot: kalturacuepoints.Hotspot,
	Answer: kalturacuepoints.PublicQnA, Caption: kalturacuepoints.Caption, Question: kalturacuepoints.Quiz,
}

// LoadMedia implements plugins.Plugin.
func (n *navigation) LoadMedia() {
	r, ok := n.c.Player.Service("kalturaCuepoints").(kalturacuepoints.Registrar)
	if !ok {
		n.c.Log.Log(stream.Warn, "no cue points, nothing to navigate by", "plugin", "navigation")
		return
	}
	for kind, of := range cueTypes {
		if n.conf.wanted(kind) {
			r.Register(of)
		}
	}
}

// Reset implements plugins.Plugin.
func (n *navigation) Reset() {
	if n.c.UI == nil {
		return
	}
	if n.panel > 0 {
		n.wasOpen = n.c.UI.Panels().Active(n.panel)
		n.c.UI.Panels().Remove(n.panel)
		n.c.UI.Bar().Remove(n.icon)
		n.panel, n.icon = 0, 0
	}
	n.forget()
	n.publish()
}

// Destroy implements plugins.Plugin.
func (n *navigation) Destroy() {}

// mount shows icon and panel once there is something to list.
func (n *navigation) mount() {
	if n.panel > 0 || !n.conf.visible {
		return
	}
	id, err := n.c.UI.Panels().Add(ui.Panel{
		Label: "Navigation", Position: n.conf.position, Mode: n.conf.mode,
		Presets: []string{"Playback", "Live", "Ads"},
		View:    ui.Node{Component: "Navigation", Key: "navigation"}, Changed: func(bool) { n.notify() },
	})
	if err != nil {
		n.c.Log.Log(stream.Error, "navigation not shown", "reason", err.Error())
		return
	}
	n.panel = id
	n.icon = n.c.UI.Bar().Add(ui.Icon{
		Name: "navigation_pluginButton", Label: "navigation.show", Shape: "navigation",
		Order: upperBarPosition, OnClick: n.toggle,
	})
	if n.wasOpen && !n.closed {
		n.open(true, false)
	}
}

func (n *navigation) open(auto, byKeyboard bool) {
	if n.panel == 0 || n.c.UI.Panels().Active(n.panel) {
		return
	}
	n.c.UI.Panels().Activate(n.panel, byKeyboard)
	n.c.Player.Dispatch(EventOpen, value.Empty.Bool("auto", auto))
}

func (n *navigation) close() {
	if n.panel == 0 || !n.c.UI.Panels().Active(n.panel) {
		return
	}
	n.c.UI.Panels().Deactivate(n.panel)
	n.c.Player.Dispatch(EventClose, nil)
}

// notify keeps the icon like the panel, which another panel may have closed.
func (n *navigation) notify() {
	label, on := "navigation.show", n.c.UI.Panels().Active(n.panel)
	if on {
		label = "navigation.hide"
	}
	n.c.UI.Bar().Set(n.icon, label, on)
}

func (n *navigation) toggle(byKeyboard bool) {
	if n.closed = n.c.UI.Panels().Active(n.panel); n.closed {
		n.close()
		return
	}
	n.open(false, byKeyboard)
}

// Call implements plugins.Caller and player.Service.
func (n *navigation) Call(method string, _ value.List) (any, error) {
	switch method {
	case "open":
		n.open(false, false)
	case "close":
		n.close()
	case "isVisible", "isPluginActive":
		return n.panel > 0 && n.c.UI.Panels().Active(n.panel), nil
	}
	return nil, nil
}
