// Command wasm is player.wasm: the players of one page.
package main

import (
	"syscall/js"

	"diptych/player"
	"diptych/player/model"
	"diptych/player/ui"
	"diptych/plugins"
	"diptych/plugins/standard"
	"diptych/wasm/browser"
)

// instances by player id; a child is born to the parent that asked for it.
var instances = map[string]*instance{}

func main() {
	create := js.FuncOf(func(_ js.Value, a []js.Value) any {
		return newInstance(a[0].Int(), a[1].String(), model.ReadObject(parse(a[2])), a[3].String(), a[4]).border()
	})
	js.Global().Get("diptychReady").Invoke(create)
	select {}
}

func newInstance(number int, id string, config model.Object, env string, object js.Value) *instance {
	i := &instance{id: id, host: browser.New(object)}
	deps := i.host.Deps(env, output{number})
	i.player = player.New(config, deps)
	if !config.Bool("ui", "disable") {
		i.ui = ui.New(i.player, deps.Out.View)
	}
	i.plugins = plugins.NewHost(i.player, i.ui, standard.All())
	instances[id] = i
	for _, parent := range instances {
		if parent != i && parent.host.Born(id, i.player) {
			break
		}
	}
	i.player.Start()
	return i
}
