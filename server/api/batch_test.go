package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"diptych/server/limits"
)

const multirequest = "/api_v3/service/multirequest"

// answers of a batch, as text, one for each slot.
func answers(t *testing.T, body []byte) []string {
	t.Helper()
	var list []json.RawMessage
	if err := json.Unmarshal(body, &list); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	texts := make([]string, len(list))
	for i, one := range list {
		texts[i] = string(one)
		var failed struct{ Code string }
		if json.Unmarshal(one, &failed) == nil && failed.Code != "" {
			texts[i] = failed.Code
		}
	}
	return texts
}

// TestBatch: which sub-requests run, in which order, and what each slot holds
// (reference: backend-api §1.9).
func TestBatch(t *testing.T) {
	t.Parallel()
	text := func(id string) string { return `{"service":"thing","action":"text","id":"` + id + `"}` }
	for name, c := range map[string]struct {
		body string
		want []string
	}{
		"empty": {`{"format":1}`, []string{}},
		"from 1": {`{"format":1,"1":` + text("a") + `,"2":` + text("b") + `}`,
			[]string{`"a"`, `"b"`}},
		"from 0": {`{"format":1,"0":` + text("a") + `,"1":` + text("b") + `}`,
			[]string{`"a"`, `"b"`}},
		"by number": {`{"format":1,"10":` + text("c") + `,"9":` + text("b") + `,"2":` + text("a") +
			`}`, []string{`"a"`, `"b"`, `"c"`}},
		"format of its own": {`{"format":1,"1":{"service":"thing","action":"text","id":"a","format":2}}`,
			[]string{`"a"`}},
		"a failed one": {`{"format":1,"1":{"service":"thing","action":"refuse","id":"a"},"2":` +
			text("b") + `}`, []string{"ENTRY_ID_NOT_FOUND", `"b"`}},
		"a panic": {`{"format":1,"1":{"service":"thing","action":"panic"},"2":` + text("b") + `}`,
			[]string{"INTERNAL_SERVERL_ERROR", `"b"`}},
		"unknown service": {`{"format":1,"1":{"service":"no","action":"text"},"2":` + text("b") + `}`,
			[]string{"SERVICE_DOES_NOT_EXISTS", `"b"`}},
		"ends without a name": {`{"format":1,"1":` + text("a") + `,"2":{"action":"text"},"3":` + text("c") + `}`,
			[]string{`"a"`}},
		"ends at a scalar": {`{"format":1,"1":` + text("a") + `,"2":"x","3":` + text("c") + `}`,
			[]string{`"a"`}},
		"shared session": {`{"format":1,"ks":"user","1":{"service":"thing","action":"whose"}}`,
			[]string{"101"}},
		"own session": {`{"format":1,"ks":"no","1":{"service":"thing","action":"whose","ks":"user"}}`,
			[]string{"101"}},
		"shared account": {`{"format":1,"partnerId":7,"1":{"service":"thing","action":"whose"}}`,
			[]string{"7"}},
		"own account": {
			`{"format":1,"partnerId":7,"1":{"service":"thing","action":"whose","partnerId":8}}`, []string{"8"}},
		"reference to text": {`{"format":1,"1":` + text("a") + `,"2":` + text("{1:result}") + `}`,
			[]string{`"a"`, `"a"`}},
		"counts from 1": {`{"format":1,"0":` + text("a") + `,"1":` + text("{1:result}") + `}`,
			[]string{`"a"`, `"a"`}},
		"within an object": {`{"format":1,"1":{"service":"thing","action":"get","id":"q"},"2":` +
			text("{1:result:id}") + `}`, []string{getOf("q"), `"q"`}},
		"to a failed one": {`{"format":1,"1":{"service":"thing","action":"refuse","id":"a"},"2":` +
			text("{1:result:id}") + `}`, []string{"ENTRY_ID_NOT_FOUND", `""`}},
		"session by reference": {`{"format":1,"1":` + text("user") +
			`,"2":{"service":"thing","action":"whose","ks":"{1:result}"}}`,
			[]string{`"user"`, "101"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ask(t, http.MethodPost, multirequest, jsonKind, c.body)
			if got := answers(t, w.Body.Bytes()); !reflect.DeepEqual(got, c.want) {
				t.Errorf("%v\nwant %v", got, c.want)
			}
		})
	}
}

