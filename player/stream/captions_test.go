package stream_test

import (
	"strings"
	"testing"

	"diptych/player/playertest"
	"diptych/player/stream"
)

const inPictures = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n"

// found lets segments of a world have captions, by channel; they come when all of one is here.
func found(w *playertest.World, e *stream.Engine, channels ...string) (asked *[]bool) {
	asked = &[]bool{}
	w.Record = func(r stream.Record) {
		e.OnRecord(r)
		if r.State != stream.Loaded || r.Kind != stream.Video {
			return
		}
		if *asked = append(*asked, r.Request.Captions); r.Request.Captions {
			c := stream.Record{State: stream.Caption}
			c.Discontinuity = r.Discontinuity
			for _, x := range channels {
				c.Found = append(c.Found, stream.Captions{Channel: x, VTT: inPictures + x})
			}
			e.OnRecord(c)
		}
	}
	return asked
}

func filmWith(w *playertest.World, l stream.Listener, tags string) *stream.Engine {
	w.HLS(20, 400_000)
	w.Bodies["http://x/main.m3u8"] += tags
	w.Speed = constant(8_000_000)
	e := stream.New(deps(w), stream.Config{ABR: true}, l)
	e.Load("http://x/main.m3u8", stream.HLS, 0)
	return e
}

// TestDeclaredCaptions: pictures are looked into where the manifest names captions, and
// those of a channel come to who chooses it, also what was found before.
func TestDeclaredCaptions(t *testing.T) {
	const declared = "#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID=\"c\",NAME=\"English\",LANGUAGE=\"en\"," +
		"INSTREAM-ID=\"CC1\"\n#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID=\"c\",NAME=\"Deutsch\",LANGUAGE=\"de\"," +
		"INSTREAM-ID=\"CC3\"\n"
	w, l := playertest.NewWorld(), &textListener{}
	e := filmWith(w, l, declared)
	asked := found(w, e, "CC1", "CC3")
	e.Start()
	w.Run(3)
	if text := e.Presentation().Text; len(text) != 2 || text[1].ID != "CC3" || text[1].Language != "de" ||
		text[0].Kind != "captions" || l.found != 0 {
		t.Fatalf("%+v", text)
	}
	if len(*asked) == 0 || !(*asked)[0] || len(l.texts) != 0 {
		t.Fatalf("asked %v, told %v", *asked, l.texts)
	}
	e.SelectText("CC3")
	w.Run(1)
	n := len(l.texts)
	if n == 0 || !strings.HasSuffix(l.texts[0], "CC3") || l.by[0] != 0 {
		t.Fatalf("told %q by %v", l.texts, l.by)
	}
	e.SelectText("CC1")
	w.Run(1)
	if len(l.texts) < 2*n || !strings.HasSuffix(l.texts[len(l.texts)-1], "CC1") {
		t.Errorf("told %d, then %d: %q", n, len(l.texts), l.texts)
	}
	e.SelectText("")
	n = len(l.texts)
	w.Run(5)
	if len(l.texts) != n {
		t.Error("captions that nobody wants")
	}
}

// TestCaptionsTooEarly: captions of a source before do no harm.
func TestCaptionsTooEarly(t *testing.T) {
	w, l := playertest.NewWorld(), &textListener{}
	e := stream.New(deps(w), stream.Config{}, l)
	e.OnRecord(stream.Record{State: stream.Caption, Found: []stream.Captions{{Channel: "CC1", VTT: inPictures}}})
	if l.found != 0 || len(l.texts) != 0 {
		t.Errorf("found %d, told %q", l.found, l.texts)
	}
}

// TestCaptionsNobodyNames: segments that are converted are looked into anyway, and what they
// have is offered; 708 only where there is no 608. Others are left alone.
func TestCaptionsNobodyNames(t *testing.T) {
	for name, x := range map[string]struct {
		file     string
		channels []string
		want     string
	}{
		"converted":  {"ts", []string{"CC1", "SERVICE1"}, "CC1"},
		"708 alone":  {"ts", []string{"SERVICE1", "SERVICE2"}, "SERVICE1"},
		"as it is":   {"m4s", []string{"CC1"}, ""},
		"no caption": {"ts", nil, ""},
	} {
		w, l := playertest.NewWorld(), &textListener{}
		e := filmWith(w, l, "")
		list := w.Bodies["http://x/v0.m3u8"]
		for i, line := range strings.Split(list, "\n") {
			if i > 0 && strings.HasPrefix(line, "#EXT-X-MAP") && x.file == "ts" {
				list = strings.Replace(list, line+"\n", "", 1)
			}
		}
		w.Bodies["http://x/v0.m3u8"] = strings.ReplaceAll(list, ".m4s", "."+x.file)
		found(w, e, x.channels...)
		e.Start()
		w.Run(3)
		var ids []string
		for _, r := range e.Presentation().Text {
			ids = append(ids, r.ID)
		}
		if got := strings.Join(ids, " "); got != x.want || (l.found == 1) != (x.want != "") {
			t.Errorf("%s: %q, told %d times, failures %v", name, got, l.found, l.failed)
		}
	}
}
