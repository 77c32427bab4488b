package service

import (
	"encoding/json"
	"strings"
	"testing"

	"diptych/server/store"
)

// TestEntryRights: who may read, change and delete which entry (reference:
// backend-api §3.1).
func TestEntryRights(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, id := range []string{"0_a", "0_b", "0_c"} {
		w.entry(id, "anna", nil)
	}
	w.entry("0_gone", "anna", func(e *store.Entry) { e.Status = store.EntryDeleted })
	w.entry("0_list", "anna", func(e *store.Entry) { e.Type, e.MediaType = store.EntryPlaylist, playlistStatic })
	const rename = `{"entryId":"0_a","baseEntry":{"name":"n"}}`
	w.check(map[string]row{
		"01 anybody reads":          {"widget", "baseEntry.get", `{"entryId":"0_a"}`, ""},
		"02 nobody reads":           {"", "baseEntry.get", `{"entryId":"0_a"}`, "MISSING_KS"},
		"03 another account":        {"other", "baseEntry.get", `{"entryId":"0_a"}`, "ENTRY_ID_NOT_FOUND"},
		"04 a deleted one":          {"anna", "baseEntry.get", `{"entryId":"0_gone"}`, "ENTRY_ID_NOT_FOUND"},
		"05 an unknown one":         {"anna", "media.get", `{"entryId":"0_no"}`, "ENTRY_ID_NOT_FOUND"},
		"06 a playlist is no media": {"anna", "media.get", `{"entryId":"0_list"}`, "ENTRY_ID_NOT_FOUND"},
		"07 for another entry": {"anna limitentry:0_b", "media.get", `{"entryId":"0_a"}`,
			"ENTRY_ID_NOT_FOUND"},
		"08 the owner renames":    {"anna", "baseEntry.update", rename, ""},
		"09 another user renames": {"bert", "baseEntry.update", rename, "INVALID_KS"},
		"10 who may edit it":      {"bert edit:0_a", "baseEntry.update", rename, ""},
		"11 who may edit another": {"bert edit:0_b", "baseEntry.update", rename, "INVALID_KS"},
		"12 who may edit all":     {"bert edit:*", "baseEntry.update", rename, ""},
		"13 the administrator":    {"admin", "baseEntry.update", rename, ""},
		"14 the widget":           {"widget", "baseEntry.update", rename, "SERVICE_FORBIDDEN"},
		"15 another kind of media": {"anna", "media.update", `{"entryId":"0_a","mediaEntry":{"mediaType":5}}`,
			"PROPERTY_VALIDATION_NOT_UPDATABLE"},
		"16 the same kind": {"anna", "media.update", `{"entryId":"0_a","mediaEntry":{"mediaType":1}}`,
			""},
		"17 another type": {"anna", "baseEntry.update", `{"entryId":"0_a","baseEntry":{"type":5}}`,
			"PROPERTY_VALIDATION_NOT_UPDATABLE"},
		"18 no such profile": {"anna", "media.update",
			`{"entryId":"0_a","mediaEntry":{"conversionProfileId":77}}`, "CONVERSION_PROFILE_ID_NOT_FOUND"},
		"19 a parent": {"anna", "media.update",
			`{"entryId":"0_b","mediaEntry":{"parentEntryId":"0_a"}}`, ""},
		"20 a child of its child": {"anna", "media.update",
			`{"entryId":"0_a","mediaEntry":{"parentEntryId":"0_b"}}`, "CYCLE_IN_PARENTAGE"},
		"21 a child of itself": {"anna", "media.update",
			`{"entryId":"0_a","mediaEntry":{"parentEntryId":"0_a"}}`, "CYCLE_IN_PARENTAGE"},
		"22 no such parent": {"anna", "media.update",
			`{"entryId":"0_c","mediaEntry":{"parentEntryId":"0_no"}}`, "PARENT_ENTRY_ID_NOT_FOUND"},
		"23 a parent of another user": {"bert edit:0_c", "media.update",
			`{"entryId":"0_c","mediaEntry":{"parentEntryId":"0_a"}}`, "INVALID_KS"},
		"24 another user deletes":   {"bert", "media.delete", `{"entryId":"0_a"}`, "INVALID_KS"},
		"25 the owner deletes":      {"anna", "media.delete", `{"entryId":"0_a"}`, ""},
		"26 its child is gone, too": {"anna", "media.get", `{"entryId":"0_b"}`, "ENTRY_ID_NOT_FOUND"},
		"27 others are not":         {"anna", "media.get", `{"entryId":"0_c"}`, ""},
		"28 it is deleted once":     {"anna", "media.delete", `{"entryId":"0_a"}`, "ENTRY_ID_NOT_FOUND"},
	})
}

