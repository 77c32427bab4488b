package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// foreignBackend is a mock of the contract on an origin of its own: its API is at
// one address only, media comes by way of playManifest from our demo.
type foreignBackend struct {
	*httptest.Server
	t    *testing.T
	api  string // path of the API
	root string // path of what is delivered

	mu      sync.Mutex
	batches []map[string]any
	missed  []string // paths where nothing is
}

func newForeignBackend(t *testing.T, root, api string) *foreignBackend {
	b := &foreignBackend{t: t, root: root, api: root + api}
	b.Server = httptest.NewServer(b)
	t.Cleanup(b.Close)
	return b
}

func (b *foreignBackend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == b.api+"/service/multirequest":
		w.Header().Set("Access-Control-Allow-Origin", "*")
		w.Header().Set("Access-Control-Allow-Headers", "Content-Type")
		if r.Method == http.MethodPost {
			b.answer(w, r)
		}
	case strings.HasPrefix(r.URL.Path,
		b.root+"/p/101/sp/10100/playManifest/entryId/1_mock/protocol/http/format/applehttp/"):
		w.Header().Set("Access-Control-Allow-Origin", "*")
		http.Redirect(w, r, site.base+"/p/101/sp/10100/playManifest/entryId/"+site.entry+
			"/protocol/http/format/applehttp/a.m3u8", http.StatusFound)
	default: // and no word of who may read it
		b.mu.Lock()
		b.missed = append(b.missed, r.URL.Path)
		b.mu.Unlock()
		http.NotFound(w, r)
	}
}

func (b *foreignBackend) answer(w http.ResponseWriter, r *http.Request) {
	var batch map[string]any
	data, _ := io.ReadAll(r.Body)
	if err := json.Unmarshal(data, &batch); err != nil || r.Header.Get("Content-Type") != "application/json" {
		b.t.Errorf("%s: %q as %s", r.URL.Path, data, r.Header.Get("Content-Type"))
	}
	b.mu.Lock()
	b.batches = append(b.batches, batch)
	b.mu.Unlock()
	results := []any{}
	for i := 1; batch[fmt.Sprint(i)] != nil; i++ {
		results = append(results, b.one(batch[fmt.Sprint(i)].(map[string]any)))
	}
	_ = json.NewEncoder(w).Encode(results)
}

// one answers one part as far as a player reads it.
func (b *foreignBackend) one(part map[string]any) any {
	type dict = map[string]any
	list := func(objects ...any) any {
		return dict{"objects": append([]any{}, objects...), "totalCount": len(objects)}
	}
	switch part["service"].(string) + "." + part["action"].(string) {
	case "session.startWidgetSession":
		return dict{"objectType": "KalturaStartWidgetSessionResponse", "ks": "widget-session"}
	case "baseEntry.list":
		if filter := part["filter"].(dict); filter["redirectFromEntryId"] == nil {
			return list() // children
		}
		return list(dict{"objectType": "KalturaMediaEntry", "id": "1_mock", "name": "Mock", "type": 1,
			"mediaType": 1, "status": 2, "duration": 30})
	case "baseEntry.getPlaybackContext":
		caption := dict{"language": "English", "languageCode": "en", "label": "English", "format": "3",
			"url": b.URL + b.root + "/captions/captionAssetId/1_cap/v/1/captions.vtt"}
		return dict{"objectType": "KalturaPlaybackContext", "sources": []any{
			dict{"deliveryProfileId": 1, "format": "applehttp", "protocols": "http,https",
				"flavorIds": "0_f1,0_f2", "url": "http://nowhere.invalid/"}}, "playbackCaptions": []any{caption}}
	case "caption_captionasset.serveAsJson":
		return list(dict{"startTime": 0, "endTime": 900, "content": []any{dict{"text": "Hello"}}})
	}
	return list()
}

// parts are the calls that were made, in order, by batch.
func (b *foreignBackend) parts() (out [][]map[string]any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, batch := range b.batches {
		var calls []map[string]any
		for i := 1; batch[fmt.Sprint(i)] != nil; i++ {
			calls = append(calls, batch[fmt.Sprint(i)].(map[string]any))
		}
		out = append(out, calls)
	}
	return out
}

