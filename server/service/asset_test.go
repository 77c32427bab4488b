package service

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image"
	"image/png"
	"strings"
	"testing"

	"diptych/server/captions"
	"diptych/server/store"
)

const twoLines = "1\n00:00:01,000 --> 00:00:02,000\nHello\nworld\n\n2\n00:00:31,000 --> 00:00:33,000\nR&D\n"

// caption makes one of an entry with a text and gives its id.
func (w *world) caption(entry, text, more string) string {
	w.t.Helper()
	id := w.call("admin", "captionAsset.add", `{"entryId":"`+entry+
		`","captionAsset":{"label":"L","language":"German"`+more+`}}`).str("id")
	quoted, _ := json.Marshal(text)
	if a := w.call("admin", "captionAsset.setContent", `{"id":"`+id+`","contentResource":{"content":`+
		string(quoted)+`}}`); a.code() != "" {
		w.t.Fatalf("%s", a.body)
	}
	return id
}

// TestCaptions: from a file to what players read (reference: backend-api §3.5).
func TestCaptions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.entry("0_a", "anna", nil)
	id := w.caption("0_a", twoLines, "")
	for name, c := range map[string][2]string{
		"as it came": {"captionAsset.serve", twoLines},
		"as WebVTT": {`captionAsset.serveWebVTT "segmentIndex":-1`,
			"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHello\nworld\n\n00:00:31.000 --> 00:00:33.000\nR&amp;D\n"},
		"its first half": {`captionAsset.serveWebVTT "segmentIndex":1`,
			"WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n\n00:00:01.000 --> " +
				"00:00:02.000\nHello\nworld\n"},
		"its second half": {`captionAsset.serveWebVTT "segmentIndex":2`,
			"WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n\n00:00:31.000 --> 00:00:33.000\nR&amp;D\n"},
		"other segments": {`captionAsset.serveWebVTT "segmentIndex":16,"segmentDuration":2`,
			"WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n\n00:00:31.000 --> 00:00:33.000\nR&amp;D\n"},
		"behind the end": {`captionAsset.serveWebVTT "segmentIndex":9`,
			"WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n"},
		"of a clip": {`captionAsset.serveWebVTT "segmentIndex":-1,"clipFrom":30000,"clipTo":32000`,
			"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nR&amp;D\n"},
		"its playlist": {"captionAsset.serveWebVTT", playlistOf("30", "30.000", "30.000")},
		"a finer playlist": {`captionAsset.serveWebVTT "segmentDuration":25`,
			playlistOf("25", "25.000", "25.000", "10.000")},
		"a clip's": {`captionAsset.serveWebVTT "clipFrom":0,"clipTo":5000`, playlistOf("30", "5.000")},
		"as JSON": {"captionAsset.serveAsJson",
			`{"objects":[{"startTime":1000,"endTime":2000,"content":[{"text":"Hello\n"},{"text":"world"}]},` +
				`{"startTime":31000,"endTime":33000,"content":[{"text":"R\u0026D"}]}]}`},
		"by its entry": {`captionAsset.serveByEntryId "entryId":"0_a"`, twoLines},
		"no segment":   {`captionAsset.serveWebVTT "segmentIndex":"x"`, "PROPERTY_VALIDATION_WRONG_FORMAT"},
		"segment 0":    {`captionAsset.serveWebVTT "segmentIndex":0`, "PROPERTY_VALIDATION_WRONG_FORMAT"},
		"its address": {"captionAsset.getUrl",
			`"http://a/api_v3/index.php/service/caption_captionAsset/action/serve/captionAssetId/` + id +
				`/v/1/captions.srt"`},
	} {
		action, params, more := strings.Cut(c[0], " ")
		if more {
			params = "," + params
		}
		a := w.call("widget", action, `{"captionAssetId":"`+id+`"`+params+`}`)
		if got := string(a.body); got != c[1] && a.code() != c[1] {
			t.Errorf("%s: %s\nwant %s", name, got, c[1])
		}
	}
}

func playlistOf(target string, lengths ...string) string {
	text := "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:" + target +
		"\n#EXT-X-MEDIA-SEQUENCE:1\n#EXT-X-PLAYLIST-TYPE:VOD\n"
	for i, one := range lengths {
		text += "#EXTINF:" + one + ",\nsegmentIndex/" + string(rune('1'+i)) + "/a.vtt\n"
	}
	return text + "#EXT-X-ENDLIST\n"
}

