package start

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"diptych/server/api"
	"diptych/server/limits"
	"diptych/server/packager"
)

// TestMatch: which paths are a start request's.
func TestMatch(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]int{
		"/p/101/start": 101, "/p/101/start/": 101, "/p/0/start": 0, "/p/-1/start": 0, "/p/x/start": 0,
		"/p/start": 0, "/q/101/start": 0, "/p/101/stop": 0, "/": 0, "/p/101/start/x": 0,
	} {
		if got, ok := Match(path); ok != (want > 0) || ok && got != want {
			t.Errorf("%s: %d, %t", path, got, ok)
		}
	}
}

// TestRequests: what is no start request is said at once.
func TestRequests(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		method, path, body string
		status             int
	}{
		"good":         {http.MethodPost, "/p/101/start", `{"entryId":"0_a"}`, 200},
		"by reference": {http.MethodPost, "/p/101/start", `{"referenceId":"r"}`, 200},
		"preflight":    {http.MethodOptions, "/p/101/start", "", 200},
		"got":          {http.MethodGet, "/p/101/start", "", 405},
		"no account":   {http.MethodPost, "/p/0/start", `{"entryId":"0_a"}`, 404},
		"of nothing":   {http.MethodPost, "/p/101/start", `{}`, 400},
		"no JSON":      {http.MethodPost, "/p/101/start", `entryId=0_a`, 400},
		"a wrong type": {http.MethodPost, "/p/101/start", `{"entryId":7}`, 400},
		"too long": {http.MethodPost, "/p/101/start", `{"entryId":"` +
			strings.Repeat("a", limits.StartBody) + `"}`, 400},
		"almost so": {http.MethodPost, "/p/101/start", `{"entryId":"` +
			strings.Repeat("a", limits.StartBody-100) + `"}`, 200},
		"an own number": {http.MethodPost, "/p/101/start", `{"entryId":"0_a","Partner":7}`, 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequestWithContext(t.Context(), c.method, "http://a"+c.path,
				strings.NewReader(c.body))
			r.Header.Set("Origin", "https://page.example")
			w := httptest.NewRecorder()
			served().ServeHTTP(w, r)
			h := w.Header()
			if w.Code != c.status || h.Get("Access-Control-Allow-Origin") != "https://page.example" ||
				h.Get("Cache-Control") != "private, no-store" || h.Get("Vary") != "Origin" {
				t.Errorf("%d %v", w.Code, h)
			}
			if c.status == 200 && c.method == http.MethodPost && h.Get("Content-Type") != mimeType {
				t.Errorf("type %s", h.Get("Content-Type"))
			}
		})
	}
}

// plan is the one that an answer begins with, and its kinds of parts.
func plan(t *testing.T, h *Handler, q *Request) (Plan, []byte, []byte) {
	t.Helper()
	var b bytes.Buffer
	h.Answer(&b, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "http://a/p/101/start", nil), q)
	kinds := parts(b.Bytes())
	var p Plan
	size := binary.BigEndian.Uint32(b.Bytes())
	if err := json.Unmarshal(b.Bytes()[headSize:headSize+size], &p); err != nil {
		t.Fatal(err)
	}
	return p, kinds, b.Bytes()
}

// TestAnswerParts: which parts come for which wish, in the order of their times.
func TestAnswerParts(t *testing.T) {
	t.Parallel()
	// Two init segments, then fragments by turns: each has a second.
	media := []byte{partPlan, partInit, partInit, partMedia, partMedia, partMedia, partMedia, partEnd}
	for name, c := range map[string]struct {
		q    Request
		want []byte
	}{
		"the plan alone": {Request{EntryID: "0_a"}, []byte{partPlan, partEnd}},
		"media":          {Request{EntryID: "0_a", Media: true}, media},
		"answers":        {Request{EntryID: "0_a", Answers: true}, []byte{partPlan, partAnswers, partEnd}},
		"with a session": {Request{EntryID: "0_a", KS: "k", Media: true}, media},
	} {
		if _, kinds, _ := plan(t, served(), &c.q); !bytes.Equal(kinds, c.want) {
			t.Errorf("%s: %v, want %v", name, kinds, c.want)
		}
	}
}