func getOf(id string) string { return strings.Replace(getThing, `"x"`, `"`+id+`"`, 1) }

// TestBatchForms: the same batch in the spellings of other clients.
func TestBatchForms(t *testing.T) {
	t.Parallel()
	for name, c := range map[string][3]string{
		"colons":   {multirequest, formKind, "format=1&1:service=thing&1:action=text&1:id=a"},
		"brackets": {multirequest, formKind, "format=1&1[service]=thing&1[action]=text&1[id]=a"},
		"service in query": {"/api_v3/?service=multirequest", formKind,
			"format=1&1:service=thing&1:action=text&1:id=a"},
		"service in body": {"/api_v3/", jsonKind,
			`{"service":"multirequest","format":"1","1":{"service":"thing","action":"text","id":"a"}}`},
		"any case": {"/api_v3/service/MultiRequest", jsonKind,
			`{"format":"1","1":{"service":"thing","action":"text","id":"a"}}`},
		"an action, too": {multirequest + "/action/null", jsonKind,
			`{"format":"1","1":{"service":"thing","action":"text","id":"a"}}`},
	} {
		w := ask(t, http.MethodPost, c[0], c[1], c[2])
		if w.Body.String() != `["a"]` {
			t.Errorf("%s: %s", name, w.Body)
		}
	}
}

// TestBatchFile: a file ends the batch and is all that is answered.
func TestBatchFile(t *testing.T) {
	t.Parallel()
	w := ask(t, http.MethodPost, multirequest, jsonKind,
		`{"format":1,"1":{"service":"thing","action":"text","id":"a"},"2":{"service":"thing",`+
			`"action":"serve"},"3":{"service":"thing","action":"panic"}}`)
	if w.Body.String() != "bytes" || w.Header().Get("Content-Type") != "text/plain" {
		t.Errorf("%s %s", w.Header().Get("Content-Type"), w.Body)
	}
}

// TestBatchXML: each slot is an item, an error too.
func TestBatchXML(t *testing.T) {
	t.Parallel()
	w := ask(t, http.MethodPost, multirequest, jsonKind,
		`{"1":{"service":"thing","action":"text","id":"a"},"2":{"service":"thing","action":"refuse","id":"b"}}`)
	for _, part := range []string{
		"<result><item>a</item><item><error><code>ENTRY_ID_NOT_FOUND</code>",
		"<args><item><objectType>KalturaApiExceptionArg</objectType><name>ENTRY_ID</name><value>b</value>" +
			"</item></args></error></item></result>",
	} {
		if !strings.Contains(w.Body.String(), part) {
			t.Errorf("%s lacks %s", w.Body, part)
		}
	}
}

// batchOf asks for so many texts.
func batchOf(n int, id string) Params {
	p := Params{}
	for i := range n {
		p[fmt.Sprint(i)] = Params{"service": "thing", "action": "text", "id": id}
	}
	return p
}

// TestBatchBounds: what is too much is refused in its slot, so that nobody takes
// it for done.
func TestBatchBounds(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", limits.BatchAnswer/4)
	for name, c := range map[string]struct {
		p           Params
		ks          string
		done, slots int
	}{
		"as many as a stranger may":   {batchOf(limits.Batch, "a"), "", limits.Batch, limits.Batch},
		"more than a stranger may":    {batchOf(limits.Batch+3, "a"), "", limits.Batch, limits.Batch + 3},
		"a bad session is a stranger": {batchOf(limits.Batch+3, "a"), "no", limits.Batch, limits.Batch + 3},
		"with a session": {batchOf(limits.Batch+3, "a"), "user", limits.Batch + 3,
			limits.Batch + 3},
		"more than anybody may": {batchOf(limits.BatchSlots+3, "a"), "user", limits.BatchSlots,
			limits.BatchSlots},
		"long answers": {batchOf(9, long), "user", 4, 9},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.ks != "" {
				c.p["ks"] = c.ks
			}
			list := testEngine(t).Batch(httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil),
				c.p)
			done := 0
			for _, one := range list {
				if _, ok := one.(string); ok {
					done++
				} else if o, ok := one.(*Object); !ok || o.Get("code") != "SERVICE_FORBIDDEN" {
					t.Fatalf("slot holds %v", one)
				}
			}
			if done != c.done || len(list) != c.slots {
				t.Errorf("%d of %d, want %d of %d", done, len(list), c.done, c.slots)
			}
		})
	}
}

