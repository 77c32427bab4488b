package api

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"diptych/server/ks"
)

// thing is what the services of these tests answer.
type thing struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Size int64  `json:"size"`
	Open bool   `json:"open"`
}

func (thing) ObjectType() string { return "KalturaThing" }

// things is a list answer.
type things struct {
	Objects    []thing `json:"objects"`
	TotalCount int     `json:"totalCount"`
}

func (things) ObjectType() string { return "KalturaThingListResponse" }

type thingIn struct {
	ID   string `json:"id,required"`
	Name string `json:"name"`
}

// testActions are a service with one action of each kind.
func testActions() []Action {
	return []Action{
		Do("get", Public, "Gives a thing.", func(_ context.Context, _ *Call, in thingIn) (*thing, error) {
			return &thing{ID: in.ID, Name: in.Name, Size: 3, Open: true}, nil
		}),
		Do("list", View, "Lists.", func(_ context.Context, _ *Call, _ None) (*things, error) {
			return &things{Objects: []thing{{ID: "a", Name: "A"}, {ID: "b", Name: "B"}}, TotalCount: 2}, nil
		}),
		Do("delete", Manage, "Deletes.", func(_ context.Context, _ *Call, _ thingIn) (None, error) {
			return None{}, nil
		}),
		Do("text", Public, "A scalar.", func(_ context.Context, c *Call, in thingIn) (string, error) {
			return in.ID, nil
		}),
		Do("serve", Public, "A file.", func(_ context.Context, _ *Call, _ None) (*Raw, error) {
			return &Raw{MIME: "text/plain", Body: []byte("bytes")}, nil
		}),
		Do("refuse", Public, "Fails by the contract.", func(_ context.Context, _ *Call, in thingIn) (None,
			error) {
			return None{}, Err(EntryIDNotFound, in.ID)
		}),
		Do("break", Public, "Fails inside.", func(_ context.Context, _ *Call, _ None) (None, error) {
			return None{}, errors.New("secret detail")
		}),
		Do("panic", Public, "Panics.", func(_ context.Context, _ *Call, _ None) (None, error) {
			panic("secret detail")
		}),
		Do("whose", Public, "Whose data.", func(_ context.Context, c *Call, _ None) (int, error) {
			return c.PartnerID, nil
		}),
		Do("keep", Manage, "Takes a file.", func(_ context.Context, _ *Call, in struct {
			File *File `json:"fileData"`
		},
		) (int, error) {
			if in.File == nil {
				return 0, Err(UploadError)
			}
			return int(in.File.Size), nil
		}),
	}
}

// testSessions are the sessions that these tests know by their text.
var testSessions = map[string]*ks.Session{
	"user":   {PartnerID: 101, UserID: "anna"},
	"admin":  {PartnerID: 101, Type: ks.Admin},
	"widget": {PartnerID: 101, Privileges: ks.Privileges{"widget": "1"}},
}

func testEngine(t testing.TB) *Engine {
	t.Helper()
	r := NewRegistry()
	r.Add(testActions(), "thing", "plugin_thing")
	return &Engine{
		Registry: r,
		Session: func(_ *http.Request, text string) (*ks.Session, error) {
			if s := testSessions[text]; s != nil {
				return s, nil
			}
			return nil, &ks.Refused{Reason: text}
		},
		Act:     func(context.Context, *ks.Session, string, string) error { return nil },
		BaseURL: func(*http.Request) string { return "http://a" },
		IP:      func(*http.Request) string { return "192.0.2.1" },
		Temp:    t.TempDir(),
		Log:     slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
}

// ask sends a request whose body is of a content type, "" = none.
func ask(t *testing.T, method, target, kind, body string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, strings.NewReader(body))
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	w := httptest.NewRecorder()
	testEngine(t).ServeHTTP(w, r)
	return w
}

const (
	formKind = "application/x-www-form-urlencoded"
	jsonKind = "application/json"
	getThing = `{"id":"x","name":"","size":3,"open":true,"objectType":"KalturaThing"}`
)

