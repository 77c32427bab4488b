package api

import (
	"reflect"
	"strings"
)

// Object is an answer's object: named values in their order.
type Object struct {
	Type   string // objectType; "" for a plain map
	Fields []Field
}

// Field is one property.
type Field struct {
	Name  string
	Value any
}

// List is an answer's array.
type List []any

// Typed is implemented by structs that have an objectType.
type Typed interface{ ObjectType() string }

// Get reads a property; objectType counts as one.
func (o *Object) Get(name string) any {
	if name == "objectType" {
		return o.Type
	}
	for _, f := range o.Fields {
		if f.Name == name {
			return f.Value
		}
	}
	return nil
}

// Tree turns an answer into Objects, Lists and scalars. Struct fields are named
// by their json tags; nil pointers and "omitempty" zeros are left out.
func Tree(v any) any {
	switch t := v.(type) {
	case nil, *Object, *Raw:
		return t
	case None, *None:
		return nil
	}
	return tree(reflect.ValueOf(v))
}

func tree(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		if o, ok := v.Interface().(*Object); ok {
			return o
		}
		return tree(v.Elem())
	case reflect.Struct:
		o := &Object{}
		if t, ok := v.Interface().(Typed); ok {
			o.Type = t.ObjectType()
		}
		o.addFields(v)
		return o
	case reflect.Slice, reflect.Array:
		list := make(List, 0, v.Len())
		for i := range v.Len() {
			list = append(list, tree(v.Index(i)))
		}
		return list
	case reflect.String:
		return v.String()
	case reflect.Bool:
		return v.Bool()
	case reflect.Int, reflect.Int64, reflect.Int32:
		return v.Int()
	case reflect.Float64:
		return v.Float()
	}
	return nil
}

func (o *Object) addFields(v reflect.Value) {
	t := v.Type()
	for i := range t.NumField() {
		name, options, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if t.Field(i).Anonymous && name == "" {
			o.addFields(v.Field(i))
			continue
		}
		if name == "" || name == "-" || strings.Contains(options, "omitempty") && v.Field(i).IsZero() {
			continue
		}
		if inner := tree(v.Field(i)); inner != nil {
			o.Fields = append(o.Fields, Field{name, inner})
		}
	}
}

// profile keeps the properties that a response profile asks for (reference:
// backend-api §1.8): objectType and a list's frame always stay.
func profile(v any, p Params) any {
	fields := map[string]bool{}
	for _, f := range strings.Split(p.Str("fields"), ",") {
		if f = strings.TrimSpace(f); f != "" {
			fields[f] = true
		}
	}
	if len(fields) == 0 {
		return v
	}
	return filter(v, fields, p.Str("type") != "2")
}

func filter(v any, fields map[string]bool, include bool) any {
	switch t := v.(type) {
	case List:
		for i, e := range t {
			t[i] = filter(e, fields, include)
		}
	case *Object:
		if strings.HasSuffix(t.Type, "ListResponse") {
			for i, f := range t.Fields {
				t.Fields[i].Value = filter(f.Value, fields, include)
			}
			return t
		}
		kept := make([]Field, 0, len(t.Fields))
		for _, f := range t.Fields {
			if fields[f.Name] == include {
				kept = append(kept, f)
			}
		}
		return &Object{Type: t.Type, Fields: kept}
	}
	return v
}
