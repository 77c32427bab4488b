package service

import (
	"strings"
	"testing"
	"time"

	"diptych/server/api"
	"diptych/server/store"
)

// TestPlaylists: fixed lists and rules, for whoever may see what is in them
// (reference: backend-api §3.8).
func TestPlaylists(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i, id := range []string{"0_a", "0_b", "0_c", "0_late", "0_draft"} {
		w.entry(id, "anna", func(e *store.Entry) {
			e.CreatedAt, e.Plays, e.Tags = int64(100-i), int64(i), "lecture"
			switch id {
			case "0_late":
				e.StartDate = w.now.Unix() + 100
			case "0_draft":
				e.Status = store.EntryNoContent
			}
		})
	}
	add := func(more string) string { return `{"playlist":{"name":"P"` + more + `}}` }
	fixed := w.call("anna", "playlist.add",
		add(`,"playlistType":3,"playlistContent":"0_b, 0_a,0_late\n0_draft,0_no,0_b"`)).str("id")
	rule := w.call("anna", "playlist.add",
		add(`,"playlistType":10,"totalResults":3,"filters":[{"idIn":"0_c"},{"tagsLike":"lecture",`+
			`"orderBy":"-plays","limit":2},{"tagsLike":"lecture"}]`)).str("id")
	for name, c := range map[string][4]string{
		"a list":            {"widget", "playlist.execute", `{"id":"` + fixed + `"}`, "0_b 0_a 0_b"},
		"without a session": {"", "playlist.execute", `{"id":"` + fixed + `"}`, "0_b 0_a 0_b"},
		"who may see it":    {"admin", "playlist.execute", `{"id":"` + fixed + `"}`, "0_b 0_a 0_late 0_b"},
		"its viewers": {"bert sviewplaylist:" + fixed, "playlist.execute", `{"id":"` + fixed + `"}`,
			"0_b 0_a 0_late 0_b"},
		"narrowed": {"widget", "playlist.execute", `{"id":"` + fixed + `","filter":{"idNotIn":"0_b"}}`,
			"0_a"},
		"a page": {"widget", "playlist.execute", `{"id":"` + fixed +
			`","pager":{"pageSize":1,"pageIndex":2}}`, "0_a"},
		"at most": {"widget", "playlist.execute", `{"id":"` + fixed + `","filter":{"limit":1}}`,
			"0_b"},
		"a rule":           {"admin", "playlist.execute", `{"id":"` + rule + `"}`, "0_c 0_late 0_a"},
		"a rule's viewers": {"widget", "playlist.execute", `{"id":"` + rule + `"}`, "0_c 0_a"},
		"not kept": {"anna", "playlist.executeFromContent",
			`{"playlistType":3,"playlistContent":"0_a"}`, "0_a"},
		"not kept, a rule": {"anna", "playlist.executeFromContent",
			`{"playlistType":10,"playlistContent":"<playlist><total_results>5</total_results><filters>` +
				`<filter><idIn>0_c,0_b</idIn></filter></filters></playlist>"}`, "0_b 0_c"},
		"filters alone": {"anna", "playlist.executeFromFilters",
			`{"filters":[{"idEqual":"0_c"}],"totalResults":5}`, "0_c"},
		"no XML": {"anna", "playlist.executeFromContent", `{"playlistType":10,"playlistContent":"<a"}`,
			"PROPERTY_VALIDATION_WRONG_FORMAT"},
		"no such type": {"anna", "playlist.executeFromContent", `{"playlistType":4,"playlistContent":"0_a"}`,
			"INVALID_PLAYLIST_TYPE"},
		"unknown":         {"anna", "playlist.execute", `{"id":"0_no"}`, "INVALID_ENTRY_ID"},
		"no playlist":     {"anna", "playlist.execute", `{"id":"0_a"}`, "INVALID_ENTRY_ID"},
		"another account": {"other", "playlist.execute", `{"id":"` + fixed + `"}`, "INVALID_ENTRY_ID"},
		"unknown property": {"widget", "playlist.execute", `{"id":"` + fixed + `","filter":{"colourEqual":"x"}}`,
			"PROPERTY_IS_NOT_DEFINED"},
		"lists": {"admin", "playlist.list", `{"filter":{"orderBy":"+id","typeEqual":1}}`,
			strings.Join(sorted(fixed, rule), " ")},
	} {
		if got := w.call(c[0], c[1], c[2]).ids(); got != c[3] {
			t.Errorf("%s: %q, want %q", name, got, c[3])
		}
	}
	stats := w.call("anna", "playlist.getStatsFromContent", `{"playlistType":3,"playlistContent":"0_b,0_c"}`)
	if stats.num("duration") != 120 || stats.num("plays") != 3 {
		t.Errorf("sums: %s", stats.body)
	}
	copied := w.call("bert", "playlist.clone", `{"id":"`+fixed+`","newPlaylist":{"name":"mine"}}`)
	if copied.str("name") != "mine" || copied.str("userId") != "bert" ||
		!strings.HasPrefix(copied.str("playlistContent"), "0_b, 0_a") {
		t.Errorf("a copy: %s", copied.body)
	}
	if text := w.call("anna", "playlist.get", `{"id":"`+rule+`"}`).str("playlistContent"); !strings.Contains(
		text, "<total_results>3</total_results>") ||
		!strings.Contains(text, "<limit>2</limit>") {
		t.Errorf("a rule as XML: %s", text)
	}
}

