package playertest

import (
	"encoding/base64"
	"fmt"
	"math"

	"diptych/player/stream"
	"diptych/player/value"
)

type recordedCarrier struct {
	*World
	r *Recorder
}

func trackList(tracks []stream.SourceTrack) (out []any) {
	for _, t := range tracks {
		out = append(out, map[string]any{"kind": t.Kind, "mime": t.MIME})
	}
	return out
}

func (c recordedCarrier) Open(tracks []stream.SourceTrack) {
	c.r.say("carrier.open", trackList(tracks))
	c.r.read = false
	c.World.Open(tracks)
}
func (c recordedCarrier) Declare(tracks []stream.SourceTrack) {
	c.r.say("carrier.declare", trackList(tracks))
	c.World.Declare(tracks)
}
func (c recordedCarrier) Place(id int, p stream.Placement) {
	c.r.say("carrier.place", id, map[string]any{"offset": p.Offset})
	c.World.Place(id, p)
}
func (c recordedCarrier) Fetch(f stream.Request) {
	c.r.say("carrier.fetch", requestJSON(f))
	c.World.Fetch(f)
}
func (c recordedCarrier) Abort(id int) {
	c.r.say("carrier.abort", id)
	c.World.Abort(id)
}
func (c recordedCarrier) Discard(id int) {
	c.r.say("carrier.discard", id)
	c.World.Discard(id)
}
func (c recordedCarrier) Remove(kind stream.Kind, start, end float64) {
	to := any(end)
	if math.IsInf(end, 1) {
		to = nil
	}
	c.r.say("carrier.remove", kind, start, to)
	c.World.Remove(kind, start, end)
}
func (c recordedCarrier) SetDuration(seconds float64) {
	c.r.say("carrier.duration", seconds)
	c.World.SetDuration(seconds)
}
func (c recordedCarrier) EndOfStream() {
	c.r.say("carrier.end")
	c.World.EndOfStream()
}
func (c recordedCarrier) Log() []stream.Record {
	log := c.World.Log()
	list := []any{}
	for _, x := range log {
		list = append(list, recordJSON(x))
	}
	c.r.say("carrier.log", list)
	return log
}

func resourceJSON(x stream.Resource) map[string]any {
	return map[string]any{"url": x.URL, "from": x.From, "to": x.To}
}

func requestJSON(f stream.Request) map[string]any {
	return map[string]any{
		"id": f.ID, "kind": f.Kind, "rendition": f.Rendition, "segment": resourceJSON(f.Segment),
		"init": resourceJSON(f.Init), "mime": f.MIME, "start": f.Start, "duration": f.Duration, "offset": f.Offset,
	}
}

func recordJSON(x stream.Record) map[string]any {
	out := requestJSON(x.Request)
	for name, v := range map[string]any{
		"state": x.State, "bytes": x.Bytes, "network": x.Network, "status": x.Status, "sentAt": x.SentAtMS,
		"firstByteAt": x.FirstByteAtMS, "now": x.NowMS, "code": x.Code, "message": x.Message, "whole": x.Whole,
		"head":   base64.StdEncoding.EncodeToString(x.Head),
		"inside": base64.StdEncoding.EncodeToString(x.Init),
	} {
		out[name] = v
	}
	return out
}

type recordedFetch struct{ r *Recorder }

func (f recordedFetch) Fetch(q stream.FetchRequest, done func(stream.Response)) (cancel func()) {
	id := f.r.id()
	f.r.say("fetch", id, map[string]any{"url": q.URL})
	return Requests{f.r.w}.Fetch(q, func(a stream.Response) {
		f.r.tell("fetched", id, a.Status, a.URL, len(a.Body), a.TookMS, a.Body, a.Headers["date"])
		done(a)
	})
}

type recordedClock struct{ r *Recorder }

func (c recordedClock) Now() float64  { return c.r.w.Clock.Now() }
func (c recordedClock) Wall() float64 { return c.r.w.Clock.Wall() }
func (c recordedClock) After(ms float64, f func()) (cancel func()) {
	id := c.r.id()
	c.r.say("timer", id, ms)
	return c.r.w.Clock.After(ms, func() {
		c.r.tell("timer", id)
		f()
	})
}

type recordedLog struct{ r *Recorder }

// Log writes as wasm/browser does.
func (l recordedLog) Log(level stream.Level, msg string, keyvals ...any) {
	for i := 0; i+1 < len(keyvals); i += 2 {
		text := value.JSON(keyvals[i+1])
		if s, ok := keyvals[i+1].(string); ok {
			text = s
		}
		msg += fmt.Sprint(" ", keyvals[i], "=", text)
	}
	l.r.say("log", int(level), msg)
}
