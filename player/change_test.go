package player_test

import (
	"testing"

	"diptych/player/playertest"
	"diptych/player/value"
)

// changing plays a title with two sources, and has no keys for the first.
func changing(config value.Map) *playertest.Page {
	p := playertest.NewPage(config)
	p.HLS(20, 400_000)
	p.Bodies["http://x/other.m3u8"] = p.Bodies["http://x/main.m3u8"]
	mime := "application/x-mpegURL"
	p.SetMedia(value.Map{"sources": value.Map{"hls": value.List{
		value.Map{"id": "e_1,applehttp", "url": "http://x/main.m3u8", "mimetype": mime},
		value.Map{"id": "e_2,applehttp", "url": "http://x/other.m3u8", "mimetype": mime},
	}}})
	p.Call("play", 0)
	return p
}

// TestChangeOfSource: the title goes on with another of its sources from where it stands.
func TestChangeOfSource(t *testing.T) {
	p := changing(nil)
	p.Run(6)
	at := p.Media.CurrentTime
	if at < 2 {
		t.Fatalf("at %.1f", at)
	}
	p.Call("changeSource", 0, "hls", value.Map{"url": "http://x/other.m3u8"})
	p.Call("changeSource", 0, "dash", value.Map{}) // which is none
	p.Run(3)
	if url := value.Str(p.Known["selectedSource"], "url"); url != "http://x/other.m3u8" {
		t.Errorf("source %s", url)
	}
	if now := p.Media.CurrentTime; now < at+1 || now > at+4 || p.Media.Paused {
		t.Errorf("from %.1f to %.1f, paused %t", at, now, p.Media.Paused)
	}
	if p.Told["error"] != nil {
		t.Errorf("error %v", p.Told["error"])
	}
}

// TestChangeBeforePlay: play that was asked for begins where it was to begin.
func TestChangeBeforePlay(t *testing.T) {
	p := changing(value.Map{"sources": value.Map{"startTime": 8.0}})
	p.Call("setCurrentTime", 0, 8.0)
	p.Run(0.05)
	p.Call("changeSource", 0, "hls", value.Map{"url": "http://x/other.m3u8"})
	p.Run(2)
	if now := p.Media.CurrentTime; now < 8 || p.Media.Paused {
		t.Errorf("at %.1f, paused %t", now, p.Media.Paused)
	}
}
