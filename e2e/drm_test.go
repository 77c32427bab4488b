package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// licenses is a ClearKey licence server that asks that of the site, and does to its
// answers what the path says.
func licenses(t *testing.T, real string) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Access-Control-Allow-Headers", "*")
		if r.Method != http.MethodPost {
			return
		}
		body, _ := io.ReadAll(r.Body)
		var asked struct{ Kids []string }
		if err := json.Unmarshal(body, &asked); err != nil || len(asked.Kids) == 0 {
			t.Errorf("a licence request that is none: %s", body)
		}
		switch r.URL.Path {
		case "/refused":
			w.WriteHeader(http.StatusForbidden)
		case "/none":
			fmt.Fprint(w, "<!doctype html>")
		case "/other": // the key of nothing
			fmt.Fprint(w, `{"keys":[{"kty":"oct","kid":"AAAAAAAAAAAAAAAAAAAAAA","k":"AAAAAAAAAAAAAAAAAAAAAA"}]}`)
		case "/wrong":
			fmt.Fprintf(w, `{"keys":[{"kty":"oct","kid":%q,"k":"AAAAAAAAAAAAAAAAAAAAAA"}]}`, asked.Kids[0])
		case "/filtered":
			if r.Header.Get("X-Token") != "mine" {
				w.WriteHeader(http.StatusForbidden)
				return
			}
			fallthrough
		default:
			answer, err := http.Post(real, "application/json", bytes.NewReader(body))
			if err != nil {
				t.Error(err)
				return
			}
			defer answer.Body.Close()
			text, _ := io.ReadAll(answer.Body)
			if r.URL.Path == "/filtered" {
				text = append([]byte("sealed "), text...)
			}
			_, _ = w.Write(text)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// TestKeySystem: what the browser's own ClearKey has the keys of plays, and each way that
// it cannot has its name.
func TestKeySystem(t *testing.T) {
	slot(t, waits)
	address := func(profile string) string {
		return site.base + "/p/101/sp/10100/playManifest/entryId/" + site.entry +
			"/protocol/http/format/mpegdash/deliveryProfileId/" + profile + "/a.mpd"
	}
	away := httptest.NewServer(http.NotFoundHandler())
	away.Close()
	server := licenses(t, laurl(t, address("1013"))).URL
	const filters = `{network: {
		requestFilter: (type, r) => { if (type === 2) r.headers["X-Token"] = "mine"; },
		responseFilter: async (type, r) => { if (type === 2) r.data = r.data.slice(7); }}}`
	for _, x := range []struct{ name, profile, license, config, want string }{
		{"cenc", "1013", server, "{}", ""},
		{"cbcs", "1014", licenses(t, laurl(t, address("1014"))).URL, "{}", ""},
		{"filters of the page", "1013", server + "/filtered", filters, ""},
		{"a filter that throws", "1013", server, `{network: {requestFilter() { throw new Error("no"); }}}`, "1/1006"},
		{"a server that refuses", "1013", server + "/refused", "{}", "6/6007"},
		{"an answer that is no licence", "1013", server + "/none", "{}", "6/6008"},
		{"a licence of other media", "1013", server + "/other", "{}", "6/6008"},
		{"a key that is none", "1013", server + "/wrong", "{}", "3/3015 or 3/3016"},
		{"a server that is away", "1013", away.URL, "{}", "6/6007"},
	} {
		t.Run(x.name, func(t *testing.T) {
			b := open(t, site.pages.URL+"/page")
			b.setup(x.config)
			b.do(livePlayer)
			b.do(js(`
				player.setMedia({sources: {dash: [{id: "x", url: %q, mimetype: "application/dash+xml",
					drmData: [{scheme: "org.w3.clearkey", licenseUrl: %q}]}]}});
				player.play();`, address(x.profile), x.license))
			b.until("play, or an error", `player.currentTime > 1 || errors.length`, 30*time.Second)
			got := eval[string](b, "errors.splice(0).join()")
			if got != x.want && (got == "" || !strings.Contains(x.want, got)) {
				t.Errorf("errors %q, want %q", got, x.want)
			}
			if x.want != "" {
				return
			}
			const played = `[document.querySelector("video").mediaKeys !== null, player.getDrmInfo().scheme,
				seen.filter(e => e.type === "drmlicenseloaded").length > 0,
				document.querySelector("video").videoHeight > 0].join(" ")`
			if got := eval[string](b, played); got != "true org.w3.clearkey true true" {
				t.Errorf("keys, system, licence, picture: %s", got)
			}
			b.do("player.reset()")
			b.until("no module", `document.querySelector("video").mediaKeys === null`, 5*time.Second)
		})
	}
}

// TestAnotherSource: where keys are not to be had the source plays that the page names,
// or that of the next format.
func TestAnotherSource(t *testing.T) {
	slot(t, waits)
	play := func(format, profile, file string) string {
		return site.base + "/p/101/sp/10100/playManifest/entryId/" + site.entry + "/protocol/http/format/" + format +
			profile + "/" + file
	}
	sealed, clear := play("mpegdash", "/deliveryProfileId/1013", "a.mpd"), play("applehttp", "", "a.m3u8")
	server := licenses(t, laurl(t, sealed)).URL + "/refused"
	for _, x := range []struct{ name, config, scheme, want string }{
		{"named", `{playback: {fallbackSourcesOptions: [{fromSource: {deliveryProfileId: 1013, format: "mpegdash"},
			toSource: {deliveryProfileId: 1001, format: "applehttp"}}],
			streamPriority: [{engine: "html5", format: "dash"}, {engine: "html5", format: "hls"}]}}`,
			"org.w3.clearkey", ""},
		{"of the next format", `{playback: {streamPriority: [{engine: "html5", format: "dash"},
			{engine: "html5", format: "hls"}]}, drm: {keySystem: "com.apple.fairplay"}}`, "com.apple.fairplay", ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			url := sealed
			if x.scheme != "org.w3.clearkey" {
				url = fairPlayAlone(t, sealed)
			}
			b := open(t, site.pages.URL+"/page")
			b.setup(x.config)
			b.do(livePlayer)
			b.do(js(`
				player.setMedia({sources: {
					dash: [{id: "e_1013,mpegdash", url: %q, mimetype: "application/dash+xml",
						drmData: [{scheme: %q, licenseUrl: %q}]}],
					hls: [{id: "e_1001,applehttp", url: %q, mimetype: "application/x-mpegURL"}]}});
				player.play();`, url, x.scheme, server, clear))
			b.until("play, or an error", `player.currentTime > 1 || errors.length`, 30*time.Second)
			if got := eval[string](b, `errors.concat(player.selectedSource.id, player.streamType).join()`); got !=
				"e_1001,applehttp,hls" {
				t.Errorf("errors and source: %s", got)
			}
		})
	}
}

// fairPlayAlone is an MPD that names FairPlay in place of ClearKey.
func fairPlayAlone(t *testing.T, address string) string {
	t.Helper()
	_, text := fetch(t, address)
	mpd := strings.ReplaceAll(text, "e2719d58-a985-b3c9-781a-b030af78d30e",
		"94ce86fb-07ff-4f43-adb8-93d2fa968ca2")
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
		_, _ = w.Write([]byte(mpd))
	}))
	t.Cleanup(s.Close)
	return s.URL + "/a.mpd"
}

// laurl is the licence server that an MPD names.
func laurl(t *testing.T, address string) string {
	t.Helper()
	_, text := fetch(t, address)
	_, rest, _ := strings.Cut(text, "Laurl")
	_, rest, _ = strings.Cut(rest, ">")
	url, _, _ := strings.Cut(rest, "<")
	if strings.HasPrefix(url, "/") {
		url = site.base + url
	}
	return url
}
