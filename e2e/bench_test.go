package e2e

import (
	"fmt"
	"net/http"
	"sort"
	"testing"
	"time"
)

// probe notes when the first picture of any video is up, and tasks over 50 ms.
const probe = `<script>
window.frameAt = 0; window.tasks = [];
new PerformanceObserver((l) => { for (const e of l.getEntries()) tasks.push(e.duration);
	}).observe({type: "longtask", buffered: true});
const watch = () => { const v = document.querySelector("video");
	if (v) v.requestVideoFrameCallback(() => (frameAt = performance.now())); else setTimeout(watch, 5); };
watch();
</script>`

// benchPage serves /bench?player=ours or hls: the same film, played at once.
func benchPage(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w,
		`<!DOCTYPE html><html lang="en"><title>Bench</title><body><div id="player" style="width: 960px; `+
			`height: 540px"></div>`+probe)
	if r.URL.Query().Get("player") == "hls" {
		fmt.Fprintf(w, `<video id="v" muted playsinline width="960" height="540"></video>
			<script src="/npm/hls.js/dist/hls.min.js"></script><script>
			const h = new Hls(); h.loadSource(%q); h.attachMedia(v);
				v.play();</script>`,
			site.base+"/p/101/sp/10100/playManifest/entryId/"+site.entry+"/protocol/http/format/applehttp/a.m3u8")
		return
	}
	fmt.Fprintf(w, `<script src="%s/p/101/embedPlaykitJs/uiconf_id/1/kaltura-player.js"></script><script>
		KalturaPlayer.setup({targetId: "player", provider: {partnerId: 101, uiConfId: 1},
			playback: {autoplay: true, muted: true}}).loadMedia({entryId: %q});</script>`, site.base, site.entry)
}

// BenchmarkFirstFrame compares our start with a bare hls.js page on our own
// delivery, without a shaped link: the ratio of the medians, and the longest
// task of the first three seconds in milliseconds.
func BenchmarkFirstFrame(b *testing.B) {
	times := map[string][]float64{}
	longest := 0.0
	for range b.N {
		for _, player := range []string{"ours", "hls"} {
			t := open(b, site.pages.URL+"/bench?player="+player)
			t.until("a picture", "frameAt > 0", 20*time.Second)
			times[player] = append(times[player], eval[float64](t, "frameAt"))
			time.Sleep(3 * time.Second)
			if player == "ours" {
				longest = max(longest, eval[float64](t, "Math.max(0, ...tasks)"))
			}
		}
	}
	b.ReportMetric(median(times["ours"])/median(times["hls"]), "×hls.js")
	b.ReportMetric(longest, "longest-task-ms")
}

func median(list []float64) float64 {
	sort.Float64s(list)
	return list[len(list)/2]
}
