package caption

import (
	"strings"

	"diptych/player/value"
)

// Region is a part of the picture that cues stand in, the newest below (W3C
// WebVTT §4.3). Width and the anchors are percent, Lines are rows.
type Region struct {
	ID                               string
	Width                            float64
	Lines                            int
	RegionAnchorX, RegionAnchorY     float64
	ViewportAnchorX, ViewportAnchorY float64
	Scroll                           bool
}

// mostRows bounds what a file can ask for.
const mostRows = 100

// regions reads the REGION blocks in front of the first cue, by their ids.
func regions(text string) map[string]*Region {
	head, _, _ := strings.Cut(text, "-->")
	var out map[string]*Region
	for {
		_, rest, found := strings.Cut(head, "\nREGION")
		if !found {
			return out
		}
		block, after, _ := strings.Cut(rest, "\n\n")
		if r := region(strings.Fields(block)); r.ID != "" {
			if out == nil {
				out = map[string]*Region{}
			}
			out[r.ID] = r
		}
		head = "\n" + after
	}
}

// region reads one block; what is broken keeps its default (§6.2).
func region(words []string) *Region {
	r := &Region{Width: 100, Lines: 3, RegionAnchorY: 100, ViewportAnchorY: 100}
	for _, w := range words {
		name, v, _ := strings.Cut(w, ":")
		switch name {
		case "id":
			r.ID = v
		case "width":
			share(v, &r.Width)
		case "lines":
			if n, ok := value.ParseInt(v); ok && n >= 0 && n <= mostRows {
				r.Lines = int(n)
			}
		case "regionanchor":
			anchor(v, &r.RegionAnchorX, &r.RegionAnchorY)
		case "viewportanchor":
			anchor(v, &r.ViewportAnchorX, &r.ViewportAnchorY)
		case "scroll":
			r.Scroll = v == "up"
		}
	}
	return r
}

// share reads "12.5%" into a place, if it is one.
func share(s string, into *float64) bool {
	number, found := strings.CutSuffix(s, "%")
	n, ok := value.ParseFloat(number)
	if !found || !ok || !(n >= 0 && n <= 100) {
		return false
	}
	*into = n
	return true
}

func anchor(s string, x, y *float64) {
	var ax, ay float64
	left, right, found := strings.Cut(s, ",")
	if found && share(left, &ax) && share(right, &ay) {
		*x, *y = ax, ay
	}
}
