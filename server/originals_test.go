package server

import (
	"context"
	"net/http"
	"strings"
	"testing"
)

// TestUploadedBytesRunNothing: whatever a file is called, it is no document of
// ours.
func TestUploadedBytesRunNothing(t *testing.T) {
	c := newClient(t)
	entry := c.uploadAs("a.png", "2", made(t, t.TempDir(), "a.png",
		"-f lavfi -i testsrc2=size=40x30 -frames:v 1", nil))
	c.settled(entry)
	ctx := context.Background()
	flavors, err := c.server.store.Flavors(ctx, entry)
	if err != nil || len(flavors) != 1 {
		t.Fatalf("%v, %v", flavors, err)
	}
	f := flavors[0]
	for ext, want := range map[string]string{"png": "image/png", "PNG": "image/png", "mp4": "video/mp4",
		"html": "", "svg": "", "xml": "", "js": "", "pdf": "", "mht": "", "": ""} {
		f.FileExt = ext
		if err := c.server.store.Update(ctx, nil, &f, "file_ext"); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{
			"/raw/entry_id/" + entry + "/direct_serve/1", "/raw/entry_id/" + entry,
			"/download/entry_id/" + entry,
			"/serveFlavor/entryId/" + entry + "/flavorId/" + f.ID + "/name/a." + ext,
		} {
			r, _ := c.load("/p/101" + path)
			kind, saved := want, !strings.Contains(path, "direct") || want == ""
			if kind == "" {
				kind = "application/octet-stream"
			}
			h := r.Header
			if r.StatusCode != http.StatusOK || h.Get("Content-Type") != kind ||
				h.Get("X-Content-Type-Options") != "nosniff" ||
				h.Get("Content-Security-Policy") != "sandbox; default-src 'none'" ||
				strings.HasPrefix(h.Get("Content-Disposition"), "attachment") != saved {
				t.Errorf("%s as %q: %d %v", path, ext, r.StatusCode, h)
			}
		}
	}
	r, _ := c.load("/p/101/thumbnail/entry_id/" + entry + "/width/20")
	if h := r.Header; h.Get("Content-Security-Policy") != "sandbox; default-src 'none'" ||
		h.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("a thumbnail: %v", h)
	}
}
