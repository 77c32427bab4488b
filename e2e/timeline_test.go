package e2e

import (
	"testing"
	"time"
)

// TestChaptersOnTheSeekBar: chapters are segments, their names are said and
// shown, and a marker leads to its moment.
func TestChaptersOnTheSeekBar(t *testing.T) {
	slot(t, renders)
	b := lecture(t, `{plugins: {navigation: {disable: true}}}`) // which has the lecture's own hotspots shown
	b.until("segments", `document.querySelectorAll("[data-testid=segmentContainer]").length === 4`,
		10*time.Second)
	b.do(`player.currentTime = 17; await new Promise((r) => setTimeout(r, 800));`)
	b.until("the chapter is said",
		`document.querySelector(".playkit-seek-bar").getAttribute("aria-valuetext").includes("What the light `+
			`does")`, 5*time.Second)
	b.do(`
		const timeline = player.getService("timeline");
		window.own = timeline.addCuePoint({time: 5, marker: {color: "red", width: 4}});
		timeline.addKalturaCuePoint(10, "Hotspot", "h1", "Big Buck Bunny");
		timeline.addKalturaCuePoint(10, "QuizQuestion", "q1", "", {index: 1});
		player.pause();`)
	b.until("markers", `document.querySelectorAll("[data-testid=cuePointMarkerContainer]").length === 2`,
		5*time.Second)
	b.do(`document.querySelectorAll("[data-testid=cuePointMarkerContainer]")[1].focus(); await new ` +
		`Promise((r) => setTimeout(r, 300));`)
	if got := eval[string](b,
		`document.querySelector("[data-testid=cuePointPreviewContainer]")
			.textContent`); got != "Question 2Big Buck Bunny" {
		t.Errorf("the preview says %q", got)
	}
	b.picture("timeline-marker")
	if got := eval[string](b,
		`document.activeElement.getAttribute("aria-label")`); got != "Question 2 at 10 seconds" {
		t.Errorf("the marker is called %q", got)
	}
	b.do(`document.activeElement.click(); await new Promise((r) => setTimeout(r, 500));`)
	if at := eval[float64](b, `player.currentTime`); at < 9.9 || at > 10.5 {
		t.Errorf("the marker led to %g", at)
	}
	b.do(`player.getService("timeline").removeCuePoint(own); ` +
		`player.getService("timeline").removeAllKalturaCuePoints();`)
	b.until("no markers", `document.querySelectorAll("[data-testid=cuePointMarkerContainer]").length === 0`,
		5*time.Second)
	b.quiet()
}
