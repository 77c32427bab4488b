package service

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"diptych/server/api"
	"diptych/server/store"
)

// TestCueAdd: what each class has to say, and whose entry it may be said of
// (reference: backend-api §3.6).
func TestCueAdd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.entry("0_a", "anna", nil)
	cue := func(class, more string) string {
		return `{"cuePoint":{"objectType":"` + class + `","entryId":"0_a"` + more + `}}`
	}
	w.check(map[string]row{
		"01 nothing": {"anna", "cuePoint.add", `{}`, "MISSING_MANDATORY_PARAMETER"},
		"02 no entry": {"anna", "cuePoint.add", `{"cuePoint":{"objectType":"KalturaAnnotation"}}`,
			"PROPERTY_VALIDATION_CANNOT_BE_NULL"},
		"03 no class":         {"anna", "cuePoint.add", cue("", ""), "INVALID_OBJECT_TYPE"},
		"04 an unknown class": {"anna", "cuePoint.add", cue("KalturaEntry", ""), "INVALID_OBJECT_TYPE"},
		"05 no such entry": {"anna", "cuePoint.add",
			`{"cuePoint":{"objectType":"KalturaAnnotation","entryId":"0_no"}}`, "ENTRY_ID_NOT_FOUND"},
		"06 a chapter": {"anna", "cuePoint.add", cue("KalturaThumbCuePoint",
			`,"startTime":1000,"subType":2,"title":"One"`), ""},
		"07 another's entry": {"bert", "cuePoint.add", cue("KalturaThumbCuePoint", `,"subType":2`),
			"NO_PERMISSION_ON_ENTRY"},
		"08 a viewer's note": {"bert", "cuePoint.add", cue("KalturaAnnotation", `,"text":"note"`), ""},
		"09 by the other name": {"bert", "annotation.add", `{"annotation":{"entryId":"0_a","text":"note"}}`,
			""},
		"10 the widget": {"widget", "cuePoint.add", cue("KalturaAnnotation", ""), "SERVICE_FORBIDDEN"},
		"11 behind the end": {"anna", "cuePoint.add", cue("KalturaAnnotation", `,"startTime":60001`),
			"START_TIME_IS_BIGGER_THAN_ENTRY_END_TIME"},
		"12 until behind the end": {"anna", "cuePoint.add", cue("KalturaAnnotation",
			`,"startTime":1,"endTime":60001`), "END_TIME_IS_BIGGER_THAN_ENTRY_END_TIME"},
		"13 up to the end": {"anna", "cuePoint.add", cue("KalturaAnnotation",
			`,"startTime":60000,"endTime":60000`), ""},
		"14 a code without one": {"anna", "cuePoint.add", cue("KalturaCodeCuePoint", ""),
			"PROPERTY_VALIDATION_CANNOT_BE_NULL"},
		"15 a code": {"anna", "cuePoint.add", cue("KalturaCodeCuePoint",
			`,"code":"slide","systemName":"one"`), ""},
		"16 a name twice": {"anna", "cuePoint.add", cue("KalturaCodeCuePoint",
			`,"code":"slide","systemName":"one"`), "CUE_POINT_SYSTEM_NAME_EXISTS"},
		"17 a long title": {"anna", "cuePoint.add", cue("KalturaAdCuePoint",
			`,"title":"`+strings.Repeat("ä", 256)+`"`), "PROPERTY_VALIDATION_MAX_LENGTH"},
		"18 the longest": {"anna", "cuePoint.add", cue("KalturaAdCuePoint",
			`,"title":"`+strings.Repeat("ä", 255)+`"`), ""},
		"19 no XML text": {"anna", "cuePoint.add", cue("KalturaAnnotation", `,"text":"\u0001"`),
			"INVALID_PARAMETER_CHAR"},
		"20 a list of text": {"anna", "cuePoint.add", cue("KalturaQuestionCuePoint",
			`,"optionalAnswers":"a"`), "PROPERTY_VALIDATION_WRONG_FORMAT"},
		"21 no such picture": {"anna", "cuePoint.add", cue("KalturaThumbCuePoint", `,"assetId":"0_no"`),
			"THUMB_ASSET_ID_NOT_FOUND"},
		"22 no such parent": {"anna", "cuePoint.add", cue("KalturaAnnotation", `,"parentId":"0_no"`),
			"PARENT_CUE_POINT_NOT_FOUND"},
		"23 the top": {"anna", "cuePoint.add", cue("KalturaAnnotation", `,"parentId":"0"`), ""},
		"24 an answer to nothing": {"anna", "cuePoint.add", cue("KalturaAnswerCuePoint", ""),
			"PARENT_ID_IS_MISSING"},
	})
}

