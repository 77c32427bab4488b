package server

import (
	"bytes"
	"math"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/Eyevinn/mp4ff/mp4"
)

var (
	extInf  = regexp.MustCompile(`(?m)^#EXTINF:([\d.]+),`)
	mpdTime = regexp.MustCompile(`mediaPresentationDuration="PT([\d.]+)S"`)
)

// TestClips: seekFrom and clipTo of a manifest (milliseconds) cut what it names,
// and the pieces begin at 0 for every kind of player.
func TestClips(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	entry := c.upload("film.mp4", clip(t)) // 3 s: segments of 2 s and 1 s
	c.settled(entry)
	path := "/p/101/sp/10100/playManifest/entryId/" + entry + "/protocol/http/format/"
	for _, x := range []struct {
		query   string
		seconds float64
	}{
		{"", 3}, {"?clipTo=0", 3}, {"?clipTo=9000", 3}, {"?seekFrom=500", 3}, {"?seekFrom=0&clipTo=2200", 2.5},
		{"?clipTo=2000", 2}, {"?clipTo=1500", 1.5}, {"?clipTo=500", 0.5}, {"?seekFrom=2000&clipTo=2500", 0.5},
		{"?clipTo=1", 0.5},
		{"?seekFrom=2000", 1}, {"?seekFrom=2500&clipTo=2600", 1}, {"?seekFrom=2100&clipTo=2400", 0.5},
		{"?sf=2000&ct=2400", 0.5}, {"?seekFrom=600&clipTo=700", 1},
	} {
		a, master := c.get(path+"applehttp/a.m3u8"+x.query, nil)
		if a.StatusCode != http.StatusOK {
			t.Fatalf("%s: status %d", x.query, a.StatusCode)
		}
		origin := math.Inf(1)
		lists := regexp.MustCompile(`http://[^"\s]+/index\.m3u8`).FindAllString(master, -1)
		for _, list := range lists {
			start, seconds := c.clipped(list)
			origin = min(origin, start)
			if math.Abs(seconds-x.seconds) > 0.05 || start < 0 || start > 0.05 {
				t.Errorf("%s: %s begins at %.3f and lasts %.3f s, want %.3f", x.query, list, start, seconds,
					x.seconds)
			}
		}
		if len(lists) < 2 || origin != 0 {
			t.Errorf("%s: %d tracks, the first begins at %v", x.query, len(lists), origin)
		}
		_, mpd := c.get(path+"mpegdash/a.mpd"+x.query, nil)
		if m := mpdTime.FindStringSubmatch(mpd); m == nil || math.Abs(number(m[1])-x.seconds) > 0.05 {
			t.Errorf("%s: the MPD lasts %v", x.query, m)
		}
		to, _ := c.get(path+"url/a.mp4"+x.query, nil)
		where, err := url.Parse(to.Header.Get("Location"))
		if err != nil {
			t.Fatal(err)
		}
		_, text := c.get(where.Path, nil)
		f, err := mp4.DecodeFile(strings.NewReader(text))
		if err != nil || f.Moov == nil {
			t.Fatalf("%s: the file: %v", x.query, err)
		}
		if got, want := float64(f.Moov.Mvhd.Duration)/float64(f.Moov.Mvhd.Timescale),
			exactly(x.query); math.Abs(got-want) > 0.05 {
			t.Errorf("%s: the file lasts %.3f s, want %.3f", x.query, got, want)
		}
	}
	for _, query := range []string{"?seekFrom=3500", "?seekFrom=2000&clipTo=1000", "?seekFrom=2000&clipTo=2000",
		"?seekFrom=x", "?seekFrom=1e300"} {
		if a, _ := c.get(path+"applehttp/a.m3u8"+query, nil); a.StatusCode != http.StatusNotFound ||
			a.Header.Get("X-Kaltura") != "error-50" {
			t.Errorf("%s: status %d, %s", query, a.StatusCode, a.Header.Get("X-Kaltura"))
		}
	}
	for query, want := range map[string]int{"?seekFrom=NaN": 200, "?seekFrom=-5": 200} {
		if a, _ := c.get(path+"applehttp/a.m3u8"+query, nil); a.StatusCode != want {
			t.Errorf("%s: status %d", query, a.StatusCode)
		}
	}
}

