package service

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"diptych/server/api"
	"diptych/server/store"
)

// The kinds of a cue point's own properties.
const (
	cueText = iota
	cueNumber
	cueFlag // a NullableBoolean: -1, 0 or 1
	cueList // an array of objects, or of strings
)

type cueField struct {
	name string
	kind int
}

// cueClass is one class of cue points: its type, and what it has beyond the
// properties of all (reference: backend-api §3.6).
type cueClass struct {
	class, kind string
	fields      []cueField
}

var cueClasses = []cueClass{
	{"KalturaThumbCuePoint", "thumbCuePoint.Thumb", []cueField{{"assetId", cueText}, {"description", cueText},
		{"title", cueText}, {"subType", cueNumber}}},
	{"KalturaAnnotation", "annotation.Annotation", []cueField{{"parentId", cueText}, {"text", cueText},
		{"endTime", cueNumber}, {"isPublic", cueFlag}, {"searchableOnEntry", cueFlag}}},
	{"KalturaAdCuePoint", "adCuePoint.Ad", []cueField{{"protocolType", cueNumber}, {"sourceUrl", cueText},
		{"adType", cueNumber}, {"title", cueText}, {"endTime", cueNumber}}},
	{"KalturaCodeCuePoint", "codeCuePoint.Code", []cueField{{"code", cueText}, {"description", cueText},
		{"endTime", cueNumber}}},
	{"KalturaEventCuePoint", "eventCuePoint.Event", []cueField{{"eventType", cueNumber}}},
	{"KalturaSessionCuePoint", "sessionCuePoint.Session", []cueField{{"name", cueText}, {"endTime", cueNumber},
		{"sessionOwner", cueText}}},
	{"KalturaQuestionCuePoint", quizQuestion, []cueField{{"optionalAnswers", cueList}, {"hint", cueText},
		{"question", cueText}, {"explanation", cueText}, {"questionType", cueNumber},
		{"presentationOrder", cueNumber}, {"excludeFromScore", cueFlag}}},
	{"KalturaAnswerCuePoint", quizAnswer, []cueField{{"parentId", cueText}, {"quizUserEntryId", cueText},
		{"answerKey", cueText}, {"openAnswer", cueText}, {"feedback", cueText}}},
}

const (
	quizQuestion = "quiz.QUIZ_QUESTION"
	quizAnswer   = "quiz.QUIZ_ANSWER"
	annotation   = "annotation.Annotation"
	thumbKind    = "thumbCuePoint.Thumb"
)

func classOf(match func(cueClass) bool) *cueClass {
	for i := range cueClasses {
		if match(cueClasses[i]) {
			return &cueClasses[i]
		}
	}
	return nil
}

func classNamed(class string) *cueClass {
	return classOf(func(c cueClass) bool { return strings.EqualFold(c.class, class) })
}

func classOfKind(kind string) *cueClass {
	return classOf(func(c cueClass) bool { return c.kind == kind })
}

// column is where a row keeps a text that has a column of its own.
func column(p *store.CuePoint, name string) *string {
	switch name {
	case "assetId":
		return &p.AssetID
	case "description":
		return &p.Description
	case "title":
		return &p.Title
	case "text":
		return &p.Text
	case "code":
		return &p.Code
	case "parentId":
		return &p.ParentID
	}
	return nil
}

// take reads the class's own properties that were sent into the row; what was
// not sent stays.
func (c *cueClass) take(p *store.CuePoint, in api.Params) error {
	extra := extraOf(p)
	for _, f := range c.fields {
		raw, sent := in[f.name]
		if _, null := in[f.name+"__null"]; null {
			raw, sent = "", true
		}
		if !sent || raw == nil {
			continue
		}
		if err := c.takeOne(p, extra, f, raw, in); err != nil {
			return err
		}
	}
	if len(extra) == 0 {
		p.Extra = ""
		return nil
	}
	text, err := json.Marshal(extra)
	p.Extra = string(text)
	return err
}

func (c *cueClass) takeOne(p *store.CuePoint, extra map[string]any, f cueField, raw any, in api.Params) error {
	if f.kind == cueList {
		list, ok := raw.(api.Params)
		if !ok {
			return api.Err(api.WrongFormat, f.name, "array")
		}
		extra[f.name] = list.Objects()
		return nil
	}
	text := in.Str(f.name)
	if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\t' && r != '\n' && r != '\r' }) {
		return api.Err(api.InvalidParameterChar, f.name)
	}
	switch {
	case f.name == "title" && len([]rune(text)) > 255:
		return api.Err(api.MaxLength, f.name, "255")
	case f.name == "subType":
		p.SubType = number(text)
	case f.name == "endTime":
		p.EndTime = nil
		if text != "" {
			end := int64(number(text))
			p.EndTime = &end
		}
	case column(p, f.name) != nil:
		*column(p, f.name) = text
	case f.kind == cueText:
		extra[f.name] = text
	default:
		extra[f.name] = number(text)
	}
	return nil
}

func number(text string) int {
	switch strings.ToLower(text) {
	case "true":
		return 1
	case "false", "":
		return 0
	}
	n, _ := strconv.ParseFloat(text, 64)
	if math.IsNaN(n) {
		return 0
	}
	return int(max(-mostExact, min(mostExact, n)))
}

// mostExact is up to where JSON's numbers are exact (RFC 8259 §6).
const mostExact = 1 << 53

func extraOf(p *store.CuePoint) map[string]any {
	extra := map[string]any{}
	if p.Extra != "" {
		_ = json.Unmarshal([]byte(p.Extra), &extra) // written by take
	}
	return extra
}
