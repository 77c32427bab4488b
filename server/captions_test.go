package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"golang.org/x/text/encoding/unicode"
)

const oneCaption = "1\n00:00:01,000 --> 00:00:02,000\n"

// caption makes a caption of an entry; more are its further properties.
func (c *client) caption(entry string, format string, more url.Values) string {
	c.t.Helper()
	p := url.Values{"entryId": {entry}, "captionAsset[label]": {"English"},
		"captionAsset[language]": {"English"}, "captionAsset[format]": {format}}
	for key := range more {
		p.Set("captionAsset["+key+"]", more.Get(key))
	}
	return c.ok("caption_captionAsset", "add", p).str("id")
}

// written gives a caption its content by an upload.
func (c *client) written(caption string, data []byte) answer {
	c.t.Helper()
	token := c.ok("uploadToken", "add", url.Values{}).str("id")
	c.chunk(token, data, url.Values{"finalChunk": {"1"}})
	return c.call("caption_captionAsset", "setContent", url.Values{"id": {caption},
		"contentResource[objectType]": {"KalturaUploadedFileTokenResource"}, "contentResource[token]": {token}})
}

// said is what a transcript shows of a caption.
func (c *client) said(caption string) string {
	c.t.Helper()
	_, text := c.load("/api_v3/service/caption_captionAsset/action/serveAsJson/captionAssetId/" + caption +
		"?ks=" + c.ks)
	var a struct {
		Objects []struct{ Content []struct{ Text string } }
	}
	if err := json.Unmarshal(text, &a); err != nil {
		c.t.Fatalf("%s: %v", text, err)
	}
	var out []string
	for _, o := range a.Objects {
		row := ""
		for _, one := range o.Content {
			row += one.Text
		}
		out = append(out, row)
	}
	return strings.Join(out, "|")
}

func (c *client) captionText(caption, keys string) string {
	c.t.Helper()
	_, text := c.load("/api_v3/service/caption_captionAsset/action/serveWebVTT/captionAssetId/" + caption +
		keys + "?ks=" + c.ks)
	return string(text)
}

// TestCaptionsArriveAsWritten: in transcripts, in the whole file and in segments.
func TestCaptionsArriveAsWritten(t *testing.T) {
	c := newClient(t)
	entry := c.ok("media", "add", url.Values{"entry[mediaType]": {"1"}, "entry[name]": {"a"}}).str("id")
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(
		[]byte(oneCaption + "señor Ärger\n"))
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct{ format, text, said, segment string }{
		"references": {"3", "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n&gt;&gt; ANNA: 1 &lt; 2\n",
			">> ANNA: 1 < 2", "&gt;&gt; ANNA: 1 &lt; 2"},
		"formatting": {"1", oneCaption + "<i>two</i> <b>words</b>\n", "two words", "<i>two</i> <b>words</b>"},
		"brackets": {"1", oneCaption + "a List<String> of <a@b.org>\n", "a List<String> of <a@b.org>",
			"a List&lt;String&gt; of &lt;a@b.org&gt;"},
		"UTF-16": {"1", string(wide), "señor Ärger", "señor Ärger"},
		"TTML, dur": {"2",
			`<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="1s" dur="1s">a &amp; b</p></div>` +
				`</body></tt>`, "a & b", "a &amp; b"},
	} {
		k := c.caption(entry, x.format, nil)
		if a := c.written(k, []byte(x.text)); a.num("status") != 2 {
			t.Errorf("%s: %v", name, a)
			continue
		}
		if got := c.said(k); got != x.said {
			t.Errorf("%s: %q, want %q", name, got, x.said)
		}
		for _, keys := range []string{"/segmentIndex/1/segmentDuration/10", "/segmentIndex/-1"} {
			if got := c.captionText(k, keys); !strings.HasPrefix(got, "WEBVTT\n") ||
				!strings.Contains(got, "00:00:01.000 --> 00:00:02.000\n"+x.segment+"\n") {
				t.Errorf("%s, %s: %s", name, keys, got)
			}
		}
		r, text := c.load("/api_v3/service/caption_captionAsset/action/serve/captionAssetId/" + k)
		if kind := r.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/plain;") &&
			!strings.HasPrefix(kind, "text/vtt;") {
			t.Errorf("%s: the file is served as %s, %d bytes", name, kind, len(text))
		}
	}
	for name, x := range map[string]struct{ format, text string }{
		"prose": {"1", "Hello"}, "SSA": {"1", "[Script Info]\nDialogue: 0:00:01.00,0:00:02.00,a"},
		"broken XML": {"2", "<tt><body>"},
		"entities": {"2",
			`<!DOCTYPE tt [<!ENTITY a "b">]><tt><body><div><p begin="1s" end="2s">&a;</p></div></body></tt>`},
		"too long": {"1", oneCaption + strings.Repeat("a b\n", 3<<20)}, "SCC": {"5", "Scenarist_SCC V1.0"},
	} {
		k := c.caption(entry, x.format, nil)
		c.written(k, []byte(x.text)).failed(t, name, "CAPTION_ASSET_PARSING_FAILED")
	}
}

