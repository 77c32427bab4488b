package manifest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"diptych/player/manifest"
	"diptych/player/manifest/dash"
	"diptych/player/manifest/hls"
)

const (
	group = `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",LANGUAGE="en",DEFAULT=YES`
	high  = "#EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=640x360,CODECS=\"avc1.64001f,mp4a.40.2\",AUDIO=\"a\"\n"
	low   = "#EXT-X-STREAM-INF:BANDWIDTH=64000,CODECS=\"mp4a.40.2\",AUDIO=\"a\"\n"
)

// sum writes what a presentation offers.
func sum(p *manifest.Presentation) string {
	var out []string
	for _, r := range p.Video {
		out = append(out, fmt.Sprintf("v%d %s %s+%d", r.Height, r.Codecs, r.Playlist, len(r.Backups)))
	}
	for _, r := range p.Audio {
		out = append(out, fmt.Sprintf("a %s %s %s", r.Language, r.Kind, r.Playlist))
	}
	return strings.Join(out, "; ")
}

func TestMasters(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct{ text, want string }{
		"variant without picture": {
			group + ",URI=\"a\"\n" + low + "l\n" + high + "h\n",
			"v360 avc1.64001f,mp4a.40.2 http://x/h+0; a en main http://x/a",
		},
		"only sound":               {low + "l\n", "a   http://x/l"},
		"only sound, with a group": {group + ",URI=\"a\"\n" + low + "a\n", "a en main http://x/a"},
		"sound in the variant":     {group + "\n" + high + "h\n", "v360 avc1.64001f,mp4a.40.2 http://x/h+0"},
		"and a dub": {
			group + "\n" + `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Deutsch",LANGUAGE="de",URI="d"` +
				"\n" + high + "h\n", "v360 avc1.64001f,mp4a.40.2 http://x/h+0; a en main http://x/h; a " +
				"de main http://x/d",
		},
		"redundant": {high + "h\n" + high + "i\n", "v360 avc1.64001f,mp4a.40.2 http://x/h+1"},
		"old codecs": {
			strings.Replace(high, "avc1.64001f", "avc1.66.30", 1) + "h\n",
			"v360 avc1.42001e,mp4a.40.2 http://x/h+0",
		},
		"described": {
			group + ",CHARACTERISTICS=\"public.accessibility.describes-video\",URI=\"a\"\n" + high + "h\n",
			"v360 avc1.64001f,mp4a.40.2 http://x/h+0; a en description http://x/a",
		},
		"other characteristics": {
			group + ",CHARACTERISTICS=\"public.easy-to-read\",URI=\"a\"\n" + high + "h\n",
			"v360 avc1.64001f,mp4a.40.2 http://x/h+0; a en main http://x/a",
		},
		"variables": {
			"#EXT-X-DEFINE:NAME=\"n\",VALUE=\"q\"\n#EXT-X-DEFINE:QUERYPARAM=\"t\"\n" + high +
				"{$n}/{$t}/{$no}\n", "v360 avc1.64001f,mp4a.40.2 http://x/q/7/{$no}+0",
		},
		"variables name each other": {
			"#EXT-X-DEFINE:NAME=\"n\",VALUE=\"{$n}{$n}\"\n" + high + "{$n}\n",
			"v360 avc1.64001f,mp4a.40.2 http://x/{$n}{$n}+0",
		},
	} {
		p, err := hls.Master("#EXTM3U\n"+x.text, "http://x/m.m3u8?t=7")
		if err != nil || sum(p) != x.want {
			t.Errorf("%s: %s, want %s (%v)", name, sum(p), x.want, err)
		}
	}
}