// TestMissingEnd: an answer that breaks off has no end part.
func TestMissingEnd(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(context.Context, string) (io.ReadSeekCloser, int64, error){
		"no file": func(context.Context, string) (io.ReadSeekCloser, int64, error) {
			return nil, 0, errors.New("away")
		},
		"cut": func(context.Context, string) (io.ReadSeekCloser, int64, error) {
			return blank{bytes.NewReader(make([]byte, 25))}, 25, nil
		},
		"init only": func(context.Context, string) (io.ReadSeekCloser, int64, error) {
			return blank{bytes.NewReader(make([]byte, 19))}, 19, nil
		},
	} {
		h := served()
		h.Open = open
		if _, kinds, _ := plan(t, h, &Request{EntryID: "0_a", Media: true}); kinds[0] != partPlan ||
			kinds[len(kinds)-1] == partEnd {
			t.Errorf("%s: %v", name, kinds)
		}
	}
}

// TestAt: where play begins, and what the opening segment is then.
func TestAt(t *testing.T) {
	t.Parallel()
	for at, want := range map[float64]struct {
		at      float64
		segment int
		ahead   int
	}{
		0: {0, 0, 4}, -5: {0, 0, 4}, 1.99: {1.99, 0, 4}, 2: {2, 1, 3}, 3: {3, 1, 3}, 9: {9, 4, 0},
		9.95: {9.9, 4, 0}, 99: {9.9, 4, 0}, 1e308: {9.9, 4, 0},
	} {
		p, _, _ := plan(t, served(), &Request{EntryID: "0_a", At: at})
		v := p.Tracks[0]
		if p.At != want.at || v.Opening.Segment != want.segment || len(v.Renditions[0].Sizes) != want.ahead ||
			p.Duration != 10 {
			t.Errorf("%g: at %g, segment %d, %d ahead", at, p.At, v.Opening.Segment, len(v.Renditions[0].Sizes))
		}
	}
}

// TestOpening: the first rendition is what the connection carries with ease, within
// what the page allows.
func TestOpening(t *testing.T) {
	t.Parallel()
	var list []packager.StoredTrack
	for i, rate := range []int64{400_000, 1_000_000, 2_400_000, 6_000_000} {
		one := stored("video", 5)
		one.Bandwidth, one.Height, one.Width = rate, 360*(i+1), 640*(i+1)
		list = append(list, one)
	}
	for name, c := range map[string]struct {
		q    Request
		want int
	}{
		"nothing known":           {Request{}, 1},
		"slow":                    {Request{Bitrate: 1_000_000}, 0},
		"very slow":               {Request{Bitrate: 1}, 0},
		"fast":                    {Request{Bitrate: 20_000_000}, 2},
		"as fast as it gets":      {Request{Bitrate: 1e12}, 2},
		"at most so high":         {Request{Bitrate: 1e9, Limits: Limits{MaxHeight: 720}}, 1},
		"at least so high":        {Request{Bitrate: 1, Limits: Limits{MinHeight: 700}}, 1},
		"at most so wide":         {Request{Bitrate: 1e9, Limits: Limits{MaxWidth: 640}}, 0},
		"at most so many bits":    {Request{Bitrate: 1e9, Limits: Limits{MaxBitrate: 500_000}}, 0},
		"at least so many bits":   {Request{Bitrate: 1, Limits: Limits{MinBitrate: 2_000_000}}, 2},
		"sizes before bits":       {Request{Bitrate: 1e9, Limits: Limits{MaxHeight: 720, MaxBitrate: 100}}, 1},
		"limits that none meets":  {Request{Bitrate: 1e9, Limits: Limits{MinHeight: 5000}}, 0},
		"a bitrate below nothing": {Request{Bitrate: -5}, 1},
	} {
		if got := openingRendition(list, &c.q); got != c.want {
			t.Errorf("%s: rendition %d, want %d", name, got, c.want)
		}
	}
}

