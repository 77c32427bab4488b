package delivery

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"diptych/server/blob"
	"diptych/server/ks"
	"diptych/server/packager"
	"diptych/server/packager/packagertest"
	"diptych/server/store"
)

// world is a Delivery with an account and a few entries, and the bytes of its
// tracks.
type world struct {
	*Delivery
	files map[string][]byte // by the track's id
}

// verdicts of the decision that the API makes too, by entry; "" = it may be played.
var verdicts = map[string]string{"0_late": scheduled, "0_locked": "LOCKED"}

func newWorld(t testing.TB) *world {
	t.Helper()
	s, err := store.Open(t.Context(), "", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	blobs, err := blob.NewFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := &world{files: map[string][]byte{}}
	w.Delivery = &Delivery{
		Store: s, Blobs: blobs, ContentSecret: "secret", Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		BaseURL: func(*http.Request) string { return "http://a" },
		IP:      func(*http.Request) string { return "192.0.2.1" },
		Session: func(_ *http.Request, text string) (*ks.Session, error) {
			switch text {
			case "admin":
				return &ks.Session{PartnerID: 101, Type: ks.Admin}, nil
			case "away":
				return nil, errors.New("database is away")
			}
			return nil, &ks.Refused{Reason: text}
		},
		MayPlay: func(_ context.Context, e *store.Entry, k *ks.Session) (string, error) {
			if k.Admin() {
				return "", nil
			}
			return verdicts[e.ID], nil
		},
	}
	w.insert(t, &store.Partner{ID: 101, AdminSecret: "secret"})
	for id, status := range map[string]int{
		"0_film": store.EntryReady, "0_late": store.EntryReady, "0_locked": store.EntryReady,
		"0_gone": store.EntryDeleted,
		"0_new":  store.EntryPreconvert, "0_empty": store.EntryReady,
	} {
		w.insert(t, &store.Entry{ID: id, PartnerID: 101, Name: `Lecture "1/2": ä`, Status: status,
			MediaType: store.MediaVideo, Version: 3})
	}
	for _, id := range []string{"0_film", "0_late", "0_locked"} {
		w.film(t, id)
	}
	return w
}

func (w *world) insert(t testing.TB, row any) {
	t.Helper()
	if err := w.Store.Insert(context.WithoutCancel(t.Context()), nil, row); err != nil {
		t.Fatal(err)
	}
}

// film gives an entry two renditions, sound, the file that it was made of, and a
// volume map.
func (w *world) film(t testing.TB, entry string) {
	t.Helper()
	for i, film := range []packagertest.Film{{Samples: 250}, {Samples: 250, KeyEvery: 25},
		{Audio: true, Samples: 469}} {
		var b bytes.Buffer
		p, err := packager.Repackage(bytes.NewReader(film.Bytes()), &b)
		if err != nil {
			t.Fatal(err)
		}
		id := entry + "_" + p.Kind + strconv.Itoa(i+1)
		row := &store.Track{
			ID: id, EntryID: entry, FlavorID: id, Kind: p.Kind, Codec: p.Codec, Width: 640 * (i + 1),
			Height: 360 * (i + 1), FrameRate: 25,
			SampleRate: p.SampleRate, Channels: p.Channels, Bandwidth: int64(i+1) * 1_000_000,
			AverageBandwidth: int64(i+1) * 800_000,
			Timescale:        p.Timescale, Duration: p.End(), BlobKey: "media/" + id, Size: p.Size,
			Segments: p.Encode(),
		}
		w.insert(t, row)
		w.blob(t, row.BlobKey, b.Bytes())
		w.files[id] = b.Bytes()
		if p.Kind == "video" {
			w.insert(t, &store.FlavorAsset{ID: id, PartnerID: 101, EntryID: entry, ParamsID: i + 2,
				Tags:   "web,rung" + strconv.Itoa(i+1),
				Status: store.AssetReady, Bitrate: 800 * (i + 1)})
		} else {
			w.blob(t, packager.VolumeKey(row.BlobKey), []byte("pts,rms_level\n0,-20\n"))
		}
	}
	w.insert(t, &store.FlavorAsset{ID: entry + "_source", PartnerID: 101, EntryID: entry, IsOriginal: true,
		FileExt: "mov",
		Status:  store.AssetReady, Bitrate: 9000, Version: 5, BlobKey: "upload/" + entry})
	w.blob(t, "upload/"+entry, []byte("the file as it was uploaded"))
}

func (w *world) blob(t testing.TB, key string, b []byte) {
	t.Helper()
	if _, err := w.Blobs.Put(context.WithoutCancel(t.Context()), key, bytes.NewReader(b)); err != nil {
		t.Fatal(err)
	}
}

// get asks for an address; header are names and values by turns.
func (w *world) get(t testing.TB, method, target string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "http://a"+target, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r)
	return rec
}