func TestMediaImportsVariablesAndBegins(t *testing.T) {
	t.Parallel()
	r := manifest.Rendition{Variables: map[string]string{"a": "b"}}
	err := hls.Media("#EXTM3U\n#EXT-X-START:TIME-OFFSET=-4.5\n#EXT-X-DEFINE:IMPORT=\"a\"\n#EXTINF:1,\n"+
		"{$a}.mp4\n", "http://x/", &r)
	if err != nil || r.Segments[0].URL != "http://x/b.mp4" || r.Begin != -4.5 {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestHostilePlaylists: what is too much is left out, soon.
func TestHostilePlaylists(t *testing.T) {
	t.Parallel()
	began := time.Now()
	var r manifest.Rendition
	long := "#EXTM3U\n" + strings.Repeat("#EXTINF:1,\na.mp4\n", 1_000_000)
	if err := hls.Media(long, "http://x/", &r); err != nil || len(r.Segments) > 400_000 {
		t.Errorf("%d segments, %v", len(r.Segments), err)
	}
	p, err := hls.Master("#EXTM3U\n"+strings.Repeat(high+"h\n", 3000), "http://x/")
	if err != nil || len(p.Video) > 1000 {
		t.Errorf("%d variants, %v", len(p.Video), err)
	}
	value := strings.Repeat("x", 4000)
	p, err = hls.Master("#EXTM3U\n#EXT-X-DEFINE:NAME=\"n\",VALUE=\""+value+"\"\n"+high+
		strings.Repeat("{$n}", 100_000)+"\n", "http://x/")
	if err != nil || len(p.Video) != 1 || len(p.Video[0].Playlist) > 100_000 {
		t.Errorf("%v", err)
	}
	timeline := `<SegmentTemplate media="$Number$" timescale="1"><SegmentTimeline>` +
		`<S t="0" d="1" r="2147483647"/></SegmentTimeline></SegmentTemplate>`
	sets := strings.Repeat(`<AdaptationSet mimeType="video/mp4">`+timeline+`<Representation id="a" `+
		`bandwidth="1"/></AdaptationSet>`, 20)
	d, err := dash.Parse(tree(`<MPD mediaPresentationDuration="PT1H"><Period>`+sets+`</Period></MPD>`),
		"http://x/")
	n := 0
	for _, v := range d.Video {
		n += len(v.Segments)
	}
	if err != nil || n > 600_000 {
		t.Errorf("%d segments, %v", n, err)
	}
	if took := time.Since(began); took > 30*time.Second {
		t.Errorf("it took %v", took)
	}
}

func set(kind, lang, more string, reps ...string) string {
	return `<AdaptationSet contentType="` + kind + `" mimeType="` + kind + `/mp4" lang="` + lang + `">` +
		more + strings.Join(reps, "") + `</AdaptationSet>`
}

func rep(id string, rate, height int) string {
	return fmt.Sprintf(`<Representation id="%s" bandwidth="%d" height="%d">`+
		`<SegmentTemplate duration="2" media="%s-$Number$"/></Representation>`, id, rate, height, id)
}

// TestPeriods: what belongs together goes on, whatever else differs.
func TestPeriods(t *testing.T) {
	t.Parallel()
	whole := func(s string) string { return `<Period duration="PT4S">` + s + `</Period>` }
	for name, x := range map[string]struct{ first, second, want string }{
		"other bandwidth": {
			set("video", "", "", rep("a", 100, 90)), set("video", "", "", rep("b", 120, 90)), "a-1 a-2 b-1 b-2",
		},
		"other size": {
			set("video", "", "", rep("a", 100, 90)), set("video", "", "", rep("b", 100, 180)), "a-1 a-2 b-1 b-2",
		},
		"one more": {
			set("video", "", "", rep("a", 100, 90)),
			set("video", "", "", rep("b", 100, 90), rep("c", 300, 180)), "a-1 a-2 b-1 b-2|a-1 a-2 c-1 c-2",
		},
		"one less": {
			set("video", "", "", rep("a", 100, 90), rep("c", 300, 180)),
			set("video", "", "", rep("b", 100, 90)), "a-1 a-2 b-1 b-2|c-1 c-2 b-1 b-2",
		},
		"languages swapped": {
			set("audio", "en", "", rep("a", 9, 0)) + set("audio", "de", "", rep("b", 9, 0)),
			set("audio", "ger", "", rep("c", 9, 0)) + set("audio", "eng", "", rep("d", 9, 0)),
			"a-1 a-2 d-1 d-2|b-1 b-2 c-1 c-2",
		},
		"no sound": {set("audio", "en", "", rep("a", 9, 0)), "", "a-1 a-2 gap"},
	} {
		p, err := dash.Parse(tree(`<MPD>`+whole(x.first)+whole(x.second)+`</MPD>`), "http://x/")
		if err != nil {
			t.Fatal(err)
		}
		var lists []string
		for _, r := range append(append([]*manifest.Rendition{}, p.Video...), p.Audio...) {
			var names []string
			for i, s := range r.Segments {
				names = append(names, strings.TrimPrefix(s.URL, "http://x/"))
				if s.Gap {
					names[i] = "gap"
				}
				if i > 0 && s.Start < 2 {
					t.Errorf("%s: segment %d at %g", name, i, s.Start)
				}
			}
			lists = append(lists, strings.Join(names, " "))
		}
		if got := strings.Join(lists, "|"); got != x.want {
			t.Errorf("%s: %s, want %s", name, got, x.want)
		}
	}
}

// TestDASHDetails: what single elements mean.
func TestDASHDetails(t *testing.T) {
	t.Parallel()
	parse := func(body string) *manifest.Presentation {
		p, err := dash.Parse(tree(`<MPD mediaPresentationDuration="PT6S">`+body+`</MPD>`), "http://x/")
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	tricks := `<EssentialProperty schemeIdUri="http://dashif.org/guidelines/trickmode" value="1"/>`
	both := set("video", "", "", rep("a", 9, 90)) + set("video", "", tricks, rep("t", 5, 90))
	if p := parse("<Period>" + both + "</Period>"); len(p.Video) != 1 || p.Video[0].ID != "a" {
		t.Errorf("trick mode: %s", sum(p))
	}
	purpose := `<Accessibility schemeIdUri="urn:tva:metadata:cs:AudioPurposeCS:2007" value="1"/>`
	described := set("audio", "en", purpose, rep("a", 9, 0))
	if p := parse("<Period>" + described + "</Period>"); p.Audio[0].Kind != "description" {
		t.Errorf("description: %s", sum(p))
	}
	list := `<AdaptationSet mimeType="video/mp4"><Representation id="v" bandwidth="1">` +
		`<SegmentList timescale="10" presentationTimeOffset="100"%s>%s<SegmentURL media="a"/>` +
		`<SegmentURL media="b"/></SegmentList></Representation></AdaptationSet>`
	p := parse("<BaseURL>one/</BaseURL><BaseURL>two/</BaseURL><Period>" +
		fmt.Sprintf(list, ` duration="20"`, "") + "</Period>")
	v := p.Video[0]
	if s := v.Segments[1]; s.Start != 2 || s.Duration != 2 || s.Offset != -10 || s.URL != "http://x/one/b" {
		t.Errorf("list %+v", s)
	}
	if !v.Elsewhere() || v.Segments[0].URL != "http://x/two/a" || v.Elsewhere() {
		t.Errorf("the second address: %+v", v.Segments)
	}
	p = parse("<Period>" +
		fmt.Sprintf(list, "", `<SegmentTimeline><S t="100" d="30"/><S d="10"/></SegmentTimeline>`) + "</Period>")
	if s := p.Video[0].Segments[1]; s.Start != 3 || s.Duration != 1 || s.URL != "http://x/b" {
		t.Errorf("list with a timeline %+v", s)
	}
	p = parse(`<Period><AdaptationSet mimeType="video/mp4"><Representation id="v" bandwidth="1">` +
		`<BaseURL>f.mp4</BaseURL><SegmentBase indexRange="800-899"/></Representation></AdaptationSet></Period>`)
	if s := p.Video[0].Segments[0]; s.Index == nil || s.Index.From != 800 || s.Index.To != 899 {
		t.Errorf("index %+v", s)
	}
}
