package stream

import "diptych/player/manifest"

// FrameRule is when pictures that the browser could not show in time count: so many of
// those of an interval (ms) that Share (0 to 1) of them is exceeded. Cap tells that
// renditions such as the one that is shown are left then.
type FrameRule struct {
	IntervalMS, Share float64
	Cap               bool
}

// frames counts pictures in intervals of play.
type frames struct {
	sinceMS        float64 // 0 = nothing is counted
	dropped, total int
	below          int // bit/s that renditions have to stay below, 0 = any
}

// countFrames tells of an interval in which too many pictures were late. One that was
// not played and seen from end to end does not count.
func (e *Engine) countFrames(m *MediaState) {
	x, now := &e.frames, e.d.Clock.Now()
	since, dropped, total := x.sinceMS, m.DroppedFrames-x.dropped, m.TotalFrames-x.total
	if m.Paused || m.Hidden || m.Seeking || total < 0 || e.c.Frames.IntervalMS <= 0 {
		x.sinceMS = 0
		return
	}
	if since > 0 && now-since < e.c.Frames.IntervalMS {
		return
	}
	x.sinceMS, x.dropped, x.total = now, m.DroppedFrames, m.TotalFrames
	if since == 0 || float64(dropped) <= e.c.Frames.Share*float64(total) {
		return
	}
	e.l.FramesDropped(dropped, total, m.DroppedFrames)
	n := e.buffer(Video)
	if !e.c.Frames.Cap || n == nil || listedAt(e.allowed(), n.r) <= 0 {
		return
	}
	x.below = n.r.Bandwidth
	e.d.Log.Log(Warn, "too many pictures are late", "rendition", n.r.ID, "dropped", dropped, "of", total)
}

// savedHeight is the most lines where the viewer wants to save data.
const savedHeight = 480

// suits tells whether a rendition is for this device and its viewer.
func (e *Engine) suits(r *manifest.Rendition) bool {
	return e.c.Restrictions.Allow(r) && (e.frames.below == 0 || r.Bandwidth < e.frames.below) &&
		(!e.c.SaveData || r.Height <= savedHeight)
}
