package start

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"diptych/server/api"
	"diptych/server/packager"
	"diptych/server/store"
)

type blank struct{ *bytes.Reader }

func (blank) Close() error { return nil }

// stored is a track of segments of two seconds.
func stored(kind string, segments int) packager.StoredTrack {
	x := &packager.Index{InitSize: 20}
	for n := range int64(segments) {
		x.Segments = append(x.Segments, packager.Segment{Start: n * 2000, Duration: 2000, Offset: 20 + n*10,
			Size:      10,
			Fragments: []packager.Fragment{{Size: 6, Duration: 1000}, {Size: 4, Duration: 1000}}})
	}
	return packager.StoredTrack{Track: store.Track{ID: kind, Kind: kind, Timescale: 1000, Duration: x.End(),
		BlobKey: kind, Bandwidth: 1000}, Index: x}
}

// served is a Handler whose every entry may be played.
func served() *Handler {
	media := &packager.Media{EntryID: "0_a", Base: "http://a/p/101/sp/10100",
		Video: []packager.StoredTrack{stored("video", 5)}, Audio: []packager.StoredTrack{stored("audio", 5)}}
	object := func(kind string, fields ...api.Field) *api.Object {
		return &api.Object{Type: kind, Fields: fields}
	}
	return &Handler{
		Batch: func(_ *http.Request, p api.Params) api.List {
			entry := object("KalturaMediaEntry", api.Field{Name: "id", Value: "0_a"})
			source := object("KalturaPlaybackSource", api.Field{Name: "format", Value: "applehttp"},
				api.Field{Name: "url", Value: "http://a/p/101/sp/10100/playManifest/entryId/0_a/a.m3u8"})
			answers := api.List{object("KalturaBaseEntryListResponse",
				api.Field{Name: "objects", Value: api.List{entry}}),
				object("KalturaPlaybackContext", api.Field{Name: "sources", Value: api.List{source}})}
			if p.Str("ks") == "" {
				answers = append(api.List{object("KalturaStartWidgetSessionResponse")}, answers...)
			}
			return answers
		},
		Media: func(*http.Request, string) (*packager.Media, error) { return media, nil },
		Open: func(context.Context, string) (io.ReadSeekCloser, int64, error) {
			return blank{bytes.NewReader(make([]byte, 100))}, 100, nil
		},
		BaseURL: func(*http.Request) string { return "http://a" },
		Log:     slog.New(slog.DiscardHandler),
	}
}

// parts are the kinds of an answer's parts, nil when it is not made of parts.
func parts(answer []byte) []byte {
	var kinds []byte
	for len(answer) > 0 {
		if len(answer) < headSize {
			return nil
		}
		n := int(binary.BigEndian.Uint32(answer))
		if n > len(answer)-headSize {
			return nil
		}
		kinds, answer = append(kinds, answer[4]), answer[headSize+n:]
	}
	return kinds
}

// FuzzRequest: every answer is whole parts, of which the plan is the first, or says
// what was wrong.
func FuzzRequest(f *testing.F) {
	f.Add(`{"entryId":"0_a","media":true,"answers":true,"at":3.5,"bandwidth":1e6,"limits":{"maxHeight":300}}`,
		"/p/101/start")
	f.Add(`{"referenceId":"a","ks":"x","at":-1}`, "/p/101/start/")
	f.Add(`{"entryId":"0_a","at":1e308,"bandwidth":-1,"media":true,"limits":{"minWidth":-5,`+
		`"maxBitrate":9223372036854775807}}`, "/p/1/start")
	f.Add(`[`, "/p/0/start")
	h := served()
	f.Fuzz(func(t *testing.T, body, path string) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://a/p/101/start",
			strings.NewReader(body))
		r.URL.Path = path
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			return
		}
		if kinds := parts(w.Body.Bytes()); len(kinds) < 2 || kinds[0] != partPlan ||
			kinds[len(kinds)-1] != partEnd {
			t.Fatalf("%q: parts %v", body, kinds)
		}
	})
}
