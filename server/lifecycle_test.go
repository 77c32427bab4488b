package server

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// client speaks to a server of its own as curl would: forms in, JSON out.
type client struct {
	t      *testing.T
	server *Server
	base   string // of the API
	ks     string
}

type answer map[string]any

func (a answer) str(key string) string { s, _ := a[key].(string); return s }
func (a answer) num(key string) int    { n, _ := a[key].(float64); return int(n) }

func newClient(t *testing.T) *client {
	t.Helper()
	return newClientWith(t, func(*Config) {})
}

// newClientWith is newClient with a config of its own.
func newClientWith(t *testing.T, change func(*Config)) *client {
	t.Helper()
	c := Config{Data: t.TempDir(), PartnerID: 101, AdminSecret: "admin-secret", UserSecret: "user-secret",
		Workers: 2, ImportAllow: "127.0.0.0/8"}
	change(&c)
	s, err := Open(context.Background(), c, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(s.Handler())
	t.Cleanup(func() {
		web.Close()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	x := &client{t: t, server: s, base: web.URL + "/api_v3/service/"}
	x.ks = x.text("session", "start", url.Values{"secret": {"admin-secret"}, "partnerId": {"101"},
		"type": {"2"}})
	return x
}

func (c *client) post(service, action, kind string, body io.Reader) []byte {
	c.t.Helper()
	r, err := http.Post(c.base+service+"/action/"+action, kind, body)
	if err != nil {
		c.t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		c.t.Fatalf("%s.%s: status %d, %v", service, action, r.StatusCode, err)
	}
	return text
}

func (c *client) text(service, action string, p url.Values) string {
	c.t.Helper()
	var s string
	c.decode(c.post(service, action, "application/x-www-form-urlencoded", c.form(p)), &s)
	return s
}

func (c *client) form(p url.Values) io.Reader {
	p.Set("format", "1")
	p.Set("ks", c.ks)
	return bytes.NewBufferString(p.Encode())
}

func (c *client) decode(text []byte, out any) {
	c.t.Helper()
	if err := json.Unmarshal(text, out); err != nil {
		c.t.Fatalf("answer %s: %v", text, err)
	}
}

// call gives the answer as it is, errors too.
func (c *client) call(service, action string, p url.Values) answer {
	c.t.Helper()
	var a answer
	c.decode(c.post(service, action, "application/x-www-form-urlencoded", c.form(p)), &a)
	return a
}

// ok is call for what must not fail.
func (c *client) ok(service, action string, p url.Values) answer {
	c.t.Helper()
	a := c.call(service, action, p)
	if a.str("objectType") == "KalturaAPIException" {
		c.t.Fatalf("%s.%s: %v", service, action, a)
	}
	return a
}

// upload sends a file and makes an entry of it.
func (c *client) upload(name string, data []byte) (entry string) {
	c.t.Helper()
	return c.uploadAs(name, "1", data)
}

// uploadAs makes an entry of a media type.
func (c *client) uploadAs(name, mediaType string, data []byte) (entry string) {
	c.t.Helper()
	token := c.ok("uploadToken", "add", url.Values{}).str("id")
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for key, v := range map[string]string{"ks": c.ks, "format": "1", "uploadTokenId": token} {
		_ = form.WriteField(key, v)
	}
	file, _ := form.CreateFormFile("fileData", name)
	_, _ = file.Write(data)
	_ = form.Close()
	c.post("uploadToken", "upload", form.FormDataContentType(), &body)
	entry = c.ok("media", "add", url.Values{"entry[mediaType]": {mediaType}, "entry[name]": {name}}).str("id")
	c.call("media", "addContent", url.Values{"entryId": {entry},
		"resource[objectType]": {"KalturaUploadedFileTokenResource"}, "resource[token]": {token}})
	return entry
}

// settled waits until an entry is ready or has failed.
func (c *client) settled(entry string) answer {
	c.t.Helper()
	for deadline := time.Now().Add(90 * time.Second); time.Now().Before(deadline); time.Sleep(
		100 * time.Millisecond) {
		e := c.ok("media", "get", url.Values{"entryId": {entry}})
		if status := e.num("status"); status == 2 || status < 0 {
			return e
		}
	}
	c.t.Fatalf("entry %s is neither ready nor failed", entry)
	return nil
}

// clip is three seconds of film with sound.
func clip(t *testing.T) []byte {
	t.Helper()
	return clipOf(t, 3)
}

// clipOf is so many seconds of it.
func clipOf(t *testing.T, seconds int) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "clip.mp4")
	out, err := exec.Command("ffmpeg", "-v", "error", "-f", "lavfi", "-i",
		"testsrc2=size=320x180:rate=25:duration="+strconv.Itoa(seconds), "-f", "lavfi", "-i",
		"sine=duration="+strconv.Itoa(seconds), "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p",
		"-c:a", "aac", file).CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg: %v %s", err, out)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func (c *client) children(parent string) map[string]bool {
	c.t.Helper()
	list := c.ok("baseEntry", "list", url.Values{"filter[parentEntryIdEqual]": {parent}})
	objects, _ := list["objects"].([]any)
	out := map[string]bool{}
	for _, o := range objects {
		e, _ := o.(map[string]any)
		out[answer(e).str("id")] = true
	}
	return out
}

func TestMultiStreamLifeCycle(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	data := clip(t)
	parent := c.upload("speaker.mp4", data)
	if e := c.settled(parent); e.num("status") != 2 || e.num("duration") != 3 {
		t.Fatalf("parent %v", e)
	}
	files := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(data)
	}))
	defer files.Close()
	child := c.ok("media", "addFromUrl", url.Values{"mediaEntry[mediaType]": {"1"},
		"mediaEntry[name]": {"slides"}, "mediaEntry[parentEntryId]": {parent},
		"url": {files.URL + "/slides.mp4"}}).str("id")
	if e := c.settled(child); e.num("status") != 2 || e.str("parentEntryId") != parent {
		t.Fatalf("child %v", e)
	}
	other := c.upload("room.mp4", data)
	c.settled(other)
	c.ok("baseEntry", "update", url.Values{"entryId": {other}, "baseEntry[parentEntryId]": {parent}})
	if have := c.children(parent); len(have) != 2 || !have[child] || !have[other] {
		t.Errorf("children %v", have)
	}
	c.ok("baseEntry", "update", url.Values{"entryId": {other}, "baseEntry[parentEntryId]": {""}})
	if have := c.children(parent); len(have) != 1 || !have[child] {
		t.Errorf("children after unlinking %v", have)
	}
	c.post("media", "delete", "application/x-www-form-urlencoded", c.form(url.Values{"entryId": {child}}))
	if have := c.children(parent); len(have) != 0 {
		t.Errorf("children after deleting %v", have)
	}
	for _, id := range []string{child, "0_nothing1"} {
		e := c.call("media", "get", url.Values{"entryId": {id}})
		args, _ := e["args"].(map[string]any)
		if e.str("objectType") != "KalturaAPIException" || e.str("code") != "ENTRY_ID_NOT_FOUND" ||
			e.str("message") == "" || answer(args).str("ENTRY_ID") != id {
			t.Errorf("a wrong id gives %v", e)
		}
	}
}

func TestBrokenUploads(t *testing.T) {
	c := newClient(t)
	good := clip(t)
	for name, data := range map[string][]byte{
		"text.mp4": []byte("This is not a film.\n"), "empty.mp4": {},
		"broken.mp4": append(append([]byte{}, good[:200]...), bytes.Repeat([]byte{0x5a}, 4000)...),
		"cut.mp4":    good[:len(good)/3],
	} {
		e := c.settled(c.upload(name, data))
		if status := e.num("status"); status != -1 && status != -2 {
			t.Errorf("%s: status %d, want an error", name, status)
		}
		if e.str("diptychErrorReason") == "" {
			t.Errorf("%s: no reason in %v", name, e)
		}
	}
	if e := c.settled(c.upload("good.mp4", good)); e.num("status") != 2 {
		t.Errorf("after broken ones a good file: %v", e)
	}
}
