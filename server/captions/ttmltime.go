package captions

import (
	"encoding/xml"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// ttmlClock reads time expressions (TTML2 §12.3.1).
type ttmlClock struct{ frames, subFrames, ticks float64 } // a second

// newClock reads the parameters of the root element (TTML2 §7.2).
func newClock(list []xml.Attr) ttmlClock {
	c := ttmlClock{frames: 30, subFrames: 1}
	given := map[string]string{}
	for _, a := range list {
		given[a.Name.Local] = a.Value
	}
	positive := func(name string, absent float64) float64 {
		if v, err := strconv.ParseFloat(strings.TrimSpace(given[name]), 64); err == nil && v > 0 && v < 1e12 {
			return v
		}
		return absent
	}
	c.frames = positive("frameRate", c.frames)
	c.subFrames = positive("subFrameRate", c.subFrames)
	if parts := strings.Fields(strings.ReplaceAll(given["frameRateMultiplier"], ":", " ")); len(parts) == 2 {
		a, errA := strconv.ParseFloat(parts[0], 64)
		b, errB := strconv.ParseFloat(parts[1], 64)
		if errA == nil && errB == nil && a > 0 && b > 0 {
			c.frames *= a / b
		}
	}
	ticks := 1.0 // unless frames are counted
	if given["frameRate"] != "" {
		ticks = c.frames * c.subFrames
	}
	c.ticks = positive("tickRate", ticks)
	return c
}

var (
	offsetTime = regexp.MustCompile(`^(\d{1,12}(?:\.\d{1,12})?)(h|ms|m|s|f|t)$`)
	wallTime   = regexp.MustCompile(`^(\d{1,4}):(\d{2}):(\d{2})(?:(\.\d{1,12})|[:;](\d{1,6})(?:\.(\d{1,6}))?)?$`)
)

// read is a time expression; false when it is none.
func (c ttmlClock) read(text string) (time.Duration, bool) {
	text = strings.TrimSpace(text)
	number := func(s string) float64 { v, _ := strconv.ParseFloat(s, 64); return v } // digits, or "" = 0
	var seconds float64
	if m := offsetTime.FindStringSubmatch(text); m != nil {
		unit := map[string]float64{"h": 3600, "m": 60, "s": 1, "ms": 0.001, "f": 1 / c.frames,
			"t": 1 / c.ticks}[m[2]]
		seconds = number(m[1]) * unit
	} else if m := wallTime.FindStringSubmatch(text); m != nil {
		seconds = number(m[1])*3600 + number(m[2])*60 + number(m[3]) + number("0"+m[4])
		seconds += (number(m[5]) + number(m[6])/c.subFrames) / c.frames
	} else {
		return 0, false
	}
	if seconds > longest {
		return 0, false
	}
	return time.Duration(math.Round(seconds*1000)) * time.Millisecond, true
}

const longest = 9999 * 3600 // seconds

// time finds out when an element is shown: its times count from where the one
// begins that it stands in, or from the end of the one before it, and it ends
// when that does (TTML2 §12.2, §12.4).
func (r *ttmlReader) time(n, up *node, list []xml.Attr) {
	reference := up.begin
	if up.sequential {
		reference = up.next
	}
	n.begin, n.end, n.timed = reference, up.end, up.timed
	var begin, end, length time.Duration
	var hasBegin, hasEnd, hasLength bool
	for _, a := range list {
		switch a.Name.Local {
		case "begin":
			begin, hasBegin = r.clock.read(a.Value)
		case "end":
			end, hasEnd = r.clock.read(a.Value)
		case "dur":
			length, hasLength = r.clock.read(a.Value)
		case "timeContainer":
			n.sequential = a.Value == "seq"
		}
	}
	n.timed = n.timed || hasBegin || hasEnd || hasLength
	n.begin += begin
	if hasEnd {
		n.end = earlier(n.end, reference+end)
	}
	if hasLength {
		n.end = earlier(n.end, n.begin+length)
	}
	n.next = n.begin
}

func earlier(a, b time.Duration) time.Duration {
	if a == open || b < a {
		return b
	}
	return a
}

// style reads how an element looks: by its own attributes or by the styles that
// it names (TTML2 §10).
func (r *ttmlReader) style(n *node, list []xml.Attr) {
	id := ""
	for _, a := range list {
		switch a.Name.Local {
		case "style":
			for _, name := range strings.Fields(a.Value) {
				s := r.styles[name]
				n.look = look{n.look.italic || s.italic, n.look.bold || s.bold, n.look.underlined ||
					s.underlined}
			}
		case "space":
			n.preserve = a.Value == "preserve"
		case "id":
			id = a.Value
		}
	}
	for _, a := range list {
		switch a.Name.Local {
		case "fontStyle":
			n.look.italic = a.Value == "italic" || a.Value == "oblique"
		case "fontWeight":
			n.look.bold = a.Value == "bold"
		case "textDecoration":
			n.look.underlined = strings.Contains(a.Value, "underline") &&
				!strings.Contains(a.Value, "noUnderline")
		}
	}
	if n.name == "style" && id != "" {
		r.styles[id] = n.look
	}
}
