package ui

import (
	"slices"

	"diptych/player/value"
)

// preset lists the components of each area (reference: player-api §8.2, §8.3).
// Areas without components need not be named.
type preset struct {
	name  string
	areas []area
}

// area is a place of the player and the components in it.
type area struct {
	name       string
	components []string
}

var right = []string{
	"Volume", "SpeedControl", "QualityControl", "Audio", "ClosedCaptions", "Settings", "PictureInPicture",
	"Fullscreen", "Logo",
}

var over = []string{
	"Loading", "OverlayAction", "PrePlaybackPlayOverlay", "UnmuteIndication", "Watermark", "PlaylistNextScreen",
	"PlaylistCountdown",
}

// presets are lists, which are data, where maps would be made at each start.
var presets = []preset{
	{"Idle", []area{{"GuiArea", []string{"Loading"}}}},
	{"Error", []area{{"GuiArea", []string{"ErrorOverlay"}}}},
	{"Playback", []area{
		{"BottomBar", []string{"SeekBar"}},
		{"BottomBarLeftControls", []string{"PlaybackControls", "Rewind", "Forward", "TimeDisplayPlaybackContainer"}},
		{"BottomBarRightControls", right}, {"GuiArea", over}, {"TopBarLeftControls", []string{"Title"}},
	}},
	{"Img", []area{
		{"BottomBarLeftControls", []string{"PlaylistControls"}},
		{"BottomBarRightControls", []string{"Fullscreen", "Logo"}},
		{"GuiArea", []string{"Loading", "Watermark", "PlaylistNextScreen", "PlaylistCountdown"}},
		{"TopBarLeftControls", []string{"Title"}},
	}},
	{"Live", []area{
		{"BottomBar", []string{"SeekBar"}},
		{"BottomBarLeftControls", []string{"PlaybackControls", "Rewind", "Forward", "LiveTag"}},
		{"BottomBarRightControls", right}, {"GuiArea", over}, {"TopBarLeftControls", []string{"Title"}},
	}},
}

// All names every preset, for components that are always there.
var All = []string{"Playback", "Live", "Ads", "Img", "Document", "Idle", "Error"}

// Position places an added component beside one that is there, by name. Only
// the first that is set counts.
type Position struct{ Before, After, Replace string }

type addition struct {
	area    string
	presets []string
	node    Node
	at      Position
}

// compose makes the areas of a preset.
func compose(name string, added []*addition) value.Fields {
	areas := map[string][]Node{}
	for _, p := range presets {
		if p.name != name {
			continue
		}
		for _, a := range p.areas {
			for _, component := range a.components {
				areas[a.name] = append(areas[a.name], Node{Component: component, Key: component})
			}
		}
	}
	for _, a := range added {
		if slices.Contains(a.presets, name) {
			areas[a.area] = a.place(areas[a.area])
		}
	}
	out := value.Empty
	for _, area := range value.SortedKeys(areas) {
		list := value.Array{}
		for _, n := range areas[area] {
			list = list.Add(n)
		}
		out = out.Put(area, list)
	}
	return out
}

func (a *addition) place(nodes []Node) []Node {
	target, shift := a.at.Before, 0
	switch {
	case a.at.Before != "":
	case a.at.After != "":
		target, shift = a.at.After, 1
	default:
		target = a.at.Replace
	}
	for i, n := range nodes {
		if target == "" || n.Component != target {
			continue
		}
		if a.at.Before == "" && a.at.After == "" {
			nodes[i] = a.node
			return nodes
		}
		out := append([]Node{}, nodes[:i+shift]...)
		return append(append(out, a.node), nodes[i+shift:]...)
	}
	return append(nodes, a.node)
}

// FirstViews are what a player shows before the engine is there: with nothing to
// play, with media on its way, and when the engine cannot be had.
func FirstViews() value.Marshaler {
	view := func(preset string, loading bool) value.Fields {
		f := value.Empty.Str("preset", preset).Put("areas", compose(preset, nil)).
			Put("loading", value.Empty.Bool("show", loading))
		return f.Put("shell", value.Empty.Str("playerSize", "large"))
	}
	return value.Empty.Put("idle", view("Idle", true)).Put("playback", view("Playback", false)).
		Put("error", view("Error", false))
}

// sizes are breakpoints of the width in CSS pixels (reference: player-api §8.4).
var sizes = []struct {
	upTo float64
	name string
}{{280, "tiny"}, {380, "extrasmall"}, {480, "small"}, {768, "medium"}, {1024, "large"}}

func sizeName(width float64) string {
	for _, s := range sizes {
		if width <= s.upTo {
			return s.name
		}
	}
	return "extralarge"
}
