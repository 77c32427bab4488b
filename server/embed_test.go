package server

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"diptych/server/store"
)

// embedded is what an embed URL brought.
type embedded struct {
	status   int
	header   http.Header
	text     string
	mode     string // dynamic, factory, module, auto, iframe
	data     answer // of the uiConf
	config   answer // given to setup
	method   string
	argument answer
}

// at reads a dotted path.
func (a answer) at(path string) any {
	var v any = map[string]any(a)
	for _, key := range strings.Split(path, ".") {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[key]
	}
	return v
}

var (
	scriptData  = regexp.MustCompile(`\nwindow\.__kalturaplayerdata=(\{.*\});\n`)
	scriptStart = regexp.MustCompile(
		`\ntry\{window\.config=(\{.*\});window\.kalturaPlayer=KalturaPlayer\.setup\(window\.config\);` +
			`window\.kalturaPlayer\.(\w+)\((.*)\);\}catch\(e\)\{console\.error\(e\.message\);\}\n$`)
	factoryData = regexp.MustCompile(
		`\(window\.KalturaPlayers=window\.KalturaPlayers\|\|\{\}\)\[1\]=\{config:(\{.*\}),` +
			`lib:diptychEmbed\.lib\};\}\)\(\);\n$`)
	moduleData   = regexp.MustCompile(`^const diptychEmbed=(\{.*?\});if\(`)
	documentPlan = regexp.MustCompile(`<script type="application/json" id="diptych-frame">(.*?)</script>`)
)

