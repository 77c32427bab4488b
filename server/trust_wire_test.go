package server

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestMarkupOfUsers: what users send runs nowhere when a browser opens it.
func TestMarkupOfUsers(t *testing.T) {
	c := newClient(t)
	alice := c.as("alice", "")
	entry := alice.draft()
	const evil = `<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="0s" ` +
		`end="1s"><script xmlns="http://www.w3.org/1999/xhtml">document.title=document.domain</script>x</p>` +
		`</div></body></tt>`
	for format, text := range map[string]string{"1": "1\n00:00:00,000 --> 00:00:01,000\n<script>1</script>\n",
		"2": evil, "3": "WEBVTT\n\n00:00.000 --> 00:01.000\n<script>1</script>\n"} {
		id := alice.ok("caption_captionAsset", "add", url.Values{"entryId": {entry},
			"captionAsset[language]": {"English"}, "captionAsset[format]": {format}}).str("id")
		alice.ok("caption_captionAsset", "setContent", url.Values{"id": {id},
			"contentResource[objectType]": {"KalturaStringResource"}, "contentResource[content]": {text}})
		for _, action := range []string{"serve", "serveAsJson", "serveWebVTT/segmentIndex/-1", "serveWebVTT"} {
			r, body := c.load("/api_v3/service/caption_captionAsset/action/" + action + "/captionAssetId/" + id)
			harmless(t, "caption "+format+" by "+action, r, body)
		}
	}
	thumb := alice.ok("thumbAsset", "add", url.Values{"entryId": {entry}}).str("id")
	alice.ok("thumbAsset", "setContent", url.Values{"id": {thumb},
		"contentResource[objectType]": {"KalturaUploadedFileTokenResource"},
		"contentResource[token]":      {alice.picture()}})
	r, body := c.load("/api_v3/service/thumbAsset/action/serve/thumbAssetId/" + thumb)
	harmless(t, "a picture", r, body)
	for _, format := range []string{"1", "2", "3", "9&callback=x"} {
		r, body := c.load("/api_v3/service/baseEntry/action/get?entryId=%3Cscript%3E&format=" + format)
		harmless(t, "an answer in format "+format, r, body)
	}
}

// harmless fails when a browser could run an answer, or take it for another type.
func harmless(t *testing.T, what string, r *http.Response, body []byte) {
	t.Helper()
	kind, policy := r.Header.Get("Content-Type"), r.Header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "sandbox") || !strings.Contains(policy, "default-src 'none'") ||
		r.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%s: %s with policy %q", what, kind, policy)
	}
	shown := strings.HasPrefix(kind, "text/plain") || strings.HasPrefix(kind, "text/vtt") ||
		strings.HasPrefix(kind, "image/") || strings.HasPrefix(kind, "application/json") ||
		strings.HasPrefix(kind, "application/x-mpegurl") || strings.HasPrefix(kind, "text/xml") // ours, escaped
	if !shown && !strings.HasPrefix(r.Header.Get("Content-Disposition"), "attachment") ||
		strings.HasPrefix(kind, "text/html") || len(body) == 0 {
		t.Errorf("%s: %s, %q, %d bytes", what, kind, r.Header.Get("Content-Disposition"), len(body))
	}
}

