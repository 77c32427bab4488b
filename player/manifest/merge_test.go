package manifest_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"diptych/player/manifest"
	"diptych/player/manifest/hls"
)

// list reads a playlist of segments from..to-1 with lines before.
func list(t *testing.T, from, to int, head string) *manifest.Rendition {
	t.Helper()
	var text strings.Builder
	fmt.Fprintf(&text, "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:%d\n%s", from, head)
	for i := from; i < to; i++ {
		fmt.Fprintf(&text, "#EXTINF:4,\ns%d.m4s?at=%d\n", i, to)
	}
	return read(t, text.String())
}

func read(t *testing.T, text string) *manifest.Rendition {
	t.Helper()
	r := &manifest.Rendition{}
	if err := hls.Media(text, "http://x/a.m3u8", r); err != nil {
		t.Fatal(err)
	}
	return r
}

func starts(r *manifest.Rendition) string {
	var out []string
	for _, s := range r.Segments {
		out = append(out, fmt.Sprintf("%d@%g", s.Sequence, s.Start))
	}
	return strings.Join(out, " ")
}

func TestMerge(t *testing.T) {
	const pdt = "#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:%02d.500Z\n"
	for _, x := range []struct {
		name       string
		old, fresh *manifest.Rendition
		want       string
		changed    bool
	}{
		{"slides", list(t, 5, 8, ""), list(t, 6, 9, ""), "6@4 7@8 8@12", true},
		{"the same", list(t, 5, 8, ""), list(t, 5, 8, ""), "5@0 6@4 7@8", false},
		{"an older one", list(t, 5, 8, ""), list(t, 4, 7, ""), "5@0 6@4 7@8", false},
		{"nothing in common", list(t, 5, 8, ""), list(t, 10, 12, ""), "10@20 11@24", true},
		{"by the wall clock", list(t, 5, 8, fmt.Sprintf(pdt, 0)), list(t, 20, 22, fmt.Sprintf(pdt, 30)), "20@30 21@34",
			true},
		{"numbers begin anew", list(t, 50, 53, ""), list(t, 0, 2, ""), "53@12 54@16", true},
		{"delta", list(t, 1, 8, ""), list(t, 2, 9, "#EXT-X-SKIP:SKIPPED-SEGMENTS=4\n"),
			"2@4 3@8 4@12 5@16 6@20 7@24 8@28 9@32 10@36 11@40 12@44", true},
		{"empty", list(t, 5, 8, ""), list(t, 9, 9, ""), "5@0 6@4 7@8", false},
	} {
		if x.name == "delta" { // the helper counts on from the skipped ones
			x.fresh.Segments = x.fresh.Segments[:3]
			x.want = "2@4 3@8 4@12 5@16 6@20 7@24 8@28"
		}
		changed, err := manifest.Merge(x.old, x.fresh)
		if got := starts(x.old); err != nil || changed != x.changed || got != x.want {
			t.Errorf("%s: %s, %v, %v", x.name, got, changed, err)
		}
	}
	if _, err := manifest.Merge(list(t, 1, 4, ""), list(t, 2, 9, "#EXT-X-SKIP:SKIPPED-SEGMENTS=9\n")); !errors.Is(err,
		manifest.ErrGap) {
		t.Errorf("a delta without its beginning: %v", err)
	}
}

// TestMergeKeepsWhatIsKnown: times that media has set right, discontinuities of servers
// that do not count those that have gone.
func TestMergeKeepsWhatIsKnown(t *testing.T) {
	r := list(t, 5, 9, "")
	r.Shift(1, 0.3)
	if _, err := manifest.Merge(r, list(t, 6, 11, "")); err != nil || starts(r) != "6@4.3 7@8.3 8@12.3 9@16.3 10@20.3" {
		t.Errorf("%s, %v", starts(r), err)
	}
	r = read(t, "#EXTM3U\n#EXTINF:2,\na\n#EXT-X-DISCONTINUITY\n#EXTINF:2,\nb\n#EXTINF:2,\nc\n")
	fresh := read(t,
		"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:1\n#EXTINF:2,\nb\n#EXTINF:2,\nc\n#EXT-X-DISCONTINUITY\n#EXTINF:2,\nd\n")
	if _, err := manifest.Merge(r, fresh); err != nil || r.Segments[0].Discontinuity != 1 ||
		r.Segments[2].Discontinuity != 2 {
		t.Errorf("%+v, %v", r.Segments, err)
	}
}

