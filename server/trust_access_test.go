package server

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"diptych/server/ks"
	"diptych/server/store"
)

// stranger is an administrator of another account of the same server.
func (c *client) stranger() *client {
	c.t.Helper()
	p := &store.Partner{ID: 202, Name: "Other", AdminSecret: "other-admin", UserSecret: "other-user",
		CreatedAt: 1}
	if err := c.server.store.Insert(context.Background(), nil, p); err != nil {
		c.t.Fatal(err)
	}
	x := *c
	x.ks = x.sign(202, "other-admin", ks.Session{Type: ks.Admin, UserID: "boss",
		Expiry: time.Now().Unix() + 3600})
	return &x
}

// draft makes an entry without content.
func (c *client) draft(pairs ...string) string {
	c.t.Helper()
	v := url.Values{"entry[mediaType]": {"1"}, "entry[name]": {"Draft"}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set("entry["+pairs[i]+"]", pairs[i+1])
	}
	return c.ok("media", "add", v).str("id")
}

// published makes an entry that is READY without anything to play.
func (c *client) published(id string) string {
	c.t.Helper()
	e := &store.Entry{ID: id, Status: store.EntryReady}
	if err := c.server.store.Update(context.Background(), nil, e, "status"); err != nil {
		c.t.Fatal(err)
	}
	return id
}

