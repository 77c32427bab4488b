package server

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sort"
	"strings"
	"testing"
	"time"

	"diptych/server/api"
	"diptych/server/ks"
	"diptych/server/store"
)

// victim is what alice has. Everything that nobody else may learn says SECRET.
type victim struct {
	alice *client
	ids   map[string]string // by what they are
}

func newVictim(c *client) *victim {
	alice := c.as("alice", "")
	v := &victim{alice: alice, ids: map[string]string{}}
	draft := alice.draft("adminTags", "SECRET-tags", "partnerData", "SECRET-data", "referenceId", "ref-draft")
	lecture := alice.published(alice.draft("name", "Lecture", "referenceId", "ref-lecture"))
	later := alice.published(alice.draft("name", "Later", "startDate", fmt.Sprint(time.Now().Unix()+9999)))
	v.ids["draft"], v.ids["lecture"], v.ids["later"] = draft, lecture, later
	v.ids["child"] = alice.published(alice.draft("name", "Child", "parentEntryId", lecture))
	caption := alice.ok("caption_captionAsset", "add", url.Values{"entryId": {later},
		"captionAsset[language]": {"English"}, "captionAsset[format]": {"3"}}).str("id")
	alice.ok("caption_captionAsset", "setContent", url.Values{"id": {caption},
		"contentResource[objectType]": {"KalturaStringResource"},
		"contentResource[content]":    {"WEBVTT\n\n00:00.000 --> 00:01.000\nSECRET-caption\n"}})
	v.ids["caption"] = caption
	v.ids["question"] = alice.ok("cuepoint_cuepoint", "add",
		cue("KalturaQuestionCuePoint", lecture, "startTime", "0", "question", "?", "explanation",
			"SECRET-why")).str("id")
	v.ids["answer"] = alice.ok("cuepoint_cuepoint", "add", cue("KalturaAnswerCuePoint", lecture, "startTime",
		"0", "parentId", v.ids["question"], "openAnswer", "SECRET-answer")).str("id")
	v.ids["note"] = alice.ok("cuepoint_cuepoint", "add", cue("KalturaAnnotation", lecture, "startTime", "1",
		"text", "SECRET-note", "isPublic", "0")).str("id")
	v.ids["chapter"] = alice.ok("cuepoint_cuepoint", "add",
		cue("KalturaThumbCuePoint", lecture, "startTime", "2", "title", "One", "subType", "2")).str("id")
	thumb := alice.ok("thumbAsset", "add", url.Values{"entryId": {lecture},
		"thumbAsset[objectType]": {"KalturaTimedThumbAsset"}, "thumbAsset[cuePointId]": {v.ids["chapter"]}}).str(
		"id")
	alice.ok("thumbAsset", "setContent", url.Values{"id": {thumb},
		"contentResource[objectType]": {"KalturaUploadedFileTokenResource"},
		"contentResource[token]":      {alice.picture()}})
	v.ids["thumb"] = thumb
	v.ids["token"] = alice.ok("uploadToken", "add", url.Values{
		"uploadToken[fileName]": {"SECRET-name.mp4"}}).str("id")
	alice.chunk(v.ids["token"], []byte("SECRET-bytes"), url.Values{})
	v.ids["playlist"] = alice.ok("playlist", "add", url.Values{"playlist[playlistType]": {"3"},
		"playlist[name]": {"List"}, "playlist[playlistContent]": {lecture + "," + later}}).str("id")
	v.ids["profile"] = c.ok("conversionProfile", "add", url.Values{"conversionProfile[name]": {"Small"},
		"conversionProfile[flavorParamsIds]": {"0,2"}}).str("id")
	if v.ids["profile"] == "" {
		v.ids["profile"] = "1001"
	}
	return v
}

// state is all that the database holds of accounts' things, as text.
func state(t *testing.T, s *store.Store, partner int) string {
	t.Helper()
	ctx := context.Background()
	scope, all := store.Account(partner), store.Query{Page: store.Page{Index: 1, Size: 500}}
	entries, _, err := s.Entries(ctx, scope, all, "")
	if err != nil {
		t.Fatal(err)
	}
	cues, _, err := s.CuePoints(ctx, scope, all, "")
	if err != nil {
		t.Fatal(err)
	}
	tokens, _, err := s.UploadTokens(ctx, partner, "", all)
	if err != nil {
		t.Fatal(err)
	}
	profiles, err := s.ConversionProfiles(ctx, partner)
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	add := func(user string, row any) {
		if user == "alice" {
			text, _ := json.Marshal(row)
			rows = append(rows, string(text))
		}
	}
	for i := range entries {
		e := &entries[i]
		add(e.UserID, e)
		captions, _ := s.Captions(ctx, e.ID)
		add(e.UserID, captions)
		thumbs, _ := s.Thumbs(ctx, e.ID)
		add(e.UserID, thumbs)
		if e.Type == store.EntryPlaylist {
			p, _ := s.Playlist(ctx, e.ID)
			add(e.UserID, p)
		}
		children, _ := s.Children(ctx, nil, e.ID)
		add(e.UserID, children)
	}
	for i := range cues {
		add(cues[i].UserID, cues[i])
	}
	for i := range tokens {
		add(tokens[i].UserID, tokens[i])
	}
	add("alice", profiles)
	sort.Strings(rows)
	return strings.Join(rows, "\n")
}

