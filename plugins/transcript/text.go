package transcript

import (
	"sort"
	"strings"
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
	lines           []line // by start
}

func keyOf(language, label string) string {
	if language == "" {
		language = "default"
	}
	return language + "-" + label
}

// add puts a line in its place; one of the same id is replaced.
func (t *text) add(l line) {
	if n := len(t.lines); n == 0 || t.lines[n-1].start <= l.start && t.lines[n-1].id != l.id && find(t.lines, l.id) < 0 {
		t.lines = append(t.lines, l)
		return
	}
	if i := find(t.lines, l.id); i >= 0 {
		t.lines = append(t.lines[:i], t.lines[i+1:]...)
	}
	at := sort.Search(len(t.lines), func(i int) bool { return t.lines[i].start > l.start })
	t.lines = append(t.lines[:at], append([]line{l}, t.lines[at:]...)...)
}

// find is the place of an id, -1 for none.
func find(lines []line, id string) int {
	for i := range lines {
		if lines[i].id == id {
			return i
		}
	}
	return -1
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

var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#39;", "'", "&apos;", "'", "&nbsp;", " ", "&amp;", "&")

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
	return strings.Join(strings.Fields(entities.Replace(out.String())), " ")
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
