package dualscreen

import (
	"strings"

	"diptych/player/value"
)

// settings are the plugin's config, of either vocabulary (reference: plugins
// §1.1).
type settings struct {
	layout              Layout
	inverse             bool // begin with the secondary as the large picture
	corner              Corner
	size                float64 // percent of the height
	ratio               float64
	mainID, secondaryID string
}

var guideLayouts = map[string]string{"pip": "PIP", "sbs": "SideBySide", "single": "SingleMedia", "singleSecondary": "SingleMediaInverse"}

func parseSettings(c value.Map) settings {
	name := value.Str(c, "layout")
	if code, ok := guideLayouts[name]; ok {
		name = code
	}
	if name == "" {
		name = "PIP"
	}
	s := settings{corner: BottomRight, size: 30, ratio: 16.0 / 9, mainID: value.Str(c, "mainViewEntryId"), secondaryID: value.Str(c, "secondaryViewEntryId")}
	base := strings.TrimSuffix(name, "Inverse")
	s.inverse = base != name || value.Bool(c, "inverse")
	switch l := Layout(base); l {
	case PIP, SideBySide, SingleMedia:
		s.layout = l
	default:
		s.layout = Hidden
	}
	for _, where := range []string{value.Str(c, "pip", "position"), value.Str(c, "position")} {
		switch corner := Corner(where); corner {
		case TopLeft, TopRight, BottomLeft, BottomRight:
			s.corner = corner
		}
	}
	if n := value.Num(c, "childSizeMultiplier") * 100; n > 0 {
		s.size = n
	}
	if n := value.Num(c, "childSizePercentage"); n > 0 {
		s.size = n
	}
	s.size = min(90, s.size)
	if w, h := value.Num(c, "childAspectRatio", "width"), value.Num(c, "childAspectRatio", "height"); w > 0 && h > 0 {
		s.ratio = w / h
	}
	return s
}
