package navigation

import (
	"cmp"
	"strconv"
	"strings"

	"diptych/player/model"
	"diptych/player/value"
	"diptych/plugins/fold"
	"diptych/plugins/kalturacuepoints"
)

// item is one entry of the list; start in seconds.
type item struct {
	id, kind           string
	start              float64
	title, description string
	picture            string
	number             int    // of a slide or a question, from 1
	text               string // captions: language and label
	state              int    // of a question: 1 open, 2 answered, 3 wrong, 4 right
	reflection         bool
	folded             string // what is searched
}

// kindOf tells what a cue is in the list, "" for nothing.
func kindOf(c *model.Cue) string {
	tags := "," + strings.ReplaceAll(c.Metadata.Str("tags"), " ", "") + ","
	switch c.Type() {
	case kalturacuepoints.KindThumb:
		switch int(c.Metadata.Num("subType")) {
		case kalturacuepoints.SubSlide:
			return Slide
		case kalturacuepoints.SubChapter:
			return Chapter
		}
	case kalturacuepoints.KindAnnotation:
		switch {
		case strings.Contains(tags, ","+kalturacuepoints.TagHotspot+","):
			return Hotspot
		case strings.Contains(tags, ","+kalturacuepoints.TagAnswer+",") && onAir(c):
			return Answer
		}
	case kalturacuepoints.KindCaption:
		return Caption
	}
	return ""
}

// onAir tells an answer that was given before all.
func onAir(c *model.Cue) bool {
	return strings.Contains(value.JSON(c.Metadata.Get("relatedObjects")), "AnswerOnAir")
}

func newItem(c *model.Cue, kind string) *item {
	m := c.Metadata
	i := &item{id: c.ID, kind: kind, start: c.Start, title: m.Str("title")}
	switch kind {
	case Slide, Chapter:
		i.description = m.Str("description")
		if !m.Bool("isDefaultThumb") {
			i.picture = m.Str("assetUrl")
		}
	case Caption:
		i.title, i.text = m.Str("text"), m.Str("language")+"-"+m.Str("label")
	default:
		i.title = cmp.Or(i.title, m.Str("text"))
	}
	i.title, i.description = fold.Unescape(i.title), fold.Unescape(i.description)
	i.index()
	return i
}

// index prepares an item for searches.
func (i *item) index() { i.folded = fold.String(i.title + "\n" + i.description) }

// put adds an item or replaces that of the same id.
func put(items []*item, i *item) []*item {
	for at, have := range items {
		if have.id == i.id {
			items[at] = i
			return items
		}
	}
	return append(items, i)
}

// arrange sorts by time, then by the order of kinds, and numbers slides.
func arrange(items []*item, order map[string]float64) {
	value.SortStable(items, func(a, b int) bool {
		if items[a].start != items[b].start {
			return items[a].start < items[b].start
		}
		return order[items[a].kind] < order[items[b].kind]
	})
	n := 0
	for _, i := range items {
		if i.kind == Slide {
			n++
			i.number = n
		}
	}
}

// clock is a time as people write it: 1:02:03 or 02:03.
func clock(seconds float64) string {
	s := int(seconds)
	two := func(n int) string {
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
		return strconv.Itoa(n)
	}
	if s >= 3600 {
		return strconv.Itoa(s/3600) + ":" + two(s/60%60) + ":" + two(s%60)
	}
	return two(s/60) + ":" + two(s%60)
}

// matches tells whether an item has a folded query in its texts, or in its time
// if the query looks like one.
func (i *item) matches(folded string) bool {
	if strings.Contains(i.folded, folded) {
		return true
	}
	return strings.Trim(folded, "0123456789:") == "" && strings.Contains(clock(i.start), folded)
}

// filter is what a tab and a query leave. Captions are found, not listed: in the
// All tab only by a query, and only those of one language.
func filter(items []*item, tab, query, captions string) []*item {
	folded := fold.String(strings.TrimSpace(query))
	var out []*item
	for _, i := range items {
		switch {
		case i.kind == Caption && (folded == "" || i.text != captions):
		case tab != All && i.kind != tab:
		case folded != "" && !i.matches(folded):
		default:
			out = append(out, i)
		}
	}
	return out
}

// tabs are the kinds present, in order, All before them.
func tabs(items []*item, order map[string]float64) []string {
	var out []string
	have := map[string]bool{}
	for _, i := range items {
		if !have[i.kind] {
			have[i.kind] = true
			out = append(out, i.kind)
		}
	}
	value.SortStable(out, func(a, b int) bool { return order[out[a]] < order[out[b]] })
	return append([]string{All}, out...)
}

// reached are the last items of each kind that play has come to; captions only
// in their own tab.
func reached(items []*item, now float64) []string {
	start := map[string]float64{}
	for _, i := range items {
		if i.start <= now+0.01 {
			start[i.kind] = max(start[i.kind], i.start)
		}
	}
	var out []string
	for _, i := range items {
		if at, ok := start[i.kind]; ok && at == i.start && i.start <= now+0.01 {
			out = append(out, i.id)
		}
	}
	return out
}
