// Package value holds JSON-shaped data without encoding/json, which would add
// about 240 kB (brotli) to player.wasm. A value is nil, bool, float64, string,
// List or Map. Parse and Append are checked against encoding/json in the tests.
package value

import (
	"strings"
)

// Map is a JSON object.
type Map = map[string]any

// List is a JSON array.
type List = []any

// Get walks object keys and returns what stands there, nil if anything on the
// way is missing or no object.
func Get(v any, path ...string) any {
	for _, key := range path {
		m, ok := v.(Map)
		if !ok {
			return nil
		}
		v = m[key]
	}
	return v
}

// Str is Get for a string; anything else gives "".
func Str(v any, path ...string) string {
	s, _ := Get(v, path...).(string)
	return s
}

// Num is Get for a number, or a string that is one; anything else gives 0.
func Num(v any, path ...string) float64 {
	n, _ := Numeric(v, path...)
	return n
}

// Numeric is Num and tells whether there is a number. Pages and backends write
// them as strings too.
func Numeric(v any, path ...string) (float64, bool) {
	v = Get(v, path...)
	s, ok := v.(string)
	if !ok {
		return Number(v)
	}
	n, ok := ParseFloat(strings.TrimSpace(s))
	if !ok {
		return 0, false
	}
	return n, true
}

// Number converts any Go number to float64; a string is none.
func Number(v any) (float64, bool) {
	switch n := v.(type) {
	case float64:
		return n, true
	case int:
		return float64(n), true
	case int64:
		return float64(n), true
	case float32:
		return float64(n), true
	}
	return 0, false
}

// Int is Num cut to an int.
func Int(v any, path ...string) int { return int(Num(v, path...)) }

// Bool is Get for a boolean; anything else gives false.
func Bool(v any, path ...string) bool {
	b, _ := Get(v, path...).(bool)
	return b
}

// Items is Get for an array; anything else gives nil.
func Items(v any, path ...string) List {
	l, _ := Get(v, path...).(List)
	return l
}

// Object is Get for an object; anything else gives nil (which may be read).
func Object(v any, path ...string) Map {
	m, _ := Get(v, path...).(Map)
	return m
}

// Set stores v under the dotted path, making objects on the way.
func Set(m Map, dotted string, v any) {
	keys := strings.Split(dotted, ".")
	for _, key := range keys[:len(keys)-1] {
		next, ok := m[key].(Map)
		if !ok {
			next = Map{}
			m[key] = next
		}
		m = next
	}
	m[keys[len(keys)-1]] = v
}

// Clone copies objects and arrays deeply.
func Clone(v any) any {
	switch t := v.(type) {
	case Map:
		out := make(Map, len(t))
		for k, e := range t {
			out[k] = Clone(e)
		}
		return out
	case List:
		out := make(List, len(t))
		for i, e := range t {
			out[i] = Clone(e)
		}
		return out
	}
	return v
}

// Merge puts src over dst, objects recursively, arrays and scalars replaced
// (reference: player-api §1.1, mergeDeep). dst is changed and returned; nothing
// of src is shared with it.
func Merge(dst, src Map) Map {
	if dst == nil {
		dst = Map{}
	}
	for k, v := range src {
		if sub, ok := v.(Map); ok {
			if have, ok := dst[k].(Map); ok {
				Merge(have, sub)
				continue
			}
		}
		dst[k] = Clone(v)
	}
	return dst
}