// TestAddresses: every form of an address leads to the action (reference:
// backend-api §1.1).
func TestAddresses(t *testing.T) {
	t.Parallel()
	for name, target := range map[string]string{
		"normal":                   "/api_v3/service/thing/action/get/id/x/format/1",
		"rewritten":                "/api_v3/index.php/service/thing/action/get?id=x&format=1",
		"query":                    "/api_v3/index.php?service=thing&action=get&id=x&format=1",
		"query without a script":   "/api_v3/?service=thing&action=get&id=x&format=1",
		"query without a slash":    "/api_v3?service=thing&action=get&id=x&format=1",
		"alias":                    "/api/service/thing/action/get/id/x?format=1",
		"any case":                 "/api_v3/service/THING/action/Get?id=x&format=1",
		"plugin":                   "/api_v3/service/plugin_thing/action/get?id=x&format=1",
		"first of a path counts":   "/api_v3/service/thing/action/get/id/x/id/y/format/1",
		"a file's name at the end": "/api_v3/service/thing/action/get/id/x/format/1/captions.vtt",
		"other order":              "/api_v3/action/get/service/thing/id/x/format/1",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := ask(t, http.MethodGet, target, "", "").Body.String(); got != getThing {
				t.Errorf("answer %s", got)
			}
		})
	}
}

// TestSources: which of several sources of a parameter counts (reference:
// backend-api §1.2).
func TestSources(t *testing.T) {
	t.Parallel()
	const get = "/api_v3/service/thing/action/get"
	for name, r := range map[string]struct{ target, kind, body, want string }{
		"form":                {get, formKind, "id=x&name=n&format=1", "n"},
		"form without a type": {get, "", "id=x&name=n&format=1", "n"},
		"JSON":                {get, jsonKind, `{"id":"x","name":"n","format":1}`, "n"},
		"JSON with a charset": {get, "application/json; charset=utf-8", `{"id":"x","name":"n","format":1}`,
			"n"},
		"JSON in capitals":        {get, "APPLICATION/JSON", ` {"id":"x","name":"n","format":1} `, "n"},
		"JSON scalars as strings": {get, jsonKind, `{"id":"x","name":"n","format":"1"}`, "n"},
		"query over body":         {get + "?name=q", jsonKind, `{"id":"x","name":"n","format":1}`, "q"},
		"path over body":          {get + "/name/p", formKind, "id=x&name=n&format=1", "p"},
		"path over query":         {get + "/name/p?name=q", formKind, "id=x&format=1", "p"},
		"null in the body":        {get, jsonKind, `{"id":"x","name":"n","name__null":"","format":1}`, ""},
		"service in the body": {"/api_v3/", jsonKind,
			`{"service":"thing","action":"get","id":"x","name":"n","format":1}`, "n"},
		"unknown names": {get, jsonKind,
			`{"id":"x","name":"n","format":1,"nocache":true,"filter":{"a":[1]}}`, "n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got thing
			body := ask(t, http.MethodPost, r.target, r.kind, r.body).Body.Bytes()
			if err := json.Unmarshal(body, &got); err != nil || got.ID != "x" || got.Name != r.want {
				t.Errorf("%s, want the name %q", body, r.want)
			}
		})
	}
}

