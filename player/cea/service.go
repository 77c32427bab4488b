package cea

import "diptych/player/subtitle"

// service is one of 708: up to eight windows, of which one is written to.
type service struct {
	shown
	windows [8]*window // nil = not defined
	now     int
}

func (s *service) flush(at float64) {
	var cues []subtitle.Cue
	for _, w := range s.windows {
		if w != nil && w.visible {
			cues = append(cues, w.cue())
		}
	}
	s.show(at, cues)
}

// put writes a character to the window that is written to.
func (s *service) put(at float64, x rune) {
	w := s.windows[s.now]
	if w == nil || x < ' ' || x >= 0xd800 && x < 0xe000 {
		return
	}
	if w.visible {
		if s.late(at) || s.empty() {
			s.flush(at)
		}
		s.written = true
	}
	w.put(x)
}

// empty tells that no text is on the screen.
func (s *service) empty() bool {
	for _, w := range s.windows {
		if w != nil && w.visible && !w.empty() {
			return false
		}
	}
	return true
}

// control takes a code of set C0 (CTA-708 §7.1.4).
func (s *service) control(at float64, c byte) {
	w := s.windows[s.now]
	if w == nil {
		return
	}
	switch c {
	case 0x08:
		w.back()
	case 0x0c:
		s.change(at, w)
		w.erase()
	case 0x0d:
		if w.last() {
			s.change(at, w)
		}
		s.written = s.written && !w.visible
		w.newLine()
	case 0x0e:
		s.change(at, w)
		w.text[w.row], w.col = nil, 0
	}
}

// change ends what is on the screen, if a window is there.
func (s *service) change(at float64, w *window) {
	if w.visible {
		s.flush(at)
	}
}

// command takes a code of set C1 (§7.1.5).
func (s *service) command(at float64, c byte, p []byte) {
	w := s.windows[s.now]
	switch {
	case c < 0x88:
		s.now = int(c - 0x80)
	case c < 0x8d:
		s.flush(at)
		for i := range s.windows {
			if p[0]>>i&1 == 1 && s.windows[i] != nil {
				s.some(c, i)
			}
		}
	case c == 0x8f:
		s.flush(at)
		s.windows = [8]*window{}
	case c >= 0x98:
		s.define(at, int(c-0x98), p)
	case w == nil:
	case c == 0x90:
		w.pen.italic, w.pen.underline = p[1]&0x80 != 0, p[1]&0x40 != 0
	case c == 0x91:
		w.pen.color = colorOf(p[0])
	case c == 0x92:
		w.row, w.col = min(int(p[0]&15), w.rows-1), int(p[1]&0x3f)
	case c == 0x97:
		w.justify = p[2] & 3
	}
}

// some does to a window what a command does to those of a bitmap.
func (s *service) some(c byte, i int) {
	w := s.windows[i]
	switch c {
	case 0x88:
		w.erase()
	case 0x89:
		w.visible = true
	case 0x8a:
		w.visible = false
	case 0x8b:
		w.visible = !w.visible
	case 0x8c:
		s.windows[i] = nil
	}
}

// colorOf is the class of a colour of two bits each for red, green and blue (§8.8).
func colorOf(b byte) string {
	i := b>>5&1<<2 | b>>3&1<<1 | b>>1&1
	return [8]string{"black", "blue", "lime", "cyan", "red", "magenta", "yellow", ""}[i]
}