func TestParts(t *testing.T) {
	r := read(t, "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=3.0,"+
		"CAN-SKIP-UNTIL=24\n#EXT-X-PART-INF:PART-TARGET=1.0\n#EXT-X-MEDIA-SEQUENCE:7\n"+
		"#EXT-X-PROGRAM-DATE-TIME:2026-03-01T00:00:00+01:00\n#EXTINF:4,\nw7.mp4\n"+
		"#EXT-X-PART:DURATION=2,URI=\"p8.mp4\",BYTERANGE=\"100@0\",INDEPENDENT=YES\n"+
		"#EXT-X-PART:DURATION=2,URI=\"p8.mp4\",BYTERANGE=\"50\"\n#EXTINF:4,\nw8.mp4\n"+
		"#EXT-X-PART:DURATION=1,URI=\"p9.0.mp4\",INDEPENDENT=YES\n"+
		"#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"p9.1.mp4\"\n"+
		"#EXT-X-RENDITION-REPORT:URI=\"b.m3u8\",LAST-MSN=9,LAST-PART=0\n"+
		""+
		""+
		"")
	l := r.Live
	if got := starts(r); got != "7@0 8@4 8@6 9@8 9@9" || l.NextSequence != 9 || l.NextPart != 1 || !l.CanBlock ||
		l.PartHoldBack != 3 {
		t.Errorf("%s, %+v", got, l)
	}
	s := r.Segments
	if s[2].From != 100 || s[2].To != 149 || !s[4].Hinted || !s[1].Independent ||
		s[3].ProgramTimeMS-s[0].ProgramTimeMS != 8000 {
		t.Errorf("%+v", s)
	}
	whole := read(t,
		"#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:7\n#EXTINF:4,\nw7.mp4\n#EXTINF:4,\nw8.mp4\n"+
			"#EXTINF:4,\n"+
			""+
			"w9.mp4\n")
	if _, err := manifest.Merge(r, whole); err != nil || starts(r) != "7@0 8@4 9@8" {
		t.Errorf("parts that have gone: %s, %v", starts(r), err)
	}
}

func TestParseDate(t *testing.T) {
	for text, want := range map[string]float64{
		"1970-01-01T00:00:00Z": 0, "2010-02-19T14:54:23.031+08:00": 1266562463031,
		"2024-02-29T12:00:00Z": 1709208000000,
		"2000-03-01T00:00:00":  951868800000, "2026-12-31T23:59:59.5-0130": 1798766999500,
	} {
		if got, ok := manifest.ParseDate(text); !ok || got != want {
			t.Errorf("%s: %.0f, want %.0f", text, got, want)
		}
	}
	if ms, ok := manifest.ParseHTTPDate("Tue, 15 Nov 1994 08:12:31 GMT"); !ok || ms != 784887151000 {
		t.Errorf("%.0f", ms)
	}
	for _, bad := range []string{"", "now", "2026-13-01T00:00:00Z", "2026-01-01", "2026-01-01Tx:00:00Z"} {
		if _, ok := manifest.ParseDate(bad); ok {
			t.Errorf("%q is taken", bad)
		}
	}
}

func FuzzMerge(f *testing.F) {
	f.Add("#EXTM3U\n#EXTINF:2,\na\n", "#EXTM3U\n#EXT-X-SKIP:SKIPPED-SEGMENTS=1\n#EXTINF:2,\nb\n")
	f.Add("#EXTM3U\n#EXT-X-PART:DURATION=1,URI=\"a\"\n#EXTINF:2,\na\n",
		"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:1\n#EXTINF:2,\nb\n")
	f.Fuzz(func(t *testing.T, one, two string) {
		a, b := &manifest.Rendition{}, &manifest.Rendition{}
		if hls.Media(one, "http://x/", a) != nil || hls.Media(two, "http://x/", b) != nil {
			return
		}
		_, _ = manifest.Merge(a, b)
		for i := 1; i < len(a.Segments); i++ {
			if a.Segments[i].ID <= a.Segments[i-1].ID {
				t.Fatalf("IDs do not ascend: %+v", a.Segments)
			}
		}
	})
}
