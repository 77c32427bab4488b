package start

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"diptych/server/packager"
)

// The answer is a row of parts: length of the payload (4 bytes, big endian),
// kind (1), track (1), two bytes that are zero, payload. web/src/start reads it.
const (
	partPlan    = 1 // JSON: Plan
	partInit    = 2 // init segment of a track's opening rendition
	partMedia   = 3 // fragments of its opening segment, about half a second
	partAnswers = 4 // gzip of JSON: Answers
	partEnd     = 5 // the answer is whole
)

const headSize = 8

// MIME type of the answer. It is not text: what rewrites pages on the way
// leaves it alone.
const mimeType = "application/vnd.diptych.start"

// writer keeps the first error and sends what it has when asked.
type writer struct {
	w   io.Writer
	err error
}

func (p *writer) part(kind, track byte, payload []byte) {
	if p.err != nil {
		return
	}
	head := make([]byte, headSize, headSize+len(payload))
	binary.BigEndian.PutUint32(head, uint32(len(payload)))
	head[4], head[5] = kind, track
	_, p.err = p.w.Write(append(head, payload...))
}

func (p *writer) json(kind byte, v any) {
	text, err := json.Marshal(v)
	if err != nil {
		p.err = err
		return
	}
	p.part(kind, 0, text)
	p.flush()
}

func (p *writer) flush() {
	if f, ok := p.w.(http.Flusher); ok && p.err == nil {
		f.Flush()
	}
}

func (p *writer) answers(v any) {
	text, err := json.Marshal(v)
	var b bytes.Buffer
	if err == nil {
		z := gzip.NewWriter(&b)
		if _, err = z.Write(text); err == nil {
			err = z.Close()
		}
	}
	if err != nil {
		p.err = err
		return
	}
	p.part(partAnswers, 0, b.Bytes())
}

func (p *writer) end() { p.part(partEnd, 0, nil) }

// source is an opened track with what is still to be sent of its opening segment.
type source struct {
	track     byte
	file      io.ReadSeekCloser
	timescale int64
	fragments []packager.Fragment
	sent      int64 // ticks
}

// sendMedia sends the init segments of all tracks, then fragments of the opening
// segments in the order of their times: a decoder can begin as soon as the first
// of each is there.
func (h *Handler) sendMedia(ctx context.Context, p *writer, plan *Plan, m *packager.Media) error {
	var list []*source
	defer func() {
		for _, s := range list {
			_ = s.file.Close() // only read from
		}
	}()
	for i, t := range plan.Tracks {
		stored := m.Video
		if t.Kind == "audio" {
			stored = m.Audio
		}
		s, err := h.source(ctx, p, byte(i), &stored[t.Opening.Rendition], t.Opening.Segment)
		if err != nil {
			return err
		}
		list = append(list, s)
	}
	for next := earliest(list); next != nil; next = earliest(list) {
		if err := next.send(p); err != nil {
			return err
		}
	}
	p.flush()
	return p.err
}

func (h *Handler) source(ctx context.Context, p *writer, track byte, t *packager.StoredTrack,
	segment int) (*source, error) {
	file, _, err := h.Open(ctx, t.BlobKey)
	if err != nil {
		return nil, fmt.Errorf("open track %s: %w", t.ID, err)
	}
	s := &source{
		track:     track,
		file:      file,
		timescale: t.Timescale,
		fragments: t.Index.Segments[segment].Fragments,
	}
	init := make([]byte, t.Index.InitSize)
	if _, err = io.ReadFull(file, init); err == nil {
		p.part(partInit, track, init)
		_, err = file.Seek(t.Index.Segments[segment].Offset, io.SeekStart)
	}
	if err != nil {
		_ = file.Close() // only read from
		return nil, fmt.Errorf("read track %s: %w", t.ID, err)
	}
	return s, nil
}

// earliest is the source that is least far, nil when all is sent.
func earliest(list []*source) *source {
	var best *source
	for _, s := range list {
		if len(s.fragments) > 0 && (best == nil || s.sent*best.timescale < best.sent*s.timescale) {
			best = s
		}
	}
	return best
}

func (s *source) send(p *writer) error {
	f := s.fragments[0]
	s.fragments, s.sent = s.fragments[1:], s.sent+f.Duration
	data := make([]byte, f.Size)
	if _, err := io.ReadFull(s.file, data); err != nil {
		return fmt.Errorf("read a fragment: %w", err)
	}
	p.part(partMedia, s.track, data)
	p.flush()
	return nil
}
