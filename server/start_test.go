package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"diptych/player/model"
	"diptych/player/playertest"
	"diptych/player/provider"
	"diptych/player/stream"
	"diptych/player/value"
	"diptych/server/ks"
	"diptych/server/start"
	"diptych/server/store"
)

// opened is a start request's answer, taken apart.
type opened struct {
	header  http.Header
	plan    start.Plan
	inits   int
	media   int // bytes
	answers start.Answers
	whole   bool
}

func (c *client) start(partner int, q map[string]any) opened {
	c.t.Helper()
	body, _ := json.Marshal(q)
	r, err := http.NewRequest(http.MethodPost, strings.TrimSuffix(c.base, "/api_v3/service/")+"/p/"+
		strconv.Itoa(partner)+"/start", bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Origin", "https://campus.example")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		c.t.Fatalf("start: status %d, %v %s", answer.StatusCode, err, text)
	}
	return c.parts(answer.Header, text)
}

func (c *client) parts(header http.Header, text []byte) opened {
	c.t.Helper()
	o := opened{header: header}
	for len(text) >= 8 {
		n := int(binary.BigEndian.Uint32(text))
		kind, payload := text[4], text[8:8+n]
		text = text[8+n:]
		switch kind {
		case 1:
			c.decode(payload, &o.plan)
		case 2:
			o.inits++
		case 3:
			o.media += n
		case 4:
			z, err := gzip.NewReader(bytes.NewReader(payload))
			if err != nil {
				c.t.Fatal(err)
			}
			plain, err := io.ReadAll(z)
			if err != nil {
				c.t.Fatal(err)
			}
			c.decode(plain, &o.answers)
		case 5:
			o.whole = true
		}
	}
	return o
}

// asker answers the player's provider: over HTTP, or with what a start request said.
type asker struct {
	c    *client
	told []byte
}

func (a asker) Fetch(r stream.FetchRequest, done func(stream.Response)) func() {
	if a.told != nil {
		done(stream.Response{URL: r.URL, Status: http.StatusOK, Body: string(a.told)})
		return func() {}
	}
	answer, err := http.Post(r.URL, r.MIME, strings.NewReader(r.Body))
	if err != nil {
		a.c.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		a.c.t.Fatal(err)
	}
	done(stream.Response{URL: r.URL, Status: answer.StatusCode, Body: string(text)})
	return func() {}
}

var session = regexp.MustCompile(`djJ8[A-Za-z0-9_-]+`)

// media is what a player makes of an entry, or its error, as text without the
// widget session, which is new each time.
func (a asker) media(partner int, entry, ks string) string {
	config := &model.Provider{
		PartnerID: partner, UIConfID: 1, ServiceURL: strings.TrimSuffix(a.c.base, "/service/"), CDNURL: "http://x",
	}
	p := provider.Provider{Config: config, Fetch: a, Clock: playertest.NewWorld().Clock}
	var out string
	p.Media(model.NewInfo(entry, ks), func(media *model.MediaConfig, err *provider.Error) {
		if err != nil {
			out = "error " + value.JSON(err)
			return
		}
		out = value.JSON(media)
	})
	if ks == "" {
		out = session.ReplaceAllString(out, "KS")
	}
	return out
}

func (c *client) sign(partner int, secret string, s ks.Session) string {
	c.t.Helper()
	s.PartnerID = partner
	text, err := ks.Sign(s, secret)
	if err != nil {
		c.t.Fatal(err)
	}
	return text
}

