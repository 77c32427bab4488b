package hls

import (
	"fmt"
	"strings"
	"testing"

	"diptych/player/manifest"
)

// row writes what is known of a segment: place, bytes, times.
func row(s manifest.Segment) string {
	out := fmt.Sprintf("%s %g+%g #%d", strings.TrimPrefix(s.URL, "http://x/"), s.Start, s.Duration, s.Sequence)
	if s.To >= 0 {
		out += fmt.Sprintf(" %d-%d", s.From, s.To)
	}
	if s.Discontinuity != 0 {
		out += fmt.Sprintf(" d%d", s.Discontinuity)
	}
	if s.Init != nil {
		out += " init " + strings.TrimPrefix(s.Init.URL, "http://x/")
	}
	if s.Key != nil {
		out += " " + s.Key.Method
	}
	if s.Gap {
		out += " gap"
	}
	return out
}

func TestMedia(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct{ text, want string }{
		"plain":    {"#EXTINF:2,\na\n#EXTINF:1.5,title\nb", "a 0+2 #0; b 2+1.5 #1"},
		"sequence": {"#EXT-X-MEDIA-SEQUENCE:7\n#EXTINF:2,\na", "a 0+2 #7"},
		"ranges go on": {
			"#EXTINF:1,\n#EXT-X-BYTERANGE:10@5\na\n#EXTINF:1,\n#EXT-X-BYTERANGE:20\na",
			"a 0+1 #0 5-14; a 1+1 #1 15-34",
		},
		"ranges of two files": {
			"#EXTINF:1,\n#EXT-X-BYTERANGE:10\na\n#EXTINF:1,\n#EXT-X-BYTERANGE:20\nb",
			"a 0+1 #0 0-9; b 1+1 #1 0-19",
		},
		"a range is for one segment": {
			"#EXTINF:1,\n#EXT-X-BYTERANGE:10@5\na\n#EXTINF:1,\nb", "a 0+1 #0 5-14; b 1+1 #1",
		},
		"discontinuities": {
			"#EXT-X-DISCONTINUITY-SEQUENCE:3\n#EXTINF:1,\na\n#EXT-X-DISCONTINUITY\n#EXTINF:1,\nb",
			"a 0+1 #0 d3; b 1+1 #1 d4",
		},
		"init segments": {
			"#EXT-X-MAP:URI=\"i\"\n#EXTINF:1,\na\n#EXT-X-MAP:URI=\"j\"\n#EXTINF:1,\nb",
			"a 0+1 #0 init i; b 1+1 #1 init j",
		},
		"keys": {
			"#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n#EXTINF:1,\na\n#EXT-X-KEY:METHOD=NONE\n#EXTINF:1,\nb",
			"a 0+1 #0 AES-128; b 1+1 #1",
		},
		"a gap":                      {"#EXTINF:1,\n#EXT-X-GAP\na\n#EXTINF:1,\nb", "a 0+1 #0 gap; b 1+1 #1"},
		"an address without EXTINF":  {"a\n#EXTINF:1,\nb", "b 0+1 #0"},
		"a duration below nothing":   {"#EXTINF:-3,\na\n#EXTINF:1,\nb", "a 0+0 #0; b 0+1 #1"},
		"a duration that is no time": {"#EXTINF:soon,\na\n#EXTINF:1,\nb", "a 0+0 #0; b 0+1 #1"},
	} {
		var r manifest.Rendition
		if err := Media("#EXTM3U\n"+x.text, "http://x/m.m3u8", &r); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range r.Segments {
			got = append(got, row(s))
		}
		if have := strings.Join(got, "; "); have != x.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, have, x.want)
		}
	}
}

func TestContainer(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"a.ts": "ts", "a.m4s?x=.ts": "mp4", "a.aac": "aac", "a.webvtt": "vtt", "a.vtt": "vtt", "a": "ts",
		"a.cmfv": "mp4", "folder.mp4/a": "ts",
	} {
		var r manifest.Rendition
		if err := Media("#EXTM3U\n#EXTINF:1,\n"+address, "http://x/", &r); err != nil || r.Container != want {
			t.Errorf("%s: %q, %v; want %q", address, r.Container, err, want)
		}
	}
}
