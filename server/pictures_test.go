package server

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"diptych/server/limits"

	_ "golang.org/x/image/bmp" // formats that are asked for
	_ "golang.org/x/image/tiff"
)

// later makes entries play in an hour only.
func (c *client) later(entries ...string) {
	c.t.Helper()
	at := strconv.FormatInt(time.Now().Add(time.Hour).Unix(), 10)
	for _, id := range entries {
		c.ok("baseEntry", "update", url.Values{"entryId": {id}, "baseEntry[startDate]": {at}})
	}
}

// TestPicturesAskThePermissionOfMedia: before its time a film shows its poster,
// and nothing that anybody chose the time of; a picture shows nothing.
func TestPicturesAskThePermissionOfMedia(t *testing.T) {
	c := newClient(t)
	film := c.upload("film.mp4", clip(t))
	photo := c.uploadAs("a.png", "2", made(t, t.TempDir(), "a.png",
		"-f lavfi -i testsrc2=size=400x300 -frames:v 1", nil))
	c.settled(film)
	c.settled(photo)
	c.settled(film)
	if r, _ := c.load("/p/101/thumbnail/entry_id/" + film + "/vid_sec/1/width/200"); r.Header.Get(
		"Cache-Control") != "public, max-age=3600" {
		t.Errorf("of an open film: %s", r.Header.Get("Cache-Control"))
	}
	c.later(film, photo)
	viewer := c.text("session", "start", url.Values{"secret": {"user-secret"}, "partnerId": {"101"},
		"type": {"0"}, "privileges": {"sview:" + film}})
	stranger := c.ok("session", "startWidgetSession", url.Values{"widgetId": {"_101"}}).str("ks")
	for _, one := range []struct{ entry, keys, fault, caching string }{
		{film, "width/200", "", "public, max-age=3600"},
		{film, "width/200/ks/rubbish", "", "public, max-age=3600"},
		{film, "src_x/10/src_w/20/width/200", "", "public, max-age=3600"},
		{film, "vid_sec/1/width/200", "error-2", "no-store"},
		{film, "vid_sec/0", "error-2", "no-store"},
		{film, "vid_sec/1/width/200/ks/rubbish", "error-7", "no-store"},
		{film, "width/164/vid_slices/100", "error-2", "no-store"},
		{film, "vid_slices/10/vid_slice/3", "error-2", "no-store"},
		{film, "vid_sec/1/width/200/ks/" + c.ks, "", "private, no-store"},
		{film, "width/164/vid_slices/100/ks/" + viewer, "", "private, no-store"},
		{photo, "width/200", "error-2", "no-store"},
		{photo, "width/200/ks/" + c.ks, "", "private, no-store"},
		{photo, "width/200/ks/" + viewer, "error-2", "no-store"},
	} {
		r, data := c.load("/p/101/thumbnail/entry_id/" + one.entry + "/" + one.keys)
		want := http.StatusOK
		if one.fault != "" {
			want = http.StatusNotFound
		}
		if r.StatusCode != want || r.Header.Get("X-Kaltura") != one.fault ||
			r.Header.Get("Cache-Control") != one.caching || (want == http.StatusOK) != (len(data) > 0) {
			t.Errorf("%s: %d %q %q, %d bytes", one.keys, r.StatusCode, r.Header.Get("X-Kaltura"),
				r.Header.Get("Cache-Control"), len(data))
		}
	}
	for _, path := range []string{"/raw/entry_id/" + photo, "/raw/entry_id/" + film,
		"/download/entry_id/" + photo} {
		if r, _ := c.load("/p/101" + path); r.Header.Get("X-Kaltura") != "error-2" {
			t.Errorf("%s: %d %s", path, r.StatusCode, r.Header.Get("X-Kaltura"))
		}
	}
	if _, text := c.load("/api_v3/service/media/action/getVolumeMap?format=1&entryId=" + film + "&ks=" +
		stranger); !bytes.Contains(text, []byte("ENTRY_ID_NOT_FOUND")) {
		t.Errorf("the volume map: %s", text)
	}
}