func sorted(a, b string) []string {
	if a > b {
		return []string{b, a}
	}
	return []string{a, b}
}

// TestPlaylistRules: what a playlist has to say.
func TestPlaylistRules(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.insert(&store.Playlist{ID: "0_p", Content: "a"})
	w.entry("0_p", "anna", func(e *store.Entry) { e.Type, e.MediaType = store.EntryPlaylist, playlistStatic })
	many := strings.TrimSuffix(strings.Repeat(`{"idEqual":"a"},`, maxFilters+1), ",")
	add := func(more string) string { return `{"playlist":{"name":"P"` + more + `}}` }
	w.check(map[string]row{
		"01 no type":         {"anna", "playlist.add", add(""), "PROPERTY_VALIDATION_CANNOT_BE_NULL"},
		"02 an unknown type": {"anna", "playlist.add", add(`,"playlistType":4`), "INVALID_PLAYLIST_TYPE"},
		"03 an empty list":   {"anna", "playlist.add", add(`,"playlistType":3`), ""},
		"04 a very long list": {"anna", "playlist.add", add(`,"playlistType":3,"playlistContent":"` +
			strings.Repeat("a", maxContent+1) + `"`), "PROPERTY_VALIDATION_MAX_LENGTH"},
		"05 no filters": {"anna", "playlist.add", add(`,"playlistType":10,"totalResults":5`),
			"PROPERTY_VALIDATION_CANNOT_BE_NULL"},
		"06 no number": {"anna", "playlist.add", add(`,"playlistType":10,"filters":[{}]`),
			"PROPERTY_VALIDATION_CANNOT_BE_NULL"},
		"07 less than none": {"anna", "playlist.add", add(
			`,"playlistType":10,"filters":[{}],"totalResults":-1`), "PROPERTY_VALIDATION_MIN_VALUE"},
		"08 very many filters": {"anna", "playlist.add", add(`,"playlistType":10,"totalResults":5,"filters":[` +
			many + `]`), "PROPERTY_VALIDATION_MAX_VALUE"},
		"09 the widget": {"widget", "playlist.add", add(`,"playlistType":3`), "SERVICE_FORBIDDEN"},
		"10 another user's": {"bert", "playlist.update", `{"id":"0_p","playlist":{"name":"x"}}`,
			"INVALID_KS"},
		"11 the owner": {"anna", "playlist.update",
			`{"id":"0_p","playlist":{"name":"x","playlistContent":"b"},"updateStats":true}`, ""},
		"12 another deletes":   {"bert", "playlist.delete", `{"id":"0_p"}`, "INVALID_KS"},
		"13 the owner deletes": {"anna", "playlist.delete", `{"id":"0_p"}`, ""},
		"14 it is gone":        {"anna", "playlist.get", `{"id":"0_p"}`, "INVALID_ENTRY_ID"},
		"15 filters at once": {"anna", "playlist.executeFromFilters",
			`{"filters":[` + many + `],"totalResults":1}`, "PROPERTY_VALIDATION_MAX_VALUE"},
		"16 nested in a filter": {"anna", "playlist.executeFromFilters",
			`{"filters":[{"advancedSearch":{"a":1}}],"totalResults":1}`, "PROPERTY_IS_NOT_DEFINED"},
	})
}

