package api

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"diptych/server/limits"
)

func formOf(t *testing.T, text string) Params {
	t.Helper()
	g := gathered{Params: Params{}}
	if err := g.form(text); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return g.Params
}

// TestForms: all spellings of nested names, and what is no escape.
func TestForms(t *testing.T) {
	for text, want := range map[string]Params{
		"a=1&b=2":                        {"a": "1", "b": "2"},
		"filter[nameLike]=x":             {"filter": Params{"nameLike": "x"}},
		"filter:nameLike=x":              {"filter": Params{"nameLike": "x"}},
		"a[b][c]=v&a[b][d]=w":            {"a": Params{"b": Params{"c": "v", "d": "w"}}},
		"1:service=x&1:a[b]=y":           {"1": Params{"service": "x", "a": Params{"b": "y"}}},
		"name=Intro; part 2":             {"name": "Intro; part 2"},
		"name=50% off":                   {"name": "50% off"},
		"name=50%25%20off&x=a%zz+b%4":    {"name": "50% off", "x": "a%zz b%4"},
		"a=1&a=2":                        {"a": "2"},
		"a&=x&b=":                        {"a": "", "": "x", "b": ""},
		"a=b=c":                          {"a": "b=c"},
		"%66ilter%5BnameLike%5D=%C3%9C%": {"filter": Params{"nameLike": "Ü%"}},
	} {
		if got := formOf(t, text); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// TestJSON: what is read, and what is refused before it takes memory.
func TestJSON(t *testing.T) {
	p, err := ParseParams(`{"a":[1,{"b":null}],"c":true,"d":{},"e":"x","a2":-1.5}`)
	want := Params{"a": Params{"0": json.Number("1"), "1": Params{"b": nil}}, "c": true, "d": Params{}, "e": "x",
		"a2": json.Number("-1.5")}
	if err != nil || !reflect.DeepEqual(p, want) {
		t.Errorf("%v %v, want %v", p, err, want)
	}
	for name, text := range map[string]string{
		"no object": `[1]`, "cut": `{"a":`, "two": `{} {}`, "too deep": strings.Repeat(`{"a":`, limits.Depth+1) +
			"1" + strings.Repeat("}", limits.Depth+1),
		"too many":    `{"a":[` + strings.Repeat("0,", limits.Fields) + `0]}`,
		"a long name": `{"` + strings.Repeat("a", limits.Key+1) + `":1}`, "a comma": `{"a":1,}`,
	} {
		if p, err := ParseParams(text); err == nil {
			t.Errorf("%s is read: %.80v", name, p)
		}
	}
}

// TestPHP: an answer as PHP's unserialize reads it.
func TestPHP(t *testing.T) {
	o := &Object{Type: "KalturaX", Fields: []Field{{"id", "ä"}, {"n", int64(7)}, {"ok", true}, {"f", 1.5},
		{"list", List{"a", nil}}, {"map", &Object{Fields: []Field{{"k", false}}}}}}
	want := `O:8:"KalturaX":6:{s:2:"id";s:2:"ä";s:1:"n";i:7;s:2:"ok";b:1;s:1:"f";d:1.5;s:4:"list";a:2:{i:0;` +
		`s:1:"a";i:1;N;}s:3:"map";a:1:{s:1:"k";b:0;}}`
	if got := string(appendPHP(nil, o)); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	got := string(appendPHP(nil, asAnswer(Err(EntryIDNotFound, "x"))))
	if !strings.HasPrefix(got, `a:4:{s:4:"code";s:18:"ENTRY_ID_NOT_FOUND";`) {
		t.Errorf("an error: %s", got)
	}
}

// FuzzParams: no text is more than its limits allow, and none panics.
func FuzzParams(f *testing.F) {
	for _, text := range []string{"a[b]=1", "a:b:c[d]=%", `{"a":[1,{"b":null}]}`, "[[[[",
		`{"1":{"service":"x"}}`, "a[=]&b]]=["} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		g := gathered{Params: Params{}}
		if err := g.form(text); err == nil && depth(g.Params) > limits.Depth {
			t.Error("too deep")
		}
		g = gathered{Params: Params{}}
		if err := g.json(text); err == nil && depth(g.Params) > limits.Depth {
			t.Error("too deep")
		}
		if g.nodes > limits.Fields+1 {
			t.Error("too many")
		}
	})
}

func depth(p Params) int {
	most := 0
	for _, v := range p {
		if sub, ok := v.(Params); ok {
			most = max(most, depth(sub))
		}
	}
	return most + 1
}

// FuzzBind: whatever is sent, a handler gets values of its types or an error.
func FuzzBind(f *testing.F) {
	type inner struct {
		Name  string   `json:"name"`
		Count *int64   `json:"count"`
		Rate  *float64 `json:"rate"`
	}
	type in struct {
		inner
		ID     string `json:"id,required"`
		Flag   *bool  `json:"flag"`
		Deep   inner  `json:"deep"`
		Filter Params `json:"filter"`
		File   *File  `json:"fileData"`
	}
	f.Add(`{"id":"x","count":"12abc","rate":"1e999","flag":"False","deep":{"name__null":""},"filter":{}}`)
	f.Add(`{"id":{},"deep":"x","filter":1,"fileData":"x","count":99999999999999999999}`)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParseParams(text)
		if err != nil {
			return
		}
		var to in
		if err := Bind(p, &to); err == nil && strings.ContainsFunc(to.ID+to.Name+to.Deep.Name, notXML) {
			t.Errorf("control characters in %+v", to)
		}
	})
}

// FuzzBatch: references are resolved without end or panic, and every format can
// write what comes of it.
func FuzzBatch(f *testing.F) {
	f.Add(`{"a":"{1:result:objects:0:id}","b":"{2:result}","c":{"d":"{1:result:_all:id}"}}`)
	f.Add(`{"a":"{1:result:objects:_all:objects:_all:id}","b":"{99999999999999999999:result}",` +
		`"c":"{-1:result:x"}`)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParseParams(text)
		if err != nil {
			return
		}
		results := List{&Object{Type: "KalturaX", Fields: []Field{
			{"objects", List{&Object{Fields: []Field{{"id", "1"}}}, "x", int64(3)}}}}, "text", nil}
		resolved, _ := resolve(p, results).(Params)
		if len(resolved) != len(p) {
			t.Errorf("%v became %v", p, resolved)
		}
		out := List{&Object{Fields: []Field{{"text", text}}}}
		if !json.Valid(appendJSON(nil, out)) {
			t.Errorf("no JSON of %q", text)
		}
		_ = appendPHP(nil, out)
	})
}
