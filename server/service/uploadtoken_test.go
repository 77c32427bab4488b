package service

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"diptych/server/api"
	"diptych/server/limits"
	"diptych/server/store"
	"diptych/server/tus"
)

// token makes one and gives its id.
func (w *world) token(who, more string) string {
	w.t.Helper()
	return w.call(who, "uploadToken.add", `{"uploadToken":{"fileName":"../a.mp4"`+more+`}}`).str("id")
}

func (w *world) chunk(who, id, text string, at float64, resume, final bool) (UploadToken, error) {
	return w.tokenUpload(context.WithoutCancel(w.t.Context()), w.as(who),
		tokenUploadIn{ID: id, File: w.file(text), Resume: resume, FinalChunk: &final, ResumeAt: &at})
}

// TestTokenRights: whose uploads they are (reference: backend-api §3.3).
func TestTokenRights(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id := w.token("anna", "")
	if a := w.call("anna", "uploadToken.get", `{"uploadTokenId":"`+id+`"}`); a.str("fileName") != "a.mp4" ||
		a.num("status") != store.TokenPending {
		t.Errorf("%s", a.body)
	}
	of := func(id string) string { return `{"uploadTokenId":"` + id + `"}` }
	w.check(map[string]row{
		"01 another user":      {"bert", "uploadToken.get", of(id), "UPLOAD_TOKEN_NOT_FOUND"},
		"02 the administrator": {"admin", "uploadToken.get", of(id), ""},
		"03 another account":   {"other", "uploadToken.get", of(id), "UPLOAD_TOKEN_NOT_FOUND"},
		"04 the widget":        {"widget", "uploadToken.add", `{}`, "SERVICE_FORBIDDEN"},
		"05 too large": {"anna", "uploadToken.add", `{"uploadToken":{"fileSize":1e15}}`,
			"PROPERTY_VALIDATION_MAX_VALUE"},
		"06 less than nothing": {"anna", "uploadToken.add", `{"uploadToken":{"fileSize":-1}}`,
			"PROPERTY_VALIDATION_MAX_VALUE"},
		"07 ends itself without end": {"anna", "uploadToken.add", `{"uploadToken":{"autoFinalize":true}}`,
			"UPLOAD_TOKEN_MISSING_FILE_SIZE"},
		"08 another deletes": {"bert", "uploadToken.delete", of(id), "UPLOAD_TOKEN_NOT_FOUND"},
		"09 deleted":         {"anna", "uploadToken.delete", of(id), ""},
		"10 and gone":        {"anna", "uploadToken.get", of(id), "UPLOAD_TOKEN_NOT_FOUND"},
		"11 no file":         {"anna", "uploadToken.upload", of(w.token("anna", "")), "UPLOAD_ERROR"},
		"12 too many filters": {"anna", "uploadToken.list", `{"filter":{"colourEqual":1}}`,
			"PROPERTY_IS_NOT_DEFINED"},
	})
	w.token("bert", "")
	for who, want := range map[string]float64{"anna": 1, "bert": 1, "admin": 2} {
		if got := w.call(who, "uploadToken.list", `{}`).num("totalCount"); got != want {
			t.Errorf("%s has %g tokens, want %g", who, got, want)
		}
	}
}

// step is one chunk of an upload and what comes of it.
type step struct {
	text          string
	at            float64
	resume, final bool
	code          string
	status        int
	size          float64
}

