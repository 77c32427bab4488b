package delivery

import (
	"fmt"
	"io"
	"math"

	"diptych/server/limits"
	"diptych/server/packager"
)

// ofSlices draws a row of slices. Of a short film all frames are read; of a long
// one only the key frames that slices begin at, or a sprite would cost as much as
// the whole film.
func ofSlices(in io.ReadSeeker, t *packager.StoredTrack, p picture, total float64) sketch {
	from, to := p.window(total)
	every := max(0.001, (to-from)/float64(p.slices))
	s := sketch{formats: "mov,mp4"}
	parts := []io.Reader{&part{in, 0, t.Index.InitSize}}
	first := t.Index.Segments[segmentAt(t, from)]
	if (to-from)*t.FrameRate > limits.SpriteFrames {
		s.input = []string{"-skip_frame", "nokey"}
		for i, last := 0, -1; i <= p.slices; i++ {
			if n := segmentAt(t, from+float64(i)*every); n != last {
				one := t.Index.Segments[n]
				parts = append(parts, &part{in, one.Offset, one.Fragments[0].Size})
				last = n
			}
		}
	} else {
		end := t.Index.Segments[segmentAt(t, to)]
		parts = append(parts, &part{in, first.Offset, end.Offset + end.Size - first.Offset})
	}
	s.stdin = io.MultiReader(parts...)
	s.input = append(s.input, "-f", "mp4", "-i", "pipe:0")
	begin := max(0, from-float64(first.Start)/float64(t.Timescale)) // times count from what is read first
	if from == 0 {
		begin = 0
	}
	s.filter = fmt.Sprintf("fps=1/%f:round=up:start_time=%f,trim=start_frame=0:end_frame=%d,", every, begin,
		p.slices) +
		p.crop.filter() + scale(p) + fmt.Sprintf(",tpad=stop=%d:stop_mode=clone,tile=%dx1", p.slices, p.slices)
	return s
}

// instant is the time of a single frame, seconds.
func (p picture) instant(total float64) float64 {
	t := p.second
	switch {
	case p.slices > 0:
		from, to := p.window(total)
		t = from + (to-from)*float64(p.slice)/float64(p.slices)
	case t < 0:
		t = math.Min(total/3, 10) // a poster: past titles and fades
	}
	return math.Max(0, math.Min(t, total-0.1))
}

// window is the time that slices are taken from, seconds.
func (p picture) window(total float64) (from, to float64) {
	to = total
	if p.to > p.from {
		to = math.Min(total, p.to)
	}
	from = math.Min(p.from, to)
	if to-from < 0.1 { // there is nothing to cut
		from = math.Max(0, to-0.1)
	}
	return from, to
}

// rendition to draw from: the smallest that is large enough.
func (p picture) rendition(m *packager.Media) *packager.StoredTrack {
	for i := range m.Video {
		t := &m.Video[i]
		if len(t.Index.Segments) == 0 || p.crop != (crop{}) && i < len(m.Video)-1 {
			continue // of which a part is drawn, that from the largest
		}
		if t.Width >= p.width && t.Height >= p.height || i == len(m.Video)-1 || p.sprite() {
			return t
		}
	}
	return nil
}