// TestRestrictedSessions: each privilege that narrows a session is held to, or
// the session is refused, at every door.
func TestRestrictedSessions(t *testing.T) {
	c := newClient(t)
	entry, other := c.published(c.draft()), c.published(c.draft())
	session := func(privileges string) *client {
		x := *c
		x.ks = c.sign(101, "admin-secret", ks.Session{Type: ks.Admin, UserID: "boss",
			Expiry: time.Now().Unix() + 3600, Privileges: ks.ParsePrivileges(privileges)})
		return &x
	}
	get := func(x *client, id string) string { return x.code("baseEntry", "get", url.Values{"entryId": {id}}) }
	rename := func(x *client, id string) string {
		return x.code("baseEntry", "update", url.Values{"entryId": {id}, "baseEntry[name]": {"x"}})
	}
	for _, row := range []struct{ privileges, get, other, update string }{
		{"", "", "", ""},
		{"genieid:7,appid:x-y,sessionkey:z", "", "", ""},
		{"urirestrict:/nothing", "INVALID_KS", "INVALID_KS", "INVALID_KS"},
		{"urirestrict:/api_v3/service/baseEntry/action/get*", "", "", "INVALID_KS"},
		{"urirestrict:/nothing|/api_v3/*", "", "", ""},
		{"iprestrict:203.0.113.9", "INVALID_KS", "INVALID_KS", "INVALID_KS"},
		{"iprestrict:127.0.0.1/203.0.113.9", "", "", ""},
		{"setrole:PLAYBACK_BASE_ROLE", "", "", "SERVICE_FORBIDDEN"},
		{"restrictingrole:PLAYBACK_BASE_ROLE", "", "", "SERVICE_FORBIDDEN"},
		{"setrole:BASE_USER_SESSION_ROLE,restrictingrole:PLAYBACK_BASE_ROLE", "", "", "SERVICE_FORBIDDEN"},
		{"setrole:NO_SUCH", "INVALID_KS", "INVALID_KS", "INVALID_KS"},
		{"setrole:", "INVALID_KS", "INVALID_KS", "INVALID_KS"},
		{"actionslimit:abc", "INVALID_KS", "INVALID_KS", "INVALID_KS"},
		{"actionslimit:0", "INVALID_KS", "INVALID_KS", "INVALID_KS"},
		{"actionslimit:2", "", "", "INVALID_KS"},
		{"limitentry:" + entry, "", "ENTRY_ID_NOT_FOUND", ""},
		{"limitentry:", "INVALID_KS", "INVALID_KS", "INVALID_KS"},
		{"enableentitlement", "INVALID_KS", "INVALID_KS", "INVALID_KS"},
		{"privacycontext:school", "INVALID_KS", "INVALID_KS", "INVALID_KS"},
		{"preview:10", "INVALID_KS", "INVALID_KS", "INVALID_KS"},
	} {
		x := session(row.privileges)
		if a, b, d := get(x, entry), get(x, other), rename(x, entry); a != row.get || b != row.other ||
			d != row.update {
			t.Errorf("%q: get %q, of another %q, update %q; want %q, %q, %q", row.privileges, a, b, d, row.get,
				row.other, row.update)
		}
	}
	for privileges, want := range map[string]string{
		"urirestrict:/nothing": "error-7", "iprestrict:203.0.113.9": "error-7", "setrole:NO_SUCH": "error-7",
		"limitentry:" + other: "error-2", "limitentry:" + entry: "",
	} {
		r, _ := c.load("/p/101/playManifest/entryId/" + entry + "/format/applehttp/ks/" +
			session(privileges).ks + "/a.m3u8")
		if got := r.Header.Get("X-Kaltura"); want != "" && got != want || want == "" &&
			(got == "error-7" || got == "error-2") {
			t.Errorf("playManifest with %q: %q, want %q", privileges, got, want)
		}
	}
	for privileges, want := range map[string]int{"": 201, "urirestrict:/api_v3/*": 401,
		"setrole:PLAYBACK_BASE_ROLE": 401, "actionslimit:abc": 401} {
		if a := c.knock("POST", c.site()+"/tus/", session(privileges).ks,
			map[string]string{"Upload-Length": "10"}, nil); a.StatusCode != want {
			t.Errorf("tus with %q: %d, want %d", privileges, a.StatusCode, want)
		}
	}
	if o := c.start(101, map[string]any{"entryId": entry, "ks": session(
		"urirestrict:/api_v3/*").ks}); o.plan.Playable {
		t.Error("a start request is outside of /api_v3/")
	}
	caption := c.ok("caption_captionAsset", "add", url.Values{"entryId": {other},
		"captionAsset[language]": {"English"}}).str("id")
	thumb := c.ok("thumbAsset", "add", url.Values{"entryId": {other}}).str("id")
	mark := c.ok("cuepoint_cuepoint", "add", cue("KalturaCodeCuePoint", other, "code", "x")).str("id")
	narrow := session("limitentry:" + entry)
	for action, v := range map[string]url.Values{
		"caption_captionAsset.get": {"id": {caption}}, "caption_captionAsset.list": {
			"filter[entryIdEqual]": {other}}, "thumbAsset.get": {"thumbAssetId": {thumb}},
		"thumbAsset.getByEntryId": {"entryId": {other}},
		"cuepoint_cuepoint.get":   {"id": {mark}}, "baseEntry.getPlaybackContext": {"entryId": {other}},
		"flavorAsset.getByEntryId": {"entryId": {other}}, "media.delete": {"entryId": {other}},
	} {
		service, name, _ := strings.Cut(action, ".")
		if code := narrow.code(service, name, v); !strings.HasSuffix(code, "_NOT_FOUND") &&
			code != "INVALID_CUE_POINT_ID" {
			t.Errorf("%s of another entry than the session's: %q", action, code)
		}
	}
	if objects, _ := narrow.ok("baseEntry", "list", url.Values{
		"filter[idIn]": {entry + "," + other}})["objects"].([]any); len(objects) != 1 {
		t.Errorf("a session for one entry lists %v", objects)
	}
	for privileges, want := range map[string]string{"actionslimit:x": "INVALID_ACTIONS_LIMIT",
		"setrole:99": "UNKNOWN_ROLE_ID", "iprestrict:nowhere": "INVALID_IP_ADDRESS_RESTRICTION"} {
		a := c.call("session", "start", url.Values{"secret": {"admin-secret"}, "partnerId": {"101"},
			"type": {"2"}, "privileges": {privileges}})
		a.failed(t, "start with "+privileges, want)
	}
}

// TestSessionEnds: a session that was ended is none any more, nor are those of
// its group; what anybody may start cannot be ended.
func TestSessionEnds(t *testing.T) {
	c := newClient(t)
	one, two, three := c.as("alice", "sessionid:group"), c.as("alice", "sessionid:group"), c.as("alice", "")
	valid := func(x *client) bool { return x.code("session", "get", url.Values{}) == "" }
	end := func(x *client) {
		x.post("session", "end", "application/x-www-form-urlencoded",
			x.form(url.Values{}))
	}
	end(one)
	if valid(one) || valid(two) || !valid(three) {
		t.Errorf("after the end of a group: %v %v, another %v", valid(one), valid(two), valid(three))
	}
	end(three)
	if valid(three) {
		t.Error("a session lives on")
	}
	widget := c.anybody()
	end(widget)
	if !valid(widget) {
		t.Error("the widget session was ended by somebody")
	}
	if a := three.call("baseEntry", "list", url.Values{}); !strings.Contains(a.str("message"), "LOGOUT") {
		t.Errorf("%v", a)
	}
}

