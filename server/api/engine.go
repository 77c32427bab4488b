package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"diptych/server/ks"
)

// Engine answers API requests.
type Engine struct {
	Registry *Registry
	// Session checks a KS and reads it; errors are *Error (reference:
	// backend-api §2.5). The client's address is for iprestrict.
	Session func(ctx context.Context, text, clientIP string) (*ks.Session, error)
	BaseURL func(r *http.Request) string
	IP      func(r *http.Request) string
	Temp    string // folder for uploads under way
	Log     *slog.Logger
}

// maxBatch bounds a multirequest.
const maxBatch = 500

func (e *Engine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	headers(w)
	if r.Method == http.MethodOptions {
		return
	}
	service, action, path := split(r.URL.Path)
	p, files, err := readParams(r, path, e.Temp)
	defer removeFiles(files)
	if err != nil {
		e.Log.Warn("unreadable request", "path", r.URL.Path, "error", err)
		write(w, began, p, asAnswer(Err(UploadError)))
		return
	}
	first := func(a, b string) string {
		if a != "" {
			return a
		}
		return b
	}
	service, action = first(service, p.Str("service")), first(action, p.Str("action"))
	if strings.EqualFold(service, "multirequest") {
		write(w, began, p, e.batch(r, p))
		return
	}
	write(w, began, p, e.call(r, service, action, p))
}

// split takes /api_v3/[index.php/]service/{s}/action/{a}/{key}/{value}/… apart.
func split(path string) (service, action string, rest []string) {
	path = strings.Trim(path, "/")
	for _, prefix := range []string{"api_v3", "api", "index.php"} {
		path = strings.TrimPrefix(strings.TrimPrefix(path, prefix), "/")
	}
	parts := strings.Split(path, "/")
	for i := 0; i+1 < len(parts); i += 2 {
		switch {
		case parts[i] == "service" && service == "":
			service = parts[i+1]
		case parts[i] == "action" && action == "":
			action = parts[i+1]
		default:
			rest = append(rest, parts[i], parts[i+1])
		}
	}
	return service, action, rest
}

func headers(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "Server, Content-Length, Content-Range, Date, X-Kaltura, X-Kaltura-Session, X-Me")
	h.Set("Access-Control-Allow-Headers", "Origin, X-Requested-With, Content-Type, Accept, Range, Cache-Control, X-Kaltura-Ks, X-Kaltura-Session-Id, Authorization")
	h.Set("Access-Control-Allow-Methods", "POST, GET, HEAD, OPTIONS")
	h.Set("Access-Control-Max-Age", "86400")
	h.Set("Cache-Control", "no-store, no-cache, must-revalidate, post-check=0, pre-check=0")
	h.Set("Expires", "Sun, 19 Nov 2000 08:52:00 GMT")
	h.Set("Pragma", "no-cache")
	h.Set("X-Me", "diptych")
}

func removeFiles(files []*File) {
	for _, f := range files {
		_ = os.Remove(f.Path) // gone when a service has moved it
	}
}

// call runs one action and gives its answer in the wire's form.
func (e *Engine) call(r *http.Request, service, action string, p Params) (answer any) {
	c := &Call{Service: service, Action: action, Params: p, Request: r, BaseURL: e.BaseURL(r), ClientIP: e.IP(r)}
	defer func() {
		if fault := recover(); fault != nil {
			e.Log.Error("action panicked", "service", service, "action", action, "fault", fmt.Sprint(fault), "stack", string(debug.Stack()))
			answer = asAnswer(Err(InternalServerError))
		}
	}()
	out, err := e.run(r.Context(), c)
	if err != nil {
		known, ok := asError(err)
		if !ok {
			e.Log.Error("action failed", "service", service, "action", action, "error", err)
		}
		return asAnswer(known)
	}
	if raw, ok := out.(*Raw); ok {
		return raw
	}
	return profile(Tree(out), p.Object("responseProfile"))
}

func (e *Engine) run(ctx context.Context, c *Call) (any, error) {
	a, err := e.Registry.find(c.Service, c.Action)
	if err != nil {
		return nil, err
	}
	if err := e.authorize(ctx, c, a); err != nil {
		return nil, err
	}
	return a.run(ctx, c)
}

// authorize reads the KS and decides whose data the call is about.
func (e *Engine) authorize(ctx context.Context, c *Call, a Action) error {
	text := c.Params.Str("ks")
	if text == "" {
		text = c.Request.Header.Get("X-Kaltura-Ks")
	}
	if text != "" {
		s, err := e.Session(ctx, text, c.ClientIP)
		if err != nil && a.Access != Public {
			return err
		}
		c.KS = s
	}
	asked, _ := strconv.Atoi(strings.TrimSpace(firstOf(c.Params.Str("partnerId"), c.Params.Str("p"))))
	if c.KS != nil {
		if asked != 0 && asked != c.KS.PartnerID && a.Access != Public {
			return Err(ServiceForbidden, c.Service+"->"+c.Action)
		}
		c.PartnerID = c.KS.PartnerID
	} else {
		c.PartnerID = asked
	}
	switch {
	case a.Access == Public:
		return nil
	case c.KS == nil:
		return Err(MissingKS)
	case a.Access == Manage && c.KS.Anonymous() && !c.KS.Admin():
		return Err(ServiceForbidden, c.Service+"->"+c.Action)
	}
	return nil
}

func firstOf(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}