// Addresses of the film.
const (
	filmFlavor = "/p/101/sp/10100/serveFlavor/entryId/0_film/v/3/flavorId/0_film_video1"
	filmPieces = filmFlavor + "/name/a.mp4"
	filmPlay   = "/p/101/sp/10100/playManifest/entryId/0_film"
)

// TestFaults: which number stands for what (reference: backend-api §4.6).
func TestFaults(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, c := range map[string]struct {
		target string
		number int
	}{
		"no entry named":           {"/p/101/playManifest/format/url/a.mp4", 20},
		"unknown entry":            {"/p/101/playManifest/entryId/0_no/a.m3u8", 1},
		"of another account":       {"/p/102/playManifest/entryId/0_film/format/applehttp/a.m3u8", 1},
		"deleted entry":            {"/p/101/playManifest/entryId/0_gone/a.m3u8", 9},
		"not converted yet":        {"/p/101/playManifest/entryId/0_new/format/applehttp/a.m3u8", 6},
		"no renditions":            {"/p/101/playManifest/entryId/0_empty/format/applehttp/a.m3u8", 6},
		"no file to lead to":       {"/p/101/playManifest/entryId/0_empty/format/url/a.mp4", 6},
		"not yet":                  {"/p/101/playManifest/entryId/0_late/format/applehttp/a.m3u8", 2},
		"unknown format":           {filmPlay + "/format/hds/a.f4m", 18},
		"unknown rendition":        {filmPlay + "/format/applehttp/flavorIds/0_no/a.m3u8", 6},
		"unknown params":           {filmPlay + "/format/applehttp/flavorParamIds/77/a.m3u8", 6},
		"unknown tags":             {filmPlay + "/format/applehttp/tags/no,none:nothing/a.m3u8", 6},
		"highest bitrate in words": {filmPlay + "/format/applehttp/maxBitrate/high/a.m3u8", 19},
		"lowest bitrate in words":  {filmPlay + "/format/applehttp/minBitrate/low/a.m3u8", 49},
		"start in words":           {filmPlay + "/format/applehttp/seekFrom/soon/a.m3u8", 50},
		"end in words":             {filmPlay + "/format/applehttp/clipTo/late/a.m3u8", 50},
		"clip behind the end":      {filmPlay + "/format/applehttp/seekFrom/90000/a.m3u8", 50},
		"session that is none":     {filmPlay + "/format/applehttp/ks/garbage/a.m3u8", 7},
		"session that has ended":   {filmPlay + "/format/applehttp/ks/EXPIRED/a.m3u8", 31},
		"wrong token":              {filmPlay + "/format/applehttp/kt/0000/a.m3u8", 27},
		"protection for the other": {filmPlay + "/format/mpegdash/deliveryProfileId/1012/a.mpd", 18},
		"no such segment":          {filmPieces + "/seg-99.m4s", 5},
		"segment 0":                {filmPieces + "/seg-0.m4s", 5},
		"segment of a long number": {filmPieces + "/seg-99999999.m4s", 5},
		"no such piece":            {filmPieces + "/manifest", 5},
		"key without protection":   {filmPieces + "/encryption.key", 5},
		"unknown protection":       {filmFlavor + "/protection/none/name/a.mp4/seg-1.m4s", 5},
		"file under protection":    {filmFlavor + "/protection/cbcs/name/a.mp4", 5},
		"source of no entry":       {"/p/101/raw/entry_id/0_empty", 6},
		"picture of odd width":     {"/p/101/thumbnail/entry_id/0_film/width/wide", 50},
		"picture too wide":         {"/p/101/thumbnail/entry_id/0_film/width/10001", 50},
		"no verb of ours":          {"/p/101/content/entry_id/0_film", 25},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := w.get(t, http.MethodGet, c.target)
			if got := r.Header().Get("X-Kaltura"); r.Code != http.StatusNotFound ||
				got != "error-"+strconv.Itoa(c.number) || r.Body.Len() != 0 {
				t.Errorf("%d %s %q, want error-%d", r.Code, got, r.Body, c.number)
			}
			if app := r.Header().Get("X-Kaltura-App"); !strings.HasPrefix(app,
				"exiting on error "+strconv.Itoa(c.number)+" - ") {
				t.Errorf("X-Kaltura-App: %q", app)
			}
			if r.Header().Get("Cache-Control") != "no-store" ||
				r.Header().Get("Access-Control-Allow-Origin") != "*" {
				t.Errorf("headers %v", r.Header())
			}
		})
	}
}