// TestCaptionRights: who may read, change and delete them.
func TestCaptionRights(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.entry("0_a", "anna", nil)
	w.entry("0_late", "anna", func(e *store.Entry) { e.StartDate = w.now.Unix() + 50 })
	one, late := w.caption("0_a", twoLines, ""), w.caption("0_late", twoLines, "")
	id := func(id string) string { return `{"id":"` + id + `"}` }
	content := func(id, resource string) string {
		return `{"id":"` + id + `","contentResource":` + resource +
			`}`
	}
	w.insert(&store.UploadToken{ID: "partial", PartnerID: 101, UserID: "anna", Status: store.TokenPartial})
	w.check(map[string]row{
		"01 a viewer reads":  {"widget", "captionAsset.get", id(one), ""},
		"02 another account": {"other", "captionAsset.get", id(one), "CAPTION_ASSET_ID_NOT_FOUND"},
		"03 for another entry": {"anna limitentry:0_b", "captionAsset.get", id(one),
			"CAPTION_ASSET_ID_NOT_FOUND"},
		"04 an unknown one": {"anna", "captionAsset.get", id("0_no"), "CAPTION_ASSET_ID_NOT_FOUND"},
		"05 not yet":        {"", "captionAsset.serve", id(late), "CAPTION_ASSET_IS_NOT_READY"},
		"06 not yet, as JSON": {"bert", "captionAsset.serveAsJson", id(late),
			"CAPTION_ASSET_IS_NOT_READY"},
		"07 the administrator": {"admin", "captionAsset.serveAsJson", id(late), ""},
		"08 another user adds": {"bert", "captionAsset.add", `{"entryId":"0_a","captionAsset":{}}`,
			"INVALID_KS"},
		"09 another user changes": {"bert", "captionAsset.update",
			`{"id":"` + one + `","captionAsset":{"label":"x"}}`, "INVALID_KS"},
		"10 the owner changes": {"anna", "captionAsset.update",
			`{"id":"` + one + `","captionAsset":{"label":"x","language":"French","displayOnPlayer":false}}`, ""},
		"11 another's default": {"bert", "captionAsset.setAsDefault", id(one), "INVALID_KS"},
		"12 no captions": {"anna", "captionAsset.setContent", content(one, `{"content":"prose"}`),
			"CAPTION_ASSET_PARSING_FAILED"},
		"13 no resource": {"anna", "captionAsset.setContent",
			content(one, `{"objectType":"KalturaX"}`), "RESOURCE_TYPE_NOT_SUPPORTED"},
		"14 an upload under way": {"anna", "captionAsset.setContent", content(one, `{"token":"partial"}`),
			"UPLOAD_TOKEN_INVALID_STATUS_FOR_ADD_ENTRY"},
		"15 another user's content": {"bert", "captionAsset.setContent", content(one, `{"content":"x"}`),
			"INVALID_KS"},
		"16 another deletes":   {"bert", "captionAsset.delete", id(one), "INVALID_KS"},
		"17 the owner deletes": {"anna", "captionAsset.delete", id(one), ""},
		"18 it is gone":        {"widget", "captionAsset.serve", id(one), "CAPTION_ASSET_ID_NOT_FOUND"},
		"19 none of its entry's": {"widget", "captionAsset.serveByEntryId", `{"entryId":"0_a"}`,
			"CAPTION_ASSET_ID_NOT_FOUND"},
		"20 list without an entry": {"anna", "captionAsset.list", `{"filter":{}}`,
			"PROPERTY_VALIDATION_CANNOT_BE_NULL"},
		"21 list of an unknown one": {"anna", "captionAsset.list", `{"filter":{"entryIdEqual":"0_no"}}`,
			"ENTRY_ID_NOT_FOUND"},
		"22 by an unknown property": {"anna", "captionAsset.list",
			`{"filter":{"entryIdEqual":"0_a","colourEqual":"x"}}`, "PROPERTY_IS_NOT_DEFINED"},
		"23 several, one is unknown": {"anna", "captionAsset.list", `{"filter":{"entryIdIn":"0_no,0_a"}}`, ""},
	})
}

// TestCaptionFetched: a caption of another server, and one that cannot be had.
func TestCaptionFetched(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.entry("0_a", "anna", nil)
	w.Fetch = func(_ context.Context, url string, _ int64) ([]byte, error) {
		if url == "https://b/c.srt" {
			return []byte(twoLines), nil
		}
		return nil, errors.New("no route")
	}
	id := w.call("anna", "captionAsset.add", `{"entryId":"0_a","captionAsset":{"format":1}}`).str("id")
	for url, want := range map[string]string{"https://b/c.srt": "",
		"https://b/no": "CAPTION_ASSET_DOWNLOAD_FAILED"} {
		if a := w.call("anna", "captionAsset.setContent", `{"id":"`+id+`","contentResource":{"url":"`+url+
			`"}}`); a.code() != want {
			t.Errorf("%s: %s", url, a.body)
		}
	}
}

