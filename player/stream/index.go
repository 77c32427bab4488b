package stream

import (
	"math"

	"diptych/player/manifest"
	"diptych/player/segment"
)

// What an index may lead to: further ones, and segments.
const (
	maxIndexes = 100
	maxIndexed = 200_000
	maxIndex   = 4 << 20 // bytes of one
)

// unread is the first segment that an index is to be read for, -1 for none.
func unread(r *manifest.Rendition) int {
	for i := range r.Segments {
		if r.Segments[i].Index != nil {
			return i
		}
	}
	return -1
}

// listed tells that the segments of a rendition are known.
func listed(r *manifest.Rendition) bool {
	return (r.Segments != nil || r.Playlist == "") && unread(r) < 0
}

// index reads what a sidx says of segment i, and all that follow, then goes on.
// Without a good one the segment stays the whole file.
func (e *Engine) index(r *manifest.Rendition, i, read, try int, done func()) {
	if read >= maxIndexes {
		for i := range r.Segments {
			r.Segments[i].Index = nil
		}
		done()
		return
	}
	s := r.Segments[i]
	to := min(s.Index.To, s.Index.From+maxIndex-1)
	e.fetch(FetchRequest{URL: s.Index.URL, Bytes: true, From: s.Index.From, To: to}, func(answer Response) {
		if answer.Status < 200 || answer.Status > 299 {
			if ms, again := e.again(try, answer); again {
				e.after(ms, func() { e.index(r, i, read, try+1, done) })
				return
			}
			if r.Elsewhere() {
				r.Segments[i].Index.URL = r.Segments[i].URL
				e.index(r, i, read, 1, done)
				return
			}
		}
		e.heard()
		found := indexed(s, raw(answer.Body))
		if found == nil || len(r.Segments)+len(found) > maxIndexed {
			r.Segments[i].Index = nil
		} else {
			r.Segments = append(append(append([]manifest.Segment{}, r.Segments[:i]...), found...),
				r.Segments[i+1:]...)
			r.Number()
		}
		if next := unread(r); next >= 0 {
			e.index(r, next, read+1, 1, done)
			return
		}
		done()
	})
}

// raw reads a body that has one rune for each byte.
func raw(body string) []byte {
	out := make([]byte, 0, len(body))
	for _, c := range body {
		out = append(out, byte(c))
	}
	return out
}

// indexed are the segments of a file by its index, nil where that cannot be used.
func indexed(s manifest.Segment, b []byte) []manifest.Segment {
	list, at, err := segment.ParseIndex(b, s.Index.From)
	if err != nil {
		return nil
	}
	init := s.Init
	if init == nil && at > 0 && s.To < 0 {
		init = &manifest.Resource{URL: s.URL, To: at - 1}
	}
	end := math.Inf(1)
	if s.Duration > 0 {
		end = s.Start + s.Duration
	}
	var out []manifest.Segment
	for _, x := range list {
		part := s
		part.Resource = manifest.Resource{URL: s.URL, From: x.From, To: x.From + x.Size - 1}
		part.Init, part.Index = init, nil
		part.Start, part.Duration, part.Sequence = x.Start+s.Offset, x.Duration, int64(len(out))
		if x.Index {
			index := part.Resource
			part.Index, part.To = &index, x.From+x.Size-1
		}
		if part.Start < end {
			out = append(out, part)
		}
	}
	return out
}
