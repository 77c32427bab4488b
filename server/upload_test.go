package server

import (
	"bytes"
	"encoding/json"
	"math/rand"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"testing"
	"time"
)

// chunk sends bytes to a token; p are further parameters.
func (c *client) chunk(token string, data []byte, p url.Values) answer {
	c.t.Helper()
	form := url.Values{"ks": {c.ks}, "format": {"1"}, "uploadTokenId": {token}}
	for key := range p {
		form.Set(key, p.Get(key))
	}
	a, err := postFile(c.base+"uploadToken/action/upload", form, data)
	if err != nil {
		c.t.Error(err)
	}
	return a
}

// postFile sends a form with a file as fileData.
func postFile(address string, fields url.Values, data []byte) (answer, error) {
	var a answer
	err := sendFile(address, fields, data, &a)
	return a, err
}

func sendFile(address string, fields url.Values, data []byte, out any) error {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for key := range fields {
		_ = form.WriteField(key, fields.Get(key))
	}
	file, _ := form.CreateFormFile("fileData", "lecture.mp4")
	_, _ = file.Write(data)
	_ = form.Close()
	r, err := http.Post(address, form.FormDataContentType(), &body)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	return json.NewDecoder(r.Body).Decode(out)
}

func at(n string, final bool) url.Values {
	p := url.Values{"resume": {"1"}, "resumeAt": {n}, "finalChunk": {"0"}}
	if final {
		p.Set("finalChunk", "1")
	}
	return p
}

var beginning = url.Values{"resume": {"0"}, "finalChunk": {"0"}}

func (a answer) is(t *testing.T, what string, status int, size float64) {
	t.Helper()
	if a.str("objectType") != "KalturaUploadToken" || a.num("status") != status ||
		a["uploadedFileSize"] != size {
		t.Errorf("%s: %v; want status %d, %g bytes", what, a, status, size)
	}
}

func (a answer) failed(t *testing.T, what, code string) {
	t.Helper()
	if a.str("code") != code {
		t.Errorf("%s: %v; want %s", what, a, code)
	}
}

// TestChunks: in order, out of order, in parallel, appended, too few, too many.
func TestChunks(t *testing.T) {
	c := newClient(t)
	c.server.services.Patience = time.Second
	add := func(p url.Values) string { return c.ok("uploadToken", "add", p).str("id") }

	token := add(url.Values{})
	c.chunk(token, []byte("x"), at("0", false)).failed(t, "resume of nothing", "UPLOAD_TOKEN_CANNOT_RESUME")
	c.chunk(token, nil, url.Values{"resume": {"0"}, "finalChunk": {"0"}, "resumeAt": {"0"}}).is(t,
		"an empty beginning", 1, 0)
	c.chunk(token, []byte("world"), at("6", false)).is(t, "the end first", 1, 5)
	c.chunk(token, []byte("hello "), at("0", false)).is(t, "then the beginning", 1, 11)
	c.chunk(token, []byte("!"), at("-1", true)).is(t, "appended", 2, 12)
	c.chunk(token, []byte("x"), at("12", true)).failed(t, "more of a full one",
		"UPLOAD_TOKEN_INVALID_STATUS_FOR_UPLOAD")

	token = add(url.Values{})
	c.chunk(token, []byte("0123"), beginning)
	began := time.Now()
	c.chunk(token, []byte("89"), at("8", true)).failed(t, "the end, and nothing between",
		"UPLOAD_TOKEN_CANNOT_MATCH_EXPECTED_SIZE")
	if took := time.Since(began); took > 15*time.Second {
		t.Errorf("it took %v to say so", took)
	}
	c.chunk(token, []byte("4567"), at("4", false)).is(t, "what was between", 1, 10)
	c.chunk(token, []byte("89"), at("8", true)).is(t, "the end once more", 2, 10)

	token = add(url.Values{"uploadToken[autoFinalize]": {"1"}, "uploadToken[fileSize]": {"6"}})
	c.chunk(token, []byte("012"), beginning).is(t, "half of a known size", 1, 3)
	c.chunk(token, []byte("345"), at("3", false)).is(t, "all of it", 2, 6)
	c.call("uploadToken", "add", url.Values{"uploadToken[autoFinalize]": {"1"}}).failed(t, "no size",
		"UPLOAD_TOKEN_MISSING_FILE_SIZE")
}

// TestParallelChunks: the last comes first and waits for the others.
func TestParallelChunks(t *testing.T) {
	c := newClient(t)
	data := make([]byte, 1<<20)
	_, _ = rand.New(rand.NewSource(2)).Read(data)
	token := c.ok("uploadToken", "add", url.Values{}).str("id")
	c.chunk(token, data[:100_000], beginning)
	var wait sync.WaitGroup
	var last answer
	send := func(from, to int) {
		defer wait.Done()
		a := c.chunk(token, data[from:to], at(strconv.Itoa(from), to == len(data)))
		if to == len(data) {
			last = a
		}
	}
	const size = 150_000
	from := 100_000
	for ; from+size < len(data); from += size {
	}
	wait.Add(1)
	go send(from, len(data))
	time.Sleep(300 * time.Millisecond)
	for from -= size; from >= 100_000; from -= size {
		wait.Add(1)
		go send(from, from+size)
	}
	wait.Wait()
	last.is(t, "the last chunk", 2, float64(len(data)))

	entry := c.ok("media", "add", url.Values{"entry[mediaType]": {"1"}, "entry[name]": {"x"}}).str("id")
	c.ok("media", "addContent", url.Values{"entryId": {entry},
		"resource[objectType]": {"KalturaUploadedFileTokenResource"}, "resource[token]": {token}})
	c.call("media", "addContent", url.Values{"entryId": {entry}, "resource[token]": {token}}).failed(t, "twice",
		"ENTRY_ALREADY_WITH_CONTENT")
}

