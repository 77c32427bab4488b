package e2e

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// oddFaults is a row of player/stream/testdata/faults.md of each kind, met by a browser: what
// happens to addresses that end so, the first times or each time.
var oddFaults = []struct {
	fault, ending string
	times         int64
	want          string
}{
	{"drop", "v0-2.m4s", 2, "ended 6"},
	{"delay", "main.m3u8", 1, "ended 6"},
	{"404", "v0-3.m4s", 9, "ended 6"},
	{"403", "v0-init.mp4", 99, "error 1/1002"},
	{"500", "v0.m3u8", 2, "ended 6"},
	{"truncated", "a0-3.m4s", 1, "ended 6"},
	{"wrong type", "v0-2.m4s", 99, "ended 6"},
	{"wrong type", "main.m3u8", 99, "error 4/4015"},
	{"garbage", "v0-2.m4s", 1, "ended 6"},
	{"garbage", "v0-init.mp4", 1, "ended 6"},
	{"garbage", "v0-init.mp4", 99, "error 3/3019"},
	{"stall mid-body", "v0-4.m4s", 1, "ended 6"},
}

// spoilt serves the plain odd stream, with a fault.
func spoilt(t *testing.T, fault, ending string, times int64) string {
	var n atomic.Int64
	over := make(chan struct{})
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		if !strings.HasSuffix(r.URL.Path, ending) || n.Add(1) > times {
			oddFile(w, r)
			return
		}
		answer := httptest.NewRecorder()
		oddFile(answer, r)
		body := answer.Body.Bytes()
		switch fault {
		case "drop":
			panic(http.ErrAbortHandler)
		case "delay":
			time.Sleep(2 * time.Second)
		case "truncated":
			body = body[:len(body)/2]
		case "wrong type":
			body = []byte("<!doctype html><title>Sign in</title>")
		case "garbage":
			body = []byte(strings.Repeat("\x8f\x11\xe5\x02\x7c\x99\x03\xd8", 500))
		case "stall mid-body":
			_, _ = w.Write(body[:len(body)/2])
			w.(http.Flusher).Flush()
			select {
			case <-r.Context().Done():
			case <-over:
			}
			return
		default:
			w.WriteHeader(map[string]int{"404": 404, "403": 403, "500": 500}[fault])
			return
		}
		_, _ = w.Write(body)
	}))
	t.Cleanup(func() {
		close(over)
		h.CloseClientConnections()
		h.Close()
	})
	return h.URL + "/odd/" + oddCase{name: "starts at 10 s"}.folder() + "/main.m3u8"
}

// TestFaultsInBrowser: the faults of the table, one of each kind, come to the same end in
// a browser.
func TestFaultsInBrowser(t *testing.T) {
	slot(t, waits)
	if _, err := oddStreams(); err != nil {
		t.Fatal(err)
	}
	for _, x := range oddFaults {
		t.Run(x.fault+" of "+x.ending, func(t *testing.T) {
			b := open(t, site.pages.URL+"/page")
			b.setup("{}")
			b.do(strings.Replace(oddPlayer, "15000", "45000", 1))
			got := eval[string](b, js(`odd("hls", %q)`, spoilt(t, x.fault, x.ending, x.times)))
			if !strings.HasPrefix(got, x.want) {
				t.Errorf("%s, want %s", got, x.want)
			}
		})
	}
}
