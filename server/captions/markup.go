package captions

import (
	"html"
	"regexp"
	"strings"
)

// element is something between angle brackets that may be a tag.
var element = regexp.MustCompile(`</?[A-Za-z][^<>]*>|<\d[\d:.]*>`)

// entity is a character reference with its end, which text that was never escaped
// hardly has.
var entity = regexp.MustCompile(`&(#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});`)

// unescaped decodes character references, once.
func unescaped(text string) string {
	if !strings.ContainsRune(text, '&') {
		return text
	}
	return unwanted.Replace(entity.ReplaceAllStringFunc(text, html.UnescapeString))
}

// unwanted are characters that references can stand for and Decode takes out.
var unwanted = strings.NewReplacer("\x00", "", "\r", "\n", "\ufeff", "")

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// escaped is text as WebVTT cue text.
func escaped(text string) string {
	if !strings.ContainsAny(text, "&<>") {
		return text
	}
	return escaper.Replace(text)
}

// dialect says what is a tag: a function gives a tag's form in WebVTT, "" for one
// that is left out, and false for what is no tag but text.
type dialect func(tag string) (string, bool)

// marked turns text with tags and character references into WebVTT cue text.
func marked(text string, tags dialect) string {
	var b strings.Builder
	at := 0
	for _, span := range element.FindAllStringIndex(text, -1) {
		tag, known := tags(text[span[0]:span[1]])
		if !known {
			continue
		}
		b.WriteString(escaped(unescaped(text[at:span[0]])))
		b.WriteString(tag)
		at = span[1]
	}
	b.WriteString(escaped(unescaped(text[at:])))
	return lines(b.String())
}

// lines takes empty lines out, which would end a cue, and white space around them.
// Tags that stand on a line of their own go to the line before, or the first.
func lines(markup string) string {
	if stripped(markup) == "" {
		return ""
	}
	var b strings.Builder
	said := false // something, so that a line may end
	for row := range strings.SplitSeq(markup, "\n") {
		row = strings.TrimSpace(row)
		says := stripped(row) != ""
		if says && said {
			b.WriteByte('\n')
		}
		b.WriteString(row)
		said = said || says
	}
	return b.String()
}

var tag = regexp.MustCompile(`<[^<>]*>`)

// stripped is markup without tags.
func stripped(markup string) string {
	if strings.ContainsRune(markup, '<') {
		markup = tag.ReplaceAllString(markup, "")
	}
	return strings.TrimSpace(markup)
}

// Text is what a cue says, line by line, without formatting.
func (c Cue) Text() []string {
	var out []string
	for _, line := range strings.Split(tag.ReplaceAllString(c.Markup, ""), "\n") {
		if line = strings.TrimSpace(html.UnescapeString(line)); line != "" {
			out = append(out, line)
		}
	}
	return out
}

var name = regexp.MustCompile(`^</?([A-Za-z0-9]+)`)

func nameOf(tag string) string {
	if m := name.FindStringSubmatch(tag); m != nil {
		return strings.ToLower(m[1])
	}
	return ""
}

// htmlTags are those of SubRip: some of HTML's, written by hand.
func htmlTags(tag string) (string, bool) {
	switch n := nameOf(tag); {
	case n == "br":
		return "\n", true
	case !regular.MatchString(tag):
		return "", false
	case formatting[n] != "":
		if strings.HasPrefix(tag, "</") {
			return "</" + formatting[n] + ">", true
		}
		return "<" + formatting[n] + ">", true
	case n == "font" || n == "span" || n == "p" || n == "div" || n == "s" || n == "strike":
		return "", true
	}
	return "", false
}

var formatting = map[string]string{"b": "b", "i": "i", "u": "u", "strong": "b", "em": "i"}

// regular is a tag with attributes as HTML has them: "<b for two>" is text.
var regular = regexp.MustCompile(`^</?[A-Za-z]+(\s+[A-Za-z-]+\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))*\s*/?>$`)

// vttTag is a tag of WebVTT (W3C WebVTT §4.2.2): with classes, and with an
// annotation where it has one; or a time.
var vttTag = regexp.MustCompile(`^(</(c|i|b|u|ruby|rt|v|lang)>` +
	`|<(c|i|b|u|ruby|rt)(\.[^\s<>&.]+)*\s*>` +
	`|<(v|lang)(\.[^\s<>&.]+)*([ \t][^<>]*)?>` +
	`|<(\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}>)$`)

func vttTags(tag string) (string, bool) {
	if vttTag.MatchString(tag) {
		return annotated(tag), true
	}
	return htmlTags(tag)
}

// annotated escapes what a voice or a language is called.
func annotated(tag string) string {
	if i := strings.IndexAny(tag, " \t\n"); i > 0 {
		words := strings.Join(strings.Fields(unescaped(tag[i:len(tag)-1])), " ")
		if words != "" {
			return tag[:i] + " " + escaped(words) + ">"
		}
		return tag[:i] + ">"
	}
	return tag
}
