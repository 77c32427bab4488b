package stream_test

import (
	"maps"
	"strings"
	"testing"

	"diptych/player/manifest"
	"diptych/player/playertest"
	"diptych/player/stream"
)

// listener keeps what an engine tells.
type listener struct {
	video  []string
	failed []stream.Cause
	fatal  int
	away   []bool
	texts  []string
	found  int
	window stream.Window
	ending stream.Failure
	events []manifest.Event
	late   [][3]int
}

func (l *listener) ManifestLoaded(*manifest.Presentation, float64) {}
func (l *listener) VideoSwitched(r *manifest.Rendition)            { l.video = append(l.video, r.ID) }
func (l *listener) AudioSwitched(*manifest.Rendition)              {}
func (l *listener) FragLoaded(stream.Kind, string, int64, float64) {}
func (l *listener) TextCues(_, vtt string, _ float64)              { l.texts = append(l.texts, vtt) }
func (l *listener) TextFound()                                     { l.found++ }
func (l *listener) Edge(w stream.Window)                           { l.window = w }
func (l *listener) Away(on bool)                                   { l.away = append(l.away, on) }
func (l *listener) Events(list []manifest.Event)                   { l.events = append(l.events, list...) }
func (l *listener) FramesDropped(dropped, decoded, all int) {
	l.late = append(l.late, [3]int{dropped, decoded, all})
}
func (l *listener) Failed(f stream.Failure) {
	l.failed, l.ending = append(l.failed, f.Cause), f
	if f.Fatal {
		l.fatal++
	}
}

func (l *listener) last() string {
	if len(l.video) == 0 {
		return ""
	}
	return l.video[len(l.video)-1]
}

// deps is the world as an engine's surroundings; everything can be played.
func deps(w *playertest.World) stream.Deps {
	return stream.Deps{
		Carrier: w, Fetch: playertest.Requests{W: w}, Clock: w.Clock,
		Media: func() stream.MediaState { return w.Media }, SetTime: w.Seek,
		CanPlay: func(string) bool { return true }, Log: playertest.Log{},
	}
}

// play starts an engine on five renditions of a film of a length in seconds.
func play(seconds int, speed func(now float64) float64) (*playertest.World, *stream.Engine, *listener) {
	w, l := playertest.NewWorld(), &listener{}
	w.HLS(seconds, 400_000, 800_000, 1_800_000, 3_500_000, 6_000_000)
	w.Speed = speed
	e := stream.New(deps(w), stream.Config{ABR: true}, l)
	w.Record = e.OnRecord
	e.Load("http://x/main.m3u8", stream.HLS, 0)
	e.Start()
	return w, e, l
}

// playOne loads a film of one rendition without starting it.
func playOne(seconds int) (*playertest.World, *stream.Engine, *listener) {
	return playOneWith(seconds, func(string) bool { return true })
}

func playOneWith(seconds int, canPlay func(mime string) bool) (*playertest.World, *stream.Engine, *listener) {
	w, l := playertest.NewWorld(), &listener{}
	w.HLS(seconds, 400_000)
	w.Speed = constant(8_000_000)
	e := stream.New(stream.Deps{
		Carrier: w, Fetch: playertest.Requests{W: w}, Clock: w.Clock,
		Media: func() stream.MediaState { return w.Media }, SetTime: w.Seek,
		CanPlay: canPlay, Log: playertest.Log{},
	}, stream.Config{ABR: true}, l)
	w.Record = e.OnRecord
	e.Load("http://x/main.m3u8", stream.HLS, 0)
	return w, e, l
}

func constant(bitrate float64) func(float64) float64 {
	return func(float64) float64 { return bitrate }
}

func TestSettlesOnSensibleRendition(t *testing.T) {
	for _, c := range []struct {
		speed    float64
		from, to string
	}{{700_000, "v0", "v0"}, {1_500_000, "v1", "v1"}, {3_500_000, "v2", "v2"}, {20_000_000, "v4", "v4"}} {
		w, _, l := play(120, constant(c.speed))
		w.Run(60)
		if got := l.last(); got < c.from || got > c.to {
			t.Errorf("%.0f bit/s ends at %s, want %s to %s (%v)", c.speed, got, c.from, c.to, l.video)
		}
		if w.Stood > 500 {
			t.Errorf("%.0f bit/s: the clock stood for %.0f ms", c.speed, w.Stood)
		}
	}
}