// TestChunks: whole files, chunks in any order, and what is no chunk of a file.
func TestChunks(t *testing.T) {
	t.Parallel()
	const partial, full = store.TokenPartial, store.TokenFull
	for name, c := range map[string]struct {
		token string
		steps []step
	}{
		"whole": {"", []step{{"abcdef", -1, false, true, "", full, 6}}},
		"one after another": {"", []step{{"abc", -1, false, false, "", partial, 3},
			{"def", 3, true, true, "", full, 6}}},
		"at the end": {"", []step{{"abc", -1, false, false, "", partial, 3},
			{"def", -1, true, true, "", full, 6}}},
		"the last first": {"", []step{{"a", -1, false, false, "", partial, 1},
			{"ef", 4, true, false, "", partial, 3}, {"bcdef", 1, true, true, "", full, 6}}},
		"twice the same": {"", []step{{"abc", -1, false, false, "", partial, 3},
			{"abc", 0, true, false, "", partial, 3}, {"d", 3, true, true, "", full, 4}}},
		"begun anew": {"", []step{{"abc", -1, false, false, "", partial, 3},
			{"xy", -1, false, true, "", full, 2}}},
		"a gap": {"", []step{{"abc", -1, false, false, "", partial, 3},
			{"z", 5, true, true, "UPLOAD_TOKEN_CANNOT_MATCH_EXPECTED_SIZE", partial, 4}}},
		"resumed from none": {"", []step{{"abc", 0, true, true, "UPLOAD_TOKEN_CANNOT_RESUME", 0, 0}}},
		"before the file": {"", []step{{"abc", -1, false, false, "", partial, 3},
			{"d", -2, true, true, "UPLOAD_ERROR", partial, 3}}},
		"far behind it": {"", []step{{"abc", -1, false, false, "", partial, 3},
			{"d", 1e14, true, true, "UPLOAD_ERROR", partial, 3}}},
		"after its end": {"", []step{{"abc", -1, false, true, "", full, 3},
			{"d", 3, true, true, "UPLOAD_TOKEN_INVALID_STATUS_FOR_UPLOAD", full, 3}}},
		"ends by itself": {`,"fileSize":6,"autoFinalize":true`,
			[]step{{"abc", -1, false, false, "", partial, 3}, {"def", 3, true, false, "", full, 6}}},
		"more than was said": {`,"fileSize":4,"autoFinalize":true`,
			[]step{{"abc", -1, false, false, "", partial, 3}, {"def", 3, true, false, "UPLOAD_ERROR", partial,
				3}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			id := w.token("anna", c.token)
			for i, s := range c.steps {
				if _, err := w.chunk("anna", id, s.text, s.at, s.resume, s.final); codeOf(err) != s.code {
					t.Fatalf("chunk %d: %v, want %q", i+1, err, s.code)
				}
				if a := w.call("anna", "uploadToken.get", `{"uploadTokenId":"`+id+`"}`); a.num(
					"status") != float64(s.status) || a.num("uploadedFileSize") != s.size {
					t.Fatalf("after chunk %d: %s", i+1, a.body)
				}
			}
		})
	}
}

// TestUploadFeedsEntry: an entry that waits for an upload is converted with its
// last byte, once.
func TestUploadFeedsEntry(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.entry("0_a", "anna", func(e *store.Entry) { e.Status = store.EntryNoContent })
	id := w.token("anna", "")
	if _, err := w.chunk("anna", id, "abc", -1, false, false); err != nil {
		t.Fatal(err)
	}
	w.check(map[string]row{"it waits": {"anna", "media.addContent",
		`{"entryId":"0_a","resource":{"token":"` + id + `"}}`, ""}})
	if len(w.queue.jobs) != 0 {
		t.Errorf("too early: %v", w.queue.jobs)
	}
	out, err := w.chunk("anna", id, "def", 3, true, true)
	if err != nil || out.Status != store.TokenClosed || strings.Join(w.queue.jobs, ",") != "convert 0_a" {
		t.Errorf("%+v, %v, %v", out, err, w.queue.jobs)
	}
}

// TestUploadBounds: how many may be begun, and for how long they may be gone on
// with.
func TestUploadBounds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	old := w.token("anna", "")
	if _, err := w.chunk("anna", old, "abc", -1, false, false); err != nil {
		t.Fatal(err)
	}
	rows := make([]store.UploadToken, limits.UploadsOfUser-1)
	for i := range rows {
		rows[i] = store.UploadToken{ID: store.NewTokenID(), PartnerID: 101, UserID: "anna",
			CreatedAt: w.now.Unix()}
	}
	w.insert(&rows)
	w.check(map[string]row{
		"one more":       {"anna", "uploadToken.add", `{}`, "MAX_ALLOWED_CHUNK_COUNT_EXCEEDED"},
		"another user":   {"bert", "uploadToken.add", `{}`, ""},
		"administrators": {"admin", "uploadToken.add", `{}`, ""},
	})
	w.now = w.now.Add(maxResume + time.Second)
	if _, err := w.chunk("anna", old, "d", 3, true, true); codeOf(
		err) != "UPLOAD_PASSED_MAX_RESUME_TIME_ALLOWED" {
		t.Errorf("after a week: %v", err)
	}
	w.now = w.now.Add(2 * time.Hour)
	if err := w.ExpireUploads(t.Context()); err != nil {
		t.Fatal(err)
	}
	if u, err := w.Store.UploadToken(t.Context(), nil, old); err != nil || u.Status != store.TokenTimedOut {
		t.Errorf("%+v, %v", u, err)
	}
}