// TestListsShowOnlyWhatMayBeSeen: naming something with no value, or with what is
// not published, opens nothing.
func TestListsShowOnlyWhatMayBeSeen(t *testing.T) {
	c := newClient(t)
	alice, bob, widget := c.as("alice", ""), c.as("bob", ""), c.anybody()
	secret := alice.draft("adminTags", "internal", "partnerData", "note", "referenceId", "ref-1")
	gone := alice.published(alice.draft("name", "Gone", "referenceId", "ref-2"))
	alice.post("media", "delete", "application/x-www-form-urlencoded", alice.form(url.Values{"entryId": {gone}}))
	public := alice.published(alice.draft("name", "Public", "referenceId", "ref-3"))
	every := "-2,-1,0,1,2,3,4,7"
	for _, who := range []*client{widget, bob} {
		for _, filter := range [][]string{
			{"parentEntryIdEqual", "", "statusNotEqual", "99"}, {"referenceIdEqual", "", "statusIn", every},
			{"referenceIdIn", "", "statusIn", every}, {"referenceIdIn", ",", "statusIn", every},
			{"idIn", "", "statusIn", every}, {"redirectFromEntryId", "", "statusIn", every},
			{"idEqual", "", "statusIn", every}, {"idEqual", " ", "statusIn", every},
			{"referenceIdEqual", "ref-1", "statusIn", every}, {"referenceIdIn", "ref-1,ref-2", "statusIn",
				every}, {"idIn", secret + "," + gone, "statusIn", every},
			{"statusIn", every}, {"userIdEqual", "alice", "statusIn", every},
			{"freeText", "Draft", "statusIn", every},
		} {
			for _, action := range []string{"baseEntry.list", "media.list", "baseEntry.count", "media.count",
				"playlist.list"} {
				v := url.Values{}
				for i := 0; i+1 < len(filter); i += 2 {
					v.Set("filter["+filter[i]+"]", filter[i+1])
				}
				service, name, _ := strings.Cut(action, ".")
				text := string(who.post(service, name, "application/x-www-form-urlencoded", who.form(v)))
				if strings.Contains(text, secret) || strings.Contains(text, gone) || name == "count" &&
					text != "0" && !strings.Contains(text, "Exception") {
					t.Errorf("%s %v shows %.200s", action, filter, text)
				}
			}
		}
		// What is named by its very id is told as players want it, and no more.
		for id, status := range map[string]int{secret: 7, gone: 3, public: 2} {
			objects, _ := who.ok("baseEntry", "list", url.Values{"filter[idEqual]": {id}})["objects"].([]any)
			if len(objects) != 1 || answer(objects[0].(map[string]any)).num("status") != status {
				t.Errorf("by its id, status %d: %v", status, objects)
				continue
			}
			if text := fmt.Sprint(objects); strings.Contains(text, "internal") ||
				strings.Contains(text, "note") || id == gone && strings.Contains(text, "Gone") {
				t.Errorf("by its id: %s", text)
			}
		}
	}
	if objects, _ := widget.ok("baseEntry", "list", url.Values{
		"filter[referenceIdEqual]": {"ref-3"}})["objects"].([]any); len(objects) != 1 {
		t.Errorf("what is published is found by its reference: %v", objects)
	}
	list := alice.ok("baseEntry", "list", url.Values{"filter[statusIn]": {"2,7"}})
	if objects, _ := list["objects"].([]any); len(objects) != 2 {
		t.Errorf("alice finds her own: %v", objects)
	}
}