// TestOwnFaults: what is no fault of the address is no 404, which players give up
// for.
func TestOwnFaults(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if r := w.get(t, http.MethodGet, filmPlay+
		"/format/applehttp/ks/away/a.m3u8"); r.Code != http.StatusInternalServerError {
		t.Errorf("sessions cannot be read: %d", r.Code)
	}
	ctx, leave := context.WithCancel(t.Context())
	leave()
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, httptest.NewRequestWithContext(ctx, http.MethodGet, filmPieces+"/seg-1.m4s", nil))
	if rec.Code != http.StatusServiceUnavailable {
		t.Errorf("the viewer has left: %d", rec.Code)
	}
	rec = httptest.NewRecorder()
	w.fault(rec, tooBusy)
	if rec.Code != http.StatusServiceUnavailable || rec.Header().Get("Retry-After") != retryAfter ||
		rec.Header().Get("X-Kaltura") != "error-46" {
		t.Errorf("too busy: %d %v", rec.Code, rec.Header())
	}
}

// TestMethods: who may ask how.
func TestMethods(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name, c := range map[string]struct {
		method, target string
		status         int
	}{
		"manifest":              {http.MethodGet, filmPlay + "/format/applehttp/a.m3u8", 200},
		"head of a manifest":    {http.MethodHead, filmPlay + "/format/applehttp/a.m3u8", 200},
		"manifest is posted to": {http.MethodPost, filmPlay + "/format/applehttp/a.m3u8", 404},
		"segment is put":        {http.MethodPut, filmPieces + "/seg-1.m4s", 404},
		"preflight":             {http.MethodOptions, filmPieces + "/seg-1.m4s", 200},
		"preflight of anything": {http.MethodOptions, "/p/101/nothing", 200},
		"licence is got":        {http.MethodGet, "/p/101/license/entryId/0_film/a.json", 404},
		"alias": {http.MethodGet, "/s/p/101/serveManifest/entryId/0_film/format/mpegdash/a.mpd",
			200},
	} {
		r := w.get(t, c.method, c.target)
		if r.Code != c.status {
			t.Errorf("%s: %d, want %d", name, r.Code, c.status)
		}
		if c.method != http.MethodGet && r.Body.Len() != 0 {
			t.Errorf("%s: a body of %d bytes", name, r.Body.Len())
		}
	}
	h := w.get(t, http.MethodOptions, filmPieces+"/seg-1.m4s").Header()
	if !strings.Contains(h.Get("Access-Control-Allow-Headers"), "Range") ||
		h.Get("Access-Control-Max-Age") != "86400" {
		t.Errorf("preflight: %v", h)
	}
}

