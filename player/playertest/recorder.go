package playertest

import (
	"encoding/json"
	"math"

	"diptych/player/stream"
)

// Recorder writes down what an engine of a World is told and what it says, as
// web/src/record does in the browser.
type Recorder struct {
	w      *World
	lines  []any
	at     float64 // when the call that is under way began, ms
	lastID int
	past   []float64
	state  stream.MediaState
	read   bool // state is of this call
}

// NewRecorder records a world.
func NewRecorder(w *World) *Recorder { return &Recorder{w: w} }

// File is what was recorded.
func (r *Recorder) File() []byte {
	out, err := json.Marshal(map[string]any{
		"format": "diptych-session", "version": 1, "wall": r.w.Clock.Wall() - r.w.Clock.Now(), "lines": r.lines,
	})
	if err != nil {
		panic(err) // all of it is numbers and texts
	}
	return out
}

// tell begins a call.
func (r *Recorder) tell(name string, rest ...any) {
	r.at, r.read = r.w.Clock.Now(), false
	r.say(">"+name, rest...)
}

func (r *Recorder) say(name string, rest ...any) {
	r.lines = append(r.lines, append([]any{r.at, name}, rest...))
}

func (r *Recorder) id() int {
	r.lastID++
	return r.lastID
}

// Records passes records on.
func (r *Recorder) Records(to func(stream.Record)) func(stream.Record) {
	return func(x stream.Record) {
		r.tell("records", []any{recordJSON(x)})
		to(x)
	}
}

// Element passes an event of the element on.
func (r *Recorder) Element(e *stream.Engine, event string) {
	r.tell("element", event)
	e.OnMedia(event)
}

// Viewer does what somebody asks for.
func (r *Recorder) Viewer(do func()) {
	r.tell("action")
	do()
}

// Deps are those of the world, listened to.
func (r *Recorder) Deps() stream.Deps {
	return stream.Deps{
		Carrier: recordedCarrier{r.w, r}, Fetch: recordedFetch{r}, Clock: recordedClock{r}, Media: r.media,
		Log: recordedLog{r}, CanPlay: func(string) bool { return true },
		SetTime: func(t float64) {
			r.say("media.seek", t)
			r.read = false
			r.w.Seek(t)
		},
	}
}

func (r *Recorder) media() stream.MediaState {
	if !r.read {
		r.state, r.read = r.w.Media, true
		r.say("state", r.change(r.flat()))
	}
	return r.state
}

// flat is a reading in the order of web/src/state.ts.
func (r *Recorder) flat() []float64 {
	m := &r.state
	flag := func(on bool) float64 {
		if on {
			return 1
		}
		return 0
	}
	out := []float64{
		m.CurrentTime, m.Duration, flag(m.Paused), flag(m.Ended), flag(m.Seeking), float64(m.ReadyState), m.Rate,
		m.Volume, flag(m.Muted), float64(m.VideoWidth), float64(m.VideoHeight), m.ViewWidth, m.ViewHeight,
		float64(m.DroppedFrames), float64(m.TotalFrames), flag(m.Hidden), 0, 0, 0,
	}
	for i, list := range [][]stream.Range{m.Buffered, m.ByKind[stream.Video], m.ByKind[stream.Audio]} {
		out[16+i] = float64(len(list))
		for _, x := range list {
			out = append(out, x.Start, x.End)
		}
	}
	return out
}

func (r *Recorder) change(now []float64) []any {
	out := []any{len(now)}
	for i, v := range now {
		if i < len(r.past) && r.past[i] == v {
			continue
		}
		if math.IsNaN(v) {
			out = append(out, i, nil)
		} else {
			out = append(out, i, max(-far, min(v, far)))
		}
	}
	r.past = now
	return out
}