// TestRuleNames: a filter's names become elements, so they are names of XML.
func TestRuleNames(t *testing.T) {
	t.Parallel()
	text, err := writeRule([]api.Params{{"nameLike": "<a&b>", "1st": "x", "a b": "x", "ä": "x",
		"sub": api.Params{"a": "b"}, "limit": "3"}}, 7)
	if err != nil {
		t.Fatal(err)
	}
	filters, total, err := readRule(text)
	if err != nil || total != 7 || len(filters) != 1 || filters[0].Str("nameLike") != "<a&b>" ||
		filters[0].Str("limit") != "3" || len(filters[0]) != 2 {
		t.Errorf("%s is read as %v, %d, %v", text, filters, total, err)
	}
}

// TestMayPlay: schedules, parents and privileges decide (reference: backend-api
// §2.6, §3.10).
func TestMayPlay(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	now := w.now.Unix()
	w.entry("0_now", "anna", func(e *store.Entry) { e.StartDate, e.EndDate = now, now+1 })
	w.entry("0_soon", "anna", func(e *store.Entry) { e.StartDate = now + 1 })
	w.entry("0_over", "anna", func(e *store.Entry) { e.EndDate = now })
	w.entry("0_child", "anna", func(e *store.Entry) { e.ParentEntryID = "0_soon" })
	w.entry("0_orphan", "anna", func(e *store.Entry) { e.ParentEntryID, e.EndDate = "0_no", now })
	w.entry("0_list", "anna", func(e *store.Entry) { e.Type, e.MediaType = store.EntryPlaylist, playlistStatic })
	w.insert(&store.Playlist{ID: "0_list", Content: "0_over"})
	for name, c := range map[string][3]string{
		"in its time":           {"", "0_now", ""},
		"before it":             {"", "0_soon", "SCHEDULED_RESTRICTED"},
		"after it":              {"", "0_over", "SCHEDULED_RESTRICTED"},
		"its owner":             {"anna", "0_soon", "SCHEDULED_RESTRICTED"},
		"the administrator":     {"admin", "0_soon", ""},
		"of another account":    {"other", "0_soon", "SCHEDULED_RESTRICTED"},
		"who may preview":       {"bert sview:0_soon", "0_soon", ""},
		"who may preview all":   {"bert sview:*", "0_soon", ""},
		"another preview":       {"bert sview:0_now", "0_soon", "SCHEDULED_RESTRICTED"},
		"a child by its parent": {"", "0_child", "SCHEDULED_RESTRICTED"},
		"preview of the parent": {"bert sview:0_soon", "0_child", ""},
		"preview of the child":  {"bert sview:0_child", "0_child", "SCHEDULED_RESTRICTED"},
		"without its parent":    {"", "0_orphan", "SCHEDULED_RESTRICTED"},
		"by a playlist":         {"bert sviewplaylist:0_list", "0_over", ""},
		"not in the playlist":   {"bert sviewplaylist:0_list", "0_soon", "SCHEDULED_RESTRICTED"},
		"for another entry":     {"bert limitentry:0_over", "0_now", "SESSION_RESTRICTED"},
		"its second stream":     {"bert limitentry:0_soon,sview:0_soon", "0_child", ""},
	} {
		e, err := w.Store.Entry(t.Context(), nil, c[1])
		if err != nil {
			t.Fatal(err)
		}
		k := w.as("widget").KS
		if c[0] != "" {
			k = w.as(c[0]).KS
		}
		verdict, err := w.MayPlay(t.Context(), e, k)
		got := ""
		if verdict != nil {
			got = verdict.Code
		}
		if err != nil || got != c[2] {
			t.Errorf("%s: %q, %v; want %q", name, got, err, c[2])
		}
	}
}

