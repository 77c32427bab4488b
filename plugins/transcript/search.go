package transcript

import (
	"sort"
	"strings"

	"diptych/player/value"
	"diptych/plugins/fold"
)

// search is what the viewer looks for and what was found.
type search struct {
	query   string
	pattern string // the query as it is compared
	hits    []int  // places in text.folded
	current int    // index of hits
}

// find looks for a query: case and accents do not matter, nothing in it has a
// special meaning. The first hit is the current one.
func (s *search) find(query string, x *text) {
	s.query, s.current = query, 0
	s.run(x)
}

// run looks again in other lines and stays where it is if it can.
func (s *search) run(x *text) {
	s.hits = s.hits[:0]
	s.pattern = fold.String(strings.ReplaceAll(s.query, "\n", " "))
	if s.pattern == "" || x == nil {
		return
	}
	x.index(len(x.lines))
	for at := 0; ; {
		i := strings.Index(x.folded[at:], s.pattern)
		if i < 0 {
			break
		}
		s.hits = append(s.hits, at+i)
		at += i + len(s.pattern)
	}
	s.current = max(0, min(s.current, len(s.hits)-1))
}

// step goes to another hit and around the ends.
func (s *search) step(by int) {
	if n := len(s.hits); n > 0 {
		s.current = ((s.current+by)%n + n) % n
	}
}

// line is the line of the current hit, -1 for none.
func (s *search) line(x *text) int {
	if len(s.hits) == 0 || x == nil {
		return -1
	}
	return x.lineOf(s.hits[s.current])
}

// within adds the hits in some lines to out, as [line, from, to, whether it is the
// current one]; places count UTF-16 units, as the page does.
func (s *search) within(x *text, first, last int, out value.Array) value.Array {
	if len(s.hits) == 0 || x == nil || first >= len(x.starts) {
		return out
	}
	for i := sort.SearchInts(s.hits, x.starts[max(0, first)]); i < len(s.hits); i++ {
		line := x.lineOf(s.hits[i])
		if line > last {
			break
		}
		from := s.hits[i] - x.starts[line]
		text := x.lines[line].text
		hit := value.Array{}.Num(float64(line)).Num(float64(fold.Units(text, from)))
		out = out.Add(hit.Num(float64(fold.Units(text, from+len(s.pattern)))).Bool(i == s.current))
	}
	return out
}
