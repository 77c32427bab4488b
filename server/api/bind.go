package api

import (
	"math"
	"reflect"
	"strconv"
	"strings"
	"unicode"
)

// bind fills the struct that v points to from the parameters. Fields are found
// by their json tag; the option "required" makes a missing one an error.
// Pointers stay nil when nothing was sent, and "name__null" gives the zero value.
func bind(p Params, v reflect.Value) error {
	t := v.Type()
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous && name == "" {
			if err := bind(p, v.Field(i)); err != nil {
				return err
			}
			continue
		}
		if name == "" || name == "-" {
			continue
		}
		raw, sent := p[name]
		if _, null := p[name+"__null"]; null {
			raw, sent = "", true
		}
		if !sent || raw == nil {
			if strings.Contains(options, "required") {
				return Err(MissingParameter, name)
			}
			continue
		}
		if err := assign(name, raw, v.Field(i)); err != nil {
			return err
		}
	}
	return nil
}

// Bind fills the struct that to points to, for objects whose class decides what
// else they have.
func Bind(p Params, to any) error { return bind(p, reflect.ValueOf(to).Elem()) }

func assign(name string, raw any, to reflect.Value) error {
	switch to.Interface().(type) {
	case Params:
		sub, ok := raw.(Params)
		if !ok {
			return Err(WrongFormat, name, "array")
		}
		to.Set(reflect.ValueOf(sub))
		return nil
	case *File:
		if f, ok := raw.(*File); ok {
			to.Set(reflect.ValueOf(f))
		}
		return nil
	}
	switch to.Kind() {
	case reflect.Pointer:
		inner := reflect.New(to.Type().Elem())
		if err := assign(name, raw, inner.Elem()); err != nil {
			return err
		}
		to.Set(inner)
		return nil
	case reflect.Struct:
		sub, ok := raw.(Params)
		if !ok {
			return Err(WrongFormat, name, "array")
		}
		return bind(sub, to)
	}
	text, ok := scalar(raw)
	if !ok {
		return Err(WrongFormat, name, "string")
	}
	return assignScalar(name, text, to)
}

func assignScalar(name, text string, to reflect.Value) error {
	switch to.Kind() {
	case reflect.String:
		if strings.ContainsFunc(text, notXML) {
			return Err(InvalidParameterChar, name)
		}
		to.SetString(text)
	case reflect.Bool:
		to.SetBool(truth(text))
	case reflect.Int, reflect.Int64:
		to.SetInt(leadingInt(text))
	case reflect.Float64:
		f, _ := strconv.ParseFloat(text, 64)
		if math.IsNaN(f) || math.IsInf(f, 0) {
			f = 0
		}
		to.SetFloat(f)
	}
	return nil
}

func notXML(r rune) bool {
	return unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r' && r < 0x80
}

func truth(text string) bool {
	return text != "" && text != "0" && !strings.EqualFold(text, "false")
}

// leadingInt parses the leading digits, as the contract has it; true is 1. What is
// beyond 64 bits is the nearest number that is not.
func leadingInt(text string) int64 {
	text = strings.TrimSpace(text)
	if strings.EqualFold(text, "true") {
		return 1
	}
	end := 0
	for end < len(text) && (text[end] >= '0' && text[end] <= '9' || end == 0 &&
		(text[0] == '-' || text[0] == '+')) {
		end++
	}
	n, _ := strconv.ParseInt(text[:end], 10, 64) // 0 without digits
	return n
}
