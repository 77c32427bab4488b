package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

var oddStreams = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "diptych-odd-")
	if err != nil {
		return "", err
	}
	atEnd = append(atEnd, func() { _ = os.RemoveAll(dir) })
	o := odd{dir}
	if err := o.base(); err != nil {
		return "", err
	}
	for _, c := range oddCases {
		c.make(odder{o, c.folder()})
	}
	return dir, nil
})

func (c oddCase) folder() string {
	return strings.NewReplacer(" ", "-", ",", "", ".", "").Replace(c.name)
}

func (c oddCase) url() string {
	file := "/main.m3u8"
	if c.dash {
		file = "/main.mpd"
	}
	return site.base2() + "/odd/" + c.folder() + file
}

// oddFile serves the odd streams as a foreign origin does.
func oddFile(w http.ResponseWriter, r *http.Request) {
	dir, err := oddStreams()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Cache-Control", "no-store")
	http.ServeFile(w, r, filepath.Join(dir, filepath.Clean("/"+strings.TrimPrefix(r.URL.Path, "/odd/"))))
}

// TestOddStreams: each plays to its end with the tracks that it has, or ends with
// an error that says why.
func TestOddStreams(t *testing.T) {
	if _, err := oddStreams(); err != nil {
		t.Fatal(err)
	}
	b := open(t, site.pages.URL+"/page")
	b.setup("{}")
	b.do(oddPlayer)
	for _, c := range oddCases {
		t.Run(c.name, func(t *testing.T) {
			began := time.Now()
			got := eval[string](b, js(`odd(%q, %q)`, map[bool]string{true: "dash", false: "hls"}[c.dash], c.url()))
			t.Logf("%s: %s (%.1f s)", c.name, got, time.Since(began).Seconds())
			if got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// oddPlayer plays a stream eight times as fast and tells what came of it.
const oddPlayer = `
	player.muted = true;
	window.odd = async (format, url) => {
		let failure, ended = false, first;
		const off = new AbortController();
		const on = (type, f) => player.addEventListener(type, (e) => off.signal.aborted || f(e));
		on("error", (e) => { if (e.payload.severity === 2) failure ??= e.payload.category + "/" + e.payload.code; });
		on("ended", () => { ended = true; });
		on("timeupdate", () => { first ??= player.currentTime; });
		player.setMedia({sources: {[format]: [{id: "x", url, mimetype: ""}]}});
		player.playbackRate = 4;
		player.play();
		const end = performance.now() + 15000;
		while (!failure && !ended && performance.now() < end) await new Promise((r) => setTimeout(r, 30));
		off.abort();
		const video = player.getTracks("video").map((t) => t.height).join();
		const audio = player.getTracks("audio").map((t) => t.language ?? "").join(" ");
		const how = failure ? "error " + failure : ended ? "ended " + Math.round(player.currentTime) : "stands at " + player.currentTime.toFixed(2);
		return (how + " video " + video + " audio " + audio + (ended && first > 2.5 ? " from " + Math.floor(first) : "")).replace(/ +/g, " ").trim();
	};
`
