package e2e

import (
	"testing"
	"time"
)

// TestEncryptedForms: what our server encrypts plays in our player, by key and by
// ClearKey licence.
func TestEncryptedForms(t *testing.T) {
	slot(t, waits)
	for _, x := range []struct{ profile, format, path, file string }{
		{"1011", "hls", "applehttp", "a.m3u8"}, {"1012", "hls", "applehttp", "a.m3u8"},
		{"1013", "dash", "mpegdash", "a.mpd"}, {"1014", "dash", "mpegdash", "a.mpd"},
	} {
		t.Run(x.profile, func(t *testing.T) {
			url := site.base + "/p/101/sp/10100/playManifest/entryId/" + site.entry + "/protocol/http/format/" +
				x.path +
				"/deliveryProfileId/" + x.profile + "/" + x.file
			b := openLive(t, x.format, url)
			b.until("play of "+x.profile, `player.currentTime > 1 || errors.length`, 20*time.Second)
			if got := eval[string](b, "errors.splice(0).join()"); got != "" {
				t.Errorf("errors %s", got)
			}
			if lines := eval[int](b, `document.querySelector("video").videoHeight`); lines == 0 {
				t.Error("no picture")
			}
		})
	}
}