// TestBatchOfOneWhoLeft: nothing more is done for a client that is gone.
func TestBatchOfOneWhoLeft(t *testing.T) {
	t.Parallel()
	ctx, leave := context.WithCancel(t.Context())
	leave()
	list := testEngine(t).Batch(httptest.NewRequestWithContext(ctx, http.MethodPost, "/", nil), batchOf(2, "a"))
	for _, one := range list {
		if o, ok := one.(*Object); !ok || o.Get("code") != "SERVICE_FORBIDDEN" {
			t.Errorf("slot holds %v", one)
		}
	}
}

// TestReferences: what a reference stands for (reference: backend-api §1.9).
func TestReferences(t *testing.T) {
	t.Parallel()
	object := func(id string, more ...Field) *Object {
		return &Object{Type: "KalturaX", Fields: append([]Field{{"id", id}}, more...)}
	}
	results := List{
		"token",
		object("a", Field{"count", int64(7)}, Field{"rate", 1.5}, Field{"open", true},
			Field{"sub", object("s")}),
		&Object{Fields: []Field{{"objects", List{object("l0"),
			object("l1", Field{"parts", List{object("p0"), object("p1")}}), "text"}}}},
		asAnswer(Err(EntryIDNotFound, "x")),
		nil,
	}
	for reference, want := range map[string]any{
		"{1:result}":                              "token",
		"{2:result:id}":                           "a",
		"{2:result:objectType}":                   "KalturaX",
		"{2:result:count}":                        "7",
		"{2:result:rate}":                         "1.5",
		"{2:result:open}":                         true,
		"{2:result:sub:id}":                       "s",
		"{3:result:objects:0:id}":                 "l0",
		"{3:result:objects:1:parts:1:id}":         "p1",
		"{3:result:objects:_all:id}":              "l0,l1,,",
		"{3:result:objects:1:parts:_all:id}":      "p0,p1,",
		"{2:result}":                              "",
		"{2:result:none}":                         "",
		"{1:result:id}":                           "",
		"{3:result:objects:9:id}":                 "",
		"{3:result:objects:-1:id}":                "",
		"{3:result:objects:id}":                   "",
		"{4:result:id}":                           "",
		"{5:result}":                              "",
		"{0:result}":                              "",
		"{6:result}":                              "",
		"{99999999999999999999:result}":           "{99999999999999999999:result}",
		"{x:result}":                              "{x:result}",
		"{1:other}":                               "{1:other}",
		"{1}":                                     "{1}",
		"{}":                                      "{}",
		"a {1:result}":                            "a {1:result}",
		"{1:result} b":                            "{1:result} b",
		strings.Repeat("{1:result}", 2):           "{1:result}{1:result}",
		"{3:result:objects:_all:parts:_all:none}": ",,,,,",
	} {
		got := resolve(Params{"a": Params{"b": reference}}, results)
		if want := any(Params{"a": Params{"b": want}}); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", reference, got, want)
		}
	}
}

// TestReferencesLeaveOthers: what is no text stays as it was sent.
func TestReferencesLeaveOthers(t *testing.T) {
	t.Parallel()
	file := &File{Name: "a"}
	p := Params{"n": json.Number("1"), "b": true, "z": nil, "f": file}
	if got := resolve(p, List{"a"}); !reflect.DeepEqual(got, p) {
		t.Errorf("%v", got)
	}
}
