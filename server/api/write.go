package api

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var callbackName = regexp.MustCompile(`^[0-9A-Za-z_.]+$`)

// asAnswer is an error as an object of the wire.
func asAnswer(e *Error) *Object {
	args := &Object{}
	for _, a := range e.Args {
		args.Fields = append(args.Fields, Field{a.Name, a.Value})
	}
	o := &Object{Type: exception, Fields: []Field{{"code", e.Code}, {"message", e.Message}}}
	if len(e.Args) == 0 {
		o.Fields = append(o.Fields, Field{"args", List{}})
	} else {
		o.Fields = append(o.Fields, Field{"args", args})
	}
	return o
}

const exception = "KalturaAPIException"

// The formats of an answer (reference: backend-api §1.4).
const (
	formatJSON  = "1"
	formatXML   = "2"
	formatPHP   = "3"
	formatJSONP = "9"
)

// write sends an answer in the format that was asked for; XML is the default
// (reference: backend-api §1.4, §1.6).
func write(w http.ResponseWriter, began time.Time, p Params, answer any) {
	if raw, ok := answer.(*Raw); ok {
		writeRaw(w, raw)
		return
	}
	if o, ok := answer.(*Object); ok && o.Type == exception {
		code, _ := o.Get("code").(string)
		w.Header().Set("X-Kaltura", "error-"+code)
	}
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", noScript)
	switch format := p.Str("format"); format {
	case formatJSON:
		h.Set("Content-Type", "application/json")
		_, _ = w.Write(appendJSON(nil, answer))
	case formatPHP:
		h.Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write(appendPHP(nil, answer))
	case formatJSONP:
		name := p.Str("callback")
		switch {
		case name == "":
			answer, name = asAnswer(Err(MandatoryMissing, "callback")), "callback"
		case !callbackName.MatchString(name) || len(name) > maxCallback:
			answer, name = asAnswer(Err(InvalidFieldValue, "callback")), "callback"
		}
		h.Set("Content-Type", "application/javascript")
		h.Set("Content-Disposition", `attachment; filename="f.txt"`)
		_, _ = w.Write(append(appendJSON([]byte(name+"("), answer), ");"...))
	case "", formatXML:
		writeXML(w, began, answer)
	default:
		writeXML(w, began, asAnswer(Err(UnknownResponseFormat, format)))
	}
}

const maxCallback = 128 // characters

// noScript is the policy of everything that is no page of ours: a browser that
// opens it runs nothing and gives it no origin.
const noScript = "sandbox; default-src 'none'"

// harmless are the types that a browser may show; all else is a download.
var harmless = map[string]bool{
	"image/jpeg": true, "image/png": true, "image/gif": true, "image/webp": true, "image/bmp": true,
	"text/plain": true, "text/vtt": true,
	"application/json": true, "application/x-mpegurl": true, "text/csv": true,
}

// writeRaw is the one door through which bytes that users have sent leave the
// API.
func writeRaw(w http.ResponseWriter, raw *Raw) {
	h := w.Header()
	for k, v := range raw.Headers {
		h.Set(k, v)
	}
	if raw.Redirect != "" {
		h.Set("Location", raw.Redirect)
		w.WriteHeader(http.StatusFound)
		return
	}
	h.Set("Content-Type", raw.MIME)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", noScript)
	if kind, _, _ := strings.Cut(raw.MIME, ";"); !harmless[strings.ToLower(kind)] {
		h.Set("Content-Disposition", "attachment")
	}
	h.Set("Content-Length", strconv.Itoa(len(raw.Body)))
	_, _ = w.Write(raw.Body)
}

// JSON is an answer as format 1 has it.
func JSON(answer any) []byte { return appendJSON(nil, answer) }

func appendJSON(dst []byte, v any) []byte {
	switch t := v.(type) {
	case *Object:
		dst = append(dst, '{')
		for _, f := range t.Fields {
			dst = append(appendJSON(dst, f.Name), ':')
			dst = append(appendJSON(dst, f.Value), ',')
		}
		if t.Type != "" {
			dst = append(appendJSON(append(dst, `"objectType":`...), t.Type), ',')
		}
		if dst[len(dst)-1] == ',' {
			dst = dst[:len(dst)-1]
		}
		return append(dst, '}')
	case List:
		dst = append(dst, '[')
		for i, e := range t {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendJSON(dst, e)
		}
		return append(dst, ']')
	}
	text, err := json.Marshal(v)
	if err != nil {
		return append(dst, "null"...)
	}
	return append(dst, text...)
}

func writeXML(w http.ResponseWriter, began time.Time, answer any) {
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?><xml><result>`)
	xmlValue(&b, answer)
	b.WriteString("</result><executionTime>" + strconv.FormatFloat(time.Since(began).Seconds(), 'f', 6, 64) +
		"</executionTime></xml>")
	_, _ = w.Write([]byte(b.String()))
}

func xmlValue(b *strings.Builder, v any) {
	switch t := v.(type) {
	case *Object:
		if t.Type == exception {
			xmlError(b, t)
			return
		}
		if t.Type != "" {
			element(b, "objectType", t.Type)
		}
		for _, f := range t.Fields {
			element(b, f.Name, f.Value)
		}
	case List:
		for _, e := range t {
			element(b, "item", e)
		}
	case string:
		_ = xml.EscapeText(b, []byte(t)) // a Builder does not fail
	case bool:
		b.WriteString(map[bool]string{true: "1", false: "0"}[t])
	default:
		s, _ := leaf(v).(string)
		b.WriteString(s)
	}
}

func element(b *strings.Builder, name string, v any) {
	b.WriteString("<" + name + ">")
	xmlValue(b, v)
	b.WriteString("</" + name + ">")
}

func xmlError(b *strings.Builder, o *Object) {
	b.WriteString("<error>")
	element(b, "code", o.Get("code"))
	element(b, "message", o.Get("message"))
	element(b, "objectType", exception)
	b.WriteString("<args>")
	if args, ok := o.Get("args").(*Object); ok {
		for _, f := range args.Fields {
			element(b, "item", &Object{Type: "KalturaApiExceptionArg",
				Fields: []Field{{"name", f.Name}, {"value", f.Value}}})
		}
	}
	b.WriteString("</args></error>")
}
