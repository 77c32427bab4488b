package api

import (
	"fmt"
	"io"
	"mime"
	"os"
	"regexp"
	"strings"

	"diptych/server/limits"
)

// intake reads the parameters of one request within its limits (reference:
// backend-api §1.2).
type intake struct {
	*visit
	body  gathered // of the body
	over  gathered // of query and path, which win
	files []*File
	left  int64 // bytes of the body that are no file
	known bool  // the body may be as long as one with a session
	early int64 // bytes of files that came before their session
}

// read gathers all parameters; on an error there are those that came before it.
func (e *Engine) read(v *visit, path []string) (Params, *intake, error) {
	in := &intake{visit: v, left: limits.BodyAnonymous}
	in.body.Params, in.over.Params = Params{}, Params{}
	err := in.outside(path)
	if err == nil {
		if in.knows(in.over.Params) {
			in.left, in.known = limits.Body, true
		}
		err = in.inside()
	}
	in.body.merge(in.over.Params)
	return in.body.Params, in, err
}

// outside reads query and path; of a path's keys the first counts.
func (in *intake) outside(path []string) error {
	if err := in.over.form(in.URL.RawQuery); err != nil {
		return err
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(path); i += 2 {
		if seen[path[i]] {
			continue
		}
		seen[path[i]] = true
		if err := in.over.set(path[i], path[i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (in *intake) inside() error {
	if in.Body == nil {
		return nil
	}
	kind, options, _ := mime.ParseMediaType(in.Header.Get("Content-Type"))
	if kind == "multipart/form-data" {
		return in.multipart(options["boundary"])
	}
	text, err := in.text()
	if err != nil {
		return err
	}
	text = strings.TrimSpace(text)
	if kind == "application/json" && strings.HasPrefix(text, "{") {
		return in.body.json(text)
	}
	return in.body.form(text)
}

// text reads a body that has no files. One that is longer than a stranger's may
// be is read on when it names a good session in its beginning.
func (in *intake) text() (string, error) {
	text, err := io.ReadAll(io.LimitReader(in.Body, in.left+1))
	if err == nil && int64(len(text)) > in.left && !in.known && in.names(text) {
		in.left = limits.Body
		var rest []byte
		rest, err = io.ReadAll(io.LimitReader(in.Body, in.left+1-int64(len(text))))
		text = append(text, rest...)
	}
	if err != nil {
		return "", fmt.Errorf("read the body: %w", err)
	}
	if int64(len(text)) > in.left {
		return "", errTooLarge
	}
	return string(text), nil
}

var ksInText = regexp.MustCompile(`(?:"ks"\s*:\s*"|(?:^|&)ks=)([A-Za-z0-9+/_=%-]+)`)

// names tells whether a text names a session that is good.
func (in *intake) names(text []byte) bool {
	found := ksInText.FindSubmatch(text[:min(len(text), limits.BodyAnonymous)])
	if found == nil || len(found[1]) > limits.KS {
		return false
	}
	_, err := in.session(unescape(string(found[1])))
	return err == nil
}

// close removes the files that no service has taken.
func (in *intake) close() {
	for _, f := range in.files {
		_ = os.Remove(f.Path) // gone when a service has moved it
	}
	in.engine.early.give(in)
}
