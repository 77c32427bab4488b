package api

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"diptych/server/limits"
)

// sample answers that every format has to write.
var (
	wholeObject = &Object{Type: "KalturaX", Fields: []Field{
		{"id", "a"}, {"n", int64(-7)}, {"rate", 0.5}, {"yes", true}, {"no", false},
		{"list", List{"p", int64(1)}},
		{"map", &Object{Fields: []Field{{"k", "v"}}}}, {"none", &Object{}},
	}}
	hostileText = "<a href=\"x\">&amp; ]]> \u2028 ä 😀</a>"
)

// TestFormats: one answer in each of the formats (reference: backend-api §1.4, §1.6).
func TestFormats(t *testing.T) {
	t.Parallel()
	const wholeJSON = `{"id":"a","n":-7,"rate":0.5,"yes":true,"no":false,"list":["p",1],"map":{"k":"v"},` +
		`"none":{},"objectType":"KalturaX"}`
	const wholeXML = `<objectType>KalturaX</objectType><id>a</id><n>-7</n><rate>0.5</rate><yes>1</yes><no>0</` +
		`no>` +
		`<list><item>p</item><item>1</item></list><map><k>v</k></map><none></none>`
	for name, c := range map[string]struct {
		format, callback string
		answer           any
		kind, want       string
	}{
		"JSON":             {"1", "", wholeObject, "application/json", wholeJSON},
		"JSON of text":     {"1", "", "ab", "application/json", `"ab"`},
		"JSON of a number": {"1", "", int64(12), "application/json", "12"},
		"JSON of true":     {"1", "", true, "application/json", "true"},
		"JSON of nothing":  {"1", "", nil, "application/json", "null"},
		"JSON of no rows":  {"1", "", List{}, "application/json", "[]"},
		"JSONP": {"9", "my.call_back1", List{int64(1)}, "application/javascript",
			"my.call_back1([1]);"},
		"XML":            {"2", "", wholeObject, "text/xml; charset=utf-8", wholeXML},
		"XML is default": {"", "", true, "text/xml; charset=utf-8", "1"},
		"XML of nothing": {"2", "", nil, "text/xml; charset=utf-8", ""},
		"XML of text":    {"2", "", "a<b", "text/xml; charset=utf-8", "a&lt;b"},
		"PHP": {"3", "", List{"ä", int64(2)}, "text/plain; charset=utf-8",
			`a:2:{i:0;s:2:"ä";i:1;i:2;}`},
		"unknown is an XML": {"8", "", true, "text/xml; charset=utf-8",
			"<error><code>UNKNOWN_RESPONSE_FORMAT</code>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := httptest.NewRecorder()
			write(w, time.Now(), Params{"format": c.format, "callback": c.callback}, c.answer)
			body := w.Body.String()
			if rest, ok := strings.CutPrefix(body, `<?xml version="1.0" encoding="utf-8"?><xml><result>`); ok {
				body, _, _ = strings.Cut(rest, "</result><executionTime>")
			}
			if c.format == "8" {
				body = body[:len(c.want)]
			}
			if body != c.want || w.Header().Get("Content-Type") != c.kind {
				t.Errorf("%s %s\nwant %s %s", w.Header().Get("Content-Type"), body, c.kind, c.want)
			}
			if w.Header().Get("X-Content-Type-Options") != "nosniff" ||
				w.Header().Get("Content-Security-Policy") != noScript {
				t.Error("a browser could run it")
			}
		})
	}
}

