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
		{Name: "sidePanelsManager", Page: true, Methods: panels, Properties: []string{"componentsRegistry"}},
		{Name: "sidePanels", Page: true, Methods: panels, Properties: []string{"componentsRegistry"}},
		{
			Name: "upperBarManager", Page: true,
			Methods: []string{"add", "remove", "update", "isActive", "getMorePluginButton", "focusPluginButton"},
		},
		{Name: "floatingManager", Page: true, Methods: []string{"add", "remove", "reset"}},
		{Name: "toastManager", Page: true, Methods: []string{"add", "reset"}},
		{Name: "bannerManager", Page: true, Methods: []string{"add", "remove", "reset"}},
		{
			Name: "componentInjectionManager", Page: true,
			Methods: []string{"inject", "remove", "getCurrentPosition", "reset"},
		},
	},
	New: func(*plugins.Context) (plugins.Plugin, error) { return none{}, nil },
}

var panels = []string{
	"add", "remove", "activateItem", "deactivateItem", "isItemActive", "isItemDetached", "update",
	"detachItem", "attachItem", "getDetachedRef",
}

// none has nothing to do in Go.
type none struct{}

func (none) LoadMedia() {}
func (none) Reset()     {}
func (none) Destroy()   {}
