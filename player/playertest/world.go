package playertest

import (
	"fmt"
	"strings"

	"diptych/player/stream"
)

// step is how finely virtual play and downloads advance, ms.
const step = 10

// World is a link, a carrier and a media element in virtual time.
type World struct {
	Past    []stream.Record // what another driver has begun
	Clock   *Clock
	Speed   func(now float64) float64 // of the link, bit/s, at a moment (ms)
	Bodies  map[string]string         // manifests by URL
	Sizes   func(url string) int64    // of a segment, bytes; < 0 is a 404
	Record  func(stream.Record)       // where the carrier's records go
	Media   stream.MediaState
	Fetched []string // segments asked for, in order
	Stood   float64  // the longest that the clock stood while playing, ms
	Ended   bool     // end of stream was called
	Down    bool     // the network does not answer
	// Inside gives the first bytes of the init segment and of the media of a
	// segment, where Times are 0 or more: when its media begins by its own clock and
	// how long it is, seconds. Without it media stands where its request says.
	Inside   func(r stream.Request) (init, head []byte)
	Times    func(url string) (start, duration float64, ok bool)
	Declared []stream.SourceTrack        // the types of the SourceBuffers
	Places   map[string]stream.Placement // how segments were appended, by URL

	// KeySystem is told of keys and types, and answers by Keys records.
	KeySystem func(keys, types string)

	// Dead tells of small requests that get no answer, NoInit of segments whose init
	// segment fails after their media is here.
	Dead   func(url string) bool
	NoInit func(url string) bool

	// Serve answers small requests in place of Bodies, after a time, ms; Held is until
	// when (Clock.Now, ms) the server holds the answer about a segment back.
	Serve func(r stream.FetchRequest) (body string, status int, afterMS float64)
	Held  func(url string) float64
	// Fault is what happens to the n-th request, from 1, for something; NoFault for nothing.
	Fault func(url string, n int) Fault
	// Seeked is called when the clock was moved.
	Seeked func()

	asked   map[string]int
	inits   map[stream.Resource]bool // told of
	arrived []*download              // here, not yet appended
	opened  bool
	ending  bool // EndOfStream was called
	active  []*download
	stood   float64
	playing bool
}

type download struct {
	stream.Request
	size, done int64
	sentAtMS   float64
	notifiedMS float64
	heads      int // told of how it begins; 2 = the whole
	placed     bool
	offset     float64
	fault      Fault
	spoilt     bool // what came is no media
}

// NewWorld makes a world with a clock that has begun to play.
func NewWorld() *World {
	w := &World{
		Clock: &Clock{}, Bodies: map[string]string{}, Places: map[string]stream.Placement{},
		inits: map[stream.Resource]bool{}, asked: map[string]int{},
	}
	w.Media = stream.MediaState{
		Rate: 1, Volume: 1, ByKind: map[stream.Kind][]stream.Range{}, ViewWidth: 1920, ViewHeight: 1080,
	}
	return w
}

// Run lets seconds pass.
func (w *World) Run(seconds float64) {
	for range int(seconds * 1000 / step) {
		w.download()
		w.play()
		w.Clock.Run(step)
	}
}

func (w *World) download() {
	w.append()
	w.end()
	if len(w.active) == 0 {
		return
	}
	share := int64(w.Speed(w.Clock.Now()) / 8 * step / 1000 / float64(len(w.active)))
	for _, d := range append([]*download{}, w.active...) {
		if w.Held != nil && w.Clock.Now() < w.Held(d.Segment.URL) {
			d.sentAtMS = w.Clock.Now()
			continue
		}
		if w.faulty(d) {
			continue
		}
		d.done = min(d.size, d.done+share)
		r := stream.Record{
			Request: d.Request, Bytes: d.done, Status: 200, SentAtMS: d.sentAtMS, FirstByteAtMS: d.sentAtMS + 20,
			NowMS: w.Clock.Now(),
		}
		switch {
		case w.Down:
			w.drop(d.ID)
			r.State, r.Status, r.Code, r.Bytes, r.FirstByteAtMS = stream.Failed, 0, "network", 0, 0
			w.Record(r)
		case d.size < 0:
			w.drop(d.ID)
			r.State, r.Status, r.Code, r.Bytes = stream.Failed, 404, "status", 0
			w.Record(r)
		case d.done == d.size:
			w.drop(d.ID)
			w.arrived = append(w.arrived, d)
			r.State = stream.Loaded
			w.Record(r)
			w.show(d, true)
			if w.NoInit != nil && w.NoInit(d.Segment.URL) {
				w.drop(d.ID)
				r.State, r.Status, r.Code = stream.Failed, 503, "status"
				w.Record(r)
			}
			w.append()
		case w.Clock.Now()-d.notifiedMS >= 200:
			w.show(d, false)
			d.notifiedMS = w.Clock.Now()
			r.State = stream.Progress
			w.Record(r)
		}
	}
}

