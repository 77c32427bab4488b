package playertest

import (
	"strconv"
	"strings"

	"diptych/player/stream"
)

// Fault is what goes wrong with an answer.
type Fault string

// The faults: a connection that breaks, an answer that takes 5 s, three that refuse, half
// of the bytes, a page in place of media, bytes that stop half way, and random ones.
const (
	NoFault   Fault = ""
	Drop      Fault = "drop"
	Delay     Fault = "delay"
	NotFound  Fault = "404"
	Forbidden Fault = "403"
	Broken    Fault = "500"
	Truncated Fault = "truncated"
	WrongType Fault = "wrong type"
	Stall     Fault = "stall mid-body"
	Garbage   Fault = "garbage"
)

// Faults are all of them.
var Faults = []Fault{Drop, Delay, NotFound, Forbidden, Broken, Truncated, WrongType, Stall, Garbage}

// How long the page waits for bytes before it gives a download up, or a small request, ms.
const (
	silenceMS = 20_000
	timeoutMS = 30_000
	delayMS   = 5_000
	page      = "<!doctype html><title>Sign in</title>"
	noise     = "\x8f\x11\xe5\x02\x7c\x99\x03\xd8"
)

// status is that of a fault which refuses, 0 for the others.
func (f Fault) status() int {
	n, _ := strconv.Atoi(string(f))
	return n
}

// answer is what comes of a small request that meets a fault.
func (w *World) answer(r stream.FetchRequest) (answer stream.Response, afterMS float64, is bool) {
	w.asked[r.URL]++
	f := w.Fault(r.URL, w.asked[r.URL])
	body := w.Bodies[r.URL]
	answer = stream.Response{URL: r.URL, Status: 200, Body: body, TookMS: 20}
	switch f {
	case NoFault:
		return answer, 0, false
	case Delay:
		answer.TookMS = delayMS
	case Drop:
		answer = stream.Response{URL: r.URL}
	case Stall:
		return stream.Response{URL: r.URL, TookMS: timeoutMS}, timeoutMS, true
	case Truncated:
		answer.Body = body[:len(body)/2]
		if r.XML { // a document without an end is none
			answer.Body = ""
		}
	case WrongType, Garbage:
		answer.Body = map[Fault]string{WrongType: page, Garbage: strings.Repeat(noise, 50)}[f]
		if r.XML {
			answer.Body = ""
		}
	default:
		answer.Status, answer.Body = f.status(), ""
	}
	return answer, max(20, answer.TookMS), true
}

// faultOf is what goes wrong with a segment: with itself, its init segment or its key.
func (w *World) faultOf(r stream.Request) Fault {
	if w.Fault == nil {
		return NoFault
	}
	urls := []string{r.Segment.URL, r.Init.URL}
	if r.Transform != nil && r.Transform.Cipher != nil {
		urls = append(urls, r.Transform.Cipher.Key)
	}
	for _, url := range urls {
		w.asked[url]++
		if f := w.Fault(url, w.asked[url]); f != NoFault {
			if url != r.Segment.URL && f == Truncated {
				return Garbage // half of an init segment, or of a key, is none
			}
			return f
		}
	}
	return NoFault
}

// faulty lets a download meet its fault; true when that is all that happens to it now.
func (w *World) faulty(d *download) bool {
	r := stream.Record{Request: d.Request, State: stream.Failed, SentAtMS: d.sentAtMS, NowMS: w.Clock.Now()}
	waited := w.Clock.Now() - d.sentAtMS
	key := d.Transform != nil && d.fault != NoFault && d.fault != Delay
	switch f := d.fault; {
	case f == Delay && waited < delayMS, f == Stall && waited < silenceMS:
		return true
	case f == NoFault || f == Delay:
		return false
	case key:
		r.Code, r.Status = "key", f.status()
	case f == Drop:
		r.Code = "network"
	case f == Stall:
		r.Code, r.Bytes, r.Status = "timeout", d.size/2, 200
	case f.status() > 0:
		r.Code, r.Status = "status", f.status()
	default:
		return false
	}
	w.drop(d.ID)
	w.Record(r)
	return true
}

// spoil makes of how a segment begins what is in its place.
func (w *World) spoil(r *stream.Record, d *download) {
	bad := []byte(page)
	if d.fault == Garbage {
		bad = []byte(strings.Repeat(noise, 50))
	}
	if w.Fault(d.Init.URL, w.asked[d.Init.URL]) != NoFault {
		r.Init = bad
		return
	}
	r.Head = bad
}
