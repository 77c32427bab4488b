package browser

import (
	"diptych/player/stream"
	"diptych/player/value"
)

// fetcher does small requests through the page.
type fetcher struct{ h *Host }

// Fetch implements stream.Fetcher.
func (f fetcher) Fetch(r stream.FetchRequest, done func(stream.Response)) (cancel func()) {
	id := f.h.id()
	f.h.fetches[id] = done
	m := value.Empty.Str("url", r.URL).Bool("xml", r.XML).Bool("credentials", r.Credentials)
	if r.Body != "" {
		m = m.Str("body", r.Body).Str("mime", r.MIME)
	}
	if r.Key != "" {
		m = m.Str("key", r.Key)
	}
	if len(r.Headers) > 0 {
		headers := value.Empty
		for k, v := range r.Headers {
			headers = headers.Str(k, v)
		}
		m = m.Put("headers", headers)
	}
	if r.Text != nil {
		m = m.Put("text", transform(&r.Text.Transform).Put("resource", resource(r.Text.Init)))
	}
	if r.Bytes || r.To > 0 {
		m = m.Num("from", float64(r.From)).Num("to", float64(r.To))
	}
	if r.TimeoutMS > 0 {
		m = m.Num("timeout", r.TimeoutMS)
	}
	f.h.object.Call("fetch", id, value.JSON(m))
	return func() {
		if f.h.fetches[id] != nil {
			delete(f.h.fetches, id)
			f.h.object.Call("cancel", id)
		}
	}
}

// Fetched brings an answer.
func (h *Host) Fetched(id int, r stream.Response, headers string) {
	done := h.fetches[id]
	if done == nil {
		return
	}
	delete(h.fetches, id)
	parsed, _ := value.Parse(headers)
	r.Headers = map[string]string{}
	for k := range value.Object(parsed) {
		r.Headers[k] = value.Str(parsed, k)
	}
	done(r)
}

// clock is the page's time.
type clock struct{ h *Host }

func (c clock) Now() float64  { return c.h.object.Call("now").Float() }
func (c clock) Wall() float64 { return c.h.object.Call("wall").Float() }

// After implements stream.Clock.
func (c clock) After(ms float64, f func()) (cancel func()) {
	id := c.h.id()
	c.h.timers[id] = f
	c.h.object.Call("timer", id, ms)
	return func() {
		if c.h.timers[id] != nil {
			delete(c.h.timers, id)
			c.h.object.Call("clearTimer", id)
		}
	}
}

// Timer runs what was to run after a while.
func (h *Host) Timer(id int) {
	if f := h.timers[id]; f != nil {
		delete(h.timers, id)
		f()
	}
}

// logger writes to the page's console.
type logger struct{ h *Host }

// Log implements stream.Logger.
func (l logger) Log(level stream.Level, msg string, keyvals ...any) {
	if level < stream.Warn && l.h.object.Get("verbose").IsUndefined() {
		return
	}
	for i := 0; i+1 < len(keyvals); i += 2 {
		msg += " " + text(keyvals[i]) + "=" + text(keyvals[i+1])
	}
	l.h.object.Call("log", int(level), msg)
}

func text(v any) string {
	switch t := v.(type) {
	case string:
		return t
	case float64:
		return value.FormatFloat(t)
	case error:
		return t.Error()
	}
	return value.JSON(v)
}