func (c *client) get(path string, header http.Header) (*http.Response, string) {
	c.t.Helper()
	r, err := http.NewRequest(http.MethodGet, strings.TrimSuffix(c.base, "/api_v3/service/")+path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	for key, list := range header {
		r.Header[key] = list
	}
	a, err := http.DefaultTransport.RoundTrip(r) // redirects are seen
	if err != nil {
		c.t.Fatal(err)
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return a, string(text)
}

func (c *client) embed(path string) embedded {
	c.t.Helper()
	a, text := c.get(path, nil)
	e := embedded{status: a.StatusCode, header: a.Header, text: text}
	read := func(text string, out *answer) {
		if err := json.Unmarshal([]byte(text), out); err != nil {
			c.t.Fatalf("%s: %v in %.200s", path, err, text)
		}
	}
	if m := documentPlan.FindStringSubmatch(text); m != nil {
		var plan answer
		read(m[1], &plan)
		e.mode, e.method = "iframe", plan.str("method")
		e.data, e.config, e.argument = plan.at("data").(map[string]any), plan.at("config").(map[string]any),
			plan.at("argument").(map[string]any)
		return e
	}
	if m := moduleData.FindStringSubmatch(text); m != nil {
		var told answer
		read(m[1], &told)
		e.mode, e.data = "module", told.at("config").(map[string]any)
	}
	if m := factoryData.FindStringSubmatch(text); m != nil {
		e.mode = "factory"
		read(m[1], &e.data)
	}
	if m := scriptData.FindStringSubmatch(text); m != nil {
		e.mode = "dynamic"
		read(m[1], &e.data)
	}
	if m := scriptStart.FindStringSubmatch(text); m != nil {
		e.mode, e.method = "auto", m[2]
		read(m[1], &e.config)
		read(m[3], &e.argument)
	}
	return e
}

// embedForms are the ways to write an embed URL (reference: player-api §7.1).
var embedForms = []string{
	"/p/101/embedPlaykitJs/uiconf_id/1", "/p/101/sp/10100/embedPlaykitJs/uiconf_id/1",
	"/p/101/sp/10100/embedPlaykitJs/uiconf_id/1/partner_id/101",
	"/s/p/101/embedPlaykitJs/uiconf_id/1", "/s/p/101/sp/10100/embedPlaykitJs/uiconf_id/1/partner_id/101",
	"/p/101/embedPlaykitJs/partner_id/101/uiconf_id/1", "/p/101/embedPlaykitJs/uiconf_id/1/partner_id/101",
	"/p/101/embedPlaykitJs?uiconf_id=1",
}

// embedParameters are the parameters and what each does.
var embedParameters = []struct {
	name   string
	params map[string]string
	mode   string
	check  map[string]any // "config.…", "data.…", "method", "argument.…"
}{
	{"no mode", nil, "dynamic", map[string]any{"data.uiConfData.name": "Lecture player",
		"data.provider.partnerId": 101., "data.provider.uiConfId": 1.}},
	{"content without a mode", map[string]string{"entry_id": "0_a", "targetId": "x"}, "dynamic", nil},
	{"embed_factory", map[string]string{"embed_factory": "true"}, "factory",
		map[string]any{"data.provider.uiConfId": 1.}},
	{"embed_factory is for dynamic embeds only", map[string]string{"embed_factory": "true", "autoembed": "true",
		"targetId": "x", "entry_id": "0_a"}, "auto", map[string]any{"data.provider.uiConfId": 1.}},
	{"autoembed", map[string]string{"autoembed": "true", "targetId": "x", "entry_id": "0_a"}, "auto",
		map[string]any{"config.targetId": "x", "config.provider.partnerId": 101., "config.provider.uiConfId": 1.,
			"config.provider.ks": nil, "method": "loadMedia", "argument.entryId": "0_a"}},
	{"iframeembed", map[string]string{"iframeembed": "true", "entry_id": "0_a", "targetId": "x"}, "iframe",
		map[string]any{"config.targetId": "player_container", "method": "loadMedia", "argument.entryId": "0_a"}},
	{"iframeembed before autoembed", map[string]string{"iframeembed": "true", "autoembed": "true",
		"entry_id": "0_a"}, "iframe", nil},
	{"entry before playlist before source", map[string]string{"autoembed": "true", "entry_id": "0_a",
		"playlist_id": "0_p", "external_source": "{}"}, "auto", map[string]any{"method": "loadMedia"}},
	{"playlist before source", map[string]string{"autoembed": "true", "playlist_id": "0_p",
		"external_source": "{}"}, "auto", map[string]any{"method": "loadPlaylist",
		"argument.playlistId": "0_p"}},
	{"playlist in an iframe", map[string]string{"iframeembed": "true", "playlist_id": "0_p"}, "iframe",
		map[string]any{"method": "loadPlaylist", "argument.playlistId": "0_p"}},
	{"source", map[string]string{"autoembed": "true", "external_source": `{"hls":[{"id":"a"}]}`}, "auto",
		map[string]any{"method": "setMedia", "argument.sources": map[string]any{
			"hls": []any{map[string]any{"id": "a"}}}}},
	{"source that is no JSON", map[string]string{"iframeembed": "true", "external_source": "{hls"}, "iframe",
		map[string]any{"method": "setMedia", "argument.sources": nil}},
	{"ks", map[string]string{"autoembed": "true", "entry_id": "0_a", "ks": "djJ8abc"}, "auto",
		map[string]any{"config.provider.ks": "djJ8abc"}},
	{"ks in an iframe", map[string]string{"iframeembed": "true", "entry_id": "0_a", "ks": "djJ8abc"}, "iframe",
		map[string]any{"config.provider.ks": "djJ8abc"}},
	{"sections", map[string]string{"iframeembed": "true", "entry_id": "0_a",
		"config[playback]": `{"autoplay":true,"volume":0.5}`,
		"config[plugins]":  `{"dualscreen":{"layout":"sbs"}}`}, "iframe",
		map[string]any{"config.playback.autoplay": true, "config.playback.volume": 0.5,
			"config.plugins.dualscreen.layout": "sbs"}},
	{"a section that is no JSON is null", map[string]string{"autoembed": "true", "entry_id": "0_a",
		"config[playback]": `{autoplay:true}`}, "auto", map[string]any{"config.playback": nil}},
	{"the account cannot be taken", map[string]string{"autoembed": "true", "entry_id": "0_a", "targetId": "x",
		"config[provider]": `{"partnerId":7,"uiConfId":8,"widgetId":"_7"}`, "config[targetId]": `"y"`}, "auto",
		map[string]any{"config.provider.partnerId": 101., "config.provider.uiConfId": 1.,
			"config.provider.widgetId": "_7", "config.targetId": "x"}},
	{"provider that is no JSON", map[string]string{"iframeembed": "true", "entry_id": "0_a",
		"config[provider]": `x`}, "iframe", map[string]any{"config.provider.partnerId": 101.}},
	{"versions", map[string]string{"versions": "kaltura-ovp-player={latest},playkit-dual-screen=1.0.0"},
		"dynamic", map[string]any{"data.productVersion": "3.17.95"}},
	{"langs", map[string]string{"langs": "de,fr"}, "dynamic", nil},
	{"what only other servers know", map[string]string{"regenerate": "true", "includeSourceMap": "true",
		"flashvars[ks]": "djJ8abc", "v2Redirect": "true"}, "dynamic", nil},
	{"flashvars have no say", map[string]string{"autoembed": "true", "entry_id": "0_a",
		"flashvars[ks]": "djJ8abc"}, "auto", map[string]any{"config.provider.ks": nil}},
	{"markup stays text", map[string]string{"iframeembed": "true", "entry_id": "</script><script>alert(1)"},
		"iframe", map[string]any{"argument.entryId": "</script><script>alert(1)"}},
	{"no way to the prototype", map[string]string{"autoembed": "true", "entry_id": "0_a",
		"config[__proto__]": `{"a":1}`}, "auto", map[string]any{"config.__proto__": nil}},
}

func TestEmbedURLs(t *testing.T) {
	c := newClient(t)
	for _, form := range embedForms {
		for _, p := range embedParameters {
			for place, address := range embedAddresses(form, p.params) {
				e := c.embed(address)
				if e.status != http.StatusOK || e.mode != p.mode {
					t.Errorf("%s (%s) %s: status %d, mode %q, want %q", p.name, place, address, e.status, e.mode,
						p.mode)
					continue
				}
				all := answer{"config": map[string]any(e.config), "data": map[string]any(e.data),
					"method": e.method, "argument": map[string]any(e.argument)}
				for path, want := range p.check {
					if got := all.at(path); !reflect.DeepEqual(got, want) {
						t.Errorf("%s (%s) %s: %s is %v, want %v", p.name, place, address, path, got, want)
					}
				}
				e.headers(t, address)
			}
		}
	}
}

// embedAddresses puts the parameters into the query and into the path, with a
// file name behind it.
func embedAddresses(form string, params map[string]string) map[string]string {
	path, query, _ := strings.Cut(form, "?")
	inPath, inQuery := path, url.Values{}
	for key, v := range params {
		inPath += "/" + url.PathEscape(key) + "/" + url.PathEscape(v)
		inQuery.Set(key, v)
	}
	join := func(path, query string) string {
		if query == "" {
			return path
		}
		return path + "?" + query
	}
	return map[string]string{"path": join(inPath+"/kaltura-player.js", query),
		"query": join(path, strings.Trim(query+"&"+inQuery.Encode(), "&"))}
}

func (e embedded) headers(t *testing.T, address string) {
	t.Helper()
	private := strings.Contains(address, "/ks/") || strings.Contains(address, "&ks=")
	want := map[string]string{"Access-Control-Allow-Origin": "*", "X-Robots-Tag": "noindex",
		"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "private, max-age=600"}
	if private {
		want["Cache-Control"] = "private, no-store"
	}
	if e.mode == "iframe" {
		want["Content-Type"], want["Cache-Control"] = "text/html; charset=utf-8", "private, no-store, max-age=0"
	} else if e.header.Get("ETag") == "" || e.header.Get("Last-Modified") == "" {
		t.Errorf("%s: ETag %q, Last-Modified %q", address, e.header.Get("ETag"), e.header.Get("Last-Modified"))
	}
	for key, v := range want {
		if got := e.header.Get(key); got != v {
			t.Errorf("%s: %s %q, want %q", address, key, got, v)
		}
	}
}

// TestEmbedTimes: start and clip of an iframe stand in its query, which the
// player reads, or in its path.
func TestEmbedTimes(t *testing.T) {
	c := newClient(t)
	for name, key := range map[string]string{"kalturaStartTime": "startTime", "kalturaEndTime": "endTime",
		"kalturaSeekFrom": "seekFrom", "kalturaClipTo": "clipTo"} {
		for text, want := range map[string]any{"12.5": 12.5, "0": 0., "soon": nil, "NaN": nil, "Inf": nil} {
			e := c.embed("/p/101/embedPlaykitJs/uiconf_id/1/iframeembed/true/entry_id/0_a/" + name + "/" + text)
			if got := e.config.at("sources." + key); got != want {
				t.Errorf("%s %s: %v, want %v", name, text, got, want)
			}
		}
		if e := c.embed("/p/101/embedPlaykitJs/uiconf_id/1?iframeembed=true&entry_id=0_a&" + name +
			"=12.5"); e.status != http.StatusOK {
			t.Errorf("%s: status %d", name, e.status)
		}
	}
}

func TestEmbedPartner(t *testing.T) {
	c := newClient(t)
	ctx := context.Background()
	if err := c.server.store.Insert(ctx, nil, &store.Partner{ID: 202, Name: "Other", AdminSecret: "a",
		UserSecret: "u", CreatedAt: 1}); err != nil {
		t.Fatal(err)
	}
	if err := c.server.store.Insert(ctx, nil, &store.UIConf{ID: 7, PartnerID: 202, Name: "Theirs", Config: "{}",
		CreatedAt: 1, UpdatedAt: 1}); err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]float64{ // 0 = there is no such player
		"/p/101/embedPlaykitJs/uiconf_id/1?autoembed=true&entry_id=0_a":                101,
		"/s/p/202/sp/20200/embedPlaykitJs/uiconf_id/7?autoembed=true&entry_id=0_a":     202,
		"/p/202/embedPlaykitJs/uiconf_id/7/partner_id/202?autoembed=true&entry_id=0_a": 202,
		"/p/202/embedPlaykitJs/uiconf_id/1?autoembed=true&entry_id=0_a":                0,
		"/p/999/embedPlaykitJs/uiconf_id/1":                                            0,
		"/p/101/embedPlaykitJs/uiconf_id/7?iframeembed=true&entry_id=0_a":              0,
		"/p/101/embedPlaykitJs/uiconf_id/1/partner_id/202?autoembed=true&entry_id=0_a": 0,
		"/p/101/embedPlaykitJs/uiconf_id/1?partner_id=202&autoembed=true&entry_id=0_a": 0,
		"/p/202/embedPlaykitJs/uiconf_id/7/partner_id/101?autoembed=true&entry_id=0_a": 0,
	} {
		if want == 0 {
			if a, text := c.get(address, nil); a.StatusCode != http.StatusNotFound ||
				!strings.Contains(text, "uiconf_id") {
				t.Errorf("%s: %d", address, a.StatusCode)
			}
			continue
		}
		e := c.embed(address)
		if e.data.at("provider.partnerId") != want {
			t.Errorf("%s: partner %v, want %v", address, e.data.at("provider.partnerId"), want)
		}
	}
}

// TestEmbedAddresses: a script that many may keep holds the address that was
// configured, and one that holds the request's is for nobody else.
func TestEmbedAddresses(t *testing.T) {
	for public, want := range map[string]string{"": "private, max-age=600",
		"https://video.example.org/": "public, max-age=600"} {
		c := newClientWith(t, func(c *Config) { c.PublicURL = public })
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
			c.site()+"/p/101/embedPlaykitJs/uiconf_id/1", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Host = "evil.example"
		a, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(a.Body)
		_ = a.Body.Close()
		if got := a.Header.Get("Cache-Control"); got != want || strings.HasPrefix(got, "public") &&
			strings.Contains(string(text), "evil.example") {
			t.Errorf("%q: %s, names the request's host: %t", public, got,
				strings.Contains(string(text), "evil.example"))
		}
	}
}

// TestPagesInFrames: our own pages stand in nobody's frame, and what stands in
// frames tells nobody its address, which may hold a session.
func TestPagesInFrames(t *testing.T) {
	c := newClient(t)
	a, _ := c.get("/", nil)
	if h := a.Header; !strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") ||
		h.Get("X-Frame-Options") != "DENY" || h.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("the start page: %v", h)
	}
	for _, address := range []string{"/p/101/embedPlaykitJs/uiconf_id/1?iframeembed=true&entry_id=0_a&ks=x",
		"/player/frame"} {
		a, _ := c.get(address, nil)
		if h := a.Header; h.Get("Referrer-Policy") != "strict-origin" ||
			h.Get("X-Content-Type-Options") != "nosniff" || h.Get("X-Frame-Options") != "" ||
			strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors") {
			t.Errorf("%s: %v", address, h)
		}
	}
}

