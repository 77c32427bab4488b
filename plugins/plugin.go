// Package plugins hosts the built-in plugins of a player. A plugin is one Go
// package: its state, what it does and what it shows (reference: plugins §0.2).
package plugins

import (
	"diptych/player"
	"diptych/player/stream"
	"diptych/player/ui"
	"diptych/player/value"
)

// Descriptor is a plugin's row in the table.
type Descriptor struct {
	Name    string   // key below config.plugins and player.plugins
	Aliases []string // other keys that pages use
	Always  bool     // part of every player, unless a page switches it off
	// Defaults lie under the page's config of the plugin.
	Defaults value.Map
	// Methods of player.plugins.<name> that pages call. Reads of other
	// properties come as calls without arguments.
	Methods  []string
	Services []ServiceRow
	New      func(*Context) (Plugin, error)
}

// ServiceRow tells the page's script of a service before Go is there.
type ServiceRow struct {
	Name     string
	Methods  []string
	Promises []string // properties that are promises
	Page     bool     // it lives in the page's script (web/src/managers)
}

// Plugin lives as long as its player. LoadMedia is called for every media,
// Reset before the next one.
type Plugin interface {
	LoadMedia()
	Reset()
	Destroy()
}

// Caller is a plugin with methods for the page.
type Caller interface {
	Call(method string, args value.List) (any, error)
}

// Context is what a plugin may use.
type Context struct {
	Player   *player.Player
	UI       *ui.Manager // nil in a player without controls
	Config   value.Map
	Children player.Children
	Clock    stream.Clock
	Log      stream.Logger
}

// Table describes the plugins for the page's script (web/src/tables.ts).
func Table(all []Descriptor) value.List {
	out := value.List{}
	for _, d := range all {
		services := value.List{}
		for _, s := range d.Services {
			services = append(services, value.Map{"name": s.Name, "methods": s.Methods, "promises": s.Promises, "page": s.Page})
		}
		out = append(out, value.Map{"name": d.Name, "aliases": d.Aliases, "methods": d.Methods, "services": services})
	}
	return out
}
