package delivery

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"diptych/server/packager"
	"diptych/server/store"
)

// TestManifests: which renditions a manifest names, for whom, and for how long.
func TestManifests(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const hls, small, large = "/format/applehttp", "0_film_video1", "0_film_video2"
	for name, c := range map[string]struct {
		keys  string
		named []string
		not   []string
		cache string
	}{
		"all": {hls, []string{small, large, "0_film_audio3", "AUDIO="},
			[]string{"SUBTITLES"}, "private, max-age=60"},
		"DASH": {"/format/mpegdash", []string{small, large, "0_film_audio3"},
			[]string{"#EXTM3U"}, "private, max-age=60"},
		"one": {hls + "/flavorIds/" + large, []string{large}, []string{small},
			"private, max-age=60"},
		"two": {hls + "/flavorIds/" + large + "," + small, []string{large, small}, nil,
			"private, max-age=60"},
		"one and an unknown": {hls + "/flavorIds/0_no," + small, []string{small}, []string{large},
			"private, max-age=60"},
		"by a short name": {"/f/applehttp/fs/" + small, []string{small}, []string{large},
			"private, max-age=60"},
		"by params": {hls + "/flavorParamIds/3", []string{large}, []string{small},
			"private, max-age=60"},
		"by tag": {hls + "/tags/rung1", []string{small}, []string{large},
			"private, max-age=60"},
		"by either tag": {hls + "/tags/rung1,rung2", []string{small, large}, nil,
			"private, max-age=60"},
		"by the first good group": {hls + "/tags/dash:rung2:rung1", []string{large}, []string{small},
			"private, max-age=60"},
		"at most": {hls + "/maxBitrate/900", []string{small}, []string{large},
			"private, max-age=60"},
		"at least": {hls + "/minBitrate/900", []string{large}, []string{small},
			"private, max-age=60"},
		"nothing is left": {hls + "/maxBitrate/1", []string{small, large}, nil, "private, max-age=60"},
		"between": {hls + "/mib/100/mb/900", []string{small}, []string{large},
			"private, max-age=60"},
		"a clip": {hls + "/seekFrom/2000/clipTo/4000", []string{"/clipFrom/2000/clipTo/4000/"},
			nil, "private, max-age=60"},
		"a session": {hls + "/ks/admin", []string{small}, []string{"/ks/admin"},
			"private, no-store"},
		"in the query": {"?format=applehttp&flavorIds=" + small, []string{small}, []string{large},
			"private, max-age=60"},
		"unknown keys": {hls + "/playSessionId/a/clientTag/b", []string{small}, nil,
			"private, max-age=60"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := w.get(t, http.MethodGet, filmPlay+c.keys)
			if r.Code != http.StatusOK || r.Header().Get("Cache-Control") != c.cache {
				t.Fatalf("%d, %s", r.Code, r.Header().Get("Cache-Control"))
			}
			for _, part := range c.named {
				if !strings.Contains(r.Body.String(), part) {
					t.Errorf("%s is missing:\n%s", part, r.Body)
				}
			}
			for _, part := range c.not {
				if strings.Contains(r.Body.String(), part) {
					t.Errorf("%s is there:\n%s", part, r.Body)
				}
			}
		})
	}
}

// TestSessionInAddresses: segments carry a session where nobody may have them
// without.
func TestSessionInAddresses(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const locked = "/p/101/sp/10100/playManifest/entryId/0_locked/format/applehttp"
	if r := w.get(t, http.MethodGet, locked+"/a.m3u8"); r.Header().Get("X-Kaltura") != "error-2" {
		t.Errorf("without a session: %d %s", r.Code, r.Header().Get("X-Kaltura"))
	}
	for name, r := range map[string]*httptest.ResponseRecorder{
		"in the address": w.get(t, http.MethodGet, locked+"/ks/admin/a.m3u8"),
		"in the query":   w.get(t, http.MethodGet, locked+"/a.m3u8?ks=admin"),
	} {
		if r.Code != http.StatusOK || !strings.Contains(r.Body.String(), "/ks/admin/name/a.mp4/index.m3u8") {
			t.Errorf("%s: %d\n%s", name, r.Code, r.Body)
		}
	}
	if r := w.get(t, http.MethodGet, locked+"/a.m3u8", "X-Kaltura-Ks", "admin"); r.Code != http.StatusOK ||
		r.Header().Get("Cache-Control") != "private, no-store" {
		t.Errorf("in a header: %d, %s", r.Code, r.Header().Get("Cache-Control"))
	}
}

