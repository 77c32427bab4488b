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
	asked map[manifest.Resource]bool
	vain  map[manifest.Resource]int // how often a piece did not come
}

// textWindow is how far ahead captions are fetched, seconds.
const textWindow = 60.0

// SelectText shows a text rendition of the manifest; "" none.
func (e *Engine) SelectText(id string) {
	e.told("text " + id)
	e.text = nil
	if e.p == nil {
		return
	}
	e.selectCaptions(id)
	r := e.find(e.p.Text, id)
	if r == nil || r.Kind == manifest.InPictures {
		return
	}
	t := &textTrack{e: e, r: r, asked: map[manifest.Resource]bool{}, vain: map[manifest.Resource]int{}}
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
		if s.Start+s.Duration < m.CurrentTime-1 || t.asked[s.Resource] || s.Gap {
			continue
		}
		t.asked[s.Resource] = true
		t.e.fetch(t.request(&s), func(r Response) {
			if r.Status < 200 || r.Status > 299 {
				t.again(s.Resource)
			} else if t.e.text == t {
				t.e.l.TextCues(t.r.ID, r.Body, t.by(r.Body, s))
			}
		})
	}
}

// textTries of one piece.
const textTries = 3

// again lets a piece be asked for once more after a while.
func (t *textTrack) again(piece manifest.Resource) {
	t.vain[piece]++
	if n := t.vain[piece]; n < textTries {
		t.e.after(backoff(n), func() { delete(t.asked, piece) })
	}
}

// placeable tells that it is known where the media's own times stand.
func (t *textTrack) placeable() bool {
	return len(t.e.offsets) > 0 || len(t.e.buffers) > 0 && t.e.buffers[0].last.URL != ""
}

// wrap is when 33 bits of 90 kHz are over, seconds.
const wrap = float64(1<<33) / 90_000

// request asks for a piece of text. A file of WebVTT is one as it is; anything else is
// made one.
func (t *textTrack) request(s *manifest.Segment) FetchRequest {
	q := FetchRequest{URL: s.URL}
	if t.r.Container == "vtt" && s.Key == nil && s.To < 0 {
		return q
	}
	q.From, q.To = s.From, max(0, s.To)
	q.Text = &TextSource{}
	if x := transform(t.r, s); x != nil {
		q.Text.Transform = *x
	}
	if s.Init != nil {
		q.Text.Init = Resource(*s.Init)
	}
	return q
}

// by is what the times of a piece of WebVTT are to be moved by: its header may say which
// moment of the media they mean (RFC 8216bis §3.1.4). In DASH they are moved as the MPD
// says of the text itself (ISO/IEC 23009-1 §5.3.9.2), unless that is far off.
func (t *textTrack) by(text string, s manifest.Segment) float64 {
	local, media, ok := caption.TimestampMap(text)
	if !ok {
		return s.Offset
	}
	offset, known := t.e.offsets[s.Discontinuity]
	for key, o := range t.e.offsets {
		if !known && key < s.Discontinuity {
			offset = o
		}
	}
	first, some := caption.First(text)
	if own := first - local + media + s.Offset - s.Start; t.e.format == DASH && math.Abs(own) < textWindow {
		return media - local + s.Offset
	}
	by := media - local + offset
	if some {
		by += wrap * math.Round((s.Start-first-by)/wrap)
	}
	return by
}