// TestRefusals: which error stands for what (reference: backend-api §1.7, §6).
func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]struct{ target, code, arg string }{
		"no service":      {"/api_v3/?format=1", "SERVICE_NOT_SPECIFIED", ""},
		"unknown service": {"/api_v3/service/no/action/get?format=1", "SERVICE_DOES_NOT_EXISTS", "no"},
		"no action":       {"/api_v3/service/thing?format=1", "ACTION_NOT_SPECIFIED", ""},
		"unknown action":  {"/api_v3/service/thing/action/no?format=1", "ACTION_DOES_NOT_EXISTS", "no"},
		"missing parameter": {"/api_v3/service/thing/action/get?format=1", "MISSING_MANDATORY_PARAMETER",
			"id"},
		"object for a scalar": {"/api_v3/service/thing/action/get?id[a]=1&format=1",
			"PROPERTY_VALIDATION_WRONG_FORMAT", "id"},
		"no XML text": {"/api_v3/service/thing/action/get?id=%01&format=1", "INVALID_PARAMETER_CHAR",
			"id"},
		"own error": {"/api_v3/service/thing/action/refuse?id=0_a&format=1", "ENTRY_ID_NOT_FOUND",
			"0_a"},
		"fault":       {"/api_v3/service/thing/action/break?format=1", "INTERNAL_SERVERL_ERROR", ""},
		"panic":       {"/api_v3/service/thing/action/panic?format=1", "INTERNAL_SERVERL_ERROR", ""},
		"no session":  {"/api_v3/service/thing/action/list?format=1", "MISSING_KS", ""},
		"bad session": {"/api_v3/service/thing/action/list?ks=no&format=1", "INVALID_KS", "no"},
		"widget manages": {"/api_v3/service/thing/action/delete?id=a&ks=widget&format=1",
			"SERVICE_FORBIDDEN", "thing->delete"},
		"other account": {"/api_v3/service/thing/action/list?ks=user&partnerId=102&format=1",
			"SERVICE_FORBIDDEN", "thing->list"},
		"other account, by p": {"/api_v3/service/thing/action/list?ks=user&p=102&format=1",
			"SERVICE_FORBIDDEN", "thing->list"},
		"script tag manages": {"/api_v3/service/thing/action/delete?id=a&ks=user&format=9&callback=f",
			"UNKNOWN_RESPONSE_FORMAT", "9"},
		"nested without an end": {"/api_v3/service/thing/action/get?" + strings.Repeat("a[", 40) + "=1&format=1",
			"UPLOAD_ERROR", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ask(t, http.MethodGet, r.target, "", "")
			text := strings.TrimSuffix(strings.TrimPrefix(w.Body.String(), "f("), ");")
			var got struct {
				Code, Message, ObjectType string
				Args                      json.RawMessage
			}
			if err := json.Unmarshal([]byte(text), &got); err != nil {
				if !strings.Contains(text, "<code>"+r.code+"</code>") { // nothing was read: no format either
					t.Fatalf("%s: %v", text, err)
				}
				return
			}
			if w.Code != http.StatusOK || got.Code != r.code || got.ObjectType != exception ||
				got.Message == "" {
				t.Errorf("%d %s", w.Code, text)
			}
			if w.Header().Get("X-Kaltura") != "error-"+r.code {
				t.Errorf("X-Kaltura: %q", w.Header().Get("X-Kaltura"))
			}
			var args map[string]string
			_ = json.Unmarshal(got.Args, &args) // without any they are no object
			if named := slices.Contains(slices.Collect(maps.Values(args)), r.arg); named != (r.arg != "") {
				t.Errorf("args %s, want %q", got.Args, r.arg)
			}
			if strings.Contains(text, "secret detail") {
				t.Error("an inner fault is told")
			}
		})
	}
}

// TestSessionOfCall: where a session may stand, and whose data a call is about.
func TestSessionOfCall(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]struct {
		query  string
		header [2]string
		want   string
	}{
		"none":                      {"", [2]string{}, "0"},
		"asked for":                 {"partnerId=7", [2]string{}, "7"},
		"asked for as p":            {"p=7", [2]string{}, "7"},
		"zero is nobody":            {"ks=user&partnerId=0", [2]string{}, "101"},
		"of the session":            {"ks=user", [2]string{}, "101"},
		"in a header":               {"", [2]string{"X-Kaltura-Ks", "user"}, "101"},
		"as an authorization":       {"", [2]string{"Authorization", "KS user"}, "101"},
		"other authorization":       {"", [2]string{"Authorization", "Bearer user"}, "0"},
		"parameter over header":     {"ks=user", [2]string{"X-Kaltura-Ks", "no"}, "101"},
		"bad one, public action":    {"ks=no&partnerId=7", [2]string{}, "7"},
		"other account, but public": {"ks=user&partnerId=102", [2]string{}, "101"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := httptest.NewRequestWithContext(t.Context(), http.MethodGet,
				"/api_v3/service/thing/action/whose?format=1&"+r.query, nil)
			if r.header[0] != "" {
				q.Header.Set(r.header[0], r.header[1])
			}
			w := httptest.NewRecorder()
			testEngine(t).ServeHTTP(w, q)
			if got := w.Body.String(); got != r.want {
				t.Errorf("account %s, want %s", got, r.want)
			}
		})
	}
}