// TestForeignBackends: a page that names another backend plays from it, wherever
// its API is, and nothing goes to the server that the player came from.
func TestForeignBackends(t *testing.T) {
	slot(t, waits)
	for _, row := range []struct{ name, root, api, given string }{
		{"as it is", "", "", ""},
		{"as it is, with a slash behind", "", "", "/"},
		{"with its path", "", "/api_v3", "/api_v3"},
		{"only below api_v3", "", "/api_v3", ""},
		{"behind a prefix", "/proxy/kaltura", "/api_v3", "/proxy/kaltura/api_v3"},
		{"behind a prefix, without its path", "/proxy/kaltura", "/api_v3", "/proxy/kaltura"},
	} {
		t.Run(row.name, func(t *testing.T) {
			backend := newForeignBackend(t, row.root, row.api)
			b := open(t, site.pages.URL+"/surface/ours")
			b.do(js(`window.player = KalturaPlayer.setup({targetId: "player", disableUserCache: true,
				provider: {partnerId: 101, uiConfId: 1, env: {serviceUrl: %q}},
					playback: {autoplay: true, muted: true}, plugins: {"playkit-js-transcript": {}}});
				await player.loadMedia({entryId: "1_mock"});`, backend.URL+row.given))
			b.until("it plays", "player.currentTime > 0.5", 20*time.Second)
			b.until("captions came",
				`player.cuePointManager.getAllCuePoints().some((c) => c.metadata?.text === "Hello")`,
				10*time.Second)
			want := backend.URL + backend.api + " " + backend.URL + backend.api
			if got := eval[string](b,
				"player.config.provider.env.serviceUrl + ' ' + player.provider.env.serviceUrl"); got != want {
				t.Errorf("goes on with %s", got)
			}
			if got := eval[string](b, "player.selectedSource.url"); !strings.HasPrefix(got,
				backend.URL+backend.root+
					"/p/101/sp/10100/playManifest/entryId/1_mock/protocol/http/format/applehttp/"+
					"flavorIds/0_f1,0_f2/a.m3u8?") {
				t.Errorf("plays %s", got)
			}
			if got := eval[[]string](b, js(
				`performance.getEntriesByType("resource").map((e) => e.name).filter((url) => `+
					`url.startsWith(%q) && /start$|service|api_v3/.test(url))`, site.base)); len(got) != 0 {
				t.Errorf("our own server was asked: %v", got)
			}
			backend.mu.Lock()
			missed := slices.DeleteFunc(slices.Clone(backend.missed),
				func(path string) bool { return !strings.Contains(path, "service") })
			backend.mu.Unlock()
			// an OPTIONS and no more, where it was not there
			if strings.HasSuffix(row.given, row.api) && len(missed) > 0 || len(missed) > 2 {
				t.Errorf("asked in vain at %v", missed)
			}
			backend.form(t)
		})
	}
}

// form checks what every batch has (reference: player-api §6.2, §6.3).
func (b *foreignBackend) form(t *testing.T) {
	t.Helper()
	all := b.parts()
	var order []string
	for i, calls := range all {
		body := b.batches[i]
		if body["apiVersion"] != "3.3.0" || body["format"] != 1.0 || body["partnerId"] != 101.0 ||
			!strings.HasPrefix(fmt.Sprint(body["clientTag"]), "html5:v") || body["ks"] == nil {
			t.Errorf("batch %v", body)
		}
		for n, call := range calls {
			order = append(order, fmt.Sprintf("%d.%v.%v", n+1, call["service"], call["action"]))
			if want := map[bool]any{true: "{1:result:ks}",
				false: body["ks"]}[body["ks"] == ""]; call["service"] != "session" && call["ks"] != want {
				t.Errorf("part %v, want the session %v", call, want)
			}
		}
	}
	got := strings.Join(order, " ")
	if want := "1.session.startWidgetSession 2.baseEntry.list 3.baseEntry.getPlaybackContext " +
		"4.metadata_metadata.list"; !strings.HasPrefix(got, want) {
		t.Errorf("first %s, want %s", got, want)
	}
	if !strings.Contains(got, "1.caption_captionasset.serveAsJson") {
		t.Errorf("captions are not asked for in a batch: %s", got)
	}
}

// TestPluginsAskForeignBackends: what plugins in JavaScript send goes there too.
func TestPluginsAskForeignBackends(t *testing.T) {
	slot(t, waits)
	backend := newForeignBackend(t, "", "/api_v3")
	b := open(t, site.pages.URL+"/surface/ours")
	got := eval[string](b, js(`(async () => {
		window.player = KalturaPlayer.setup({targetId: "player", provider: {partnerId: 101, env: {serviceUrl: %q}}});
		const {RequestBuilder} = KalturaPlayer.providers;
		class List {
			static id = "list";
			requests = [Object.assign(new RequestBuilder(),
				{service: "cuepoint_cuepoint", action: "list", params: {filter: {entryIdEqual: "1_mock"}}})];
			isValid() { return true; }
		}
		class Lines extends List {
			static id = "lines";
			static disableMultirequest = true;
			requests = [Object.assign(new RequestBuilder(),
				{service: "caption_captionasset", action: "serveAsJson", params: {captionAssetId: "1_cap"}})];
		}
		const ask = async () => {
			const answers = await player.provider.doRequest([{loader: List}, {loader: Lines}]);
			return [answers.get("list").response[0].data.totalCount,
				answers.get("lines").response[0].data.objects[0].content[0].text].join();
		};
		return [await ask(), await ask(), player.provider.env.serviceUrl].join(" ");
	})()`, backend.URL))
	if want := "0,Hello 0,Hello " + backend.URL + "/api_v3"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if n := len(backend.parts()); n != 4 {
		t.Errorf("%d batches, want 4", n)
	}
}