// TestPicturesOfOthers: a cue point deletes its own picture, whatever it names.
func TestPicturesOfOthers(t *testing.T) {
	c := newClient(t)
	alice, bob, boss := c.as("alice", ""), c.as("bob", ""), c.stranger()
	lecture, own, foreign := alice.draft(), bob.draft(), boss.draft()
	chapter := alice.ok("cuepoint_cuepoint", "add", cue("KalturaThumbCuePoint", lecture, "startTime", "0")).str(
		"id")
	thumb := alice.ok("thumbAsset", "add", url.Values{"entryId": {lecture},
		"thumbAsset[objectType]": {"KalturaTimedThumbAsset"}, "thumbAsset[cuePointId]": {chapter}}).str("id")
	alice.ok("thumbAsset", "setContent", url.Values{"id": {thumb},
		"contentResource[objectType]": {"KalturaUploadedFileTokenResource"},
		"contentResource[token]":      {alice.picture()}})
	there := func(x *client, id string) bool {
		return x.code("thumbAsset", "get", url.Values{"thumbAssetId": {id}}) == ""
	}
	for who, entry := range map[*client]string{bob: own, boss: foreign} {
		a := who.call("cuepoint_cuepoint", "add", cue("KalturaThumbCuePoint", entry, "startTime", "0", "assetId",
			thumb))
		if id := a.str("id"); id != "" {
			who.call("cuepoint_cuepoint", "delete", url.Values{"id": {id}})
		}
		if !there(alice, thumb) {
			t.Fatal("somebody else has deleted the picture")
		}
	}
	copied := alice.ok("cuepoint_cuepoint", "clone", url.Values{"id": {chapter}, "entryId": {alice.draft()}})
	if copied.str("assetId") == thumb || !there(alice, copied.str("assetId")) {
		t.Errorf("the copy has no picture of its own: %v", copied)
	}
	alice.post("cuepoint_cuepoint", "delete", "application/x-www-form-urlencoded",
		alice.form(url.Values{"id": {copied.str("id")}}))
	if !there(alice, thumb) || there(alice, copied.str("assetId")) {
		t.Error("the copy's end is not the original's")
	}
	alice.post("cuepoint_cuepoint", "delete", "application/x-www-form-urlencoded",
		alice.form(url.Values{"id": {chapter}}))
	if there(alice, thumb) {
		t.Error("the picture outlives its cue point")
	}
}

// TestNotesAndAnswers: private notes and answers are for their maker and the
// editor, in every action that could show them.
func TestNotesAndAnswers(t *testing.T) {
	c := newClient(t)
	teacher, alice, bob, widget := c.as("teacher", ""), c.as("alice", ""), c.as("bob", ""), c.anybody()
	lecture := teacher.published(teacher.draft())
	question := teacher.ok("cuepoint_cuepoint", "add", cue("KalturaQuestionCuePoint", lecture, "startTime", "0",
		"tags", "question", "question", "?", "optionalAnswers][0][key", "1",
		"optionalAnswers][0][text", "yes", "optionalAnswers][0][isCorrect", "1", "explanation", "because")).str(
		"id")
	alice.ok("cuepoint_cuepoint", "add", cue("KalturaAnswerCuePoint", lecture, "startTime", "0", "tags",
		"answer", "parentId", question, "openAnswer", "secret"))
	note := alice.ok("cuepoint_cuepoint", "add", cue("KalturaAnnotation", lecture, "startTime", "1", "tags",
		"private", "text", "to myself", "isPublic", "0")).str("id")
	alice.ok("cuepoint_cuepoint", "add", cue("KalturaAnnotation", lecture, "startTime", "2", "tags", "unsaid",
		"text", "to myself too"))
	alice.ok("cuepoint_cuepoint", "add", cue("KalturaAnnotation", lecture, "startTime", "3", "tags", "asked",
		"text", "to all", "isPublic", "1"))
	teacher.ok("cuepoint_cuepoint", "add", cue("KalturaAnnotation", lecture, "startTime", "4", "tags",
		"hotspots", "text", "{}"))
	for who, want := range map[*client]string{
		widget: "question asked hotspots", bob: "question asked hotspots",
		alice:   "question answer private unsaid asked hotspots",
		teacher: "question answer private unsaid asked hotspots",
	} {
		if got := who.found("entryIdEqual", lecture, "orderBy", "+createdAt"); len(got) != len(want) {
			t.Errorf("shows %q, want %q", got, want)
		}
		if n := len(strings.Fields(want)); string(who.post("cuepoint_cuepoint", "count",
			"application/x-www-form-urlencoded", who.form(url.Values{
				"filter[entryIdEqual]": {lecture}}))) != fmt.Sprint(n) {
			t.Errorf("counts something else than %d", n)
		}
	}
	for _, who := range []*client{bob, widget} {
		if code := who.code("cuepoint_cuepoint", "get", url.Values{
			"id": {note}}); code != "INVALID_CUE_POINT_ID" {
			t.Errorf("another's note: %q", code)
		}
	}
	mine := bob.draft()
	for _, id := range []string{question, note} {
		if a := bob.call("cuepoint_cuepoint", "clone", url.Values{"id": {id}, "entryId": {mine}}); a.str(
			"code") == "" {
			t.Errorf("copied from another's lecture: %v", a)
		}
	}
}

