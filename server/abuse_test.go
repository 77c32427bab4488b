package server

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
)

// TestImportsStayOutside: whatever leads inside is refused, and nothing inside
// is ever asked. 127.0.0.2 plays the outside.
func TestImportsStayOutside(t *testing.T) {
	var touched atomic.Int64
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { touched.Add(1) }))
	defer inside.Close()
	_, port, _ := net.SplitHostPort(inside.Listener.Addr().String())
	l, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Fatal(err)
	}
	outside := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/inside":
			http.Redirect(w, r, inside.URL, http.StatusFound)
		case "/file":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	})}
	go func() { _ = outside.Serve(l) }()
	defer outside.Close()
	c := newClientWith(t, func(c *Config) { c.ImportAllow = "127.0.0.2" })
	there := "http://" + l.Addr().String()
	for _, address := range []string{
		inside.URL, "http://localhost:" + port, "http://[::1]:" + port, "http://0.0.0.0:" + port,
		"http://[::]:" + port, "http://127.1:" + port, "http://2130706433:" + port, "http://0x7f000001:" + port,
		"http://0177.0.0.1:" + port, "http://[::ffff:127.0.0.1]:" + port, "http://[64:ff9b::7f00:1]:" + port,
		"http://user:secret@127.0.0.1:" + port, "http://127.0.0.1:" + port + "#@example.org/",
		"http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://192.168.1.1/",
		"http://172.16.0.1/", "http://100.64.0.1/", "http://[fd00::1]/", "http://[fe80::1]/",
		"http://224.0.0.1/",
		"file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1:" + port + "/_GET", "//127.0.0.1:" + port,
		"http:///x", "javascript:1", "concat:/etc/passwd", "http://%31%32%37.0.0.1:" + port,
		there + "/inside", there + "/file", there + "/round", there + "/missing",
	} {
		a := c.call("media", "addFromUrl", url.Values{"mediaEntry[mediaType]": {"1"}, "mediaEntry[name]": {"x"},
			"url": {address}})
		if a.str("objectType") == "KalturaAPIException" {
			continue
		}
		if e := c.settled(a.str("id")); e.num("status") != -2 {
			t.Errorf("%s: status %d", address, e.num("status"))
		}
	}
	if n := touched.Load(); n > 0 {
		t.Errorf("the inside was asked %d times", n)
	}
}

// raw sends bytes as they are and reads status, headers and body.
func (c *client) raw(text string) (*http.Response, string) {
	c.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(c.site(), "http://"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, text); err != nil {
		c.t.Fatal(err)
	}
	r, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		c.t.Fatalf("%.60q: %v", text, err)
	}
	defer r.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	return r, string(body)
}