// TestPieces: what each name of a rendition gives, byte by byte, and for how long
// it may be kept (reference: backend-api §4.2).
func TestPieces(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	file := w.files["0_film_video1"]
	m, err := w.media(t.Context(), &store.Entry{ID: "0_film", Version: 3})
	if err != nil {
		t.Fatal(err)
	}
	x := m.Find("0_film_video1").Index
	s := x.Segments[1]
	const sound = "/p/101/serveFlavor/entryId/0_film/flavorId/0_film_audio3/name/a.mp4"
	for name, c := range map[string]struct {
		target, kind string
		body         []byte // nil = any
	}{
		"init":          {filmPieces + "/init.mp4", "video/mp4", file[:x.InitSize]},
		"init by track": {filmPieces + "/init-v1.mp4", "video/mp4", file[:x.InitSize]},
		"segment": {filmPieces + "/seg-2.m4s", "video/iso.segment",
			file[s.Offset : s.Offset+s.Size]},
		"segment by track": {filmPieces + "/seg-2-v1-a1.m4s", "video/iso.segment",
			file[s.Offset : s.Offset+s.Size]},
		"segment by file": {filmPieces + "/seg-2-f1-v1-x3.m4s", "video/iso.segment",
			file[s.Offset : s.Offset+s.Size]},
		"fragment": {filmPieces + "/fragment-2-v1.m4s", "video/iso.segment",
			file[s.Offset : s.Offset+s.Size]},
		"without a name": {filmFlavor + "/seg-2.m4s", "video/iso.segment",
			file[s.Offset : s.Offset+s.Size]},
		"playlist":                {filmPieces + "/index.m3u8", "application/x-mpegurl", nil},
		"playlist by track":       {filmPieces + "/index-v1-a1.m3u8", "application/x-mpegurl", nil},
		"playlist for trick play": {filmPieces + "/iframes.m3u8", "application/x-mpegurl", nil},
		"init of sound":           {sound + "/init.mp4", "audio/mp4", nil},
		"volume map": {filmPieces + "/volume_map.csv", "text/csv; charset=utf-8",
			[]byte("pts,rms_level\n0,-20\n")},
		"whole file": {filmFlavor + "/name/a.mp4", "video/mp4", nil},
		"whole file of sound": {"/p/101/serveFlavor/entryId/0_film/flavorId/0_film_audio3/name/a.mp4",
			"audio/mp4", nil},
		"segment with a session": {filmFlavor + "/ks/admin/name/a.mp4/seg-2.m4s", "video/iso.segment",
			file[s.Offset : s.Offset+s.Size]},
		"segment in the old spell": {"/p/101/serveFlavor/entryId/0_film/fi/0_film_video1/name/a.mp4/seg-2.m4s",
			"video/iso.segment", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := w.get(t, http.MethodGet, c.target)
			if r.Code != http.StatusOK || r.Header().Get("Content-Type") != c.kind || c.body != nil &&
				!bytes.Equal(r.Body.Bytes(), c.body) {
				t.Fatalf("%d %s, %d bytes of %d", r.Code, r.Header().Get("Content-Type"), r.Body.Len(),
					len(c.body))
			}
			if n := r.Header().Get("Content-Length"); n != strconv.Itoa(r.Body.Len()) {
				t.Errorf("%s bytes are promised, %d come", n, r.Body.Len())
			}
			if r.Header().Get("X-Content-Type-Options") != "nosniff" {
				t.Error("browsers may guess what it is")
			}
			public := strings.HasPrefix(r.Header().Get("Cache-Control"), "public")
			if c.kind == "video/iso.segment" && public == strings.Contains(c.target, "/ks/") {
				t.Errorf("cached as %q", r.Header().Get("Cache-Control"))
			}
			head := w.get(t, http.MethodHead, c.target)
			if head.Body.Len() != 0 || head.Header().Get("Content-Length") != r.Header().Get("Content-Length") {
				t.Errorf("head: %d bytes, %s promised", head.Body.Len(), head.Header().Get("Content-Length"))
			}
		})
	}
}

