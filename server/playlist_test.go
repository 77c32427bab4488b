package server

import (
	"net/url"
	"strings"
	"testing"

	"diptych/server/store"
)

// titles puts ready entries into the store: playlists do not look at media.
func (c *client) titles(names ...string) map[string]string {
	c.t.Helper()
	out := map[string]string{}
	for i, name := range names {
		e := &store.Entry{ID: store.NewID(), PartnerID: 101, UserID: "anna", CreatorID: "anna", Name: name,
			Tags: "talk", Type: 1, MediaType: 1, Status: store.EntryReady, DurationMS: 3000, Plays: 2,
			CreatedAt: int64(1000 + i)}
		if err := c.server.store.Insert(c.t.Context(), nil, e); err != nil {
			c.t.Fatal(err)
		}
		out[name] = e.ID
	}
	return out
}

// names are those of the entries that an action answers with as a bare array.
func (c *client) names(service, action string, p url.Values) string {
	c.t.Helper()
	var list []answer
	c.decode(c.post(service, action, "application/x-www-form-urlencoded", c.form(p)), &list)
	var out []string
	for _, e := range list {
		if e.str("objectType") != "KalturaMediaEntry" {
			c.t.Errorf("%s.%s gives %v", service, action, e)
		}
		out = append(out, e.str("name"))
	}
	return strings.Join(out, " ")
}

// as is the same server for somebody else.
func (c *client) as(user, privileges string) *client {
	x := *c
	x.ks = x.text("session", "start", url.Values{"secret": {"user-secret"}, "partnerId": {"101"}, "type": {"0"},
		"userId": {user}, "privileges": {privileges}})
	return &x
}

func (c *client) anybody() *client {
	x := *c
	x.ks = x.ok("session", "startWidgetSession", url.Values{"widgetId": {"_101"}}).str("ks")
	return &x
}

func TestFixedPlaylist(t *testing.T) {
	c := newClient(t)
	id := c.titles("one", "two", "three", "later")
	content := id["three"] + "," + id["one"] + ",0_nothing1," + id["later"] + "," + id["two"] + "," + id["one"]
	p := c.ok("playlist", "add", url.Values{"playlist[objectType]": {"KalturaPlaylist"},
		"playlist[name]": {"Talks"}, "playlist[referenceId]": {"talks"}, "playlist[playlistType]": {"3"},
		"playlist[playlistContent]": {content}, "updateStats": {"1"}})
	list := p.str("id")
	if p.str("objectType") != "KalturaPlaylist" || p.num("type") != 5 || p.num("status") != 2 ||
		p.num("playlistType") != 3 || p.str("playlistContent") != content || p.num("duration") != 15 ||
		p.num("plays") != 10 {
		t.Errorf("added %v", p)
	}
	c.ok("baseEntry", "update", url.Values{"entryId": {id["later"]}, "baseEntry[startDate]": {"99999999999"}})
	who := c.anybody()
	if have := who.names("playlist", "execute", url.Values{"id": {list}}); have != "three one two one" {
		t.Errorf("anybody sees %q", have)
	}
	if have := c.names("playlist", "execute", url.Values{"id": {list}}); have != "three one later two one" {
		t.Errorf("an administrator sees %q", have)
	}
	if have := c.as("bob", "sviewplaylist:"+list).names("playlist", "execute",
		url.Values{"id": {list}}); have != "three one later two one" {
		t.Errorf("with sviewplaylist %q", have)
	}
	context := c.as("bob", "sviewplaylist:"+list).ok("baseEntry", "getPlaybackContext",
		url.Values{"entryId": {id["later"]}})
	if messages, _ := context["messages"].([]any); len(messages) != 0 {
		t.Errorf("with sviewplaylist may not play: %v", messages)
	}
	if have := who.names("playlist", "execute", url.Values{"id": {list}, "pager[pageSize]": {"2"},
		"pager[pageIndex]": {"2"}}); have != "two one" {
		t.Errorf("second page %q", have)
	}
	if have := who.names("playlist", "execute", url.Values{"id": {list}, "filter[nameEqual]": {"one"},
		"filter[limit]": {"1"}}); have != "one" {
		t.Errorf("with a filter %q", have)
	}
	if have := who.ok("playlist", "get", url.Values{"id": {list}, "responseProfile[type]": {"1"},
		"responseProfile[fields]": {"id,name,description,thumbnailUrl"}}); have.str("name") != "Talks" ||
		len(have) != 5 {
		t.Errorf("with a profile %v", have)
	}
	out := c.ok("playlist", "update", url.Values{"id": {list}, "playlist[playlistContent]": {id["two"]}})
	if out.str("playlistContent") != id["two"] || out.str("name") != "Talks" {
		t.Errorf("updated %v", out)
	}
	found := c.ok("playlist", "list", url.Values{"filter[referenceIdEqual]": {"talks"},
		"filter[playListTypeEqual]": {"3"}})
	if found.str("objectType") != "KalturaPlaylistListResponse" || found.num("totalCount") != 1 {
		t.Errorf("list %v", found)
	}
	copied := c.ok("playlist", "clone", url.Values{"id": {list}, "newPlaylist[name]": {"Copy"}})
	if copied.str("name") != "Copy" || copied.str("playlistContent") != id["two"] || copied.str("id") == list {
		t.Errorf("clone %v", copied)
	}
	c.post("playlist", "delete", "application/x-www-form-urlencoded", c.form(url.Values{"id": {list}}))
	if e := c.call("playlist", "execute", url.Values{"id": {list}}); e.str("code") != "INVALID_ENTRY_ID" ||
		e.str("message") != "Unknown Playlist ["+list+"]" {
		t.Errorf("deleted: %v", e)
	}
	if e := c.ok("media", "get", url.Values{"entryId": {id["two"]}}); e.num("status") != 2 {
		t.Errorf("an entry went with the playlist: %v", e)
	}
}