// TestCaptionDefaults: one caption of an entry is shown first; names and codes of
// languages.
func TestCaptionDefaults(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.entry("0_a", "anna", nil)
	one, two := w.caption("0_a", twoLines, `,"isDefault":true`), w.caption("0_a", twoLines, `,"isDefault":true`)
	if got := w.call("anna", "captionAsset.list", `{"filter":{"entryIdEqual":"0_a"}}`).ids(); got != two+" "+
		one {
		t.Errorf("the later one is the default: %q", got)
	}
	w.check(map[string]row{"back": {"anna", "captionAsset.setAsDefault", `{"id":"` + one + `"}`, ""}})
	if got := w.call("anna", "captionAsset.list", `{"filter":{"entryIdEqual":"0_a"}}`).ids(); got != one+" "+
		two {
		t.Errorf("the earlier one is: %q", got)
	}
	if a := w.call("anna", "captionAsset.get", `{"id":"`+one+`"}`); a.str("languageCode") != "de" ||
		a.str("fileExt") != "srt" || a.num("size") != float64(len(twoLines)) {
		t.Errorf("%s", a.body)
	}
	for name, want := range map[string]string{"Spanish (American)": "es", "de": "de", "GERMAN": "de",
		" french ": "fr", "Klingon": "un", "": "un", "eng": "eng", "(odd)": "un"} {
		if got := languageCode(name); got != want {
			t.Errorf("%q is %s, want %s", name, got, want)
		}
	}
}

// TestCaptionLines: transcripts get the lines of each cue, and no empty ones.
func TestCaptionLines(t *testing.T) {
	t.Parallel()
	file := captions.Stored(
		"WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i>\n\n00:03.000 --> 00:04.000\n<b>a</b>\nb\nc\n")
	text, err := json.Marshal(captionLines(file))
	if want := `[{"startTime":3000,"endTime":4000,"content":[{"text":"a\n"},{"text":"b\n"},` +
		`{"text":"c"}]}]`; err != nil || string(text) != want {
		t.Errorf("%s, %v", text, err)
	}
}

// TestFlavors: renditions of an entry and where their files are.
func TestFlavors(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.entry("0_a", "anna", nil)
	w.insert(&store.FlavorAsset{ID: "small", PartnerID: 101, EntryID: "0_a", ParamsID: 3, Bitrate: 1,
		Status: store.AssetReady, Tags: "web,mbr", Size: 4096},
		&store.FlavorAsset{ID: "big", PartnerID: 101, EntryID: "0_a", ParamsID: 5, Bitrate: 2,
			Status: store.AssetConvert},
		&store.FlavorAsset{ID: "source", PartnerID: 101, EntryID: "0_a", Bitrate: 3, Status: store.AssetReady,
			IsOriginal: true},
		&store.FlavorAsset{ID: "gone", PartnerID: 101, EntryID: "0_a", Status: store.AssetDeleted})
	for name, c := range map[string][3]string{
		"all": {"flavorAsset.list", `{"filter":{"entryIdEqual":"0_a"}}`, "small big source"},
		"by params": {"flavorAsset.list", `{"filter":{"entryIdEqual":"0_a","flavorParamsIdIn":"3,9"}}`,
			"small"},
		"by state":     {"flavorAsset.list", `{"filter":{"entryIdEqual":"0_a","statusNotEqual":2}}`, "big"},
		"not by state": {"flavorAsset.list", `{"filter":{"entryIdEqual":"0_a","statusNotIn":"1,2"}}`, ""},
		"by tag":       {"flavorAsset.list", `{"filter":{"entryIdEqual":"0_a","tagsLike":"MBR"}}`, "small"},
		"by size": {"flavorAsset.list", `{"filter":{"entryIdEqual":"0_a","sizeGreaterThanOrEqual":1}}`,
			"small"},
		"at most so large": {"flavorAsset.list", `{"filter":{"entryIdEqual":"0_a","sizeLessThanOrEqual":0}}`,
			"big source"},
		"a page": {"flavorAsset.list",
			`{"filter":{"entryIdEqual":"0_a"},"pager":{"pageSize":2,"pageIndex":2}}`, "source"},
		"of its entry": {"flavorAsset.getByEntryId", `{"entryId":"0_a"}`, "small big source"},
		"of no entry":  {"flavorAsset.getByEntryId", `{"entryId":"0_no"}`, "ENTRY_ID_NOT_FOUND"},
	} {
		if got := w.call("widget", c[0], c[1]).ids(); got != c[2] {
			t.Errorf("%s: %q, want %q", name, got, c[2])
		}
	}
	w.check(map[string]row{
		"deleted":         {"anna", "flavorAsset.get", `{"id":"gone"}`, "FLAVOR_ASSET_ID_NOT_FOUND"},
		"another account": {"other", "flavorAsset.get", `{"id":"small"}`, "FLAVOR_ASSET_ID_NOT_FOUND"},
		"not made yet":    {"anna", "flavorAsset.getUrl", `{"id":"big"}`, "FLAVOR_ASSET_IS_NOT_READY"},
		"made":            {"anna", "flavorAsset.getUrl", `{"id":"small"}`, ""},
		"of another entry": {"anna limitentry:0_b", "flavorAsset.get", `{"id":"small"}`,
			"FLAVOR_ASSET_ID_NOT_FOUND"},
		"params":         {"anna", "flavorParams.get", `{"id":0}`, ""},
		"no such params": {"anna", "flavorParams.get", `{"id":77}`, "FLAVOR_PARAMS_ID_NOT_FOUND"},
	})
	if a := w.call("anna", "flavorAsset.get", `{"id":"small"}`); a.num("size") != 4 ||
		a.num("sizeInBytes") != 4096 || a.object()["isWeb"] != true {
		t.Errorf("%s", a.body)
	}
}

