package server

import (
	"bytes"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// cue makes the form of one cue point.
func cue(class, entry string, pairs ...string) url.Values {
	v := url.Values{"cuePoint[objectType]": {class}, "cuePoint[entryId]": {entry}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set("cuePoint["+pairs[i]+"]", pairs[i+1])
	}
	return v
}

func (c *client) code(service, action string, p url.Values) string {
	c.t.Helper()
	return c.call(service, action, p).str("code")
}

func (c *client) found(filter ...string) string {
	c.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(filter); i += 2 {
		v.Set("filter["+filter[i]+"]", filter[i+1])
	}
	objects, _ := c.ok("cuepoint_cuepoint", "list", v)["objects"].([]any)
	var out []string
	for _, o := range objects {
		p := answer(o.(map[string]any))
		out = append(out, p.str("tags"))
	}
	return strings.Join(out, " ")
}

// TestCuePointClasses adds one of each class and reads it back whole.
func TestCuePointClasses(t *testing.T) {
	c := newClient(t)
	entry := c.titles("lecture")["lecture"]
	question := c.ok("cuepoint_cuepoint", "add", cue("KalturaQuestionCuePoint", entry, "startTime", "900",
		"question", "Why?", "hint", "think", "explanation", "because", "questionType", "1",
		"optionalAnswers][0][key", "a", "optionalAnswers][0][text", "Yes", "optionalAnswers][0][isCorrect", "1",
		"optionalAnswers][1][key", "b", "optionalAnswers][1][text", "No"))
	for _, test := range []struct {
		class, kind string
		own         []string
	}{
		{"KalturaThumbCuePoint", "thumbCuePoint.Thumb", []string{"title", "One", "description", "words"}},
		{"KalturaAnnotation", "annotation.Annotation", []string{"text", "note"}},
		{"KalturaAdCuePoint", "adCuePoint.Ad", []string{"sourceUrl", "https://ads.example/", "title", "Ad"}},
		{"KalturaCodeCuePoint", "codeCuePoint.Code", []string{"code", "pip", "description", "view",
			"partnerData", `{"a":1}`}},
		{"KalturaSessionCuePoint", "sessionCuePoint.Session",
			[]string{"name", "morning", "sessionOwner", "anna"}},
		{"KalturaAnswerCuePoint", "quiz.QUIZ_ANSWER", []string{"parentId", question.str("id"), "answerKey",
			"a"}},
	} {
		p := c.ok("cuepoint_cuepoint", "add", cue(test.class, entry,
			append([]string{"startTime", "500", "systemName", test.class}, test.own...)...))
		p = c.ok("cuepoint_cuepoint", "get", url.Values{"id": {p.str("id")}})
		if p.str("objectType") != test.class || p.str("cuePointType") != test.kind ||
			p.num("startTime") != 500 || p.str("systemName") != test.class {
			t.Errorf("%s came back as %v", test.class, p)
		}
		for i := 0; i < len(test.own); i += 2 {
			if p.str(test.own[i]) != test.own[i+1] {
				t.Errorf("%s: %s is %q", test.class, test.own[i], p.str(test.own[i]))
			}
		}
	}
	if p := c.ok("cuepoint_cuepoint", "add", cue("KalturaEventCuePoint", entry, "eventType", "2")); p.num(
		"eventType") != 2 {
		t.Errorf("event %v", p)
	}
	seen := c.anybody().ok("cuepoint_cuepoint", "get", url.Values{"id": {question.str("id")}})
	answers, _ := seen["optionalAnswers"].([]any)
	if len(answers) != 2 || seen.str("question") != "Why?" || seen["explanation"] != nil ||
		answers[0].(map[string]any)["isCorrect"] != nil {
		t.Errorf("a viewer sees the question as %v", seen)
	}
	if first, _ := question["optionalAnswers"].([]any); len(first) != 2 ||
		first[0].(map[string]any)["isCorrect"] != 1.0 {
		t.Errorf("an editor sees the question as %v", question)
	}
}

func TestCuePointRules(t *testing.T) {
	c := newClient(t)
	titles := c.titles("lecture", "other")
	entry := titles["lecture"]
	note := func(pairs ...string) url.Values { return cue("KalturaAnnotation", entry, pairs...) }
	first := c.ok("annotation_annotation", "add", url.Values{"annotation[entryId]": {entry},
		"annotation[text]": {"top"}, "annotation[systemName]": {"one"}})
	elsewhere := c.ok("cuepoint_cuepoint", "add", cue("KalturaAnnotation", titles["other"], "text", "x"))
	reply := c.ok("cuepoint_cuepoint", "add", note("text", "reply", "parentId", first.str("id")))
	bob := c.as("bob", "")
	for _, test := range []struct {
		who            *client
		action, want   string
		p              url.Values
		service, about string
	}{
		{c, "add", "CUE_POINT_SYSTEM_NAME_EXISTS", note("systemName", "one"), "", "a name twice"},
		{c, "add", "START_TIME_IS_BIGGER_THAN_ENTRY_END_TIME", note("startTime", "3001"), "",
			"a start behind the end"},
		{c, "add", "END_TIME_IS_BIGGER_THAN_ENTRY_END_TIME", note("endTime", "3001"), "",
			"an end behind the end"},
		{c, "add", "PARENT_CUE_POINT_NOT_FOUND", note("parentId", "0_nothing1"), "",
			"a parent that is not there"},
		{c, "add", "PARENT_CUE_POINT_DO_NOT_BELONG_TO_THE_SAME_ENTRY", note("parentId", elsewhere.str("id")), "",
			"a parent of another entry"},
		{c, "add", "PARENT_ID_IS_MISSING", cue("KalturaAnswerCuePoint", entry), "", "an answer to nothing"},
		{c, "add", "WRONG_PARENT_TYPE", cue("KalturaAnswerCuePoint", entry, "parentId", first.str("id")), "",
			"an answer to a note"},
		{c, "add", "PROPERTY_VALIDATION_CANNOT_BE_NULL", cue("KalturaCodeCuePoint", entry), "",
			"code without code"},
		{c, "add", "INVALID_OBJECT_TYPE", cue("KalturaNoPoint", entry), "", "an unknown class"},
		{c, "add", "ENTRY_ID_NOT_FOUND", cue("KalturaAnnotation", "0_nothing1"), "",
			"an entry that is not there"},
		{bob, "add", "NO_PERMISSION_ON_ENTRY", cue("KalturaThumbCuePoint", entry), "", "a chapter by a viewer"},
		{c, "update", "INVALID_OBJECT_TYPE", url.Values{"id": {first.str("id")},
			"cuePoint[objectType]": {"KalturaThumbCuePoint"}}, "", "an update as another class"},
		{c, "get", "INVALID_CUE_POINT_ID", url.Values{"id": {"0_nothing1"}}, "", "an unknown id"},
		{c, "list", "PROPERTY_VALIDATION_CANNOT_BE_NULL", url.Values{}, "", "a list of everything"},
		{bob, "delete", "NO_PERMISSION_ON_ENTRY", url.Values{"id": {first.str("id")}}, "",
			"somebody else's note deleted"},
	} {
		if have := test.who.code("cuepoint_cuepoint", test.action, test.p); have != test.want {
			t.Errorf("%s: %q, want %q", test.about, have, test.want)
		}
	}
	top := c.ok("annotation_annotation", "get", url.Values{"id": {first.str("id")}})
	if top.num("childrenCount") != 1 || top.num("directChildrenCount") != 1 || top.num("depth") != 0 {
		t.Errorf("the note that was replied to is %v", top)
	}
	if reply.num("depth") != 1 {
		t.Errorf("the reply is %v", reply)
	}
	moved := c.ok("cuepoint_cuepoint", "updateCuePointsTimes",
		url.Values{"id": {reply.str("id")}, "startTime": {"100"}, "endTime": {"900"}})
	if moved.num("startTime") != 100 || moved.num("duration") != 800 {
		t.Errorf("moved to %v", moved)
	}
	copied := c.ok("cuepoint_cuepoint", "clone", url.Values{"id": {first.str("id")},
		"entryId": {titles["other"]}})
	if copied.str("copiedFrom") != first.str("id") || copied.str("entryId") != titles["other"] ||
		copied.str("text") != "top" {
		t.Errorf("the copy is %v", copied)
	}
	own := bob.ok("cuepoint_cuepoint", "add", note("text", "mine"))
	if bob.code("cuepoint_cuepoint", "delete", url.Values{"id": {own.str("id")}}) != "" {
		t.Error("a viewer may not delete his own note")
	}
}

func TestCuePointFilters(t *testing.T) {
	c := newClient(t)
	entry := c.titles("lecture")["lecture"]
	add := func(class string, pairs ...string) { c.ok("cuepoint_cuepoint", "add", cue(class, entry, pairs...)) }
	add("KalturaThumbCuePoint", "startTime", "2000", "subType", "2", "tags", "c2", "title", "Zwei Wörter")
	add("KalturaThumbCuePoint", "startTime", "0", "subType", "2", "tags", "c0")
	add("KalturaThumbCuePoint", "startTime", "1000", "tags", "s1", "subType", "1")
	add("KalturaCodeCuePoint", "startTime", "500", "tags", "change-view-mode", "code", "pip")
	add("KalturaAnnotation", "startTime", "700", "tags", "hotspots", "text", "here 100%")
	for want, f := range map[string][]string{
		"c0 change-view-mode hotspots s1 c2": {},
		"c2 s1 c0": {"cuePointTypeEqual", "thumbCuePoint.Thumb", "orderBy",
			"-startTime"},
		"c0 s1 c2": {"objectType", "KalturaThumbCuePointFilter", "subTypeIn", "1,2"},
		"s1": {"cuePointTypeEqual", "thumbCuePoint.Thumb", "subTypeEqual", "1",
			"statusEqual", "4"},
		"change-view-mode":          {"tagsLike", "change-view"},
		"change-view-mode hotspots": {"cuePointTypeIn", "codeCuePoint.Code,annotation.Annotation"},
		"hotspots s1": {"startTimeGreaterThanOrEqual", "700", "startTimeLessThanOrEqual",
			"1000"},
		"hotspots": {"freeText", "100%"},
		"c2":       {"objectType", "KalturaThumbCuePointFilter", "titleLike", "zwei"},
	} {
		if have := c.anybody().found(append([]string{"entryIdEqual", entry}, f...)...); have != want {
			t.Errorf("%v finds %q, want %q", f, have, want)
		}
	}
}

// picture sends a PNG file through an upload token.
func (c *client) picture() string {
	c.t.Helper()
	token := c.ok("uploadToken", "add", url.Values{}).str("id")
	var file, body bytes.Buffer
	if err := png.Encode(&file, image.NewGray(image.Rect(0, 0, 64, 36))); err != nil {
		c.t.Fatal(err)
	}
	form := multipart.NewWriter(&body)
	_ = form.WriteField("ks", c.ks)
	_ = form.WriteField("format", "1")
	_ = form.WriteField("uploadTokenId", token)
	part, _ := form.CreateFormFile("fileData", "slide.png")
	_, _ = part.Write(file.Bytes())
	_ = form.Close()
	c.post("uploadToken", "upload", form.FormDataContentType(), &body)
	return token
}

func TestSlidePicture(t *testing.T) {
	c := newClient(t)
	entry := c.titles("lecture")["lecture"]
	slide := c.ok("cuepoint_cuepoint", "add", cue("KalturaThumbCuePoint", entry, "subType", "1", "title", "One"))
	if slide.num("status") != 4 {
		t.Errorf("a slide without picture is %v", slide)
	}
	asset := c.ok("thumbAsset", "add", url.Values{"entryId": {entry},
		"thumbAsset[objectType]": {"KalturaTimedThumbAsset"}, "thumbAsset[cuePointId]": {slide.str("id")}})
	if asset.str("objectType") != "KalturaTimedThumbAsset" || asset.num("status") != 0 {
		t.Errorf("the asset is %v", asset)
	}
	if have := c.code("thumbAsset", "getUrl", url.Values{"id": {
		asset.str("id")}}); have != "THUMB_ASSET_IS_NOT_READY" {
		t.Errorf("address of an empty picture: %q", have)
	}
	asset = c.ok("thumbAsset", "setContent", url.Values{"id": {asset.str("id")},
		"contentResource[objectType]": {"KalturaUploadedFileTokenResource"},
		"contentResource[token]":      {c.picture()}})
	if asset.num("status") != 2 || asset.num("width") != 64 {
		t.Errorf("the filled asset is %v", asset)
	}
	slide = c.ok("cuepoint_cuepoint", "get", url.Values{"id": {slide.str("id")}})
	if slide.num("status") != 1 || slide.str("assetId") != asset.str("id") {
		t.Errorf("the slide with its picture is %v", slide)
	}
	address := c.anybody().text("thumbAsset", "getUrl", url.Values{"id": {asset.str("id")}})
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.Get(strings.TrimSuffix(c.base, "/api_v3/service/") + u.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if size, format, err := image.DecodeConfig(r.Body); err != nil || format != "png" || size.Width != 64 {
		t.Errorf("served: %v %s %v, type %s", size, format, err, r.Header.Get("Content-Type"))
	}
	c.ok("cuepoint_cuepoint", "delete", url.Values{"id": {slide.str("id")}})
	if have := c.code("thumbAsset", "get", url.Values{"id": {
		asset.str("id")}}); have != "THUMB_ASSET_ID_NOT_FOUND" {
		t.Errorf("the picture of a deleted slide: %q", have)
	}
}
