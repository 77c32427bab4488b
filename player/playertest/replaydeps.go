package playertest

import (
	"fmt"
	"math"
	"strings"

	"diptych/player/manifest"
	"diptych/player/stream"
	"diptych/player/value"
)

func items(v any) value.List { l, _ := v.(value.List); return l }

// replayCarrier notes what the engine commands; what comes of it is recorded.
type replayCarrier struct{ r *replay }

func types(tracks []stream.SourceTrack) string {
	var out []string
	for _, t := range tracks {
		out = append(out, string(t.Kind)+" "+t.MIME)
	}
	return strings.Join(out, ", ")
}

func (c replayCarrier) Open(tracks []stream.SourceTrack) {
	c.r.say("open " + types(tracks))
	c.r.read = false
}
func (c replayCarrier) Declare(tracks []stream.SourceTrack) { c.r.say("declare " + types(tracks)) }
func (c replayCarrier) Place(id int, p stream.Placement) {
	c.r.say(fmt.Sprintf("place %d at %.3f s", id, p.Offset))
}
func (c replayCarrier) SetSource(url string) { c.r.say("source " + url) }
func (c replayCarrier) Fetch(f stream.Request) {
	c.r.say(fetches(f))
	f.Data = nil
	c.r.requests[f.ID] = f
}
func (c replayCarrier) Abort(id int)   { c.r.say(fmt.Sprintf("abort %d", id)) }
func (c replayCarrier) Discard(id int) { c.r.say(fmt.Sprintf("discard %d", id)) }
func (c replayCarrier) Remove(kind stream.Kind, start, end float64) {
	c.r.say(removes(kind, start, end))
}
func (c replayCarrier) SetDuration(seconds float64) {
	c.r.say(fmt.Sprintf("duration %.3f s", seconds))
}
func (c replayCarrier) Protect(string, string) {}
func (c replayCarrier) EndOfStream()           { c.r.say("end of stream") }
func (c replayCarrier) Close()                 { c.r.read = false }
func (c replayCarrier) Log() (out []stream.Record) {
	l := c.r.claim(func(l *line) bool { return l.name == "carrier.log" })
	if l == nil {
		return nil
	}
	for _, v := range items(l.get(0)) {
		record := readRecord(v, c.r.requests)
		if record.ID > 0 { // of an earlier driver
			c.r.requests[record.ID] = record.Request
		}
		out = append(out, record)
	}
	return out
}

// replayFetch answers small requests as they were answered.
type replayFetch struct{ r *replay }

func (f replayFetch) Fetch(q stream.FetchRequest, done func(stream.Response)) (cancel func()) {
	l := f.r.claim(func(l *line) bool { return l.name == "fetch" && value.Str(l.get(1), "url") == q.URL })
	if l == nil {
		f.r.say("load " + q.URL)
		return func() {}
	}
	id := int(l.num(0))
	f.r.asked[id] = done
	return func() { delete(f.r.asked, id) }
}

// replayClock stands during a call; timers go off when they did.
type replayClock struct{ r *replay }

func (c replayClock) Now() float64 {
	if c.r.cur == nil {
		return 0
	}
	return c.r.cur.at
}
func (c replayClock) Wall() float64 { return math.Floor(c.r.wall + c.Now() + 0.5) }
func (c replayClock) After(ms float64, f func()) (cancel func()) {
	l := c.r.claim(func(l *line) bool { return l.name == "timer" && math.Abs(l.num(1)-ms) < 0.5 })
	if l != nil {
		id := int(l.num(0))
		c.r.bound[id] = f
		return func() { delete(c.r.bound, id) }
	}
	t := &ownTimer{c.Now() + ms, f}
	c.r.own = append(c.r.own, t)
	return func() { t.f = nil }
}

// deaf hears nothing of what the second engine finds out.
type deaf struct{}

func (deaf) ManifestLoaded(*manifest.Presentation, float64) {}
func (deaf) VideoSwitched(*manifest.Rendition)              {}
func (deaf) AudioSwitched(*manifest.Rendition)              {}
func (deaf) FragLoaded(stream.Kind, string, int64, float64) {}
func (deaf) TextCues(string, string, float64)               {}
func (deaf) TextFound()                                     {}
func (deaf) Edge(stream.Window)                             {}
func (deaf) Events([]manifest.Event)                        {}
func (deaf) FramesDropped(int, int, int)                    {}
func (deaf) Away(bool)                                      {}
func (deaf) Failed(stream.Failure)                          {}

// context of a difference, lines.
const contextLines = 4

// compare gives "" for the same decisions, or the first that differ, with those around them.
func compare(then, now []decided) string {
	i := 0
	for i < len(then) && i < len(now) && then[i] == now[i] {
		i++
	}
	if i == len(then) && i == len(now) {
		return ""
	}
	out := fmt.Sprintf("the first %d decisions are the same; then\n", i)
	for _, d := range then[max(0, i-contextLines):i] {
		out += d.String(" ")
	}
	for _, side := range []struct {
		sign string
		list []decided
	}{{"-", then}, {"+", now}} {
		for _, d := range side.list[i:min(len(side.list), i+contextLines)] {
			out += d.String(side.sign)
		}
	}
	return out + "(- as recorded, + as it is decided now)"
}

func (d decided) String(sign string) string {
	return fmt.Sprintf("%s %8.3f s  %s\n", sign, d.at/1000, d.text)
}