// TestProfiles: which renditions an account makes, and which of its choices is the
// default.
func TestProfiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	add := func(more string) string { return `{"conversionProfile":{"name":"n"` + more + `}}` }
	w.check(map[string]row{
		"01 a user makes one": {"anna", "conversionProfile.add", add(""), "SERVICE_FORBIDDEN"},
		"02 without a name": {"admin", "conversionProfile.add", `{"conversionProfile":{"name":" "}}`,
			"PROPERTY_VALIDATION_CANNOT_BE_NULL"},
		"03 of no type": {"admin", "conversionProfile.add", add(`,"type":"3"`),
			"PROPERTY_VALIDATION_WRONG_FORMAT"},
		"04 of unknown params": {"admin", "conversionProfile.add", add(`,"flavorParamsIds":"0,77"`),
			"FLAVOR_PARAMS_ID_NOT_FOUND"},
		"05 of words": {"admin", "conversionProfile.add", add(`,"flavorParamsIds":"a"`),
			"FLAVOR_PARAMS_ID_NOT_FOUND"},
		"06 a good one": {"admin", "conversionProfile.add",
			add(`,"flavorParamsIds":" 0, 0,","isDefault":true`), ""},
		"07 it is read": {"widget", "conversionProfile.get", `{"id":1001}`, ""},
		"08 not by others": {"other", "conversionProfile.get", `{"id":1001}`,
			"CONVERSION_PROFILE_ID_NOT_FOUND"},
		"09 the default stays": {"admin", "conversionProfile.delete", `{"id":1001}`,
			"CANNOT_DELETE_DEFAULT_CONVERSION_PROFILE"},
		"10 the built-in stays": {"admin", "conversionProfile.delete", `{"id":1}`,
			"CANNOT_DELETE_DEFAULT_CONVERSION_PROFILE"},
		"11 and as it is": {"admin", "conversionProfile.update",
			`{"id":1,"conversionProfile":{"name":"x"}}`, "CONVERSION_PROFILE_ID_NOT_FOUND"},
		"12 a user changes one": {"anna", "conversionProfile.update",
			`{"id":1001,"conversionProfile":{"name":"x"}}`, "SERVICE_FORBIDDEN"},
		"13 renamed": {"admin", "conversionProfile.update",
			`{"id":1001,"conversionProfile":{"name":"x","tags":"t"}}`, ""},
		"14 the built-in again": {"admin", "conversionProfile.setAsDefault", `{"id":1}`, ""},
		"15 now it may go":      {"admin", "conversionProfile.delete", `{"id":1001}`, ""},
		"16 and is gone": {"admin", "conversionProfile.get", `{"id":1001}`,
			"CONVERSION_PROFILE_ID_NOT_FOUND"},
		"17 what it made": {"admin", "flavorParams.getByConversionProfileId",
			`{"conversionProfileId":1001}`, "CONVERSION_PROFILE_ID_NOT_FOUND"},
		"18 no default of a type": {"admin", "conversionProfile.getDefault", `{"type":"2"}`,
			"CONVERSION_PROFILE_ID_NOT_FOUND"},
	})
	if a := w.call("anna", "conversionProfile.getDefault", `{}`); a.num("id") != 1 ||
		a.object()["isDefault"] != true {
		t.Errorf("the default: %s", a.body)
	}
	all := w.call("anna", "flavorParams.list", `{}`)
	if of := w.call("anna", "flavorParams.getByConversionProfileId",
		`{"conversionProfileId":1}`).ids(); of != all.ids() || !strings.HasPrefix(of, "0 ") {
		t.Errorf("the built-in makes %q of %q", of, all.ids())
	}
	rows := w.call("anna", "conversionProfileAssetParams.list",
		`{"filter":{"conversionProfileIdEqual":1,"assetParamsIdEqual":0}}`)
	if rows.num("totalCount") != 1 {
		t.Errorf("%s", rows.body)
	}
}