// TestCaptionsOfManifest: those that are ready and shown, unless nobody wants them.
func TestCaptionsOfManifest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for id, row := range map[string]store.CaptionAsset{
		"1_good": {Status: store.AssetReady, Display: true, Version: 4}, "1_hidden": {Status: store.AssetReady},
		"1_broken":  {Status: store.AssetError, Display: true},
		"1_deleted": {Status: store.AssetDeleted, Display: true},
	} {
		row.ID, row.EntryID, row.PartnerID, row.Label, row.LanguageCode = id, "0_film", 101, id, "en"
		w.insert(t, &row)
	}
	text := w.get(t, http.MethodGet, filmPlay+"/format/applehttp/a.m3u8").Body.String()
	const address = `URI="http://a/api_v3/index.php/service/caption_captionAsset/action/serveWebVTT/` +
		`captionAssetId/1_good/version/4/a.m3u8"`
	if strings.Count(text, "TYPE=SUBTITLES") != 1 || !strings.Contains(text, address) {
		t.Errorf("captions of\n%s", text)
	}
	if text := w.get(t, http.MethodGet,
		filmPlay+"/format/applehttp/disableCaptions/1/a.m3u8").Body.String(); strings.Contains(text,
		"SUBTITLES") {
		t.Errorf("captions of\n%s", text)
	}
}

// TestRedirects: where the format that is one file leads (reference: backend-api
// §4.1).
func TestRedirects(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const to = "http://a/p/101/sp/10100/serveFlavor/entryId/0_film/v/3/flavorId/"
	for name, c := range map[string][2]string{
		"best":             {"/format/url/a.mp4", to + "0_film_video2/name/a.mp4"},
		"without a format": {"/a.mp4", to + "0_film_video2/name/a.mp4"},
		"named":            {"/format/url/flavorIds/0_film_video1/a.mp4", to + "0_film_video1/name/a.mp4"},
		"first of those named": {"/format/url/flavorIds/0_film_video2,0_film_video1/a.mp4",
			to + "0_film_video1/name/a.mp4"},
		"not above":      {"/format/url/maxBitrate/900/a.mp4", to + "0_film_video1/name/a.mp4"},
		"with a session": {"/format/url/ks/admin/a.mp4", to + "0_film_video2/ks/admin/name/a.mp4"},
		"download": {"/format/download/a.mp4", to +
			"0_film_video2/fileName/Lecture%20-1-2--%20%C3%A4.mp4/name/a.mp4"},
		"source":           {"/format/url/flavorParamIds/0/a.mp4", to + "0_film_source/name/a.mov"},
		"source by its id": {"/format/url/flavorIds/0_film_source/a.mp4", to + "0_film_source/name/a.mov"},
		"source to keep": {"/format/download/flavorParamIds/0/a.mp4",
			to + "0_film_source/fileName/Lecture%20-1-2--%20%C3%A4.mov/name/a.mov"},
		"clip": {"/format/url/seekFrom/2000/clipTo/4000/a.mp4",
			"http://a/p/101/sp/10100/serveFlavor/entryId/0_film/clipFrom/2000/clipTo/4000/v/3/flavorId/" +
				"0_film_video2/name/a.mp4"},
	} {
		r := w.get(t, http.MethodGet, filmPlay+c[0])
		if r.Code != http.StatusFound || r.Header().Get("Location") != c[1] ||
			r.Header().Get("Cache-Control") != "private, no-store" {
			t.Errorf("%s: %d %s\nwant %s", name, r.Code, r.Header().Get("Location"), c[1])
		}
		if next := w.get(t, http.MethodGet, strings.TrimPrefix(r.Header().Get("Location"),
			"http://a")); next.Code != http.StatusOK || next.Body.Len() == 0 {
			t.Errorf("%s leads to %d", name, next.Code)
		}
	}
}

