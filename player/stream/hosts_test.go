package stream_test

import (
	"fmt"
	"strings"
	"testing"

	"diptych/player/playertest"
	"diptych/player/stream"
)

const subtitles = "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"t\",NAME=\"English\",LANGUAGE=\"en\",URI=\"t.m3u8\"\n"

// TestListsThatDoNotCome: play goes on without a list that is not there, or whose
// host does not answer.
func TestListsThatDoNotCome(t *testing.T) {
	for _, name := range []string{"t", "b", "v1"} {
		for _, dead := range []bool{false, true} {
			w, e, l := begin(60, 0, func(w *playertest.World) {
				w.HLS(60, 400_000, 800_000)
				w.Bodies["http://x/main.m3u8"] += subtitles +
					"#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"Other\",URI=\"b.m3u8\"\n"
				url := "http://x/" + name + ".m3u8"
				delete(w.Bodies, url)
				w.Dead = func(x string) bool { return dead && x == url }
			})
			e.Limit(6)
			w.Run(3)
			switch name {
			case "t":
				e.SelectText("t0")
			case "b":
				e.SelectAudio("a1")
			case "v1":
				e.SelectVideo("v1")
			}
			w.Run(40)
			least := 42.0
			if name == "v1" && dead { // it was to be the first, and was asked for four times
				least = 25
			}
			if w.Media.CurrentTime < least || w.Stood > 500 {
				t.Errorf("%s, dead %v: at %.1f s, stood %.0f ms, failures %v, told %v", name, dead,
					w.Media.CurrentTime, w.Stood, l.failed, l.away)
			}
			if l.fatal > 0 {
				t.Errorf("%s, dead %v: failures %v", name, dead, l.failed)
			}
		}
	}
}

// TestInitSegmentFailsLate: the segment is asked for again.
func TestInitSegmentFailsLate(t *testing.T) {
	for _, which := range []string{"/v0-0.", "/a-0.", "/v0-4."} {
		left := 2
		w, _, l := begin(20, 0, func(w *playertest.World) {
			inside(w, func(_ string, n int) float64 { return float64(2 * n) })
			w.NoInit = func(url string) bool {
				return strings.Contains(url, which) && left > 0
			}
		})
		record := w.Record
		w.Record = func(r stream.Record) {
			if r.State == stream.Failed {
				left--
			}
			record(r)
		}
		w.Run(30)
		if !w.Ended || w.Media.CurrentTime < 19.5 || len(l.failed) > 0 {
			t.Errorf("%s at %.1f s, failures %v, %v", which, w.Media.CurrentTime, l.failed, w.Media.ByKind)
		}
	}
}

// TestBackupWhileSegmentsAreHeld: a head that comes when another list is awaited
// is nobody's.
func TestBackupWhileSegmentsAreHeld(t *testing.T) {
	w, _, l := begin(20, 0, func(w *playertest.World) {
		master := w.Bodies["http://x/main.m3u8"]
		w.Bodies["http://x/main.m3u8"] = master +
			strings.ReplaceAll(master[strings.Index(master, "#EXT-X-STREAM"):], "v0.", "w.")
		w.Bodies["http://x/w.m3u8"] = strings.ReplaceAll(w.Bodies["http://x/v0.m3u8"], "v0-", "w-")
		sizes := w.Sizes
		w.Sizes = func(url string) int64 { return sizes(strings.Replace(url, "/w-", "/v0-", 1)) }
		inside(w, func(_ string, n int) float64 { return float64(2 * n) })
		times := w.Times
		w.Times = func(url string) (float64, float64, bool) {
			if strings.Contains(url, "/v0-2.") {
				return 0, 0, true // nothing
			}
			return times(url)
		}
	})
	record, late := w.Record, []stream.Record{}
	w.Record = func(r stream.Record) {
		if r.State == stream.Head {
			late = append(late, r)
		}
		record(r)
	}
	for range 200 {
		w.Run(0.1)
		for _, r := range late {
			record(r)
		}
	}
	if !w.Ended || w.Media.CurrentTime < 19 || len(l.failed) > 0 || counts(w.Fetched)["http://x/w-2.m4s"] == 0 {
		t.Errorf("at %.1f s, failures %v, %v", w.Media.CurrentTime, l.failed, w.Fetched)
	}
}

