package browser

import (
	"math"
	"syscall/js"

	"diptych/player/stream"
)

// element is the <video>.
type element struct{ h *Host }

// State implements player.MediaElement: one copy of one array, at most once in
// a call from the page.
func (e element) State() stream.MediaState {
	if e.h.readIn != callNumber {
		e.h.object.Call("state")
		js.CopyBytesToGo(e.h.buffer, e.h.object.Get("stateBytes"))
		e.h.state, e.h.readIn = decode(e.h.buffer), callNumber
	}
	return e.h.state
}

// float reads a little-endian float64; encoding/binary would link reflect.
func float(b []byte) float64 {
	var bits uint64
	for i := 7; i >= 0; i-- {
		bits = bits<<8 | uint64(b[i])
	}
	return math.Float64frombits(bits)
}

// The order is that of web/src/state.ts.
func decode(b []byte) stream.MediaState {
	at := func(i int) float64 { return float(b[i*8:]) }
	flag := func(i int) bool { return at(i) != 0 }
	s := stream.MediaState{
		CurrentTime: at(0), Duration: at(1), Paused: flag(2), Ended: flag(3), Seeking: flag(4),
		ReadyState: int(at(5)), Rate: at(6), Volume: at(7), Muted: flag(8),
		VideoWidth: int(at(9)), VideoHeight: int(at(10)), ViewWidth: at(11), ViewHeight: at(12),
		DroppedFrames: int(at(13)), TotalFrames: int(at(14)), Hidden: flag(15),
	}
	next := 19
	ranges := func(slot int) []stream.Range {
		var out []stream.Range
		for range int(at(slot)) {
			out = append(out, stream.Range{Start: at(next), End: at(next + 1)})
			next += 2
		}
		return out
	}
	s.Buffered = ranges(16)
	s.ByKind = map[stream.Kind][]stream.Range{stream.Video: ranges(17)}
	s.ByKind[stream.Audio] = ranges(18)
	return s
}

func (e element) write(method string, args ...any) {
	e.h.readIn = 0
	e.h.media.Call(method, args...)
}

// Play implements player.MediaElement.
func (e element) Play(done func(string)) {
	id := e.h.id()
	e.h.plays[id] = done
	e.write("play", id)
}

func (e element) Pause()                   { e.write("pause") }
func (e element) SetCurrentTime(t float64) { e.write("seek", t) }
func (e element) SetPlaybackRate(r float64) {
	e.write("rate", r)
}
func (e element) SetVolume(v float64) { e.write("volume", v) }
func (e element) SetMuted(m bool)     { e.write("muted", m) }

// OnNextFrame implements player.MediaElement.
func (e element) OnNextFrame(f func(mediaTime, presentedAt float64)) {
	e.h.frames = append(e.h.frames, f)
	if len(e.h.frames) == 1 {
		e.h.media.Call("frame")
	}
}

// Played brings the outcome of a play call: "" or the name of the exception.
func (h *Host) Played(id int, name string) {
	if f := h.plays[id]; f != nil {
		delete(h.plays, id)
		f(name)
	}
}

// Frame tells of a presented picture.
func (h *Host) Frame(mediaTime, presentedAt float64) {
	list := h.frames
	h.frames = nil
	for _, f := range list {
		f(mediaTime, presentedAt)
	}
}
