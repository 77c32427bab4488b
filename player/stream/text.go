package stream

import (
	"math"

	"diptych/player/caption"
	"diptych/player/manifest"
)

// textTrack fetches the pieces of a text rendition around the clock.
type textTrack struct {
	e     *Engine
	r     *manifest.Rendition
	asked map[string]bool
}

// textWindow is how far ahead captions are fetched, seconds.
const textWindow = 60.0

// SelectText shows a text rendition of the manifest; "" none.
func (e *Engine) SelectText(id string) {
	e.text = nil
	if e.p == nil {
		return
	}
	r := e.find(e.p.Text, id)
	if r == nil {
		return
	}
	t := &textTrack{e: e, r: r, asked: map[string]bool{}}
	e.text = t
	e.playlist(r, 1, func() {
		if e.text == t {
			m := e.d.Media()
			t.tick(&m)
		}
	})
}

// textFailed shows no text, as its playlist does not come; play goes on.
func (e *Engine) textFailed(r *manifest.Rendition, answer Response) {
	if e.text != nil && e.text.r == r {
		e.text = nil
	}
	e.failHTTP(OpText, answer, false)
}

func (t *textTrack) tick(m *MediaState) {
	if !t.placeable() {
		return
	}
	for _, s := range t.r.Segments {
		if s.Start > m.CurrentTime+textWindow {
			break
		}
		if s.Start+s.Duration < m.CurrentTime-1 || t.asked[s.URL] {
			continue
		}
		t.asked[s.URL] = true
		t.e.fetch(FetchRequest{URL: s.URL}, func(r Response) {
			if r.Status >= 200 && r.Status < 300 && t.e.text == t {
				t.e.l.TextCues(t.r.ID, r.Body, t.by(r.Body, s))
			}
		})
	}
}

// placeable tells that it is known where the media's own times stand.
func (t *textTrack) placeable() bool {
	return len(t.e.offsets) > 0 || len(t.e.buffers) > 0 && t.e.buffers[0].last.URL != ""
}

// wrap is when 33 bits of 90 kHz are over, seconds.
const wrap = float64(1<<33) / 90_000

// by is what the times of a piece of WebVTT are to be moved by: its header may
// say which moment of the media they mean (RFC 8216bis §3.1.4).
func (t *textTrack) by(text string, s manifest.Segment) float64 {
	local, media, ok := caption.TimestampMap(text)
	if !ok {
		return 0
	}
	offset, known := t.e.offsets[s.Discontinuity]
	for key, o := range t.e.offsets {
		if !known && key < s.Discontinuity {
			offset = o
		}
	}
	by := media - local + offset
	if first, ok := caption.First(text); ok {
		by += wrap * math.Round((s.Start-first-by)/wrap)
	}
	return by
}