// TestUploadWaitsForEntry: content attached before its bytes are there.
func TestUploadWaitsForEntry(t *testing.T) {
	c := newClient(t)
	token := c.ok("uploadToken", "add", url.Values{"uploadToken[fileName]": {"a.mp4"}}).str("id")
	entry := c.ok("media", "add", url.Values{"entry[mediaType]": {"1"}, "entry[name]": {"x"}}).str("id")
	if a := c.ok("media", "addContent", url.Values{"entryId": {entry},
		"resource[objectType]": {"KalturaUploadedFileTokenResource"}, "resource[token]": {token}}); a.num(
		"status") != 0 {
		t.Errorf("the entry waits in status %d", a.num("status"))
	}
	if a := c.ok("uploadToken", "get", url.Values{"uploadTokenId": {token}}); a.str(
		"attachedObjectId") != entry {
		t.Errorf("the token: %v", a)
	}
	c.chunk(token, []byte("no film"), url.Values{}).is(t, "the whole", 3, 7)
	if e := c.settled(entry); e.num("status") != -1 {
		t.Errorf("no film gives %v", e)
	}
}

func TestUploadTokenList(t *testing.T) {
	c := newClient(t)
	for _, name := range []string{"a.mp4", "b.mp4", "b.mp4"} {
		c.ok("uploadToken", "add", url.Values{"uploadToken[fileName]": {name}})
	}
	if n := c.ok("uploadToken", "list", url.Values{"filter[fileNameEqual]": {"b.mp4"},
		"pager[pageSize]": {"1"}}).num("totalCount"); n != 2 {
		t.Errorf("%d tokens of that name", n)
	}
	admin := c.ks
	c.ks = c.text("session", "start", url.Values{"secret": {"user-secret"}, "partnerId": {"101"}, "type": {"0"},
		"userId": {"anna"}})
	own := c.ok("uploadToken", "add", url.Values{"uploadToken[fileName]": {"c.mp4"}}).str("id")
	if n := c.ok("uploadToken", "list", url.Values{}).num("totalCount"); n != 1 {
		t.Errorf("a user sees %d tokens", n)
	}
	c.ks = admin
	c.ok("uploadToken", "delete", url.Values{"uploadTokenId": {own}})
	c.call("uploadToken", "get", url.Values{"uploadTokenId": {own}}).failed(t, "deleted",
		"UPLOAD_TOKEN_NOT_FOUND")
}

// TestDoorsForUploads: the other ways to make an entry of a file.
func TestDoorsForUploads(t *testing.T) {
	c := newClient(t)
	film := clip(t)
	form := url.Values{"ks": {c.ks}, "format": {"1"}}
	var token string
	for service, prefix := range map[string]string{"media": "mediaEntry", "baseEntry": "entry"} {
		token = c.posted("media/action/upload", form, film)
		p := url.Values{"uploadTokenId": {token}, prefix + "[objectType]": {"KalturaMediaEntry"},
			prefix + "[name]": {"Wörter"}, prefix + "[mediaType]": {"1"}}
		a := c.ok(service, "addFromUploadedFile", p)
		if e := c.settled(a.str("id")); e.num("status") != 2 || e.str("name") != "Wörter" {
			t.Errorf("%s: %v", service, e)
		}
		if e := c.call(service, "addFromUploadedFile", p); e.str(
			"code") != "UPLOAD_TOKEN_INVALID_STATUS_FOR_ADD_ENTRY" {
			t.Errorf("%s: the token twice: %v", service, e)
		}
	}
	c.call("media", "addFromUploadedFile", url.Values{"uploadTokenId": {"0_nothing"},
		"mediaEntry[name]": {"x"}}).failed(t, "no such token", "UPLOADED_FILE_NOT_FOUND_BY_TOKEN")
	a := c.ok("baseEntry", "add", url.Values{"entry[objectType]": {"KalturaMediaEntry"}, "entry[name]": {"x"},
		"entry[mediaType]": {"1"}})
	if a.num("status") != 7 || a.str("objectType") != "KalturaMediaEntry" {
		t.Errorf("baseEntry.add: %v", a)
	}
	c.call("baseEntry", "add", url.Values{"entry[objectType]": {"KalturaDataEntry"}, "entry[name]": {"x"},
		"type": {"6"}}).failed(t, "an entry of data", "ENTRY_TYPE_NOT_SUPPORTED")
	c.call("media", "cancelReplace", url.Values{"entryId": {a.str("id")}}).failed(t, "nothing to cancel",
		"ENTRY_ID_NOT_REPLACED")
}

// posted is the text that an upload is answered with.
func (c *client) posted(path string, fields url.Values, data []byte) string {
	c.t.Helper()
	var s string
	if err := sendFile(c.base+path, fields, data, &s); err != nil {
		c.t.Fatal(err)
	}
	return s
}
