package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"diptych/server/ks"
	"diptych/server/limits"
)

// Engine answers API requests.
type Engine struct {
	Registry *Registry
	// Session checks a KS and reads it; one that is refused is a *ks.Refused
	// (reference: backend-api §2.5).
	Session func(r *http.Request, text string) (*ks.Session, error)
	// Act holds a session to its role and to its number of actions.
	Act     func(ctx context.Context, s *ks.Session, service, action string) error
	BaseURL func(r *http.Request) string
	IP      func(r *http.Request) string
	// Known gives an error of the services below its contract's code, nil where
	// it has none.
	Known func(err error) *Error
	Temp  string // folder for uploads under way
	Log   *slog.Logger

	early earlyFiles
}

func (e *Engine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	headers(w)
	if r.Method == http.MethodOptions {
		return
	}
	service, action, path := split(r.URL.Path)
	v := e.visit(r)
	p, in, err := e.read(v, path)
	defer in.close()
	if err != nil {
		e.Log.Warn("unreadable request", "path", r.URL.Path, "error", err)
		w.Header().Set("Connection", "close") // what is left of the body is nobody's
		write(w, began, p, asAnswer(Err(UploadError)))
		return
	}
	service, action = cmp.Or(service, p.Str("service")), cmp.Or(action, p.Str("action"))
	ctx, cancel := context.WithTimeout(r.Context(), limits.CallTime)
	defer cancel()
	v.Request = r.WithContext(ctx)
	if strings.EqualFold(service, "multirequest") {
		write(w, began, p, e.batch(v, p))
		return
	}
	write(w, began, p, e.call(v, service, action, p))
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
	h.Set("Access-Control-Expose-Headers",
		"Server, Content-Length, Content-Range, Date, X-Kaltura, X-Kaltura-Session, X-Me")
	h.Set("Access-Control-Allow-Headers",
		"Origin, X-Requested-With, Content-Type, Accept, Range, Cache-Control, X-Kaltura-Ks, "+
			"X-Kaltura-Session-Id, Authorization")
	h.Set("Access-Control-Allow-Methods", "POST, GET, HEAD, OPTIONS")
	h.Set("Access-Control-Max-Age", "86400")
	h.Set("Cache-Control", "no-store, no-cache, must-revalidate, post-check=0, pre-check=0")
	h.Set("Expires", "Sun, 19 Nov 2000 08:52:00 GMT")
	h.Set("Pragma", "no-cache")
	h.Set("X-Me", "diptych")
}

// newCall is a call before it is known whether it may be made.
func (e *Engine) newCall(v *visit, service, action string, p Params) *Call {
	return &Call{
		Service:  service,
		Action:   action,
		Params:   p,
		Request:  v.Request,
		BaseURL:  e.BaseURL(v.Request),
		ClientIP: e.IP(v.Request),
		visit:    v,
	}
}

// call runs one action and gives its answer in the wire's form.
func (e *Engine) call(v *visit, service, action string, p Params) (answer any) {
	defer func() {
		if fault := recover(); fault != nil {
			e.Log.Error("action panicked", "service", service, "action", action, "fault", fmt.Sprint(fault),
				"stack", string(debug.Stack()))
			answer = asAnswer(Err(InternalServerError))
		}
	}()
	out, err := e.run(e.newCall(v, service, action, p))
	if err != nil {
		known, ok := asError(err)
		if !ok && e.Known != nil {
			if own := e.Known(err); own != nil {
				known = own
				ok = own.Code != DatabaseError.name
			}
		}
		if !ok && v.Context().Err() == nil {
			e.Log.Error("action failed", "service", service, "action", action, "error", err)
		}
		return asAnswer(known)
	}
	if raw, ok := out.(*Raw); ok {
		return raw
	}
	return profile(Tree(out), p.Object("responseProfile"))
}

func (e *Engine) run(c *Call) (any, error) {
	a, err := e.Registry.find(c.Service, c.Action)
	if err != nil {
		return nil, err
	}
	if err := e.authorize(c, a); err != nil {
		return nil, err
	}
	ctx := c.Request.Context()
	if err := e.Act(ctx, c.KS, c.Service, c.Action); err != nil {
		var refused *ks.Refused
		if errors.As(err, &refused) {
			return nil, err
		}
		return nil, Err(ServiceForbidden, c.Service+"->"+c.Action)
	}
	if a.Access == Manage && c.Params.Str("format") == formatJSONP {
		return nil, Err(UnknownResponseFormat, formatJSONP) // a script tag of any page could call it
	}
	return a.run(ctx, c)
}

// authorize reads the KS and decides whose data the call is about.
func (e *Engine) authorize(c *Call, a Action) error {
	if text := c.visit.sessionText(c.Params); text != "" {
		s, err := c.visit.session(text)
		if err != nil && a.Access != Public {
			return err
		}
		c.KS = s
	}
	asked, _ := strconv.Atoi(strings.TrimSpace(cmp.Or(c.Params.Str("partnerId"), c.Params.Str("p"))))
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
