package stream_test

import (
	"strings"
	"testing"

	"diptych/player/playertest"
	"diptych/player/stream"
)

// textListener keeps by how much texts were moved too.
type textListener struct {
	listener
	by []float64
}

func (l *textListener) TextCues(id, vtt string, by float64) {
	l.listener.TextCues(id, vtt, by)
	l.by = append(l.by, by)
}

// asking keeps the small requests.
type asking struct {
	playertest.Requests
	list *[]stream.FetchRequest
}

func (f asking) Fetch(r stream.FetchRequest, done func(stream.Response)) func() {
	*f.list = append(*f.list, r)
	return f.Requests.Fetch(r, done)
}

// textOf plays a stream with a text rendition for a moment and gives the requests that
// want text made of something.
func textOf(w *playertest.World, url string, f stream.Format) (*textListener, []stream.FetchRequest) {
	l, asked := &textListener{}, []stream.FetchRequest{}
	w.Speed = constant(8_000_000)
	d := deps(w)
	d.Fetch = asking{playertest.Requests{W: w}, &asked}
	e := stream.New(d, stream.Config{ABR: true}, l)
	w.Record = e.OnRecord
	e.Load(url, f, 0)
	e.Start()
	w.Run(1)
	e.SelectText(e.Presentation().Text[0].ID)
	w.Run(3)
	var out []stream.FetchRequest
	for _, r := range asked {
		if r.Text != nil {
			out = append(out, r)
		}
	}
	return l, out
}

const made = "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n\n00:00:01.000 --> 00:00:02.000\nhello\n"

// TestTextOfOtherKinds: what is no plain WebVTT is asked for as such, with what it takes
// to read it.
func TestTextOfOtherKinds(t *testing.T) {
	key := "#EXT-X-KEY:METHOD=AES-128,URI=\"k\",IV=0x12\n"
	for name, x := range map[string]struct {
		list string
		want stream.TextSource
		to   int64
	}{
		"init segment": {"#EXT-X-MAP:URI=\"i.mp4\"\n#EXTINF:20,\nt.m4s\n", stream.TextSource{
			Init: stream.Resource{URL: "http://x/i.mp4", To: -1},
		}, 0},
		"encrypted": {key + "#EXTINF:20,\nt.vtt\n", stream.TextSource{Transform: stream.Transform{
			Cipher: &stream.Cipher{Method: "AES-128", Key: "http://x/k", IV: "0x12"},
		}}, 0},
		"a part of a file": {"#EXTINF:20,\n#EXT-X-BYTERANGE:100@0\nt.vtt\n", stream.TextSource{}, 99},
	} {
		w := playertest.NewWorld()
		w.HLS(20, 400_000)
		w.Bodies["http://x/main.m3u8"] += subtitles
		w.Bodies["http://x/t.m3u8"] = "#EXTM3U\n#EXT-X-TARGETDURATION:20\n" + x.list + "#EXT-X-ENDLIST\n"
		w.Bodies["http://x/t.vtt"], w.Bodies["http://x/t.m4s"] = made, made
		l, asked := textOf(w, "http://x/main.m3u8", stream.HLS)
		if len(asked) != 1 || len(l.texts) != 1 {
			t.Fatalf("%s: %d requests, %d texts, failures %v", name, len(asked), len(l.texts), l.failed)
		}
		got := *asked[0].Text
		if got.Init != x.want.Init || (got.Cipher == nil) != (x.want.Cipher == nil) ||
			got.Cipher != nil && *got.Cipher != *x.want.Cipher || asked[0].To != x.to {
			t.Errorf("%s: %+v to %d, want %+v", name, got, asked[0].To, x.want)
		}
	}
}

// TestTextComesLate: a piece that does not come at once is asked for again, and not for ever.
func TestTextComesLate(t *testing.T) {
	for answers, want := range map[int]int{1: 1, 5: 0} {
		w := playertest.NewWorld()
		w.HLS(20, 400_000)
		w.Bodies["http://x/main.m3u8"] += subtitles
		w.Bodies["http://x/t.m3u8"] = "#EXTM3U\n#EXT-X-TARGETDURATION:20\n#EXTINF:20,\nt.m4s\n#EXT-X-ENDLIST\n"
		failed := 0
		w.Serve = func(r stream.FetchRequest) (string, int, float64) {
			if r.Text != nil && failed < answers {
				failed++
				return "", 503, 20
			}
			return w.Bodies[r.URL], 200, 20
		}
		w.Bodies["http://x/t.m4s"] = made
		l, _ := textOf(w, "http://x/main.m3u8", stream.HLS)
		w.Run(20)
		if len(l.texts) != want || failed > 3 {
			t.Errorf("%d failures: %d texts after %d", answers, len(l.texts), failed)
		}
	}
}

// TestTextOfDASH: times of text are moved as the MPD says of the text, and files without
// segments are text too.
func TestTextOfDASH(t *testing.T) {
	mpd := func(text string) string {
		return `["MPD",{"mediaPresentationDuration":"PT20S"},["Period",{},
		["AdaptationSet",{"mimeType":"video/mp4"},["Representation",{"id":"v","bandwidth":"4000"},
		["SegmentTemplate",{"media":"v$Number$","duration":"2"}]]],` + text + `]]`
	}
	template := func(offset string) string {
		return `["AdaptationSet",{"mimeType":"application/mp4","codecs":"stpp"},["Representation",{"id":"t"},
		["SegmentTemplate",{"media":"t$Number$","initialization":"i","duration":"20","presentationTimeOffset":"` +
			offset + `"}]]]`
	}
	images := strings.Replace(template("0"), `"stpp"`, `"stpp.ttml.im1i"`, 1)
	for name, x := range map[string]struct {
		text, url string
		by        float64
	}{
		"segments":        {template("0"), "http://x/t1", 0},
		"its own offset":  {template("1"), "http://x/t1", -1},
		"beside pictures": {images + "," + template("0"), "http://x/t1", 0},
		"one file": {`["AdaptationSet",{"mimeType":"application/ttml+xml"},["Representation",{"id":"t"},
			["BaseURL",{},"t.ttml"]]]`, "http://x/t.ttml", 0},
	} {
		w := playertest.NewWorld()
		w.Sizes = func(string) int64 { return 1000 }
		w.Bodies["http://x/m.mpd"], w.Bodies[x.url] = mpd(x.text), made
		l, asked := textOf(w, "http://x/m.mpd", stream.DASH)
		if len(asked) != 1 || asked[0].URL != x.url || len(l.by) != 1 || l.by[0] != x.by {
			t.Errorf("%s: asked for %+v, moved by %v, failures %v", name, asked, l.by, l.failed)
		}
	}
}
