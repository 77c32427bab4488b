package cea

import (
	"math"
	"strings"

	"diptych/player/subtitle"
	"diptych/player/value"
)

// The screen of 608.
const (
	lines   = 15
	columns = 32
)

// pen is how a character looks; color is a class of WebVTT, "" for white.
type pen struct {
	color             string
	italic, underline bool
}

// colors by preamble and mid-row codes.
var colors = [7]string{"", "lime", "blue", "cyan", "red", "yellow", "magenta"}

// cell is a character, 0 for none.
type cell struct {
	rune
	pen
}

type screen [lines][columns]cell

func (s *screen) empty() bool { return *s == screen{} }

// clear empties a row from a column on.
func (s *screen) clear(row, from int) {
	if row >= 0 {
		clear(s[row][from:])
	}
}

// cues are one for each block of rows without an empty one between them.
func (s *screen) cues() (out []subtitle.Cue) {
	for i := 0; i < lines; i++ {
		from := i
		for i < lines && !blank(s[i][:]) {
			i++
		}
		if i > from {
			out = append(out, block(s[from:i], from))
		}
	}
	return out
}

func blank(row []cell) bool {
	from, to := extent(row)
	return from >= to
}

// extent is where a row has something to be seen.
func extent(row []cell) (from, to int) {
	visible := func(c cell) bool { return c.rune != 0 && c.rune != ' ' && c.rune != transparent }
	for to = len(row); to > 0 && !visible(row[to-1]); to-- {
	}
	for from < to && !visible(row[from]) {
		from++
	}
	return from, to
}

// block is a cue of rows that stand together: in the middle of each other, or with the
// distances from the left that they have. Screens are the inner 80 % of a picture.
func block(rows [][columns]cell, first int) subtitle.Cue {
	left, low, high := columns, math.Inf(1), math.Inf(-1)
	for i := range rows {
		from, to := extent(rows[i][:])
		middle := float64(from+to) / 2
		left, low, high = min(left, from), min(low, middle), max(high, middle)
	}
	middle := (low + high) / 2
	centred := high-low <= 2 && (len(rows) > 1 && left > 0 || math.Abs(middle-columns/2) <= 1)
	text := make([]string, len(rows))
	for i := range rows {
		from, to := extent(rows[i][:])
		if !centred {
			text[i] = strings.Repeat(string(transparent), from-left)
		}
		text[i] += markup(rows[i][from:to])
	}
	settings := "line:" + percent(first, lines)
	if last := first + len(rows); last > lines/2 {
		settings = "line:" + percent(last, lines) + ",end"
	}
	if centred {
		settings += " position:" + share(10+80*middle/columns) + ",center align:center"
	} else {
		settings += " position:" + percent(left, columns) + ",line-left align:left"
	}
	return subtitle.Cue{Settings: settings, Text: strings.Join(text, "\n")}
}

func percent(n, of int) string { return share(10 + 80*float64(n)/float64(of)) }

func share(n float64) string { return value.FormatFloat(math.Round(n*100)/100) + "%" }

// markup writes a row; what nothing was written to is a space.
func markup(row []cell) string {
	var b strings.Builder
	var now pen
	for _, c := range row {
		if c.rune == 0 {
			c = cell{' ', now}
		}
		if c.pen != now {
			b.WriteString(now.closing() + c.pen.opening())
			now = c.pen
		}
		switch c.rune {
		case '&':
			b.WriteString("&amp;")
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		default:
			b.WriteRune(c.rune)
		}
	}
	return b.String() + now.closing()
}

func (p pen) opening() (s string) {
	if p.color != "" {
		s = "<c." + p.color + ">"
	}
	if p.italic {
		s += "<i>"
	}
	if p.underline {
		s += "<u>"
	}
	return s
}

func (p pen) closing() (s string) {
	if p.underline {
		s = "</u>"
	}
	if p.italic {
		s += "</i>"
	}
	if p.color != "" {
		s += "</c>"
	}
	return s
}
