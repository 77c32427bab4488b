// Package model is what a player knows, as Go types: the title that is loaded, its
// tracks and cue points, and what the page's config asks for. What a page or the
// backend say is read here, once; their own words are kept beside it for the page to
// read again. Values of another type than the contract's count as not given.
package model

import "diptych/player/value"

// tree is an object as a page or the backend wrote it.
type tree = value.Map

// Object is an object of the page or the backend that Go hands on as it is. The nil
// Object was not given.
type Object struct{ tree tree }

// ReadObject reads any value; what is no object gives the nil Object.
func ReadObject(v any) Object { return Object{value.Object(v)} }

// Given tells whether there is an object.
func (o Object) Given() bool { return o.tree != nil }

// AppendJSON implements value.Marshaler; the nil Object is {}.
func (o Object) AppendJSON(dst []byte) []byte {
	return value.Append(dst, o.tree)
}

// Value is the object for package value.
func (o Object) Value() any {
	if o.tree == nil {
		return nil
	}
	return o.tree
}

// Str, Num, Bool and Items read below the object, as their namesakes in value do.
func (o Object) Str(path ...string) string    { return value.Str(o.tree, path...) }
func (o Object) Num(path ...string) float64   { return value.Num(o.tree, path...) }
func (o Object) Bool(path ...string) bool     { return value.Bool(o.tree, path...) }
func (o Object) Items(path ...string) []any   { return value.Items(o.tree, path...) }
func (o Object) Has(path ...string) bool      { return value.Get(o.tree, path...) != nil }
func (o Object) Object(path ...string) Object { return Object{value.Object(o.tree, path...)} }

// Named tells whether the object has a member, be it null.
func (o Object) Named(name string) bool {
	_, ok := o.tree[name]
	return ok
}

// Get is what stands below the object, nil for nothing.
func (o Object) Get(path ...string) any { return value.Get(o.tree, path...) }

// Number is Num and tells whether there is one; a text is none.
func (o Object) Number(path ...string) (float64, bool) {
	return value.Number(value.Get(o.tree, path...))
}

// Numeric is Num and tells whether there is one.
func (o Object) Numeric(path ...string) (float64, bool) { return value.Numeric(o.tree, path...) }

// Flag is a boolean, and otherwise where none is given.
func (o Object) Flag(otherwise bool, path ...string) bool {
	if b, ok := value.Get(o.tree, path...).(bool); ok {
		return b
	}
	return otherwise
}

// Over puts another object over a copy of this one, deeply.
func (o Object) Over(other Object) Object {
	return Object{value.Merge(value.Merge(nil, o.tree), other.tree)}
}

// Merge puts another object over this one, which changes for all who hold it.
func (o *Object) Merge(other Object) { o.tree = value.Merge(o.tree, other.tree) }

// Set stores a value below the object, under a dotted path.
func (o *Object) Set(dotted string, v any) {
	if o.tree == nil {
		o.tree = tree{}
	}
	value.Set(o.tree, dotted, v)
}

// Without is the object but for one member.
func (o Object) Without(name string) Object {
	out := make(tree, len(o.tree))
	for k, v := range o.tree {
		if k != name {
			out[k] = v
		}
	}
	return Object{out}
}

// Names are those of the members, in no order.
func (o Object) Names() []string {
	out := make([]string, 0, len(o.tree))
	for k := range o.tree {
		out = append(out, k)
	}
	return out
}

// New makes an object of names and values in turn.
func New(members ...any) Object {
	out := make(tree, len(members)/2)
	for i := 0; i+1 < len(members); i += 2 {
		name, _ := members[i].(string)
		out[name] = members[i+1]
		if o, ok := members[i+1].(Object); ok {
			out[name] = o.Value()
		}
	}
	return Object{out}
}

// Text is a text, and otherwise where something else or nothing is given; an empty
// one counts.
func (o Object) Text(name, otherwise string) string {
	if s, ok := o.tree[name].(string); ok {
		return s
	}
	return otherwise
}

// WithoutEmptyLists is a copy of the object without the lists that have no items,
// but for one.
func (o Object) WithoutEmptyLists(but string) Object {
	out := o.Over(Object{})
	for k, v := range out.tree {
		if list, ok := v.(value.List); ok && len(list) == 0 && k != but {
			delete(out.tree, k)
		}
	}
	return out
}

// WithoutEmptyObjects is a copy of the object without members that are empty
// objects: defaults that say nothing.
func (o Object) WithoutEmptyObjects() Object {
	out := tree{}
	for k, v := range o.tree {
		if m, ok := v.(tree); ok && len(m) == 0 {
			continue
		}
		out[k] = v
	}
	return Object{out}
}