// show tells how a segment begins that is to be looked into: what has come of it,
// and at last the whole. Init segments are told once.
func (w *World) show(d *download, whole bool) {
	if !d.Inspect || d.placed || d.heads > 0 && !whole || d.heads > 1 ||
		w.NoInit != nil && w.NoInit(d.Segment.URL) {
		return
	}
	whole = whole || w.Inside == nil
	d.heads++
	if whole {
		d.heads = 2
	}
	r := stream.Record{Request: d.Request, State: stream.Head, Whole: whole, NowMS: w.Clock.Now()}
	if w.Inside != nil {
		r.Init, r.Head = w.Inside(d.Request)
	}
	if d.spoilt {
		w.spoil(&r, d)
	}
	if w.inits[d.Init] && d.Init.URL != "" {
		r.Init = nil
	}
	w.inits[d.Init] = true
	w.Record(r)
}

// append puts what has come into the SourceBuffers, in order.
func (w *World) append() {
	waiting := map[stream.Kind]bool{}
	for _, d := range append([]*download{}, w.arrived...) {
		if !waiting[d.Kind] && w.opened && (!d.Inspect || d.placed) && d.spoilt {
			w.drop(d.ID)
			w.Record(stream.Record{Request: d.Request, State: stream.Failed, Code: "append", NowMS: w.Clock.Now()})
			continue
		}
		if waiting[d.Kind] || !w.opened || d.Inspect && !d.placed {
			waiting[d.Kind] = true
			continue
		}
		w.land(d)
		w.Record(stream.Record{Request: d.Request, State: stream.Appended, Bytes: d.size, NowMS: w.Clock.Now()})
	}
}

func (w *World) land(d *download) {
	for i, have := range w.arrived {
		if have == d {
			w.arrived = append(append([]*download{}, w.arrived[:i]...), w.arrived[i+1:]...)
			break
		}
	}
	start, duration := d.Start, d.Duration
	if w.Times != nil {
		if t, length, ok := w.Times(d.Segment.URL); ok {
			start, duration = t+d.offset, length
		}
	}
	if d.fault == Truncated {
		duration /= 2
	}
	if d.size > 0 && duration > 0 && start+duration > 0 {
		w.Media.ByKind[d.Kind] = merge(w.Media.ByKind[d.Kind],
			stream.Range{Start: max(0, start), End: start + duration})
	}
	w.buffered()
}

// drop takes a download out, nil when it is not there.
func (w *World) drop(id int) *download {
	for _, list := range []*[]*download{&w.arrived, &w.active} {
		for i, d := range *list {
			if d.ID == id {
				*list = append(append([]*download{}, (*list)[:i]...), (*list)[i+1:]...)
				return d
			}
		}
	}
	return nil
}

// merge adds a range to an ascending list.
func merge(list []stream.Range, r stream.Range) []stream.Range {
	var out []stream.Range
	for _, have := range list {
		switch {
		case have.End < r.Start-0.001:
			out = append(out, have)
		case have.Start > r.End+0.001:
			out = append(out, r)
			r = have
		default:
			r = stream.Range{Start: min(r.Start, have.Start), End: max(r.End, have.End)}
		}
	}
	return append(out, r)
}

// buffered is where all kinds overlap.
func (w *World) buffered() {
	w.Media.Buffered = nil
	if len(w.Declared) == 1 {
		w.Media.Buffered = w.Media.ByKind[w.Declared[0].Kind]
		return
	}
	for _, v := range w.Media.ByKind[stream.Video] {
		for _, a := range w.Media.ByKind[stream.Audio] {
			if start, end := max(v.Start, a.Start), min(v.End, a.End); end > start {
				w.Media.Buffered = append(w.Media.Buffered, stream.Range{Start: start, End: end})
			}
		}
	}
}

