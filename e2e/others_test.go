package e2e

import (
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// spoken is a film of two renditions, two languages of sound and two of captions.
type spoken struct {
	*clips
	id string
}

var spokenFilm = sync.OnceValues(makeSpoken)

func makeSpoken() (*spoken, error) {
	c, err := clipServer()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "diptych-spoken-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "spoken.mp4")
	out, err := exec.Command("ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i",
		"testsrc2=size=640x360:rate=25:duration=9", "-f", "lavfi", "-i", "sine=frequency=440:duration=9", "-f",
		"lavfi", "-i", "sine=frequency=880:duration=9",
		"-map", "0", "-map", "1", "-map", "2", "-metadata:s:a:0", "language=eng", "-metadata:s:a:1",
		"language=deu", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac",
		file).CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("ffmpeg: %w %s", err, out)
	}
	id, err := c.publish(file, "Two languages")
	if err != nil {
		return nil, err
	}
	for _, language := range []string{"English", "German"} {
		var asset struct{ ID string }
		if err := c.post("caption_captionAsset", "add", map[string]any{"entryId": id,
			"captionAsset": map[string]any{"objectType": "KalturaCaptionAsset", "language": language,
				"label": language, "format": 3}}, &asset); err != nil {
			return nil, err
		}
		text := "WEBVTT\n\n00:00.500 --> 00:03.000\n" + language + "\n\n00:04.000 --> 00:08.000\n" + language +
			" again\n"
		if err := c.post("caption_captionAsset", "setContent",
			map[string]any{"id": asset.ID, "contentResource": map[string]any{
				"objectType": "KalturaStringResource", "content": text}}, nil); err != nil {
			return nil, err
		}
	}
	return &spoken{c, id}, nil
}

func (s *spoken) manifest(format, more, name string) string {
	return s.base + "/p/101/sp/10100/playManifest/entryId/" + s.id + "/protocol/http/format/" + format + more +
		"/" + name
}

// TestOtherPlayers: the players that people have play every rendition, language
// and caption of what we deliver: whole, clipped and encrypted.
func TestOtherPlayers(t *testing.T) {
	t.Parallel()
	s, err := spokenFilm()
	if err != nil {
		t.Fatal(err)
	}
	const all, cut = "map[captions:[de en] heights:[240 360] seconds:9 sounds:[en de]]",
		"map[captions:[de en] heights:[240 360] seconds:4 sounds:[en de]]"
	pictured := strings.TrimSuffix(all, "]") + " thumbnail:3608,0,164,92]" // the 23rd of 100
	hls := func(more string) string { return s.manifest("applehttp", more, "a.m3u8") }
	dash := func(more string) string { return s.manifest("mpegdash", more, "a.mpd") }
	usual := []string{"hls.js", "hls.js AES-128 clip", "shaka hls cbcs", "shaka cenc", "shaka dash clip", "dash.js",
		"dash.js cbcs clip"} // each player, format, encryption, and clips
	for _, x := range []struct{ name, player, url, want string }{
		{"hls.js", "hls.js", hls(""), all},
		{"hls.js clip", "hls.js", hls("/seekFrom/2100/clipTo/6000"), cut},
		{"hls.js AES-128", "hls.js", hls("/deliveryProfileId/1011"), all},
		{"hls.js AES-128 clip", "hls.js", hls("/deliveryProfileId/1011/seekFrom/2100/clipTo/6000"), cut},
		{"shaka hls", "shaka", hls(""), all},
		{"shaka AES-128", "shaka", hls("/deliveryProfileId/1011"), all},
		{"shaka hls cbcs", "shaka", hls("/deliveryProfileId/1012"), all},
		{"shaka dash", "shaka", dash(""), pictured},
		{"shaka dash clip", "shaka", dash("/seekFrom/2100/clipTo/6000"), cut},
		{"shaka cenc", "shaka", dash("/deliveryProfileId/1013"), pictured},
		{"shaka cbcs", "shaka", dash("/deliveryProfileId/1014"), pictured},
		{"dash.js", "dash.js", dash(""), pictured},
		{"dash.js clip", "dash.js", dash("/seekFrom/2100/clipTo/6000"), cut},
		{"dash.js cenc", "dash.js", dash("/deliveryProfileId/1013"), pictured},
		{"dash.js cbcs clip", "dash.js", dash("/deliveryProfileId/1014/seekFrom/2100/clipTo/6000"), cut},
	} {
		if !matrix() && !slices.Contains(usual, x.name) {
			continue
		}
		t.Run(x.name, func(t *testing.T) {
			slot(t, waits)
			b := open(t, site.pages.URL+"/other")
			b.do(js(`await start(%q, %q)`, x.player, x.url))
			if got := fmt.Sprint(eval[map[string]any](b, `walk()`)); got != x.want {
				t.Errorf("%s, want %s", got, x.want)
			}
			if errors := eval[string](b, "JSON.stringify(errors)"); errors != "[]" {
				t.Errorf("errors %s", errors)
			}
		})
	}
}

