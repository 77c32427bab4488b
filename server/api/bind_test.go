package api

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"diptych/server/limits"
)

// bound is a handler's input with a field of every kind.
type bound struct {
	embedded
	ID      string   `json:"id,required"`
	Name    *string  `json:"name"`
	Flag    bool     `json:"flag"`
	MayFlag *bool    `json:"mayFlag"`
	Count   int      `json:"count"`
	Size    *int64   `json:"size"`
	Rate    float64  `json:"rate"`
	Entry   *nested  `json:"entry"`
	Own     nested   `json:"own"`
	Filter  Params   `json:"filter"`
	File    *File    `json:"fileData"`
	hidden  string   //nolint:unused // has no tag, so nothing is bound to it
	Skipped string   `json:"-"`
	_       struct{} //nolint:unused // as above
}

type embedded struct {
	Tags string `json:"tags"`
}

type nested struct {
	Title string `json:"title"`
	Depth *int   `json:"depth"`
}

func ptr[T any](v T) *T { return &v }

// TestBind: how values of the wire become a handler's (reference: backend-api §1.3).
func TestBind(t *testing.T) {
	t.Parallel()
	file := &File{Name: "a.mp4", Size: 3}
	for name, c := range map[string]struct {
		in   string
		want bound
	}{
		"nothing else": {"id=x", bound{ID: "x"}},
		"text": {"id=x&name=n&tags=a,b", bound{ID: "x", Name: ptr("n"),
			embedded: embedded{"a,b"}}},
		"empty text is sent":    {"id=x&name=", bound{ID: "x", Name: ptr("")}},
		"an empty required one": {"id=", bound{}},
		"true":                  {"id=x&flag=true&mayFlag=1", bound{ID: "x", Flag: true, MayFlag: ptr(true)}},
		"Python's words": {"id=x&flag=True&mayFlag=False",
			bound{ID: "x", Flag: true, MayFlag: ptr(false)}},
		"empty is false":         {"id=x&flag=&mayFlag=0", bound{ID: "x", MayFlag: ptr(false)}},
		"any other word is true": {"id=x&flag=no", bound{ID: "x", Flag: true}},
		"numbers": {"id=x&count=12&size=-5&rate=1.5",
			bound{ID: "x", Count: 12, Size: ptr[int64](-5), Rate: 1.5}},
		"leading digits":  {"id=x&count=12abc&size= 7 ", bound{ID: "x", Count: 12, Size: ptr[int64](7)}},
		"a sign":          {"id=x&count=%2B3", bound{ID: "x", Count: 3}},
		"no digits":       {"id=x&count=abc&size=-", bound{ID: "x", Size: ptr[int64](0)}},
		"true counts one": {"id=x&count=true&size=TRUE", bound{ID: "x", Count: 1, Size: ptr[int64](1)}},
		"more than 32 bits": {"id=x&size=9007199254740993",
			bound{ID: "x", Size: ptr[int64](9007199254740993)}},
		"not a finite number":   {"id=x&rate=NaN", bound{ID: "x"}},
		"an infinite one":       {"id=x&rate=1e999", bound{ID: "x"}},
		"no number":             {"id=x&rate=fast", bound{ID: "x"}},
		"null of a pointer":     {"id=x&name=n&name__null=", bound{ID: "x", Name: ptr("")}},
		"null of a number":      {"id=x&size__null=", bound{ID: "x", Size: ptr[int64](0)}},
		"null within an object": {"id=x&entry[title]=t&entry[title__null]=", bound{ID: "x", Entry: &nested{}}},
		"object": {"id=x&entry[title]=t&own:depth=2",
			bound{ID: "x", Entry: &nested{Title: "t"}, Own: nested{Depth: ptr(2)}}},
		"object of unknown names": {"id=x&entry[no]=t", bound{ID: "x", Entry: &nested{}}},
		"any object": {"id=x&filter[a][b]=1", bound{ID: "x",
			Filter: Params{"a": Params{"b": "1"}}}},
		"names that are no field": {"id=x&hidden=h&Skipped=s&-=d", bound{ID: "x"}},
		"text is no file":         {"id=x&fileData=text", bound{ID: "x"}},
		"bytes that are no UTF-8": {"id=a%FFb", bound{ID: "ab"}},
		"line breaks":             {"id=a%0A%0D%09b", bound{ID: "a\n\r\tb"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got bound
			if err := Bind(formOf(t, c.in), &got); err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("%+v, %v\nwant %+v", got, err, c.want)
			}
		})
	}
	var got bound
	if err := Bind(Params{"id": "x", "fileData": file, "name": nil, "mayFlag": true}, &got); err != nil ||
		got.File != file {
		t.Errorf("a file: %+v, %v", got, err)
	}
	if got.Name != nil || got.MayFlag == nil || !*got.MayFlag {
		t.Errorf("JSON's own null and true: %+v", got)
	}
}