func TestEmbedNotFound(t *testing.T) {
	c := newClient(t)
	broken := &store.UIConf{ID: 5, PartnerID: 101, Name: "Broken", Config: "{", CreatedAt: 1, UpdatedAt: 1}
	if err := c.server.store.Insert(context.Background(), nil, broken); err != nil {
		t.Fatal(err)
	}
	for address, says := range map[string]string{
		"/p/101/embedPlaykitJs":                                             "uiconf_id",
		"/p/101/embedPlaykitJs/uiconf_id":                                   "uiconf_id",
		"/p/101/embedPlaykitJs/uiconf_id/77":                                "uiconf_id",
		"/p/101/embedPlaykitJs/uiconf_id/x":                                 "uiconf_id",
		"/p/101/embedPlaykitJs/uiconf_id/-1":                                "uiconf_id",
		"/p/101/embedPlaykitJs/uiconf_id/1/partner_id/77":                   "partner_id",
		"/p/101/embedPlaykitJs/uiconf_id/1?partner_id=x":                    "partner_id",
		"/p/101/embedPlaykitJs/uiconf_id/1?autoembed=true&targetId=x":       "entry_id",
		"/p/101/embedPlaykitJs/uiconf_id/1?iframeembed=true":                "entry_id",
		"/p/101/embedPlaykitJs/uiconf_id/5":                                 "try again later",
		"/p/101/embedPlaykitJs/uiconf_id/5?iframeembed=true&entry_id=0_a":   "try again later",
		"/p/101/embedPlaykitJs/uiconf_id/1%ff/iframeembed/true?entry_id=%a": "uiconf_id",
	} {
		a, text := c.get(address, nil)
		if a.StatusCode != http.StatusNotFound || !strings.HasPrefix(a.Header.Get("Content-Type"),
			"text/html") || !strings.Contains(text, says) || !strings.Contains(text, "<main>") {
			t.Errorf("%s: status %d, %s, %.600s", address, a.StatusCode, a.Header.Get("Content-Type"), text)
		}
		if a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("ETag") != "" ||
			a.Header.Get("X-Robots-Tag") != "noindex" || a.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: headers %v", address, a.Header)
		}
	}
	if e := c.embed(
		"/p/101/embedPlaykitJs/uiconf_id/1?iframeembed=true&entry_id=0_nothing1"); e.status != http.StatusOK ||
		e.mode != "iframe" {
		t.Errorf("an unknown entry: status %d", e.status)
	}
	answer, err := http.Post(strings.TrimSuffix(c.base, "/api_v3/service/")+"/p/101/embedPlaykitJs/uiconf_id/1",
		"text/plain", nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusNotFound {
		t.Errorf("POST: status %d", answer.StatusCode)
	}
}