// TestAbuse: paths, headers and ranges that somebody will try, and what is
// answered.
func TestAbuse(t *testing.T) {
	c := newClient(t)
	entry := c.upload("film.mp4", clip(t))
	c.settled(entry)
	flavor := c.call("flavorAsset", "list", url.Values{"filter[entryIdEqual]": {entry}})["objects"].([]any)
	var id string
	for _, f := range flavor {
		if a := answer(f.(map[string]any)); a["isOriginal"] == false {
			id = a.str("id")
		}
	}
	piece := "/p/101/sp/10100/serveFlavor/entryId/" + entry + "/v/1/flavorId/" + id + "/name/a.mp4"
	_, segment := c.load(piece + "/seg-1.m4s")
	size := len(segment)
	if size < 1000 {
		t.Fatalf("a segment of %d bytes", size)
	}

	for header, want := range map[string]struct{ status, bytes int }{
		"bytes=0-": {206, size}, "bytes=0-0": {206, 1}, "bytes=-1": {206, 1}, "bytes=-99999999": {206, size},
		"bytes=10-19": {206, 10}, "bytes=10-99999999999999": {206, size - 10},
		fmt.Sprintf("bytes=%d-", size): {416, 0}, "bytes=99999999999999999999-": {200, size},
		"bytes=5-2": {200, size}, "bytes=-0": {200, size}, "bytes=": {200, size}, "bytes=a-b": {200, size},
		"bytes=--1": {200, size},
		"items=0-1": {200, size}, "bytes=0-1,4-5": {200, size},
		"bytes=" + strings.Repeat("0-,", 5000) + "0-": {200, size}, "bytes=0-18446744073709551616": {200, size},
		"bytes=1e3-": {200, size}, "bytes= 0 - 9 ": {206, 10},
	} {
		r, body := c.raw("GET " + piece + "/seg-1.m4s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nRange: " +
			header + "\r\n\r\n")
		if r.StatusCode != want.status || len(body) != want.bytes {
			t.Errorf("Range: %.40s: %d with %d bytes, want %d with %d", header, r.StatusCode, len(body),
				want.status, want.bytes)
		} else if want.status == 206 && !strings.HasSuffix(r.Header.Get("Content-Range"),
			fmt.Sprintf("/%d", size)) {
			t.Errorf("Range: %.40s: Content-Range %q", header, r.Header.Get("Content-Range"))
		}
	}

	for path, want := range map[string]int{
		piece + "/seg-0.m4s": 404, piece + "/seg-99.m4s": 404, piece + "/seg-99999999999999.m4s": 404,
		piece + "/seg--1.m4s": 404, piece + "/seg-1.ts": 404, piece + "/../../x": 404,
		piece + "/%2e%2e/%2e%2e/etc/passwd": 404,
		piece + "/init.mp4":                 200, piece + "/init-v1.mp4": 200, piece + "/index-v1-a1.m3u8": 200,
		piece + "/iframes.m3u8": 200, piece + "/index.m3u8%00.jpg": 404, piece + "/seg-1-v1-a1.m4s": 200,
		piece + "/fragment-1-v1.m4s": 200,
		"/p/101/serveFlavor/entryId/" + entry + "/flavorId/..%2f..%2fdiptych.db/name/a.mp4": 404,
		"/p/101/raw/entry_id/..%2f..%2fetc%2fpasswd":                                        404,
		"/p/101/raw/entry_id/%00":                                                           404,
		"/p/101/serveFlavor/entryId/":                                                       404,
		"/p/1e2/playManifest/entryId/" + entry:                                              404,
		"/p/-1/playManifest/entryId/" + entry:                                               404,
		"/p/102/playManifest/entryId/" + entry + "/format/applehttp":                        404,
		"/p/99999999999999999999/playManifest/entryId/" + entry:                             404,
		"/p/101/thumbnail/entry_id/" + entry + "/width/1e999":                               404,
		"/p/101/thumbnail/entry_id/" + entry + "/width/NaN":                                 404,
		"/p/101/thumbnail/entry_id/" + entry + "/vid_sec/-5":                                404,
		"/p/101/thumbnail/entry_id/" + entry + "/bgcolor/%27%3bls":                          200,
		"/player/..%2f..%2fgo.mod":                                                          404,
		"/player/%2e%2e/%2e%2e/etc/passwd":                                                  404,
		"/player/.git":                                                                      404,
		"/p/101/playManifest/entryId/" + entry + "/format/rtmp":                             404,
		"/p/101/playManifest/entryId/" + strings.Repeat("a", 4000):                          404,
	} {
		r, body := c.raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
		if r.StatusCode != want && !(want == 404 && r.StatusCode/100 == 3 || want == 404 &&
			r.StatusCode == 400) {
			t.Errorf("%.120s: %d, want %d", path, r.StatusCode, want)
		}
		if strings.Contains(body, "root:") {
			t.Errorf("%s gave a system file away", path)
		}
	}

	for _, one := range []struct{ name, header, never string }{
		{"a host with markup", `Host: x"><script>`, "<script>"},
		{"a forwarded host from anybody", "Host: x\r\nX-Forwarded-Host: evil.example", "evil.example"},
		{"a forwarded scheme from anybody", "Host: x\r\nX-Forwarded-Proto: javascript", "javascript:"},
	} {
		r, body := c.raw("GET /p/101/playManifest/entryId/" + entry + "/format/applehttp/a.m3u8 HTTP/1.1\r\n" +
			one.header + "\r\nConnection: close\r\n\r\n")
		if strings.Contains(body, one.never) || strings.Contains(fmt.Sprint(r.Header), one.never) {
			t.Errorf("%s: %d %s", one.name, r.StatusCode, body)
		}
	}
	if r, _ := c.raw("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Long: " + strings.Repeat("a", 2<<20) +
		"\r\n\r\n"); r.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("two megabytes of header: %d", r.StatusCode)
	}
	r, _ := c.load("/p/101/serveFlavor/entryId/" + entry + "/flavorId/" + id + "/fileName/" +
		url.PathEscape("a\r\nSet-Cookie: x=1\";.mp4") + "/name/a.mp4")
	if d := r.Header.Get("Content-Disposition"); r.Header.Get("Set-Cookie") != "" ||
		!strings.HasPrefix(d, "attachment;") || strings.ContainsAny(d, "\r\n") {
		t.Errorf("a file name with a line break: %v", r.Header)
	}
	for _, method := range []string{"PUT", "DELETE", "TRACE", "PROPFIND"} {
		request, _ := http.NewRequest(method, c.site()+piece+"/seg-1.m4s", bytes.NewReader(nil))
		if r, err := http.DefaultClient.Do(request); err != nil || r.StatusCode/100 != 4 {
			t.Errorf("%s: %v, %v", method, r, err)
		}
	}
	if r, _ := c.raw(
		"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: " +
			"203.0.113.9\r\n\r\n"); r.StatusCode != http.StatusNotFound {
		t.Errorf("metrics for somebody behind a proxy: %d", r.StatusCode)
	}
	if r, _ := c.load("/metrics"); r.StatusCode != http.StatusOK { // loopback is inside
		t.Errorf("metrics: %d", r.StatusCode)
	}
}
