// Package dash reads MPDs into the neutral model (ISO/IEC 23009-1). The document
// comes as the tree that the browser's own XML parser gives:
// ["name", {attributes}, child or text, ...].
package dash

import (
	"strings"

	"diptych/player/value"
)

// node is one element.
type node struct {
	name     string
	attr     value.Map
	children value.List
}

func asNode(v any) (node, bool) {
	l, ok := v.(value.List)
	if !ok || len(l) < 2 {
		return node{}, false
	}
	name, ok := l[0].(string)
	attr, _ := l[1].(value.Map)
	if i := strings.IndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	return node{name, attr, l[2:]}, ok
}

// all returns the children with a name.
func (n node) all(name string) []node {
	var out []node
	for _, v := range n.children {
		if c, ok := asNode(v); ok && c.name == name {
			out = append(out, c)
		}
	}
	return out
}

func (n node) child(name string) (node, bool) {
	list := n.all(name)
	if len(list) == 0 {
		return node{}, false
	}
	return list[0], true
}

func (n node) text() string {
	for _, v := range n.children {
		if s, ok := v.(string); ok {
			return strings.TrimSpace(s)
		}
	}
	return ""
}

func (n node) str(name string) string { return value.Str(n.attr, name) }

func (n node) integer(name string, fallback int64) int64 {
	if i, ok := value.ParseInt(n.str(name)); ok {
		return i
	}
	return fallback
}

// duration reads an xs:duration such as PT1H2M3.5S, seconds.
func duration(s string) float64 {
	s, ok := strings.CutPrefix(s, "P")
	if !ok {
		return 0
	}
	date, clock, _ := strings.Cut(s, "T")
	return parts(date, map[byte]float64{'Y': 365 * 86400, 'M': 30 * 86400, 'D': 86400}) +
		parts(clock, map[byte]float64{'H': 3600, 'M': 60, 'S': 1})
}

func parts(s string, units map[byte]float64) float64 {
	var total float64
	for s != "" {
		i := strings.IndexAny(s, "YMDHS")
		if i < 0 {
			break
		}
		f, ok := value.ParseFloat(s[:i])
		if ok && f >= 0 && f < 1e12 {
			total += f * units[s[i]]
		}
		s = s[i+1:]
	}
	return total
}