// TestEntryAdd: what a new entry is, and whose.
func TestEntryAdd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.call("anna", "media.add", `{"entry":{"name":"Lecture","tags":"a,b","mediaType":1,"userId":"bert"}}`)
	if a.str("name") != "Lecture" || a.num("status") != store.EntryNoContent || a.str("userId") != "anna" ||
		a.str("objectType") != "KalturaMediaEntry" {
		t.Errorf("%s", a.body)
	}
	if a := w.call("admin", "media.add", `{"entry":{"userId":"bert"}}`); a.str("userId") != "bert" ||
		a.str("creatorId") != "root" || a.str("name") != a.str("id") {
		t.Errorf("an administrator's: %s", a.body)
	}
	w.check(map[string]row{
		"automatic": {"anna", "baseEntry.add", `{"entry":{"name":"x"},"type":-1}`, ""},
		"media":     {"anna", "baseEntry.add", `{"entry":{"name":"x","type":1}}`, ""},
		"another type": {"anna", "baseEntry.add", `{"entry":{"name":"x"},"type":5}`,
			"ENTRY_TYPE_NOT_SUPPORTED"},
		"no properties": {"anna", "media.add", `{}`, "MISSING_MANDATORY_PARAMETER"},
		"no parent": {"anna", "media.add", `{"entry":{"parentEntryId":"0_no"}}`,
			"PARENT_ENTRY_ID_NOT_FOUND"},
		"no profile": {"anna", "media.add", `{"entry":{"conversionProfileId":9}}`,
			"CONVERSION_PROFILE_ID_NOT_FOUND"},
	})
}

// TestEntryLists: what is found by default, and by whom (reference: backend-api
// §1.12, §3.1).
func TestEntryLists(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i, id := range []string{"0_mine", "0_yours", "0_draft", "0_gone", "0_child", "0_list"} {
		owner := "anna"
		if id == "0_yours" {
			owner = "bert"
		}
		w.entry(id, owner, func(e *store.Entry) {
			e.CreatedAt = int64(100 - i)
			switch id {
			case "0_draft":
				e.Status = store.EntryNoContent
			case "0_gone":
				e.Status = store.EntryDeleted
			case "0_child":
				e.ParentEntryID, e.ReferenceID = "0_mine", "R1"
			case "0_list":
				e.Type, e.MediaType = store.EntryPlaylist, playlistStatic
			}
		})
	}
	w.insert(&store.Playlist{ID: "0_list", Content: "0_mine"})
	for name, c := range map[string][4]string{
		"ready ones of the account": {"admin", "media.list", `{}`, "0_mine 0_yours 0_child"},
		"of all types":              {"admin", "baseEntry.list", `{}`, "0_mine 0_yours 0_child 0_list"},
		"a user's own":              {"anna", "media.list", `{}`, "0_mine 0_child"},
		"and what is published":     {"anna list:*", "media.list", `{}`, "0_mine 0_yours 0_child"},
		"nobody's":                  {"widget", "media.list", `{}`, ""},
		"one by its id":             {"widget", "media.list", `{"filter":{"idEqual":"0_yours"}}`, "0_yours"},
		"several by their ids": {"widget", "media.list", `{"filter":{"idIn":"0_yours,0_draft,0_gone"}}`,
			"0_yours"},
		"a deleted one by its id": {"widget", "media.list", `{"filter":{"idEqual":"0_gone"}}`, "0_gone"},
		"by reference": {"widget", "baseEntry.list", `{"filter":{"referenceIdEqual":"R1"}}`,
			"0_child"},
		"children": {"widget", "baseEntry.list", `{"filter":{"parentEntryIdEqual":"0_mine"}}`,
			"0_child"},
		"roots":       {"admin", "media.list", `{"filter":{"isRoot":1}}`, "0_mine 0_yours"},
		"in a state":  {"anna", "media.list", `{"filter":{"statusEqual":7}}`, "0_draft"},
		"of the user": {"admin", "media.list", `{"filter":{"userIdEqual":"bert"}}`, "0_yours"},
		"of the caller": {"anna list:*", "media.list", `{"filter":{"userIdEqualCurrent":1}}`,
			"0_mine 0_child"},
		"by text": {"admin", "media.list", `{"filter":{"freeText":"YOURS"}}`, "0_yours"},
		"in an order": {"admin", "media.list", `{"filter":{"orderBy":"+createdAt"}}`,
			"0_child 0_yours 0_mine"},
		"the second page": {"admin", "media.list", `{"pager":{"pageSize":1,"pageIndex":2}}`,
			"0_yours"},
		"an unknown property": {"admin", "media.list", `{"filter":{"colourEqual":"red"}}`,
			"PROPERTY_IS_NOT_DEFINED"},
		"no value of its property": {"admin", "media.list", `{"filter":{"durationGreaterThan":"long"}}`,
			"PROPERTY_VALIDATION_WRONG_FORMAT"},
		"a search operator": {"admin", "media.list", `{"filter":{"advancedSearch":{"type":1}}}`,
			"PROPERTY_IS_NOT_DEFINED"},
		"beyond what lists reach": {"admin", "media.list", `{"pager":{"pageSize":500,"pageIndex":21}}`,
			"QUERY_EXCEEDED_MAX_MATCHES_ALLOWED"},
		"restricted to one": {"admin limitentry:0_mine", "media.list", `{}`, "0_mine 0_child"},
	} {
		if got := w.call(c[0], c[1], c[2]).ids(); got != c[3] {
			t.Errorf("%s: %q, want %q", name, got, c[3])
		}
	}
	if a := w.call("admin", "media.count", `{}`); string(a.body) != "3" {
		t.Errorf("count: %s", a.body)
	}
	if a := w.call("admin", "media.list", `{"pager":{"pageSize":0}}`); a.num("totalCount") != 3 ||
		a.ids() != "" {
		t.Errorf("a page of no rows: %s", a.body)
	}
	if got := w.call("widget", "baseEntry.getByIds",
		`{"entryIds":"0_yours, 0_no,0_gone,0_mine"}`).ids(); got != "0_yours 0_mine" {
		t.Errorf("by ids: %q", got)
	}
}

