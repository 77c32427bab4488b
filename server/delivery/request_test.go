package delivery

import (
	"context"
	"crypto/sha1" //nolint:gosec // the contract's own token
	"encoding/hex"
	"errors"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"diptych/server/limits"
	"diptych/server/packager"
	"diptych/server/store"
)

// asked is a request for an address, nil where it is none of ours.
func asked(path, query string) *request {
	r := &http.Request{Method: http.MethodGet, URL: &url.URL{Path: path, RawQuery: query}, Header: http.Header{}}
	q, ok := parse(r)
	if !ok {
		return nil
	}
	return q
}

func TestParse(t *testing.T) {
	for path, want := range map[string]*request{
		"/p/101/playManifest/entryId/0_a/format/url/a.mp4": {verb: "playManifest", file: "a.mp4",
			keys: map[string]string{"entryId": "0_a", "format": "url"}},
		"/s/p/101/sp/10100/playManifest/e/0_a/f/applehttp/a.m3u8": {verb: "playManifest", file: "a.m3u8",
			keys: map[string]string{"entryId": "0_a", "format": "applehttp"}},
		"/p/101/sp/0/serveFlavor/entryId/0_a/name/a.mp4/seg-1.m4s": {verb: "serveFlavor", file: "seg-1.m4s",
			keys: map[string]string{"entryId": "0_a", "name": "a.mp4"}},
		"/p/101/thumbnail/entry_id/0_a/width/100": {verb: "thumbnail",
			keys: map[string]string{"entryId": "0_a", "width": "100"}},
		"/p/101/thumbnail/entry_id/0_a/width/100?width=200&type=3": {verb: "thumbnail",
			keys: map[string]string{"entryId": "0_a", "width": "100", "type": "3"}},
		"/p/101/thumbnail?entry_id=0_a": {verb: "thumbnail",
			keys: map[string]string{"entryId": "0_a"}},
		"/p/101/raw/entry_id/0_a?width=%ff": {verb: "raw",
			keys: map[string]string{"entryId": "0_a"}},
		"/p/x/raw/entry_id/0_a":       nil,
		"/p/101/other/entry_id/0_a":   nil,
		"/p/101":                      nil,
		"/":                           nil,
		"/q/101/raw/entry_id/0_a":     nil,
		"/p/101/raw/entry_id/0_a\x00": nil,
		"/p/101/raw/entry_id/\xff":    nil,
	} {
		address, query, _ := strings.Cut(path, "?")
		got := asked(address, query)
		if (got == nil) != (want == nil) {
			t.Errorf("%q: %v", path, got)
			continue
		}
		if want != nil && (got.verb != want.verb || got.file != want.file ||
			!reflect.DeepEqual(got.keys, want.keys) || got.prefix != "/p/101/sp/10100") {
			t.Errorf("%q: %+v", path, got)
		}
	}
}

func TestByteRange(t *testing.T) {
	for header, want := range map[string][3]int64{
		"": {0, 100, 200}, "bytes=0-": {0, 100, 206}, "bytes=10-19": {10, 10, 206}, "bytes=-5": {95, 5, 206},
		"bytes=-500":   {0, 100, 206},
		"bytes=90-500": {90, 10, 206}, "bytes=100-": {0, 0, 416}, "bytes=9223372036854775807-": {0, 0, 416},
		"bytes=-0":  {0, 100, 200},
		"bytes=9-3": {0, 100, 200}, "bytes=1-2,4-5": {0, 100, 200}, "bytes=": {0, 100, 200},
		"items=1-2": {0, 100, 200}, "bytes=a-b": {0, 100, 200},
		"bytes=99999999999999999999-": {0, 100, 200}, "bytes= 1 - 2 ": {1, 2, 206}, "bytes=-": {0, 100, 200},
	} {
		from, n, status := byteRange(header, 100)
		if [3]int64{from, n, int64(status)} != want {
			t.Errorf("%q: %d %d %d, want %v", header, from, n, status, want)
		}
	}
}

// TestSigned: the token covers the account's secret and the whole address.
func TestSigned(t *testing.T) {
	ctx := context.Background()
	s, err := store.Open(ctx, "", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Insert(ctx, nil, &store.Partner{ID: 101, Name: "a", AdminSecret: "secret", UserSecret: "u",
		CreatedAt: 1}); err != nil {
		t.Fatal(err)
	}
	d, e := &Delivery{Store: s}, &store.Entry{ID: "0_a", PartnerID: 101}
	token := func(address string) string {
		sum := sha1.Sum([]byte("secret" + address)) //nolint:gosec // as above
		return strings.Replace(address, "{kt}", hex.EncodeToString(sum[:]), 1)
	}
	const path = "/p/101/playManifest/entryId/0_a/kt/{kt}"
	later, before := strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10),
		strconv.FormatInt(time.Now().Add(-time.Hour).Unix(), 10)
	for address, want := range map[string]error{
		"/p/101/playManifest/entryId/0_a/a.m3u8":                                     nil,
		token(path + "/a.m3u8"):                                                      nil,
		token(path + "/expiry/" + later):                                             nil,
		token(path + "/expiry/" + before):                                            expiredToken,
		token(path + "/expiry/soon"):                                                 expiredToken,
		token(path+"/a.m3u8") + "?sf=1":                                              invalidToken,
		token(path) + "/expiry/" + later:                                             invalidToken,
		strings.Replace(path, "{kt}", "0000", 1):                                     invalidToken,
		strings.ToUpper(token(path))[:0] + "/p/101/playManifest/entryId/0_a/kt/{kt}": invalidToken,
	} {
		r := httptest.NewRequestWithContext(ctx, http.MethodGet, "http://a", nil)
		r.RequestURI = address
		path, query, _ := strings.Cut(address, "?")
		r.URL = &url.URL{Path: path, RawQuery: query}
		q, ok := parse(r)
		if !ok {
			t.Fatal(address)
		}
		if err := d.signed(q, e); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", address, err, want)
		}
		if q.Method = http.MethodPost; want == nil && q.keys["kt"] != "" {
			if err := d.signed(q, e); !errors.Is(err, invalidToken) {
				t.Errorf("POST %s: %v", address, err)
			}
		}
	}
}

