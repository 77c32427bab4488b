// Package provider speaks to the backend: one batch of calls for a title, and
// what the answers mean (reference: player-api §6).
package provider

import (
	"cmp"
	"strconv"
	"strings"

	"diptych/player/model"
	"diptych/player/stream"
	"diptych/player/value"
)

// Error is a failure in the provider's own numbering (reference: player-api §4.4).
type Error struct {
	Category, Code int
	Data           value.Marshaler
	PlayerCategory int // of the player's error
	plain          bool
}

// AppendJSON implements value.Marshaler: the error as a page gets it.
func (e *Error) AppendJSON(dst []byte) []byte {
	data := e.Data
	if data == nil {
		data = value.Empty
	}
	if e.plain {
		return data.AppendJSON(dst)
	}
	return value.Empty.Int("severity", 2).Int("category", e.Category).Int("code", e.Code).Put("data", data).
		AppendJSON(dst)
}

// Network tells whether nothing is known of the title itself: the backend was
// not heard.
func (e *Error) Network() bool { return e.Category == network && e.Code != codeMultirequest }

// Numbers of the provider's errors.
const (
	network, service, own = 1, 2, 3

	codeBadStatus    = 1001
	codeHTTP         = 1002
	codeTimeout      = 1003
	codeBadResponse  = 1005
	codeMultirequest = 1006
	codeMismatch     = 1007
	codeBlock        = 2001
	codeNotReady     = 2002
	codeScheduled    = 2003
	codeDeleted      = 2004
	codeMandatory    = 3000
	codeNoSource     = 3001
)

// Call is one call of the API within a batch. Parameters are written after
// service and action.
type Call struct {
	Service, Action string
	Parameters      value.Fields
}

// with is the call as it is sent, with a session.
func (c Call) with(ks string) value.Fields {
	f := value.Empty.Str("service", c.Service).Str("action", c.Action).Str("ks", ks)
	if len(c.Parameters) > 0 {
		f = append(append(f, ','), c.Parameters...)
	}
	return f
}

// Provider asks one backend.
type Provider struct {
	Config   *model.Provider
	Fetch    stream.Fetcher
	Clock    stream.Clock
	Away     func(on bool) // tells that the backend does not answer at all, and that it does; may be nil
	Version  string
	Referrer string
	// Moved, if set, is told of the service URL that answers in place of the
	// configured one; Config has it by then.
	Moved func(serviceURL string)
}

// How long a batch is tried, where provider.networkRetryParameters do not say how
// often (reference: player-api §2.6); milliseconds. A network that is away comes
// back; the viewer is told meanwhile.
const (
	patienceMS = 40_000
	longestMS  = 2_000 // between two tries
	timeoutMS  = 10_000
)

// Request sends calls as one batch. Without a session the first call starts a
// widget session, whose KS the others use; its result is not handed on.
func (p *Provider) Request(calls []Call, ks string, done func(results value.List, err *Error)) {
	p.batch("", calls, ks, func(results value.List, _ string, err *Error) { done(results, err) })
}

func (p *Provider) batch(
	key string, calls []Call, ks string, done func(results value.List, ks string, err *Error),
) {
	body := value.Empty.Str("apiVersion", "3.3.0").Int("format", 1).Str("ks", ks)
	body = body.Str("clientTag", "html5:v"+p.Version).Int("partnerId", p.Config.PartnerID)
	ahead, token := 0, ks
	if ks == "" {
		ahead, token = 1, "{1:result:ks}"
		start := value.Empty.Str("service", "session").Str("action", "startWidgetSession").
			Str("widgetId", p.widget())
		body = body.Put("1", start)
	}
	for i, call := range calls {
		body = body.Put(strconv.Itoa(i+1+ahead), call.with(token))
	}
	p.send(key, value.JSON(body), 1, p.Clock.Now(), func(answer any, url string, err *Error) {
		var results value.List
		if err == nil {
			results, err = read(answer, url, len(calls), ahead)
		}
		if err != nil {
			done(nil, "", err)
			return
		}
		if ks == "" {
			ks = value.Str(results[0], "ks")
			if exceptionOf(results[0]) != nil {
				done(nil, "", failed(results))
				return
			}
		}
		done(results[ahead:], ks, nil)
	})
}

func (p *Provider) widget() string {
	return cmp.Or(p.Config.WidgetID, "_"+strconv.Itoa(p.Config.PartnerID))
}

// again tells whether a batch that was not answered is sent once more.
func (p *Provider) again(try int, since float64) bool {
	if n := p.Config.Attempts; n > 0 {
		return try < n
	}
	return p.Clock.Now()-since < patienceMS
}

func (p *Provider) tellAway(on bool) {
	if p.Away != nil {
		p.Away(on)
	}
}

