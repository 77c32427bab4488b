package server

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"diptych/server/ks"
)

func TestOEmbed(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	data := clip(t)
	ready, later := c.upload("a < b & \"c\".mp4", data), c.upload("later.mp4", data)
	for _, id := range []string{ready, later} {
		c.settled(id)
	}
	c.ok("baseEntry", "update", url.Values{"entryId": {later},
		"baseEntry[startDate]": {strconv.FormatInt(time.Now().Unix()+3600, 10)}})
	empty := c.ok("media", "add", url.Values{"entry[mediaType]": {"1"}, "entry[name]": {"empty"}}).str("id")
	preview := c.sign(101, "admin-secret", ks.Session{UserID: "ada", Expiry: time.Now().Unix() + 3600,
		Privileges: ks.ParsePrivileges("sview:" + later)})

	root := strings.TrimSuffix(c.base, "/api_v3/service/")
	frame := func(entry string) string {
		return root + "/p/101/embedPlaykitJs/uiconf_id/1?iframeembed=true&entry_id=" + entry
	}
	ask := func(address string, more string) (*http.Response, string) {
		return c.get("/oembed?url="+url.QueryEscape(address)+more, nil)
	}
	for _, x := range []struct {
		name, address, more string
		status              int
	}{
		{"an entry", frame(ready), "", 200}, {"json", frame(ready), "&format=json", 200},
		{"xml", frame(ready), "&format=xml", 200},
		{"a script", root + "/s/p/101/sp/10100/embedPlaykitJs/uiconf_id/1/partner_id/101/entry_id/" + ready +
			"/autoembed/true", "", 200},
		{"another format", frame(ready), "&format=yaml", 501},
		{"another format of nothing", "", "&format=yaml", 501},
		{"no address", "", "", 404}, {"no URL", "::", "", 404},
		{"another server", strings.Replace(frame(ready), root, "http://elsewhere.example", 1), "", 404},
		{"another scheme", strings.Replace(frame(ready), "http:", "ftp:", 1), "", 404},
		{"another page", root + "/", "", 404},
		{"no entry", root + "/p/101/embedPlaykitJs/uiconf_id/1", "", 404},
		{"unknown entry", frame("0_nothing1"), "", 404},
		{"unknown player", strings.Replace(frame(ready), "uiconf_id/1", "uiconf_id/7", 1), "", 404},
		{"without content", frame(empty), "", 404},
		{"not yet", frame(later), "", 401}, {"not yet, with a session in the address",
			frame(later) + "&ks=" + preview, "", 401},
	} {
		a, text := ask(x.address, x.more)
		if a.StatusCode != x.status || text == "" || a.Header.Get("Access-Control-Allow-Origin") != "*" ||
			a.Header.Get("Cache-Control") != "private, no-store" {
			t.Errorf("%s: status %d, want %d; %v %s", x.name, a.StatusCode, x.status, a.Header, text)
		}
	}

	const title = `a < b & "c".mp4`
	check := func(name string, o oembedAnswer, width, height int) {
		t.Helper()
		if o.Type != "video" || o.Version != "1.0" || o.Title != title || o.Width != width ||
			o.Height != height {
			t.Errorf("%s: %+v, want %d × %d", name, o, width, height)
		}
		var f struct {
			Src    string `xml:"src,attr"`
			Title  string `xml:"title,attr"`
			Width  int    `xml:"width,attr"`
			Height int    `xml:"height,attr"`
		}
		if err := xml.Unmarshal([]byte(strings.Replace(o.HTML, " allowfullscreen>", ">", 1)), &f); err != nil ||
			f.Title != title || f.Width != width || f.Height != height ||
			!strings.HasPrefix(f.Src, frame(ready)) {
			t.Errorf("%s: %v, %+v in %s", name, err, f, o.HTML)
		}
		if a, _ := c.get(strings.TrimPrefix(o.ThumbnailURL, root), nil); a.StatusCode != http.StatusOK ||
			!strings.HasPrefix(a.Header.Get("Content-Type"), "image/") || o.ThumbnailWidth > width ||
			o.ThumbnailHeight > height {
			t.Errorf("%s: thumbnail %s: status %d", name, o.ThumbnailURL, a.StatusCode)
		}
	}
	shape := c.ok("baseEntry", "get", url.Values{"entryId": {ready}})
	w, h := shape.num("width"), shape.num("height")
	for _, x := range []struct {
		more          string
		width, height int
	}{
		{"", 1280, 1280 * h / w}, {"&maxwidth=400", 400, 400 * h / w},
		{"&maxheight=90", 90 * w / h, 90 * w / h * h / w}, {"&maxwidth=100&maxheight=1000", 100, 100 * h / w},
		{"&maxwidth=-5&maxheight=x", 1280, 1280 * h / w}, {"&maxwidth=99999", 1280, 1280 * h / w},
	} {
		var o oembedAnswer
		a, text := ask(frame(ready)+"&ks="+preview, x.more)
		if err := json.Unmarshal([]byte(text), &o); err != nil ||
			!strings.HasPrefix(a.Header.Get("Content-Type"), "application/json") {
			t.Fatalf("%s: %v in %s", x.more, err, text)
		}
		check("json"+x.more, o, x.width, x.height)
		if strings.Contains(text, preview) {
			t.Error("the answer holds the session")
		}
		a, text = ask(frame(ready), "&format=xml"+x.more)
		o = oembedAnswer{}
		if err := xml.Unmarshal([]byte(text), &o); err != nil ||
			!strings.HasPrefix(a.Header.Get("Content-Type"), "text/xml") {
			t.Fatalf("%s: %v in %s", x.more, err, text)
		}
		check("xml"+x.more, o, x.width, x.height)
	}
	if _, text := ask(frame(ready)+"&kalturaStartTime=5", ""); !strings.Contains(text, "kalturaStartTime=5") {
		t.Errorf("the start time is lost: %s", text)
	}

	// Discovery: where the document says, and not where the address holds a session.
	_, text := c.get(strings.TrimPrefix(frame(ready), root), nil)
	if !strings.Contains(text, "<title>a &lt; b &amp; &#34;c&#34;.mp4</title>") {
		t.Errorf("the document has no title: %.800s", text)
	}
	for _, format := range []string{"json", "xml"} {
		_, rest, _ := strings.Cut(text, map[string]string{"json": `type="application/json+oembed" href="`,
			"xml": `type="text/xml+oembed" href="`}[format])
		address, _, _ := strings.Cut(rest, `"`)
		if a, _ := c.get(strings.ReplaceAll(strings.TrimPrefix(address, root), "&amp;", "&"),
			nil); address == "" || a.StatusCode != http.StatusOK {
			t.Errorf("discovery of %s leads to %q: status %d", format, address, a.StatusCode)
		}
	}
	if _, text := c.get(strings.TrimPrefix(frame(later), root), nil); strings.Contains(text,
		"<title>later.mp4</title>") {
		t.Error("the document names what cannot be played without a session")
	}
	if _, text := c.get(strings.TrimPrefix(frame(ready), root)+"&ks="+preview, nil); strings.Contains(text,
		"+oembed") {
		t.Error("a document with a session says where it is described")
	}
}