func TestLinkFallsAndRises(t *testing.T) {
	w, _, l := play(300, func(now float64) float64 {
		if now > 60_000 && now < 160_000 {
			return 800_000
		}
		return 8_000_000
	})
	w.Run(60)
	high := l.last()
	w.Run(100)
	low := l.last()
	w.Run(60)
	if high < "v3" || low > "v1" || l.last() < "v3" {
		t.Errorf("renditions %s, %s, %s (%v)", high, low, l.last(), l.video)
	}
	if w.Stood > 500 {
		t.Errorf("the clock stood for %.0f ms", w.Stood)
	}
}

func TestPlaysToTheEndAndFetchesNothingTwice(t *testing.T) {
	w, _, l := play(60, constant(6_000_000))
	w.Run(75)
	if !w.Ended || !w.Media.Ended {
		t.Errorf("end of stream %v, ended %v at %.1f s", w.Ended, w.Media.Ended, w.Media.CurrentTime)
	}
	seen := map[string]bool{}
	for _, url := range w.Fetched {
		if seen[url] {
			t.Errorf("%s was fetched twice", url)
		}
		seen[url] = true
	}
	if len(l.failed) > 0 {
		t.Errorf("failures %v", l.failed)
	}
}

func TestSeekFetchesFromThere(t *testing.T) {
	w, e, _ := play(300, constant(8_000_000))
	w.Run(10)
	before := len(w.Fetched)
	w.Seek(200.5)
	e.OnMedia("seeking")
	w.Run(3)
	if w.Media.CurrentTime < 201 {
		t.Errorf("three seconds after the seek the clock is at %.2f", w.Media.CurrentTime)
	}
	for _, url := range w.Fetched[before:min(len(w.Fetched), before+2)] {
		if !strings.HasSuffix(url, "-100.m4s") {
			t.Errorf("the seek to 200.5 s fetched %s", url)
		}
	}
}

// TestSeekToShortlyBeforeABoundary: what joins nothing needs the pictures of a
// segment that is nearly over.
func TestSeekToShortlyBeforeABoundary(t *testing.T) {
	w, e, _ := play(300, constant(8_000_000))
	w.Run(10)
	w.Media.Paused, w.Media.Seeking = true, true
	w.Seek(199.92)
	e.OnMedia("seeking")
	w.Run(3)
	if w.Media.CurrentTime != 199.92 || w.Media.ReadyState < 4 {
		t.Errorf("clock at %.2f with pictures of %v", w.Media.CurrentTime, w.Media.Buffered)
	}
}

// TestSeekIntoAHole: media may lack a few pictures at a boundary; a seek there
// ends at the next one, but not before what is on its way has come.
func TestSeekIntoAHole(t *testing.T) {
	w, e, _ := play(300, constant(8_000_000))
	w.Record = func(r stream.Record) {
		if r.State == stream.Appended && r.Start == 200 {
			w.Remove(r.Kind, 200, 200.08)
		}
		e.OnRecord(r)
	}
	w.Run(10)
	w.Media.Paused, w.Media.Seeking = true, true
	w.Seek(200.02)
	e.OnMedia("seeking")
	w.Run(3)
	if w.Media.CurrentTime < 200.08 || w.Media.CurrentTime > 200.2 {
		t.Errorf("the clock is at %.2f, pictures from 200.08 on", w.Media.CurrentTime)
	}
	w.Speed = constant(300_000)
	w.Seek(199.5)
	e.OnMedia("seeking")
	w.Run(1)
	if w.Media.CurrentTime != 199.5 {
		t.Errorf("at %.2f although the segment of 199.5 is on its way", w.Media.CurrentTime)
	}
}

// TestSeekToWhatIsAboutToBeAppended: bytes that are here are not asked for again,
// and what follows them is not given up.
func TestSeekToWhatIsAboutToBeAppended(t *testing.T) {
	w, e, _ := play(300, constant(8_000_000))
	w.Run(10)
	w.Record = func(r stream.Record) {
		if r.State != stream.Appended || r.Start < 200 {
			e.OnRecord(r)
			return
		}
		w.Remove(r.Kind, 200, 300) // the SourceBuffer is busy
	}
	w.Seek(200.5)
	e.OnMedia("seeking")
	w.Run(3)
	w.Seek(200.7)
	e.OnMedia("seeking")
	w.Run(1)
	seen := map[string]bool{}
	for _, url := range w.Fetched {
		if seen[url] {
			t.Errorf("%s was fetched twice", url)
		}
		seen[url] = true
	}
}