// TestPlaybackContext: what a player is told (reference: backend-api §3.2).
func TestPlaybackContext(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.entry("0_a", "anna", nil)
	w.entry("0_soon", "anna", func(e *store.Entry) { e.StartDate = w.now.Unix() + 9 })
	w.insert(&store.FlavorAsset{ID: "f1", PartnerID: 101, EntryID: "0_a", Status: store.AssetReady},
		&store.FlavorAsset{ID: "f2", PartnerID: 101, EntryID: "0_a", Status: store.AssetConvert},
		&store.FlavorAsset{ID: "src", PartnerID: 101, EntryID: "0_a", Status: store.AssetReady,
			IsOriginal: true},
		&store.CaptionAsset{ID: "c", PartnerID: 101, EntryID: "0_a", Status: store.AssetReady, Display: true,
			LanguageCode: "de", Format: formatVTT, Version: 2},
		&store.CaptionAsset{ID: "hidden", PartnerID: 101, EntryID: "0_a", Status: store.AssetReady})
	body := string(w.call("widget", "baseEntry.getPlaybackContext", `{"entryId":"0_a"}`).body)
	for _, part := range []string{
		`"format":"applehttp","protocols":"http,https","flavorIds":"f1",` +
			`"url":"http://a/p/101/sp/10100/playManifest/entryId/0_a/protocol/http/format/applehttp/` +
			`flavorIds/f1/a.m3u8"`,
		`"format":"mpegdash"`, `"format":"url"`, `"languageCode":"de"`,
		`"webVttUrl":"http://a/api_v3/index.php/service/caption_captionAsset/action/serveWebVTT/` +
			`captionAssetId/c/segmentIndex/-1/version/2/captions.vtt"`,
		`"actions":[]`, `"messages":[]`,
	} {
		if !strings.Contains(body, part) {
			t.Errorf("%s lacks %s", body, part)
		}
	}
	for _, part := range []string{`"f2"`, `"src"`, `"hidden"`} {
		if strings.Contains(body, part) {
			t.Errorf("%s has %s", body, part)
		}
	}
	soon := string(w.call("widget", "baseEntry.getPlaybackContext", `{"entryId":"0_soon"}`).body)
	if !strings.Contains(soon, `"messages":[{"code":"SCHEDULED_RESTRICTED"`) ||
		!strings.Contains(soon, `"sources":[]`) {
		t.Errorf("not yet: %s", soon)
	}
}

