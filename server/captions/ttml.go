package captions

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"
)

// errXML says that a file is no TTML.
var errXML = errors.New("captions: no TTML")

// deepest is how deep elements may stand in one another.
const deepest = 64

// readTTML reads TTML 1 and 2 (W3C TTML2): times and text, with italics, bold and
// underlined; where it stands on the screen is left to the viewer.
func readTTML(text string) (*File, error) {
	d := xml.NewDecoder(strings.NewReader(text))
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // Decode has done it
	r := &ttmlReader{file: &File{}, styles: map[string]look{}}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && r.seen && len(r.stack) == 0 {
			return r.file, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errXML, err)
		}
		if err := r.take(token); err != nil {
			return nil, err
		}
	}
}

type ttmlReader struct {
	file   *File
	seen   bool // the root
	stack  []*node
	clock  ttmlClock
	styles map[string]look
}

// node is an element that is open.
type node struct {
	name       string
	begin, end time.Duration // absolute; end may be open
	timed      bool          // it or one that it stands in tells its time
	sequential bool
	next       time.Duration // when the next child begins, where they follow one another
	preserve   bool
	skipped    bool // what stands in it is no text
	look       look
	text       *strings.Builder // of the p, or of a span with times of its own
	close      string           // markup
}

// look is how text is shown.
type look struct{ italic, bold, underlined bool }

func (r *ttmlReader) take(token xml.Token) error {
	switch t := token.(type) {
	case xml.Directive:
		if strings.ContainsRune(string(t), '[') {
			return fmt.Errorf("%w: it declares entities", errXML)
		}
	case xml.StartElement:
		return r.open(t)
	case xml.EndElement:
		r.close()
	case xml.CharData:
		r.chars(string(t))
	}
	return nil
}

func (r *ttmlReader) top() *node {
	if len(r.stack) == 0 {
		return &node{end: open}
	}
	return r.stack[len(r.stack)-1]
}

func (r *ttmlReader) open(t xml.StartElement) error {
	if len(r.stack) >= deepest {
		return fmt.Errorf("%w: too deep", errXML)
	}
	name, up := t.Name.Local, r.top()
	if len(r.stack) == 0 {
		if name != "tt" || r.seen {
			return fmt.Errorf("%w: the root is %q", errXML, name)
		}
		r.seen, r.clock = true, newClock(t.Attr)
	}
	n := &node{name: name, preserve: up.preserve, skipped: up.skipped, look: up.look, text: up.text}
	r.style(n, t.Attr)
	if name == "br" {
		n.skipped = true
		r.write("\n")
	}
	if !slices.Contains([]string{"tt", "body", "div", "p", "span", "br"}, name) {
		n.skipped = true
	}
	r.time(n, up, t.Attr)
	before := up.look
	if name == "p" || name == "span" && up.text != nil && own(t.Attr) { // a cue of its own
		n.text, before = &strings.Builder{}, look{}
	}
	if n.text != nil && !n.skipped {
		n.close = n.tags(before)
	}
	r.stack = append(r.stack, n)
	return nil
}

// own tells whether an element tells its time.
func own(list []xml.Attr) bool {
	return slices.ContainsFunc(list, func(a xml.Attr) bool {
		return a.Name.Local == "begin" || a.Name.Local == "end" || a.Name.Local == "dur"
	})
}

// tags opens what the element's look has and the one around it has not, and gives
// what closes it.
func (n *node) tags(before look) (closing string) {
	for _, one := range []struct {
		name    string
		was, is bool
	}{{"i", before.italic, n.look.italic}, {"b", before.bold, n.look.bold},
		{"u", before.underlined, n.look.underlined}} {
		if one.is && !one.was {
			n.text.WriteString("<" + one.name + ">")
			closing = "</" + one.name + ">" + closing
		}
	}
	return closing
}

func (r *ttmlReader) close() {
	n := r.top()
	r.stack = r.stack[:len(r.stack)-1]
	up := r.top()
	if n.text != nil && n.close != "" {
		n.text.WriteString(n.close)
	}
	if n.text != nil && n.text != up.text && n.timed && (n.end == open || n.end > n.begin) {
		r.file.Cues = append(r.file.Cues, Cue{Start: n.begin, End: n.end, Markup: lines(n.text.String())})
	}
	if up.sequential && n.end != open && !n.skipped {
		up.next = n.end
	}
}

// write adds text to the cue that is open.
func (r *ttmlReader) write(markup string) {
	if n := r.top(); n.text != nil && !n.skipped {
		n.text.WriteString(markup)
	}
}

func (r *ttmlReader) chars(text string) {
	n := r.top()
	if n.text == nil || n.skipped {
		return
	}
	if !n.preserve { // one space for all white space between words (TTML2 §8.2.22, XML §2.10)
		before := n.text.String()
		text = collapsed(text)
		if before == "" || strings.HasSuffix(before, "\n") || strings.HasSuffix(before, " ") {
			text = strings.TrimPrefix(text, " ")
		}
	}
	r.write(escaped(text))
}

// collapsed has one space for all white space in a row.
func collapsed(text string) string { return whiteSpace.ReplaceAllString(text, " ") }

var whiteSpace = regexp.MustCompile(`[ \t\n\r]+`) // not the one that does not break
