package subtitle

import (
	"math"
	"strings"

	"diptych/player/value"
)

// clock is what the units of time expressions are, a second (TTML2 §7.2.6, §7.2.12).
type clock struct{ frames, subframes, ticks float64 }

func readClock(tt *node) clock {
	c := clock{30, 1, 1}
	rate, framed := positive(tt.attr["frameRate"])
	if framed {
		c.frames = rate
	}
	if n, ok := positive(tt.attr["subFrameRate"]); ok {
		c.subframes = n
	}
	if by := strings.Fields(strings.ReplaceAll(tt.attr["frameRateMultiplier"], ":", " ")); len(by) == 2 {
		up, ok1 := positive(by[0])
		down, ok2 := positive(by[1])
		if ok1 && ok2 {
			c.frames *= up / down
		}
	}
	if n, ok := positive(tt.attr["tickRate"]); ok {
		c.ticks = n
	} else if framed {
		c.ticks = c.frames * c.subframes
	}
	return c
}

func positive(s string) (float64, bool) {
	n, ok := value.ParseFloat(s)
	return n, ok && n > 0 && n < 1e12
}

// seconds reads a time expression (TTML2 §12.3.1): hh:mm:ss with a fraction or frames,
// or a number of units.
func (c clock) seconds(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	total, ok := c.offset(s)
	if parts := strings.Split(s, ":"); len(parts) > 1 {
		total, ok = c.clockTime(parts)
	}
	return total, ok && total >= 0 && total < 1e10 && !math.IsNaN(total)
}

func (c clock) clockTime(parts []string) (total float64, ok bool) {
	if len(parts) != 3 && len(parts) != 4 {
		return 0, false
	}
	for _, p := range parts[:3] {
		n, ok := value.ParseFloat(p)
		if !ok || n < 0 {
			return 0, false
		}
		total = total*60 + n
	}
	if len(parts) == 4 {
		whole, part, split := strings.Cut(parts[3], ".")
		n, ok := value.ParseFloat(whole)
		if !ok || n < 0 {
			return 0, false
		}
		if sub, ok := value.ParseFloat(part); split && ok {
			n += sub / c.subframes
		}
		total += n / c.frames
	}
	return total, true
}

func (c clock) offset(s string) (float64, bool) {
	number := strings.TrimRight(s, "hmsft")
	n, ok := value.ParseFloat(number)
	switch s[len(number):] {
	case "h":
		return n * 3600, ok
	case "m":
		return n * 60, ok
	case "s":
		return n, ok
	case "ms":
		return n / 1000, ok
	case "f":
		return n / c.frames, ok
	case "t":
		return n / c.ticks, ok
	}
	return 0, false
}

// span is when something is there, seconds.
type span struct{ from, to float64 }

// span gives when an element is active within its parent; next is where it begins in a
// sequence (TTML2 §12.2.1 to §12.2.4).
func (c clock) span(n *node, parent span, next float64) span {
	out := span{next, parent.to}
	if t, ok := c.seconds(n.attr["begin"]); ok {
		out.from = next + t
	}
	if t, ok := c.seconds(n.attr["dur"]); ok {
		out.to = min(out.to, out.from+t)
	}
	if t, ok := c.seconds(n.attr["end"]); ok {
		out.to = min(out.to, next+t)
	}
	return out
}
