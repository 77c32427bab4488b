package subtitle

import (
	"bytes"
	"math"
	"strings"
)

// document is a TTML document.
type document struct {
	clock
	body            *node
	styles, regions map[string]*node
	sizes
}

// most of the cues of one document, and of moments at which one of them changes.
const (
	mostCues    = 20_000
	mostChanges = 64
)

func readTTML(b []byte) (*document, bool) {
	if head := b[:min(len(b), 4096)]; !bytes.Contains(head, []byte("<")) {
		return nil, false
	}
	tt := readXML(b)
	if tt == nil || tt.name != "tt" {
		return nil, false
	}
	head := tt.first("head")
	d := &document{
		clock: readClock(tt), body: tt.first("body"), sizes: readSizes(tt),
		styles: named(head.first("styling")), regions: named(head.first("layout")),
	}
	if space := tt.attr["space"]; space != "" && d.body.attr != nil && d.body.attr["space"] == "" {
		d.body.attr["space"] = space
	}
	return d, true
}

// named are the children of an element by their ids.
func named(n *node) map[string]*node {
	out := map[string]*node{}
	for _, c := range n.children {
		if id := c.attr["id"]; id != "" {
			out[id] = c
		}
	}
	return out
}

// within gives the cues of a sample, which holds what is to be shown while it lasts
// (ISO/IEC 14496-30 §5.3). Some count from its beginning.
func (d *document) within(start, duration float64) (out []Cue) {
	if duration <= 0 {
		duration = forever
	}
	list := d.cues(start, start+duration)
	by := start
	for _, c := range list {
		if c.End > start && c.Start < start+duration || c.Start > duration {
			by = 0
		}
	}
	for _, c := range list {
		c.Start, c.End = max(c.Start+by, start), min(c.End+by, start+duration)
		if c.Start < c.End {
			out = append(out, c)
		}
	}
	return out
}

// cues lists those of all paragraphs; from and to are for text that is there all the
// time, seconds.
func (d *document) cues(from, to float64) []Cue {
	w := &walk{document: d}
	if d.body.attr != nil {
		w.block(d.body, look{}, w.span(d.body, span{0, math.Inf(1)}, 0))
	}
	for i := range w.list {
		c := &w.list[i]
		if math.IsInf(c.End, 1) {
			c.Start, c.End = max(c.Start, from), max(to, c.Start)
		}
	}
	return w.list
}

// walk collects cues.
type walk struct {
	*document
	list []Cue
}

// block goes through body and div down to the paragraphs.
func (w *walk) block(n *node, above look, when span) {
	l := w.look(n, above)
	next := when.from
	for _, c := range n.children {
		if c.name != "div" && c.name != "p" || len(w.list) >= mostCues {
			continue
		}
		at := w.span(c, when, next)
		if n.attr["timeContainer"] == "seq" && !math.IsInf(at.to, 1) {
			next = max(next, at.to)
		}
		if at.from >= at.to {
			continue
		}
		if c.name == "div" {
			w.block(c, l, at)
		} else {
			w.paragraph(c, l, at)
		}
	}
}

// paragraph makes a cue of a paragraph, or several where spans in it come and go.
func (w *walk) paragraph(p *node, above look, when span) {
	l := w.look(p, above)
	changes := w.changes(p, when, []float64{when.from})
	for i, from := range changes {
		to := when.to
		if i+1 < len(changes) {
			to = changes[i+1]
		}
		line := &words{walk: w, at: from, bare: true}
		line.inside(p, l, look{}, when)
		c := Cue{Start: from, End: to, Settings: w.place(l), Text: strings.TrimRight(line.String(), " \n")}
		if strings.TrimSpace(plainText(c.Text)) != "" {
			w.add(c)
		}
	}
}

// add puts paragraphs of a region that come and go together below each other.
func (w *walk) add(c Cue) {
	if n := len(w.list); n > 0 {
		last := &w.list[n-1]
		if last.Start == c.Start && last.End == c.End && last.Settings == c.Settings && c.Settings != "" {
			last.Text += "\n" + c.Text
			return
		}
	}
	w.list = append(w.list, c)
}

// changes are the moments at which spans of a paragraph come or go, in order.
func (w *walk) changes(n *node, when span, list []float64) []float64 {
	for _, c := range n.children {
		if c.name != "span" {
			continue
		}
		at := w.span(c, when, when.from)
		for _, t := range [...]float64{at.from, at.to} {
			if t > list[0] && t < when.to && len(list) < mostChanges {
				list = insert(list, t)
			}
		}
		list = w.changes(c, at, list)
	}
	return list
}

func insert(list []float64, t float64) []float64 {
	i := len(list)
	for i > 0 && list[i-1] >= t {
		i--
	}
	if i < len(list) && list[i] == t {
		return list
	}
	list = append(list, 0)
	copy(list[i+1:], list[i:])
	list[i] = t
	return list
}
