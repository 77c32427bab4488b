package plugins

import (
	"diptych/player"
	"diptych/player/stream"
	"diptych/player/ui"
	"diptych/player/value"
)

// Host runs the plugins of one player. A defect in one of them is logged and
// does not reach the others.
type Host struct {
	log     stream.Logger
	running []running
}

type running struct {
	name    string
	aliases []string
	plugin  Plugin
}

// NewHost makes the plugins that every player has and those that its config names. A plugin that
// cannot start is left out.
func NewHost(p *player.Player, m *ui.Manager, all []Descriptor) *Host {
	h := &Host{log: p.Deps().Log}
	for _, d := range all {
		config, wanted := configured(p.Config(), d)
		if !wanted {
			continue
		}
		c := &Context{Player: p, UI: m, Config: config, Children: p.Deps().Children, Clock: p.Deps().Clock, Log: p.Deps().Log}
		h.guard(d.Name, func() {
			plugin, err := d.New(c)
			if err != nil {
				h.log.Log(stream.Warn, "plugin not started", "plugin", d.Name, "error", err)
				return
			}
			h.running = append(h.running, running{d.Name, d.Aliases, plugin})
		})
	}
	p.On(player.EventPluginsList, func(player.Event) { h.each(Plugin.LoadMedia) })
	p.On(player.EventReset, func(player.Event) { h.each(Plugin.Reset) })
	return h
}

// configured merges defaults and the page's config; wanted is false for a
// plugin that is neither named nor part of every player, or is switched off.
func configured(config value.Map, d Descriptor) (merged value.Map, wanted bool) {
	merged, wanted = value.Merge(value.Map{}, d.Defaults), d.Always
	for _, name := range append([]string{d.Name}, d.Aliases...) {
		if own := value.Object(config, "plugins", name); own != nil {
			value.Merge(merged, own)
			wanted = true
		}
	}
	return merged, wanted && merged["disable"] != true
}

// Call runs a method that the page asks of a plugin; nil for what is not there.
func (h *Host) Call(name, method string, args value.List) (result any) {
	for _, r := range h.running {
		if r.name != name {
			continue
		}
		if c, ok := r.plugin.(Caller); ok {
			h.guard(name, func() { result, _ = c.Call(method, args) })
		}
	}
	return result
}

// Destroy ends all plugins.
func (h *Host) Destroy() { h.each(Plugin.Destroy) }

func (h *Host) each(f func(Plugin)) {
	for _, r := range h.running {
		h.guard(r.name, func() { f(r.plugin) })
	}
}

func (h *Host) guard(name string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			err, _ := r.(error)
			text, _ := r.(string)
			if err != nil {
				text = err.Error()
			}
			h.log.Log(stream.Error, "plugin failed", "plugin", name, "reason", text)
		}
	}()
	f()
}
