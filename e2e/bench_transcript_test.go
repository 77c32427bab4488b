package e2e

import (
	"slices"
	"testing"
	"time"
)

// longTranscript opens a film with a text of 10,000 lines, a fifth of a second
// each at first, so that the text moves on often.
func longTranscript(b *testing.B) *tab {
	b.Helper()
	t := open(b, site.pages.URL+"/page")
	t.setup(
		`{playback: {muted: true}, plugins: {dualscreen: {disable: true}, transcript: ` +
			`{searchDebounceTimeout: 0, expandOnFirstPlay: false}}}`)
	t.do(js(
		`player.setMedia({sources: {hls: [{id: "film", mimetype: "application/x-mpegURL", url: %q}]}}); `+
			`player.play(); await player.ready();`,
		site.base+"/p/101/sp/10100/playManifest/entryId/"+site.entry+"/protocol/http/format/applehttp/a.m3u8"))
	t.until("30 frames shown", "frames > 30", 20*time.Second)
	t.do(`const words = ("light passes through the small hole and the picture " +
		"stands upside down on the wall while nobody looks at it for long").split(" ");
		const cue = (i) => ({id: "line" + i, startTime: i < 150 ? i / 5 : i, endTime: i < 150 ?
			(i + 1) / 5 : i + 1, metadata: {cuePointType: "kalturaCaption", language: "en", label: "English",
				text: Array.from({length: 12}, (_, k) => words[(i * 7 + k * (i % 5 + 1)) % words.length]).join(" ")}});
		player.cuePointManager.addCuePoints(Array.from({length: 10000}, (_, i) => cue(i)));
		window.after = (done) => new Promise((r) =>
			{ const look = () => done() ? setTimeout(() => r(performance.now())) : requestAnimationFrame(look);
				requestAnimationFrame(look); });`) // behind the frame that shows it
	t.until("the button", `document.querySelector("[data-testid=transcript_pluginButton]")`, 20*time.Second)
	return t
}

// BenchmarkTranscript measures a text of 10,000 lines: from the click that opens
// the panel until its rows are painted, from a key in the search field until its
// hits are (milliseconds, the median of each and the worst key), and the share of frames over 34 ms
// while the text follows play, as it is and over that with the panel closed.
func BenchmarkTranscript(b *testing.B) {
	var first, search []float64
	var open, closed float64
	for range b.N {
		t := longTranscript(b)
		closed += t.slowFrames()
		t.do(`const from = performance.now();
			document.querySelector("[data-testid=transcript_pluginButton]").click();
			window.took = await after(() =>
				document.querySelector("[data-testid=transcript_list] [data-line]")) - from;`)
		first = append(first, eval[float64](t, "took"))
		open += t.slowFrames()
		for _, query := range []string{"l", "li", "lig", "light", "w", "wall", "picture stands"} {
			t.do(js(`const field = document.querySelector("[data-testid=transcript_root] input");
				field.value = ""; field.dispatchEvent(new Event("input", {bubbles: true}));
					await after(() => !document.querySelector(".playkit-search-count")?.textContent);
				const from = performance.now();
				field.value = %q; field.dispatchEvent(new Event("input", {bubbles: true}));
				window.took = await after(() =>
					document.querySelector(".playkit-search-count")?.textContent) - from;`, query))
			took := eval[float64](t, "took")
			b.Logf("%q: %.0f ms", query, took)
			search = append(search, took)
		}
		t.do(`player.destroy()`)
	}
	b.ReportMetric(median(first), "first-render-ms")
	b.ReportMetric(median(search), "search-ms")
	b.ReportMetric(slices.Max(search), "worst-key-ms")
	b.ReportMetric(open/float64(b.N), "slow-frames")
	b.ReportMetric((open+0.01*float64(b.N))/(closed+0.01*float64(b.N)), "×closed")
}

// slowFrames is the share of frames over 34 ms in eight seconds of play.
func (b *tab) slowFrames() float64 {
	b.t.Helper()
	b.do(`player.currentTime = 1; await new Promise((r) => setTimeout(r, 1500));
		let last = performance.now(), slow = 0, all = 0;
		const end = last + 8000;
		await new Promise((r) => { const step = (now) => { all++; if (now - last > 34) slow++; last = now;
			now < end ? requestAnimationFrame(step) : r(); }; requestAnimationFrame(step); });
		window.share = slow / all;`)
	return eval[float64](b, "share")
}
