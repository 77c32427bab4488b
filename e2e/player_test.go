package e2e

import (
	"testing"
	"time"
)

// setup starts a player on the open page with every event recorded.
func (b *tab) setup(config string) {
	b.t.Helper()
	b.do(js(`
		const box = document.getElementById("player");
		box.style.width = "960px"; box.style.height = "540px";
		const config = Object.assign({targetId: "player", provider: {partnerId: 101, uiConfId: 1}, disableUserCache: true}, %s);
		window.player = KalturaPlayer.setup(config);
		window.seen = [];
		for (const name of Object.values(player.Event.Core)) player.addEventListener(name, (e) => seen.push({type: e.type, payload: e.payload}));
		window.frames = 0;
		const count = () => { frames++; v.requestVideoFrameCallback(count); };
		const v = document.querySelector("#player video");
		v.requestVideoFrameCallback(count);
	`, config))
}

func TestScriptEmbedPlaysLecture(t *testing.T) {
	b := open(t, site.pages.URL+"/page")
	b.setup("{playback: {textLanguage: 'en', captionsDisplay: true}}")
	b.do(js(`await player.loadMedia({entryId: %q});`, site.entry))
	b.picture("poster")
	b.do(`player.play(); await player.ready();`)
	b.until("30 frames shown", "frames > 30", 20*time.Second)
	b.until("two streams", `document.querySelectorAll("video").length === 2 && document.querySelector(".playkit-dual-pip")`, 20*time.Second)
	b.until("captions", `document.querySelector(".playkit-cue")`, 20*time.Second)
	b.picture("pip")
}
