package plugins_test

import (
	"fmt"
	"strings"
	"testing"

	"diptych/player"
	"diptych/player/model"
	"diptych/player/playertest"
	"diptych/player/ui"
	"diptych/player/value"
	"diptych/plugins"
)

// drawer is a side panel in a player of 960 pixels, and what is seen of it.
type drawer struct {
	*plugins.SidePanel
	m     *ui.Manager
	shown value.Map
	told  []string
}

func newDrawer() *drawer {
	p := playertest.NewPage(value.Map{})
	d := &drawer{shown: value.Map{}}
	d.m = ui.New(p.Player, func(patch value.Fields) { value.Merge(d.shown, value.Object(playertest.Read(patch))) })
	d.m.Resize(960, 540)
	p.HLS(8, 500_000) // icons stand where something plays
	p.SetMedia(value.Map{"sources": value.Map{"hls": playertest.MainPlaylist()}})
	p.Player.Play()
	p.Run(1)
	c := &plugins.Context{Player: p.Player, UI: d.m, Log: playertest.Log{}}
	d.SidePanel = plugins.NewSidePanel(c, "list", "list_open", "list_close")
	p.Player.On("list_open", func(e player.Event) { d.told = append(d.told, "open "+value.JSON(e.Payload)) })
	p.Player.On("list_close", func(player.Event) { d.told = append(d.told, "close") })
	return d
}

func (d *drawer) mount(expand bool) {
	d.Mount(ui.Panel{
		Label: "List", Position: "right", Mode: "over", Presets: ui.All, View: ui.Node{Component: "List"},
	}, 10, expand)
}

// click is the icon's.
func (d *drawer) click() {
	d.m.Flush()
	icon := value.Items(d.shown, "upperBar", "icons")[0]
	d.m.Action("bar.click", model.ReadObject(value.Map{"id": value.Get(icon, "id"), "byKeyboard": true}))
}

func (d *drawer) icons() string {
	d.m.Flush()
	var out []string
	for _, icon := range value.Items(d.shown, "upperBar", "icons") {
		out = append(out, fmt.Sprint(value.Str(icon, "label"), " ", value.Bool(icon, "pressed")))
	}
	return strings.Join(out, ", ")
}

// TestSidePanel: the icon looks like the panel, events tell who opened it, and what
// the viewer has closed does not open by itself.
func TestSidePanel(t *testing.T) {
	t.Parallel()
	d := newDrawer()
	for _, step := range []struct {
		name  string
		do    func()
		icons string
		told  string
	}{
		{"before it is there", func() { d.Open(false) }, "", ""},
		{"there", func() { d.mount(false) }, "list.show false", ""},
		{"by itself", d.Expand, "list.hide true", `open {"auto":true}`},
		{"again", func() { d.Open(true) }, "list.hide true", ""},
		{"closed by a page", d.Close, "list.show false", "close"},
		{"by itself after a page", d.Expand, "list.hide true", `open {"auto":true}`},
		{"closed by the viewer", d.click, "list.show false", "close"},
		{"by itself after the viewer", d.Expand, "list.show false", ""},
		{"opened by the viewer", d.click, "list.hide true", `open {"auto":false}`},
		{"taken away", func() { d.Unmount(d.Active()) }, "", ""},
		{"with the next media", func() { d.mount(false) }, "list.hide true", `open {"auto":true}`},
		{"dismissed", d.Dismiss, "list.show false", "close"},
		{"taken away closed", func() { d.Unmount(d.Active()) }, "", ""},
		{"although it expands", func() { d.mount(true) }, "list.show false", ""},
	} {
		d.told = nil
		step.do()
		if got, told := d.icons(), strings.Join(d.told, ", "); got != step.icons || told != step.told {
			t.Errorf("%s: icons %q, told %q; want %q, %q", step.name, got, told, step.icons, step.told)
		}
		if open, _ := d.Call("isVisible", nil); open != strings.HasSuffix(step.icons, "true") {
			t.Errorf("%s: visible is %v", step.name, open)
		}
	}
}
