package plugins_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"diptych/player"
	"diptych/player/model"
	"diptych/player/playertest"
	"diptych/player/ui"
	"diptych/player/value"
	"diptych/plugins"
)

// probe is a plugin that notes what becomes of it, and panics when asked to.
type probe struct {
	c      *plugins.Context
	done   []string
	panics string // the name of the call that panics
}

func (p *probe) note(what string) {
	if p.panics == what {
		panic(errors.New("a defect"))
	}
	p.done = append(p.done, what)
}

func (p *probe) LoadMedia() { p.note("media") }
func (p *probe) Reset()     { p.note("reset") }
func (p *probe) Destroy()   { p.note("destroy") }

// Call implements plugins.Caller.
func (p *probe) Call(method string, args value.List) (any, error) {
	p.note("call " + method)
	if method == "fail" {
		return nil, errors.New("no")
	}
	return len(args), nil
}

// descriptor is a row whose plugin is p.
func descriptor(name string, p *probe, aliases ...string) plugins.Descriptor {
	return plugins.Descriptor{
		Name: name, Aliases: aliases, Defaults: model.New("a", 1, "b", 2),
		New: func(c *plugins.Context) (plugins.Plugin, error) {
			p.c = c
			p.note("new")
			return p, nil
		},
	}
}

func always(d plugins.Descriptor) plugins.Descriptor {
	d.Always = true
	return d
}

// host starts plugins beside a page's config of them.
func host(config value.Map, all ...plugins.Descriptor) (*playertest.Page, *plugins.Host) {
	page := playertest.NewPage(value.Map{"plugins": config})
	return page, plugins.NewHost(page.Player, ui.New(page.Player, func(value.Fields) {}), all)
}

func expect(t *testing.T, what string, p *probe, want string) {
	t.Helper()
	if got := strings.Join(p.done, ", "); got != want {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// TestDefectsStayWhereTheyAre: a plugin that panics, whatever it is asked, does not
// reach the player or its neighbours.
func TestDefectsStayWhereTheyAre(t *testing.T) {
	t.Parallel()
	for _, panics := range []string{"new", "media", "call x", "destroy"} {
		bad, good := &probe{panics: panics}, &probe{}
		page, h := host(nil, always(descriptor("bad", bad)), always(descriptor("good", good)))
		page.HLS(8, 500_000)
		page.SetMedia(value.Map{"sources": value.Map{"hls": playertest.MainPlaylist()}})
		if got := h.Call("bad", "x", nil); panics == "call x" && got != nil {
			t.Errorf("a call that panics answers %v", got)
		}
		if got := h.Call("good", "x", value.List{1, 2}); got != 2 {
			t.Errorf("%s panics: the other one answers %v", panics, got)
		}
		page.Player.Play()
		page.Run(2)
		if page.Player.State() != player.Playing {
			t.Errorf("%s panics: the player is %v", panics, page.Player.State())
		}
		h.Destroy()
		expect(t, panics+" panics", good, "new, media, call x, destroy")
		if slices.Contains(bad.done, panics) {
			t.Errorf("%s went on after its panic", panics)
		}
	}
}

// TestWhoStarts tells by the page's config which plugins run, under which of their names.
func TestWhoStarts(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		config value.Map
		always bool
		runs   bool
		a      float64 // of its config
	}{
		"named":                     {value.Map{"mine": value.Map{}}, false, true, 1},
		"not named":                 {value.Map{"other": value.Map{}}, false, false, 0},
		"always there":              {value.Map{}, true, true, 1},
		"switched off":              {value.Map{"mine": value.Map{"disable": true}}, true, false, 0},
		"switched off by its alias": {value.Map{"my-own": value.Map{"disable": true}}, true, false, 0},
		"not switched off":          {value.Map{"mine": value.Map{"disable": false}}, false, true, 1},
		"by its alias":              {value.Map{"my-own": value.Map{"a": 5}}, false, true, 5},
		"by both names": {
			value.Map{"mine": value.Map{"a": 5}, "my-own": value.Map{"a": 6}}, false, true, 6,
		},
	} {
		p := &probe{}
		d := descriptor("mine", p, "my-own")
		d.Always = x.always
		host(x.config, d)
		if runs := p.c != nil; runs != x.runs {
			t.Errorf("%s: it runs: %v", name, runs)
		} else if runs && (p.c.Config.Num("a") != x.a || p.c.Config.Num("b") != 2) {
			t.Errorf("%s: its config is %s", name, value.JSON(p.c.Config))
		}
	}
}

// TestConfigureReaches a plugin that runs, and starts one that does not, until media
// is chosen.
func TestConfigureReaches(t *testing.T) {
	t.Parallel()
	first, late, never := &probe{}, &probe{}, &probe{}
	page, h := host(value.Map{"first": value.Map{}},
		descriptor("first", first), descriptor("late", late, "too-late"), descriptor("never", never))
	change := func(name string, config value.Map) {
		page.Call("configure", 0, value.Map{"plugins": value.Map{name: config}})
	}
	change("first", value.Map{"a": 7})
	if got := first.c.Config.Num("a"); got != 7 {
		t.Errorf("the change does not reach the plugin: %g", got)
	}
	expect(t, "before it is named", late, "")
	change("too-late", value.Map{"a": 8})
	expect(t, "named by an alias", late, "new")
	if late.c == nil || late.c.Config.Num("a") != 8 || late.c.Config.Num("b") != 2 {
		t.Fatal("it does not start with its config")
	}
	change("late", value.Map{"a": 9})
	expect(t, "named again", late, "new")
	if got := late.c.Config.Num("a"); got != 9 {
		t.Errorf("the second change does not reach it: %g", got)
	}
	page.HLS(8, 500_000)
	page.SetMedia(value.Map{"sources": value.Map{"hls": playertest.MainPlaylist()}})
	page.Run(1)
	expect(t, "with media", late, "new, media")
	change("never", value.Map{})
	expect(t, "named once media is chosen", never, "")
	h.Call("first", "updateConfig", value.List{value.Map{"b": 3}})
	if got := first.c.Config.Num("b"); got != 3 {
		t.Errorf("updateConfig leaves %g", got)
	}
}

func TestCalls(t *testing.T) {
	t.Parallel()
	p := &probe{}
	silent := descriptor("silent", &probe{})
	silent.New = func(*plugins.Context) (plugins.Plugin, error) { return nil, errors.New("not here") }
	_, h := host(nil, always(descriptor("mine", p)), always(silent))
	for _, x := range []struct {
		plugin, method string
		want           any
	}{
		{"mine", "x", 1}, {"mine", "fail", nil}, {"silent", "x", nil}, {"nobody", "x", nil},
		{"mine", "updateConfig", nil},
	} {
		if got := h.Call(x.plugin, x.method, value.List{value.Map{}}); got != x.want {
			t.Errorf("%s.%s: %v, want %v", x.plugin, x.method, got, x.want)
		}
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	d := plugins.Descriptor{
		Name: "mine", Aliases: []string{"my-own", "ours"}, Always: true, Methods: []string{"open", "close"},
		Defaults: model.New("a", 1),
		Services: []plugins.ServiceRow{{Name: "service", Promises: []string{"ready"}, Itself: true}},
	}
	want := `[{"name":"mine","aliases":"my-own ours","always":true,"methods":"open close",` +
		`"defaults":{"a":1},"services":[{"name":"service","promises":"ready","itself":true}]},` +
		`{"name":"plain","services":[]}]`
	if got := value.JSON(plugins.Table([]plugins.Descriptor{d, {Name: "plain"}})); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}
