package server

import (
	"bytes"
	"fmt"
	"image"
	_ "image/gif"  // formats that are asked for
	_ "image/jpeg" // likewise
	_ "image/png"  // likewise
	"io"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zencoder/go-dash/v3/mpd"
)

func (c *client) site() string { return strings.TrimSuffix(c.base, "/api_v3/service/") }

// get reads an address of the server.
func (c *client) load(path string) (*http.Response, []byte) {
	c.t.Helper()
	r, err := http.Get(c.site() + path)
	if err != nil {
		c.t.Fatal(err)
	}
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return r, data
}

// psnr compares two pictures of one size, decibels.
func psnr(t *testing.T, a, b image.Image) float64 {
	t.Helper()
	if a.Bounds().Size() != b.Bounds().Size() {
		t.Fatalf("sizes %v and %v", a.Bounds().Size(), b.Bounds().Size())
	}
	var sum float64
	size := a.Bounds().Size()
	for y := range size.Y {
		for x := range size.X {
			r1, g1, b1, _ := a.At(a.Bounds().Min.X+x, a.Bounds().Min.Y+y).RGBA()
			r2, g2, b2, _ := b.At(b.Bounds().Min.X+x, b.Bounds().Min.Y+y).RGBA()
			for _, d := range []float64{float64(r1) - float64(r2), float64(g1) - float64(g2),
				float64(b1) - float64(b2)} {
				sum += d * d / 257 / 257
			}
		}
	}
	if sum == 0 {
		return 99
	}
	return 10 * math.Log10(255*255/(sum/float64(3*size.X*size.Y)))
}

