package e2e

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var oddStreams = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "diptych-odd-")
	if err != nil {
		return "", err
	}
	atEnd.add(func() { _ = os.RemoveAll(dir) })
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

// oddUntil serves them too; while away it cuts the connections that ask for what comes
// behind the first 2 s.
func oddUntil(t *testing.T, away *atomic.Bool) *httptest.Server {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, media := strings.CutSuffix(r.URL.Path, ".m4s")
		if media && strings.ContainsAny(name[len(name)-1:], "2345") && away.Load() {
			panic(http.ErrAbortHandler)
		}
		oddFile(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// awayFor is how long the network is away, longer when the environment says so.
func awayFor(t *testing.T) time.Duration {
	text := os.Getenv("DIPTYCH_NETWORK_AWAY")
	if text == "" {
		return 6 * time.Second
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestNetworkAway: with nothing left to play the viewer is told that there is no
// connection, and play goes on by itself when there is one.
func TestNetworkAway(t *testing.T) {
	slot(t, waits)
	if _, err := oddStreams(); err != nil {
		t.Fatal(err)
	}
	b := open(t, site.pages.URL+"/page")
	b.setup("{}")
	var away atomic.Bool
	away.Store(true)
	address := strings.Replace(oddCases[0].url(), site.base2(), oddUntil(t, &away).URL, 1)
	b.do(js(`player.muted = true; window.failures = [];
		player.addEventListener("error", (e) => e.payload.severity === 2 && failures.push(e.payload.code));
		player.setMedia({sources: {hls: [{id: "x", url: %q, mimetype: ""}]}}); player.play();`, address))
	b.until("what was there is played", "player.currentTime > 1.5", 15*time.Second)
	b.until("the viewer is told", `document.querySelector(".playkit-network-notice")`, 5*time.Second)
	time.Sleep(awayFor(t))
	b.picture("network-away")
	away.Store(false)
	b.until("it goes on", "player.currentTime > 2.5", 4*time.Second)
	b.until("the note goes", `!document.querySelector(".playkit-network-notice")`, 2*time.Second)
	if n := eval[int](b, "failures.length"); n > 0 {
		t.Errorf("%d errors", n)
	}
}

// TestOddStreams: each plays to its end with the tracks that it has, or ends with
// an error that says why.
func TestOddStreams(t *testing.T) {
	slot(t, waits)
	if _, err := oddStreams(); err != nil {
		t.Fatal(err)
	}
	b := open(t, site.pages.URL+"/page")
	b.setup(`{network: {maxStaleLevelReloads: 8}}`)
	b.do(oddPlayer)
	for _, c := range oddCases {
		t.Run(c.name, func(t *testing.T) {
			began := time.Now()
			got := eval[string](b, js(`odd(%q, %q)`, map[bool]string{true: "dash", false: "hls"}[c.dash],
				c.url()))
			t.Logf("%s: %s (%.1f s)", c.name, got, time.Since(began).Seconds())
			if got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// oddPlayer plays a stream four times as fast and tells what came of it.
const oddPlayer = `
	player.muted = true;
	window.odd = async (format, url) => {
		let failure, ended = false, plays = false;
		const off = new AbortController();
		const on = (type, f) => player.addEventListener(type, (e) => off.signal.aborted || f(e));
		on("error", (e) => { if (e.payload.severity === 2) failure ??= e.payload.category + "/" + e.payload.code; });
		on("ended", () => { ended = true; });
		on("timeupdate", () => { plays = true; });
		player.setMedia({sources: {[format]: [{id: "x", url, mimetype: ""}]}});
		player.playbackRate = 4;
		player.play();
		const end = performance.now() + 15000;
		let jumps = "";
		for (let at, then; !failure && !ended && performance.now() < end;
			await new Promise((r) => setTimeout(r, 30))) {
			const [t, now] = [player.currentTime, performance.now()];
			if (plays && at > 0 && t - at > 0.8 + 4 * (now - then) / 1000) jumps = " jumps";
			[at, then] = [t, now];
		}
		off.abort();
		const {played} = player.getVideoElement(), first = played.length ? played.start(0) : 0;
		const video = player.getTracks("video").map((t) => t.height).join();
		const audio = player.getTracks("audio").map((t) => t.language ?? "").join(" ");
		if (failure) return "error " + failure;
		const how = ended ? "ended " + Math.round(player.currentTime) : "stands at " + player.currentTime.toFixed(2);
		return (how + " video " + video + " audio " + audio +
			(ended && first > 2.5 ? " from " + Math.floor(first) : "") + (ended ? jumps : "")).replace(/ +/g,
				" ").trim();
	};
`
