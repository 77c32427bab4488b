package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// livePlayer plays a live stream and tells where it is.
const livePlayer = `
	player.muted = true;
	window.errors = [];
	window.stood = 0;
	window.ends = 0;
	player.addEventListener("error", (e) => { if (e.payload.severity === 2) errors.push(e.payload.category + "/" +
		e.payload.code); });
	player.addEventListener("ended", () => { ends++; });
	window.live = (format, url) => {
		player.setMedia({sources: {[format]: [{id: "x", url, mimetype: ""}]}});
		player.play();
		let at = 0, then = performance.now(), began = false;
		setInterval(() => {
			const now = performance.now(), t = player.currentTime;
			began ||= t > at && at > 0;
			if (t !== at) [at, then] = [t, now];
			else if (began && !player.paused && !ends) stood = Math.max(stood, now - then);
		}, 20);
	};
`

func openLive(t *testing.T, format, url string) *tab {
	t.Helper()
	b := open(t, site.pages.URL+"/page")
	b.setup("{}")
	b.do(livePlayer)
	b.do(js(`live(%q, %q)`, format, url))
	b.until("live play", `player.currentTime > 0 && !player.paused && document.querySelector("video").readyState > 2`,
		20*time.Second)
	return b
}

// TestLowLatency: a stream with little delay, by HLS and by DASH, is played at the delay
// that it asks for, the viewer can go back and return, and it ends.
func TestLowLatency(t *testing.T) {
	slot(t, waits)
	for _, x := range []struct{ format, file string }{{"hls", "main.m3u8"}, {"dash", "live.mpd"}} {
		t.Run(x.format, func(t *testing.T) {
			s, base := startLive(t)
			b := openLive(t, x.format, base+"/"+x.file)
			time.Sleep(6 * time.Second)
			late := s.behind(b, x.format)
			t.Logf("%.2f s behind", late)
			if late < 0.5 || late > 3.5 {
				t.Errorf("%.2f s behind", late)
			}
			if stood := eval[float64](b, "stood"); stood > 700 {
				t.Errorf("the clock stood for %.0f ms", stood)
			}
			if !eval[bool](b, "player.isLive() && player.isOnLiveEdge() && player.duration > 20") {
				t.Error("it is not live, or not at its end")
			}
			b.do("player.currentTime = player.getStartTimeOfDvrWindow() + 5")
			b.until("play of what was",
				`!player.isOnLiveEdge() && player.currentTime > player.getStartTimeOfDvrWindow() + 5`, 20*time.Second)
			b.do("player.seekToLiveEdge()")
			b.until("the end again",
				`player.isOnLiveEdge() && !document.querySelector("video").seeking`, 20*time.Second)
			time.Sleep(2 * time.Second)
			if late := s.behind(b, x.format); late > 4.5 {
				t.Errorf("%.2f s behind after the return", late)
			}
			s.end()
			b.until("the end of the broadcast", "ends > 0", 20*time.Second)
			if errors := eval[string](b, "errors.join()"); errors != "" {
				t.Errorf("errors %s", errors)
			}
		})
	}
}

// behind is how far play is behind what has been made, seconds.
func (s *liveServer) behind(b *tab, format string) float64 {
	at := eval[float64](b, "player.currentTime")
	if format == "dash" { // only the player knows what it calls 0
		return eval[float64](b, "player.duration") - at
	}
	return float64(s.made())*livePart.Seconds() - float64(s.first)*liveSegment.Seconds() - at
}

// TestEncoderAway: the encoder is lost for a while; the player waits, and goes on.
func TestEncoderAway(t *testing.T) {
	slot(t, waits)
	s, base := startLive(t)
	b := openLive(t, "hls", base+"/main.m3u8")
	s.lose(true)
	time.Sleep(7 * time.Second)
	at := eval[float64](b, "player.currentTime")
	s.lose(false)
	b.until("play after the encoder was away", fmt.Sprintf("player.currentTime > %f", at+2), 20*time.Second)
	if errors := eval[string](b, "errors.join()"); errors != "" {
		t.Errorf("errors %s", errors)
	}
}

// TestLiveOfFFmpeg: what ffmpeg's own muxers write while they write it.
func TestLiveOfFFmpeg(t *testing.T) {
	slot(t, renders)
	for _, x := range []struct {
		format, file string
		args         []string
	}{
		{"hls", "a.m3u8", []string{"-f", "hls", "-hls_time", "1", "-hls_list_size", "6", "-hls_flags",
			"delete_segments"}},
		{"dash", "a.mpd", []string{"-f", "dash", "-seg_duration", "1", "-window_size", "6", "-use_timeline", "1"}},
	} {
		t.Run(x.format, func(t *testing.T) {
			dir, err := os.MkdirTemp("", "diptych-ffmpeg-")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.RemoveAll(dir) })
			cmd := exec.CommandContext(t.Context(), "ffmpeg", append([]string{"-v", "error", "-re", "-f", "lavfi", "-i",
				"testsrc2=s=160x90:r=25", "-f", "lavfi", "-i", "sine=r=48000", "-c:v", "libx264", "-preset",
				"ultrafast",
				"-g",
				"25",
				"-pix_fmt", "yuv420p", "-c:a", "aac"}, append(x.args, x.file)...)...)
			cmd.Dir = dir
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
			for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
				if list, _ := filepath.Glob(filepath.Join(dir, "*[3-9]*.*")); len(list) > 0 {
					break
				}
			}
			b := openLive(t, x.format, serveFolder(t, dir)+"/"+x.file)
			time.Sleep(8 * time.Second)
			if got := eval[string](b,
				`errors.join() + (player.isLive() ? "" : "not live") + `+
					`(stood > 1500 ? "stood " + stood : "")`); got != "" {
				t.Error(got)
			}
			late := eval[float64](b, "player.duration - player.currentTime")
			if late > 8 {
				t.Errorf("%.1f s behind", late)
			}
		})
	}
}