// TestThumbnailsAgainstFFmpeg: each way to fit a picture into a box, pixel by
// pixel beside ffmpeg's own scaling of the same frame of the same file.
func TestThumbnailsAgainstFFmpeg(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	entry := c.upload("film.mp4", clip(t))
	c.settled(entry)
	_, film := c.load("/p/101/playManifest/entryId/" + entry + "/format/url/a.mp4")
	file := filepath.Join(t.TempDir(), "film.mp4")
	if err := os.WriteFile(file, film, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, one := range []struct{ keys, filter string }{ // of 320 x 180
		{"width/160/height/160/type/1", "scale=160:90"},
		{"width/160/height/50", "scale=89:50"},
		{"width/160", "scale=160:90"},
		{"height/90", "scale=160:90"},
		{"width/160/height/160/type/2/bgcolor/ff0000", "scale=160:90,pad=160:160:0:35:color=0xff0000"},
		{"width/100/height/100/type/3", "scale=178:100,crop=100:100:39:0"},
		{"width/160/height/30/type/4", "scale=160:90,crop=160:30:0:0"},
		{"width/100/height/100/type/5", "scale=100:100"},
		{"width/100/height/100!/type/5", "scale=100:100"},
		{"src_x/40/src_y/20/src_w/160/src_h/90/width/160/height/90", "crop=160:90:40:20,scale=160:90"},
		{"src_x/100/src_y/100/src_w/400/src_h/400/rel_width/640/rel_height/360/width/100/height/65/type/5",
			"crop=200:130:50:50,scale=100:65"},
		{"", "scale=120:-2"},
	} {
		out, err := exec.Command("ffmpeg", "-v", "error", "-i", file, "-vf", "select='gte(t,0.98)',"+one.filter,
			"-frames:v", "1", "-f", "image2pipe", "-c:v", "png", "pipe:1").Output()
		if err != nil {
			t.Fatal(err)
		}
		want, _, err := image.Decode(bytes.NewReader(out))
		if err != nil {
			t.Fatal(err)
		}
		r, data := c.load("/p/101/thumbnail/entry_id/" + entry + "/vid_sec/1/format/png/" + one.keys)
		got, _, err := image.Decode(bytes.NewReader(data))
		if err != nil {
			t.Errorf("%s: %d %s: %v", one.keys, r.StatusCode, r.Header.Get("X-Kaltura-App"), err)
			continue
		}
		if size := got.Bounds().Size(); one.keys != "" && size != want.Bounds().Size() {
			t.Errorf("%s: size %v, want %v", one.keys, size, want.Bounds().Size())
		} else if one.keys != "" {
			if p := psnr(t, got, want); p < 38 {
				t.Errorf("%s: %.1f dB from ffmpeg's", one.keys, p)
			}
		} else if size.X > 120 || size.Y > 90 {
			t.Errorf("without a size: %v", size)
		}
	}
	for format, kind := range map[string]string{"jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
		"png": "image/png", "bmp": "image/bmp", "tif": "image/tiff", "webp": "image/webp"} {
		r, data := c.load("/p/101/thumbnail/entry_id/" + entry + "/width/64/format/" + format)
		if got := http.DetectContentType(data); r.Header.Get("Content-Type") != kind || format != "tif" &&
			got != kind {
			t.Errorf("%s: %s, which is %s", format, r.Header.Get("Content-Type"), got)
		}
	}
	for keys, fault := range map[string]string{"width/20000": "error-50", "width/-1": "error-50",
		"width/x": "error-50", "type/9": "error-50", "quality/101": "error-50", "format/exe": "error-50",
		"vid_slices/0": "error-50", "width/1000/vid_slices/100": "error-50"} {
		if r, _ := c.load("/p/101/thumbnail/entry_id/" + entry + "/" +
			keys); r.StatusCode != http.StatusNotFound || r.Header.Get("X-Kaltura") != fault {
			t.Errorf("%s: %d %s, want %s", keys, r.StatusCode, r.Header.Get("X-Kaltura"), fault)
		}
	}
	r, sprite := c.load(fmt.Sprintf("/p/101/thumbnail/entry_id/%s/width/64/vid_slices/10.jpg", entry))
	if picture, _, err := image.Decode(bytes.NewReader(sprite)); err != nil || picture.Bounds().Dx() != 640 {
		t.Errorf("sprite: %d, %v", r.StatusCode, err)
	}
	_, text := c.load("/p/101/sp/10100/playManifest/entryId/" + entry + "/format/mpegdash/a.mpd")
	doc, err := mpd.ReadFromString(string(text))
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range doc.Periods[0].AdaptationSets {
		if set.ContentType == nil || *set.ContentType != "image" {
			continue
		}
		one := set.Representations[0]
		_, sprite := c.load(strings.TrimPrefix(*set.SegmentTemplate.Media, c.site()))
		picture, _, err := image.Decode(bytes.NewReader(sprite))
		if err != nil || int64(picture.Bounds().Dx()) != *one.Width ||
			int64(picture.Bounds().Dy()) != *one.Height {
			t.Errorf("thumbnails of the MPD, %d×%d: %v", *one.Width, *one.Height, err)
		}
		return
	}
	t.Error("the MPD has no thumbnails")
}

// TestImageEntries: a picture is READY at once, and drawn in any size.
func TestImageEntries(t *testing.T) {
	t.Parallel()
	c := newClient(t)
	dir := t.TempDir()
	for name, args := range map[string]string{"a.png": "", "b.jpg": "", "c.webp": "-c:v libwebp", "d.bmp": "",
		"e.tif": "", "f.gif": ""} {
		data := made(t, dir, name, "-f lavfi -i testsrc2=size=400x300 -frames:v 1 "+args, nil)
		entry := c.uploadAs(name, "2", data)
		e := c.settled(entry)
		if e.num("status") != 2 || e.num("mediaType") != 2 || e.num("width") != 400 || e.num("duration") != 0 ||
			!strings.Contains(e.str("dataUrl"), "/thumbnail/entry_id/") {
			t.Errorf("%s became %v", name, e)
			continue
		}
		r, picture := c.load(strings.TrimPrefix(e.str("dataUrl"), c.site()))
		if got, _, err := image.Decode(bytes.NewReader(picture)); err != nil || got.Bounds().Dx() != 640 ||
			got.Bounds().Dy() != 480 {
			t.Errorf("%s: its picture: %d, %v", name, r.StatusCode, err)
		}
		if r, file := c.load(strings.TrimPrefix(e.str("downloadUrl"), c.site())); !bytes.Equal(file, data) ||
			!strings.Contains(r.Header.Get("Content-Disposition"), name) {
			t.Errorf("%s: its file: %d, %d bytes of %d, %s", name, r.StatusCode, len(file), len(data),
				r.Header.Get("Content-Disposition"))
		}
		if a := c.ok("baseEntry", "getPlaybackContext", map[string][]string{"entryId": {entry},
			"contextDataParams[objectType]": {"KalturaContextDataParams"}}); len(a["sources"].([]any)) != 0 {
			t.Errorf("%s: sources %v", name, a["sources"])
		}
	}
}