// TestTusTokens: the second door has the same uploads behind it.
func TestTusTokens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, door := t.Context(), TusTokens{w.Services}
	anna, bert := w.as("anna").KS, w.as("bert").KS
	id, err := door.Begin(ctx, anna, "a.mp4", 6)
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("connection reset")
	n, err := door.Write(ctx, anna, id, 0, io.MultiReader(strings.NewReader("abc"), errReader{broken}))
	if n != 3 || !errors.Is(err, broken) {
		t.Errorf("%d bytes, %v", n, err)
	}
	if s, err := door.State(ctx, anna, id); err != nil || s != (tus.State{Name: "a.mp4", Offset: 3, Size: 6}) {
		t.Errorf("what came before the break counts: %+v, %v", s, err)
	}
	_, state := door.State(ctx, bert, id)
	_, write := door.Write(ctx, bert, id, 3, strings.NewReader("xyz"))
	for what, err := range map[string]error{"state": state, "write": write,
		"remove": door.Remove(ctx, bert, id)} {
		if !errors.Is(err, tus.ErrNotFound) {
			t.Errorf("%s of another's: %v", what, err)
		}
	}
	if n, err := door.Write(ctx, anna, id, 3, strings.NewReader("def")); n != 3 || err != nil {
		t.Errorf("the rest: %d, %v", n, err)
	}
	if a := w.call("anna", "uploadToken.get", `{"uploadTokenId":"`+id+`"}`); a.num("status") != store.TokenFull {
		t.Errorf("%s", a.body)
	}
	if _, err := door.Write(ctx, anna, id, 6, strings.NewReader("x")); !errors.Is(err, tus.ErrNotFound) {
		t.Errorf("after its end: %v", err)
	}
	if err := door.Remove(ctx, anna, id); err != nil {
		t.Error(err)
	}
	if _, err := door.State(ctx, anna, id); !errors.Is(err, tus.ErrNotFound) {
		t.Errorf("removed: %v", err)
	}
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }

// TestKnownFaults: what the store refuses has the contract's code.
func TestKnownFaults(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"PROPERTY_IS_NOT_DEFINED":            &store.UnknownFilter{Name: "x"},
		"QUERY_EXCEEDED_MAX_MATCHES_ALLOWED": store.ErrUnreachable,
		"PROPERTY_VALIDATION_WRONG_FORMAT":   store.ErrValue,
	} {
		if e := Known(err); e == nil || e.Code != want {
			t.Errorf("%v: %v, want %s", err, e, want)
		}
	}
	for _, err := range []error{io.EOF, store.ErrNotFound, context.Canceled} {
		if e := Known(err); e != nil {
			t.Errorf("%v is %v", err, e)
		}
	}
}

// TestConditions: what of a filter is asked of the database.
func TestConditions(t *testing.T) {
	t.Parallel()
	f := api.Params{"nameLike": "a", "objectType": "X", "orderBy": "+a", "statusEqual": "", "idIn": nil,
		"tagsLike__null": "", "advancedSearch": api.Params{"a": "b"}, "isRoot": "1"}
	if list := conditions(f); len(list) != 1 || list[0] != (store.Condition{Name: "nameLike", Value: "a"}) {
		t.Errorf("%v", list)
	}
	if hasValue(api.Params{"idIn": " , "}, "idIn") || !hasValue(api.Params{"idIn": ",a"}, "x", "idIn") ||
		hasValue(nil, "idIn") {
		t.Error("what is given")
	}
	if refuseNested(f) == nil || refuseNested(api.Params{"a": api.Params{}}) != nil || refuseNested(nil) != nil {
		t.Error("what is simple")
	}
}
