package manifest_test

import (
	"strings"
	"testing"

	"diptych/player/manifest"
	"diptych/player/manifest/dash"
	"diptych/player/manifest/hls"
)

func channels(p *manifest.Presentation) string {
	var out []string
	for _, r := range p.Text {
		out = append(out, strings.TrimSuffix(r.ID+"="+r.Language, "="))
	}
	return strings.Join(out, " ")
}

// TestCaptionsInPictures: what manifests say of captions that ride in the pictures.
func TestCaptionsInPictures(t *testing.T) {
	t.Parallel()
	const s608, s708 = "urn:scte:dash:cc:cea-608:2015", "urn:scte:dash:cc:cea-708:2015"
	for _, x := range []struct{ scheme, value, want string }{
		{s608, "CC1=eng;CC3=swe", "CC1=eng CC3=swe t"},
		{s608, "eng;swe", "CC1=eng CC3=swe t"},
		{s608, "eng", "CC1=eng t"},
		{s608, "", "CC1 t"},
		{s708, "1=lang:eng;2=lang:deu,war:1,er:1", "SERVICE1=eng SERVICE2=deu t"},
		{s708, "eng", "SERVICE1=eng t"},
		{"urn:mpeg:dash:role:2011", "caption", "t"},
	} {
		set := set("video", "", `<Accessibility schemeIdUri="`+x.scheme+`" value="`+x.value+`"/>`, rep("a", 9, 90))
		text := `<AdaptationSet mimeType="text/vtt"><Representation id="t"><BaseURL>t</BaseURL></Representation>` +
			`</AdaptationSet>`
		doc := "<Period duration=\"PT2S\">" + set + text + "</Period>"
		p, err := dash.Parse(tree("<MPD>"+doc+doc+"</MPD>"), "http://x/")
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Fields(channels(p))
		want := strings.Fields(x.want)
		want = append(want[len(want)-1:], want[:len(want)-1]...) // subtitles first
		if strings.Join(got, " ") != strings.Join(want, " ") || p.InPictures != (len(want) > 1) {
			t.Errorf("%s %q: %q, want %q", x.scheme, x.value, got, want)
		}
	}
	p, err := hls.Master("#EXTM3U\n"+
		"#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID=\"a\",INSTREAM-ID=\"CC1\",LANGUAGE=\"en\","+
		"NAME=\"e\",DEFAULT=YES\n#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID=\"b\",INSTREAM-ID=\"CC1\",NAME=\"again\"\n"+
		"#EXT-X-STREAM-INF:BANDWIDTH=1\nv.m3u8\n", "http://x/")
	if err != nil || channels(p) != "CC1=en" || !p.Text[0].Default || p.Text[0].Name != "e" {
		t.Errorf("%q, %v", channels(p), err)
	}
}
