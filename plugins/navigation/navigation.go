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
	Methods:  plugins.PanelMethods(),
	Services: []plugins.ServiceRow{{Name: "navigation", Itself: true}},
	New:      func(c *plugins.Context) (plugins.Plugin, error) { return newNavigation(c), nil },
}

type navigation struct {
	c      *plugins.Context
	conf   settings
	items  []*item
	tab    string
	query  string
	active []string // ids of items that play is in
	panel  *plugins.SidePanel
}

func newNavigation(c *plugins.Context) *navigation {
	n := &navigation{c: c, panel: plugins.NewSidePanel(c, "navigation", EventOpen, EventClose)}
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
		if n.conf.expand {
			n.panel.Expand()
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
	n.panel.Unmount(n.panel.Active())
	n.forget()
	n.publish()
}

// Destroy implements plugins.Plugin.
func (n *navigation) Destroy() {}

// mount shows icon and panel once there is something to list.
func (n *navigation) mount() {
	if n.panel.Mounted() || !n.conf.visible {
		return
	}
	n.panel.Mount(ui.Panel{
		Label: "Navigation", Position: n.conf.position, Mode: n.conf.mode,
		Presets: []string{"Playback", "Live", "Ads"},
		View:    ui.Node{Component: "Navigation", Key: "navigation"},
	}, upperBarPosition, false)
}

// Call implements plugins.Caller and player.Service.
func (n *navigation) Call(method string, args value.List) (any, error) {
	return n.panel.Call(method, args)
}