// TestCaptionsByURL: by the rules that imports have.
func TestCaptionsByURL(t *testing.T) {
	files := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/a.srt":
			_, _ = w.Write([]byte(oneCaption + "Hello\n"))
		case "/endless":
			for range 4000 {
				if _, err := w.Write(make([]byte, 1<<16)); err != nil {
					return
				}
			}
		default:
			http.NotFound(w, r)
		}
	}))
	defer files.Close()
	set := func(c *client, address string) (answer, string) {
		entry := c.ok("media", "add", url.Values{"entry[mediaType]": {"1"}, "entry[name]": {"a"}}).str("id")
		k := c.caption(entry, "1", nil)
		return c.call("caption_captionAsset", "setContent", url.Values{"id": {k},
			"contentResource[objectType]": {"KalturaUrlResource"}, "contentResource[url]": {address}}), k
	}
	c := newClient(t)
	if a, k := set(c, files.URL+"/a.srt"); a.num("status") != 2 || c.said(k) != "Hello" {
		t.Errorf("%v", a)
	}
	for _, address := range []string{files.URL + "/none", files.URL + "/endless", "file:///etc/passwd",
		"ftp://127.0.0.1/a", "", "::"} {
		a, _ := set(c, address)
		if code := a.str("code"); code != "CAPTION_ASSET_DOWNLOAD_FAILED" &&
			(address != "" || code != "RESOURCE_TYPE_NOT_SUPPORTED") {
			t.Errorf("%q: %v", address, a)
		}
	}
	inside := newClientWith(t, func(c *Config) { c.ImportAllow = "" })
	if a, _ := set(inside, files.URL+"/a.srt"); a.str("code") != "CAPTION_ASSET_DOWNLOAD_FAILED" {
		t.Errorf("from inside: %v", a)
	}
}

// TestOneDefaultCaption: however it is said, and by however many at once.
func TestOneDefaultCaption(t *testing.T) {
	c := newClient(t)
	entry := c.ok("media", "add", url.Values{"entry[mediaType]": {"1"}, "entry[name]": {"a"}}).str("id")
	standard := func(what, want string) {
		t.Helper()
		list := c.ok("caption_captionAsset", "list", url.Values{"filter[entryIdEqual]": {entry}})
		var have []string
		for _, o := range list["objects"].([]any) {
			if k := answer(o.(map[string]any)); k["isDefault"] == true {
				have = append(have, k.str("id"))
			}
		}
		if len(have) != 1 && want != "" || want != "any" && strings.Join(have, ",") != want {
			t.Errorf("%s: default %v, want %s", what, have, want)
		}
	}
	yes := url.Values{"isDefault": {"1"}}
	a := c.caption(entry, "1", nil)
	standard("one", "")
	b := c.caption(entry, "1", yes)
	standard("added as default", b)
	d := c.caption(entry, "1", yes)
	standard("another", d)
	c.ok("caption_captionAsset", "update", url.Values{"id": {a}, "captionAsset[isDefault]": {"1"}})
	standard("updated", a)
	c.post("caption_captionAsset", "setAsDefault", "application/x-www-form-urlencoded",
		c.form(url.Values{"captionAssetId": {b}}))
	standard("set", b)
	c.ok("caption_captionAsset", "update", url.Values{"id": {b}, "captionAsset[isDefault]": {"0"}})
	standard("taken away", "")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { c.caption(entry, "1", yes) })
	}
	all.Wait()
	standard("eight at once", "any")
}

