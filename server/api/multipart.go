package api

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"os"
	"strings"
	"sync"

	"diptych/server/disk"
	"diptych/server/limits"
)

func (in *intake) multipart(boundary string) error {
	reader := multipart.NewReader(in.Body, boundary)
	for n := 0; ; n++ {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil && n >= limits.Parts {
			err = errTooLarge
		}
		if err == nil && part.FileName() != "" {
			err = in.file(part)
		} else if err == nil {
			err = in.field(part)
		}
		if err != nil {
			return fmt.Errorf("read the multipart body: %w", err)
		}
	}
}

// field reads a part that is no file; all of them share one budget.
func (in *intake) field(part *multipart.Part) error {
	if !in.known && in.knows(in.sofar()) {
		in.left, in.known = in.left+limits.Body-limits.BodyAnonymous, true
	}
	text, err := io.ReadAll(io.LimitReader(part, in.left+1))
	if err != nil {
		return err
	}
	if in.left -= int64(len(text)); in.left < 0 {
		return errTooLarge
	}
	if part.FormName() != "json" {
		return in.body.set(part.FormName(), string(text))
	}
	return in.body.json(string(text))
}

// sofar are the parameters that have come, those of the address over the body's.
func (in *intake) sofar() Params {
	p := Params{}
	p.merge(in.body.Params)
	for _, key := range []string{"ks", "service", "action", "partnerId", "p"} {
		if v, ok := in.over.Params[key]; ok {
			p[key] = v
		}
	}
	return p
}

// verdict is what becomes of a file that has come.
type verdict int

const (
	keep    verdict = iota // the action takes it and the session may call that
	wait                   // what it is for may still come
	discard                // nobody takes it
)

// file takes a file for an action that has one, once it is known that the
// session may call it. A file that comes before that is taken up to a size.
func (in *intake) file(part *multipart.Part) error {
	most := int64(limits.Upload)
	switch in.judge(part.FormName()) {
	case discard:
		n, err := io.Copy(io.Discard, io.LimitReader(part, limits.EarlyFile+1))
		return errors.Join(err, tooLarge(n > limits.EarlyFile))
	case wait:
		most = in.engine.early.take(in)
	}
	f, err := in.save(part, most)
	if f != nil {
		in.files = append(in.files, f)
	}
	if err != nil {
		return err
	}
	return in.body.set(part.FormName(), f)
}

func (in *intake) judge(name string) verdict {
	p := in.sofar()
	service, action, _ := split(in.URL.Path)
	service, action = cmp.Or(service, p.Str("service")), cmp.Or(action, p.Str("action"))
	if strings.EqualFold(service, "multirequest") {
		number, rest, ok := strings.Cut(name, ":")
		sub := p.Object(number)
		if !ok || sub == nil {
			return wait
		}
		for _, common := range commons {
			if _, given := sub[common]; !given && p[common] != nil {
				sub[common] = p[common]
			}
		}
		p, service, action, name = sub, sub.Str("service"), sub.Str("action"), rest
	}
	if service == "" || action == "" {
		return wait
	}
	a, err := in.engine.Registry.find(service, action)
	if err != nil || !a.takesFile(name) {
		return discard
	}
	if in.sessionText(p) == "" {
		return wait
	}
	c := in.engine.newCall(in.visit, service, action, p)
	if in.engine.authorize(c, a) != nil {
		return discard
	}
	return keep
}

func (in *intake) save(part *multipart.Part, most int64) (*File, error) {
	out, err := os.CreateTemp(in.engine.Temp, "upload-")
	if err != nil {
		return nil, fmt.Errorf("make a file for the upload: %w", err)
	}
	f := &File{Name: part.FileName(), Path: out.Name()}
	f.Size, err = io.Copy(&disk.Writer{File: out}, io.LimitReader(part, most+1))
	err = errors.Join(err, out.Close(), tooLarge(f.Size > most))
	if err != nil {
		return f, fmt.Errorf("receive the upload: %w", err)
	}
	return f, nil
}

func tooLarge(is bool) error {
	if is {
		return errTooLarge
	}
	return nil
}

// earlyFiles are the bytes that files of all requests may take whose session is
// not known yet.
type earlyFiles struct {
	mu   sync.Mutex
	used int64
}

// take sets room aside for one file of a request and answers how much.
func (e *earlyFiles) take(in *intake) int64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	n := min(limits.EarlyFile-in.early, limits.EarlyFiles-e.used)
	in.early += n
	e.used += n
	return n
}

func (e *earlyFiles) give(in *intake) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.used -= in.early
}
