package transcript

import (
	"sort"
	"strings"

	"diptych/plugins/fold"
)

// line is one caption; times in seconds.
type line struct {
	id         string
	start, end float64
	text       string
}

// text is the transcript in one language.
type text struct {
	language, label string
	lines           []line             // by start
	startOf         map[string]float64 // of lines, by id
	fold            strings.Builder
	folded          string // lines as they are compared, each with a line break
	starts          []int  // where lines begin there
}

// index goes on with what a search looks through, by so many lines; it tells
// whether all are in.
func (t *text) index(lines int) bool {
	if t.starts == nil {
		t.fold.Reset()
	}
	for ; lines > 0 && len(t.starts) < len(t.lines); lines-- {
		t.starts = append(t.starts, t.fold.Len())
		t.fold.WriteString(fold.String(t.lines[len(t.starts)-1].text))
		t.fold.WriteByte('\n')
	}
	t.folded = t.fold.String()
	return len(t.starts) == len(t.lines)
}

// lineOf is the line that a place in folded belongs to.
func (t *text) lineOf(at int) int { return sort.SearchInts(t.starts, at+1) - 1 }

func keyOf(language, label string) string {
	if language == "" {
		language = "default"
	}
	return language + "-" + label
}

// add puts a line in its place; one of the same id is replaced.
func (t *text) add(l line) {
	t.starts = nil
	if i := t.find(l.id); i >= 0 {
		t.lines = append(t.lines[:i], t.lines[i+1:]...)
	}
	if t.startOf == nil {
		t.startOf = map[string]float64{}
	}
	t.startOf[l.id] = l.start
	at := sort.Search(len(t.lines), func(i int) bool { return t.lines[i].start > l.start })
	t.lines = append(t.lines, line{})
	copy(t.lines[at+1:], t.lines[at:])
	t.lines[at] = l
}

// find is the place of an id, -1 for none.
func (t *text) find(id string) int {
	start, ok := t.startOf[id]
	if !ok {
		return -1
	}
	i := sort.Search(len(t.lines), func(i int) bool { return t.lines[i].start >= start })
	for t.lines[i].id != id {
		i++
	}
	return i
}

func same(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// clean takes markup out of a caption: it is shown as text.
func clean(s string) string {
	var out strings.Builder
	for {
		open := strings.IndexByte(s, '<')
		if open < 0 {
			break
		}
		end := strings.IndexByte(s[open:], '>')
		if end < 0 {
			break
		}
		out.WriteString(s[:open])
		s = s[open+end+1:]
	}
	out.WriteString(s)
	return strings.Join(strings.Fields(fold.Unescape(out.String())), " ")
}

// whole is the transcript as one text.
func whole(lines []line) string {
	var out strings.Builder
	for i, l := range lines {
		if i > 0 {
			out.WriteByte(' ')
		}
		out.WriteString(l.text)
	}
	return out.String()
}
