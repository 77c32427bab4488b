package cea

type mode byte

// How text comes to the screen; silent is text that is no caption, or nothing yet.
const (
	silent mode = iota
	popOn
	rollUp
	paintOn
)

// channel is one of CC1 to CC4.
type channel struct {
	shown
	mode           mode
	screen, hidden screen
	row, col       int
	rows           int // that roll up
	pen            pen
}

// flush ends what is on the screen.
func (c *channel) flush(at float64) { c.show(at, c.screen.cues()) }

// target is what text is written to, nil for nothing.
func (c *channel) target() *screen {
	switch c.mode {
	case popOn:
		return &c.hidden
	case rollUp, paintOn:
		return &c.screen
	}
	return nil
}

func (c *channel) character(at float64, b byte) {
	if b >= 0x20 {
		c.put(at, basic(b))
	}
}

// put writes a character where the cursor is, which stays in the last column.
func (c *channel) put(at float64, x rune) {
	s := c.target()
	if s == nil {
		return
	}
	if s == &c.screen {
		if c.late(at) || s.empty() {
			c.flush(at)
		}
		c.written = true
	}
	s[c.row][c.col] = cell{x, c.pen}
	c.col = min(columns-1, c.col+1)
}

func (c *channel) back() {
	if s := c.target(); s != nil && c.col > 0 {
		c.col--
		s.clear(c.row, c.col)
	}
}

// address takes a preamble address code: a row, and how or where its text begins.
func (c *channel) address(at float64, row int, how byte) {
	switch c.mode {
	case rollUp:
		c.move(at, max(row, c.rows-1))
	case paintOn:
		c.flush(at)
		c.row = row
	default:
		c.row = row
	}
	c.col, c.pen = 0, pen{underline: how&1 == 1}
	switch v := how >> 1; {
	case v < 7:
		c.pen.color = colors[v]
	case v == 7:
		c.pen.italic = true
	default:
		c.col = int(v-8) * 4
	}
}

// midRow changes the pen and takes a column.
func (c *channel) midRow(at float64, how byte) {
	c.put(at, ' ')
	c.pen.underline, c.pen.italic = how&1 == 1, how>>1 == 7
	if how>>1 < 7 {
		c.pen.color = colors[how>>1]
	}
}

// rollUp begins to show so many rows that go up with each line.
func (c *channel) rollUp(at float64, rows int) {
	if c.mode != rollUp {
		c.flush(at)
		c.screen, c.hidden = screen{}, screen{}
		c.row, c.col, c.pen = lines-1, 0, pen{}
	}
	if c.mode == rollUp && rows < c.rows {
		c.flush(at)
		for i := c.row - c.rows + 1; i <= c.row-rows; i++ {
			c.screen.clear(i, 0)
		}
	}
	c.mode, c.rows, c.row = rollUp, rows, max(c.row, rows-1)
}

// move takes the rows that roll up to another place.
func (c *channel) move(at float64, row int) {
	if row == c.row {
		return
	}
	c.flush(at)
	var moved screen
	for i := range c.rows {
		if from, to := c.row-i, row-i; from >= 0 && to >= 0 {
			moved[to] = c.screen[from]
		}
	}
	c.screen, c.row = moved, row
}

func (c *channel) newLine(at float64) {
	if c.mode != rollUp {
		return
	}
	c.flush(at)
	for i := max(0, c.row-c.rows+1); i < c.row; i++ {
		c.screen[i] = c.screen[i+1]
	}
	c.screen.clear(c.row, 0)
	c.col, c.pen = 0, pen{}
}