// TestTracks: renditions that are cut alike have sizes; of the others the engine
// finds out.
func TestTracks(t *testing.T) {
	t.Parallel()
	odd := stored("video", 5)
	odd.ID, odd.Index.Segments[1].Duration = "odd", 1000
	other := stored("video", 5)
	other.ID, other.Bandwidth, other.Codec = "other", 500, "avc1.64001f"
	m := &packager.Media{EntryID: "0_a", Base: "http://a/p/101/sp/10100",
		Video: []packager.StoredTrack{stored("video", 5), odd, other},
		Audio: []packager.StoredTrack{stored("audio", 5)}}
	track := newTrack(m, m.Video, "video", "v", 0, 0)
	if len(track.Renditions) != 3 || track.Renditions[1].Sizes != nil || len(track.Renditions[2].Sizes) != 4 {
		t.Errorf("%+v", track.Renditions)
	}
	if r := track.Renditions[2]; r.ID != "v2" || r.Bandwidth != 1500 ||
		r.MIME != `video/mp4; codecs="avc1.64001f"` ||
		r.URL != "http://a/p/101/sp/10100/serveFlavor/entryId/0_a/v/0/flavorId/other/name/a.mp4/" {
		t.Errorf("%+v", r)
	}
	if want := [][2]float64{{5, 2}}; !reflect.DeepEqual(track.Segments, want) {
		t.Errorf("runs %v", track.Segments)
	}
	if want := [][2]float64{{1, 2}, {1, 1}, {3, 2}}; !reflect.DeepEqual(segmentRuns(&odd), want) {
		t.Errorf("runs of the odd one %v", segmentRuns(&odd))
	}
	for _, p := range []struct{ video, audio int }{{1, 1}, {1, 0}, {0, 1}} {
		cut := *m
		cut.Video, cut.Audio = m.Video[:p.video], m.Audio[:p.audio]
		got := newPlan(&Request{EntryID: "0_a"}, "http://a", nil, &cut)
		if len(got.Tracks) != p.video+p.audio || !got.Playable {
			t.Errorf("%+v: %d tracks", p, len(got.Tracks))
		}
		if last := got.Tracks[len(got.Tracks)-1]; p.video == 0 && last.Renditions[0].ID != "v0" ||
			p.video == 1 && p.audio == 1 && last.Renditions[0].ID != "a0" {
			t.Errorf("%+v: %s", p, last.Renditions[0].ID)
		}
	}
	if got := newPlan(&Request{EntryID: "0_a"}, "http://a", nil, nil); got.Playable || got.EntryID != "0_a" ||
		len(got.Tracks) != 0 {
		t.Errorf("of nothing: %+v", got)
	}
}

// TestEmptyTrack: a track without a segment is nothing to play, and no fault.
func TestEmptyTrack(t *testing.T) {
	t.Parallel()
	m := &packager.Media{Video: []packager.StoredTrack{stored("video", 0)},
		Audio: []packager.StoredTrack{stored("audio", 2)}}
	if p := newPlan(&Request{EntryID: "0_a"}, "http://a", nil, m); len(p.Tracks) != 0 || p.Playable {
		t.Errorf("%+v", p)
	}
}