func (w *World) play() {
	m := &w.Media
	room := 0.0
	for _, r := range m.Buffered {
		if r.Start <= m.CurrentTime+0.001 && r.End > m.CurrentTime {
			room = r.End - m.CurrentTime
		}
	}
	m.ReadyState = 2
	if !w.known() {
		m.ReadyState = 0
	}
	if room > 0.05 {
		m.ReadyState, w.playing = 4, true
	}
	if m.Paused || m.Ended {
		return
	}
	if d := m.Duration; d > 0 && m.CurrentTime >= d-0.02 {
		m.Ended = true
		return
	}
	if room <= 0 {
		if w.playing {
			w.stood += step
			w.Stood = max(w.Stood, w.stood)
		}
		return
	}
	w.stood = 0
	m.CurrentTime += min(room, step/1000.0*m.Rate)
}

// known tells that every SourceBuffer had something, as an element wants before it
// knows what it plays.
func (w *World) known() bool {
	for _, t := range w.Declared {
		if len(w.Media.ByKind[t.Kind]) == 0 {
			return false
		}
	}
	return w.opened
}

// Seek moves the clock.
func (w *World) Seek(t float64) {
	w.Media.CurrentTime, w.stood = t, 0
	if w.Seeked != nil {
		w.Clock.After(1, w.Seeked)
	}
}

// The carrier.

// Open implements stream.Carrier.
func (w *World) Open(tracks []stream.SourceTrack) {
	w.active, w.arrived, w.opened, w.Declared, w.inits = nil, nil, false, tracks, map[stream.Resource]bool{}
	w.Declare(tracks)
}

// Protect implements stream.Carrier: without a key system there are no keys.
func (w *World) Protect(keys, types string) {
	w.Clock.After(1, func() {
		if w.KeySystem == nil {
			w.Record(stream.Record{State: stream.Keys, Code: "failed", Status: 6010})
			return
		}
		w.KeySystem(keys, types)
	})
}

// Declare implements stream.Carrier.
func (w *World) Declare(tracks []stream.SourceTrack) {
	w.Declared = tracks
	for _, t := range tracks {
		if t.MIME == "" {
			return
		}
	}
	w.Clock.After(1, func() {
		if w.opened {
			return
		}
		w.opened = true
		w.Record(stream.Record{State: stream.Opened, NowMS: w.Clock.Now()})
	})
}

// Place implements stream.Carrier.
func (w *World) Place(id int, p stream.Placement) {
	for _, d := range append(append([]*download{}, w.active...), w.arrived...) {
		if d.ID == id {
			d.placed, d.offset = true, p.Offset
			w.Places[d.Segment.URL] = p
		}
	}
}

// SetSource implements stream.Carrier.
func (w *World) SetSource(string) {}

// Fetch implements stream.Carrier.
func (w *World) Fetch(r stream.Request) {
	if r.Data == nil {
		w.Fetched = append(w.Fetched, r.Segment.URL)
	}
	d := &download{Request: r, size: int64(len(r.Data)), sentAtMS: w.Clock.Now()}
	if r.Data == nil {
		d.size = w.Sizes(r.Segment.URL)
		d.fault = w.faultOf(r)
		d.spoilt = r.Transform == nil && (d.fault == WrongType || d.fault == Garbage)
	}
	w.active, w.ending = append(w.active, d), false
	w.Clock.After(1, func() {
		for _, have := range w.active {
			if have == d && d.size >= 0 && !w.Down {
				w.show(d, false)
			}
		}
	})
}

// Abort implements stream.Carrier.
func (w *World) Abort(id int) {
	if d := w.drop(id); d != nil {
		w.Clock.After(0, func() {
			w.Record(stream.Record{Request: d.Request, State: stream.Aborted, NowMS: w.Clock.Now()})
		})
	}
}

// Discard implements stream.Carrier: the init segment is asked for anew, and told again.
func (w *World) Discard(id int) {
	for _, d := range append(append([]*download{}, w.active...), w.arrived...) {
		if d.ID == id {
			delete(w.inits, d.Init)
		}
	}
	w.Abort(id)
}

