package dualscreen

import (
	"cmp"
	"strings"

	"diptych/player/model"
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

var guideLayouts = map[string]string{
	"pip": "PIP", "sbs": "SideBySide", "single": "SingleMedia", "singleSecondary": "SingleMediaInverse",
}

func parseSettings(c model.Object) settings {
	name := cmp.Or(c.Str("layout"), string(PIP))
	if code, ok := guideLayouts[name]; ok {
		name = code
	}
	s := settings{
		corner: BottomRight, size: 30, ratio: 16.0 / 9, mainID: c.Str("mainViewEntryId"),
		secondaryID: c.Str("secondaryViewEntryId"),
	}
	base := strings.TrimSuffix(name, "Inverse")
	s.inverse = base != name || c.Bool("inverse")
	switch l := Layout(base); l {
	case PIP, SideBySide, SingleMedia:
		s.layout = l
	default:
		s.layout = Hidden
	}
	for _, where := range []string{c.Str("pip", "position"), c.Str("position")} {
		switch corner := Corner(where); corner {
		case TopLeft, TopRight, BottomLeft, BottomRight:
			s.corner = corner
		}
	}
	if n := c.Num("childSizeMultiplier") * 100; n > 0 {
		s.size = n
	}
	if n := c.Num("childSizePercentage"); n > 0 {
		s.size = n
	}
	s.size = min(90, s.size)
	if w, h := c.Num("childAspectRatio", "width"), c.Num("childAspectRatio", "height"); w > 0 && h > 0 {
		s.ratio = w / h
	}
	return s
}
