package manifest_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"diptych/player/manifest"
	"diptych/player/manifest/dash"
	"diptych/player/manifest/hls"
	"diptych/player/value"
)

// tree is what the browser's parser gives for an XML text.
func tree(text string) any {
	d := xml.NewDecoder(strings.NewReader(text))
	var stack []value.List
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) || err != nil {
			return nil
		}
		switch t := token.(type) {
		case xml.StartElement:
			attr := value.Map{}
			for _, a := range t.Attr {
				attr[a.Name.Local] = a.Value
			}
			stack = append(stack, value.List{t.Name.Local, attr})
		case xml.CharData:
			if s := strings.TrimSpace(string(t)); s != "" && len(stack) > 0 {
				stack[len(stack)-1] = append(stack[len(stack)-1], s)
			}
		case xml.EndElement:
			n := stack[len(stack)-1]
			if stack = stack[:len(stack)-1]; len(stack) == 0 {
				return n
			}
			stack[len(stack)-1] = append(stack[len(stack)-1], n)
		}
	}
}

const mpd = `<MPD type="static" mediaPresentationDuration="PT10S"><Period>
<AdaptationSet mimeType="video/mp4"><SegmentTemplate timescale="90000" startNumber="1"
initialization="$RepresentationID$/i.mp4" media="$RepresentationID$/$Number%03d$-$Time$.m4s">
<SegmentTimeline><S t="0" d="180000" r="3"/><S d="90000" r="-1"/></SegmentTimeline></SegmentTemplate>
<Representation id="hi" bandwidth="2000000" codecs="avc1.64001f" width="1280"
height="720"/><Representation id="lo" bandwidth="500000" codecs="avc1.64001e" width="640"
height="360"/></AdaptationSet>
<AdaptationSet contentType="audio" mimeType="audio/mp4" lang="de"><BaseURL>snd/</BaseURL><Representation
id="a" bandwidth="128000" codecs="mp4a.40.2"><SegmentTemplate duration="4" initialization="i"
media="$Number$"/></Representation></AdaptationSet>
<AdaptationSet mimeType="text/vtt" lang="en"><Representation
id="t"><BaseURL>c.vtt</BaseURL></Representation></AdaptationSet>
</Period></MPD>`

func TestDASHTemplatesAndTimelines(t *testing.T) {
	t.Parallel()
	p, err := dash.Parse(tree(mpd), "https://a/b/m.mpd")
	if err != nil {
		t.Fatal(err)
	}
	v := p.Video[0]
	if v.ID != "lo" || len(v.Segments) != 6 || v.Segments[5].URL != "https://a/b/lo/006-810000.m4s" ||
		v.Segments[5].Start != 9 || v.Segments[0].Init.URL != "https://a/b/lo/i.mp4" {
		t.Fatalf("%+v", v)
	}
	if a := p.Audio[0]; len(a.Segments) != 3 || a.Segments[2].URL != "https://a/b/snd/3" ||
		a.Segments[2].Duration != 2 || a.Language != "de" {
		t.Fatalf("%+v", a)
	}
	if p.Text[0].Container != "vtt" || p.Text[0].Segments[0].URL != "https://a/b/c.vtt" || p.Duration != 10 {
		t.Fatalf("%+v", p.Text[0])
	}
}

func TestHLSMasterAndMedia(t *testing.T) {
	t.Parallel()
	p, err := hls.Master("#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"g\",NAME=\"A, "+
		"B\",DEFAULT=YES,LANGUAGE=\"de\",URI=\"a.m3u8\"\n"+
		"#EXT-X-STREAM-INF:BANDWIDTH=900000,CODECS=\"avc1.64001f,mp4a.40.2\",RESOLUTION=1280x720,"+
		"AUDIO=\"g\"\nhi.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=300000,RESOLUTION=640x360,AUDIO=\"g\"\n"+
		"../lo.m3u8?x\n", "https://a/b/c/m.m3u8")
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Video) != 2 || p.Video[0].Playlist != "https://a/b/lo.m3u8?x" || p.Video[1].Height != 720 ||
		p.Audio[0].Name != "A, B" || p.Audio[0].Playlist != "https://a/b/c/a.m3u8" {
		t.Fatalf("%+v", p)
	}
	var r manifest.Rendition
	err = hls.Media("#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MAP:URI=\"f.mp4\",BYTERANGE=\"700@0\"\n"+
		"#EXTINF:2.5,\n#EXT-X-BYTERANGE:1000@700\nf.mp4\n#EXTINF:2,\n#EXT-X-BYTERANGE:500\nf.mp4\n"+
		"#EXT-X-DISCONTINUITY\n#EXTINF:1,\ng.mp4\n#EXT-X-ENDLIST", "https://a/x/", &r)
	if err != nil {
		t.Fatal(err)
	}
	s := r.Segments
	if len(s) != 3 || s[1].From != 1700 || s[1].To != 2199 || s[1].Start != 2.5 || s[2].To != -1 ||
		s[2].Discontinuity != 1 || s[0].Init.To != 699 || !r.EndList || r.Container != "mp4" {
		t.Fatalf("%+v", s)
	}
}

func FuzzHLS(f *testing.F) {
	f.Add("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nx\n#EXT-X-MEDIA:TYPE=AUDIO,URI=\"u\"\n")
	f.Add("#EXTM3U\n#EXTINF:1,\n#EXT-X-BYTERANGE:5@1\nx\n#EXT-X-MAP:URI=\"i\"\n" +
		"#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n")
	f.Fuzz(func(_ *testing.T, text string) {
		_, _ = hls.Master(text, "https://a/b")
		_ = hls.Media(text, "https://a/b", &manifest.Rendition{})
	})
}

func FuzzDASH(f *testing.F) {
	f.Add(mpd)
	f.Add(`<MPD><Period start="PT1S"><AdaptationSet>` +
		`<SegmentBase indexRange="1-2"/><Representation/></AdaptationSet></Period></MPD>`)
	f.Fuzz(func(_ *testing.T, text string) {
		if len(text) < 5000 {
			_, _ = dash.Parse(tree(text), "https://a/b")
		}
	})
}