// Remove implements stream.Carrier.
func (w *World) Remove(kind stream.Kind, start, end float64) {
	var out []stream.Range
	for _, r := range w.Media.ByKind[kind] {
		if r.Start < start {
			out = append(out, stream.Range{Start: r.Start, End: min(r.End, start)})
		}
		if r.End > end {
			out = append(out, stream.Range{Start: max(r.Start, end), End: r.End})
		}
	}
	w.Media.ByKind[kind] = out
	w.buffered()
}

// SetDuration implements stream.Carrier.
func (w *World) SetDuration(seconds float64) { w.Media.Duration = seconds }

// EndOfStream implements stream.Carrier.
func (w *World) EndOfStream() { w.ending = true }

// end ends the stream once all is in the SourceBuffers.
func (w *World) end() {
	if !w.ending || len(w.arrived)+len(w.active) > 0 {
		return
	}
	w.ending, w.Ended = false, true
	end := 0.0
	for _, list := range w.Media.ByKind {
		for _, r := range list {
			end = max(end, r.End)
		}
	}
	w.Media.Duration = end
}

// Close implements stream.Carrier.
func (w *World) Close() { w.active, w.arrived, w.opened = nil, nil, false }

// Log implements stream.Carrier.
func (w *World) Log() []stream.Record { return w.Past }

// Requests answers manifests after 20 ms.
type Requests struct{ W *World }

// Fetch implements stream.Fetcher.
func (f Requests) Fetch(r stream.FetchRequest, done func(stream.Response)) (cancel func()) {
	if serve := f.W.Serve; serve != nil && !f.W.Down {
		body, status, after := serve(r)
		return f.W.Clock.After(after, func() {
			done(stream.Response{URL: r.URL, Status: status, Body: body, TookMS: after})
		})
	}
	if f.W.Fault != nil {
		if answer, after, is := f.W.answer(r); is {
			return f.W.Clock.After(after, func() { done(answer) })
		}
	}
	wait := 20.0
	if f.W.Dead != nil && f.W.Dead(r.URL) {
		wait = 3000
	}
	return f.W.Clock.After(wait, func() {
		body, ok := f.W.Bodies[r.URL]
		answer := stream.Response{URL: r.URL, Status: 200, Body: body, TookMS: 20}
		switch {
		case f.W.Down || f.W.Dead != nil && f.W.Dead(r.URL):
			answer.Status, answer.Body = 0, ""
		case !ok:
			answer.Status = 404
		}
		done(answer)
	})
}

// Log drops what is logged.
type Log struct{}

// Log implements stream.Logger.
func (Log) Log(stream.Level, string, ...any) {}

// HLS writes a presentation of seconds with 2 s segments: a video rendition for
// each bit rate and one of audio at 96 kbit/s. Its master is at http://x/main.m3u8.
func (w *World) HLS(seconds int, bitrates ...int) {
	var master strings.Builder
	master.WriteString("#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"Main\",DEFAULT=YES," +
		"URI=\"a.m3u8\"\n")
	rates := map[string]int{"a": 96_000}
	for i, b := range bitrates {
		fmt.Fprintf(&master, "#EXT-X-STREAM-INF:BANDWIDTH=%d,RESOLUTION=%dx%d,CODECS=\"avc1.64001f,"+
			"mp4a.40.2\",AUDIO=\"a\"\nv%d.m3u8\n", b, 320*(i+1), 180*(i+1), i)
		rates[fmt.Sprint("v", i)] = b
	}
	w.Bodies["http://x/main.m3u8"] = master.String()
	for name := range rates {
		var list strings.Builder
		fmt.Fprintf(&list, "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MAP:URI=\"%s-init.mp4\"\n", name)
		for i := range seconds / 2 {
			fmt.Fprintf(&list, "#EXTINF:2,\n%s-%d.m4s\n", name, i)
		}
		list.WriteString("#EXT-X-ENDLIST\n")
		w.Bodies["http://x/"+name+".m3u8"] = list.String()
	}
	w.Sizes = func(url string) int64 {
		name, _, _ := strings.Cut(strings.TrimPrefix(url, "http://x/"), "-")
		return int64(rates[name]) / 8 * 2
	}
}
