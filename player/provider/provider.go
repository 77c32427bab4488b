// Package provider speaks to the backend: one batch of calls for a title, and
// what the answers mean (reference: player-api §6).
package provider

import (
	"strconv"
	"strings"

	"diptych/player/stream"
	"diptych/player/value"
)

// Error is a failure in the provider's own numbering (reference: player-api §4.4).
type Error struct {
	Category, Code int
	Data           value.Map
	PlayerCategory int // of the player's error
	plain          bool
}

// Value is the error as a page gets it.
func (e *Error) Value() value.Map {
	if e.plain {
		return e.Data
	}
	return value.Map{"severity": 2, "category": e.Category, "code": e.Code, "data": e.Data}
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

// Provider asks one backend.
type Provider struct {
	Config   value.Map // provider section of the player's config
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
	retryParam = "networkRetryParameters"
)

func (p *Provider) partner() int { return value.Int(p.Config, "partnerId") }

// Request sends calls as one batch. Without a session the first call starts a
// widget session, whose KS the others use; its result is not handed on.
func (p *Provider) Request(calls []value.Map, ks string, done func(results value.List, err *Error)) {
	p.batch("", calls, ks, func(results value.List, _ string, err *Error) { done(results, err) })
}

func (p *Provider) batch(key string, calls []value.Map, ks string, done func(results value.List, ks string, err *Error)) {
	body := value.Map{"apiVersion": "3.3.0", "format": 1, "ks": ks, "clientTag": "html5:v" + p.Version, "partnerId": p.partner()}
	offset := 1
	token := ks
	if ks == "" {
		offset, token = 2, "{1:result:ks}"
		body["1"] = value.Map{"service": "session", "action": "startWidgetSession", "widgetId": p.widget()}
	}
	for i, call := range calls {
		call["ks"] = token
		body[strconv.Itoa(i+offset)] = call
	}
	p.send(key, value.JSON(body), 1, p.Clock.Now(), func(answer any, url string, err *Error) {
		var results value.List
		if err == nil {
			results, err = read(answer, url, len(calls), offset-1)
		}
		if err != nil {
			done(nil, "", err)
			return
		}
		if ks == "" {
			ks = value.Str(results[0], "ks")
			if e := exception(results[0]); e != nil {
				done(nil, "", failed(results))
				return
			}
		}
		done(results[offset-1:], ks, nil)
	})
}

func (p *Provider) widget() string {
	if w := value.Str(p.Config, "widgetId"); w != "" {
		return w
	}
	return "_" + strconv.Itoa(p.partner())
}

// again tells whether a batch that was not answered is sent once more.
func (p *Provider) again(try int, since float64) bool {
	if n := value.Int(p.Config, retryParam, "maxAttempts"); n > 0 {
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
	if ms := value.Num(p.Config, retryParam, "timeout"); ms > 0 {
		timeout = ms
	}
	p.post(stream.FetchRequest{Key: key, Body: body, MIME: "application/json", TimeoutMS: timeout}, func(r stream.Response, url string) {
		if r.Status == 0 && p.again(try, since) {
			p.tellAway(true)
			p.Clock.After(float64(min(int(200)<<min(try, 8), longestMS)), func() { p.send("", body, try+1, since, done) })
			return
		}
		p.tellAway(false)
		if r.Status != 200 {
			code := codeBadStatus
			if silent(r, timeout) {
				code = codeTimeout
			} else if r.Status == 0 {
				code = codeHTTP
			}
			done(nil, url, &Error{Category: network, Code: code, PlayerCategory: 7, Data: value.Map{"url": url, "status": r.Status, "attempt": try}})
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

func badResponse(url string) *Error {
	return &Error{Category: network, Code: codeBadResponse, PlayerCategory: 7, Data: value.Map{"url": url}}
}

// read finds the results of a batch in its answer: the list itself, a list below
// "result", or the answer of an action that gives a file, which stands alone in
// place of the list. ahead is how many results come before those of the calls.
func read(answer any, url string, calls, ahead int) (value.List, *Error) {
	list, ok := answer.(value.List)
	if !ok {
		list, ok = value.Get(answer, "result").(value.List)
	}
	switch x := exception(answer); {
	case ok && len(list) != ahead+calls:
		return nil, &Error{Category: network, Code: codeMismatch, PlayerCategory: 7}
	case ok:
		return list, nil
	case x != nil:
		return nil, &Error{Category: network, Code: codeMultirequest, PlayerCategory: 7, Data: value.Map{"url": url, "results": value.List{x}}}
	case calls == 1 && value.Object(answer) != nil:
		return append(make(value.List, ahead), answer), nil
	}
	return nil, badResponse(url)
}

// exception reads an API error object, nil when a result is none.
func exception(v any) value.Map {
	if value.Str(v, "objectType") == "KalturaAPIException" {
		return value.Map{"code": value.Str(v, "code"), "message": value.Str(v, "message")}
	}
	if inner := value.Get(v, "error"); value.Str(inner, "objectType") != "" {
		return value.Map{"code": value.Str(inner, "code"), "message": value.Str(inner, "message")}
	}
	return nil
}

// failed is the error of a batch in which a call failed.
func failed(results value.List) *Error {
	list := value.List{}
	for _, r := range results {
		if e := exception(r); e != nil {
			list = append(list, value.Map{"hasError": true, "error": e})
		} else {
			list = append(list, value.Map{"hasError": false, "data": r})
		}
	}
	return &Error{Category: network, Code: codeMultirequest, PlayerCategory: 7, Data: value.Map{"results": list}}
}

// PlayURL adds session, referrer, client and clip to a play URL (reference:
// player-api §6.5); what is there already stays.
func PlayURL(url, session, referrer, version string, sources value.Map) string {
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
	for _, key := range []string{"seekFrom", "clipTo"} {
		if s, ok := value.Numeric(sources, key); ok {
			add(key, strconv.Itoa(int(s*1000)))
		}
	}
	return url
}

// escape keeps what may stand in a query value (RFC 3986 §3.4).
func escape(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~:", c) >= 0 {
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