// parsed is what another parser reads in an MPD: for each rendition where its
// pieces are and how long they last.
type parsed struct {
	Init      string
	Segments  []string
	Durations []float64
}

// TestManifestsAgree: the MPD, read by a parser that is not ours, and the HLS
// playlists name the same pieces of the same lengths, and each of them is there.
func TestManifestsAgree(t *testing.T) {
	slot(t, waits)
	s, err := spokenFilm()
	if err != nil {
		t.Fatal(err)
	}
	for _, more := range []string{"", "/seekFrom/2100/clipTo/6000"} {
		b := open(t, site.pages.URL+"/other")
		b.do(js(`await load("/npm/mpd-parser/dist/mpd-parser.min.js"); const url = %q;
			const read = mpdParser.parse(await (await fetch(url)).text(), {manifestUri: url});
			const lists = [...read.playlists,
				...Object.values(read.mediaGroups.AUDIO.audio).flatMap((g) => g.playlists)];
			window.out = lists.map((l) => ({Init: l.segments[0].map.resolvedUri,
				Segments: l.segments.map((x) => x.resolvedUri),
					Durations: l.segments.map((x) => x.duration)}));`, s.manifest("mpegdash", more, "a.mpd")))
		dash := eval[[]parsed](b, "out")
		if len(dash) != 4 {
			t.Fatalf("%d renditions in the MPD", len(dash))
		}
		hls := s.playlists(t, s.manifest("applehttp", more, "a.m3u8"))
		for _, d := range dash {
			h, ok := hls[d.Init]
			if !ok || !slices.Equal(h.Segments, d.Segments) {
				t.Errorf("%s: HLS has %v, DASH %v", d.Init, h.Segments, d.Segments)
				continue
			}
			for i := range d.Durations {
				if math.Abs(d.Durations[i]-h.Durations[i]) > 0.001 {
					t.Errorf("%s lasts %.3f s in HLS, %.3f s in DASH", d.Segments[i], h.Durations[i],
						d.Durations[i])
				}
			}
			for _, piece := range append(d.Segments, d.Init) {
				if code, _ := fetch(t, piece); code != http.StatusOK {
					t.Errorf("%s: %d", piece, code)
				}
			}
		}
		if len(hls) != len(dash) {
			t.Errorf("%d renditions in HLS", len(hls))
		}
	}
}

// playlists reads the media playlists of a master, by their init segments.
func (s *spoken) playlists(t *testing.T, master string) map[string]parsed {
	t.Helper()
	out := map[string]parsed{}
	_, text := fetch(t, master)
	for _, field := range strings.FieldsFunc(text, func(r rune) bool { return r == '"' || r == '\n' }) {
		if !strings.HasSuffix(field, "/index.m3u8") {
			continue
		}
		base := strings.TrimSuffix(field, "index.m3u8")
		p := parsed{Init: base + "init.mp4"}
		_, list := fetch(t, field)
		for _, line := range strings.Split(list, "\n") {
			var seconds float64
			if n, _ := fmt.Sscanf(line, "#EXTINF:%f", &seconds); n == 1 {
				p.Durations = append(p.Durations, seconds)
			} else if line != "" && line[0] != '#' {
				p.Segments = append(p.Segments, base+line)
			}
		}
		out[p.Init] = p
	}
	return out
}

func fetch(t *testing.T, url string) (int, string) {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(text)
}