func TestRulePlaylist(t *testing.T) {
	c := newClient(t)
	id := c.titles("ant", "bee", "cow", "dog")
	p := c.ok("playlist", "add", url.Values{"playlist[name]": {"Rule"}, "playlist[playlistType]": {"10"},
		"playlist[totalResults]":                {"3"},
		"playlist[filters][0][objectType]":      {"KalturaMediaEntryFilterForPlaylist"},
		"playlist[filters][0][nameMultiLikeOr]": {"cow,dog"}, "playlist[filters][0][orderBy]": {"-name"},
		"playlist[filters][0][limit]":    {"1"},
		"playlist[filters][1][tagsLike]": {"talk"}, "playlist[filters][1][orderBy]": {"+name"}})
	list := p.str("id")
	filters, _ := p["filters"].([]any)
	if len(filters) != 2 || !strings.Contains(p.str("playlistContent"), "<orderBy>-name</orderBy>") {
		t.Errorf("added %v", p)
	}
	if have := c.anybody().names("playlist", "execute", url.Values{"id": {list}}); have != "dog ant bee" {
		t.Errorf("found %q", have)
	}
	if have := c.names("playlist", "executeFromContent", url.Values{"playlistType": {"10"},
		"playlistContent": {p.str("playlistContent")}}); have != "dog ant bee" {
		t.Errorf("from content %q", have)
	}
	if have := c.names("playlist", "executeFromContent", url.Values{"playlistType": {"3"},
		"playlistContent": {id["bee"] + "," + id["ant"]}}); have != "bee ant" {
		t.Errorf("from ids %q", have)
	}
	if have := c.names("playlist", "executeFromFilters", url.Values{"filters[0][nameEqual]": {"cow"},
		"totalResults": {"5"}}); have != "cow" {
		t.Errorf("from filters %q", have)
	}
	if sums := c.ok("playlist", "getStatsFromContent", url.Values{"playlistType": {"3"},
		"playlistContent": {id["bee"] + "," + id["ant"]}}); sums.num("duration") != 6 || sums.num("plays") != 4 {
		t.Errorf("sums %v", sums)
	}
}

func TestPlaylistErrors(t *testing.T) {
	c := newClient(t)
	id := c.titles("one")
	for name, x := range map[string]struct{ values, want string }{
		"no kind":      {"playlist[name]=x", "PROPERTY_VALIDATION_CANNOT_BE_NULL"},
		"unknown kind": {"playlist[playlistType]=101", "INVALID_PLAYLIST_TYPE"},
		"no filters": {"playlist[playlistType]=10&playlist[totalResults]=5",
			"PROPERTY_VALIDATION_CANNOT_BE_NULL"},
		"no total": {"playlist[playlistType]=10&playlist[filters][0][nameEqual]=x",
			"PROPERTY_VALIDATION_CANNOT_BE_NULL"},
		"negative total": {
			"playlist[playlistType]=10&playlist[filters][0][nameEqual]=x&playlist[totalResults]=-1",
			"PROPERTY_VALIDATION_MIN_VALUE"},
		"nothing": {"", "MISSING_MANDATORY_PARAMETER"},
		"too long a list": {"playlist[playlistType]=3&playlist[playlistContent]=" +
			strings.Repeat("0_12345678,", 6000), "PROPERTY_VALIDATION_MAX_LENGTH"},
	} {
		values, err := url.ParseQuery(x.values)
		if err != nil {
			t.Fatal(err)
		}
		if e := c.call("playlist", "add", values); e.str("code") != x.want {
			t.Errorf("%s: %v, want %s", name, e, x.want)
		}
	}
	anna, bob := c.as("anna", ""), c.as("bob", "")
	own := anna.ok("playlist", "add", url.Values{"playlist[name]": {"Mine"}, "playlist[playlistType]": {"3"},
		"playlist[playlistContent]": {id["one"]}}).str("id")
	if e := bob.call("playlist", "update", url.Values{"id": {own}, "playlist[name]": {"Yours"}}); e.str(
		"code") != "INVALID_KS" {
		t.Errorf("somebody else's update: %v", e)
	}
	if e := c.anybody().call("playlist", "add", url.Values{"playlist[playlistType]": {"3"}}); e.str(
		"code") != "SERVICE_FORBIDDEN" {
		t.Errorf("anybody's add: %v", e)
	}
	for _, unknown := range []string{"0_nothing1", id["one"]} {
		if e := c.call("playlist", "get", url.Values{"id": {unknown}}); e.str("code") != "INVALID_ENTRY_ID" {
			t.Errorf("get %s: %v", unknown, e)
		}
	}
	if e := c.call("media", "get", url.Values{"entryId": {own}}); e.str("code") != "ENTRY_ID_NOT_FOUND" {
		t.Errorf("a playlist is no media: %v", e)
	}
	if e := c.ok("baseEntry", "get", url.Values{"entryId": {own}}); e.str("objectType") != "KalturaPlaylist" ||
		e.str("playlistContent") != id["one"] {
		t.Errorf("a playlist is an entry: %v", e)
	}
	if list := c.ok("media", "list", url.Values{}); list.num("totalCount") != 1 {
		t.Errorf("media.list has %v", list)
	}
	if list := c.anybody().ok("userEntry", "list", url.Values{
		"filter[objectType]": {"KalturaViewHistoryUserEntry"}, "filter[entryIdEqual]": {own},
		"filter[userIdEqualCurrent]": {"1"}}); list.str("objectType") != "KalturaUserEntryListResponse" ||
		list.num("totalCount") != 0 {
		t.Errorf("userEntry.list %v", list)
	}
}