// TestOddForms: what curl, PHP and old scripts send.
func TestOddForms(t *testing.T) {
	c := newClient(t)
	post := func(kind, body string) string {
		r, err := http.Post(c.base+"media/action/add", kind, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		text, _ := io.ReadAll(r.Body)
		return string(text)
	}
	for _, name := range []string{"Intro; part 2", "50% off", "100%", "a=b", "%zz", "größer"} {
		text := post("application/x-www-form-urlencoded", "format=1&ks="+c.ks+
			"&entry[objectType]=KalturaMediaEntry&entry[mediaType]=1&entry[name]="+name)
		if !strings.Contains(text, `"name":"`+name+`"`) {
			t.Errorf("%q: %.200s", name, text)
		}
	}
	for format, want := range map[string]string{"3": "b:1;", "1": "true", "2": "<result>1</result>"} {
		if _, text := c.load("/api_v3/service/system/action/ping?format=" + format); !strings.Contains(
			string(text), want) {
			t.Errorf("ping in format %s: %s", format, text)
		}
	}
	for path, want := range map[string]string{
		"/api_v3/service/baseEntry/action/get?format=3&entryId=x&ks=" +
			c.ks: `s:4:"code";s:18:"ENTRY_ID_NOT_FOUND";`, "/api_v3/?format=1": "SERVICE_NOT_SPECIFIED",
		"/api_v3/service/media?format=1":                              "ACTION_NOT_SPECIFIED",
		"/api_v3/service/nothing/action/x?format=1":                   "SERVICE_DOES_NOT_EXISTS",
		"/api_v3/service/media/action/x?format=1":                     "ACTION_DOES_NOT_EXISTS",
		"/api_v3/service/system/action/ping?format=9":                 "MANDATORY_PARAMETER_MISSING",
		"/api_v3/service/system/action/ping?format=9&callback=a(b":    "INVALID_FIELD_VALUE",
		"/api_v3/service/uiConf/action/get?format=1&id=77&ks=" + c.ks: "INVALID_UI_CONF_ID",
	} {
		if _, text := c.load(path); !strings.Contains(string(text), want) {
			t.Errorf("%.80s: %s, want %s", path, text, want)
		}
	}
	// An error comes in the format that was asked for, also where the body cannot be read.
	for _, body := range []string{"{bad", strings.Repeat("x", 2<<20)} {
		r, err := http.Post(c.base+"system/action/ping?format=1", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(r.Body)
		_ = r.Body.Close()
		if !strings.HasPrefix(string(text), `{"code":"UPLOAD_ERROR"`) {
			t.Errorf("an unreadable body: %s", text)
		}
	}
}

// TestHonestRequestsPass: what real clients send goes through the limits.
func TestHonestRequestsPass(t *testing.T) {
	c := newClient(t)
	long := strings.Repeat("Lorem ipsum dolor. ", 100_000) // 1.9 MB with its session behind it
	body := fmt.Sprintf(
		`{"format":1,"clientTag":"x","ks":%q,"entry":{"objectType":"KalturaMediaEntry","mediaType":1,`+
			`"name":"x","description":%q}}`, c.ks, long)
	r, err := http.Post(c.base+"media/action/add", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(r.Body)
	_ = r.Body.Close()
	if !strings.Contains(string(text), "KalturaMediaEntry") {
		t.Errorf("a long description: %.200s", text)
	}
	// curl -F fileData=@… -F ks=…: the file comes before the session.
	token := c.ok("uploadToken", "add", url.Values{}).str("id")
	const boundary = "xx"
	var b strings.Builder
	fmt.Fprintf(&b,
		"--%s\r\nContent-Disposition: form-data; name=\"fileData\"; filename=\"a.mp4\"\r\n\r\nfilm\r\n",
		boundary)
	for key, v := range map[string]string{"ks": c.ks, "uploadTokenId": token, "format": "1"} {
		fmt.Fprintf(&b, "--%s\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n", boundary, key, v)
	}
	b.WriteString("--" + boundary + "--")
	if text := string(c.post("uploadToken", "upload", "multipart/form-data; boundary="+boundary,
		strings.NewReader(b.String()))); !strings.Contains(text, `"status":2`) {
		t.Errorf("a file before its session: %s", text)
	}
	// A batch of a hundred calls by somebody with a session, and files in a batch.
	v := url.Values{}
	for i := range 100 {
		v.Set(fmt.Sprintf("%d:service", i), "system")
		v.Set(fmt.Sprintf("%d:action", i), "getTime")
	}
	if text := string(c.post("multirequest", "", "application/x-www-form-urlencoded",
		c.form(v))); strings.Contains(text, "code") || strings.Count(text, ",") != 99 {
		t.Errorf("a batch of a hundred: %.200s", text)
	}
}

// TestFiltersOverTheWire: null is nothing given, what is unknown is refused, -1 is
// no rows.
func TestFiltersOverTheWire(t *testing.T) {
	c := newClient(t)
	entry := c.published(c.draft("name", "Übung Österreich", "tags", "Ärzte"))
	json := func(service, action, params string) answer {
		var a answer
		c.decode(c.post(service, action, "application/json", strings.NewReader(
			fmt.Sprintf(`{"ks":%q,"format":1,%s}`, c.ks, params))), &a)
		return a
	}
	for params, want := range map[string]int{
		`"filter":{"idIn":null}`: 1, `"filter":{"nameLike":"ÜBUNG"}`: 1, `"filter":{"freeText":"österreich"}`: 1,
		`"filter":{"searchTextMatchAnd":"ärzte"}`: 1, `"filter":{"durationGreaterThan":1}`: 0,
		`"filter":{"isRoot":1}`: 1, `"filter":{"idIn__null":""}`: 1, `"filter":{"advancedSearch":{}}`: 1,
	} {
		if a := json("media", "list", params); a.num("totalCount") != want || a.str("code") != "" {
			t.Errorf("%s: %v, want %d", params, a, want)
		}
	}
	for _, size := range []string{"0", "-1"} {
		if a := json("media", "list", `"pager":{"pageSize":`+size+`}`); a.num("totalCount") != 1 ||
			len(a["objects"].([]any)) != 0 {
			t.Errorf("page size %s: %v", size, a)
		}
	}
	for action, params := range map[string]string{
		"media.list":                        `"filter":{"nameIs":"x"}`,
		"baseEntry.list":                    `"filter":{"advancedSearch":{"objectType":"KalturaSearchOperator"}}`,
		"baseEntry.count":                   `"filter":{"entitled":"x"}`,
		"cuepoint_cuepoint.list":            `"filter":{"entryIdEqual":"` + entry + `","noSuchEqual":1}`,
		"flavorAsset.list":                  `"filter":{"entryIdEqual":"` + entry + `","noSuchEqual":1}`,
		"thumbAsset.list":                   `"filter":{"entryIdEqual":"` + entry + `","noSuchEqual":1}`,
		"caption_captionAsset.list":         `"filter":{"entryIdEqual":"` + entry + `","noSuchEqual":1}`,
		"uploadToken.list":                  `"filter":{"noSuchEqual":1}`,
		"conversionProfile.list":            `"filter":{"noSuchEqual":1}`,
		"playlist.list":                     `"filter":{"noSuchEqual":1}`,
		"playlist.executeFromFilters":       `"filters":[{"noSuchEqual":1}],"totalResults":5`,
		"conversionProfileAssetParams.list": `"filter":{"noSuchEqual":1}`,
		"flavorParams.list":                 `"filter":{"noSuchEqual":1}`,
	} {
		service, name, _ := strings.Cut(action, ".")
		if a := json(service, name, params); a.str("code") != "PROPERTY_IS_NOT_DEFINED" {
			t.Errorf("%s %s: %v", action, params, a)
		}
	}
}
