package subtitle

import (
	"bytes"
	"strings"
)

// node is an element, or a text where it has no name. Names are without prefixes.
type node struct {
	name, text string
	attr       map[string]string
	children   []*node
}

func (n *node) first(name string) *node {
	for _, c := range n.children {
		if c.name == name {
			return c
		}
	}
	return &node{}
}

// What a hostile document can ask for.
const (
	maxDepth = 64
	maxNodes = 100_000
)

// reader reads XML 1.0 as far as documents without entities of their own need it. It
// does not check what it need not know: a document is read as far as it can be.
type reader struct {
	b    []byte
	left int // nodes
}

// readXML gives the first element with all that is in it; nil where there is none.
func readXML(b []byte) *node {
	r := &reader{b, maxNodes}
	root := &node{}
	for stack := []*node{root}; len(stack) > 0; {
		top := stack[len(stack)-1]
		if top == root && len(root.children) > 0 {
			break
		}
		text, tag, ok := r.next()
		if text != "" && top != root {
			r.add(top, &node{text: text})
		}
		switch {
		case !ok:
			stack = nil
		case tag[0] == '/':
			stack = closed(stack, local(strings.TrimSpace(tag[1:])))
		default:
			n, open := element(tag)
			if r.add(top, n); open && len(stack) < maxDepth {
				stack = append(stack, n)
			}
		}
	}
	if len(root.children) == 0 {
		return nil
	}
	return root.children[0]
}

func (r *reader) add(to, n *node) {
	if r.left--; r.left >= 0 {
		to.children = append(to.children, n)
	}
}

// closed leaves the innermost element of a name; a tag that closes nothing is none.
func closed(stack []*node, name string) []*node {
	for i := len(stack) - 1; i > 0; i-- {
		if stack[i].name == name {
			return stack[:i]
		}
	}
	return stack
}

// next gives the text up to the next tag, and what is between its brackets.
func (r *reader) next() (text, tag string, ok bool) {
	var b strings.Builder
	for r.left > 0 {
		i := bytes.IndexByte(r.b, '<')
		if i < 0 {
			break
		}
		b.WriteString(unescape(string(r.b[:i])))
		r.b = r.b[i:]
		switch {
		case r.skip("<!--", "-->"), r.skip("<?", "?>"):
		case bytes.HasPrefix(r.b, []byte("<![CDATA[")):
			data, rest, _ := bytes.Cut(r.b[9:], []byte("]]>"))
			b.Write(data)
			r.b = rest
		case bytes.HasPrefix(r.b, []byte("<!")):
			r.declaration()
		default:
			tag, ok = r.tag()
			return b.String(), tag, ok
		}
	}
	return b.String(), "", false
}

// skip leaves out what begins and ends with a mark.
func (r *reader) skip(from, to string) bool {
	if !bytes.HasPrefix(r.b, []byte(from)) {
		return false
	}
	_, r.b, _ = bytes.Cut(r.b[len(from):], []byte(to))
	return true
}

// declaration leaves a document type out, with what stands in brackets in it. One
// without an end is all there is.
func (r *reader) declaration() {
	end := bytes.IndexByte(r.b, '>')
	if end >= 0 && bytes.IndexByte(r.b[:end], '[') >= 0 {
		_, r.b, _ = bytes.Cut(r.b, []byte("]"))
		end = bytes.IndexByte(r.b, '>')
	}
	r.b = r.b[end+1:]
	if end < 0 {
		r.b = nil
	}
}

// tag takes <...>, where a quoted > is none.
func (r *reader) tag() (string, bool) {
	quote := byte(0)
	for i, c := range r.b {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			tag := string(r.b[1:i])
			r.b = r.b[i+1:]
			return tag + " ", true
		}
	}
	return "", false
}

// element reads a name and attributes; open tells whether there is more in it.
func element(tag string) (n *node, open bool) {
	tag, closing := strings.CutSuffix(strings.TrimSpace(tag), "/")
	i := strings.IndexAny(tag+" ", " \t\r\n")
	n = &node{name: local(tag[:i]), attr: map[string]string{}}
	if n.name == "" {
		n.name = "-" // of no meaning, and no text
	}
	for tag = tag[i:]; ; {
		name, rest, ok := strings.Cut(tag, "=")
		rest = strings.TrimLeft(rest, " \t\r\n")
		if !ok || rest == "" {
			return n, !closing
		}
		v, after, ok := strings.Cut(rest[1:], rest[:1])
		if !ok {
			return n, !closing
		}
		n.attr[local(strings.TrimSpace(name))] = unescape(v)
		tag = after
	}
}

func local(name string) string { return name[strings.LastIndexByte(name, ':')+1:] }