var captionLine = regexp.MustCompile(`#EXT-X-MEDIA:TYPE=SUBTITLES.*`)

// TestCaptionsInManifests: names differ, one is the default, and a clip has them
// with its own times.
func TestCaptionsInManifests(t *testing.T) {
	c := newClient(t)
	entry := c.upload("film.mp4", clipOf(t, 8))
	c.settled(entry)
	text := ""
	for i := range 8 {
		text += fmt.Sprintf("%d\n00:00:0%d,100 --> 00:00:0%d,900\nsecond %d\n\n", i+1, i, i, i)
	}
	for i, more := range []url.Values{{"label": {"English"}}, {"label": {"English"}, "isDefault": {"1"}},
		{"label": {`"`}, "language": {"German"}}, {"label": {"English 2"}}} {
		if a := c.written(c.caption(entry, "1", more), []byte(text)); a.num("status") != 2 {
			t.Fatalf("%d: %v", i, a)
		}
	}
	_, master := c.load("/p/101/sp/10100/playManifest/entryId/" + entry + "/format/applehttp/a.m3u8")
	names, standard, auto := map[string]bool{}, 0, 0
	for _, line := range captionLine.FindAllString(string(master), -1) {
		names[regexp.MustCompile(`NAME="[^"]*"`).FindString(line)] = true
		standard += strings.Count(line, "DEFAULT=YES")
		auto += strings.Count(line, "AUTOSELECT=YES")
		if strings.Contains(line, "DEFAULT=YES") && !strings.Contains(line, "AUTOSELECT=YES") {
			t.Errorf("a default that is not chosen: %s", line)
		}
	}
	if len(names) != 4 || standard != 1 || auto != 2 {
		t.Errorf("%d names, %d defaults, %d to choose: %s", len(names), standard, auto, master)
	}
	_, part := c.load("/p/101/sp/10100/playManifest/entryId/" + entry +
		"/format/applehttp/seekFrom/4500/clipTo/6500/a.m3u8")
	line := captionLine.FindString(string(part))
	address := regexp.MustCompile(`URI="([^"]*)"`).FindStringSubmatch(line)
	if address == nil {
		t.Fatalf("a clip without captions: %s", part)
	}
	list := strings.TrimPrefix(address[1], c.site())
	_, playlist := c.load(list)
	if !strings.Contains(string(playlist), "#EXTINF:2.") && !strings.Contains(string(playlist), "#EXTINF:3.") {
		t.Errorf("its playlist: %s", playlist)
	}
	_, segment := c.load(strings.TrimSuffix(list, "a.m3u8") + "segmentIndex/1/a.vtt")
	if s := string(segment); !regexp.MustCompile(`00:00:00\.1\d\d --> 00:00:00\.9\d\d\nsecond 4\n`).MatchString(
		s) || strings.Contains(s, "second 3") || strings.Contains(s, "second 7") {
		t.Errorf("its segment: %s", s)
	}
	_, whole := c.load("/p/101/sp/10100/playManifest/entryId/" + entry +
		"/format/mpegdash/seekFrom/4500/clipTo/6500/a.mpd")
	if !regexp.MustCompile(`/clipFrom/(39[89]\d|4000)/clipTo/6[45]\d\d/a.vtt`).Match(whole) {
		t.Errorf("the MPD of a clip has no captions: %s", whole)
	}
}
