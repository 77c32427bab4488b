package playertest

import (
	"encoding/base64"
	"math"

	"diptych/player/stream"
	"diptych/player/value"
)

func readResource(v any, key string) stream.Resource {
	return stream.Resource{
		URL: value.Str(v, key, "url"), From: int64(value.Num(v, key, "from")), To: int64(value.Num(v, key, "to")),
	}
}

func readRequest(v any) stream.Request {
	return stream.Request{
		ID: value.Int(v, "id"), Kind: stream.Kind(value.Str(v, "kind")), Rendition: value.Str(v, "rendition"),
		Segment: readResource(v, "segment"), Init: readResource(v, "init"), MIME: value.Str(v, "mime"),
		Start: value.Num(v, "start"), Duration: value.Num(v, "duration"), Offset: value.Num(v, "offset"),
		WindowEnd: value.Num(v, "windowEnd"),
	}
}

// readRecord reads a record; requests are the engine's that are under way.
func readRecord(v any, requests map[int]stream.Request) stream.Record {
	r := stream.Record{
		State: stream.RecordState(value.Str(v, "state")), Bytes: int64(value.Num(v, "bytes")),
		Network: int64(value.Num(v, "network")), Status: value.Int(v, "status"),
		SentAtMS: value.Num(v, "sentAt"), FirstByteAtMS: value.Num(v, "firstByteAt"), NowMS: value.Num(v, "now"),
		Code: value.Str(v, "code"), Message: value.Str(v, "message"),
		Init: bytesOf(v, "inside"), Head: bytesOf(v, "head"), Whole: value.Bool(v, "whole"),
	}
	if r.State == stream.Caption {
		r.Discontinuity = int64(value.Num(v, "captions"))
		for _, x := range value.Items(v, "found") {
			r.Found = append(r.Found, stream.Captions{Channel: value.Str(x, "channel"), VTT: value.Str(x, "vtt")})
		}
		return r
	}
	ours, known := requests[value.Int(v, "id")]
	if !known {
		ours = readRequest(v)
	}
	r.Request = ours
	return r
}

func bytesOf(v any, key string) []byte {
	b, err := base64.StdEncoding.DecodeString(value.Str(v, key))
	if err != nil || len(b) == 0 {
		return nil
	}
	return b
}

// readings are those of the element, each told by what has changed.
type readings []float64

// far stands for infinity in a file.
const far = 1e300

func (r *readings) change(v any) stream.MediaState {
	list, _ := v.(value.List)
	for i, x := range list {
		n, ok := value.Number(x)
		switch {
		case !ok:
			n = math.NaN()
		case math.Abs(n) >= far:
			n = math.Inf(int(n / far))
		}
		if i == 0 {
			for len(*r) < int(n) {
				*r = append(*r, 0)
			}
			*r = (*r)[:int(n)]
		} else if i%2 == 0 {
			place, _ := value.Number(list[i-1])
			(*r)[int(place)] = n
		}
	}
	return r.state()
}

// state reads the order of web/src/state.ts.
func (r *readings) state() stream.MediaState {
	at, flag := *r, func(i int) bool { return (*r)[i] != 0 }
	s := stream.MediaState{
		CurrentTime: at[0], Duration: at[1], Paused: flag(2), Ended: flag(3), Seeking: flag(4), ReadyState: int(at[5]),
		Rate: at[6], Volume: at[7], Muted: flag(8), VideoWidth: int(at[9]), VideoHeight: int(at[10]),
		ViewWidth: at[11], ViewHeight: at[12], DroppedFrames: int(at[13]), TotalFrames: int(at[14]), Hidden: flag(15),
	}
	next := 19
	ranges := func(slot int) (out []stream.Range) {
		for range int(at[slot]) {
			out = append(out, stream.Range{Start: at[next], End: at[next+1]})
			next += 2
		}
		return out
	}
	s.Buffered = ranges(16)
	s.ByKind = map[stream.Kind][]stream.Range{stream.Video: ranges(17)}
	s.ByKind[stream.Audio] = ranges(18)
	return s
}