// rendition is a track of so many seconds.
func rendition(width, height, seconds int) *packager.StoredTrack {
	x := &packager.Index{InitSize: 700}
	for n := 0; n < seconds; n += 2 {
		x.Segments = append(x.Segments, packager.Segment{Start: int64(n) * 90000, Duration: 180000,
			Offset: 700 + int64(n)*1000, Size: 2000,
			Fragments: []packager.Fragment{{Size: 1000, Duration: 90000}, {Size: 1000, Duration: 90000}}})
	}
	return &packager.StoredTrack{Track: store.Track{Kind: "video", Width: width, Height: height, FrameRate: 25,
		Timescale: 90000, Duration: x.End()}, Index: x}
}

// bounded tells what of a settled picture is too much.
func bounded(p picture, t *packager.StoredTrack) string {
	width, height := p.shape(t)
	w, h := fitted(p, width, height)
	if p.sprite() {
		count := float64(p.slices)
		if w*h*count > limits.SpritePixels || w*count > maxRow {
			return "the sprite"
		}
	}
	if p.kind == 3 || p.kind == 4 {
		s := max(float64(p.width)/width, float64(p.height)/height)
		w, h = max(w, width*s), max(h, height*s)
	}
	switch {
	case p.width < 1 || p.height < 1:
		return "nothing is left"
	case p.width > limits.DrawnSide || p.height > limits.DrawnSide:
		return "a side"
	case w*h > 1.1*limits.DrawnPixels && min(p.width, p.height) > 1: // whole pixels
		return "the pixels"
	}
	return ""
}

// FuzzPicture: whatever is asked for, what is drawn is bounded, and its name is one
// of a file.
func FuzzPicture(f *testing.F) {
	for _, path := range []string{"width/100", "width/10000/height/10000/type/3",
		"vid_slices/1000/width/65/height/5000", "src_x/1/src_y/2/src_w/3/src_h/4/rel_width/5/rel_height/6",
		"vid_sec/1e5/quality/100/format/webp/bgcolor/ff00aa", "width/NaN",
		"height/1/vid_slice/3/vid_slices/7/start_sec/5/end_sec/4", "def_width/9/width/0/height/0"} {
		f.Add(path, "type=2", uint16(320), uint16(180), uint16(20))
	}
	f.Fuzz(func(t *testing.T, path, query string, width, height, seconds uint16) {
		q := asked("/p/101/thumbnail/entry_id/0_a/"+path, query)
		if q == nil {
			return
		}
		p, err := readPicture(q)
		if err != nil {
			return
		}
		one := rendition(int(width), int(height), int(seconds%2000)+2)
		if one = p.rendition(&packager.Media{Video: []packager.StoredTrack{*one}}); one == nil {
			t.Fatal("no rendition")
		}
		total := one.Seconds()
		p.crop = p.crop.settled(one)
		if p, err = p.settled(one, total); err != nil {
			return
		}
		if what := bounded(p, one); what != "" {
			t.Fatalf("%s of %+v", what, p)
		}
		if again, err := p.settled(one, total); err != nil || !p.sprite() && again.name(1) != p.name(1) &&
			math.Abs(again.second-p.second) > 0.04 {
			t.Fatalf("%s is settled again as %s, %v", p.name(1), again.name(1), err)
		}
		if name := p.name(1); strings.ContainsAny(name, "/\\ \x00") || strings.Contains(name, "..") {
			t.Fatalf("name %q", name)
		}
		if s := ofSlices(strings.NewReader(""), one, p, total); p.sprite() && s.filter == "" {
			t.Fatal("no filter")
		}
	})
}

func FuzzByteRange(f *testing.F) {
	f.Add("bytes=0-5", int64(10))
	f.Add("bytes=-9223372036854775808", int64(1))
	f.Fuzz(func(t *testing.T, header string, size int64) {
		if size < 0 {
			return
		}
		from, n, status := byteRange(header, size)
		if from < 0 || n < 0 || from+n > size || status == http.StatusPartialContent && n == 0 {
			t.Fatalf("%d %d %d of %d", from, n, status, size)
		}
	})
}