func TestMissingSegmentsAreAvoided(t *testing.T) {
	w, _, l := play(120, constant(8_000_000))
	sizes := w.Sizes
	w.Sizes = func(url string) int64 {
		if strings.Contains(url, "v4-") || strings.Contains(url, "v3-") {
			return -1 // 404
		}
		return sizes(url)
	}
	w.Run(60)
	if w.Media.CurrentTime < 55 || len(l.failed) > 0 {
		t.Errorf("after a minute at %.1f s, failures %v", w.Media.CurrentTime, l.failed)
	}
}

// TestAdoptsLog: what is there or under way is not asked for again, what did
// not come is.
func TestAdoptsLog(t *testing.T) {
	for _, c := range []struct {
		name  string
		state stream.RecordState
		later stream.RecordState // after the adoption
		first string
	}{
		{"came", stream.Appended, "", "http://x/v1-1.m4s"},
		{"failed", stream.Failed, "", "http://x/v1-0.m4s"},
		{"given up", stream.Aborted, "", "http://x/v1-0.m4s"},
		{"comes", "", stream.Loaded, "http://x/v1-1.m4s"},
		{"fails", "", stream.Failed, "http://x/v1-0.m4s"},
	} {
		w, l := playertest.NewWorld(), &listener{}
		w.HLS(20, 400_000, 800_000)
		w.Speed = constant(1_000_000)
		q := stream.Request{
			ID: 1, Kind: stream.Video, Rendition: "v1",
			Segment: stream.Resource{URL: "http://x/v1-0.m4s", To: -1}, Duration: 2,
		}
		w.Past = []stream.Record{{Request: q, State: stream.Sent}}
		if c.state != "" {
			w.Past = append(w.Past, stream.Record{Request: q, State: c.state})
		}
		if c.state == stream.Appended {
			w.Media.ByKind[stream.Video] = []stream.Range{{Start: 0, End: 1.8}} // shorter than the playlist says
		}
		e := stream.New(deps(w), stream.Config{}, l)
		w.Record = e.OnRecord
		e.Load("http://x/main.m3u8", stream.HLS, 0)
		e.SelectVideo("v1")
		e.Start()
		if c.later != "" {
			w.Clock.After(100, func() { e.OnRecord(stream.Record{Request: q, State: c.later, Code: "network"}) })
		}
		w.Run(1)
		if len(w.Fetched) == 0 || w.Fetched[0] != c.first {
			t.Errorf("%s: fetched %v, want %s first", c.name, w.Fetched, c.first)
		}
	}
}

func TestTellsOfPicturesBeforeTheirLastBytes(t *testing.T) {
	w, e, l := play(60, constant(100_000))
	w.Run(0.5)
	e.OnMedia("playing") // of the first bytes of a segment
	if l.last() == "" {
		t.Error("pictures play, and nothing was told of their rendition")
	}
	told := len(l.video)
	e.OnMedia("playing")
	if len(l.video) != told {
		t.Errorf("told twice: %v", l.video)
	}
}

// TestTakesNoMoreThanIsShown: a small picture takes at most 35 % of a large one, and
// goes with its size either way.
func TestTakesNoMoreThanIsShown(t *testing.T) {
	w, e, l := play(300, constant(20_000_000))
	e.CapToSize(true)
	rates := map[string]float64{"v0": 400_000, "v1": 800_000, "v2": 1_800_000, "v3": 3_500_000, "v4": 6_000_000}
	settled := map[float64]string{}
	for _, height := range []float64{180, 720, 180, 300, 2000} {
		w.Media.ViewWidth, w.Media.ViewHeight = height*16/9, height
		w.Run(40)
		if was, ok := settled[height]; ok && was != l.last() {
			t.Errorf("%g lines: %s, and %s before", height, l.last(), was)
		}
		settled[height] = l.last()
	}
	want := map[float64]string{180: "v0", 300: "v1", 720: "v3", 2000: "v4"}
	if !maps.Equal(settled, want) || rates[settled[180]] > 0.35*rates[settled[720]] {
		t.Errorf("renditions by height: %v", settled)
	}
}