// callers are those who are not alice, by name; the second account's see nothing.
func callers(c *client) map[string]*client {
	foreign := c.stranger()
	nobody, user := *c, *foreign
	nobody.ks = ""
	// of the same name
	user.ks = c.sign(202, "other-admin", ks.Session{Type: ks.User, UserID: "alice",
		Expiry: time.Now().Unix() + 3600})
	return map[string]*client{"nobody": &nobody, "widget": c.anybody(), "bob": c.as("bob", ""),
		"foreign user": &user, "foreign admin": foreign}
}

// try calls an action with parameters and gives the answer's text, files too.
func (c *client) try(service, action string, v url.Values) string {
	c.t.Helper()
	v.Set("format", "1")
	if c.ks != "" {
		v.Set("ks", c.ks)
	}
	r, err := http.PostForm(c.base+service+"/action/"+action, v)
	if err != nil {
		c.t.Fatal(err)
	}
	defer r.Body.Close()
	text, _ := io.ReadAll(r.Body)
	return string(text)
}

// filled gives every parameter of an action a value: an id of alice's where it
// names something, else something of its kind.
func filled(a api.Action, id string, v *victim) url.Values {
	out := url.Values{}
	for _, name := range a.Parameters() {
		lower := strings.ToLower(name)
		switch {
		case strings.HasSuffix(name, "[]"):
			base := strings.TrimSuffix(name, "[]")
			out.Set(base+"[objectType]", "KalturaAnnotation")
			for _, key := range []string{"entryId", "entryIdEqual", "idEqual", "parentId", "assetId"} {
				if strings.HasSuffix(key, "Equal") == strings.HasPrefix(strings.ToLower(base), "filter") {
					out.Set(base+"["+key+"]", id)
				}
			}
			if base == "filter" {
				out.Del("filter[objectType]")
			}
		case strings.HasSuffix(lower, "secret]"), strings.HasSuffix(lower, "secret"),
			strings.HasPrefix(lower, "pager"), lower == "segmentindex", lower == "format":
		case strings.Contains(lower, "starttime"), strings.Contains(lower, "status"):
			out.Set(name, "1")
		case strings.HasSuffix(lower, "id"), strings.HasSuffix(lower, "id]"), strings.HasSuffix(lower, "ids"),
			strings.HasSuffix(lower, "ids]"), strings.HasSuffix(lower, "token"),
			strings.HasSuffix(lower, "token]"):
			out.Set(name, id)
		case strings.Contains(lower, "[userid]"), strings.Contains(lower, "type"),
			strings.Contains(lower, "date"), strings.HasSuffix(lower, "data"):
		default:
			out.Set(name, "evil")
		}
	}
	return out
}

// TestAuthorisationWalk: every action there is, called by everybody with the ids
// of everything that alice has: nothing of hers changes, and nobody learns what
// is secret.
func TestAuthorisationWalk(t *testing.T) {
	c := newClient(t)
	v := newVictim(c)
	who := callers(c)
	before := state(t, c.server.store, 101)
	if !strings.Contains(before, "SECRET-note") || !strings.Contains(before, "SECRET-caption") {
		t.Fatal("the snapshot does not see what there is")
	}
	registry := api.NewRegistry()
	c.server.services.Register(registry)
	calls, seen := 0, map[string]bool{}
	registry.Each(func(service string, a api.Action) {
		if seen[service+"."+a.Name] || service+"."+a.Name == "session.end" {
			return
		}
		seen[service+"."+a.Name] = true
		for name, x := range who {
			for kind, id := range v.ids {
				text := x.try(service, a.Name, filled(a, id, v))
				calls++
				if strings.Contains(text, "SECRET") {
					t.Errorf("%s learns from %s.%s of the %s: %.300s", name, service, a.Name, kind, text)
				}
				if strings.HasPrefix(name, "foreign") && (strings.Contains(text, "Lecture") ||
					strings.Contains(text, "Draft")) {
					t.Errorf("%s sees by %s.%s of the %s: %.300s", name, service, a.Name, kind, text)
				}
				if strings.Contains(text, "INTERNAL") {
					t.Errorf("%s.%s of the %s is a fault: %.300s", service, a.Name, kind, text)
				}
			}
			if now := state(t, c.server.store, 101); now != before {
				t.Errorf("%s changes by %s.%s:\n%s", name, service, a.Name, difference(before, now))
				before = now
			}
		}
	})
	t.Logf("%d calls of %d actions", calls, len(seen))
	if len(seen) < 90 || calls < 4000 {
		t.Errorf("only %d calls of %d actions", calls, len(seen))
	}
}

