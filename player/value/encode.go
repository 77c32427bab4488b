package value

import (
	"math"
	"strconv"
	"unicode/utf8"
)

// Marshaler is a type that writes itself as JSON.
type Marshaler interface{ AppendJSON(dst []byte) []byte }

// JSON is Append as a string.
func JSON(v any) string { return string(Append(nil, v)) }

// Append writes v as JSON (RFC 8259). Object keys are sorted, so equal values
// give equal text. NaN and infinities, which JSON lacks, become null; a type it
// does not know becomes null too.
func Append(dst []byte, v any) []byte {
	switch t := v.(type) {
	case nil:
		return append(dst, "null"...)
	case bool:
		return strconv.AppendBool(dst, t)
	case string:
		return AppendString(dst, t)
	case int:
		return strconv.AppendInt(dst, int64(t), 10)
	case int64:
		return strconv.AppendInt(dst, t, 10)
	case float64:
		return appendFloat(dst, t)
	case Marshaler:
		return t.AppendJSON(dst)
	case Map:
		return appendMap(dst, t)
	case List:
		return appendList(dst, len(t), func(i int) any { return t[i] })
	case []string:
		return appendList(dst, len(t), func(i int) any { return t[i] })
	case []float64:
		return appendList(dst, len(t), func(i int) any { return t[i] })
	}
	return append(dst, "null"...)
}

func appendFloat(dst []byte, f float64) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(dst, "null"...)
	}
	return AppendFloat(dst, f)
}

// SortedKeys are the keys of a map in order.
func SortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	SortStable(keys, func(i, j int) bool { return keys[i] < keys[j] })
	return keys
}

func appendMap(dst []byte, m Map) []byte {
	keys := SortedKeys(m)
	dst = append(dst, '{')
	for i, k := range keys {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(AppendString(dst, k), ':')
		dst = Append(dst, m[k])
	}
	return append(dst, '}')
}

func appendList(dst []byte, n int, at func(int) any) []byte {
	dst = append(dst, '[')
	for i := range n {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = Append(dst, at(i))
	}
	return append(dst, ']')
}

// AppendString writes a JSON string. Invalid UTF-8 becomes U+FFFD; '<' and the
// line separators U+2028/2029 are escaped, so the text may stand in a script.
func AppendString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			dst = append(dst, `\ufffd`...)
		case r == '"' || r == '\\':
			dst = append(dst, '\\', byte(r))
		case r == '\n':
			dst = append(dst, '\\', 'n')
		case r < 0x20 || r == '<':
			dst = append(dst, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		case r == 0x2028 || r == 0x2029:
			dst = append(dst, '\\', 'u', '2', '0', '2', hex[r&15])
		default:
			dst = append(dst, s[i:i+size]...)
		}
		i += size
	}
	return append(dst, '"')
}
