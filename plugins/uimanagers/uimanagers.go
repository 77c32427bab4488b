// Package uimanagers names the services by which plugins in JavaScript put
// panels, buttons, toasts and banners into the player (reference: plugins §3).
// What they are given are components and functions of the page, so they live
// there: web/src/managers. Plugins in Go have the same by package player/ui:
// Manager.Panels, Manager.Bar, Manager.Add.
package uimanagers

import (
	"diptych/plugins"
)

// Descriptor is the plugin's row.
var Descriptor = plugins.Descriptor{
	Name: "uiManagers", Aliases: []string{"ui-managers"}, Always: true,
	Services: []plugins.ServiceRow{
		{Name: "sidePanelsManager", Page: true}, {Name: "sidePanels", Page: true}, {Name: "upperBarManager", Page: true}, {Name: "floatingManager", Page: true},
		{Name: "toastManager", Page: true}, {Name: "bannerManager", Page: true}, {Name: "componentInjectionManager", Page: true},
	},
	New: func(*plugins.Context) (plugins.Plugin, error) { return none{}, nil },
}

// none has nothing to do in Go.
type none struct{}

func (none) LoadMedia() {}
func (none) Reset()     {}
func (none) Destroy()   {}
