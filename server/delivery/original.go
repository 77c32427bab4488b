package delivery

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"diptych/server/blob"
	"diptych/server/store"
)

// inlineTypes are the media types of uploaded files that browsers may show: what
// runs no script. All others are bytes to be saved.
var inlineTypes = map[string]string{
	"mp4": "video/mp4", "m4v": "video/mp4", "mov": "video/quicktime", "webm": "video/webm",
	"mkv": "video/x-matroska",
	"avi": "video/x-msvideo", "ts": "video/mp2t", "mpg": "video/mpeg", "mpeg": "video/mpeg", "ogv": "video/ogg",
	"3gp": "video/3gpp",
	"mp3": "audio/mpeg", "m4a": "audio/mp4", "aac": "audio/aac", "wav": "audio/wav", "ogg": "audio/ogg",
	"oga":  "audio/ogg",
	"opus": "audio/ogg", "flac": "audio/flac", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png",
	"gif":  "image/gif",
	"webp": "image/webp", "bmp": "image/bmp", "tif": "image/tiff", "tiff": "image/tiff",
}

// sandbox keeps a file that is opened as a document from running anything in our
// origin (CSP Level 3 §6.3.2).
const sandbox = "sandbox; default-src 'none'"

// uploaded sets the headers of a user's file, in whose type nobody may trust: its
// ending names it, where that is one that browsers show and the request asks to.
func uploaded(w http.ResponseWriter, q *request, name, ext string) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", sandbox)
	kind := inlineTypes[strings.ToLower(ext)]
	if kind == "" || q.keys["direct_serve"] == "" {
		attachment(w, q, name)
	}
	if kind == "" {
		kind = "application/octet-stream"
	}
	h.Set("Content-Type", kind)
}

// original gives out a file as it was uploaded: the one that is asked for by its
// id, else the source.
func (d *Delivery) original(w http.ResponseWriter, q *request, e *store.Entry) error {
	f, err := d.originalOf(q, e)
	if err != nil {
		return err
	}
	file, size, err := d.Blobs.Open(q.Context(), f.BlobKey)
	if errors.Is(err, blob.ErrNotFound) {
		return fileNotFound
	}
	if err != nil {
		return err
	}
	defer file.Close()
	uploaded(w, q, fileName(e, f.FileExt), f.FileExt)
	w.Header().Set("Cache-Control", "private, no-cache")
	w.Header().Set("ETag", fmt.Sprintf(`"%s-%d"`, f.ID, f.Version))
	return d.send(w, q, size, rangeOf(file))
}

func (d *Delivery) originalOf(q *request, e *store.Entry) (*store.FlavorAsset, error) {
	flavors, err := d.Store.Flavors(q.Context(), e.ID)
	if err != nil {
		return nil, fmt.Errorf("read the flavors of %s: %w", e.ID, err)
	}
	id := q.keys["flavorId"] + q.keys["flavor"]
	for i := range flavors {
		if f := &flavors[i]; f.IsOriginal && (id == "" || id == f.ID) {
			return f, nil
		}
	}
	return nil, flavorNotFound
}

// fileName is what a browser saves a download as: the entry's name where that
// makes a file name, else its id.
func fileName(e *store.Entry, ext string) string {
	ext = "." + ext
	name := strings.Trim(strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '-'
		}
		return r
	}, e.Name), ". ")
	if name == "" {
		name = e.ID
	}
	return strings.TrimSuffix(name, ext) + ext
}

func attachment(w http.ResponseWriter, q *request, name string) {
	for _, key := range []string{"fileName", "file_name"} {
		if v := q.keys[key]; v != "" {
			name = v
		}
	}
	w.Header().Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
}
