package ui

import (
	"slices"

	"diptych/player/model"
	"diptych/player/value"
)

// Icon is a button of the upper bar (reference: plugins §3.2, order §0.5).
type Icon struct {
	Name    string   // names the button, and its data-testid
	Label   string   // a key of the page's dictionary, or a text
	Order   int      // lower stands further left
	Shape   string   // name of an icon in web/src/ui/icons.tsx
	Presets []string // nil: Playback and Live
	// OnClick is told whether a key did it.
	OnClick func(byKeyboard bool)
}

// Bar is the upper bar: the plugins' buttons at the top right. What does not fit
// goes into a menu.
//
// Slice "upperBar": {icons: [{id, name, label, shape, pressed, disabled}]} in order.
type Bar struct {
	m     *Manager
	icons []*icon
	next  int
}

type icon struct {
	Icon
	id                int
	pressed, disabled bool
}

// mount puts the bar where it stands in every preset with controls; buttons of
// the page stand in it too.
func (b *Bar) mount() {
	b.m.Add("TopBarRightControls", []string{"Playback", "Live", "Ads", "Img", "Document"},
		Node{Component: "UpperBar", Key: "upper-bar"}, Position{})
	b.m.On("bar.click", func(a model.Object) any { b.click(int(a.Num("id")), a.Bool("byKeyboard")); return nil })
}

// Add takes a button and gives its id, 1 and up.
func (b *Bar) Add(i Icon) (id int) {
	b.next++
	b.icons = append(b.icons, &icon{Icon: i, id: b.next})
	value.SortStable(b.icons, func(x, y int) bool { return b.icons[x].Order < b.icons[y].Order })
	b.publish()
	return b.next
}

// Remove takes a button away.
func (b *Bar) Remove(id int) {
	for i, have := range b.icons {
		if have.id == id {
			b.icons = append(b.icons[:i:i], b.icons[i+1:]...)
			b.publish()
			return
		}
	}
}

// Set changes the label and whether the button looks pressed, as that of an
// open panel does.
func (b *Bar) Set(id int, label string, pressed bool) {
	for _, i := range b.icons {
		if i.id == id {
			i.Label, i.pressed = label, pressed
			b.publish()
		}
	}
}

func (b *Bar) click(id int, byKeyboard bool) {
	for _, i := range b.icons {
		if i.id == id && i.OnClick != nil {
			i.OnClick(byKeyboard)
			return
		}
	}
}

func (b *Bar) publish() {
	list := value.Array{}
	for _, i := range b.icons {
		if i.Presets == nil && (b.m.preset == "Playback" || b.m.preset == "Live") ||
			slices.Contains(i.Presets, b.m.preset) {
			f := value.Empty.Int("id", i.id).Str("name", i.Name).Str("label", i.Label).Str("shape", i.Shape)
			list = list.Add(f.Int("order", i.Order).Bool("pressed", i.pressed).Bool("disabled", i.disabled))
		}
	}
	b.m.SetSlice("upperBar", value.Empty.Put("icons", list))
}
