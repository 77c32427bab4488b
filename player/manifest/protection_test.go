package manifest_test

import (
	"strings"
	"testing"

	"diptych/player/manifest"
	"diptych/player/manifest/dash"
	"diptych/player/manifest/hls"
	"diptych/player/value"
)

// protectedMPD is the tree of an MPD with descriptors of protection.
func protectedMPD(t *testing.T, set, representation string) *manifest.Key {
	t.Helper()
	v, err := value.Parse(`["MPD", {"type": "static", "mediaPresentationDuration": "PT4S"}, ["Period", {},
		["AdaptationSet", {"mimeType": "video/mp4"}, ["Role", {}]` + set + `,
		["SegmentTemplate", {"duration": "2", "media": "$Number$"}],
		["Representation", {"id": "v", "bandwidth": "1"}` + representation + `]]]]`)
	if err != nil {
		t.Fatal(err)
	}
	p, err := dash.Parse(v, "http://x/a/b.mpd")
	if err != nil {
		t.Fatal(err)
	}
	return p.Video[0].Segments[0].Key
}

const (
	common = `, ["ContentProtection", {"schemeIdUri": "urn:mpeg:dash:mp4protection:2011", "value": "cbcs",
		"cenc:default_KID": "AABBCCDD-0000-0000-0000-000000000001"}]`
	wide = `, ["ContentProtection", {"schemeIdUri": "urn:uuid:EDEF8BA9-79D6-4ACE-A3C8-27DCD51D21ED"},
		["cenc:pssh", {}, "AAAA BBBB"], ["dashif:Laurl", {}, "/license"]]`
	ready = `, ["ContentProtection", {"schemeIdUri": "urn:uuid:9a04f079-9840-4286-ab92-e65be0885f95"},
		["mspr:pro", {}, "CCCC"]]`
	plain = `, ["ContentProtection", {"schemeIdUri": "urn:uuid:e2719d58-a985-b3c9-781a-b030af78d30e"},
		["dashif:Laurl", {}, "http://keys/"]]`
)

// TestProtectionOfDASH: descriptors of sets and representations name the key and the
// systems that have it.
func TestProtectionOfDASH(t *testing.T) {
	const id = "aabbccdd000000000000000000000001"
	const (
		wideWords = "\nurn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed http://x/a/b.mpd " +
			`[["cenc:pssh",{},"AAAA BBBB"],["dashif:Laurl",{},"/license"]]`
		readyWords = "\nurn:uuid:9a04f079-9840-4286-ab92-e65be0885f95 http://x/a/b.mpd " + `[["mspr:pro",{},"CCCC"]]`
		plainWords = "\nurn:uuid:e2719d58-a985-b3c9-781a-b030af78d30e http://x/a/b.mpd " +
			`[["dashif:Laurl",{},"http://keys/"]]`
	)
	for _, x := range []struct{ name, set, representation, words, uri string }{
		{"common encryption", common, "", id + " SAMPLE-AES\n\n", ""},
		{"two systems", common + wide, ready, id + " SAMPLE-AES" + wideWords + readyWords + "\n\n", ""},
		{"a system alone", wide, "", " cenc" + wideWords + "\n\n", ""},
		{"a ClearKey server", common, plain, id + " SAMPLE-AES" + plainWords + "\n\n", "clearkey:http://keys/#" + id},
	} {
		k := protectedMPD(t, x.set, x.representation)
		if k == nil || k.Words() != x.words || k.URI != x.uri || k.Identity() != (x.uri != "") {
			t.Errorf("%s: %+v", x.name, k)
		}
	}
	if k := protectedMPD(t, "", ""); k != nil {
		t.Errorf("no protection: %+v", k)
	}
}

// TestKeySystemsOfHLS: tags before a segment that differ in KEYFORMAT name the same key.
func TestKeySystemsOfHLS(t *testing.T) {
	const list = "#EXTM3U\n" +
		"#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"skd://a\",KEYFORMAT=\"com.apple.streamingkeydelivery\"\n" +
		"#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"data:text/plain;base64,AA\",KEYID=0xAB,KEYFORMAT=\"urn:uuid:EDEF\"\n" +
		"#EXTINF:2,\na.m4s\n#EXTINF:2,\nb.m4s\n" +
		"#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"skd://b\",KEYFORMAT=\"com.apple.streamingkeydelivery\"\n" +
		"#EXTINF:2,\nc.m4s\n" +
		"#EXT-X-KEY:METHOD=AES-128,URI=\"k\"\n" +
		"#EXT-X-KEY:METHOD=AES-128,URI=\"skd://c\",KEYFORMAT=\"com.apple.streamingkeydelivery\"\n" +
		"#EXTINF:2,\nd.ts\n" +
		"#EXT-X-ENDLIST\n"
	r := &manifest.Rendition{}
	if err := hls.Media(list, "http://x/l.m3u8", r); err != nil {
		t.Fatal(err)
	}
	const (
		fair = `METHOD=SAMPLE-AES,URI="skd://%",KEYFORMAT="com.apple.streamingkeydelivery"`
		both = "skd://a SAMPLE-AES\n" + fair + "\n" +
			`METHOD=SAMPLE-AES,URI="data:text/plain;base64,AA",KEYID=0xAB,KEYFORMAT="urn:uuid:EDEF"` + "\n\n"
		other = "skd://b SAMPLE-AES\n" + fair + "\n\n"
		own   = "http://x/k AES-128\n" + `METHOD=AES-128,URI="k"` + "\n\n"
	)
	a, b := strings.Replace(both, "%", "a", 1), strings.Replace(other, "%", "b", 1)
	for i, want := range []string{a, a, b, own} {
		if k := r.Segments[i].Key; k.Words() != want || k.Identity() != (i == 3) {
			t.Errorf("%d: %q", i, k.Words())
		}
	}
	p, err := hls.Master("#EXTM3U\n#EXT-X-SESSION-KEY:METHOD=SAMPLE-AES,URI=\"skd://a\"\n"+
		"#EXT-X-STREAM-INF:BANDWIDTH=1\nv.m3u8\n", "http://x/m.m3u8")
	if err != nil || p.Keys != " \nMETHOD=SAMPLE-AES,URI=\"skd://a\"\n\n" {
		t.Errorf("session keys %q, %v", p.Keys, err)
	}
}