// TestStartDecidesAsPlaybackContext: a start request tells, and plays, what the
// API's answer lets a player find out and play.
func TestStartDecidesAsPlaybackContext(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	ctx := context.Background()
	if err := c.server.store.Insert(ctx, nil, &store.Partner{ID: 202, Name: "Other", AdminSecret: "other-admin",
		UserSecret: "other-user", CreatedAt: 1}); err != nil {
		t.Fatal(err)
	}
	data := clip(t)
	ready := c.upload("ready.mp4", data)
	later, past, gone := c.upload("later.mp4", data), c.upload("past.mp4", data), c.upload("gone.mp4", data)
	for _, id := range []string{ready, later, past, gone} {
		c.settled(id)
	}
	now := time.Now().Unix()
	c.ok("baseEntry", "update", url.Values{"entryId": {later},
		"baseEntry[startDate]": {strconv.FormatInt(now+3600, 10)}})
	c.ok("baseEntry", "update", url.Values{"entryId": {past},
		"baseEntry[endDate]": {strconv.FormatInt(now-3600, 10)}})
	c.post("media", "delete", "application/x-www-form-urlencoded", c.form(url.Values{"entryId": {gone}}))
	empty := c.ok("media", "add", url.Values{"entry[mediaType]": {"1"}, "entry[name]": {"empty"}}).str("id")

	entries := map[string]string{"ready": ready, "not yet": later, "no longer": past, "deleted": gone,
		"without content": empty, "unknown": "0_nothing1"}
	hour := now + 3600
	sessions := map[string]string{
		"none":          "",
		"user":          c.sign(101, "admin-secret", ks.Session{UserID: "ada", Expiry: hour}),
		"administrator": c.sign(101, "admin-secret", ks.Session{UserID: "root", Type: 2, Expiry: hour}),
		"preview": c.sign(101, "admin-secret", ks.Session{UserID: "ada", Expiry: hour,
			Privileges: ks.ParsePrivileges("sview:" + later)}),
		"expired": c.sign(101, "admin-secret", ks.Session{UserID: "ada", Expiry: now - 10}),
		"of elsewhere": c.sign(101, "admin-secret", ks.Session{UserID: "ada", Expiry: hour,
			Privileges: ks.ParsePrivileges("iprestrict:192.0.2.1")}),
		"signed wrongly":   c.sign(101, "guessed", ks.Session{UserID: "ada", Expiry: hour}),
		"no session":       "djJ8MTAxfG5vbnNlbnNl",
		"of other partner": c.sign(202, "other-admin", ks.Session{UserID: "eve", Type: 2, Expiry: hour}),
	}
	played := map[string][]string{}
	for entryName, entry := range entries {
		for name, text := range sessions {
			want := asker{c: c}.media(101, entry, text)
			got := c.start(101, map[string]any{"entryId": entry, "ks": text, "redirect": true, "media": true,
				"answers": true})
			if told := (asker{c, got.answers.API}).media(101, entry, text); told != want {
				t.Errorf("%s, session %s: the start says\n%s\nthe API\n%s", entryName, name, told, want)
			}
			plays := !strings.HasPrefix(want, "error ")
			if got.plan.Playable != plays || (got.media > 0) != plays || (got.inits == 2) != plays ||
				!got.whole {
				t.Errorf("%s, session %s: playable %v, %d init segments, %d bytes; the API: plays %v", entryName,
					name, got.plan.Playable, got.inits, got.media, plays)
			}
			if cc := got.header.Get("Cache-Control"); cc != "private, no-store" {
				t.Errorf("%s, session %s: Cache-Control %q", entryName, name, cc)
			}
			if frame := c.frame(entry, text); frame.plan.Playable != plays || (frame.media > 0) != plays ||
				frame.answers.API == nil {
				t.Errorf("%s, session %s: the iframe document: playable %v, %d bytes", entryName, name,
					frame.plan.Playable, frame.media)
			}
			if plays {
				played[entryName] = append(played[entryName], name)
				c.goesOn(entryName+", session "+name, got, text)
			}
		}
	}
	for entryName, want := range map[string]int{"ready": 4, "not yet": 2, "no longer": 1} {
		if len(played[entryName]) != want {
			slices.Sort(played[entryName])
			t.Errorf("%s: played with %v, want %d sessions", entryName, played[entryName], want)
		}
	}
}

var framePiece = regexp.MustCompile(`<script type="text/plain">([^<]*)</script>`)

// frame is the start answer that an iframe document holds.
func (c *client) frame(entry, ks string) opened {
	c.t.Helper()
	q := url.Values{"iframeembed": {"true"}, "entry_id": {entry}, "config[playback]": {`{"autoplay":true}`}}
	if ks != "" {
		q.Set("ks", ks)
	}
	answer, err := http.Get(strings.TrimSuffix(c.base, "/api_v3/service/") +
		"/p/101/embedPlaykitJs/uiconf_id/1?" + q.Encode())
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		c.t.Fatalf("iframe: status %d, %v", answer.StatusCode, err)
	}
	if cc := answer.Header.Get("Cache-Control"); cc != "private, no-store, max-age=0" {
		c.t.Errorf("iframe: Cache-Control %q", cc)
	}
	var parts []byte
	for _, m := range framePiece.FindAllSubmatch(text, -1) {
		piece, err := base64.StdEncoding.DecodeString(string(m[1]))
		if err != nil {
			c.t.Fatal(err)
		}
		parts = append(parts, piece...)
	}
	return c.parts(answer.Header, parts)
}

