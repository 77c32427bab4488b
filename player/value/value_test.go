package value_test

import (
	"encoding/json"
	"maps"
	"math"
	"reflect"
	"slices"
	"testing"

	"diptych/player/value"
)

var texts = []string{
	`null`, `true`, `[]`, `{}`, `0`, `-0`, `-1.5e3`, `1E+2`, `""`, `"é\u00e9\n\/\ud83d\ude00"`, `"\ud800"`,
	`"\ud800\u0041"`,
	`{"a":{"b":[1,2,{"c":null}]},"a":3}`, ` [ 1 , "x" ] `,
	`01`, `+1`, `1.`, `.5`, `1e`, `"`, `"\x"`, `[1,]`, `{"a"}`, `{"a":1,}`, `nul`, "\"\x01\"", `"\u12"`,
	`{"objects":[{"id":"0_abc","duration":30.5}],"totalCount":1}`, "\"\xff\"", `[1 2]`, `1 2`, `--1`, `-`,
}

func check(t *testing.T, text string) {
	t.Helper()
	got, err := value.Parse(text)
	var want any
	wantErr := json.Unmarshal([]byte(text), &want)
	if (err == nil) != (wantErr == nil) {
		t.Fatalf("Parse(%q) error %v, encoding/json says %v", text, err, wantErr)
	}
	if err != nil {
		return
	}
	if !same(got, want) {
		t.Fatalf("Parse(%q) = %#v, want %#v", text, got, want)
	}
	var back any
	if err := json.Unmarshal(value.Append(nil, got), &back); err != nil || !same(back, want) {
		t.Fatalf("Append of %q gives %s (%v)", text, value.JSON(got), err)
	}
}

// same compares JSON; numbers that nothing measures may differ as AppendFloat says.
func same(a, b any) bool {
	switch a := a.(type) {
	case float64:
		b, ok := b.(float64)
		size := math.Abs(b)
		return ok && (a == b || (size >= 1e15 || size < 0.01) && math.Abs(a-b) <= 1e-14*size+1e-322)
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, same)
	case map[string]any:
		b, ok := b.(map[string]any)
		return ok && maps.EqualFunc(a, b, same)
	}
	return reflect.DeepEqual(a, b)
}

func TestParseAgreesWithEncodingJSON(t *testing.T) {
	t.Parallel()
	for _, text := range texts {
		check(t, text)
	}
}

func FuzzParse(f *testing.F) {
	for _, text := range texts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) < 10_000 {
			check(t, text)
		}
	})
}

func TestMergeReplacesArraysAndKeepsSourceApart(t *testing.T) {
	t.Parallel()
	src := value.Map{"a": value.Map{"list": value.List{1.0}, "x": 1.0}}
	dst := value.Merge(value.Map{"a": value.Map{"list": value.List{2.0, 3.0}, "y": 2.0}}, src)
	if got := value.JSON(dst); got != `{"a":{"list":[1],"x":1,"y":2}}` {
		t.Fatal(got)
	}
	value.Set(dst, "a.x", 9)
	if value.Num(src, "a", "x") != 1 {
		t.Fatal("merge shares an object with its source")
	}
}