// TestSources: a user's file is a download, or shown where the request asks to and
// a browser can do nothing wrong with it (reference: backend-api §4.3).
func TestSources(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.insert(t, &store.Entry{ID: "0_page", PartnerID: 101, Name: "page", Status: store.EntryReady})
	w.insert(t, &store.FlavorAsset{ID: "0_page_source", EntryID: "0_page", PartnerID: 101, IsOriginal: true,
		FileExt: "html", BlobKey: "upload/0_page"})
	w.blob(t, "upload/0_page", []byte("<script>"))
	w.insert(t, &store.Entry{ID: "0_lost", PartnerID: 101, Status: store.EntryReady})
	w.insert(t, &store.FlavorAsset{ID: "0_lost_source", EntryID: "0_lost", PartnerID: 101, IsOriginal: true,
		FileExt: "mp4", BlobKey: "upload/0_lost"})
	for name, c := range map[string]struct{ target, kind, disposition string }{
		"download": {"/p/101/raw/entry_id/0_film", "video/quicktime",
			"attachment; filename*=UTF-8''Lecture%20-1-2--%20%C3%A4.mov"},
		"under a name": {"/p/101/raw/entry_id/0_film/file_name/my%20film", "video/quicktime",
			"attachment; filename*=UTF-8''my%20film"},
		"shown": {"/p/101/raw/entry_id/0_film/direct_serve/1", "video/quicktime", ""},
		"by its id": {"/p/101/download/entry_id/0_film/flavor/0_film_source", "video/quicktime",
			"attachment; filename*=UTF-8''Lecture%20-1-2--%20%C3%A4.mov"},
		"a page": {"/p/101/raw/entry_id/0_page", "application/octet-stream",
			"attachment; filename*=UTF-8''page.html"},
		"a page, to show": {"/p/101/raw/entry_id/0_page/direct_serve/1", "application/octet-stream",
			"attachment; filename*=UTF-8''page.html"},
		"the file is lost": {"/p/101/raw/entry_id/0_lost", "", ""},
	} {
		r := w.get(t, http.MethodGet, c.target)
		if c.kind == "" {
			if r.Header().Get("X-Kaltura") != "error-5" {
				t.Errorf("%s: %d %v", name, r.Code, r.Header())
			}
			continue
		}
		h := r.Header()
		if r.Code != http.StatusOK || h.Get("Content-Type") != c.kind ||
			h.Get("Content-Disposition") != c.disposition {
			t.Errorf("%s: %d %q %q", name, r.Code, h.Get("Content-Type"), h.Get("Content-Disposition"))
		}
		if h.Get("Content-Security-Policy") != sandbox || h.Get("Cache-Control") != "private, no-cache" {
			t.Errorf("%s: %v", name, h)
		}
	}
	if r := w.get(t, http.MethodGet, "/p/101/download/entry_id/0_film/flavor/0_no"); r.Header().Get(
		"X-Kaltura") != "error-6" {
		t.Errorf("an unknown one: %v", r.Header())
	}
}

// TestFileNames: what a browser saves a download as.
func TestFileNames(t *testing.T) {
	t.Parallel()
	for entry, want := range map[string]string{
		"Lecture": "Lecture.mp4", "Lecture.mp4": "Lecture.mp4",
		"a/b\\c:d*e?f\"g<h>i|j": "a-b-c-d-e-f-g-h-i-j.mp4", "": "0_a.mp4",
		" . ": "0_a.mp4", "../../etc/passwd": "-..-etc-passwd.mp4", "two\nlines\x00": "two-lines-.mp4",
		"ä 😀": "ä 😀.mp4",
	} {
		if got := fileName(&store.Entry{ID: "0_a", Name: entry}, "mp4"); got != want {
			t.Errorf("%q: %q, want %q", entry, got, want)
		}
	}
}

// TestClipSegments: a clip's segments begin at its own start.
func TestClipSegments(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const clip = "/p/101/serveFlavor/entryId/0_film/clipFrom/4000/clipTo/8000/v/3/flavorId/0_film_video1/" +
		"name/a.mp4"
	first := w.get(t, http.MethodGet, clip+"/seg-1.m4s")
	stored := w.get(t, http.MethodGet, filmPieces+"/seg-3.m4s")
	if first.Code != http.StatusOK || first.Body.Len() != stored.Body.Len() {
		t.Fatalf("%d, %d bytes of %d", first.Code, first.Body.Len(), stored.Body.Len())
	}
	time := func(b []byte) uint32 { // of the tfdt box, version 0 (ISO/IEC 14496-12 §8.8.12)
		return binary.BigEndian.Uint32(b[bytes.Index(b, []byte("tfdt"))+8:])
	}
	// The sound is cut at a frame before four seconds, 137 ticks earlier, which is 0.
	if a, b := time(first.Body.Bytes()), time(stored.Body.Bytes()); a != 137 || b != 4*12_800 {
		t.Errorf("decodes from %d, stored from %d", a, b)
	}
	if first.Header().Get("ETag") == stored.Header().Get("ETag") {
		t.Error("both have one tag")
	}
	if r := w.get(t, http.MethodGet, clip+"/seg-3.m4s"); r.Header().Get("X-Kaltura") != "error-5" {
		t.Errorf("behind its end: %d", r.Code)
	}
	if n := strings.Count(w.get(t, http.MethodGet, clip+"/index.m3u8").Body.String(), "#EXTINF"); n != 2 {
		t.Errorf("%d segments are listed", n)
	}
}