// TestCallbacks: what a script tag may have called, since it is written as it was
// sent (reference: backend-api §1.4).
func TestCallbacks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string][2]string{
		"none":        {"", "MANDATORY_PARAMETER_MISSING"},
		"script":      {"alert(1)//", "INVALID_FIELD_VALUE"},
		"tag":         {"<b>", "INVALID_FIELD_VALUE"},
		"line break":  {"a\nb", "INVALID_FIELD_VALUE"},
		"not ASCII":   {"ä", "INVALID_FIELD_VALUE"},
		"very long":   {strings.Repeat("a", maxCallback+1), "INVALID_FIELD_VALUE"},
		"longest":     {strings.Repeat("a", maxCallback), ""},
		"property":    {"a.b.c", ""},
		"from a page": {"jQuery_12", ""},
	} {
		w := httptest.NewRecorder()
		write(w, time.Now(), Params{"format": "9", "callback": c[0]}, "v")
		want := c[0] + `("v");`
		if c[1] != "" {
			want = "callback({\"code\":\"" + c[1] + `"`
		}
		if !strings.HasPrefix(w.Body.String(), want) || !strings.HasSuffix(w.Body.String(), ");") {
			t.Errorf("%s: %.120s", name, w.Body)
		}
		if w.Header().Get("Content-Disposition") == "" {
			t.Errorf("%s: a plugin could read it as something else", name)
		}
	}
}

// TestRaw: files of users are shown only where they can run nothing.
func TestRaw(t *testing.T) {
	t.Parallel()
	for kind, shown := range map[string]bool{
		"image/png": true, "text/plain; charset=utf-8": true, "TEXT/VTT": true, "application/json": true,
		"text/html": false, "image/svg+xml": false, "application/pdf": false, "text/xml": false, "": false,
	} {
		w := httptest.NewRecorder()
		write(w, time.Now(), Params{"format": "1"}, &Raw{MIME: kind, Body: []byte("abc"),
			Headers: map[string]string{"Cache-Control": "private"}})
		h := w.Header()
		if w.Body.String() != "abc" || h.Get("Content-Length") != "3" || h.Get("Cache-Control") != "private" {
			t.Errorf("%s: %v %s", kind, h, w.Body)
		}
		if got := h.Get("Content-Disposition") == ""; got != shown {
			t.Errorf("%s: shown %t, want %t", kind, got, shown)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Content-Security-Policy") != noScript {
			t.Errorf("%s: %v", kind, h)
		}
	}
	w := httptest.NewRecorder()
	write(w, time.Now(), Params{}, &Raw{Redirect: "/a?b=c"})
	if w.Code != http.StatusFound || w.Header().Get("Location") != "/a?b=c" {
		t.Errorf("a redirect: %d %v", w.Code, w.Header())
	}
}

// TestErrorAnswer: an error's arguments by name, and none as an empty array
// (reference: backend-api §1.7).
func TestErrorAnswer(t *testing.T) {
	t.Parallel()
	for want, e := range map[string]*Error{
		`{"code":"MISSING_KS","message":"Missing KS, session not established","args":[],` +
			`"objectType":"KalturaAPIException"}`: Err(MissingKS),
		`{"code":"ENTRY_ID_NOT_FOUND","message":"Entry id \"a\" not found","args":{"ENTRY_ID":"a"},` +
			`"objectType":"KalturaAPIException"}`: Err(EntryIDNotFound, "a"),
		`{"code":"INVALID_KS","message":"Invalid KS \"k\", Error \",\"","args":{"KSID":"k","ERR_CODE":"",` +
			`"ERR_DESC":""},"objectType":"KalturaAPIException"}`: Err(InvalidKS, "k"),
		`{"code":"START_SESSION_ERROR","message":"Error while starting session for partner [1]",` +
			`"args":{"PID":"1"},"objectType":"KalturaAPIException"}`: Err(StartSessionError, "1", "more"),
	} {
		if got := string(JSON(asAnswer(e))); got != want {
			t.Errorf("%s\nwant %s", got, want)
		}
	}
}

// TestEchoIsBounded: what was sent is repeated in part, in whole characters.
func TestEchoIsBounded(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ä", limits.Echo)
	e := Err(EntryIDNotFound, "x"+long)
	if v := e.Args[0].Value; len(v) > limits.Echo+len("…") || !strings.HasSuffix(v, "ä…") {
		t.Errorf("%d bytes, ends %q", len(v), v[len(v)-6:])
	}
	if v := Err(EntryIDNotFound, long[:limits.Echo]).Args[0].Value; v != long[:limits.Echo] {
		t.Errorf("%d bytes", len(v))
	}
}

