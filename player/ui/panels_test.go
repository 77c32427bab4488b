package ui_test

import (
	"errors"
	"testing"

	"diptych/player/model"
	"diptych/player/playertest"
	"diptych/player/ui"
	"diptych/player/value"
)

func manager() (*ui.Manager, *value.Map) {
	shown := value.Map{}
	m := ui.New(playertest.NewPage(value.Map{}).Player, func(patch value.Fields) {
		value.Merge(shown, value.Object(playertest.Read(patch)))
	})
	return m, &shown
}

func panel(label, position string) ui.Panel {
	return ui.Panel{
		Label: label, Position: position, Mode: "alongside", Presets: ui.All, View: ui.Node{Component: label},
	}
}

func TestPanelsRefuse(t *testing.T) {
	m, _ := manager()
	for _, c := range []struct {
		change func(*ui.Panel)
		want   error
	}{
		{func(p *ui.Panel) { p.Label = "" }, ui.ErrPanelLabel},
		{func(p *ui.Panel) { p.Position = "middle" }, ui.ErrPanelPosition},
		{func(p *ui.Panel) { p.Mode = "wide" }, ui.ErrPanelMode},
		{func(p *ui.Panel) { p.Presets = nil }, ui.ErrPanelPreset},
	} {
		p := panel("Notes", "right")
		c.change(&p)
		if _, err := m.Panels().Add(p); !errors.Is(err, c.want) {
			t.Errorf("got %v, want %v", err, c.want)
		}
	}
}

func TestOnePanelAPosition(t *testing.T) {
	m, shown := manager()
	add := func(label, position string) int {
		id, err := m.Panels().Add(panel(label, position))
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	right, second, left, top := add("a", "right"), add("b", "right"), add("c", "left"), add("d", "top")
	open := func() (out []int) {
		for _, id := range []int{right, second, left, top} {
			if m.Panels().Active(id) {
				out = append(out, id)
			}
		}
		return out
	}
	for _, step := range []struct {
		activate int
		want     []int
	}{{right, []int{right}}, {top, []int{right, top}}, {second, []int{second, top}}, {left, []int{left, top}}} {
		m.Panels().Activate(step.activate, false)
		if got := open(); len(got) != len(step.want) || got[0] != step.want[0] {
			t.Errorf("after opening %d: open are %v, want %v", step.activate, got, step.want)
		}
	}
	m.Flush()
	if got := value.Str(*shown, "sidePanels", "modes", "left"); got != "alongside" {
		t.Errorf("the left side is %q", got)
	}
	m.Panels().Remove(left)
	m.Flush()
	if got := value.Str(*shown, "sidePanels", "modes", "left"); got != "hidden" {
		t.Errorf("after Remove the left side is %q", got)
	}
}

func TestBarKeepsOrder(t *testing.T) {
	m, shown := manager()
	clicked := ""
	for name, order := range map[string]int{"transcript": 30, "navigation": 10, "info": 80} {
		m.Bar().Add(ui.Icon{
			Name: name, Label: name, Order: order, Presets: ui.All, OnClick: func(bool) { clicked = name },
		})
	}
	m.Flush()
	names := ""
	for _, i := range value.Items((*shown)["upperBar"], "icons") {
		names += value.Str(i, "name") + " "
		if value.Str(i, "name") == "transcript" {
			m.Action("bar.click", model.ReadObject(value.Map{"id": value.Int(i, "id")}))
		}
	}
	if names != "navigation transcript info " || clicked != "transcript" {
		t.Errorf("order %q, clicked %q", names, clicked)
	}
}