// TestWhatOthersSee: what is only for those who may edit an entry stays with them.
func TestWhatOthersSee(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	private := func(status int) func(*store.Entry) {
		return func(e *store.Entry) {
			e.Status, e.ErrorReason, e.Notes, e.AdminTags, e.PartnerData, e.Progress = status, "reason", "notes",
				"admin tags", "data", 40
		}
	}
	w.entry("0_ready", "anna", private(store.EntryReady))
	w.entry("0_draft", "anna", private(store.EntryPreconvert))
	w.entry("0_gone", "anna", private(store.EntryDeleted))
	for name, c := range map[string]struct {
		who, id string
		there   string // names of what is there
	}{
		"the owner":             {"anna", "0_draft", "diptychErrorReason diptychNotes adminTags partnerData"},
		"another, published":    {"bert", "0_ready", "adminTags partnerData"},
		"another, unpublished":  {"bert", "0_draft", ""},
		"the widget, deleted":   {"widget", "0_gone", ""},
		"the owner, deleted":    {"anna", "0_gone", "diptychErrorReason diptychNotes adminTags partnerData"},
		"the widget, published": {"widget", "0_ready", "adminTags partnerData"},
	} {
		var list struct{ Objects []map[string]any }
		body := w.call(c.who, "baseEntry.list", `{"filter":{"idEqual":"`+c.id+`"}}`).body
		if err := json.Unmarshal(body, &list); err != nil || len(list.Objects) != 1 {
			t.Fatalf("%s: %s", name, body)
		}
		var there []string
		for _, property := range []string{"diptychErrorReason", "diptychNotes", "adminTags", "partnerData"} {
			if text, _ := list.Objects[0][property].(string); text != "" {
				there = append(there, property)
			}
		}
		if got := strings.Join(there, " "); got != c.there {
			t.Errorf("%s: %q, want %q", name, got, c.there)
		}
	}
}

