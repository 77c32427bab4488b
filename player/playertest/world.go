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

	active  []*download
	stood   float64
	playing bool
}

type download struct {
	stream.Request
	size, done int64
	sentAt     float64
	told       float64
}

// NewWorld makes a world with a clock that has begun to play.
func NewWorld() *World {
	w := &World{Clock: &Clock{}, Bodies: map[string]string{}}
	w.Media = stream.MediaState{Rate: 1, Volume: 1, ByKind: map[stream.Kind][]stream.Range{}, ViewWidth: 1920, ViewHeight: 1080}
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
	if len(w.active) == 0 {
		return
	}
	share := int64(w.Speed(w.Clock.Now()) / 8 * step / 1000 / float64(len(w.active)))
	for _, d := range append([]*download{}, w.active...) {
		d.done = min(d.size, d.done+share)
		r := stream.Record{Request: d.Request, Bytes: d.done, Status: 200, SentAt: d.sentAt, FirstByteAt: d.sentAt + 20, Now: w.Clock.Now()}
		switch {
		case d.size < 0:
			w.drop(d.ID)
			r.State, r.Status, r.Code, r.Bytes = stream.Failed, 404, "status", 0
			w.Record(r)
		case d.done == d.size:
			w.drop(d.ID)
			w.Media.ByKind[d.Kind] = merge(w.Media.ByKind[d.Kind], stream.Range{Start: d.Start, End: d.Start + d.Duration})
			w.buffered()
			for _, state := range []stream.RecordState{stream.Loaded, stream.Appended} {
				r.State = state
				w.Record(r)
			}
		case w.Clock.Now()-d.told >= 200:
			d.told = w.Clock.Now()
			r.State = stream.Progress
			w.Record(r)
		}
	}
}

func (w *World) drop(id int) {
	for i, d := range w.active {
		if d.ID == id {
			w.active = append(append([]*download{}, w.active[:i]...), w.active[i+1:]...)
			return
		}
	}
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

// Seek moves the clock.
func (w *World) Seek(t float64) { w.Media.CurrentTime, w.stood = t, 0 }

// The carrier.

// Open implements stream.Carrier.
func (w *World) Open([]stream.SourceTrack) {
	w.Clock.After(1, func() { w.Record(stream.Record{State: stream.Opened, Now: w.Clock.Now()}) })
}

// SetSource implements stream.Carrier.
func (w *World) SetSource(string) {}

// Fetch implements stream.Carrier.
func (w *World) Fetch(r stream.Request) {
	w.Fetched = append(w.Fetched, r.Segment.URL)
	w.active = append(w.active, &download{Request: r, size: w.Sizes(r.Segment.URL), sentAt: w.Clock.Now()})
}

// Abort implements stream.Carrier.
func (w *World) Abort(id int) { w.drop(id) }

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
func (w *World) EndOfStream() { w.Ended = true }

// Close implements stream.Carrier.
func (w *World) Close() { w.active = nil }

// Log implements stream.Carrier.
func (w *World) Log() []stream.Record { return w.Past }

// Requests answers manifests after 20 ms.
type Requests struct{ W *World }

// Fetch implements stream.Fetcher.
func (f Requests) Fetch(r stream.FetchRequest, done func(stream.Response)) (cancel func()) {
	return f.W.Clock.After(20, func() {
		body, ok := f.W.Bodies[r.URL]
		answer := stream.Response{URL: r.URL, Status: 200, Body: body, TookMS: 20}
		if !ok {
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
	master.WriteString("#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"a\",NAME=\"Main\",DEFAULT=YES,URI=\"a.m3u8\"\n")
	rates := map[string]int{"a": 96_000}
	for i, b := range bitrates {
		fmt.Fprintf(&master, "#EXT-X-STREAM-INF:BANDWIDTH=%d,RESOLUTION=%dx%d,CODECS=\"avc1.64001f,mp4a.40.2\",AUDIO=\"a\"\nv%d.m3u8\n", b, 320*(i+1), 180*(i+1), i)
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
