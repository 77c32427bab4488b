package subtitle

import (
	"strconv"
	"strings"
)

// unescape replaces references (XML 1.0 §4.1).
func unescape(s string) string {
	if !strings.Contains(s, "&") {
		return s
	}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "&")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		end := strings.IndexByte(rest[:min(len(rest), longestName)], ';')
		c := character(rest[:max(end, 0)])
		if c == 0 {
			b.WriteByte('&')
			s = rest
			continue
		}
		b.WriteRune(c)
		s = rest[end+1:]
	}
}

// longestName of a character reference that is read, with its semicolon.
const longestName = 12

func character(name string) rune {
	switch name {
	case "lt":
		return '<'
	case "gt":
		return '>'
	case "amp":
		return '&'
	case "quot":
		return '"'
	case "apos":
		return '\''
	}
	digits, ok := strings.CutPrefix(name, "#")
	base := 10
	if hex, found := strings.CutPrefix(digits, "x"); found {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	if !ok || err != nil {
		return 0
	}
	return rune(n)
}
