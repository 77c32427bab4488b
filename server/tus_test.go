package server

import (
	"bytes"
	"encoding/base64"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// knock sends one request of the tus protocol.
func (c *client) knock(method, at, ks string, header map[string]string, body io.Reader) *http.Response {
	c.t.Helper()
	r, err := http.NewRequest(method, at, body)
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Tus-Resumable", "1.0.0")
	if ks != "" {
		r.Header.Set("Authorization", "KS "+ks)
	}
	for k, v := range header {
		r.Header.Set(k, v)
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, a.Body)
	_ = a.Body.Close()
	return a
}

// broken gives some bytes and then fails, as a train in a tunnel does.
type broken struct{ r io.Reader }

func (b broken) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// TestTus: a file that comes through the door of tus, with a break in between,
// is an upload token that an entry can be made of.
func TestTus(t *testing.T) {
	c := newClient(t)
	film := clip(t)
	root := strings.TrimSuffix(c.base, "/api_v3/service/")
	size := map[string]string{"Upload-Length": strconv.Itoa(len(film)),
		"Upload-Metadata": "filename " + base64.StdEncoding.EncodeToString([]byte("lecture.mp4"))}
	made := c.knock("POST", root+"/tus/", c.ks, size, nil)
	at := made.Header.Get("Location")
	if made.StatusCode != http.StatusCreated || !strings.HasPrefix(at, root+"/tus/") {
		t.Fatalf("made: %d %q", made.StatusCode, at)
	}
	patch := func(offset int, body io.Reader) *http.Response {
		return c.knock("PATCH", at, c.ks, map[string]string{"Upload-Offset": strconv.Itoa(offset),
			"Content-Type": "application/offset+octet-stream"}, body)
	}
	half := len(film) / 2
	if a := patch(0, bytes.NewReader(film[:half])); a.StatusCode != http.StatusNoContent ||
		a.Header.Get("Upload-Offset") != strconv.Itoa(half) {
		t.Fatalf("first half: %d, offset %s", a.StatusCode, a.Header.Get("Upload-Offset"))
	}
	r, err := http.NewRequest("PATCH", at, broken{bytes.NewReader(film[half : half+1000])})
	if err != nil {
		t.Fatal(err)
	}
	r.Header = http.Header{"Tus-Resumable": {"1.0.0"}, "Authorization": {"KS " + c.ks},
		"Upload-Offset": {strconv.Itoa(half)}, "Content-Type": {"application/offset+octet-stream"}}
	if a, err := http.DefaultClient.Do(r); err == nil {
		_ = a.Body.Close()
	}
	if a := patch(5, bytes.NewReader(film[5:])); a.StatusCode != http.StatusConflict {
		t.Errorf("a chunk elsewhere: %d", a.StatusCode)
	}
	for try := 1; ; try++ { // the broken one may come late, which tells to ask again
		head := c.knock("HEAD", at, c.ks, nil, nil)
		offset, err := strconv.Atoi(head.Header.Get("Upload-Offset"))
		if err != nil || offset < half || offset > half+1000 {
			t.Fatalf("goes on at %q", head.Header.Get("Upload-Offset"))
		}
		a := patch(offset, bytes.NewReader(film[offset:]))
		if a.StatusCode == http.StatusNoContent {
			break
		}
		if a.StatusCode != http.StatusConflict || try > 2 {
			t.Fatalf("the rest: %d", a.StatusCode)
		}
	}
	token := at[strings.LastIndexByte(at, '/')+1:]
	if got := c.ok("uploadToken", "get", url.Values{"uploadTokenId": {token}}); got.num("status") != 2 {
		t.Errorf("token %+v", got)
	}
	e := c.ok("media", "add", url.Values{"entry[mediaType]": {"1"}, "entry[name]": {"By tus"}})
	c.ok("media", "addContent", url.Values{"entryId": {e.str("id")},
		"resource[objectType]": {"KalturaUploadedFileTokenResource"}, "resource[token]": {token}})
	c.settled(e.str("id"))
}

// TestTusRefuses: who may not, what is not there, and what holds nothing.
func TestTusRefuses(t *testing.T) {
	c := newClient(t)
	root := strings.TrimSuffix(c.base, "/api_v3/service/")
	made := c.knock("POST", root+"/tus/", c.ks, map[string]string{"Upload-Length": "10"},
		nil).Header.Get("Location")
	other := c.as("somebody", "").ks
	widget := c.anybody().ks
	for _, x := range []struct {
		what, method, at, ks string
		want                 int
	}{
		{"no session", "POST", root + "/tus/", "", 401}, {"a viewer", "POST", root + "/tus/", widget, 401},
		{"nonsense", "POST", root + "/tus/", "xx", 401},
		{"another user's", "HEAD", made, other, 404}, {"another user's", "DELETE", made, other, 404},
		{"nothing", "HEAD", root + "/tus/1_0", c.ks, 404}, {"reading", "GET", made, c.ks, 405},
		{"empty", "POST", root + "/tus/", c.ks, 400}, {"giving up", "DELETE", made, c.ks, 204},
		{"what was given up", "HEAD", made, c.ks, 404},
	} {
		length := "10"
		if x.what == "empty" {
			length = "0"
		}
		if a := c.knock(x.method, x.at, x.ks, map[string]string{"Upload-Length": length},
			nil); a.StatusCode != x.want {
			t.Errorf("%s, %s: %d, want %d", x.method, x.what, a.StatusCode, x.want)
		}
	}
}