// TestCueShapes: each class as clients read it.
func TestCueShapes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.entry("0_a", "anna", nil)
	a := w.call("anna", "cuePoint.add", `{"cuePoint":{"objectType":"kalturaannotation","entryId":"0_a","startTime":-5,
		"endTime":"4000.9",
		"text":"T","tags":"a","partnerData":"d",
		"partnerSortValue":"3","forceStop":1,"isPublic":"false"}}`)
	for name, want := range map[string]any{
		"objectType": "KalturaAnnotation", "cuePointType": "annotation.Annotation", "startTime": 0.0,
		"endTime": 4000.0, "duration": 4000.0, "text": "T", "tags": "a",
		"partnerData": "d", "partnerSortValue": 3.0, "forceStop": 1.0, "isPublic": 0.0, "status": 1.0,
		"userId": "anna", "entryId": "0_a", "isMomentary": false,
		"depth": 0.0, "childrenCount": 0.0, "directChildrenCount": 0.0,
	} {
		if got := a.object()[name]; got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	thumb := w.call("anna", "cuePoint.add",
		`{"cuePoint":{"objectType":"KalturaThumbCuePoint","entryId":"0_a","title":"x"}}`)
	if thumb.num("status") != store.CuePending || thumb.object()["isMomentary"] != true {
		t.Errorf("a slide waits for its picture: %s", thumb.body)
	}
	event := w.call("anna", "cuePoint.add",
		`{"cuePoint":{"objectType":"KalturaEventCuePoint","entryId":"0_a","eventType":"1e999"}}`)
	if n := event.num("eventType"); n < 0 || math.IsInf(n, 0) {
		t.Errorf("a number beyond bounds: %s", event.body)
	}
}

// TestCueUpdate: what is not sent stays, what is null goes.
func TestCueUpdate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.entry("0_a", "anna", nil)
	add := func(who, class, more string) string {
		return w.call(who, "cuePoint.add", `{"cuePoint":{"objectType":"`+class+`","entryId":"0_a"`+more+
			`}}`).str("id")
	}
	code, note := add("anna", "KalturaCodeCuePoint",
		`,"code":"a","systemName":"one","description":"d","endTime":9`),
		add("bert", "KalturaAnnotation", `,"text":"mine"`)
	update := func(id, class, more string) string {
		return `{"id":"` + id + `","cuePoint":{"objectType":"` + class + `"` + more + `}}`
	}
	w.check(map[string]row{
		"01 nothing": {"anna", "cuePoint.update", `{"id":"` + code + `"}`,
			"MISSING_MANDATORY_PARAMETER"},
		"02 another class": {"anna", "cuePoint.update", update(code, "KalturaAnnotation", ""),
			"INVALID_OBJECT_TYPE"},
		"03 another entry": {"anna", "cuePoint.update",
			update(code, "KalturaCodeCuePoint", `,"entryId":"0_b"`), "PROPERTY_VALIDATION_NOT_UPDATABLE"},
		"04 its own name": {"anna", "cuePoint.update",
			update(code, "KalturaCodeCuePoint", `,"systemName":"one","description":"e"`), ""},
		"05 no code": {"anna", "cuePoint.update", update(code, "KalturaCodeCuePoint", `,"code":""`),
			"PROPERTY_VALIDATION_CANNOT_BE_NULL"},
		"06 another user": {"bert", "cuePoint.update", update(code, "KalturaCodeCuePoint", `,"code":"b"`),
			"NO_PERMISSION_ON_ENTRY"},
		"07 a note of one's own": {"bert", "cuePoint.update",
			update(note, "KalturaAnnotation", `,"text":"still mine"`), ""},
		"08 not of the class": {"anna", "annotation.update", update(code, "KalturaCodeCuePoint", ""),
			"INVALID_CUE_POINT_ID"},
		"09 times": {"anna", "cuePoint.updateCuePointsTimes",
			`{"id":"` + code + `","startTime":5,"endTime":7}`, ""},
		"10 times too late": {"anna", "cuePoint.updateCuePointsTimes",
			`{"id":"` + code + `","startTime":99999}`, "START_TIME_IS_BIGGER_THAN_ENTRY_END_TIME"},
		"11 another's times": {"bert", "cuePoint.updateCuePointsTimes",
			`{"id":"` + code + `","startTime":5}`, "NO_PERMISSION_ON_ENTRY"},
		"12 a status": {"anna", "cuePoint.updateStatus", `{"id":"` + code + `","status":3}`, ""},
		"13 no status": {"anna", "cuePoint.updateStatus", `{"id":"` + code + `","status":9}`,
			"PROPERTY_VALIDATION_WRONG_FORMAT"},
		"14 null of a property": {"anna", "cuePoint.update",
			update(code, "KalturaCodeCuePoint", `,"endTime__null":"","description__null":""`), ""},
	})
	o := w.call("anna", "cuePoint.get", `{"id":"`+code+`"}`).object()
	if _, ended := o["endTime"]; ended || o["description"] != nil || o["code"] != "a" || o["startTime"] != 5.0 ||
		o["status"] != 3.0 {
		t.Errorf("%v", o)
	}
	if a := w.call("bert", "annotation.get", `{"id":"`+note+`"}`); a.str("text") != "still mine" {
		t.Errorf("%s", a.body)
	}
	w.check(map[string]row{
		"1 a stranger's note":  {"widget", "cuePoint.get", `{"id":"` + note + `"}`, "INVALID_CUE_POINT_ID"},
		"2 the editor sees it": {"anna", "cuePoint.get", `{"id":"` + note + `"}`, ""},
		"3 another deletes":    {"bert", "cuePoint.delete", `{"id":"` + code + `"}`, "NO_PERMISSION_ON_ENTRY"},
		"4 it is deleted":      {"anna", "cuePoint.delete", `{"id":"` + code + `"}`, ""},
		"5 and gone":           {"anna", "cuePoint.get", `{"id":"` + code + `"}`, "INVALID_CUE_POINT_ID"},
		"6 another account":    {"other", "cuePoint.get", `{"id":"` + note + `"}`, "INVALID_CUE_POINT_ID"},
		"7 for another entry": {"anna limitentry:0_b", "cuePoint.get", `{"id":"` + note + `"}`,
			"INVALID_CUE_POINT_ID"},
		"8 list without a name": {"anna", "cuePoint.list", `{}`, "PROPERTY_VALIDATION_CANNOT_BE_NULL"},
	})
}

