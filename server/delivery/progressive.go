package delivery

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"diptych/server/packager"
)

// progressive sends a rendition with sound as one plain MP4 file, put together
// on the way out: no such file is stored. How it is put together is kept, since
// players ask for many ranges of it.
func (d *Delivery) progressive(w http.ResponseWriter, q *request, m *packager.Media,
	t *packager.StoredTrack) error {
	tracks := []*packager.StoredTrack{t}
	if t.Kind == "video" && len(m.Audio) > 0 {
		tracks = append(tracks, &m.Audio[0])
	}
	files, done, err := d.opened(q.Context(), tracks)
	defer done()
	if err != nil {
		return err
	}
	key := ""
	for _, t := range tracks {
		key += fmt.Sprintf("%s-%d-%d-%d-%d ", t.BlobKey, t.Shift, t.Duration, t.Skip, t.Shown)
	}
	layout, err := d.layout(q.Context(), key, tracks, files)
	if err != nil {
		return err
	}
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
	return d.send(w, q, layout.Size(), func(w io.Writer, from, n int64) error {
		return layout.CopyRange(w, files, from, n)
	})
}

// layout reads how a file is put together, which ends when the viewer leaves: a
// long film has a great many fragments.
func (d *Delivery) layout(ctx context.Context, key string, tracks []*packager.StoredTrack,
	files []io.ReadSeeker) (*packager.Layout, error) {
	kept := d.memory().files
	if have, ok := kept.Find(key); ok {
		return have, nil
	}
	select { // a few at a time: each reads the whole film
	case d.memory().composing <- struct{}{}:
		defer func() { <-d.memory().composing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if have, ok := kept.Find(key); ok { // meanwhile
		return have, nil
	}
	made, err := packager.Compose(ctx, tracks, files)
	if err != nil {
		return nil, fmt.Errorf("file of %s: %w", tracks[0].ID, err)
	}
	kept.Put(key, made)
	return made, nil
}

// opened opens the files of tracks; done closes them, also after an error.
func (d *Delivery) opened(ctx context.Context, tracks []*packager.StoredTrack) (files []io.ReadSeeker,
	done func(), err error) {
	var list []io.Closer
	done = func() {
		for _, f := range list {
			_ = f.Close() // only read from
		}
	}
	for _, t := range tracks {
		f, _, err := d.Blobs.Open(ctx, t.BlobKey)
		if err != nil {
			return nil, done, err
		}
		files, list = append(files, f), append(list, f)
	}
	return files, done, nil
}
