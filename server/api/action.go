// Package api is the RPC engine of the server contract (reference: backend-api
// §1). It knows no service: actions are rows of a registry, and binding,
// permission, errors, batches and formats are done here once for all of them.
package api

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"strings"

	"diptych/server/ks"
)

// Access is the least session that an action wants.
type Access int

// The levels of access.
const (
	Public Access = iota // no session needed
	View                 // any valid session, the widget session too
	Manage               // a user's or an administrator's session
)

// Call is one call of an action.
type Call struct {
	Service, Action string
	KS              *ks.Session // nil without one
	PartnerID       int         // whose data this is about; 0 = unknown
	Params          Params
	Request         *http.Request
	BaseURL         string // "https://host", for links
	ClientIP        string

	visit *visit
}

// Session reads another KS that the call names.
func (c *Call) Session(text string) (*ks.Session, error) { return c.visit.session(text) }

// Action is one row of a service's table.
type Action struct {
	Name   string
	Access Access
	Doc    string
	run    func(ctx context.Context, c *Call) (any, error)
	in     reflect.Type
}

// Do makes a row of a handler. In is a struct whose json tags name the
// parameters, Out whatever is answered (nil for void, a *Raw for a file).
func Do[In, Out any](name string, access Access, doc string,
	f func(ctx context.Context, c *Call, in In) (Out, error)) Action {
	run := func(ctx context.Context, c *Call) (any, error) {
		var in In
		if err := bind(c.Params, reflect.ValueOf(&in).Elem()); err != nil {
			return nil, err
		}
		return f(ctx, c, in)
	}
	return Action{Name: name, Access: access, Doc: doc, run: run, in: reflect.TypeFor[In]()}
}

// Parameters are the names of what an action reads, as a form spells them:
// "entryId", "entry[name]". What has any properties is named with a "[]".
func (a Action) Parameters() []string { return parameters(a.in, "") }

func parameters(t reflect.Type, prefix string) []string {
	var names []string
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil || t.Kind() != reflect.Struct || t == reflect.TypeFor[File]() {
		return nil
	}
	for i := range t.NumField() {
		field := t.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous && name == "" {
			names = append(names, parameters(field.Type, prefix)...)
			continue
		}
		if name == "" || name == "-" {
			continue
		}
		if prefix != "" {
			name = prefix + "[" + name + "]"
		}
		if field.Type == reflect.TypeFor[Params]() {
			names = append(names, name+"[]")
			continue
		}
		if inner := parameters(field.Type, name); inner != nil {
			names = append(names, inner...)
			continue
		}
		names = append(names, name)
	}
	return names
}

// takesFile tells whether an action has a file of a name among its parameters.
func (a Action) takesFile(name string) bool {
	return a.in != nil && a.in.Kind() == reflect.Struct && hasFile(a.in, name)
}

func hasFile(t reflect.Type, name string) bool {
	for i := range t.NumField() {
		field := t.Field(i)
		tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Type == reflect.TypeFor[*File]() && tag == name {
			return true
		}
		if field.Anonymous && field.Type.Kind() == reflect.Struct && hasFile(field.Type, name) {
			return true
		}
	}
	return false
}

// None is the input or the answer of an action that has none.
type None struct{}

// Raw is an answer that is not an API value: a file.
type Raw struct {
	MIME     string
	Body     []byte
	Headers  map[string]string
	Redirect string
}

// Registry holds all actions by service and name, in lower case.
type Registry struct {
	services map[string]map[string]Action
}

// NewRegistry makes an empty registry.
func NewRegistry() *Registry { return &Registry{services: map[string]map[string]Action{}} }

// Add puts a service's table under its name and its aliases; a name that is
// taken is a programming error.
func (r *Registry) Add(actions []Action, names ...string) {
	for _, name := range names {
		key := strings.ToLower(name)
		if r.services[key] != nil {
			panic(fmt.Sprintf("api: service %s added twice", name))
		}
		table := map[string]Action{}
		for _, a := range actions {
			if _, taken := table[strings.ToLower(a.Name)]; taken {
				panic(fmt.Sprintf("api: action %s.%s added twice", name, a.Name))
			}
			table[strings.ToLower(a.Name)] = a
		}
		r.services[key] = table
	}
}

// Each visits all actions, for documents and tests.
func (r *Registry) Each(f func(service string, a Action)) {
	for name, table := range r.services {
		for _, a := range table {
			f(name, a)
		}
	}
}

func (r *Registry) find(service, action string) (Action, error) {
	if service == "" {
		return Action{}, Err(ServiceNotSpecified)
	}
	table, ok := r.services[strings.ToLower(service)]
	if !ok {
		return Action{}, Err(ServiceDoesNotExist, service)
	}
	if action == "" {
		return Action{}, Err(ActionNotSpecified)
	}
	a, ok := table[strings.ToLower(action)]
	if !ok {
		return Action{}, Err(ActionDoesNotExist, action, service)
	}
	return a, nil
}
