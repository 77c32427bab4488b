package stream_test

import (
	"fmt"
	"strings"
	"testing"

	"diptych/player/playertest"
	"diptych/player/stream"
)

var (
	picture = playertest.Track{
		ID: 1, Kind: "video", Entry: "avc1", Config: playertest.AVC(0x4d, 0x40, 0x1e), Timescale: 1000,
	}
	voice = playertest.Track{ID: 2, Kind: "audio", Entry: "mp4a", Timescale: 48_000}
)

// number is that of a segment of World.HLS.
func number(url string) (kind string, n int) {
	name, rest, _ := strings.Cut(strings.TrimPrefix(url, "http://x/"), "-")
	_, _ = fmt.Sscanf(rest, "%d.m4s", &n)
	return name, n
}

// inside makes a world whose media say when they begin, by name and number.
func inside(w *playertest.World, begins func(kind string, n int) float64) {
	w.Times = func(url string) (float64, float64, bool) {
		kind, n := number(url)
		return begins(kind, n), 2, true
	}
	w.Inside = func(r stream.Request) (init, head []byte) {
		kind, n := number(r.Segment.URL)
		track := picture
		if r.Kind == stream.Audio {
			track = voice
		}
		return playertest.InitSegment(track),
			playertest.Fragment(0, map[uint32]int64{track.ID: int64(begins(kind, n) * float64(track.Timescale))})
	}
}

// TestMediaTimes: whatever the media's own clock says, it stands where the
// playlist has it, and each segment is asked for once.
func TestMediaTimes(t *testing.T) {
	for _, x := range []struct {
		name   string
		begins func(kind string, n int) float64
		end    float64
	}{
		{"as the playlist says", func(_ string, n int) float64 { return float64(2 * n) }, 20},
		{"begins at 10 s", func(_ string, n int) float64 { return float64(2*n) + 10 }, 20},
		{"begins at a day", func(_ string, n int) float64 { return float64(2*n) + 86_400 }, 20},
		{"begins before 0", func(_ string, n int) float64 { return float64(2*n) - 3 }, 20},
		{"begins anew", func(_ string, n int) float64 { return float64(2 * (n % 5)) }, 20},
		{"sound and picture apart", func(kind string, n int) float64 {
			if kind == "a" {
				return float64(2 * n)
			}
			return float64(2*n) + 10
		}, 20},
		{"sound a little later", func(kind string, n int) float64 {
			if kind == "a" {
				return float64(2*n) + 10.05
			}
			return float64(2*n) + 10
		}, 20},
		{"longer than said", func(_ string, n int) float64 { return 2.1 * float64(n) }, 20},
		{"shorter than said", func(_ string, n int) float64 { return 1.9 * float64(n) }, 18},
	} {
		w, e, l := playOne(20)
		inside(w, x.begins)
		e.Start()
		w.Run(30)
		if !w.Ended || w.Media.CurrentTime < x.end-0.5 || len(l.failed) > 0 || w.Stood > 1500 {
			t.Errorf("%s: at %.1f s, end of stream %v, failures %v, stood %.0f ms, pictures %v", x.name,
				w.Media.CurrentTime, w.Ended, l.failed, w.Stood, w.Media.ByKind)
		}
		for url, n := range counts(w.Fetched) {
			if n > 1 {
				t.Errorf("%s: %s was asked for %d times", x.name, url, n)
			}
		}
	}
}

// TestSeekInMovedMedia: a seek finds its segment on a moved timeline.
func TestSeekInMovedMedia(t *testing.T) {
	w, e, _ := playOne(100)
	inside(w, func(_ string, n int) float64 { return float64(2*n) + 10 })
	e.Start()
	w.Run(3)
	before := len(w.Fetched)
	w.Seek(61)
	e.OnMedia("seeking")
	w.Run(2)
	if w.Media.CurrentTime < 62 || !strings.HasSuffix(w.Fetched[before], "-30.m4s") {
		t.Errorf("at %.1f s, fetched %v", w.Media.CurrentTime, w.Fetched[before:])
	}
}

type content struct {
	name         string
	video, audio []playertest.Track
	want         string
	drop         string
	failed       []stream.Cause
}

