// Package plugins hosts the built-in plugins of a player. A plugin is one Go
// package: its state, what it does and what it shows (reference: plugins §0.2).
package plugins

import (
	"strings"

	"diptych/player/model"
	"diptych/player/value"
)

// Descriptor is a plugin's row in the table.
type Descriptor struct {
	Name    string   // key below config.plugins and player.plugins
	Aliases []string // other keys that pages use
	Always  bool     // part of every player, unless a page switches it off
	// Defaults lie under the page's config of the plugin.
	Defaults model.Object
	// Methods and properties of player.plugins.<name> beyond those that every plugin
	// has, for pages; a property is read as a call without arguments.
	Methods    []string
	Properties []string
	Values     model.Object // constants among its members
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

// Table describes the plugins for the page's script (web/src/tables.ts).
func Table(all []Descriptor) value.Marshaler {
	out := value.Array{}
	for _, d := range all {
		services := value.Array{}
		for _, s := range d.Services {
			services = services.Add(s.row())
		}
		f := words(value.Empty.Str("name", d.Name), "aliases", d.Aliases)
		f = words(words(flag(f, "always", d.Always), "methods", d.Methods), "properties", d.Properties)
		f = object(object(f, "defaults", d.Defaults), "values", d.Values)
		out = out.Add(f.Put("services", services))
	}
	return out
}

func (s ServiceRow) row() value.Fields {
	f := words(value.Empty.Str("name", s.Name), "methods", s.Methods)
	f = words(words(f, "properties", s.Properties), "promises", s.Promises)
	return flag(flag(f, "page", s.Page), "itself", s.Itself)
}

// words, flag and object leave out what is empty; lists of words are one text.
func words(f value.Fields, name string, list []string) value.Fields {
	if len(list) == 0 {
		return f
	}
	return f.Str(name, strings.Join(list, " "))
}

func flag(f value.Fields, name string, on bool) value.Fields {
	if !on {
		return f
	}
	return f.Bool(name, on)
}

func object(f value.Fields, name string, o model.Object) value.Fields {
	if len(o.Names()) == 0 {
		return f
	}
	return f.Put(name, o)
}
