package cea

import (
	"strings"

	"diptych/player/subtitle"
)

// widest a row of a window is, characters.
const widest = 64

// window is one of 708 (CTA-708 §8.4).
type window struct {
	visible    bool
	x, y       float64 // of its anchor, percent of the inner 80 % of the picture
	anchor     int     // 0 to 8: which of its points is there, in reading order
	rows       int
	justify    byte // left, right, centre, full
	text       [16][]cell
	row, col   int
	pen        pen
	definition [6]byte
}

// define makes a window, or changes where one is (§8.10.5.2).
func (s *service) define(at float64, i int, p []byte) {
	w := s.windows[i]
	if w != nil && w.definition == [6]byte(p) {
		s.now = i
		return
	}
	s.flush(at)
	if w == nil {
		w = &window{}
		s.windows[i] = w
	}
	w.definition = [6]byte(p)
	w.visible, w.rows, w.anchor = p[0]&0x20 != 0, int(p[3]&15)+1, min(int(p[3]>>4), 8)
	w.y, w.x = float64(p[1]&0x7f), float64(p[2])
	if p[1]&0x80 == 0 { // cells of a wide picture
		w.y, w.x = w.y/75*100, w.x/210*100
	}
	w.x, w.y = min(w.x, 100), min(w.y, 100)
	w.row = min(w.row, w.rows-1)
	if style := p[5] >> 3 & 7; style == 3 || style == 6 { // centred, as predefined
		w.justify = 2
	}
	s.now = i
}

func (w *window) put(x rune) {
	if w.col >= widest {
		return
	}
	for len(w.text[w.row]) <= w.col {
		w.text[w.row] = append(w.text[w.row], cell{})
	}
	w.text[w.row][w.col] = cell{x, w.pen}
	w.col++
}

func (w *window) back() {
	if w.col > 0 {
		w.col--
		if w.col < len(w.text[w.row]) {
			w.text[w.row][w.col] = cell{}
		}
	}
}

func (w *window) erase() {
	w.text, w.row, w.col = [16][]cell{}, 0, 0
}

// last tells that the rows go up with the next line.
func (w *window) last() bool { return w.row >= w.rows-1 }

func (w *window) newLine() {
	if w.last() {
		copy(w.text[:w.rows-1], w.text[1:w.rows])
		w.text[w.rows-1] = nil
	} else {
		w.row++
	}
	w.col = 0
}

func (w *window) empty() bool {
	for _, row := range w.text[:w.rows] {
		if !blank(row) {
			return false
		}
	}
	return true
}

// cue is what is in a window: its rows, where its anchor is.
func (w *window) cue() subtitle.Cue {
	var text []string
	for _, row := range w.text[:w.rows] {
		if from, to := extent(row); from < to {
			text = append(text, markup(row[from:to]))
		}
	}
	lines := [3]string{"", ",center", ",end"}
	sides := [3]string{",line-left", ",center", ",line-right"}
	settings := "line:" + share(10+0.8*w.y) + lines[w.anchor/3] + " position:" + share(10+0.8*w.x) +
		sides[w.anchor%3] + " align:" + [4]string{"left", "right", "center", "left"}[w.justify]
	return subtitle.Cue{Settings: settings, Text: strings.Join(text, "\n")}
}
