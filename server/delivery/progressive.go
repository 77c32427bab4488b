package delivery

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"diptych/server/packager"
)

// progressive sends a rendition with sound as one plain MP4 file, put together
// on the way out: no such file is stored.
func (d *Delivery) progressive(w http.ResponseWriter, q *request, m *packager.Media, t *packager.StoredTrack) error {
	tracks := []*packager.StoredTrack{t}
	if t.Kind == "video" && len(m.Audio) > 0 {
		tracks = append(tracks, &m.Audio[0])
	}
	file, err := packager.Compose(tracks, func(t *packager.StoredTrack) (io.ReadSeekCloser, error) {
		f, _, err := d.Blobs.Open(context.WithoutCancel(q.Context()), t.BlobKey)
		return f, err
	})
	if err != nil {
		return err
	}
	defer file.Close()
	if q.keys["fileName"] != "" {
		attachment(w, q, "")
	}
	kind := "video/mp4"
	if t.Kind == "audio" {
		kind = "audio/mp4"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "private, max-age=3600")
	w.Header().Set("ETag", fmt.Sprintf(`"%s-%d-%d-%d-%d"`, t.ID, t.Shift, t.Duration, t.Skip, t.Shown))
	return d.send(w, q, file.Size(), file.CopyRange)
}
