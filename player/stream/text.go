package stream

import (
	"diptych/player/manifest"
)

// textLane fetches the pieces of a text rendition around the clock.
type textLane struct {
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
	t := &textLane{e: e, r: r, asked: map[string]bool{}}
	e.text = t
	e.playlist(r, 1, func() {
		if e.text == t {
			m := e.d.Media()
			t.tick(&m)
		}
	})
}

func (t *textLane) tick(m *MediaState) {
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
				t.e.l.TextCues(t.r.ID, r.Body)
			}
		})
	}
}
