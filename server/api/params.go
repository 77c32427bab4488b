package api

import (
	"encoding/json"
	"errors"
	"sort"
	"strconv"
	"strings"

	"diptych/server/limits"
)

// Params is the tree of a request's parameters: string, bool, json.Number, nil,
// Params, or *File.
type Params map[string]any

// File is an uploaded part, already on disk.
type File struct {
	Name string // as the client called it
	Path string
	Size int64
}

var (
	errTooLarge = errors.New("request too large")
	errDepth    = errors.New("parameters nested too deeply")
)

// gathered are parameters that are counted as they come.
type gathered struct {
	Params
	nodes int
}

func (g *gathered) count() error {
	if g.nodes++; g.nodes > limits.Fields {
		return errTooLarge
	}
	return nil
}

// set stores v under a[b][c] or a:b:c.
func (g *gathered) set(key string, v any) error {
	if err := g.count(); err != nil {
		return err
	}
	return g.Params.set(key, v)
}

func (p Params) set(key string, v any) error {
	if len(key) > limits.Key {
		return errTooLarge
	}
	path := keyPath(key)
	if len(path) > limits.Depth {
		return errDepth
	}
	for _, k := range path[:len(path)-1] {
		next, ok := p[k].(Params)
		if !ok {
			next = Params{}
			p[k] = next
		}
		p = next
	}
	p[path[len(path)-1]] = v
	return nil
}

func keyPath(key string) []string {
	head, rest, found := strings.Cut(key, "[")
	path := strings.Split(head, ":")
	if !found {
		return path
	}
	for _, part := range strings.Split(rest, "[") {
		path = append(path, strings.TrimSuffix(part, "]"))
	}
	return path
}

func (p Params) merge(q Params) {
	for k, v := range q {
		if sub, ok := v.(Params); ok {
			if have, ok := p[k].(Params); ok {
				have.merge(sub)
				continue
			}
		}
		p[k] = v
	}
}

// Str reads a scalar as text; "" when it is missing or an object.
func (p Params) Str(key string) string {
	s, _ := scalar(p[key])
	return s
}

// Object reads a nested object, nil when there is none.
func (p Params) Object(key string) Params {
	sub, _ := p[key].(Params)
	return sub
}

// Objects lists the objects of an array in their order.
func (p Params) Objects() []Params {
	var out []Params
	for _, v := range p.numbered() {
		if sub, ok := v.(Params); ok {
			out = append(out, sub)
		}
	}
	return out
}

// scalar is any leaf as text.
func scalar(v any) (string, bool) {
	switch t := v.(type) {
	case string:
		return strings.ToValidUTF8(t, ""), true
	case json.Number:
		return t.String(), true
	case bool:
		if t {
			return "true", true
		}
		return "false", true
	}
	return "", false
}

// numbered lists the values under numeric keys in their order.
func (p Params) numbered() []any {
	type item struct {
		n int
		v any
	}
	var items []item
	for k, v := range p {
		if n, err := strconv.Atoi(k); err == nil {
			items = append(items, item{n, v})
		}
	}
	sort.SliceStable(items, func(i, j int) bool { return items[i].n < items[j].n })
	out := make([]any, len(items))
	for i := range items {
		out[i] = items[i].v
	}
	return out
}
