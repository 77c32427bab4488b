package server

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func TestModuleKeepsItsNameAndIsAskedForAnew(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"player/kaltura-player-0a.mjs": {Data: []byte("export {}")}}
	p := &playerFiles{files: static{files}, names: map[string]string{
		"kaltura-player.mjs": "kaltura-player-0a.mjs"}}
	get := func(name, tag string) *http.Response {
		r := httptest.NewRequest(http.MethodGet, "/player/"+name, nil)
		r.Header.Set("If-None-Match", tag)
		w := httptest.NewRecorder()
		p.newest(name).ServeHTTP(w, r)
		return w.Result()
	}
	r := get("kaltura-player.mjs", "")
	if r.StatusCode != http.StatusOK || r.Header.Get("Cache-Control") != "no-cache" ||
		!strings.HasPrefix(r.Header.Get("Content-Type"), "text/javascript") ||
		r.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%d %v", r.StatusCode, r.Header)
	}
	if again := get("kaltura-player.mjs", r.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
		t.Errorf("with its tag: %d", again.StatusCode)
	}
	if other := get("kaltura-player.d.ts", ""); other.StatusCode != http.StatusNotFound {
		t.Errorf("what is not built: %d", other.StatusCode)
	}
}