// TestQuiz: answers once, solutions for those who made the questions (reference:
// backend-api §3.7).
func TestQuiz(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.entry("0_a", "anna", nil)
	w.entry("0_b", "anna", nil)
	const answers = `[{"key":"1","text":"yes","isCorrect":1,"weight":2},{"key":"2","text":"no","isCorrect":0}]`
	q := w.call("anna", "cuePoint.add",
		`{"cuePoint":{"objectType":"KalturaQuestionCuePoint","entryId":"0_a","question":"Q?",`+
			`"explanation":"E","optionalAnswers":`+answers+`}}`)
	id := q.str("id")
	if text, _ := json.Marshal(q.object()["optionalAnswers"]); !strings.Contains(string(text),
		`"isCorrect":1`) || q.str("explanation") != "E" {
		t.Errorf("its maker sees %s", q.body)
	}
	shown := w.call("bert", "cuePoint.get", `{"id":"`+id+`"}`)
	text, _ := json.Marshal(shown.object()["optionalAnswers"])
	if strings.Contains(string(text), "isCorrect") || strings.Contains(string(text), "weight") ||
		shown.object()["explanation"] != nil || !strings.Contains(string(text), `"text":"yes"`) {
		t.Errorf("a viewer sees %s", shown.body)
	}
	answer := func(entry, parent, attempt string) string {
		return `{"cuePoint":{"objectType":"KalturaAnswerCuePoint","entryId":"` + entry + `","parentId":"` +
			parent + `","quizUserEntryId":"` + attempt + `","answerKey":"1"}}`
	}
	note := w.call("anna", "cuePoint.add",
		`{"cuePoint":{"objectType":"KalturaAnnotation","entryId":"0_a"}}`).str("id")
	w.check(map[string]row{
		"1 a viewer answers":   {"bert", "cuePoint.add", answer("0_a", id, "one"), ""},
		"2 a second time":      {"bert", "cuePoint.add", answer("0_a", id, "one"), "ANSWER_ALREADY_EXISTS"},
		"3 in another attempt": {"bert", "cuePoint.add", answer("0_a", id, "two"), ""},
		"4 another viewer":     {"anna", "cuePoint.add", answer("0_a", id, "one"), ""},
		"5 of another entry": {"bert", "cuePoint.add", answer("0_b", id, "one"),
			"PARENT_CUE_POINT_DO_NOT_BELONG_TO_THE_SAME_ENTRY"},
		"6 what is no question": {"bert", "cuePoint.add", answer("0_a", note, "one"), "WRONG_PARENT_TYPE"},
	})
	const list = `{"filter":{"objectType":"KalturaAnswerCuePointFilter","entryIdEqual":"0_a"}}`
	for who, want := range map[string]float64{"bert": 2, "anna": 3, "widget": 0} {
		if got := w.call(who, "cuePoint.list", list).num("totalCount"); got != want {
			t.Errorf("%s sees %g answers, want %g", who, got, want)
		}
	}
}

