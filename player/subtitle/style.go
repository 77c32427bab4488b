package subtitle

import (
	"math"
	"strings"

	"diptych/player/value"
)

// look is how text is shown: the styles that WebVTT has (TTML2 §10.2).
type look struct {
	region                  string
	color, background       string // class of WebVTT, "" = as usual
	align                   string
	bold, italic, underline bool
	preserve                bool // white space stays
}

// mostStyles bounds how many styles are followed that an element names, and they name.
const mostStyles = 32

// look is that of an element in another one: of its region, which is the outermost, of
// the styles that it names, then its own.
func (d *document) look(n *node, above look) look {
	l, left := above, mostStyles
	l.background = ""
	if n.name == "span" || n.name == "ruby" {
		l.background = above.background
	}
	if id := n.attr["region"]; id != "" && id != l.region {
		l.region = id
		if r := d.regions[id]; r != nil {
			d.named(r, &l, &left)
			l.take(r.attr)
			for _, c := range r.children {
				if c.name == "style" {
					l.take(c.attr)
				}
			}
			l.background = ""
		}
	}
	d.named(n, &l, &left)
	l.take(n.attr)
	return l
}

// named takes the styles that an element refers to: the last one wins.
func (d *document) named(n *node, l *look, left *int) {
	for _, s := range d.referred(n, left) {
		d.named(s, l, left)
		l.take(s.attr)
	}
}

// referred are the styles that an element names, as many as are left.
func (d *document) referred(n *node, left *int) (list []*node) {
	ids := n.attr["style"]
	for ids = strings.TrimSpace(ids); ids != "" && *left > 0; *left-- {
		var id string
		id, ids, _ = strings.Cut(ids, " ")
		if s := d.styles[id]; s != nil {
			list = append(list, s)
		}
	}
	return list
}

func (l *look) take(a map[string]string) {
	if v := a["color"]; v != "" {
		l.color = colorClass(v, "white")
	}
	if v := a["backgroundColor"]; v != "" {
		l.background = colorClass(v, "black")
	}
	switch v := a["textAlign"]; v {
	case "start", "center", "end", "left", "right":
		l.align = v
	}
	if v := a["fontWeight"]; v != "" {
		l.bold = v == "bold"
	}
	if v := a["fontStyle"]; v != "" {
		l.italic = v == "italic" || v == "oblique"
	}
	for _, v := range strings.Fields(a["textDecoration"]) {
		l.underline = v == "underline" || l.underline && v != "none" && v != "noUnderline"
	}
	if v := a["space"]; v != "" {
		l.preserve = v == "preserve"
	}
}

// tags are those for a look within another one: what is off there already needs none.
func (l look) tags(shown look) (opening, closing string) {
	tag := func(name, class string) {
		opening, closing = opening+"<"+name+class+">", "</"+name+">"+closing
	}
	class := ""
	if l.color != "" && l.color != shown.color {
		class += "." + l.color
	}
	if l.background != "" && l.background != shown.background {
		class += ".bg_" + l.background
	}
	if class != "" {
		tag("c", class)
	}
	if l.bold && !shown.bold {
		tag("b", "")
	}
	if l.italic && !shown.italic {
		tag("i", "")
	}
	if l.underline && !shown.underline {
		tag("u", "")
	}
	return opening, closing
}

// place is where a region puts its text, as cue settings. Text without a region stands
// where captions do.
func (d *document) place(l look) string {
	out, r := "", d.regions[l.region]
	of := func(name string) string {
		left := mostStyles
		return d.of(r, name, &left)
	}
	if r != nil {
		x, y, placed := d.percent(of("origin"))
		w, h, sized := d.percent(of("extent"))
		if placed && sized {
			line, anchor := y, "start"
			switch of("displayAlign") {
			case "center":
				line, anchor = y+h/2, "center"
			case "after":
				line, anchor = y+h, "end"
			}
			out = "line:" + share(line) + "," + anchor + " position:" + share(x) + ",line-left size:" +
				share(math.Min(w, 100-x))
			if l.align == "" {
				l.align = "start"
			}
		}
	}
	if l.align != "" && (out != "" || l.align != "center") {
		out += " align:" + l.align
	}
	return strings.TrimSpace(out)
}

// of is an attribute of a region, or of the styles in it and that it names.
func (d *document) of(n *node, name string, left *int) string {
	if v := n.attr[name]; v != "" {
		return v
	}
	for _, c := range n.children {
		if v := c.attr[name]; c.name == "style" && v != "" {
			return v
		}
	}
	v := ""
	for _, s := range d.referred(n, left) {
		if x := d.of(s, name, left); x != "" {
			v = x
		}
	}
	return v
}

func share(n float64) string {
	return value.FormatFloat(math.Round(math.Min(100, n)*100)/100) + "%"
}