// TestManifestPath: the manifest that a player would ask for, and none where the
// answers give it none.
func TestManifestPath(t *testing.T) {
	t.Parallel()
	object := func(fields ...any) *api.Object {
		o := &api.Object{}
		for i := 0; i < len(fields); i += 2 {
			o.Fields = append(o.Fields, api.Field{Name: fields[i].(string),
				Value: fields[i+1]}) //nolint:forcetypeassert // of this test
		}
		return o
	}
	list := object("objects", api.List{object("id", "0_a")})
	hls := object("format", "applehttp", "url", "http://a/p/101/playManifest/entryId/0_a/a.m3u8")
	dash := object("format", "mpegdash", "url", "http://a/p/101/playManifest/entryId/0_a/a.mpd")
	guarded := object("format", "applehttp", "url", "http://a/b", "drm", api.List{object()})
	for name, c := range map[string]struct {
		ks      string
		answers api.List
		want    string
	}{
		"a source": {"k", api.List{list, object("sources", api.List{dash, hls})},
			"/p/101/playManifest/entryId/0_a/ks/k/a.m3u8"},
		"without a session": {"", api.List{object(), list, object("sources", api.List{hls})},
			"/p/101/playManifest/entryId/0_a/a.m3u8"},
		"blocked": {"k", api.List{list, object("sources", api.List{hls}, "actions",
			api.List{object("type", int64(1))})}, ""},
		"not yet": {"k", api.List{list, object("sources", api.List{hls}, "messages",
			api.List{object()})}, ""},
		"protected":      {"k", api.List{list, object("sources", api.List{guarded})}, ""},
		"another format": {"k", api.List{list, object("sources", api.List{dash})}, ""},
		"no entry": {"k", api.List{object("objects", api.List{}), object("sources", api.List{hls})},
			""},
		"an error": {"k", api.List{list, object("code", "X")}, ""},
		"no address": {"k", api.List{list, object("sources",
			api.List{object("format", "applehttp", "url", "x")})}, ""},
		"an address alone": {"k", api.List{list, object("sources",
			api.List{object("format", "applehttp", "url", "http://a")})}, ""},
		"cut":     {"k", api.List{list}, ""},
		"nothing": {"k", nil, ""},
		"text":    {"k", api.List{"a", "b"}, ""},
	} {
		if got := manifestPath(&Request{KS: c.ks, EntryID: "0_a"}, c.answers); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestBatchOf: the calls that a player would send.
func TestBatchOf(t *testing.T) {
	t.Parallel()
	p := batch(&Request{EntryID: "0_a", Partner: 101})
	if p.Object("1").Str("widgetId") != "_101" || p.Object("1").Str("ks") != "" ||
		p.Object("2").Str("ks") != "{1:result:ks}" ||
		p.Object("3").Str("entryId") != "{2:result:objects:0:id}" ||
		p.Object("2").Object("filter").Str("idEqual") != "0_a" {
		t.Errorf("without a session: %v", p)
	}
	p = batch(&Request{EntryID: "0_a", Partner: 101, KS: "k", Redirect: true})
	if p.Object("1").Str("action") != "list" || p.Object("1").Str("ks") != "k" ||
		p.Object("1").Object("filter").Str("redirectFromEntryId") != "0_a" || p.Object("4") != nil {
		t.Errorf("with one: %v", p)
	}
	p = batch(&Request{ReferenceID: "r", KS: "k"})
	if p.Object("1").Object("filter").Str("referenceIdEqual") != "r" {
		t.Errorf("by reference: %v", p)
	}
	if p = batch(&Request{EntryID: "0_a", WidgetID: "_7"}); p.Object("1").Str("widgetId") != "_7" {
		t.Errorf("of a widget: %v", p)
	}
}

// TestAnswersPart: the API's answers and every manifest, each text once.
func TestAnswersPart(t *testing.T) {
	t.Parallel()
	_, kinds, b := plan(t, served(), &Request{EntryID: "0_a", KS: "k", Answers: true})
	if !bytes.Equal(kinds, []byte{partPlan, partAnswers, partEnd}) {
		t.Fatalf("%v", kinds)
	}
	b = b[headSize+binary.BigEndian.Uint32(b):]
	z, err := gzip.NewReader(bytes.NewReader(b[headSize : headSize+binary.BigEndian.Uint32(b)]))
	if err != nil {
		t.Fatal(err)
	}
	var a Answers
	if err := json.NewDecoder(z).Decode(&a); err != nil {
		t.Fatal(err)
	}
	if len(a.Texts) != 2 || !strings.HasPrefix(a.Texts[0].Text, "#EXTM3U") || len(a.Texts[1].URLs) != 2 ||
		!strings.Contains(string(a.API), `"objectType":"KalturaPlaybackContext"`) {
		t.Errorf("%d texts, the second at %v\n%s", len(a.Texts), a.Texts[1].URLs, a.API)
	}
}