// TestSessionActions: who gets a session, and for how long (reference: backend-api
// §2.4).
func TestSessionActions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	start := func(more string) string { return `{"partnerId":101,"userId":"anna"` + more + `}` }
	w.check(map[string]row{
		"01 the account's secret": {"", "session.start", start(`,"secret":"secret","type":2`), ""},
		"02 a user's secret":      {"", "session.start", start(`,"secret":"user","type":0`), ""},
		"03 a user as admin": {"", "session.start", start(`,"secret":"user","type":2`),
			"START_SESSION_ERROR"},
		"04 no secret of it": {"", "session.start", start(`,"secret":"elsewhere"`), "START_SESSION_ERROR"},
		"05 no secret":       {"", "session.start", start(""), "MISSING_MANDATORY_PARAMETER"},
		"06 an empty one":    {"", "session.start", start(`,"secret":""`), "START_SESSION_ERROR"},
		"07 no account": {"", "session.start", `{"partnerId":7,"secret":"secret"}`,
			"START_SESSION_ERROR"},
		"08 a limit of no actions": {"", "session.start", start(
			`,"secret":"secret","privileges":"actionslimit:0"`), "INVALID_ACTIONS_LIMIT"},
		"09 no role": {"", "session.start", start(`,"secret":"secret","privileges":"setrole:X"`),
			"UNKNOWN_ROLE_ID"},
		"10 no second role": {"", "session.start", start(
			`,"secret":"secret","privileges":"restrictingrole:X"`), "INVALID_SET_ROLE"},
		"11 no address": {"", "session.start", start(
			`,"secret":"secret","privileges":"iprestrict:x"`), "INVALID_IP_ADDRESS_RESTRICTION"},
		"12 for no entry": {"", "session.start", start(`,"secret":"secret","privileges":"limitentry"`),
			"PROPERTY_VALIDATION_WRONG_FORMAT"},
		"13 the widget": {"", "session.startWidgetSession", `{"widgetId":"_101"}`, ""},
		"14 no widget":  {"", "session.startWidgetSession", `{"widgetId":"_7"}`, "INVALID_WIDGET_ID"},
		"15 no name of one": {"", "session.startWidgetSession", `{"widgetId":"101"}`,
			"INVALID_WIDGET_ID"},
		"16 its own":              {"anna", "session.get", `{}`, ""},
		"17 another's":            {"anna", "session.get", `{"session":"bert"}`, ""},
		"18 of another account":   {"anna", "session.get", `{"session":"other"}`, "SERVICE_FORBIDDEN"},
		"19 none":                 {"anna", "session.get", `{"session":"x"}`, "INVALID_KS"},
		"20 one's own user":       {"anna", "user.get", `{}`, ""},
		"21 another user":         {"anna", "user.get", `{"userId":"bert"}`, "SERVICE_FORBIDDEN"},
		"22 by the administrator": {"admin", "user.get", `{"userId":"bert"}`, ""},
		"23 no player":            {"anna", "uiConf.get", `{"id":9}`, "INVALID_UI_CONF_ID"},
	})
	w.check(map[string]row{"1 end": {"anna", "session.end", `{}`, ""},
		"2 of a group":   {"anna sessionid:g", "session.end", `{}`, ""},
		"3 the widget's": {"widget", "session.end", `{}`, ""}})
	for key, want := range map[string]bool{"anna": true, "101:g": true, "widget": false, "bert": false} {
		if is, err := w.Store.Revoked(t.Context(), key); err != nil || is != want {
			t.Errorf("%s is revoked: %t, %v", key, is, err)
		}
	}
	if string(w.call("", "system.ping", "").body) != "true" ||
		string(w.call("", "system.getTime", "").body) != "1800000000" {
		t.Error("system")
	}
	for range 12 {
		w.call("", "session.start", start(`,"secret":"guess"`))
	}
	if a := w.call("", "session.start", start(`,"secret":"secret"`)); a.code() != "START_SESSION_ERROR" {
		t.Errorf("after a dozen guesses: %s", a.body)
	}
	w.now = w.now.Add(time.Minute)
	if a := w.call("", "session.start", start(`,"secret":"secret"`)); a.code() != "" {
		t.Errorf("a minute later: %s", a.body)
	}
}

// TestNetworks: of IPv6 a household has 2^64 addresses.
func TestNetworks(t *testing.T) {
	t.Parallel()
	for ip, want := range map[string]string{
		"192.0.2.1": "192.0.2.1", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"::ffff:192.0.2.1": "::ffff:192.0.2.1", "": "", "x": "x",
	} {
		if got := network(ip); got != want {
			t.Errorf("%s is %s, want %s", ip, got, want)
		}
	}
}