// TestPicturesAreBounded: whatever size is asked for, what is drawn stays small in
// pixels, in time and on disk.
func TestPicturesAreBounded(t *testing.T) {
	c := newClient(t)
	film := c.upload("film.mp4", clip(t))
	c.settled(film)
	for _, keys := range []string{
		"width/5000/height/5000/type/5/format/bmp", "width/10000/height/10000",
		"width/10000/height/10000/type/5/format/png",
		"width/10000", "height/10000", "width/10000/type/2/height/1/format/tif", "width/1/height/10000/type/3",
		"width/9999/height/2/type/4",
		"src_w/1/src_h/1/width/10000", "src_x/0/src_w/1/src_h/180/height/10000", "src_h/1/width/9000",
		"width/3840/height/2160/type/5/format/webp",
		"def_width/9000/def_height/9000/type/3", "src_x/9999/src_y/9999/rel_width/1/rel_height/1/width/5000",
		"width/0/height/0",
	} {
		began := time.Now()
		r, data := c.load("/p/101/thumbnail/entry_id/" + film + "/vid_sec/1/" + keys)
		if r.StatusCode != http.StatusOK || time.Since(began) > 6*time.Second || len(data) > 30<<20 {
			t.Errorf("%s: %d after %s, %d bytes", keys, r.StatusCode, time.Since(began), len(data))
			continue
		}
		if config, _, err := image.DecodeConfig(bytes.NewReader(data)); r.Header.Get(
			"Content-Type") != "image/webp" &&
			(err != nil || config.Width > limits.DrawnSide || config.Height > limits.DrawnSide ||
				config.Width*config.Height > limits.DrawnPixels) {
			t.Errorf("%s: %d x %d, %v", keys, config.Width, config.Height, err)
		}
	}
	for _, keys := range []string{"width/65/height/5000/type/5/vid_slices/900", "width/500/vid_slices/1000",
		"width/160/height/2000/type/5/vid_slices/100", "height/2000/vid_slices/20"} {
		if r, _ := c.load("/p/101/thumbnail/entry_id/" + film + "/" + keys); r.Header.Get(
			"X-Kaltura") != "error-50" {
			t.Errorf("%s: %d %s", keys, r.StatusCode, r.Header.Get("X-Kaltura"))
		}
	}
	r1, a := c.load("/p/101/thumbnail/entry_id/" + film + "/width/100/vid_sec/1.001")
	r2, b := c.load("/p/101/thumbnail/entry_id/" + film + "/width/100/vid_sec/1.002")
	if r1.Header.Get("ETag") != r2.Header.Get("ETag") || !bytes.Equal(a, b) {
		t.Error("two times of one frame are two pictures")
	}
	if kept, _ := filepath.Glob(filepath.Join(c.server.Config.Data, "drawn", film, "*")); len(kept) == 0 ||
		len(kept) > 20 {
		t.Errorf("%d pictures kept", len(kept))
	}
}

// TestPicturesWhileAStrangerFloods: three hundred wishes of one entry do not keep
// the poster and the sprite of another waiting, and end when they are given up.
func TestPicturesWhileAStrangerFloods(t *testing.T) {
	c := newClient(t)
	film := clip(t)
	victim, other := c.upload("a.mp4", film), c.upload("b.mp4", film)
	c.settled(victim)
	c.settled(other)
	before := runtime.NumGoroutine()
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	var busy, gone atomic.Int32
	var all sync.WaitGroup
	for i := range 300 {
		all.Go(func() {
			r, err := ask(ctx, fmt.Sprintf(
				"%s/p/101/thumbnail/entry_id/%s/vid_sec/2/width/%d/height/900/type/5/format/png", c.site(),
				victim, 900+i))
			if err != nil {
				gone.Add(1)
			} else if r.StatusCode == http.StatusServiceUnavailable && r.Header.Get("Retry-After") != "" {
				busy.Add(1)
			}
		})
	}
	time.Sleep(200 * time.Millisecond)
	for _, keys := range []string{"width/640/height/360", "width/164/vid_slices/100"} {
		began := time.Now()
		r, err := ask(ctx, c.site()+"/p/101/thumbnail/entry_id/"+other+"/"+keys)
		if err != nil || r.StatusCode != http.StatusOK || time.Since(began) > 4*time.Second {
			t.Errorf("%s: %v, %v after %s", keys, r, err, time.Since(began))
		}
		t.Logf("%s: %s", keys, time.Since(began))
	}
	leave()
	all.Wait()
	if busy.Load() < 100 || gone.Load() == 0 {
		t.Errorf("%d were told to come back, %d were given up", busy.Load(), gone.Load())
	}
	http.DefaultClient.CloseIdleConnections()
	deadline := time.Now().Add(5 * time.Second)
	for runtime.NumGoroutine() > before+20 && time.Now().Before(deadline) {
		time.Sleep(50 * time.Millisecond)
	}
	if n := runtime.NumGoroutine(); n > before+20 {
		t.Errorf("%d goroutines, before there were %d", n, before)
	}
	drawn := func() int {
		list, _ := filepath.Glob(filepath.Join(c.server.Config.Data, "*", victim, "*"))
		return len(list)
	}
	n := drawn()
	if time.Sleep(time.Second); drawn() != n {
		t.Errorf("pictures are drawn for nobody: %d, then %d", n, drawn())
	}
	if left, _ := filepath.Glob(filepath.Join(c.server.blobs.Temp(), "draw-*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func ask(ctx context.Context, address string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	r, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	_, err = io.Copy(io.Discard, r.Body)
	return r, err
}

// TestPicturesOfDeletedEntriesGo: with the sweep.
func TestPicturesOfDeletedEntriesGo(t *testing.T) {
	c := newClient(t)
	film := c.upload("film.mp4", clip(t))
	c.settled(film)
	c.load("/p/101/thumbnail/entry_id/" + film + "/width/100")
	folder := filepath.Join(c.server.Config.Data, "drawn", film)
	if _, err := os.Stat(folder); err != nil {
		t.Fatal(err)
	}
	if err := c.server.media.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(folder); err != nil {
		t.Errorf("swept although the entry is there: %v", err)
	}
	c.post("media", "delete", "application/x-www-form-urlencoded", c.form(url.Values{"entryId": {film}}))
	if err := c.server.media.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(folder); !os.IsNotExist(err) {
		t.Errorf("still there: %v", err)
	}
}
