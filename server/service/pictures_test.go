package service

import (
	"bytes"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"testing"

	"diptych/server/limits"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"
)

// webp is a lossless picture of one pixel.
const webp = "RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"

// TestPictureConfig: all kinds that uploaded pictures have, and none that is too
// large to be drawn.
func TestPictureConfig(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 40, 30))
	for ending, encode := range map[string]func(io.Writer) error{
		"jpg":  func(w io.Writer) error { return jpeg.Encode(w, img, nil) },
		"png":  func(w io.Writer) error { return png.Encode(w, img) },
		"gif":  func(w io.Writer) error { return gif.Encode(w, img, nil) },
		"bmp":  func(w io.Writer) error { return bmp.Encode(w, img) },
		"tif":  func(w io.Writer) error { return tiff.Encode(w, img, nil) },
		"webp": func(w io.Writer) error { _, err := io.WriteString(w, webp); return err },
	} {
		var b bytes.Buffer
		if err := encode(&b); err != nil {
			t.Fatal(err)
		}
		config, got, err := pictureConfig(b.Bytes())
		if err != nil || got != ending || pictureTypes[got] == "" || ending != "webp" &&
			(config.Width != 40 || config.Height != 30) {
			t.Errorf("%s: %v %s %v", ending, config, got, err)
		}
	}
	// The head of a BMP says how large it is.
	huge := func(w, h int) []byte {
		var b bytes.Buffer
		if err := bmp.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		data := b.Bytes()
		data[18], data[19], data[22], data[23] = byte(w), byte(w>>8), byte(h), byte(h>>8)
		return data
	}
	for _, size := range [][2]int{{limits.PictureSide + 1, 1}, {1, limits.PictureSide + 1},
		{limits.PictureSide, limits.PictureSide}, {9000, 9000}} {
		if _, _, err := pictureConfig(huge(size[0], size[1])); err == nil {
			t.Errorf("%v is taken", size)
		}
	}
	if _, _, err := pictureConfig(huge(8000, 8000)); err != nil {
		t.Errorf("64 million pixels: %v", err)
	}
}

func FuzzPictureConfig(f *testing.F) {
	f.Add([]byte(webp))
	f.Add([]byte("BM"))
	f.Add([]byte("II*\x00\x08\x00\x00\x00\x01\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, ending, err := pictureConfig(data); err == nil && (ending == "" || c.Width < 1) {
			t.Fatalf("%v %q", c, ending)
		}
	})
}

func FuzzLanguageCode(f *testing.F) {
	for _, name := range []string{"English", "Spanish (American)", "de", "", "(", "Klingon", "\xff\xfe"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		if code := languageCode(name); len(code) < 2 || len(code) > 3 {
			t.Fatalf("%q: %q", name, code)
		}
	})
}