// TestCueLists: by class, by service, by caller.
func TestCueLists(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.entry("0_a", "anna", nil)
	for i, p := range []store.CuePoint{
		{ID: "chapter", Type: thumbKind, SubType: 2, IsPublic: 1},
		{ID: "slide", Type: thumbKind, SubType: 1, IsPublic: 1, Title: "Über"},
		{ID: "code", Type: "codeCuePoint.Code", IsPublic: 1}, {ID: "note", Type: annotation, UserID: "bert"},
		{ID: "reply", Type: annotation, IsPublic: 1, ParentID: "note"},
	} {
		p.PartnerID, p.EntryID, p.Status, p.StartTime = 101, "0_a", store.CueReady, int64(i*1000)
		w.insert(&p)
	}
	for name, c := range map[string][4]string{
		"all of an entry": {"anna", "cuePoint.list", `{"filter":{"entryIdEqual":"0_a"}}`,
			"chapter slide code note reply"},
		"what is for all": {"widget", "cuePoint.list", `{"filter":{"entryIdEqual":"0_a"}}`,
			"chapter slide code reply"},
		"and one's own": {"bert", "cuePoint.list", `{"filter":{"entryIdIn":"0_a,0_b"}}`,
			"chapter slide code note reply"},
		"of a class": {"widget", "cuePoint.list",
			`{"filter":{"objectType":"KalturaThumbCuePointFilter","entryIdEqual":"0_a"}}`, "chapter slide"},
		"of a type": {"widget", "cuePoint_cuePoint.list",
			`{"filter":{"cuePointTypeEqual":"codeCuePoint.Code","entryIdEqual":"0_a"}}`, "code"},
		"the players' query": {"widget", "cuePoint.list",
			`{"filter":{"entryIdEqual":"0_a","cuePointTypeIn":"thumbCuePoint.Thumb","subTypeIn":"1,2"}}`,
			"chapter slide"},
		"annotations": {"anna", "annotation.list", `{"filter":{"entryIdEqual":"0_a"}}`, "note reply"},
		"by text": {"widget", "cuePoint.list", `{"filter":{"entryIdEqual":"0_a","freeText":"ÜBER"}}`,
			"slide"},
		"of the caller": {"bert", "cuePoint.list",
			`{"filter":{"entryIdEqual":"0_a","userIdEqualCurrent":true}}`, "note"},
		"last first": {"widget", "cuePoint.list",
			`{"filter":{"entryIdEqual":"0_a","orderBy":"-startTime"}}`, "reply code slide chapter"},
		"by ids":             {"widget", "cuePoint.list", `{"filter":{"idIn":"code,note"}}`, "code"},
		"of another account": {"other", "cuePoint.list", `{"filter":{"entryIdEqual":"0_a"}}`, ""},
	} {
		if got := w.call(c[0], c[1], c[2]).ids(); got != c[3] {
			t.Errorf("%s: %q, want %q", name, got, c[3])
		}
	}
	if a := w.call("widget", "cuePoint.count", `{"filter":{"entryIdEqual":"0_a"}}`); string(a.body) != "4" {
		t.Errorf("count: %s", a.body)
	}
	a := w.call("anna", "annotation.list", `{"filter":{"entryIdEqual":"0_a"}}`)
	if a.str("objectType") != "KalturaAnnotationListResponse" {
		t.Errorf("%s", a.body)
	}
	note := w.call("anna", "annotation.get", `{"id":"note"}`)
	reply := w.call("anna", "annotation.get", `{"id":"reply"}`)
	if note.num("childrenCount") != 1 || note.num("directChildrenCount") != 1 || note.num("depth") != 0 ||
		reply.num("depth") != 1 {
		t.Errorf("%s\n%s", note.body, reply.body)
	}
}

