package value

import (
	"errors"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth bounds nesting, so that hostile input cannot exhaust the stack.
const maxDepth = 512

// ErrSyntax is returned for text that is no JSON.
var ErrSyntax = errors.New("value: invalid JSON")

// Parse reads one JSON text (RFC 8259). A repeated key keeps its last value.
func Parse(text string) (any, error) {
	p := parser{s: text}
	v, err := p.value(0)
	if err != nil {
		return nil, err
	}
	if p.space(); p.i != len(p.s) {
		return nil, ErrSyntax
	}
	return v, nil
}

type parser struct {
	s string
	i int
}

func (p *parser) space() {
	for p.i < len(p.s) {
		switch p.s[p.i] {
		case ' ', '\t', '\n', '\r':
			p.i++
		default:
			return
		}
	}
}

// take moves over c and any space before it.
func (p *parser) take(c byte) bool {
	if p.space(); p.i < len(p.s) && p.s[p.i] == c {
		p.i++
		return true
	}
	return false
}

func (p *parser) value(depth int) (any, error) {
	if p.space(); p.i >= len(p.s) || depth > maxDepth {
		return nil, ErrSyntax
	}
	switch p.s[p.i] {
	case '{':
		return p.object(depth)
	case '[':
		return p.array(depth)
	case '"':
		return p.str()
	case 't':
		return true, p.word("true")
	case 'f':
		return false, p.word("false")
	case 'n':
		return nil, p.word("null")
	}
	return p.number()
}

func (p *parser) word(w string) error {
	if len(p.s)-p.i < len(w) || p.s[p.i:p.i+len(w)] != w {
		return ErrSyntax
	}
	p.i += len(w)
	return nil
}

func (p *parser) object(depth int) (any, error) {
	p.i++
	out := Map{}
	if p.take('}') {
		return out, nil
	}
	for {
		if p.space(); p.i >= len(p.s) || p.s[p.i] != '"' {
			return nil, ErrSyntax
		}
		key, err := p.str()
		if err != nil || !p.take(':') {
			return nil, ErrSyntax
		}
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		out[key] = v
		if p.take('}') {
			return out, nil
		}
		if !p.take(',') {
			return nil, ErrSyntax
		}
	}
}

func (p *parser) array(depth int) (any, error) {
	p.i++
	out := List{}
	if p.take(']') {
		return out, nil
	}
	for {
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
		if p.take(']') {
			return out, nil
		}
		if !p.take(',') {
			return nil, ErrSyntax
		}
	}
}

func (p *parser) number() (any, error) {
	start := p.i
	p.digitOr('-')
	switch {
	case p.digitOr('0'):
	case !p.digits():
		return nil, ErrSyntax
	}
	if p.digitOr('.') && !p.digits() {
		return nil, ErrSyntax
	}
	if p.digitOr('e') || p.digitOr('E') {
		if !p.digitOr('+') {
			p.digitOr('-')
		}
		if !p.digits() {
			return nil, ErrSyntax
		}
	}
	f, ok := ParseFloat(p.s[start:p.i])
	if !ok {
		return nil, ErrSyntax
	}
	return f, nil
}

// digitOr moves over exactly the byte c.
func (p *parser) digitOr(c byte) bool {
	if p.i < len(p.s) && p.s[p.i] == c {
		p.i++
		return true
	}
	return false
}

func (p *parser) digits() bool {
	start := p.i
	for p.i < len(p.s) && p.s[p.i] >= '0' && p.s[p.i] <= '9' {
		p.i++
	}
	return p.i > start
}

func (p *parser) str() (string, error) {
	p.i++
	start := p.i
	for p.i < len(p.s) {
		switch c := p.s[p.i]; {
		case c == '"':
			s := p.s[start:p.i]
			p.i++
			return valid(s), nil
		case c == '\\':
			return p.escaped(start)
		case c < 0x20:
			return "", ErrSyntax
		}
		p.i++
	}
	return "", ErrSyntax
}

// escaped reads on in a string with escapes. Playlists come in such strings: what
// lies between two escapes is copied at once.
func (p *parser) escaped(start int) (string, error) {
	var buf []byte
	for from := start; p.i < len(p.s); p.i++ {
		switch c := p.s[p.i]; {
		case c == '"':
			buf = append(buf, p.s[from:p.i]...)
			p.i++
			return valid(string(buf)), nil
		case c < 0x20:
			return "", ErrSyntax
		case c == '\\':
			buf = append(buf, p.s[from:p.i]...)
			p.i++
			r, err := p.escape()
			if err != nil {
				return "", err
			}
			buf = utf8.AppendRune(buf, r)
			from = p.i
			p.i--
		}
	}
	return "", ErrSyntax
}

// valid puts U+FFFD where there is no UTF-8.
func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

func (p *parser) escape() (rune, error) {
	if p.i >= len(p.s) {
		return 0, ErrSyntax
	}
	c := p.s[p.i]
	p.i++
	switch c {
	case '"', '\\', '/':
		return rune(c), nil
	case 'b':
		return '\b', nil
	case 'f':
		return '\f', nil
	case 'n':
		return '\n', nil
	case 'r':
		return '\r', nil
	case 't':
		return '\t', nil
	case 'u':
		return p.unicode()
	}
	return 0, ErrSyntax
}

func (p *parser) unicode() (rune, error) {
	r, err := p.hex4()
	if err != nil || !utf16.IsSurrogate(r) {
		return r, err
	}
	if p.i+6 <= len(p.s) && p.s[p.i] == '\\' && p.s[p.i+1] == 'u' {
		save := p.i
		p.i += 2
		low, err := p.hex4()
		if err != nil {
			return 0, err
		}
		if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
			return pair, nil
		}
		p.i = save
	}
	return utf8.RuneError, nil
}

const hexadecimal = "0123456789abcdef"

func (p *parser) hex4() (rune, error) {
	if p.i+4 > len(p.s) {
		return 0, ErrSyntax
	}
	n := rune(0)
	for _, c := range []byte(p.s[p.i : p.i+4]) {
		d := strings.IndexByte(hexadecimal, c|0x20)
		if d < 0 || c < '0' {
			return 0, ErrSyntax
		}
		n = n<<4 | rune(d)
	}
	p.i += 4
	return n, nil
}
