package uimanagers_test

import (
	"slices"
	"testing"

	"diptych/player/playertest"
	"diptych/player/ui"
	"diptych/player/value"
	"diptych/plugins"
	"diptych/plugins/uimanagers"
)

// TestPageHasTheServices: all of them live in the page's script, and the plugin
// offers none in Go, where the page's would be hidden by it.
func TestPageHasTheServices(t *testing.T) {
	t.Parallel()
	p := playertest.NewPage(value.Map{})
	h := plugins.NewHost(p.Player, ui.New(p.Player, func(value.Fields) {}),
		[]plugins.Descriptor{uimanagers.Descriptor})
	defer h.Destroy()
	for _, s := range uimanagers.Descriptor.Services {
		if !s.Page || p.Player.Service(s.Name) != nil {
			t.Errorf("%s: in the page %v, in Go %v", s.Name, s.Page, p.Player.Service(s.Name))
		}
		if !slices.Contains(s.Methods, "add") && !slices.Contains(s.Methods, "inject") {
			t.Errorf("nothing can be put into %s: %v", s.Name, s.Methods)
		}
	}
}

// TestPanelsHaveTwoNames: plugins ask for either.
func TestPanelsHaveTwoNames(t *testing.T) {
	t.Parallel()
	methods := map[string][]string{}
	for _, s := range uimanagers.Descriptor.Services {
		methods[s.Name] = s.Methods
	}
	if a, b := methods["sidePanelsManager"], methods["sidePanels"]; len(a) == 0 || !slices.Equal(a, b) {
		t.Errorf("sidePanelsManager has %v, sidePanels %v", a, b)
	}
}
