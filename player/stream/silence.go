package stream

import "diptych/player/segment"

// voice is how the sound of a track is written, for silence in it.
type voice struct {
	track segment.Track
	init  Resource
	mime  string
}

// fills tells that a gap is filled with silence: the picture goes on meanwhile.
func (e *Engine) fills(n *trackBuffer, i int) bool {
	video := e.buffer(Video)
	if n.kind != Audio || video == nil || !n.voice.track.CanBeSilent() {
		return false
	}
	start := n.r.Segments[i].Start + tolerance
	k := video.index(start, false)
	return k < len(video.r.Segments) && !video.r.Segments[k].Gap && video.r.Segments[k].Start <= start
}

// hush makes the request for a gap that is filled.
func (e *Engine) hush(n *trackBuffer, f *flight) {
	f.Segment = Resource{To: -1}
	f.Inspect, f.Offset = false, 0
	f.Init, f.MIME = n.voice.init, n.voice.mime
	f.Data = segment.Silence(n.voice.track, f.Start, f.Duration)
}