// exactly is how long a clip of 3 s is to be seen.
func exactly(query string) float64 {
	v, _ := url.ParseQuery(strings.TrimPrefix(query, "?"))
	from, to := number(v.Get("seekFrom")+v.Get("sf")), number(v.Get("clipTo")+v.Get("ct"))
	if to == 0 || to > 3000 {
		to = 3000
	}
	return (to - from) / 1000
}

// TestClipFrames: the file of a clip shows the very frames that were asked for.
func TestClipFrames(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	entry := c.upload("film.mp4", clip(t))
	c.settled(entry)
	pictures := func(query string) []string {
		a, _ := c.get("/p/101/sp/10100/playManifest/entryId/"+entry+"/protocol/http/format/url/a.mp4"+query, nil)
		var out []string
		for _, line := range strings.Split(frames(t, a.Header.Get("Location")), "\n") {
			if strings.HasPrefix(line, "0") { // the picture's stream
				out = append(out, line)
			}
		}
		return out
	}
	all := pictures("")
	if len(all) != 75 {
		t.Fatalf("%d frames", len(all))
	}
	for query, want := range map[string][2]int{"?seekFrom=400": {10, 75}, "?seekFrom=400&clipTo=1200": {10, 30},
		"?clipTo=1000": {0, 25}, "?seekFrom=2400&clipTo=2800": {60, 70}, "?seekFrom=2000": {50, 75}} {
		got := pictures(query)
		if len(got) == 0 || !slices.Equal(got, all[want[0]:want[1]]) {
			first := -1
			if len(got) > 0 {
				first = slices.Index(all, got[0])
			}
			t.Errorf("%s: %d frames from the %d. on, want %v", query, len(got), first, want)
		}
	}
}

func number(text string) float64 {
	v, _ := strconv.ParseFloat(text, 64)
	return v
}

// clipped reads a rendition: when its first sample is decoded, and how long its
// samples are together, which is what its playlist says; seconds.
func (c *client) clipped(list string) (start, length float64) {
	c.t.Helper()
	root := strings.TrimSuffix(c.base, "/api_v3/service/")
	path := strings.TrimPrefix(list, root)
	get := func(name string) []byte {
		a, text := c.get(strings.TrimSuffix(path, "index.m3u8")+name, nil)
		if a.StatusCode != http.StatusOK {
			c.t.Fatalf("%s of %s: status %d", name, list, a.StatusCode)
		}
		return []byte(text)
	}
	playlist, all := string(get("index.m3u8")), get("init.mp4")
	var told float64
	for i, m := range extInf.FindAllStringSubmatch(playlist, -1) {
		told += number(m[1])
		all = append(all, get("seg-"+strconv.Itoa(i+1)+".m4s")...)
	}
	f, err := mp4.DecodeFile(bytes.NewReader(all))
	if err != nil {
		c.t.Fatalf("%s: %v", list, err)
	}
	scale := float64(f.Init.Moov.Trak.Mdia.Mdhd.Timescale)
	next := int64(-1)
	for _, s := range f.Segments {
		for _, fragment := range s.Fragments {
			at := int64(fragment.Moof.Traf.Tfdt.BaseMediaDecodeTime())
			if next >= 0 && at != next {
				c.t.Errorf("%s: a fragment at %d, want %d", list, at, next)
			}
			if next < 0 {
				start, next = float64(at)/scale, at
			}
			samples, err := fragment.GetFullSamples(f.Init.Moov.Mvex.Trex)
			if err != nil {
				c.t.Fatalf("%s: %v", list, err)
			}
			for _, sample := range samples {
				next += int64(sample.Dur)
			}
		}
	}
	length = float64(next)/scale - start
	if math.Abs(length-told) > 0.01 {
		c.t.Errorf("%s: the playlist says %.3f s, the samples last %.3f s", list, told, length)
	}
	return start, length
}