// TestRefusedTwice: several segments of a rendition that the browser does not take
// are one refusal.
func TestRefusedTwice(t *testing.T) {
	w, l := playertest.NewWorld(), &listener{}
	w.HLS(40, 400_000, 800_000)
	w.Speed = constant(8_000_000)
	inside(w, func(_ string, n int) float64 { return float64(2 * n) })
	heads := w.Inside
	odd := picture
	odd.Entry = "xvid"
	w.Inside = func(r stream.Request) (init, head []byte) {
		init, head = heads(r)
		if r.Rendition == "v1" {
			init = playertest.InitSegment(odd)
		}
		return init, head
	}
	e := stream.New(stream.Deps{
		Carrier: w, Fetch: playertest.Requests{W: w}, Clock: w.Clock,
		Media: func() stream.MediaState { return w.Media }, SetTime: w.Seek,
		CanPlay: func(mime string) bool { return !strings.Contains(mime, "xvid") }, Log: playertest.Log{},
	}, stream.Config{ABR: true}, l)
	var held []stream.Record // heads come late, after several segments
	w.Record = func(r stream.Record) {
		if r.State == stream.Head && r.Rendition == "v1" && len(held) < 4 {
			held = append(held, r)
			if len(held) == 4 {
				for _, h := range held {
					e.OnRecord(h)
				}
			}
			return
		}
		e.OnRecord(r)
	}
	e.Load("http://x/main.m3u8", stream.HLS, 0)
	e.Start()
	w.Run(5)
	e.SelectVideo("v1")
	w.Run(50)
	if !w.Ended || len(l.failed) > 0 {
		t.Errorf("at %.1f s, failures %v, %s", w.Media.CurrentTime, l.failed, fmt.Sprint(w.Fetched))
	}
}

// TestTextOfMediaWithoutTimes: text comes also for media that nobody looks into.
func TestTextOfMediaWithoutTimes(t *testing.T) {
	w, e, l := begin(20, 0, func(w *playertest.World) {
		w.Bodies["http://x/main.m3u8"] += subtitles
		w.Bodies["http://x/t.m3u8"] = "#EXTM3U\n#EXT-X-TARGETDURATION:20\n#EXTINF:20,\nt.vtt\n#EXT-X-ENDLIST\n"
		w.Bodies["http://x/t.vtt"] = "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n\n" +
			"00:01.000 --> 00:02.000\nhello\n"
	})
	e.SelectText("t0")
	w.Run(1)
	e.SelectText("t0")
	w.Run(3)
	if len(l.texts) != 1 {
		t.Errorf("%d pieces of text, failures %v", len(l.texts), l.failed)
	}
}

// TestAdoptedSegmentIsRefused: what another driver had loaded, and was not appended
// in the end, is asked for again.
func TestAdoptedSegmentIsRefused(t *testing.T) {
	w, l := playertest.NewWorld(), &listener{}
	w.HLS(20, 400_000)
	w.Speed = constant(1_000_000)
	q := stream.Request{
		ID: 1, Kind: stream.Video, Rendition: "v0",
		Segment: stream.Resource{URL: "http://x/v0-0.m4s", To: -1}, Duration: 2,
	}
	w.Past = []stream.Record{{Request: q, State: stream.Sent}, {Request: q, State: stream.Loaded}}
	e := stream.New(deps(w), stream.Config{}, l)
	w.Record = func(stream.Record) {}
	w.Open([]stream.SourceTrack{{Kind: stream.Video, MIME: "video/mp4"}})
	w.Run(0.1)
	w.Record = e.OnRecord
	e.Load("http://x/main.m3u8", stream.HLS, 0)
	e.Start()
	w.Clock.After(100, func() { e.OnRecord(stream.Record{Request: q, State: stream.Aborted}) })
	w.Run(3)
	if n := counts(w.Fetched)["http://x/v0-0.m4s"]; n != 1 || w.Media.CurrentTime < 1 {
		t.Errorf("asked for %d times: %v, at %.1f s", n, w.Fetched, w.Media.CurrentTime)
	}
}

// TestSwitchWhileSegmentsAreAppended: what is taken out at once is not missing.
func TestSwitchWhileSegmentsAreAppended(t *testing.T) {
	w, l, log := playertest.NewWorld(), &listener{}, &lines{}
	w.HLS(60, 400_000, 800_000)
	w.Speed = constant(8_000_000)
	e := stream.New(stream.Deps{
		Carrier: w, Fetch: playertest.Requests{W: w}, Clock: w.Clock,
		Media: func() stream.MediaState { return w.Media }, SetTime: w.Seek,
		CanPlay: func(string) bool { return true }, Log: log,
	}, stream.Config{ABR: true}, l)
	var late []stream.Record
	hold := false
	w.Record = func(r stream.Record) {
		if hold && r.State == stream.Appended && r.Kind == stream.Video {
			late = append(late, r)
			return
		}
		e.OnRecord(r)
	}
	e.Load("http://x/main.m3u8", stream.HLS, 0)
	e.Limit(12)
	e.Start()
	w.Run(2)
	w.Seek(20)
	hold = true
	e.OnMedia("seeking")
	w.Run(3)
	e.SelectVideo("v0")
	for _, r := range late {
		e.OnRecord(r)
	}
	hold = false
	w.Run(60)
	if len(late) == 0 || log.n > 0 || !w.Ended || len(l.failed) > 0 {
		t.Errorf("%d held, %d complaints, at %.1f s, failures %v", len(late), log.n, w.Media.CurrentTime, l.failed)
	}
}

// lines counts complaints of media that is not in its place.
type lines struct{ n int }

func (l *lines) Log(_ stream.Level, msg string, _ ...any) {
	if strings.Contains(msg, "nothing to its place") {
		l.n++
	}
}
