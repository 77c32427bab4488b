package api

import (
	"bytes"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"diptych/server/limits"
)

// part is one part of a multipart body; a file has a name.
type part struct{ field, file, text string }

func multipartBody(t testing.TB, parts ...part) (kind string, body []byte) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range parts {
		out, err := w.CreateFormField(p.field)
		if p.file != "" {
			out, err = w.CreateFormFile(p.field, p.file)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := out.Write([]byte(p.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.Bytes()
}

const keepThing = "/api_v3/service/thing/action/keep"

// TestMultipart: clients put fields and files in any order, or all fields into one
// part of JSON (reference: backend-api §1.5).
func TestMultipart(t *testing.T) {
	t.Parallel()
	field := func(name, text string) part { return part{name, "", text} }
	file := part{"fileData", "a.mp4", "12345"}
	for name, c := range map[string]struct {
		target string
		parts  []part
		want   string
	}{
		"fields, then the file": {keepThing, []part{field("ks", "user"), field("format", "1"), file}, "5"},
		"the file first":        {keepThing, []part{file, field("ks", "user"), field("format", "1")}, "5"},
		"JSON part":             {keepThing, []part{field("json", `{"ks":"user","format":1}`), file}, "5"},
		"session in the query":  {keepThing + "?ks=user&format=1", []part{file}, "5"},
		"action in the body": {"/api_v3/", []part{field("service", "thing"), field("action", "keep"),
			field("ks", "user"),
			field("format", "1"), file}, "5"},
		"empty file":         {keepThing + "?ks=user&format=1", []part{{"fileData", "a", ""}}, "0"},
		"file of other name": {keepThing + "?ks=user&format=1", []part{{"other", "a", "123"}}, "UPLOAD_ERROR"},
		"no session":         {keepThing + "?format=1", []part{file}, "MISSING_KS"},
		"bad session":        {keepThing + "?format=1&ks=no", []part{file}, "INVALID_KS"},
		"widget session":     {keepThing + "?format=1&ks=widget", []part{file}, "SERVICE_FORBIDDEN"},
		"batch": {multirequest + "?format=1&ks=user", []part{
			field("json", `{"1":{"service":"thing","action":"keep"}}`),
			{"1:fileData", "a", "123"}}, "[3]"},
		"batch, the file first": {multirequest + "?format=1&ks=user", []part{{"1:fileData", "a", "123"},
			field("json", `{"1":{"service":"thing","action":"keep"}}`)}, "[3]"},
		"batch, of a stranger": {multirequest + "?format=1", []part{
			field("json", `{"1":{"service":"thing","action":"keep"}}`),
			{"1:fileData", "a", "123"}}, "MISSING_KS"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kind, body := multipartBody(t, c.parts...)
			w := ask(t, http.MethodPost, c.target, kind, string(body))
			if got := w.Body.String(); got != c.want && !strings.Contains(got, `"code":"`+c.want+`"`) {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// TestNodeMultipart: the Node client begins with an empty line and ends without
// one (reference: backend-api §1.5).
func TestNodeMultipart(t *testing.T) {
	t.Parallel()
	kind, body := multipartBody(t, part{"json", "", `{"ks":"user","format":1}`},
		part{"fileData", "chunk", "123"})
	text := "\r\n" + strings.TrimSuffix(string(body), "\r\n")
	if w := ask(t, http.MethodPost, keepThing, kind, text); w.Body.String() != "3" {
		t.Errorf("answer %s", w.Body)
	}
}

// leftover lists what a request has left in the folder for uploads.
func leftover(t *testing.T, e *Engine) int {
	t.Helper()
	list, err := os.ReadDir(e.Temp)
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// TestFilesGo: what no service has taken is gone when the answer is written, and
// its room is free again.
func TestFilesGo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		target string
		parts  []part
	}{
		"taken by none":    {keepThing + "?ks=user", []part{{"fileData", "a", "123"}}},
		"before a session": {keepThing, []part{{"fileData", "a", "123"}, {"ks", "", "user"}}},
		"refused":          {keepThing + "?ks=widget", []part{{"fileData", "a", "123"}}},
		"broken body":      {keepThing + "?ks=user", []part{{"fileData", "a", "123"}, {"json", "", "{"}}},
	} {
		e := testEngine(t)
		kind, body := multipartBody(t, c.parts...)
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, c.target, bytes.NewReader(body))
		r.Header.Set("Content-Type", kind)
		e.ServeHTTP(httptest.NewRecorder(), r)
		if n := leftover(t, e); n != 0 || e.early.used != 0 {
			t.Errorf("%s: %d files and %d bytes of early ones are left", name, n, e.early.used)
		}
	}
}

// TestEarlyFiles: files whose session is not known yet share a room.
func TestEarlyFiles(t *testing.T) {
	t.Parallel()
	var e earlyFiles
	var requests []*intake
	room := int64(0)
	for range limits.EarlyFiles/limits.EarlyFile + 1 {
		in := &intake{}
		room += e.take(in)
		requests = append(requests, in)
	}
	if room != limits.EarlyFiles {
		t.Errorf("%d bytes are given", room)
	}
	if more := e.take(requests[0]); more != 0 {
		t.Errorf("a request has %d bytes twice", more)
	}
	for _, in := range requests {
		e.give(in)
	}
	if e.used != 0 {
		t.Errorf("%d bytes stay taken", e.used)
	}
}

// TestBodies: how long a body may be, and what becomes of one that breaks off.
func TestBodies(t *testing.T) {
	t.Parallel()
	pad := func(n int) string { return strings.Repeat("a", n) }
	const text = "/api_v3/service/thing/action/get"
	for name, c := range map[string]struct {
		kind, target, body string
		good               bool
	}{
		"a stranger's": {formKind, text, "id=x&format=1&name=" + pad(limits.BodyAnonymous-100),
			true},
		"more than a stranger's": {formKind, text, "id=x&format=1&name=" + pad(limits.BodyAnonymous), false},
		"with a session": {formKind, text, "ks=user&id=x&format=1&name=" + pad(limits.BodyAnonymous),
			true},
		"with a bad one": {formKind, text, "ks=no&id=x&format=1&name=" + pad(limits.BodyAnonymous),
			false},
		"with one in the address": {formKind, text + "?ks=user",
			"id=x&format=1&name=" + pad(limits.BodyAnonymous), true},
		"with one in JSON": {jsonKind, text, `{"ks": "user","id":"x","format":1,"name":"` +
			pad(limits.BodyAnonymous) + `"}`, true},
		"more than with a session": {formKind, text + "?ks=user", "id=x&format=1&name=" + pad(limits.Body),
			false},
		"a session behind the most": {formKind, text, "id=x&format=1&name=" + pad(limits.BodyAnonymous) +
			"&ks=user", false},
		"broken JSON":         {jsonKind, text, `{"id":"x","format":1,}`, false},
		"two objects of JSON": {jsonKind, text, `{"id":"x","format":1}{"id":"y"}`, false},
		"no boundary":         {"multipart/form-data", text, "id=x", false},
		"cut multipart": {"multipart/form-data; boundary=b", text,
			"--b\r\nContent-Disposition: form-data; name=id\r\n\r\nx", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := ask(t, http.MethodPost, c.target, c.kind, c.body)
			if good := strings.HasPrefix(w.Body.String(), `{"id":"x"`); good != c.good {
				t.Errorf("%.200s", w.Body)
			}
			if !c.good && (!strings.Contains(w.Body.String(), "UPLOAD_ERROR") ||
				w.Header().Get("Connection") != "close") {
				t.Errorf("%.200s, connection %q", w.Body, w.Header().Get("Connection"))
			}
		})
	}
}

// TestManyParts: a body of very many parts is refused at the bound.
func TestManyParts(t *testing.T) {
	t.Parallel()
	for n, good := range map[int]bool{limits.Parts: true, limits.Parts + 1: false} {
		parts := []part{{"id", "", "x"}, {"format", "", "1"}}
		for i := len(parts); i < n; i++ {
			parts = append(parts, part{fmt.Sprintf("p%d", i), "", "v"})
		}
		kind, body := multipartBody(t, parts...)
		w := ask(t, http.MethodPost, "/api_v3/service/thing/action/get", kind, string(body))
		if got := !strings.Contains(w.Body.String(), "UPLOAD_ERROR"); got != good {
			t.Errorf("%d parts: %.200s", n, w.Body)
		}
	}
}

// TestBrokenBody: a client that goes away in its body gets no action run.
func TestBrokenBody(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost,
		"/api_v3/service/thing/action/get?id=x&format=1",
		iotest.ErrReader(errors.New("connection reset")))
	w := httptest.NewRecorder()
	testEngine(t).ServeHTTP(w, r)
	if !strings.Contains(w.Body.String(), `"code":"UPLOAD_ERROR"`) {
		t.Errorf("answer %s", w.Body)
	}
}

// FuzzRequest: whatever comes as path, query and body, the answer is one of the
// contract's and nothing stays behind.
func FuzzRequest(f *testing.F) {
	kind, body := multipartBody(f, part{"json", "", `{"ks":"user"}`}, part{"fileData", "a", "123"})
	f.Add("/api_v3/service/thing/action/get", "id=x&format=1", formKind, []byte("a[b]=c&a:d=e"))
	f.Add("/api_v3/service/thing/action/keep", "format=1", kind, body)
	f.Add("/api_v3/service/multirequest", "format=9&callback=f", jsonKind,
		[]byte(`{"1":{"service":"thing","action":"list","ks":"{1:result}"}}`))
	f.Add("/api_v3/index.php/service//action/", "service[a]=1&action__null", "multipart/form-data; boundary=b",
		[]byte("--b--"))
	e := testEngine(f)
	f.Fuzz(func(t *testing.T, path, query, kind string, body []byte) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", bytes.NewReader(body))
		r.URL.Path, r.URL.RawQuery = path, query
		r.Header.Set("Content-Type", kind)
		w := httptest.NewRecorder()
		e.ServeHTTP(w, r)
		if w.Code != http.StatusOK || w.Header().Get("Access-Control-Allow-Origin") != "*" {
			t.Fatalf("status %d", w.Code)
		}
		if e.early.used != 0 {
			t.Fatal("room for early files stays taken")
		}
	})
}

// FuzzUnescape: what Go's own parser takes is read as it reads it, all else is
// left in place.
func FuzzUnescape(f *testing.F) {
	for _, text := range []string{"", "a+b", "%41%2", "%zz+%C3%9C", "100%"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := unescape(text)
		if len(got) > len(text) {
			t.Fatalf("%q grew to %q", text, got)
		}
		if !strings.ContainsAny(text, "%+") && got != text {
			t.Fatalf("%q became %q", text, got)
		}
		if twice := unescape(strings.ReplaceAll(text, "%", "%25")); !strings.Contains(text, "+") &&
			twice != text {
			t.Fatalf("%q escaped and read is %q", text, twice)
		}
	})
}