// TestContent: how an entry gets its content, once (reference: backend-api §3.1.5).
func TestContent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, id := range []string{"0_a", "0_b", "0_c", "0_d"} {
		w.entry(id, "anna", func(e *store.Entry) { e.Status = store.EntryNoContent })
	}
	for id, status := range map[string]int{"full": store.TokenFull, "partial": store.TokenPartial,
		"closed": store.TokenClosed, "late": store.TokenFull} {
		w.insert(&store.UploadToken{ID: id, PartnerID: 101, UserID: "anna", Status: status,
			BlobKey: "upload/" + id})
	}
	w.insert(&store.UploadToken{ID: "berts", PartnerID: 101, UserID: "bert", Status: store.TokenFull})
	content := func(entry, resource string) string {
		return `{"entryId":"` + entry + `","resource":` + resource +
			`}`
	}
	w.check(map[string]row{
		"01 no resource": {"anna", "media.addContent",
			content("0_a", `{"objectType":"KalturaStringResource"}`), "RESOURCE_TYPE_NOT_SUPPORTED"},
		"02 unknown token": {"anna", "media.addContent", content("0_a", `{"token":"no"}`),
			"UPLOAD_TOKEN_NOT_FOUND"},
		"03 another's token": {"anna", "media.addContent", content("0_a", `{"token":"berts"}`),
			"UPLOAD_TOKEN_NOT_FOUND"},
		"04 a used token": {"anna", "media.addContent", content("0_a", `{"token":"closed"}`),
			"UPLOAD_TOKEN_INVALID_STATUS_FOR_ADD_ENTRY"},
		"05 another's entry": {"bert", "media.addContent", content("0_a", `{"token":"berts"}`),
			"INVALID_KS"},
		"06 no address": {"anna", "media.addContent",
			content("0_a", `{"url":"file:///etc/passwd"}`), "PROPERTY_VALIDATION_WRONG_FORMAT"},
		"07 a whole upload": {"anna", "media.addContent", content("0_a", `{"token":"full"}`), ""},
		"08 a second time": {"anna", "media.addContent", content("0_a", `{"token":"late"}`),
			"ENTRY_ALREADY_WITH_CONTENT"},
		"09 the token is used": {"anna", "media.addContent", content("0_b", `{"token":"full"}`),
			"UPLOAD_TOKEN_INVALID_STATUS_FOR_ADD_ENTRY"},
		"10 an upload under way": {"anna", "media.addContent", content("0_b", `{"token":"partial"}`), ""},
		"11 which waits for another": {"anna", "media.addContent", content("0_c", `{"token":"partial"}`),
			"UPLOAD_TOKEN_INVALID_STATUS_FOR_ADD_ENTRY"},
		"12 an address": {"anna", "media.addContent", content("0_c", `{"url":" https://b/c.mp4 "}`),
			""},
		"13 from an upload": {"anna", "media.addFromUploadedFile",
			`{"mediaEntry":{"name":"n"},"uploadTokenId":"late"}`, ""},
		"14 from no upload": {"anna", "baseEntry.addFromUploadedFile",
			`{"entry":{"name":"n"},"uploadTokenId":"no"}`, "UPLOADED_FILE_NOT_FOUND_BY_TOKEN"},
		"15 from an address": {"anna", "media.addFromUrl",
			`{"mediaEntry":{"name":"n"},"url":"http://b/d.mp4"}`, ""},
		"16 from none": {"anna", "media.addFromUrl", `{"mediaEntry":{"name":"n"},"url":"d.mp4"}`,
			"PROPERTY_VALIDATION_WRONG_FORMAT"},
	})
	if jobs := strings.Join(w.queue.jobs, "\n"); !strings.HasPrefix(jobs,
		"convert 0_a\nimport 0_c https://b/c.mp4\nconvert ") || len(w.queue.jobs) != 4 {
		t.Errorf("work:\n%s", jobs)
	}
	for id, want := range map[string]int{"0_a": store.EntryPending, "0_b": store.EntryImport,
		"0_c": store.EntryImport, "0_d": store.EntryNoContent} {
		if e, err := w.Store.Entry(t.Context(), nil, id); err != nil || e.Status != want {
			t.Errorf("%s is %d, %v; want %d", id, e.Status, err, want)
		}
	}
}

// TestReplacement: other content is made beside what plays, one at a time, and can
// be given up (reference: backend-api §3.1.2).
func TestReplacement(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.entry("0_a", "anna", nil)
	w.insert(&store.UploadToken{ID: "u", PartnerID: 101, UserID: "anna", Status: store.TokenFull})
	const address = `{"entryId":"0_a","resource":{"url":"http://b/c.mp4"}}`
	w.check(map[string]row{
		"1 nothing to give up": {"anna", "media.cancelReplace", `{"entryId":"0_a"}`, "ENTRY_ID_NOT_REPLACED"},
		"2 nothing to approve": {"anna", "media.approveReplace", `{"entryId":"0_a"}`,
			"ENTRY_ID_NOT_REPLACED"},
		"3 bad content": {"anna", "media.updateContent", `{"entryId":"0_a","resource":{"url":"x"}}`,
			"PROPERTY_VALIDATION_WRONG_FORMAT"},
		"4 other content":       {"anna", "media.updateContent", address, ""},
		"5 a second at once":    {"anna", "media.updateContent", address, "ENTRY_REPLACEMENT_ALREADY_EXISTS"},
		"6 it is approved":      {"anna", "media.approveReplace", `{"entryId":"0_a"}`, ""},
		"7 another gives it up": {"bert", "media.cancelReplace", `{"entryId":"0_a"}`, "INVALID_KS"},
		"8 it is given up":      {"anna", "media.cancelReplace", `{"entryId":"0_a"}`, ""},
		"9 and may be made again": {"anna", "media.updateContent", `{"entryId":"0_a","resource":{"token":"u"}}`,
			""},
	})
	e, err := w.Store.Entry(t.Context(), nil, "0_a")
	if err != nil || e.Status != store.EntryReady || e.ReplacingEntryID == "" {
		t.Fatalf("%+v, %v", e, err)
	}
	if fresh, err := w.Store.Entry(t.Context(), nil, e.ReplacingEntryID); err != nil ||
		fresh.ReplacedEntryID != "0_a" || fresh.Status != store.EntryPending {
		t.Errorf("%+v, %v", fresh, err)
	}
}
