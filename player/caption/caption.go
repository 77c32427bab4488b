// Package caption reads WebVTT (W3C WebVTT §4) and SubRip text into cues.
package caption

import (
	"errors"
	"strings"

	"diptych/player/value"
)

// Cue is one text at a time. Start and End are seconds; Settings are WebVTT cue
// settings such as "line" or "align".
type Cue struct {
	ID         string
	Start, End float64
	Text       string
	Settings   map[string]string
	Region     *Region // that settings name, or nil
}

// ErrNoCues means that a text is neither WebVTT nor SubRip.
var ErrNoCues = errors.New("caption: neither WebVTT nor SubRip")

// Parse reads WebVTT or SubRip. Broken cues are left out; a text that holds
// none and has no WebVTT header gives ErrNoCues.
func Parse(text string) ([]Cue, error) {
	text = strings.TrimPrefix(text, "\ufeff")
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	var cues []Cue
	places := regions(text)
	for _, block := range blocks(strings.Split(text, "\n")) {
		if c, ok := cue(block); ok {
			c.Region = places[c.Settings["region"]]
			cues = append(cues, c)
		}
	}
	if len(cues) == 0 && !strings.HasPrefix(text, "WEBVTT") {
		return nil, ErrNoCues
	}
	return cues, nil
}

// blocks cuts lines at empty ones, and before a line with times where the block
// has one already (W3C WebVTT §6.1). A number alone before it is the name of the
// cue that begins there.
func blocks(lines []string) [][]string {
	var out [][]string
	begin, timed := 0, false
	cut := func(end, next int) {
		if end > begin {
			out = append(out, lines[begin:end])
		}
		begin, timed = next, false
	}
	for i, line := range lines {
		switch {
		case line == "":
			cut(i, i+1)
		case strings.Contains(line, "-->"):
			if timed || i-begin > 1 {
				at := i
				if _, ok := value.ParseInt(strings.TrimSpace(lines[i-1])); ok {
					at--
				}
				cut(at, at)
			}
			timed = true
		}
	}
	cut(len(lines), len(lines))
	return out
}

// cue reads [id] timing text...
func cue(lines []string) (Cue, bool) {
	for i, line := range lines {
		if i > 1 {
			break
		}
		from, rest, ok := strings.Cut(line, "-->")
		if !ok {
			continue
		}
		c := Cue{Settings: map[string]string{}, Text: strings.Join(lines[i+1:], "\n")}
		if i == 1 {
			c.ID = strings.TrimSpace(lines[0])
		}
		words := strings.Fields(rest)
		if len(words) == 0 {
			return c, false
		}
		var ok1, ok2 bool
		c.Start, ok1 = Time(from)
		c.End, ok2 = Time(words[0])
		for _, w := range words[1:] {
			if name, v, ok := strings.Cut(w, ":"); ok {
				c.Settings[name] = v
			}
		}
		return c, ok1 && ok2 && c.End > c.Start
	}
	return Cue{}, false
}

// Time reads [hh:]mm:ss.mmm, with a comma too, in seconds.
func Time(s string) (float64, bool) {
	parts := strings.Split(strings.ReplaceAll(strings.TrimSpace(s), ",", "."), ":")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	total := 0.0
	for i, part := range parts {
		n, ok := value.ParseFloat(part)
		if !ok || n < 0 || n > 1e6 || i < len(parts)-1 && strings.Contains(part, ".") {
			return 0, false
		}
		total = total*60 + n
	}
	return total, true
}