// difference are the lines that only one of two texts has.
func difference(a, b string) string {
	var out bytes.Buffer
	for _, line := range strings.Split(b, "\n") {
		if !strings.Contains(a, line) {
			fmt.Fprintf(&out, "+ %.300s\n", line)
		}
	}
	for _, line := range strings.Split(a, "\n") {
		if !strings.Contains(b, line) {
			fmt.Fprintf(&out, "- %.300s\n", line)
		}
	}
	return out.String()
}

// TestForeignIDsInside: what bob owns may not name what is alice's.
func TestForeignIDsInside(t *testing.T) {
	c := newClient(t)
	v := newVictim(c)
	id := v.ids
	for name, x := range map[string]*client{"bob": c.as("bob", ""), "foreign admin": c.stranger()} {
		own := x.draft()
		cuePoint := x.ok("cuepoint_cuepoint", "add", cue("KalturaThumbCuePoint", own, "startTime", "0")).str(
			"id")
		thumb := x.ok("thumbAsset", "add", url.Values{"entryId": {own}}).str("id")
		caption := x.ok("caption_captionAsset", "add", url.Values{"entryId": {own},
			"captionAsset[language]": {"English"}}).str("id")
		before := state(t, c.server.store, 101)
		token := func(object, field string) url.Values {
			return url.Values{object + "[objectType]": {"KalturaUploadedFileTokenResource"},
				object + "[token]": {id[field]}}
		}
		with := func(v url.Values, pairs ...string) url.Values {
			for i := 0; i+1 < len(pairs); i += 2 {
				v.Set(pairs[i], pairs[i+1])
			}
			return v
		}
		for what, row := range map[string]struct {
			service, action string
			v               url.Values
		}{
			"another's upload as content": {"media", "addContent",
				with(token("resource", "token"), "entryId", own)},
			"another's upload as new content": {"media", "updateContent",
				with(token("resource", "token"), "entryId", own)},
			"another's upload in one step": {"media", "addFromUploadedFile",
				url.Values{"uploadTokenId": {id["token"]}, "mediaEntry[mediaType]": {"1"}}},
			"another's upload by baseEntry": {"baseEntry", "addFromUploadedFile",
				url.Values{"uploadTokenId": {id["token"]}}},
			"another's upload as a picture": {"thumbAsset", "setContent",
				with(token("contentResource", "token"), "id", thumb)},
			"another's upload as a caption": {"caption_captionAsset", "setContent",
				with(token("contentResource", "token"), "id", caption)},
			"another's entry as parent": {"media", "add",
				url.Values{"entry[mediaType]": {"1"}, "entry[parentEntryId]": {id["lecture"]}}},
			"another's entry as parent, later": {"media", "update",
				url.Values{"entryId": {own}, "mediaEntry[parentEntryId]": {id["draft"]}}},
			"another's picture in a cue point": {"cuepoint_cuepoint", "add",
				cue("KalturaThumbCuePoint", own, "assetId", id["thumb"])},
			"another's picture, later": {"cuepoint_cuepoint", "update",
				with(url.Values{"id": {cuePoint}}, "cuePoint[objectType]", "KalturaThumbCuePoint",
					"cuePoint[assetId]", id["thumb"])},
			"another's cue point for a picture": {"thumbAsset", "add",
				url.Values{"entryId": {own}, "thumbAsset[cuePointId]": {id["chapter"]}}},
			"another's note as parent": {"cuepoint_cuepoint", "add",
				cue("KalturaAnnotation", own, "parentId", id["note"])},
			"another's cue point copied": {"cuepoint_cuepoint", "clone",
				url.Values{"id": {id["question"]}, "entryId": {own}}},
			"an own cue point into another's": {"cuepoint_cuepoint", "clone",
				url.Values{"id": {cuePoint}, "entryId": {id["lecture"]}}},
			"an own cue point moved to another's": {"cuepoint_cuepoint", "update",
				url.Values{"id": {cuePoint}, "cuePoint[objectType]": {"KalturaThumbCuePoint"},
					"cuePoint[entryId]": {id["lecture"]}}},
			"a slide in another's lecture": {"cuepoint_cuepoint", "add",
				cue("KalturaThumbCuePoint", id["lecture"])},
			"a caption for another's lecture": {"caption_captionAsset", "add",
				url.Values{"entryId": {id["lecture"]}, "captionAsset[language]": {"English"}}},
			"a picture for another's lecture": {"thumbAsset", "add", url.Values{"entryId": {id["lecture"]}}},
		} {
			if text := x.try(row.service, row.action, row.v); !strings.Contains(text, "KalturaAPIException") {
				t.Errorf("%s, %s: %.200s", name, what, text)
			}
			if now := state(t, c.server.store, 101); now != before {
				t.Errorf("%s, %s, changes:\n%s", name, what, difference(before, now))
				before = now
			}
		}
		// A list may name what it likes; it shows what its reader may see.
		list := x.ok("playlist", "add", url.Values{"playlist[playlistType]": {"3"}, "playlist[name]": {"x"},
			"playlist[playlistContent]": {id["later"] + "," + id["draft"]}}).str("id")
		if text := x.try("playlist", "execute", url.Values{"id": {list}}); text != "[]" {
			t.Errorf("%s, a list of another's drafts shows %.200s", name, text)
		}
	}
}