// TestCueClone: a copy has a picture of its own, and what is private is copied by
// the editor alone.
func TestCueClone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.entry("0_a", "anna", nil)
	w.entry("0_b", "anna", func(e *store.Entry) { e.DurationMS = 3000 })
	w.insert(&store.CuePoint{ID: "s", PartnerID: 101, EntryID: "0_a", Type: thumbKind, IsPublic: 1, AssetID: "p",
		StartTime: 2000, Title: "T"},
		&store.CuePoint{ID: "late", PartnerID: 101, EntryID: "0_a", Type: thumbKind, IsPublic: 1,
			StartTime: 50_000},
		&store.ThumbAsset{ID: "p", PartnerID: 101, EntryID: "0_a", CuePointID: "s", Status: store.AssetReady,
			BlobKey: "thumb/p-1"})
	w.check(map[string]row{
		"1 another user":  {"bert", "cuePoint.clone", `{"id":"s","entryId":"0_b"}`, "INVALID_KS"},
		"2 no such entry": {"anna", "cuePoint.clone", `{"id":"s","entryId":"0_no"}`, "ENTRY_ID_NOT_FOUND"},
		"3 behind its end": {"anna", "cuePoint.clone", `{"id":"late","entryId":"0_b"}`,
			"START_TIME_IS_BIGGER_THAN_ENTRY_END_TIME"},
	})
	a := w.call("anna", "cuePoint.clone", `{"id":"s","entryId":"0_b"}`)
	if a.str("entryId") != "0_b" || a.str("copiedFrom") != "s" || a.str("title") != "T" ||
		a.str("assetId") == "p" {
		t.Fatalf("%s", a.body)
	}
	picture, err := w.Store.Thumb(t.Context(), a.str("assetId"))
	if err != nil || picture.CuePointID != a.str("id") || picture.EntryID != "0_b" ||
		picture.BlobKey != "thumb/p-1" {
		t.Errorf("its picture: %+v, %v", picture, err)
	}
	if a := w.call("anna", "cuePoint.delete", `{"id":"`+a.str("id")+`"}`); a.code() != "" {
		t.Errorf("%s", a.body)
	}
	if p, err := w.Store.Thumb(t.Context(), "p"); err != nil || p.Status != store.AssetReady {
		t.Errorf("the first one's picture: %+v, %v", p, err)
	}
	if p, err := w.Store.Thumb(t.Context(), picture.ID); err != nil || p.Status != store.AssetDeleted {
		t.Errorf("the copy's picture: %+v, %v", p, err)
	}
}

// TestKinship: rows of old that name each other end somewhere.
func TestKinship(t *testing.T) {
	t.Parallel()
	k := kin{children: map[string][]string{"a": {"b", "c"}, "b": {"d"}, "x": {"y"}, "y": {"x"}},
		parent: map[string]string{"b": "a", "c": "a", "d": "b", "x": "y", "y": "x"}}
	if k.all("a", 0) != 3 || k.all("d", 0) != 0 || k.depth("d") != 2 || k.depth("a") != 0 {
		t.Errorf("%d below a, d at %d", k.all("a", 0), k.depth("d"))
	}
	if k.all("x", 0) > 2*deepest || k.depth("x") != deepest {
		t.Errorf("a circle has %d, at %d", k.all("x", 0), k.depth("x"))
	}
}

// FuzzCueTake: whatever a client sends as a class's own properties, the row can be
// shown and sent again.
func FuzzCueTake(f *testing.F) {
	f.Add(`{"question":"Q","optionalAnswers":[{"key":"1","isCorrect":true}],"questionType":"1e999","endTime":5}`)
	f.Add(`{"endTime__null":"","text":"\u0000","isPublic":"true","parentId":{"a":1}}`)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := api.ParseParams(text)
		if err != nil {
			return
		}
		for i := range cueClasses {
			row := &store.CuePoint{Type: cueClasses[i].kind}
			if cueClasses[i].take(row, p) != nil {
				continue
			}
			shown := api.JSON(cueOut(row, kin{}, false))
			if !json.Valid(shown) || slices.Contains(shown, 0) {
				t.Fatalf("%s of %q: %s", cueClasses[i].class, text, shown)
			}
		}
	})
}