// TestRanges: one range of bytes, and what is none of them (RFC 9110 §14).
func TestRanges(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	whole := w.get(t, http.MethodGet, filmPieces+"/seg-1.m4s").Body.Bytes()
	n := len(whole)
	text := strconv.Itoa
	for name, c := range map[string]struct {
		header       string
		status       int
		from, to     int // [from, to)
		contentRange string
	}{
		"none":          {"", 200, 0, n, ""},
		"first bytes":   {"bytes=0-9", 206, 0, 10, "bytes 0-9/" + text(n)},
		"in the middle": {"bytes=100-199", 206, 100, 200, "bytes 100-199/" + text(n)},
		"to the end":    {"bytes=100-", 206, 100, n, "bytes 100-" + text(n-1) + "/" + text(n)},
		"the last": {"bytes=-10", 206, n - 10, n, "bytes " + text(n-10) + "-" + text(n-1) + "/" +
			text(n)},
		"more than all":  {"bytes=-" + text(n+5), 206, 0, n, "bytes 0-" + text(n-1) + "/" + text(n)},
		"beyond the end": {"bytes=10-" + text(n+5), 206, 10, n, "bytes 10-" + text(n-1) + "/" + text(n)},
		"one byte":       {"bytes=0-0", 206, 0, 1, "bytes 0-0/" + text(n)},
		"the last byte": {"bytes=" + text(n-1) + "-", 206, n - 1, n,
			"bytes " + text(n-1) + "-" + text(n-1) + "/" + text(n)},
		"behind the end":    {"bytes=" + text(n) + "-", 416, 0, 0, "bytes */" + text(n)},
		"several":           {"bytes=0-1,5-6", 200, 0, n, ""},
		"backwards":         {"bytes=9-3", 200, 0, n, ""},
		"another unit":      {"seconds=0-1", 200, 0, n, ""},
		"no numbers":        {"bytes=a-b", 200, 0, n, ""},
		"a negative number": {"bytes=--5", 200, 0, n, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := w.get(t, http.MethodGet, filmPieces+"/seg-1.m4s", "Range", c.header)
			if r.Code != c.status || !bytes.Equal(r.Body.Bytes(), whole[c.from:c.to]) ||
				r.Header().Get("Content-Range") != c.contentRange {
				t.Errorf("%d, %d bytes, %q", r.Code, r.Body.Len(), r.Header().Get("Content-Range"))
			}
			if r.Header().Get("Accept-Ranges") != "bytes" {
				t.Error("ranges are not offered")
			}
			if c.status == 416 && r.Header().Get("Cache-Control") != "" {
				t.Errorf("a mistake is kept: %q", r.Header().Get("Cache-Control"))
			}
		})
	}
}

// TestConditions: what a client has already is not sent again, and a range of
// another version is not put beside it (RFC 9110 §13.1.2, §13.1.5).
func TestConditions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, target := range []string{filmPieces + "/seg-1.m4s", filmFlavor + "/name/a.mp4",
		"/p/101/raw/entry_id/0_film"} {
		tag := w.get(t, http.MethodGet, target).Header().Get("ETag")
		if len(tag) < 3 || tag[0] != '"' {
			t.Fatalf("%s: tag %s", target, tag)
		}
		for name, c := range map[string]struct {
			header []string
			status int
		}{
			"the same":             {[]string{"If-None-Match", tag}, 304},
			"one of several":       {[]string{"If-None-Match", `"x", ` + tag}, 304},
			"made weak by a proxy": {[]string{"If-None-Match", "W/" + tag}, 304},
			"whatever there is":    {[]string{"If-None-Match", "*"}, 304},
			"another":              {[]string{"If-None-Match", `"x"`}, 200},
			"part of the name":     {[]string{"If-None-Match", tag[:len(tag)-2] + `"`}, 200},
			"rest of the same":     {[]string{"Range", "bytes=5-", "If-Range", tag}, 206},
			"rest of another":      {[]string{"Range", "bytes=5-", "If-Range", `"x"`}, 200},
			"rest of a weak one":   {[]string{"Range", "bytes=5-", "If-Range", "W/" + tag}, 200},
			"rest since a date": {[]string{"Range", "bytes=5-", "If-Range",
				"Mon, 02 Jan 2006 15:04:05 GMT"}, 200},
			"the same before ranges": {[]string{"Range", "bytes=5-", "If-None-Match", tag}, 304},
		} {
			if r := w.get(t, http.MethodGet, target, c.header...); r.Code != c.status || c.status == 304 &&
				r.Body.Len() > 0 {
				t.Errorf("%s, %s: %d with %d bytes, want %d", target, name, r.Code, r.Body.Len(), c.status)
			}
		}
	}
}