// TestEmbedCached: a browser that has a script asks for it again in vain, until
// something of it changes.
func TestEmbedCached(t *testing.T) {
	c := newClient(t)
	const dynamic, auto = "/p/101/embedPlaykitJs/uiconf_id/1/kaltura-player.js",
		"/p/101/embedPlaykitJs/uiconf_id/1?autoembed=true&targetId=x&entry_id=0_a"
	var tags []string
	for _, address := range []string{dynamic, auto, "/player/frame-api.js"} {
		first, _ := c.get(address, nil)
		tag, modified := first.Header.Get("ETag"), first.Header.Get("Last-Modified")
		tags = append(tags, tag)
		for _, x := range []struct {
			header http.Header
			status int
		}{
			{http.Header{"If-None-Match": {tag}}, 304}, {http.Header{"If-None-Match": {`"x", W/` + tag}}, 304},
			{http.Header{"If-None-Match": {"*"}}, 304}, {http.Header{"If-None-Match": {`"x"`}}, 200},
			{http.Header{"If-Modified-Since": {modified}}, 304},
			{http.Header{"If-Modified-Since": {"Thu, 01 Jan 1970 00:00:00 GMT"}}, 200},
			{http.Header{"If-Modified-Since": {"yesterday"}}, 200},
			{http.Header{"If-None-Match": {`"x"`}, "If-Modified-Since": {modified}}, 200}, // the tag decides
		} {
			a, text := c.get(address, x.header)
			if a.StatusCode != x.status || (a.StatusCode == 304) != (text == "") ||
				a.Header.Get("ETag") != tag || a.Header.Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("%s %v: status %d, %d bytes, headers %v", address, x.header, a.StatusCode, len(text),
					a.Header)
			}
		}
	}
	if tags[0] == tags[1] {
		t.Error("two scripts have one tag")
	}
	u, err := c.server.store.UIConf(context.Background(), 1)
	if err != nil {
		t.Fatal(err)
	}
	u.Name, u.UpdatedAt = "Another name", u.UpdatedAt+1000
	if err := c.server.store.Update(context.Background(), nil, u, "name", "updated_at"); err != nil {
		t.Fatal(err)
	}
	if a, _ := c.get(dynamic, http.Header{"If-None-Match": {tags[0]}}); a.StatusCode != http.StatusOK ||
		a.Header.Get("ETag") == tags[0] {
		t.Errorf("a changed player: status %d, tag %s", a.StatusCode, a.Header.Get("ETag"))
	}
}

func TestEmbedModule(t *testing.T) {
	c := newClient(t)
	e := c.embed("/p/101/embedPlaykitJs/uiconf_id/1/kaltura-player.mjs")
	if e.mode != "module" || e.data.at("provider.uiConfId") != 1. ||
		strings.Contains(e.text, "window.__kalturaplayerdata=") ||
		!strings.Contains(e.text, "export function setup(") {
		t.Errorf("mode %q, %.300s", e.mode, e.text)
	}
	e.headers(t, "kaltura-player.mjs")
}
