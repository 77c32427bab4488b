package subtitle

import (
	"strings"
	"testing"

	"diptych/player/playertest"
)

// initOf is an init segment of a track of text with 1000 units a second.
func initOf(handler, entry string) []byte {
	return playertest.InitSegment(playertest.Track{ID: 1, Kind: handler, Entry: entry, Timescale: 1000})
}

func webVTTInit() []byte { return initOf("text", "wvtt") }
func ttmlInit() []byte   { return initOf("subt", "stpp") }

type piece struct {
	duration uint32
	data     []byte
}

// media is a fragment of samples that begins at a time, in ms.
func media(time uint32, list ...piece) []byte {
	var run, data []byte
	for _, p := range list {
		run = append(run, playertest.Words(p.duration, uint32(len(p.data)))...)
		data = append(data, p.data...)
	}
	moof := func(offset uint32) []byte {
		return playertest.Box("moof", playertest.Box("mfhd", playertest.Words(0, 1)), playertest.Box("traf",
			playertest.Box("tfhd", playertest.Words(0x20000, 1)), playertest.Box("tfdt", playertest.Words(0, time)),
			playertest.Box("trun", playertest.Words(0x301, uint32(len(list)), offset), run)))
	}
	head := moof(0)
	return append(moof(uint32(len(head))+8), playertest.Box("mdat", data)...)
}

func ttmlMedia(time, duration uint32, doc string) []byte {
	return media(time, piece{duration, []byte(doc)})
}

func text(kind, s string) []byte { return playertest.Box(kind, []byte(s)) }

// webVTTMedia has a cue in two samples, a pause, and two cues at a time.
func webVTTMedia() []byte {
	one := playertest.Box("vttc", text("sttg", "line:10%"), text("payl", "one\n\ntwo"))
	return media(5000, piece{1000, one}, piece{500, one}, piece{500, playertest.Box("vtte")},
		piece{2000, append(playertest.Box("vttc", text("iden", "a"), text("payl", "<b>x</b>")),
			playertest.Box("vttc", text("payl", "y --> z"))...)})
}

func TestWebVTTInMP4(t *testing.T) {
	t.Parallel()
	want := "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n\n" +
		"00:00:05.000 --> 00:00:06.500 line:10%\none\ntwo\n\n" +
		"a\n00:00:07.000 --> 00:00:09.000\n<b>x</b>\n\n00:00:07.000 --> 00:00:09.000\ny --&gt; z\n"
	for name, in := range map[string][2][]byte{
		"beside": {webVTTInit(), webVTTMedia()}, "in one file": {nil, append(webVTTInit(), webVTTMedia()...)},
	} {
		if got, err := ToVTT(in[0], in[1]); got != want || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if _, err := ToVTT(initOf("vide", "avc1"), webVTTMedia()); err == nil {
		t.Error("pictures are no text")
	}
}

// TestTTMLInMP4: a document counts on the media's clock and is shown while its sample
// lasts; one that cannot mean that counts from its sample.
func TestTTMLInMP4(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ name, body, want string }{
		{"absolute", `<p begin="101s" end="102s">x</p>`, "00:01:41.000 --> 00:01:42.000"},
		{"longer than its sample", `<p begin="99s" end="200s">x</p>`, "00:01:40.000 --> 00:01:44.000"},
		{"all of it", `<p>x</p>`, "00:01:40.000 --> 00:01:44.000"},
		{"of the next sample", `<p begin="104s" end="105s">x</p>`, ""},
		{"relative", `<p begin="1s" end="9s">x</p>`, "00:01:41.000 --> 00:01:44.000"},
	} {
		doc := tt + "><body><div>" + x.body + "</div></body></tt>"
		got, _, _ := strings.Cut(vtt(t, ttmlInit(), ttmlMedia(100_000, 4_000, doc)), "\n")
		if got != x.want {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}