// send posts a batch, again when the network fails; done gets what was answered,
// and where.
func (p *Provider) send(key, body string, try int, since float64, done func(answer any, url string, err *Error)) {
	timeout := float64(timeoutMS)
	if p.Config.TimeoutMS > 0 {
		timeout = p.Config.TimeoutMS
	}
	request := stream.FetchRequest{Key: key, Body: body, MIME: "application/json", TimeoutMS: timeout}
	p.post(request, func(r stream.Response, url string) {
		if r.Status == 0 && p.again(try, since) {
			p.tellAway(true)
			wait := float64(min(int(200)<<min(try, 8), longestMS))
			p.Clock.After(wait, func() { p.send("", body, try+1, since, done) })
			return
		}
		p.tellAway(false)
		if r.Status != 200 {
			done(nil, url, unanswered(r, url, try, timeout))
			return
		}
		answer, err := value.Parse(r.Body)
		if err != nil {
			done(nil, url, badResponse(url))
			return
		}
		done(answer, url, nil)
	})
}

func unanswered(r stream.Response, url string, try int, timeout float64) *Error {
	code := codeBadStatus
	if silent(r, timeout) {
		code = codeTimeout
	} else if r.Status == 0 {
		code = codeHTTP
	}
	data := value.Empty.Str("url", url).Int("status", r.Status).Int("attempt", try)
	return &Error{Category: network, Code: code, PlayerCategory: 7, Data: data}
}

func badResponse(url string) *Error {
	return &Error{Category: network, Code: codeBadResponse, PlayerCategory: 7, Data: value.Empty.Str("url", url)}
}

// read finds the results of a batch in its answer: the list itself, a list below
// "result", or the answer of an action that gives a file, which stands alone in
// place of the list. ahead is how many results come before those of the calls.
func read(answer any, url string, calls, ahead int) (value.List, *Error) {
	list, ok := answer.(value.List)
	if !ok {
		list, ok = value.Get(answer, "result").(value.List)
	}
	switch x := exceptionOf(answer); {
	case ok && len(list) != ahead+calls:
		return nil, &Error{Category: network, Code: codeMismatch, PlayerCategory: 7}
	case ok:
		return list, nil
	case x != nil:
		data := value.Empty.Str("url", url).Put("results", value.Array{}.Add(x))
		return nil, &Error{Category: network, Code: codeMultirequest, PlayerCategory: 7, Data: data}
	case calls == 1 && value.Object(answer) != nil:
		return append(make(value.List, ahead), answer), nil
	}
	return nil, badResponse(url)
}

// exception is an error of the API.
type exception struct{ code, message string }

// AppendJSON implements value.Marshaler.
func (x *exception) AppendJSON(dst []byte) []byte {
	return value.Empty.Str("code", x.code).Str("message", x.message).AppendJSON(dst)
}

// exceptionOf reads a result; nil when it is no error.
func exceptionOf(v any) *exception {
	if value.Str(v, "objectType") != "KalturaAPIException" {
		v = value.Get(v, "error")
		if value.Str(v, "objectType") == "" {
			return nil
		}
	}
	return &exception{value.Str(v, "code"), value.Str(v, "message")}
}

// Failed tells whether a result is an error of the API.
func Failed(result any) bool { return exceptionOf(result) != nil }

// failed is the error of a batch in which a call failed.
func failed(results value.List) *Error {
	list := value.Array{}
	for _, r := range results {
		if x := exceptionOf(r); x != nil {
			list = list.Add(value.Empty.Bool("hasError", true).Put("error", x))
		} else {
			list = list.Add(value.Empty.Bool("hasError", false).Any("data", r))
		}
	}
	return &Error{
		Category: network, Code: codeMultirequest, PlayerCategory: 7, Data: value.Empty.Put("results", list),
	}
}

// PlayURL adds session, referrer, client and clip to a play URL (reference:
// player-api §6.5); what is there already stays.
func PlayURL(url, session, referrer, version string, m *model.Media) string {
	add := func(key, v string) {
		if v == "" || strings.Contains(url, key+"=") {
			return
		}
		if strings.Contains(url, "?") {
			url += "&"
		} else {
			url += "?"
		}
		url += key + "=" + escape(v)
	}
	add("playSessionId", session)
	if referrer != "" {
		add("referrer", base64(referrer[:min(1000, len(referrer))]))
	}
	add("clientTag", "html5:v"+version)
	if m.SeekFrom != nil {
		add("seekFrom", strconv.Itoa(int(*m.SeekFrom*1000)))
	}
	if m.ClipTo != nil {
		add("clipTo", strconv.Itoa(int(*m.ClipTo*1000)))
	}
	return url
}

// escape keeps what may stand in a query value (RFC 3986 §3.4).
func escape(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' ||
			strings.IndexByte("-._~:", c) >= 0 {
			b.WriteByte(c)
		} else {
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
	return b.String()
}

func base64(s string) string {
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	var b strings.Builder
	for i := 0; i < len(s); i += 3 {
		var n, k uint32
		for j := range 3 {
			n <<= 8
			if i+j < len(s) {
				n |= uint32(s[i+j])
				k++
			}
		}
		for j := range uint32(4) {
			if j <= k {
				b.WriteByte(digits[n>>(18-6*j)&63])
			} else {
				b.WriteByte('=')
			}
		}
	}
	return b.String()
}
