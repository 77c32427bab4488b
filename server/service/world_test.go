package service

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"diptych/server/api"
	"diptych/server/blob"
	"diptych/server/ks"
	"diptych/server/store"
	"diptych/server/upload"
)

// queue is an Ingester that remembers what it was given.
type queue struct {
	mu   sync.Mutex
	jobs []string
}

func (q *queue) note(job string) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.jobs = append(q.jobs, job)
	return nil
}

func (q *queue) IngestBlob(_ context.Context, _ store.Tx, entryID, _ string) error {
	return q.note("convert " + entryID)
}

func (q *queue) ImportURL(_ context.Context, _ store.Tx, entryID, url string) error {
	return q.note("import " + entryID + " " + url)
}

// world is all services behind the engine, with an account, a clock that stands and
// sessions by the names of who has them.
type world struct {
	*Services
	t      testing.TB
	engine *api.Engine
	queue  *queue
	now    time.Time
}

// sessions of the world: two users, an administrator, the widget, another account,
// and privileges as they are named.
var worldSessions = map[string]ks.Session{
	"anna": {PartnerID: 101, UserID: "anna"}, "bert": {PartnerID: 101, UserID: "bert"},
	"admin":  {PartnerID: 101, UserID: "root", Type: ks.Admin},
	"widget": {PartnerID: 101, UserID: "0", Privileges: ks.Privileges{"widget": "1"}},
	"other":  {PartnerID: 102, UserID: "anna", Type: ks.Admin},
}

func newWorld(t testing.TB) *world {
	t.Helper()
	s, err := store.Open(t.Context(), "", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	blobs, err := blob.NewFolder(filepath.Join(t.TempDir(), "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := upload.New(blobs)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, queue: &queue{}, now: time.Unix(1_800_000_000, 0)}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	w.Services = &Services{Store: s, Blobs: blobs, Uploads: files, Ingest: w.queue,
		Now: func() time.Time { return w.now }, Log: log, Patience: 50 * time.Millisecond}
	r := api.NewRegistry()
	w.Register(r)
	w.engine = &api.Engine{
		Registry: r, Session: w.session, Known: Known, Temp: t.TempDir(), Log: log,
		Act:     func(context.Context, *ks.Session, string, string) error { return nil },
		BaseURL: func(*http.Request) string { return "http://a" },
		IP:      func(*http.Request) string { return "192.0.2.1" },
	}
	w.insert(&store.Partner{ID: 101, AdminSecret: "secret", UserSecret: "user"},
		&store.Partner{ID: 102, AdminSecret: "elsewhere"})
	return w
}

// session reads a name such as "anna" or "anna edit:0_x,list:*".
func (w *world) session(_ *http.Request, text string) (*ks.Session, error) {
	name, privileges, _ := strings.Cut(text, " ")
	k, ok := worldSessions[name]
	if !ok {
		return nil, &ks.Refused{Reason: text}
	}
	all := ks.ParsePrivileges(privileges)
	maps.Copy(all, k.Privileges)
	k.Privileges, k.Raw, k.Hash, k.Expiry = all, text, text, w.now.Unix()+100
	return &k, nil
}

func (w *world) insert(rows ...any) {
	w.t.Helper()
	for _, row := range rows {
		if err := w.Store.Insert(context.WithoutCancel(w.t.Context()), nil, row); err != nil {
			w.t.Fatal(err)
		}
	}
}

// entry puts one of an owner into the store, READY unless told otherwise.
func (w *world) entry(id, owner string, change func(*store.Entry)) {
	w.t.Helper()
	e := &store.Entry{ID: id, PartnerID: 101, UserID: owner, CreatorID: owner, Name: id, Type: entryMedia,
		MediaType: store.MediaVideo, Status: store.EntryReady,
		DurationMS: 60_000, CreatedAt: w.now.Unix()}
	if change != nil {
		change(e)
	}
	w.insert(e)
}

// answer is what an action has answered: an object, a list, a scalar or nothing.
type answer struct {
	t    testing.TB
	body []byte
	http http.Header
}

// call asks an action, "service.action", with parameters in JSON.
func (w *world) call(who, name, params string) answer {
	w.t.Helper()
	service, action, _ := strings.Cut(name, ".")
	if params == "" {
		params = "{}"
	}
	text := strings.TrimSuffix(strings.TrimSpace(params), "}")
	if !strings.HasSuffix(text, "{") {
		text += ","
	}
	quoted, _ := json.Marshal(who)
	text += `"format":1`
	if who != "" {
		text += `,"ks":` + string(quoted)
	}
	r := httptest.NewRequestWithContext(context.WithoutCancel(w.t.Context()), http.MethodPost,
		"/api_v3/service/"+service+"/action/"+action, strings.NewReader(text+"}"))
	r.Header.Set("Content-Type", "application/json")
	rec := httptest.NewRecorder()
	w.engine.ServeHTTP(rec, r)
	return answer{w.t, rec.Body.Bytes(), rec.Result().Header}
}

// object is the answer, an error too, by its names.
func (a answer) object() map[string]any {
	a.t.Helper()
	var o map[string]any
	if err := json.Unmarshal(a.body, &o); err != nil {
		a.t.Fatalf("%s: %v", a.body, err)
	}
	return o
}

// code is that of an error, "" for anything else.
func (a answer) code() string {
	var o struct{ Code, ObjectType string }
	if json.Unmarshal(a.body, &o) != nil || o.ObjectType != "KalturaAPIException" {
		return ""
	}
	return o.Code
}

func (a answer) str(name string) string {
	a.t.Helper()
	text, ok := a.object()[name].(string)
	if !ok {
		a.t.Fatalf("%s has no text %s", a.body, name)
	}
	return text
}

func (a answer) num(name string) float64 {
	a.t.Helper()
	n, ok := a.object()[name].(float64)
	if !ok {
		a.t.Fatalf("%s has no number %s", a.body, name)
	}
	return n
}

// ids of a list response or of a bare list, in their order.
func (a answer) ids() string {
	a.t.Helper()
	var list struct {
		Objects []struct{ ID json.RawMessage }
	}
	err := json.Unmarshal(a.body, &list)
	if err != nil {
		err = json.Unmarshal(a.body, &list.Objects)
	}
	if err != nil || a.code() != "" {
		return a.code()
	}
	var out []string
	for _, o := range list.Objects {
		out = append(out, strings.Trim(string(o.ID), `"`))
	}
	return strings.Join(out, " ")
}

// file puts bytes where the engine puts those of an upload.
func (w *world) file(text string) *api.File {
	w.t.Helper()
	path := filepath.Join(w.engine.Temp, store.NewID())
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return &api.File{Name: "lecture.mp4", Path: path, Size: int64(len(text))}
}

// as is a call of a user's, for handlers that take files.
func (w *world) as(who string) *api.Call {
	w.t.Helper()
	k, err := w.session(nil, who)
	if err != nil {
		w.t.Fatal(err)
	}
	return &api.Call{KS: k, PartnerID: k.PartnerID, BaseURL: "http://a", ClientIP: "192.0.2.1"}
}

// codeOf is the contract's code of an error, "" of none.
func codeOf(err error) string {
	var known *api.Error
	if errors.As(err, &known) {
		return known.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

// row is a call with the code that it fails with, "" = it does not.
type row struct{ who, action, params, code string }

// check makes calls by their names, in the order of the alphabet.
func (w *world) check(rows map[string]row) {
	w.t.Helper()
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		r := rows[name]
		if a := w.call(r.who, r.action, r.params); a.code() != r.code {
			w.t.Errorf("%s: %s, want %q", name, a.body, r.code)
		}
	}
}
