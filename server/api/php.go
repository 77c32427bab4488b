package api

import "strconv"

// appendPHP writes an answer as PHP's serialize does, which is what the contract's
// PHP client asks for (format 3): objects by the class that they name, errors and
// plain maps as arrays, nothing for null. Lengths are bytes.
func appendPHP(dst []byte, v any) []byte {
	switch t := v.(type) {
	case *Object:
		if t.Type != "" && t.Type != exception {
			dst = append(dst, "O:"+strconv.Itoa(len(t.Type))+`:"`+t.Type+`":`...)
			return appendPHPFields(dst, t.Fields)
		}
		fields := t.Fields
		if t.Type != "" {
			fields = append(fields[:len(fields):len(fields)], Field{"objectType", t.Type})
		}
		return appendPHPFields(append(dst, "a:"...), fields)
	case List:
		dst = append(dst, "a:"+strconv.Itoa(len(t))+":{"...)
		for i, e := range t {
			dst = appendPHP(append(dst, "i:"+strconv.Itoa(i)+";"...), e)
		}
		return append(dst, '}')
	case string:
		return append(dst, "s:"+strconv.Itoa(len(t))+`:"`+t+`";`...)
	case bool:
		if t {
			return append(dst, "b:1;"...)
		}
		return append(dst, "b:0;"...)
	case int64:
		return append(dst, "i:"+strconv.FormatInt(t, 10)+";"...)
	case float64:
		return append(dst, "d:"+strconv.FormatFloat(t, 'G', -1, 64)+";"...)
	}
	return append(dst, "N;"...)
}

func appendPHPFields(dst []byte, fields []Field) []byte {
	dst = append(dst, strconv.Itoa(len(fields))+":{"...)
	for _, f := range fields {
		dst = appendPHP(appendPHP(dst, f.Name), f.Value)
	}
	return append(dst, '}')
}
