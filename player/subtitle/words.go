package subtitle

import (
	"math"
	"strings"

	"diptych/player/value"
)

// words writes what is shown of a paragraph at a moment.
type words struct {
	*walk
	strings.Builder
	at   float64
	bare bool // white space that comes next is left out
}

// inside writes the content of an element; shown is the look that is written already.
func (w *words) inside(n *node, l, shown look, when span) {
	opening, closing := l.tags(shown)
	w.WriteString(opening)
	for _, c := range n.children {
		switch c.name {
		case "":
			w.text(c.text, l.preserve)
		case "br":
			w.lineBreak()
		case "span", "ruby":
			inner := w.span(c, when, when.from)
			if w.at >= inner.from && w.at < inner.to {
				w.inside(c, w.look(c, l), l, inner)
			}
		}
	}
	w.WriteString(closing)
}

func (w *words) lineBreak() {
	w.WriteByte('\n')
	w.bare = true
}

// text writes characters; white space is one space at most, unless it is preserved.
func (w *words) text(s string, preserve bool) {
	for _, c := range s {
		blank := c == ' ' || c == '\t' || c == '\n' || c == '\r'
		switch {
		case preserve && c == '\n':
			w.lineBreak()
			continue
		case blank && w.bare && !preserve:
			continue
		case blank:
			w.WriteByte(' ')
		case c == '&':
			w.WriteString("&amp;")
		case c == '<':
			w.WriteString("&lt;")
		case c == '>':
			w.WriteString("&gt;")
		default:
			w.WriteRune(c)
		}
		w.bare = blank
	}
}

// plainText is a text without its tags.
func plainText(s string) string {
	var b strings.Builder
	for s != "" {
		before, rest, _ := strings.Cut(s, "<")
		b.WriteString(before)
		_, s, _ = strings.Cut(rest, ">")
	}
	return b.String()
}

// sizes is what lengths are parts of (TTML2 §10.3.1).
type sizes struct{ columns, rows, width, height float64 }

func readSizes(tt *node) sizes {
	s := sizes{columns: 32, rows: 15}
	if x, y, ok := pair(tt.attr["cellResolution"]); ok {
		if n, ok := positive(x); ok {
			s.columns = n
		}
		if n, ok := positive(y); ok {
			s.rows = n
		}
	}
	if x, y, ok := pair(tt.attr["extent"]); ok {
		s.width, _ = positive(strings.TrimSuffix(x, "px"))
		s.height, _ = positive(strings.TrimSuffix(y, "px"))
	}
	return s
}

func pair(s string) (x, y string, ok bool) {
	list := strings.Fields(s)
	if len(list) != 2 {
		return "", "", false
	}
	return list[0], list[1], true
}

// percent reads two lengths as shares of the picture.
func (s sizes) percent(text string) (x, y float64, ok bool) {
	a, b, ok := pair(text)
	x, ok1 := percent(a, s.columns, s.width, "rw")
	y, ok2 := percent(b, s.rows, s.height, "rh")
	return x, y, ok && ok1 && ok2
}

func percent(s string, cells, pixels float64, own string) (float64, bool) {
	number := strings.TrimRight(s, "%pxcrwh")
	n, ok := value.ParseFloat(number)
	switch unit := s[len(number):]; {
	case unit == "%" || unit == own:
	case unit == "px" && pixels > 0:
		n *= 100 / pixels
	case unit == "c":
		n *= 100 / cells
	default:
		return 0, false
	}
	return math.Max(0, math.Min(100, n)), ok
}
