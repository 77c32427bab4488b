package playertest

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"diptych/player/stream"
)

// Replay tells a fresh engine, in virtual time, what the one of a recorded session was
// told, and gives "" where it decides alike, and else where it first does not.
func Replay(file []byte) (difference string, err error) {
	entries, wall, err := readSession(file)
	if err != nil {
		return "", err
	}
	r := &replay{
		wall: wall, bound: map[int]func(){}, asked: map[int]func(stream.Response){},
		requests: map[int]stream.Request{}, canPlay: map[string]bool{},
	}
	for i := range entries {
		r.enter(&entries[i])
	}
	if !slices.ContainsFunc(r.then, func(d decided) bool { return strings.HasPrefix(d.text, "fetch ") }) {
		return "", fmt.Errorf("replay: no media was asked for in %d calls", len(entries))
	}
	return compare(r.then, r.now), nil
}

// decided is a decision at a moment, ms.
type decided struct {
	at   float64
	text string
}

// replay is the surroundings of the second engine.
type replay struct {
	wall      float64
	cur       *entry
	claimed   map[*line]bool // lines of cur that the engine has said too
	engine    *stream.Engine
	bound     map[int]func()                // timers by recorded number
	own       []*ownTimer                   // those that the first engine had not
	asked     map[int]func(stream.Response) // by recorded number
	requests  map[int]stream.Request
	canPlay   map[string]bool
	raw       readings
	state     stream.MediaState
	read      bool // state is of this call, and nothing has changed it since
	then, now []decided
}

type ownTimer struct {
	at float64
	f  func()
}

func (r *replay) enter(x *entry) {
	r.due(x.at)
	r.cur, r.claimed, r.read = x, map[*line]bool{}, false
	for i := range x.said {
		l := &x.said[i]
		if l.name == "canPlay" {
			r.canPlay[l.text(0)] = l.get(1) == true
		}
		if d := l.decision(); d != "" {
			r.then = append(r.then, decided{x.at, d})
		}
	}
	if r.engine != nil {
		r.input(x)
	}
	for i := range x.said {
		if l := &x.said[i]; l.name == "log" {
			if text, ours := strings.CutPrefix(l.text(1), "engine "); ours {
				r.tell(text)
			}
		}
	}
	for i := range x.said { // what nobody asked for changes the element all the same
		if l := &x.said[i]; l.name == "state" && !r.claimed[l] {
			r.claimed[l], r.state = true, r.raw.change(l.get(0))
		}
	}
}

// due lets timers go off that the first engine had not.
func (r *replay) due(now float64) {
	for {
		i := -1
		for k, t := range r.own {
			if t.f != nil && t.at < now && (i < 0 || t.at < r.own[i].at) {
				i = k
			}
		}
		if i < 0 {
			return
		}
		f := r.own[i].f
		r.cur, r.claimed, r.own[i].f = &entry{line: line{at: r.own[i].at}}, map[*line]bool{}, nil
		f()
	}
}

// input gives the engine what the call brought.
func (r *replay) input(x *entry) {
	switch id := int(x.num(0)); x.name {
	case "records":
		for _, v := range items(x.get(0)) {
			record := readRecord(v, r.requests)
			r.engine.OnRecord(record)
		}
	case "timer":
		if f := r.bound[id]; f != nil {
			delete(r.bound, id)
			f()
		}
	case "fetched":
		if done := r.asked[id]; done != nil {
			delete(r.asked, id)
			done(stream.Response{
				Status: int(x.num(1)), URL: x.text(2), TookMS: x.num(4), Body: x.text(5),
				Headers: map[string]string{"date": x.text(6)},
			})
		}
	case "online":
		r.engine.Online()
	case "element":
		if event := x.text(0); event != "volumechange" && event != "ratechange" {
			r.engine.OnMedia(event)
		}
	}
}

// claim finds a line of this call that the engine says too.
func (r *replay) claim(is func(*line) bool) *line {
	for i := range r.cur.said {
		if l := &r.cur.said[i]; !r.claimed[l] && is(l) {
			r.claimed[l] = true
			return l
		}
	}
	return nil
}

// sayIf takes what the engine does beside its owner, who does the same to the element:
// it has to be in the recording, but not all that is there is the engine's.
func (r *replay) sayIf(name, text string, is func(*line) bool) {
	if r.claim(func(l *line) bool { return l.name == name && is(l) }) == nil {
		r.say(text)
	}
}

func (r *replay) say(text string) { r.now = append(r.now, decided{r.cur.at, text}) }

func (r *replay) media() stream.MediaState {
	if !r.read {
		r.read = true
		if l := r.claim(func(l *line) bool { return l.name == "state" }); l != nil {
			r.state = r.raw.change(l.get(0))
		}
	}
	return r.state
}

func (r *replay) deps() stream.Deps {
	return stream.Deps{
		Carrier: replayCarrier{r}, Fetch: replayFetch{r}, Clock: replayClock{r}, Media: r.media, Log: Log{},
		SetTime: func(t float64) {
			same := func(l *line) bool { return math.Abs(l.num(0)-t) < 1e-6 }
			r.sayIf("media.seek", fmt.Sprintf("seek to %.3f s", t), same)
			r.read = false
		},
		SetRate: func(rate float64) {
			r.sayIf("media.rate", fmt.Sprintf("speed %.3f", rate), func(l *line) bool { return l.num(0) == rate })
			r.read = false
		},
		CanPlay: func(mime string) bool {
			can, known := r.canPlay[mime]
			return can || !known
		},
	}
}
