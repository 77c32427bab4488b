package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"sort"
	"strconv"
	"strings"
)

// Params is the tree of a request's parameters: string, bool, json.Number, nil,
// Params, or *File.
type Params map[string]any

// File is an uploaded part, already on disk.
type File struct {
	Name string // as the client called it
	Path string
	Size int64
}

// Limits of a request.
const (
	maxBody  = 10 << 20 // JSON and form bodies, bytes
	maxDepth = 32
	maxPairs = 20_000
)

var (
	errTooLarge = errors.New("request too large")
	errDepth    = errors.New("parameters nested too deeply")
)

// readParams merges body, files, query and path in the contract's order
// (reference: backend-api §1.2). Uploads go to temp. The caller removes files.
func readParams(r *http.Request, path []string, temp string) (Params, []*File, error) {
	p, files, err := readBody(r, temp)
	if err != nil {
		return nil, files, err
	}
	for key, list := range r.URL.Query() {
		if err := p.set(key, list[len(list)-1]); err != nil {
			return nil, files, err
		}
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(path); i += 2 {
		if seen[path[i]] {
			continue
		}
		seen[path[i]] = true
		if err := p.set(path[i], path[i+1]); err != nil {
			return nil, files, err
		}
	}
	return p, files, nil
}

func readBody(r *http.Request, temp string) (Params, []*File, error) {
	kind, options, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "multipart/form-data" {
		return readMultipart(r.Body, options["boundary"], temp)
	}
	if r.Body == nil {
		return Params{}, nil, nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, nil, fmt.Errorf("read the body: %w", err)
	}
	if len(body) > maxBody {
		return nil, nil, errTooLarge
	}
	text := strings.TrimSpace(string(body))
	if kind == "application/json" && strings.HasPrefix(text, "{") {
		p, err := fromJSON(text)
		return p, nil, err
	}
	p := Params{}
	values, err := url.ParseQuery(text)
	if err != nil {
		return p, nil, nil // no form: as if empty
	}
	return p, nil, p.setAll(values)
}

// ParseParams reads a JSON object as a request's body is read.
func ParseParams(text string) (Params, error) { return fromJSON(text) }

func fromJSON(text string) (Params, error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var raw map[string]any
	if err := d.Decode(&raw); err != nil {
		return nil, fmt.Errorf("parse the JSON body: %w", err)
	}
	p, ok := fromAny(raw, 0).(Params)
	if !ok {
		return nil, errDepth
	}
	return p, nil
}

// fromAny turns arrays into objects with numeric keys, the form the form
// encoding has.
func fromAny(v any, depth int) any {
	if depth > maxDepth {
		return nil
	}
	switch t := v.(type) {
	case map[string]any:
		p := make(Params, len(t))
		for k, e := range t {
			p[k] = fromAny(e, depth+1)
		}
		return p
	case []any:
		p := make(Params, len(t))
		for i, e := range t {
			p[strconv.Itoa(i)] = fromAny(e, depth+1)
		}
		return p
	}
	return v
}

func readMultipart(body io.Reader, boundary, temp string) (Params, []*File, error) {
	p := Params{}
	var files []*File
	reader := multipart.NewReader(body, boundary)
	for n := 0; ; n++ {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return p, files, nil
		}
		if err != nil || n > 1000 {
			return p, files, fmt.Errorf("read the multipart body: %w", errors.Join(err, errIf(n > 1000, errTooLarge)))
		}
		if part.FileName() != "" {
			f, err := saveFile(part, temp)
			if f != nil {
				files = append(files, f)
			}
			if err != nil {
				return p, files, err
			}
			if err := p.set(part.FormName(), f); err != nil {
				return p, files, err
			}
			continue
		}
		if err := p.readField(part); err != nil {
			return p, files, err
		}
	}
}

func errIf(cond bool, err error) error {
	if cond {
		return err
	}
	return nil
}

func (p Params) readField(part *multipart.Part) error {
	text, err := io.ReadAll(io.LimitReader(part, maxBody+1))
	if err != nil {
		return fmt.Errorf("read a form field: %w", err)
	}
	if len(text) > maxBody {
		return errTooLarge
	}
	if part.FormName() != "json" {
		return p.set(part.FormName(), string(text))
	}
	inner, err := fromJSON(string(text))
	if err != nil {
		return err
	}
	p.merge(inner)
	return nil
}

func saveFile(part *multipart.Part, temp string) (*File, error) {
	out, err := os.CreateTemp(temp, "upload-")
	if err != nil {
		return nil, fmt.Errorf("make a file for the upload: %w", err)
	}
	f := &File{Name: part.FileName(), Path: out.Name()}
	f.Size, err = io.Copy(out, part)
	if err := errors.Join(err, out.Close()); err != nil {
		return f, fmt.Errorf("receive the upload: %w", err)
	}
	return f, nil
}

func (p Params) setAll(values url.Values) error {
	if len(values) > maxPairs {
		return errTooLarge
	}
	keys := make([]string, 0, len(values))
	for k := range values {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		if err := p.set(k, values[k][len(values[k])-1]); err != nil {
			return err
		}
	}
	return nil
}

// set stores v under a[b][c] or a:b:c.
func (p Params) set(key string, v any) error {
	path := keyPath(key)
	if len(path) > maxDepth {
		return errDepth
	}
	for _, k := range path[:len(path)-1] {
		next, ok := p[k].(Params)
		if !ok {
			next = Params{}
			p[k] = next
		}
		p = next
	}
	p[path[len(path)-1]] = v
	return nil
}

func keyPath(key string) []string {
	head, rest, found := strings.Cut(key, "[")
	path := strings.Split(head, ":")
	if !found {
		return path
	}
	for _, part := range strings.Split(rest, "[") {
		path = append(path, strings.TrimSuffix(part, "]"))
	}
	return path
}

func (p Params) merge(q Params) {
	for k, v := range q {
		if sub, ok := v.(Params); ok {
			if have, ok := p[k].(Params); ok {
				have.merge(sub)
				continue
			}
		}
		p[k] = v
	}
}

// Str reads a scalar as text; "" when it is missing or an object.
func (p Params) Str(key string) string {
	s, _ := scalar(p[key])
	return s
}

// Object reads a nested object, nil when there is none.
func (p Params) Object(key string) Params {
	sub, _ := p[key].(Params)
	return sub
}

// Objects lists the objects of an array in their order.
func (p Params) Objects() []Params {
	var out []Params
	for _, v := range p.numbered() {
		if sub, ok := v.(Params); ok {
			out = append(out, sub)
		}
	}
	return out
}

// scalar is any leaf as text.
func scalar(v any) (string, bool) {
	switch t := v.(type) {
	case string:
		return strings.ToValidUTF8(t, ""), true
	case json.Number:
		return t.String(), true
	case bool:
		if t {
			return "true", true
		}
		return "false", true
	}
	return "", false
}

// numbered lists the values under numeric keys in their order.
func (p Params) numbered() []any {
	var keys []int
	for k := range p {
		if n, err := strconv.Atoi(k); err == nil {
			keys = append(keys, n)
		}
	}
	sort.Ints(keys)
	out := make([]any, len(keys))
	for i, n := range keys {
		out[i] = p[strconv.Itoa(n)]
	}
	return out
}
