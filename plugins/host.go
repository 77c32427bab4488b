package plugins

import (
	"diptych/player"
	"diptych/player/model"
	"diptych/player/stream"
	"diptych/player/ui"
	"diptych/player/value"
)

// Host runs the plugins of one player. A defect in one of them is logged and
// does not reach the others.
type Host struct {
	p       *player.Player
	ui      *ui.Manager
	all     []Descriptor
	log     stream.Logger
	running []running
}

type running struct {
	name   string
	config model.Object
	plugin Plugin
}

// NewHost makes the plugins that every player has and those that its config names. A plugin that
// cannot start is left out.
func NewHost(p *player.Player, m *ui.Manager, all []Descriptor) *Host {
	h := &Host{p: p, ui: m, all: all, log: p.Deps().Log}
	for _, d := range all {
		h.start(d)
	}
	p.OnConfigure(h.configure)
	p.On(player.EventPluginsList, func(player.Event) { h.each(Plugin.LoadMedia) })
	p.On(player.EventReset, func(player.Event) { h.each(Plugin.Reset) })
	return h
}

func (h *Host) start(d Descriptor) {
	config, wanted := configured(h.p.Config(), d)
	if !wanted {
		return
	}
	c := &Context{
		Player: h.p, UI: h.ui, Config: config, Children: h.p.Deps().Children, Clock: h.p.Deps().Clock, Log: h.log,
	}
	h.guard(d.Name, func() {
		plugin, err := d.New(c)
		if err != nil {
			h.log.Log(stream.Warn, "plugin not started", "plugin", d.Name, "error", err)
			return
		}
		h.running = append(h.running, running{d.Name, config, plugin})
	})
}

// configure hands a change of config on to the plugins that it names. One that
// does not run is started where no media is chosen yet (reference: player-api §1.6).
func (h *Host) configure(change model.Object) {
	for _, d := range h.all {
		for _, name := range append([]string{d.Name}, d.Aliases...) {
			own := change.Object("plugins", name)
			switch r := h.find(d.Name); {
			case !own.Given():
			case r != nil:
				r.config.Merge(own)
			case h.p.Engine() == nil:
				h.start(d)
			}
		}
	}
}

func (h *Host) find(name string) *running {
	for i := range h.running {
		if h.running[i].name == name {
			return &h.running[i]
		}
	}
	return nil
}

// configured merges defaults and the page's config; wanted is false for a
// plugin that is neither named nor part of every player, or is switched off.
func configured(config *model.Config, d Descriptor) (merged model.Object, wanted bool) {
	merged, wanted = d.Defaults.Over(model.Object{}), d.Always
	for _, name := range append([]string{d.Name}, d.Aliases...) {
		if own := config.Said().Object("plugins", name); own.Given() {
			merged.Merge(own)
			wanted = true
		}
	}
	return merged, wanted && !merged.Bool("disable")
}

// Call runs a method that the page asks of a plugin; nil for what is not there.
func (h *Host) Call(name, method string, args value.List) (result any) {
	r := h.find(name)
	if r == nil {
		return nil
	}
	if method == "updateConfig" {
		if len(args) > 0 {
			r.config.Merge(model.ReadObject(args[0]))
		}
		return nil
	}
	if c, ok := r.plugin.(Caller); ok {
		h.guard(name, func() {
			v, err := c.Call(method, args)
			if err != nil {
				h.log.Log(stream.Warn, "plugin call failed", "plugin", name, "method", method, "error", err)
			}
			result = v
		})
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
