package e2e

import (
	"fmt"
	"os"
	"testing"
)

// BenchmarkOddStreams writes what comes of each odd stream here and in other
// players on the same bytes: e2e/out/odd-streams.md.
func BenchmarkOddStreams(b *testing.B) {
	if _, err := oddStreams(); err != nil {
		b.Fatal(err)
	}
	ours := open(b, site.pages.URL+"/page")
	ours.setup("{}")
	ours.do(oddPlayer)
	table := "| input | right | here | hls.js | shaka |\n|---|---|---|---|---|\n"
	right := 0
	for range b.N {
		for _, c := range oddCases {
			format, others := "hls", [2]string{"", ""}
			if c.dash {
				format = "dash"
			}
			got := eval[string](ours, js(`odd(%q, %q)`, format, c.url()))
			for i, name := range []string{"hls.js", "shaka"} {
				if c.dash && name == "hls.js" {
					others[i] = "–"
					continue
				}
				page := open(b, site.pages.URL+"/other")
				page.do(oddOther)
				others[i] = eval[string](page, js(`odd(%q, %q)`, name, c.url()))
			}
			if got == c.want {
				right++
			}
			table += fmt.Sprintf("| %s | %s | %s | %s | %s |\n", c.name, c.want, got, others[0], others[1])
		}
	}
	b.ReportMetric(float64(right)/float64(b.N*len(oddCases)), "right/streams")
	if err := os.MkdirAll("out", 0o755); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile("out/odd-streams.md", []byte(table), 0o644); err != nil {
		b.Fatal(err)
	}
	b.Log("\n" + table)
}

// oddOther plays a stream in another player and tells what comes of it.
const oddOther = `
	window.odd = async (name, url) => {
		let failure, ended = false;
		video.addEventListener("ended", () => { ended = true; });
		let tracks = () => "";
		const end = performance.now() + 12000;
		if (name === "hls.js") {
			await load("/npm/hls.js/dist/hls.min.js");
			const p = new Hls();
			p.on(Hls.Events.ERROR, (_, e) => { if (e.fatal) failure ??= e.details; });
			p.loadSource(url);
			p.attachMedia(video);
			tracks = () => "video " + p.levels.map((l) => l.height).join() + " audio " +
				p.audioTracks.map((t) => t.lang).join(" ");
		} else {
			await load("/npm/shaka-player/dist/shaka-player.compiled.js");
			const p = new shaka.Player();
			await p.attach(video);
			p.addEventListener("error", (e) => { failure ??= e.detail.code; });
			p.load(url).catch((e) => { failure ??= e.code; });
			const unique = (list) => [...new Set(list)];
			tracks = () => "video " + unique(p.getVariantTracks().map((t) => t.height ?? "")).sort().join() +
				" audio " + unique(p.getVariantTracks().map((t) => t.language)).join(" ");
		}
		video.defaultPlaybackRate = video.playbackRate = 4;
		video.play().catch(() => {});
		while (!failure && !ended && performance.now() < end) { video.playbackRate = 4;
			await new Promise((r) => setTimeout(r, 30)); }
		const how = failure ? "error " + failure : ended ? "ended " +
			Math.round(video.currentTime) : "stands at " + video.currentTime.toFixed(2);
		return (how + " " + tracks()).replace(/ +/g, " ").trim();
	};
`
