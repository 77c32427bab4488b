package server

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"

	"diptych/embed"
	"diptych/server/start"

	"github.com/andybalholm/brotli"
)

// inline is the start request that an iframe document answers in itself, nil
// where its player would ask something else (web/src/start/opening.ts, body).
func inline(query url.Values, r *embed.Request, p embed.Player) *start.Request {
	if r.EntryID == "" || query.Has("kalturaStartTime") || query.Has("kalturaSeekFrom") ||
		query.Has("kalturaClipTo") {
		return nil
	}
	var stored map[string]any
	if json.Unmarshal([]byte(p.Config), &stored) != nil {
		return nil
	}
	q := &start.Request{
		Partner:  p.PartnerID,
		UIConfID: p.UIConfID,
		EntryID:  r.EntryID,
		KS:       r.KS,
		Redirect: true,
		Answers:  true,
	}
	for _, config := range []map[string]any{r.Config, stored} {
		playback, _ := config["playback"].(map[string]any)
		for key, on := range map[string][]any{"autoplay": {true, "inview"}, "preload": {"auto"}} {
			for _, v := range on {
				q.Media = q.Media || playback[key] == v
			}
		}
		provider, _ := config["provider"].(map[string]any)
		for key, v := range provider {
			switch key {
			case "partnerId", "uiConfId", "env":
			case "ks":
				if q.KS == "" {
					q.KS, _ = v.(string)
				}
			default:
				return nil
			}
		}
		if config["abr"] != nil || playback["streamPriority"] != nil || !onlyEnd(config["sources"]) {
			return nil
		}
	}
	return q
}

// onlyEnd tells whether sources say nothing but when to stop, which is asked of
// nobody.
func onlyEnd(sources any) bool {
	m, _ := sources.(map[string]any)
	for key := range m {
		if key != "endTime" {
			return false
		}
	}
	return true
}

const quicker = 3 // level

// htmlStream is a compressed answer that is sent piece by piece.
type htmlStream struct {
	io.Writer
	flush []func() error
	end   func() error
}

func newStream(w http.ResponseWriter, r *http.Request) *htmlStream {
	out := &htmlStream{Writer: w, end: func() error { return nil }}
	w.Header().Set("Vary", "Accept-Encoding")
	if accepts(r.Header.Get("Accept-Encoding"), "br") {
		w.Header().Set("Content-Encoding", "br")
		z := brotli.NewWriterLevel(w, quicker) // most of it is media, which gets no smaller
		out.Writer, out.end = z, z.Close
		out.flush = append(out.flush, z.Flush)
	}
	out.flush = append(out.flush, http.NewResponseController(w).Flush)
	return out
}

// Flush implements http.Flusher.
func (s *htmlStream) Flush() {
	for _, f := range s.flush {
		_ = f() // the viewer may leave
	}
}

// Close ends the compressed data.
func (s *htmlStream) Close() { _ = s.end() }

// frameParts puts what is written between two flushes into the document as one
// piece.
type frameParts struct {
	stream *htmlStream
	buffer bytes.Buffer
}

func (p *frameParts) Write(b []byte) (int, error) { return p.buffer.Write(b) }

// Flush implements http.Flusher.
func (p *frameParts) Flush() {
	if p.buffer.Len() == 0 {
		return
	}
	_, _ = p.stream.Write(embed.FramePart(p.buffer.Bytes())) // the viewer may leave
	p.buffer.Reset()
	p.stream.Flush()
}
