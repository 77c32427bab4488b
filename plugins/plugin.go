// Package plugins hosts the built-in plugins of a player. A plugin is one Go
// package: its state, what it does and what it shows (reference: plugins §0.2).
package plugins

import (
	"strings"

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
	// Methods and properties of player.plugins.<name> beyond those that every plugin
	// has, for pages; a property is read as a call without arguments.
	Methods    []string
	Properties []string
	Values     value.Map // constants among its members
	Services   []ServiceRow
	New        func(*Context) (Plugin, error)
}

// ServiceRow tells the page's script of a service before Go is there.
type ServiceRow struct {
	Name       string
	Methods    []string
	Properties []string // read as calls without arguments
	Promises   []string // properties that are promises
	Page       bool     // it lives in the page's script (web/src/managers)
	Itself     bool     // it is the plugin
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
			services = append(services, row("name", s.Name, "methods", s.Methods, "properties", s.Properties, "promises", s.Promises, "page", s.Page, "itself", s.Itself))
		}
		out = append(out, row("name", d.Name, "aliases", d.Aliases, "always", d.Always, "defaults", d.Defaults, "methods", d.Methods, "properties", d.Properties, "values", d.Values, "services", services))
	}
	return out
}

// row is a map without what is empty; lists of words are one text.
func row(pairs ...any) value.Map {
	out := value.Map{}
	for i := 0; i < len(pairs); i += 2 {
		key, _ := pairs[i].(string)
		switch v := pairs[i+1].(type) {
		case []string:
			if len(v) > 0 {
				out[key] = strings.Join(v, " ")
			}
		case value.Map:
			if len(v) > 0 {
				out[key] = v
			}
		default:
			if v != false {
				out[key] = v
			}
		}
	}
	return out
}
