package e2e

import "testing"

// TestNativeHLS: where a page may not bring media by the segment, as on older iPhones,
// the element plays HLS by itself; DASH has no engine there.
func TestNativeHLS(t *testing.T) {
	slot(t, waits)
	if _, err := oddStreams(); err != nil {
		t.Fatal(err)
	}
	var plain oddCase
	for _, c := range oddCases {
		if c.name == "MPEG-TS" {
			plain = c
		}
	}
	b := open(t, site.pages.URL+"/page")
	b.do(`window.MediaSource = window.ManagedMediaSource = undefined;`)
	b.setup(`{}`)
	b.do(oddPlayer)
	if got := eval[string](b, js(`odd("hls", %q)`, plain.url())); got != "ended 6 video audio" {
		t.Errorf("HLS: %s", got)
	}
	if got := eval[string](b, `player.getVideoElement().src.split("/").pop() + " " + player.streamType`); got !=
		"main.m3u8 hls" {
		t.Errorf("plays %s", got)
	}
	got := eval[string](b, js(`new Promise((told) => {
		player.addEventListener("error", (e) => told(e.payload.category + "/" + e.payload.code));
		player.setMedia({sources: {dash: [{id: "x", url: %q, mimetype: "application/dash+xml"}]}});
		player.play();
	})`, plain.url()+".mpd"))
	if got != "7/7007" {
		t.Errorf("DASH: %s", got)
	}
}