// goesOn checks that what the plan promises behind the opening can be had, and
// that shared caches may keep only what anybody may have.
func (c *client) goesOn(what string, o opened, ks string) {
	c.t.Helper()
	for _, track := range o.plan.Tracks {
		for _, r := range track.Renditions {
			for _, file := range []string{"init.mp4", "seg-1.m4s", "index.m3u8"} {
				answer, err := http.Get(r.URL + file)
				if err != nil {
					c.t.Fatal(err)
				}
				_ = answer.Body.Close()
				if answer.StatusCode != http.StatusOK {
					c.t.Errorf("%s: %s gives %d", what, r.URL+file, answer.StatusCode)
				}
				shared := strings.Contains(answer.Header.Get("Cache-Control"), "public")
				if bound := ks != "" && strings.Contains(r.URL, ks); shared && bound {
					c.t.Errorf("%s: %s may be kept by shared caches", what, file)
				}
			}
		}
	}
	if len(o.answers.Texts) == 0 || !strings.HasPrefix(o.answers.Texts[0].Text, "#EXTM3U") {
		c.t.Errorf("%s: no manifest", what)
	}
}

// TestStartThroughSharedCache: a cache between viewers, as the standard lets it
// be (RFC 9111 §3), gives nobody what was said to somebody else.
func TestStartThroughSharedCache(t *testing.T) {
	c := newClient(t)
	entry := c.upload("film.mp4", clip(t))
	c.settled(entry)
	c.ok("baseEntry", "update", url.Values{"entryId": {entry},
		"baseEntry[startDate]": {strconv.FormatInt(time.Now().Unix()+3600, 10)}})
	root := strings.TrimSuffix(c.base, "/api_v3/service/")
	mine := c.sign(101, "admin-secret", ks.Session{UserID: "ada", Expiry: time.Now().Unix() + 3600,
		Privileges: ks.ParsePrivileges("sview:" + entry)})
	o := c.start(101, map[string]any{"entryId": entry, "ks": mine, "media": true, "answers": true})
	if !o.plan.Playable {
		t.Fatal("the session does not play its entry")
	}
	r := o.plan.Tracks[0].Renditions[0].URL
	for _, path := range []string{r + "init.mp4", r + "seg-1.m4s", r + "index.m3u8",
		o.answers.Texts[0].URLs[0]} {
		answer, err := http.Get(path)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if cc := answer.Header.Get("Cache-Control"); answer.StatusCode != http.StatusOK ||
			!strings.HasPrefix(cc, "private") {
			t.Errorf("%s: status %d, Cache-Control %q", path, answer.StatusCode, cc)
		}
		without, err := http.Get(strings.Replace(path, "/ks/"+mine, "", 1))
		if err != nil {
			t.Fatal(err)
		}
		_ = without.Body.Close()
		if without.StatusCode != http.StatusNotFound {
			t.Errorf("%s plays without its session: %d", path, without.StatusCode)
		}
	}
	script, err := http.Get(root + "/p/101/embedPlaykitJs/uiconf_id/1/kaltura-player.js?entry_id=" + entry)
	if err != nil {
		t.Fatal(err)
	}
	defer script.Body.Close()
	text, _ := io.ReadAll(script.Body)
	if bytes.Contains(text, []byte(entry)) || bytes.Contains(text, []byte("film.mp4")) {
		t.Error("the cacheable script knows the entry")
	}
}

func TestStartRequestsThatAreNone(t *testing.T) {
	c := newClient(t)
	root := strings.TrimSuffix(c.base, "/api_v3/service/")
	for _, x := range []struct {
		method, path, body string
		status             int
	}{
		{"POST", "/p/101/start", "", 400}, {"POST", "/p/101/start", "{", 400},
		{"POST", "/p/101/start", "{}", 400}, {"GET", "/p/101/start", "", 405},
		{"POST", "/p/101/start", `{"entryId":"` + strings.Repeat("x", 70_000) + `"}`, 400},
		{"OPTIONS", "/p/101/start", "", 200},
		{"POST", "/p/0/start", `{"entryId":"0_a"}`, 404}, {"POST", "/p/x/start", `{"entryId":"0_a"}`, 404},
		{"POST", "/p/7/start", `{"entryId":"0_a"}`, 200},
	} {
		r, err := http.NewRequest(x.method, root+x.path, strings.NewReader(x.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Origin", "https://campus.example")
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != x.status {
			t.Errorf("%s %s %.20s: %d, want %d", x.method, x.path, x.body, answer.StatusCode, x.status)
		}
		// A request with credentials may read only an answer that names its origin.
		if h := answer.Header; x.status != 404 &&
			(h.Get("Access-Control-Allow-Origin") != "https://campus.example" ||
				h.Get("Access-Control-Allow-Credentials") != "true") {
			t.Errorf("%s %s %.20s: headers %v", x.method, x.path, x.body, h)
		}
	}
}