// TestEncryptedPieces: with each scheme the segments are others, their key is for
// whoever may play them, and the plain file is not to be had beside it.
func TestEncryptedPieces(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	plain := w.get(t, http.MethodGet, filmPieces+"/seg-1.m4s").Body.Bytes()
	for _, scheme := range []string{packager.AES128, packager.CENC, packager.CBCS} {
		pieces := filmFlavor + "/protection/" + scheme + "/name/a.mp4"
		seg := w.get(t, http.MethodGet, pieces+"/seg-1.m4s")
		if seg.Code != http.StatusOK || seg.Body.Len() < len(plain) ||
			bytes.Equal(seg.Body.Bytes()[:len(plain)], plain) {
			t.Errorf("%s: %d, %d bytes of %d", scheme, seg.Code, seg.Body.Len(), len(plain))
		}
		key := w.get(t, http.MethodGet, pieces+"/encryption.key")
		if key.Body.Len() != 16 || key.Header().Get("Cache-Control") != "private, no-store" {
			t.Errorf("%s: a key of %d bytes, cached %q", scheme, key.Body.Len(),
				key.Header().Get("Cache-Control"))
		}
		if r := w.get(t, http.MethodGet, pieces+"/index.m3u8"); !strings.Contains(r.Body.String(),
			"encryption.key") {
			t.Errorf("%s: no key in\n%s", scheme, r.Body)
		}
		if r := w.get(t, http.MethodGet, pieces+"/seg-1.m4s", "Range", "bytes=10-19"); r.Code != 206 ||
			!bytes.Equal(r.Body.Bytes(), seg.Body.Bytes()[10:20]) {
			t.Errorf("%s: a range of it: %d", scheme, r.Code)
		}
		locked := strings.ReplaceAll(pieces, "0_film", "0_locked")
		if r := w.get(t, http.MethodGet, locked+"/encryption.key"); r.Code != http.StatusNotFound ||
			r.Body.Len() > 0 {
			t.Errorf("%s: a stranger has the key: %d", scheme, r.Code)
		}
	}
}

// TestLicences: keys by their ids, for whoever may play the entry (W3C Encrypted
// Media Extensions §9.1.3).
func TestLicences(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := packager.NewProtection(packager.CENC, "secret", "0_film")
	kid, key := base64.RawURLEncoding.EncodeToString(p.KeyID), base64.RawURLEncoding.EncodeToString(p.Key)
	for name, c := range map[string]struct{ entry, body, fault string }{
		"good":            {"0_film", `{"kids":["` + kid + `"],"type":"temporary"}`, ""},
		"without a type":  {"0_film", `{"kids":["` + kid + `"]}`, ""},
		"among others":    {"0_film", `{"kids":["AAAA","` + kid + `"]}`, ""},
		"of another":      {"0_film", `{"kids":["AAAA"]}`, "error-50"},
		"of none":         {"0_film", `{}`, "error-50"},
		"no JSON":         {"0_film", `kids`, "error-25"},
		"very long":       {"0_film", `{"kids":["` + strings.Repeat("A", 20_000) + `"]}`, "error-25"},
		"may not be seen": {"0_locked", `{"kids":["` + kid + `"]}`, "error-2"},
		"unknown entry":   {"0_no", `{"kids":["` + kid + `"]}`, "error-1"},
	} {
		rec := httptest.NewRecorder()
		w.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), http.MethodPost,
			"/p/101/license/entryId/"+c.entry+"/a.json", strings.NewReader(c.body)))
		if c.fault != "" {
			if rec.Header().Get("X-Kaltura") != c.fault || strings.Contains(rec.Body.String(), key) {
				t.Errorf("%s: %d %s", name, rec.Code, rec.Header().Get("X-Kaltura"))
			}
			continue
		}
		var got struct {
			Type string
			Keys []struct{ Kty, Kid, K string }
		}
		if err := json.Unmarshal(rec.Body.Bytes(), &got); err != nil || len(got.Keys) != 1 ||
			got.Keys[0].K != key || got.Keys[0].Kid != kid || got.Type != "temporary" {
			t.Errorf("%s: %s, %v", name, rec.Body, err)
		}
	}
}