// TestHostileText: no text breaks out of the format that holds it.
func TestHostileText(t *testing.T) {
	t.Parallel()
	o := &Object{Type: "KalturaX", Fields: []Field{{"text", hostileText}, {"after", "z"}}}
	text := JSON(o)
	var back map[string]string
	if err := json.Unmarshal(text, &back); err != nil || back["text"] != hostileText || back["after"] != "z" {
		t.Errorf("%s: %v", text, err)
	}
	if strings.ContainsAny(string(text), "<>&\u2028") {
		t.Errorf("a script would end in %s", text)
	}
	w := httptest.NewRecorder()
	writeXML(w, time.Now(), o)
	var doc struct {
		Text  string `xml:"result>text"`
		After string `xml:"result>after"`
	}
	if err := xml.Unmarshal(w.Body.Bytes(), &doc); err != nil || doc.Text != hostileText || doc.After != "z" {
		t.Errorf("%s: %v", w.Body, err)
	}
}

// FuzzFormats: every format of any text can be read back.
func FuzzFormats(f *testing.F) {
	f.Add("a", "b")
	f.Add(hostileText, "\x00\xff")
	f.Fuzz(func(t *testing.T, one, two string) {
		answer := List{&Object{Type: "KalturaX", Fields: []Field{{"one", one}}}, two,
			asAnswer(Err(EntryIDNotFound, one))}
		var list []any
		if err := json.Unmarshal(JSON(answer), &list); err != nil || len(list) != 3 {
			t.Fatalf("JSON: %v", err)
		}
		w := httptest.NewRecorder()
		writeXML(w, time.Now(), answer)
		var doc struct {
			Items []struct {
				One   string `xml:"one"`
				Error struct {
					Code string `xml:"code"`
				} `xml:"error"`
			} `xml:"result>item"`
		}
		if err := xml.Unmarshal(w.Body.Bytes(), &doc); err != nil || len(doc.Items) != 3 ||
			doc.Items[2].Error.Code != "ENTRY_ID_NOT_FOUND" {
			t.Fatalf("XML %q: %v", w.Body, err)
		}
	})
}

// rowOf is an answer with what Go has and the wire has not.
type rowOf struct {
	embedded
	ID      string            `json:"id"`
	Count   int               `json:"count,omitempty"`
	Size    *int64            `json:"size"`
	Kind    Access            `json:"kind"`
	List    []nested          `json:"list"`
	Sub     *nested           `json:"sub"`
	Free    any               `json:"free"`
	Ready   *Object           `json:"ready"`
	Dropped map[string]string `json:"dropped"`
	Secret  string            `json:"-"`
	Bare    string
}

func (rowOf) ObjectType() string { return "KalturaRow" }

// TestTree: what of an answer's struct goes on the wire, and as what.
func TestTree(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in   any
		want string
	}{
		"nothing":       {nil, "null"},
		"void":          {None{}, "null"},
		"void pointer":  {&None{}, "null"},
		"no pointer":    {(*rowOf)(nil), "null"},
		"text":          {"a", `"a"`},
		"named integer": {Manage, "2"},
		"list of structs": {[]nested{{Title: "a"}, {Title: "b", Depth: ptr(1)}},
			`[{"title":"a"},{"title":"b","depth":1}]`},
		"empty list": {[]string(nil), "[]"},
		"zeros": {rowOf{},
			`{"tags":"","id":"","kind":0,"list":[],"objectType":"KalturaRow"}`},
		"all": {&rowOf{embedded: embedded{"t"}, ID: "i", Count: 1, Size: ptr[int64](2), Kind: View,
			List: []nested{{}}, Sub: &nested{},
			Free: 1.5, Ready: &Object{Type: "KalturaY"}, Secret: "s", Bare: "b"},
			`{"tags":"t","id":"i","count":1,"size":2,"kind":1,"list":[{"title":""}],"sub":{"title":""},` +
				`"free":1.5,"ready":{"objectType":"KalturaY"},"objectType":"KalturaRow"}`},
	} {
		if got := string(JSON(Tree(c.in))); got != c.want {
			t.Errorf("%s: %s\nwant %s", name, got, c.want)
		}
	}
	if raw := (&Raw{}); Tree(raw) != any(raw) {
		t.Error("a file is no tree")
	}
}