// TestManage: administrators and users manage, with the least right of an action.
func TestManage(t *testing.T) {
	t.Parallel()
	for _, session := range []string{"user", "admin"} {
		w := ask(t, http.MethodPost, "/api_v3/service/thing/action/delete", jsonKind,
			`{"id":"a","format":1,"ks":"`+session+`"}`)
		if w.Body.String() != "null" {
			t.Errorf("%s: %s", session, w.Body)
		}
	}
}

// TestActRefuses: what a session's role forbids never reaches the handler.
func TestActRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"role":    {errors.New("role"), "SERVICE_FORBIDDEN"},
		"session": {&ks.Refused{Reason: "actions are used up"}, "INVALID_KS"},
	} {
		e := testEngine(t)
		e.Act = func(context.Context, *ks.Session, string, string) error { return c.err }
		w := httptest.NewRecorder()
		e.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet,
			"/api_v3/service/thing/action/get/id/x/format/1", nil))
		if !strings.Contains(w.Body.String(), `"code":"`+c.want+`"`) {
			t.Errorf("%s: %s", name, w.Body)
		}
	}
}

// TestKnownErrors: errors of the services below get their contract's code.
func TestKnownErrors(t *testing.T) {
	t.Parallel()
	e := testEngine(t)
	e.Known = func(error) *Error { return Err(DatabaseError) }
	w := httptest.NewRecorder()
	e.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet,
		"/api_v3/service/thing/action/break/format/1", nil))
	if !strings.Contains(w.Body.String(), `"code":"INTERNAL_DATABASE_ERROR"`) {
		t.Errorf("answer %s", w.Body)
	}
}

// TestHeaders: what browsers and clients need on every answer (reference:
// backend-api §1.10).
func TestHeaders(t *testing.T) {
	t.Parallel()
	for _, method := range []string{http.MethodOptions, http.MethodGet, http.MethodPost} {
		w := ask(t, method, "/api_v3/service/thing/action/get/id/x", "", "")
		for key, want := range map[string]string{
			"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "POST, GET, HEAD, OPTIONS",
			"Access-Control-Max-Age": "86400", "Pragma": "no-cache", "Expires": "Sun, 19 Nov 2000 08:52:00 GMT",
			"Cache-Control": "no-store, no-cache, must-revalidate, post-check=0, pre-check=0",
		} {
			if got := w.Header().Get(key); got != want {
				t.Errorf("%s %s: %q", method, key, got)
			}
		}
		for _, name := range []string{"X-Kaltura-Ks", "Authorization", "Range"} {
			if !strings.Contains(w.Header().Get("Access-Control-Allow-Headers"), name) {
				t.Errorf("%s is not allowed", name)
			}
		}
		if method == http.MethodOptions && (w.Code != http.StatusOK || w.Body.Len() > 0) {
			t.Errorf("preflight: %d %q", w.Code, w.Body)
		}
	}
}

// TestXMLAnswer: XML is the default, and is well formed whatever is in it.
func TestXMLAnswer(t *testing.T) {
	t.Parallel()
	w := ask(t, http.MethodPost, "/api_v3/service/thing/action/get", formKind, "id=%3C%26%22&name=%E2%82%AC")
	var got struct {
		Result struct {
			ObjectType string `xml:"objectType"`
			ID         string `xml:"id"`
			Name       string `xml:"name"`
			Size       int    `xml:"size"`
			Open       string `xml:"open"`
		} `xml:"result"`
		Time float64 `xml:"executionTime"`
	}
	if err := xml.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatalf("%s: %v", w.Body, err)
	}
	r := got.Result
	if r.ObjectType != "KalturaThing" || r.ID != `<&"` || r.Name != "€" || r.Size != 3 || r.Open != "1" ||
		got.Time < 0 {
		t.Errorf("%+v", got)
	}
	if w.Header().Get("Content-Type") != "text/xml; charset=utf-8" {
		t.Errorf("type %q", w.Header().Get("Content-Type"))
	}
}