// TestProtectedManifests: which delivery profile is which scheme, in which format.
func TestProtectedManifests(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for keys, want := range map[string]string{
		"/format/applehttp/deliveryProfileId/1011": "/protection/aes-128/",
		"/format/applehttp/deliveryProfileId/1012": "/protection/cbcs/",
		"/format/mpegdash/deliveryProfileId/1013":  "/protection/cenc/",
		"/format/mpegdash/deliveryProfileIds/1014": "/protection/cbcs/",
	} {
		r := w.get(t, http.MethodGet, filmPlay+keys+"/a")
		if r.Code != http.StatusOK || !strings.Contains(r.Body.String(), want) {
			t.Errorf("%s: %d\n%s", keys, r.Code, r.Body)
		}
		if strings.Contains(keys, "mpegdash") && !strings.Contains(r.Body.String(),
			"http://a/p/101/sp/10100/license/entryId/0_film/a.json") {
			t.Errorf("%s: no licence server in\n%s", keys, r.Body)
		}
	}
}

// TestStockPicture: what has no picture shows an even field of the size that was
// asked for.
func TestStockPicture(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for keys, want := range map[string][2]int{"": {120, 90}, "/width/320/height/180": {320, 180},
		"/width/9999/height/9999": {1920, 1080}, "/width/50": {50, 1}} {
		r := w.get(t, http.MethodGet, "/p/101/thumbnail/entry_id/0_new"+keys)
		picture, err := jpeg.DecodeConfig(r.Body)
		if err != nil || picture.Width != want[0] || picture.Height != want[1] ||
			r.Header().Get("Content-Type") != "image/jpeg" {
			t.Errorf("%q: %d, %dx%d, %v", keys, r.Code, picture.Width, picture.Height, err)
		}
		if r.Header().Get("Cache-Control") != "public, max-age=60" {
			t.Errorf("%q: cached %q", keys, r.Header().Get("Cache-Control"))
		}
	}
	for target, want := range map[string]string{
		"/p/101/thumbnail/entry_id/0_gone":                "error-9",
		"/p/101/thumbnail/entry_id/0_no":                  "error-1",
		"/p/101/thumbnail/entry_id/0_locked":              "error-2",
		"/p/101/thumbnail/entry_id/0_late/vid_sec/3":      "error-2",
		"/p/101/thumbnail/entry_id/0_locked/ks/EXPIRED":   "error-31",
		"/p/101/thumbnail/entry_id/0_film/format/svg":     "error-50",
		"/p/101/thumbnail/entry_id/0_film/vid_slices/0.5": "error-50",
	} {
		if r := w.get(t, http.MethodGet, target); r.Header().Get("X-Kaltura") != want {
			t.Errorf("%s: %d %s, want %s", target, r.Code, r.Header().Get("X-Kaltura"), want)
		}
	}
}

// TestMediaForStart: what a start request is told is what the manifest says.
func TestMediaForStart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/p/101/start", nil)
	m, err := w.Media(r, filmPlay+"/format/applehttp/flavorIds/0_film_video1/a.m3u8")
	if err != nil || len(m.Video) != 1 || m.Video[0].ID != "0_film_video1" || len(m.Audio) != 1 ||
		m.Base != "http://a/p/101/sp/10100" {
		t.Errorf("%+v, %v", m, err)
	}
	for path, want := range map[string]error{"/p/101/nothing": badQuery,
		filmPlay + "/flavorIds/0_no": flavorNotFound, "/p/101/playManifest/entryId/0_gone": entryDeleted} {
		if _, err := w.Media(r, path); err == nil || err.Error() != want.Error() {
			t.Errorf("%s: %v, want %v", path, err, want)
		}
	}
}
