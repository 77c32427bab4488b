package hls

import "strings"

// variables are those of EXT-X-DEFINE (RFC 8216bis §4.4.2.3, §4.3). A value is
// taken as it stands: it names no other variables.
type variables struct {
	own    map[string]string
	master map[string]string // what IMPORT takes from
	query  string            // of the playlist's address
}

// What a hostile playlist can ask for.
const (
	maxVariables = 1000
	maxValue     = 4096  // bytes
	maxLine      = 65536 // bytes of a line with its variables replaced
)

func newVariables(base string, master map[string]string) *variables {
	_, query, _ := strings.Cut(base, "?")
	query, _, _ = strings.Cut(query, "#")
	return &variables{map[string]string{}, master, query}
}

func (v *variables) define(a map[string]string) {
	name, value := a["NAME"], a["VALUE"]
	if from := a["IMPORT"]; from != "" {
		name, value = from, v.master[from]
	} else if from := a["QUERYPARAM"]; from != "" {
		name, value = from, parameter(v.query, from)
	}
	if name != "" && len(value) <= maxValue && len(v.own) < maxVariables {
		v.own[name] = value
	}
}

func parameter(query, name string) string {
	for _, pair := range strings.Split(query, "&") {
		if key, value, _ := strings.Cut(pair, "="); key == name {
			return value
		}
	}
	return ""
}

// replace puts values for {$name}; what is not defined stays.
func (v *variables) replace(line string) string {
	if len(v.own) == 0 || !strings.Contains(line, "{$") {
		return line
	}
	var b strings.Builder
	for b.Len() < maxLine {
		before, rest, ok := strings.Cut(line, "{$")
		b.WriteString(before)
		if !ok {
			break
		}
		name, after, ok := strings.Cut(rest, "}")
		value, known := v.own[name]
		if !ok || !known {
			b.WriteString("{$")
			line = rest
			continue
		}
		b.WriteString(value)
		line = after
	}
	return b.String()
}
