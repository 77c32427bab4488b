package main

import (
	"runtime"
	"syscall/js"

	"diptych/player"
	"diptych/player/model"
	"diptych/player/stream"
	"diptych/player/ui"
	"diptych/player/value"
	"diptych/plugins"
	"diptych/wasm/browser"
)

// instance is one player with its host, controls and plugins.
type instance struct {
	id      string
	host    *browser.Host
	player  *player.Player
	ui      *ui.Manager // nil without controls
	plugins *plugins.Host
	funcs   []js.Func
}

// border makes the object of web/src/protocol.ts, Instance.
func (i *instance) border() js.Value {
	object := js.Global().Get("Object").New()
	for name, f := range map[string]func(a []js.Value) any{
		"flush": func([]js.Value) any { return nil },
		"call":  func(a []js.Value) any { return i.call(a[0].String(), list(a[1])) },
		"callAsync": func(a []js.Value) any {
			i.player.CallAsync(a[0].String(), list(a[1]), a[2].Int())
			return nil
		},
		"element": func(a []js.Value) any { i.player.OnElement(a[0].String()); return nil },
		"records": func(a []js.Value) any {
			for _, r := range i.host.Records(a[0].String()) {
				i.player.OnRecord(r)
			}
			return nil
		},
		"fetched": func(a []js.Value) any {
			i.host.Fetched(a[0].Int(),
				stream.Response{
					Status: a[1].Int(), URL: a[2].String(), Body: a[3].String(), TookMS: a[5].Float(),
				}, a[4].String())
			return nil
		},
		"online":   func([]js.Value) any { i.player.Online(); return nil },
		"timer":    func(a []js.Value) any { i.host.Timer(a[0].Int()); return nil },
		"played":   func(a []js.Value) any { i.host.Played(a[0].Int(), a[1].String()); return nil },
		"frame":    func(a []js.Value) any { i.host.Frame(a[0].Float(), a[1].Float()); return nil },
		"autoplay": func(a []js.Value) any { i.host.Autoplay(a[0].Int(), a[1].Bool(), a[2].Bool()); return nil },
		"action":   func(a []js.Value) any { return i.action(a[0].String(), parse(a[1])) },
		"key":      func(a []js.Value) any { return i.ui != nil && i.ui.Key(model.ReadObject(parse(a[0]))) },
		"resize": func(a []js.Value) any {
			if i.ui != nil {
				i.ui.Resize(a[0].Float(), a[1].Float())
			}
			return nil
		},
		"destroy": func([]js.Value) any { i.destroy(); return nil },
	} {
		guarded := js.FuncOf(func(_ js.Value, a []js.Value) any { return i.guard(func() any { return f(a) }) })
		i.funcs = append(i.funcs, guarded)
		object.Set(name, guarded)
	}
	return object
}

// guard runs one call from the page. A defect in it is told, and the player
// lives on.
func (i *instance) guard(f func() any) (text string) {
	browser.Begin()
	defer func() {
		if r := recover(); r != nil {
			text = current.take(nil, "player: "+reason(r))
		}
	}()
	result := f()
	for _, each := range instances {
		if each.ui != nil {
			each.ui.Flush() // a child's call may change what its parent shows
		}
	}
	return current.take(result, "")
}

func reason(r any) string {
	switch t := r.(type) {
	case error:
		return t.Error()
	case string:
		return t
	}
	return "unknown failure"
}

func (i *instance) call(method string, args value.List) any {
	if method == "pluginCall" {
		name, _ := args[0].(string)
		inner, _ := args[1].(string)
		rest, _ := args[2].(value.List)
		return i.plugins.Call(name, inner, rest)
	}
	v, err := i.player.Call(method, args)
	if err != nil {
		panic(method + ": " + err.Error())
	}
	return v
}

func (i *instance) action(name string, payload any) any {
	if i.ui == nil {
		return nil
	}
	return i.ui.Action(name, model.ReadObject(payload))
}

func (i *instance) destroy() {
	i.plugins.Destroy()
	i.player.Destroy()
	delete(instances, i.id)
	for _, f := range i.funcs {
		f.Release()
	}
	collectSoon()
}

// collecting tells that a collection is on its way.
var collecting bool

// collectSoon lets go of what a player held of the page, its element first of
// all: JavaScript cannot free it before Go has. One collection serves all that
// go within a second.
func collectSoon() {
	if collecting {
		return
	}
	collecting = true
	var collect js.Func
	collect = js.FuncOf(func(js.Value, []js.Value) any {
		collecting = false
		collect.Release()
		runtime.GC()
		return nil
	})
	js.Global().Call("setTimeout", collect, 1000)
}

func parse(v js.Value) any {
	parsed, _ := value.Parse(v.String())
	return parsed
}

func list(v js.Value) value.List {
	l, _ := parse(v).(value.List)
	return l
}