// contents are the tracks of two renditions, and what comes of them.
func contents() []content {
	encrypted := picture
	encrypted.Entry = "encv"
	encrypted.Config = playertest.Box("sinf", playertest.Box("frma", []byte("avc1")))
	odd := picture
	odd.Entry = "xvid"
	return []content{
		{
			"a picture and a sound", []playertest.Track{picture}, []playertest.Track{voice},
			`video video/mp4; codecs="avc1.4d401e" audio audio/mp4; codecs="mp4a.40.2"`, "[] []", nil,
		},
		{
			"sound twice", []playertest.Track{picture, voice}, []playertest.Track{voice},
			`video video/mp4; codecs="avc1.4d401e" audio audio/mp4; codecs="mp4a.40.2"`, "[2] []", nil,
		},
		{
			"all in both", []playertest.Track{picture, voice}, []playertest.Track{picture, voice},
			`video video/mp4; codecs="avc1.4d401e" audio audio/mp4; codecs="mp4a.40.2"`, "[2] [1]", nil,
		},
		{
			"no picture", []playertest.Track{voice}, []playertest.Track{voice},
			`audio audio/mp4; codecs="mp4a.40.2"`, "[] []", nil,
		},
		{
			"no sound", []playertest.Track{picture}, []playertest.Track{picture},
			`video video/mp4; codecs="avc1.4d401e"`, "[] []", nil,
		},
		{
			"encrypted", []playertest.Track{encrypted}, []playertest.Track{voice}, "", "",
			[]stream.Cause{stream.CauseKeySystem},
		},
		{
			"a codec that nobody has", []playertest.Track{odd}, []playertest.Track{voice}, "", "",
			[]stream.Cause{stream.CauseCodec},
		},
	}
}

// TestWhatIsInside: types of SourceBuffers follow from init segments.
func TestWhatIsInside(t *testing.T) {
	for _, x := range contents() {
		w, e, l := playOneWith(20, func(mime string) bool { return !strings.Contains(mime, "xvid") })
		w.Inside = func(r stream.Request) (init, head []byte) {
			tracks := x.video
			if r.Kind == stream.Audio {
				tracks = x.audio
			}
			return playertest.InitSegment(tracks...),
				playertest.Fragment(0, map[uint32]int64{1: int64(r.Start * 1000), 2: int64(r.Start * 48_000)})
		}
		e.Start()
		w.Run(3)
		if fmt.Sprint(l.failed) != fmt.Sprint(x.failed) {
			t.Errorf("%s: failures %v", x.name, l.failed)
		}
		if x.failed != nil {
			continue
		}
		var got []string
		for _, d := range w.Declared {
			got = append(got, string(d.Kind)+" "+d.MIME)
		}
		if strings.Join(got, " ") != x.want {
			t.Errorf("%s: %v, want %s", x.name, got, x.want)
		}
		if drop := fmt.Sprint(w.Places["http://x/v0-0.m4s"].Drop,
			w.Places["http://x/a-0.m4s"].Drop); drop != x.drop && len(w.Declared) == 2 {
			t.Errorf("%s: dropped %s, want %s", x.name, drop, x.drop)
		}
		if w.Media.CurrentTime < 2 {
			t.Errorf("%s: at %.1f s", x.name, w.Media.CurrentTime)
		}
	}
}

// TestSoundHasAGap: the picture goes on in silence.
func TestSoundHasAGap(t *testing.T) {
	for _, gap := range []string{"a-0.m4s", "a-3.m4s"} {
		w, e, l := playOne(20)
		w.Bodies["http://x/a.m3u8"] = strings.Replace(w.Bodies["http://x/a.m3u8"], "#EXTINF:2,\n"+gap,
			"#EXT-X-GAP\n#EXTINF:2,\n"+gap, 1)
		inside(w, func(_ string, n int) float64 { return float64(2 * n) })
		times := w.Times
		w.Times = func(url string) (float64, float64, bool) {
			if url == "" { // silence stands where it was made for
				return 0, 0, false
			}
			return times(url)
		}
		e.Start()
		w.Run(10)
		if w.Media.CurrentTime < 9 || len(l.failed) > 0 || len(w.Media.ByKind[stream.Audio]) != 1 ||
			w.Stood > 300 {
			t.Errorf("%s: at %.1f s, stood %.0f ms, failures %v, %v", gap, w.Media.CurrentTime, w.Stood,
				l.failed, w.Media.ByKind)
		}
	}
}