// TestProfile: which properties a response profile leaves (reference: backend-api §1.8).
func TestProfile(t *testing.T) {
	t.Parallel()
	list := func() any { return Tree(&things{Objects: []thing{{ID: "a", Name: "n"}}, TotalCount: 1}) }
	one := func() any { return Tree(&thing{ID: "a", Name: "n"}) }
	for name, c := range map[string]struct {
		answer any
		query  string
		want   string
	}{
		"none": {one(), "",
			`{"id":"a","name":"n","size":0,"open":false,"objectType":"KalturaThing"}`},
		"fields": {one(), "type=1&fields=id", `{"id":"a","objectType":"KalturaThing"}`},
		"the player's": {one(), "type=1&fields=id, name,,",
			`{"id":"a","name":"n","objectType":"KalturaThing"}`},
		"without a type": {one(), "fields=name", `{"name":"n","objectType":"KalturaThing"}`},
		"all but": {one(), "type=2&fields=size,open",
			`{"id":"a","name":"n","objectType":"KalturaThing"}`},
		"unknown": {one(), "type=1&fields=no", `{"objectType":"KalturaThing"}`},
		"no fields named": {one(), "type=1&fields=, ,",
			`{"id":"a","name":"n","size":0,"open":false,"objectType":"KalturaThing"}`},
		"rows of a list": {list(), "type=1&fields=id",
			`{"objects":[{"id":"a","objectType":"KalturaThing"}],"totalCount":1,` +
				`"objectType":"KalturaThingListResponse"}`},
		"rows, all but": {list(), "type=2&fields=id,size,open,objects",
			`{"objects":[{"name":"n","objectType":"KalturaThing"}],"totalCount":1,` +
				`"objectType":"KalturaThingListResponse"}`},
		"scalars stay":      {"text", "type=1&fields=id", `"text"`},
		"of a list of text": {List{"a"}, "type=1&fields=id", `["a"]`},
	} {
		if got := string(JSON(profile(c.answer, formOf(t, c.query)))); got != c.want {
			t.Errorf("%s: %s\nwant %s", name, got, c.want)
		}
	}
}

// TestParameterNames: what an action says that it reads, for the schema.
func TestParameterNames(t *testing.T) {
	t.Parallel()
	a := Do("x", Public, "", func(context.Context, *Call, bound) (None, error) { return None{}, nil })
	want := []string{"tags", "id", "name", "flag", "mayFlag", "count", "size", "rate", "entry[title]",
		"entry[depth]",
		"own[title]", "own[depth]", "filter[]", "fileData"}
	if got := a.Parameters(); !reflect.DeepEqual(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
	if !a.takesFile("fileData") || a.takesFile("name") || a.takesFile("") {
		t.Error("which parameter is a file")
	}
	none := Do("x", Public, "", func(context.Context, *Call, None) (None, error) { return None{}, nil })
	if got := none.Parameters(); len(got) != 0 || none.takesFile("fileData") {
		t.Errorf("of none: %q", got)
	}
}

// TestRegistry: names are one whatever their case, and nobody takes one twice.
func TestRegistry(t *testing.T) {
	t.Parallel()
	r := NewRegistry()
	r.Add(testActions(), "thing")
	count := 0
	r.Each(func(service string, a Action) {
		if service != "thing" || a.Doc == "" {
			t.Errorf("%s.%s: %q", service, a.Name, a.Doc)
		}
		count++
	})
	if count != len(testActions()) {
		t.Errorf("%d actions", count)
	}
	for name, add := range map[string]func(){
		"a service": func() { r.Add(nil, "THING") },
		"an action": func() { r.Add(append(testActions(), testActions()...), "other") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s is added twice", name)
				}
			}()
			add()
		}()
	}
}
