package transcript

import (
	"diptych/plugins/fold"
)

// match is a hit: a line, and where in it, as offsets in UTF-16 units, which the
// page counts in.
type match struct{ line, from, to int }

// search is what the viewer looks for and what was found.
type search struct {
	query   string
	matches []match
	current int // index of matches, -1 before there are any
}

// find looks for a query: case and accents do not matter, nothing in it has a
// special meaning. The first hit is the current one.
func (s *search) find(query string, lines []line) {
	s.query, s.current = query, 0
	s.run(lines)
}

// run looks again in other lines and stays where it is if it can.
func (s *search) run(lines []line) {
	s.matches = s.matches[:0]
	if pattern := fold.String(s.query); pattern != "" {
		for i := range lines {
			for _, at := range fold.All(lines[i].text, pattern) {
				s.matches = append(s.matches, match{i, at[0], at[1]})
			}
		}
	}
	s.current = min(s.current, len(s.matches)-1)
	if s.current < 0 && len(s.matches) > 0 {
		s.current = 0
	}
}

// step goes to another hit and around the ends.
func (s *search) step(by int) {
	if n := len(s.matches); n > 0 {
		s.current = ((s.current+by)%n + n) % n
	}
}