// TestBindRefuses: what a handler never sees, and which parameter is named for it.
func TestBindRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, code, arg string }{
		"missing":                  {"name=n", "MISSING_MANDATORY_PARAMETER", "id"},
		"object for text":          {"id[a]=x", "PROPERTY_VALIDATION_WRONG_FORMAT", "id"},
		"object for a number":      {"id=x&count[a]=1", "PROPERTY_VALIDATION_WRONG_FORMAT", "count"},
		"text for an object":       {"id=x&entry=t", "PROPERTY_VALIDATION_WRONG_FORMAT", "entry"},
		"text for any object":      {"id=x&filter=t", "PROPERTY_VALIDATION_WRONG_FORMAT", "filter"},
		"object within an object":  {"id=x&own[title][a]=t", "PROPERTY_VALIDATION_WRONG_FORMAT", "title"},
		"control character":        {"id=a%00b", "INVALID_PARAMETER_CHAR", "id"},
		"control character deeper": {"id=x&own[title]=%1B", "INVALID_PARAMETER_CHAR", "title"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var e *Error
			if err := Bind(formOf(t, c.in), &bound{}); !errors.As(err, &e) || e.Code != c.code ||
				e.Args[0].Value != c.arg {
				t.Errorf("%v, want %s of %s", err, c.code, c.arg)
			}
		})
	}
}

// TestLeadingInt: the integer of a text is that of its leading digits, and no
// number is beyond what fits.
func TestLeadingInt(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"": 0, "0": 0, "42": 42, "-42": -42, "+42": 42, "4 2": 4, "1.9": 1, "-1.9": -1, "1e3": 1, "0x10": 0,
		"--1": 0, "True": 1, "false": 0, "inf": 0, ".5": 0,
		"9223372036854775807": math.MaxInt64, "-9223372036854775808": math.MinInt64,
		"9223372036854775808": math.MaxInt64, "99999999999999999999": math.MaxInt64,
		"-99999999999999999999": math.MinInt64,
	} {
		if got := leadingInt(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

// TestParamsRead: what services read of a tree.
func TestParamsRead(t *testing.T) {
	t.Parallel()
	p := formOf(t, "a=1&o[x]=2&l[10][n]=ten&l[2][n]=two&l[-][n]=no&l[3]=text")
	if p.Str("a") != "1" || p.Str("o") != "" || p.Str("none") != "" || p.Object("a") != nil ||
		p.Object("o").Str("x") != "2" {
		t.Errorf("%v", p)
	}
	var names []string
	for _, one := range p.Object("l").Objects() {
		names = append(names, one.Str("n"))
	}
	if got := strings.Join(names, " "); got != "two ten" {
		t.Errorf("objects in the order %q", got)
	}
	if list := p.Object("none").Objects(); len(list) != 0 {
		t.Errorf("of nothing: %v", list)
	}
}

// TestMerge: what stands in the address counts, down to single names.
func TestMerge(t *testing.T) {
	t.Parallel()
	for name, c := range map[string][3]string{
		"beside":          {"a=1", "b=2", "a=1&b=2"},
		"over":            {"a=1", "a=2", "a=2"},
		"deep":            {"f[a]=1&f[b]=2", "f[b]=3&f[c]=4", "f[a]=1&f[b]=3&f[c]=4"},
		"text by object":  {"f=1", "f[a]=2", "f[a]=2"},
		"object by text":  {"f[a]=1", "f=2", "f=2"},
		"nothing by more": {"", "f[a]=1", "f[a]=1"},
	} {
		p := formOf(t, c[0])
		p.merge(formOf(t, c[1]))
		if want := formOf(t, c[2]); !reflect.DeepEqual(p, want) {
			t.Errorf("%s: %v, want %v", name, p, want)
		}
	}
}

// TestLimitsOfParams: what is too much is refused at the bound, not before it.
func TestLimitsOfParams(t *testing.T) {
	t.Parallel()
	long, deep := strings.Repeat("a", limits.Key), "a"+strings.Repeat("[a]", limits.Depth-1)
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"longest name":    {long + "=1", nil},
		"longer name":     {long + "a=1", errTooLarge},
		"deepest":         {deep + "=1", nil},
		"deeper":          {deep + "[a]=1", errDepth},
		"deeper by colon": {strings.Repeat("a:", limits.Depth) + "a=1", errDepth},
		"most":            {strings.Repeat("a&", limits.Fields), nil},
		"more":            {strings.Repeat("a&", limits.Fields+1), errTooLarge},
	} {
		g := gathered{Params: Params{}}
		if err := g.form(c.text); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
