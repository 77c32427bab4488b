package browser

import (
	"diptych/player"
	"diptych/player/stream"
	"diptych/player/value"
)

// carrier commands web/src/carrier.ts.
type carrier struct{ h *Host }

func (c carrier) Open(tracks []stream.SourceTrack) {
	c.h.readIn = 0
	clear(c.h.requests)
	c.h.carrier.Call("open", sourceTracks(tracks))
}

func (c carrier) Declare(tracks []stream.SourceTrack) {
	c.h.carrier.Call("declare", sourceTracks(tracks))
}

func sourceTracks(tracks []stream.SourceTrack) string {
	var list value.Array
	for _, t := range tracks {
		list = list.Add(value.Empty.Str("kind", string(t.Kind)).Str("mime", t.MIME))
	}
	return value.JSON(list)
}

func (c carrier) Place(id int, p stream.Placement) {
	var drop value.Array
	for _, track := range p.Drop {
		drop = drop.Num(float64(track))
	}
	c.h.carrier.Call("place", id,
		value.JSON(value.Empty.Str("mime", p.MIME).Num("offset", p.Offset).Put("drop", drop)))
}

func (c carrier) Protect(keys, types string) {
	c.h.carrier.Call("protect", keys, types, player.Version)
}

func (c carrier) SetSource(url string) { c.h.carrier.Call("source", url) }

func (c carrier) Fetch(r stream.Request) {
	f := value.Empty.Int("id", r.ID).Str("kind", string(r.Kind)).Str("rendition", r.Rendition).
		Put("segment", resource(r.Segment))
	f = f.Num("start", r.Start).Num("duration", r.Duration).Num("offset", r.Offset)
	if r.Init.URL != "" {
		f = f.Put("init", resource(r.Init))
	}
	if r.MIME != "" {
		f = f.Str("mime", r.MIME)
	}
	if r.CMCD != nil {
		f = f.Put("cmcd", r.CMCD)
	}
	if r.WindowEnd > 0 {
		f = f.Num("windowEnd", r.WindowEnd)
	}
	if r.Data != nil {
		f = f.Str("data", characters(r.Data))
	}
	if r.Inspect {
		f = f.Bool("inspect", true)
	}
	if r.Captions {
		f = f.Num("captions", float64(r.Discontinuity))
	}
	if r.Transform != nil {
		f = f.Put("transform", transform(r.Transform))
	}
	r.Data = nil
	c.h.requests[r.ID] = r
	c.h.carrier.Call("fetch", value.JSON(f))
}

func (c carrier) Abort(id int)   { c.h.carrier.Call("abort", id) }
func (c carrier) Discard(id int) { c.h.carrier.Call("discard", id) }
func (c carrier) Remove(kind stream.Kind, start, end float64) {
	c.h.carrier.Call("remove", string(kind), start, end)
}
func (c carrier) SetDuration(seconds float64) { c.h.carrier.Call("duration", seconds) }
func (c carrier) EndOfStream()                { c.h.carrier.Call("end") }
func (c carrier) Close() {
	c.h.readIn = 0
	clear(c.h.requests)
	c.h.carrier.Call("close")
}

func (c carrier) Log() []stream.Record { return c.h.Records(c.h.carrier.Call("log").String()) }

func transform(t *stream.Transform) value.Fields {
	f := value.Empty
	for _, x := range []struct {
		name string
		c    *stream.Cipher
	}{{"cipher", t.Cipher}, {"init", t.Init}} {
		if x.c != nil {
			f = f.Put(x.name, value.Empty.Str("method", x.c.Method).Str("key", x.c.Key).Str("iv", x.c.IV))
		}
	}
	return f
}

func resource(r stream.Resource) value.Fields {
	return value.Empty.Str("url", r.URL).Num("from", float64(r.From)).Num("to", float64(r.To))
}

// Records reads JSON of web/src/protocol.ts LogRecord[]. A record of a request of
// ours has only its id.
func (h *Host) Records(text string) []stream.Record {
	parsed, err := value.Parse(text)
	list, _ := parsed.(value.List)
	if err != nil {
		return nil
	}
	out := make([]stream.Record, 0, len(list))
	for _, v := range list {
		out = append(out, h.record(v))
	}
	return out
}

func (h *Host) record(v any) stream.Record {
	r := stream.Record{
		State: stream.RecordState(value.Str(v, "state")), Bytes: int64(value.Num(v, "bytes")),
		Network: int64(value.Num(v, "network")), Status: value.Int(v, "status"),
		SentAtMS: value.Num(v, "sentAt"), FirstByteAtMS: value.Num(v, "firstByteAt"), NowMS: value.Num(v, "now"),
		Code: value.Str(v, "code"), Message: value.Str(v, "message"),
	}
	id := value.Int(v, "id")
	if r.State == stream.Head {
		r.Init, r.Head = bytes(value.Str(v, "inside")), bytes(value.Str(v, "head"))
		r.Whole = value.Bool(v, "whole")
	}
	if r.State == stream.Caption {
		r.Discontinuity = int64(value.Num(v, "captions"))
		for _, x := range value.Items(v, "found") {
			r.Found = append(r.Found, stream.Captions{Channel: value.Str(x, "channel"), VTT: value.Str(x, "vtt")})
		}
		return r
	}
	ours, known := h.requests[id]
	if !known {
		ours = request(v)
		if id > 0 { // of an earlier driver
			h.requests[id] = ours
		}
	}
	r.Request = ours
	switch r.State {
	case stream.Appended, stream.Failed, stream.Aborted, stream.Evicted:
		delete(h.requests, id)
	}
	return r
}

// bytes reads a text with a character for each byte; nil for none.
func bytes(text string) []byte {
	if text == "" {
		return nil
	}
	out := make([]byte, 0, len(text))
	for _, c := range text {
		out = append(out, byte(c))
	}
	return out
}

// characters is the text that bytes reads.
func characters(list []byte) string {
	out := make([]rune, len(list))
	for i, b := range list {
		out[i] = rune(b)
	}
	return string(out)
}

func request(v any) stream.Request {
	read := func(key string) stream.Resource {
		return stream.Resource{
			URL: value.Str(v, key, "url"), From: int64(value.Num(v, key, "from")),
			To: int64(value.Num(v, key, "to")),
		}
	}
	return stream.Request{
		ID: value.Int(v, "id"), Kind: stream.Kind(value.Str(v, "kind")),
		Rendition: value.Str(v, "rendition"), Segment: read("segment"), Init: read("init"),
		MIME:  value.Str(v, "mime"),
		Start: value.Num(v, "start"), Duration: value.Num(v, "duration"), Offset: value.Num(v, "offset"),
		WindowEnd: value.Num(v, "windowEnd"),
	}
}