// TestThumbs: pictures of an entry or of a slide.
func TestThumbs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.entry("0_a", "anna", nil)
	w.entry("0_b", "anna", nil)
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		t.Fatal(err)
	}
	slide := w.call("anna", "cuePoint.add",
		`{"cuePoint":{"objectType":"KalturaThumbCuePoint","entryId":"0_a"}}`).str("id")
	w.check(map[string]row{
		"another user": {"bert", "thumbAsset.add", `{"entryId":"0_a","thumbAsset":{}}`, "INVALID_KS"},
		"an unknown slide": {"anna", "thumbAsset.add", `{"entryId":"0_a","thumbAsset":{"cuePointId":"0_no"}}`,
			"INVALID_CUE_POINT_ID"},
		"of another entry": {"anna", "thumbAsset.add", `{"entryId":"0_b","thumbAsset":{"cuePointId":"` +
			slide + `"}}`, "INVALID_CUE_POINT_ID"},
		"of no entry":        {"anna", "thumbAsset.getByEntryId", `{"entryId":"0_no"}`, "ENTRY_ID_NOT_FOUND"},
		"an unknown picture": {"", "thumbAsset.serve", `{"thumbAssetId":"0_no"}`, "THUMB_ASSET_ID_NOT_FOUND"},
		"list without entry": {"anna", "thumbAsset.list", `{}`, "PROPERTY_VALIDATION_CANNOT_BE_NULL"},
		"content of no token": {"anna", "thumbAsset.setContent", `{"id":"0_no","contentResource":{"token":"x"}}`,
			"THUMB_ASSET_ID_NOT_FOUND"},
	})
	a := w.call("anna", "thumbAsset.add", `{"entryId":"0_a","thumbAsset":{"cuePointId":"`+slide+`","tags":"t"}}`)
	if a.str("objectType") != "KalturaTimedThumbAsset" {
		t.Errorf("%s", a.body)
	}
	id := a.str("id")
	w.check(map[string]row{"no picture yet": {"anna", "thumbAsset.getUrl", `{"id":"` + id + `"}`,
		"THUMB_ASSET_IS_NOT_READY"}})
	picked, err := w.Store.Thumb(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.thumbStore(t.Context(), picked, []byte("no picture")); codeOf(
		err) != "IMAGE_CONTENT_INVALID" {
		t.Errorf("text: %v", err)
	}
	if _, err := w.thumbStore(t.Context(), picked, picture.Bytes()); err != nil {
		t.Fatal(err)
	}
	served := w.call("", "thumbAsset.serve", `{"thumbAssetId":"`+id+`","partnerId":101}`)
	if !bytes.Equal(served.body, picture.Bytes()) || served.http.Get("Content-Type") != "image/png" {
		t.Errorf("%d bytes of %s", len(served.body), served.http.Get("Content-Type"))
	}
	if cue := w.call("widget", "cuePoint.get", `{"id":"`+slide+`"}`); cue.num("status") != store.CueReady ||
		cue.str("assetId") != id {
		t.Errorf("the slide: %s", cue.body)
	}
	if p := w.call("widget", "thumbAsset.get", `{"id":"`+id+`"}`); p.num("width") != 40 ||
		p.num("height") != 30 || p.str("fileExt") != "png" {
		t.Errorf("%s", p.body)
	}
	w.check(map[string]row{
		"1 another account": {"other", "thumbAsset.get", `{"id":"` + id + `"}`, "THUMB_ASSET_ID_NOT_FOUND"},
		"2 another deletes": {"bert", "thumbAsset.delete", `{"id":"` + id + `"}`, "INVALID_KS"},
		"3 deleted":         {"anna", "thumbAsset.delete", `{"id":"` + id + `"}`, ""},
		"4 no longer served": {"", "thumbAsset.serve", `{"thumbAssetId":"` + id + `"}`,
			"THUMB_ASSET_ID_NOT_FOUND"},
	})
}