// TestChildrenOfOthers: nobody puts a second stream beside another's lecture.
func TestChildrenOfOthers(t *testing.T) {
	c := newClient(t)
	alice, bob := c.as("alice", ""), c.as("bob", "")
	lecture, own := alice.published(alice.draft()), bob.published(bob.draft())
	for _, row := range []struct{ service, action, object string }{
		{"media", "add", "entry"}, {"baseEntry", "add", "entry"}, {"media", "update", "mediaEntry"},
		{"baseEntry", "update", "baseEntry"}, {"media", "addFromUrl", "mediaEntry"},
	} {
		v := url.Values{row.object + "[mediaType]": {"1"}, row.object + "[name]": {"EVIL"},
			row.object + "[parentEntryId]": {lecture}, "url": {"http://127.0.0.1:1/x"}}
		if strings.HasPrefix(row.action, "update") {
			v.Set("entryId", own)
		}
		if a := bob.call(row.service, row.action, v); a.str("code") == "" {
			t.Errorf("%s.%s makes a child of another's lecture", row.service, row.action)
		}
	}
	if n := len(c.children(lecture)); n != 0 {
		t.Errorf("the lecture has %d children", n)
	}
	child := alice.draft("parentEntryId", lecture)
	if a := alice.call("baseEntry", "update", url.Values{"entryId": {child},
		"baseEntry[name]": {"slides"}}); a.str("code") != "" {
		t.Errorf("her own: %v", a)
	}
}

// TestGuesses: whoever guesses secrets is slowed down, others are not.
func TestGuesses(t *testing.T) {
	c := newClient(t)
	start := func(secret, partner string) string {
		return c.code("session", "start", url.Values{"secret": {secret}, "partnerId": {partner}, "type": {"2"}})
	}
	for i := range 20 {
		if start(fmt.Sprint("guess ", i), "202") != "START_SESSION_ERROR" {
			t.Fatal("a wrong secret")
		}
	}
	if text := string(c.post("session", "start", "application/x-www-form-urlencoded",
		c.form(url.Values{"secret": {"admin-secret"}, "partnerId": {"101"}, "type": {"2"}}))); strings.Contains(
		text, "code") {
		t.Errorf("another account is locked: %s", text)
	}
	for i := range 20 {
		start(fmt.Sprint("guess ", i), "101")
	}
	if a := c.call("session", "start", url.Values{"secret": {"admin-secret"}, "partnerId": {"101"},
		"type": {"2"}}); a.str("code") != "START_SESSION_ERROR" {
		t.Errorf("after twenty guesses a secret is looked at: %v", a)
	}
}

// TestScriptTags: no page can change anything by a script tag.
func TestScriptTags(t *testing.T) {
	c := newClient(t)
	entry := c.draft()
	v := url.Values{"entryId": {entry}, "mediaEntry[name]": {"changed"}, "format": {"9"}, "callback": {"x"},
		"ks": {c.ks}}
	r, err := http.Get(c.base + "media/action/update?" + v.Encode())
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Body.Close()
	if e := c.ok("media", "get", url.Values{"entryId": {entry}}); e.str("name") == "changed" {
		t.Error("a script tag changes an entry")
	}
	r, text := c.load("/api_v3/service/media/action/get?format=9&callback=x&entryId=" + entry + "&ks=" + c.ks)
	if !strings.HasPrefix(string(text), "x({") || !strings.HasPrefix(r.Header.Get("Content-Disposition"),
		"attachment") {
		t.Errorf("reading by a script tag: %.60s %v", text, r.Header)
	}
}
