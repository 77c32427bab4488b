package api

import (
	"net/http"
	"strconv"
	"strings"

	"diptych/server/limits"
)

// commons are what a sub-request takes over from the batch where it has none.
var commons = []string{"ks", "partnerId", "clientTag"}

// Batch answers a multirequest that the server puts to itself for a client: the
// request's address and headers count as if it had sent the batch.
func (e *Engine) Batch(r *http.Request, p Params) List {
	list, _ := e.batch(e.visit(r), p).(List)
	return list
}

// batch runs the numbered sub-requests in order (reference: backend-api §1.9).
// A failed one leaves its error in its slot. What comes after the most that a
// batch may hold or answer is refused, each in its slot, so that nobody takes
// it for done.
func (e *Engine) batch(v *visit, p Params) any {
	results, size, most := List{}, 0, limits.Batch
	if v.knows(p) {
		most = limits.BatchSlots
	}
	for _, raw := range p.numbered() {
		sub, ok := raw.(Params)
		if !ok || sub.Str("service") == "" || len(results) >= limits.BatchSlots {
			break
		}
		if len(results) >= most || size > limits.BatchAnswer || v.Context().Err() != nil {
			results = append(results, asAnswer(Err(ServiceForbidden, "multirequest")))
			continue
		}
		for _, common := range commons {
			if _, given := sub[common]; !given && p[common] != nil {
				sub[common] = p[common]
			}
		}
		sub, _ = resolve(sub, results).(Params)
		if p.Str("format") == formatJSONP {
			sub["format"] = formatJSONP
		}
		answer := e.call(v, sub.Str("service"), sub.Str("action"), sub)
		if raw, ok := answer.(*Raw); ok {
			return raw
		}
		size += weight(answer)
		results = append(results, answer)
	}
	return results
}

// weight is about how many bytes an answer takes on the wire.
func weight(v any) int {
	switch t := v.(type) {
	case *Object:
		n := len(t.Type)
		for _, f := range t.Fields {
			n += len(f.Name) + 4 + weight(f.Value)
		}
		return n
	case List:
		n := 2
		for _, e := range t {
			n += weight(e) + 1
		}
		return n
	case string:
		return len(t) + 2
	}
	return 8
}

// resolve replaces {N:result:path} anywhere in the parameters.
func resolve(v any, results List) any {
	switch t := v.(type) {
	case Params:
		out := make(Params, len(t))
		for k, e := range t {
			out[k] = resolve(e, results)
		}
		return out
	case string:
		if reference, ok := strings.CutPrefix(t, "{"); ok && strings.HasSuffix(reference, "}") {
			path := strings.Split(strings.TrimSuffix(reference, "}"), ":")
			if n, err := strconv.Atoi(path[0]); err == nil && len(path) > 1 && path[1] == "result" {
				return lookup(results, n, path[2:])
			}
		}
	}
	return v
}

// lookup walks into result n (from 1); what is missing is the empty string.
func lookup(results List, n int, path []string) any {
	if n < 1 || n > len(results) {
		return ""
	}
	v := results[n-1]
	for i, key := range path {
		switch t := v.(type) {
		case *Object:
			v = t.Get(key)
		case List:
			if key == "_all" {
				return joinAll(t, path[i+1:])
			}
			index, err := strconv.Atoi(key)
			if err != nil || index < 0 || index >= len(t) {
				return ""
			}
			v = t[index]
		default:
			return ""
		}
	}
	return leaf(v)
}

func joinAll(list List, path []string) string {
	var b strings.Builder
	for i := range list {
		if s, ok := lookup(list, i+1, path).(string); ok {
			b.WriteString(s)
			b.WriteByte(',')
		}
	}
	return b.String()
}

func leaf(v any) any {
	switch t := v.(type) {
	case string:
		return t
	case bool:
		return t
	case int64:
		return strconv.FormatInt(t, 10)
	case float64:
		return strconv.FormatFloat(t, 'f', -1, 64)
	}
	return ""
}
