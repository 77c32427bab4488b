package e2e

import (
	"fmt"
	"os"
	"testing"
	"time"
)

// BenchmarkLiveLatency measures how far behind the newest media players are on the same
// broadcast, after 12 s and the worst of 20 s more: e2e/out/live-latency.md.
func BenchmarkLiveLatency(b *testing.B) {
	table := "| stream | player | after 12 s | worst of 20 s | stood, ms |\n|---|---|--:|--:|--:|\n"
	for range b.N {
		for _, x := range []struct{ stream, player, file string }{
			{"low-latency HLS", "here", "main.m3u8"}, {"low-latency HLS", "hls.js", "main.m3u8"},
			{"low-latency HLS", "shaka", "main.m3u8"}, {"low-latency DASH", "here", "live.mpd"},
			{"low-latency DASH", "shaka", "live.mpd"}, {"low-latency DASH", "dash.js", "live.mpd"},
		} {
			s, base := startLive(b)
			page := open(b, site.pages.URL+"/page")
			late := func() float64 { return s.passed() - eval[float64](page, "at()") }
			if x.player == "here" {
				page.setup("{}")
				page.do(livePlayer)
				format := map[string]string{"main.m3u8": "hls", "live.mpd": "dash"}[x.file]
				page.do(js(`live(%q, %q)`, format, base+"/"+x.file))
				page.do(`window.at = () => player.currentTime`)
				late = func() float64 { return s.behind(page, format) }
			} else {
				page = open(b, site.pages.URL+"/other")
				page.do(liveOther)
				eval[string](page, js(`live(%q, %q, %f)`, x.player, base+"/"+x.file, float64(s.began.UnixMilli())))
			}
			time.Sleep(12 * time.Second)
			first, worst := late(), 0.0
			for range 100 {
				time.Sleep(200 * time.Millisecond)
				worst = max(worst, late())
			}
			table += fmt.Sprintf("| %s | %s | %.2f | %.2f | %.0f |\n", x.stream, x.player, first, worst,
				eval[float64](page,
					"stood"))
		}
	}
	if err := os.MkdirAll("out", 0o755); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile("out/live-latency.md", []byte(table), 0o644); err != nil {
		b.Fatal(err)
	}
	b.Log("\n" + table)
}

// passed is how long the broadcast has been on, seconds.
func (s *liveServer) passed() float64 { return time.Since(s.began).Seconds() }

// liveOther plays a broadcast in another player, set to little delay; at() is where it is
// on the broadcast's own clock, seconds.
const liveOther = `
	window.stood = 0;
	window.at = () => 0;
	window.live = async (name, url, began) => {
		video.muted = true;
		if (name === "hls.js") {
			await load("/npm/hls.js/dist/hls.min.js");
			const p = new Hls({ lowLatencyMode: true });
			p.loadSource(url);
			p.attachMedia(video);
			window.at = () => p.playingDate ? (p.playingDate - began) / 1000 : 0;
		} else if (name === "dash.js") {
			await load("/npm/dashjs/dist/modern/umd/dash.all.min.js");
			const p = dashjs.MediaPlayer().create();
			p.initialize(video, url, true);
			window.at = () => p.timeInDvrWindow ? video.currentTime : video.currentTime;
		} else {
			await load("/npm/shaka-player/dist/shaka-player.compiled.js");
			const p = new shaka.Player();
			await p.attach(video);
			p.configure({ streaming: { lowLatencyMode: true } });
			await p.load(url);
			const hls = url.endsWith("m3u8");
			window.at = () => hls ? (p.getPlayheadTimeAsDate() - began) / 1000 : video.currentTime;
		}
		video.play().catch(() => {});
		let at = 0, then = performance.now(), playing = false;
		setInterval(() => {
			const now = performance.now(), t = video.currentTime;
			playing ||= t > at && at > 0;
			if (t !== at) [at, then] = [t, now];
			else if (playing && !video.paused) stood = Math.max(stood, now - then);
		}, 20);
		return "";
	};
`
