package cea

// field is one field of 608: two channels that take turns (47 CFR §79.101(f)).
type field struct {
	channels [2]channel
	now      int     // the channel that text is for
	last     [2]byte // control code that may be repeated
	extended bool    // extended data services, which are no captions
}

// pair takes two bytes without parity.
func (f *field) pair(at float64, number int, a, b byte) {
	if a == 0 && b == 0 {
		return
	}
	switch {
	case a >= 0x10 && a < 0x20:
		if f.last == [2]byte{a, b} { // sent twice, lest it is lost
			f.last = [2]byte{}
			return
		}
		f.last, f.extended = [2]byte{a, b}, false
		f.now = int(a >> 3 & 1)
		f.channels[f.now].control(at, number, a&^8, b)
		return
	case a > 0 && a < 0x10:
		f.extended = number == 1
	case !f.extended:
		f.channels[f.now].character(at, a)
		f.channels[f.now].character(at, b)
	}
	f.last = [2]byte{}
}

// control takes a control code, by table 1 and §79.101(f)(1).
func (c *channel) control(at float64, number int, a, b byte) {
	switch {
	case b >= 0x40:
		if row := rowOf(a, b); row >= 0 {
			c.address(at, row, b&0x1f)
		}
	case b < 0x20:
	case a == 0x11 && b < 0x30:
		c.midRow(at, b&0x0f)
	case a == 0x11:
		c.put(at, special[b-0x30])
	case a == 0x12:
		c.back()
		c.put(at, western[b-0x20])
	case a == 0x13:
		c.back()
		c.put(at, northern[b-0x20])
	case a == 0x17 && b > 0x20 && b < 0x24:
		c.col = min(columns-1, c.col+int(b&3))
	case a == byte(0x14+number) && b < 0x30, a == 0x14 && b < 0x30:
		c.command(at, b)
	}
}

// rowOf is the row of a preamble address code, from 0; -1 for none.
func rowOf(a, b byte) int {
	first := [8]int{10, 0, 2, 11, 13, 4, 6, 8}[a&7]
	lower := int(b >> 5 & 1)
	switch {
	case a == 0x10 && lower == 1:
		return -1
	case a == 0x10:
		return first
	}
	return first + lower
}

// Miscellaneous control codes.
const (
	resumeLoading  = 0x20
	backspace      = 0x21
	deleteToEnd    = 0x24
	rollUp2        = 0x25
	rollUp4        = 0x27
	resumeDirect   = 0x29
	textRestart    = 0x2a
	resumeText     = 0x2b
	eraseDisplayed = 0x2c
	carriageReturn = 0x2d
	eraseHidden    = 0x2e
	endOfCaption   = 0x2f
)

func (c *channel) command(at float64, b byte) {
	switch b {
	case resumeLoading:
		c.mode = popOn
	case backspace:
		c.back()
	case deleteToEnd:
		if s := c.target(); s != nil {
			s.clear(c.row, c.col)
		}
	case rollUp2, rollUp2 + 1, rollUp4:
		c.rollUp(at, int(b-rollUp2)+2)
	case resumeDirect:
		c.mode = paintOn
	case textRestart, resumeText:
		c.mode = silent
	case eraseDisplayed:
		c.flush(at)
		c.screen = screen{}
	case carriageReturn:
		c.newLine(at)
	case eraseHidden:
		c.hidden = screen{}
	case endOfCaption:
		c.flush(at)
		c.screen, c.hidden = c.hidden, c.screen
		c.mode = popOn
	}
}
