package delivery

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"diptych/server/blob"
	"diptych/server/store"
)

// thumbnail draws a frame, a slice or a sprite; what was drawn is kept.
func (d *Delivery) thumbnail(w http.ResponseWriter, q *request) error {
	e, err := d.entry(q)
	if err != nil {
		return err
	}
	p, err := readPicture(q)
	if err != nil {
		return err
	}
	if e, err = d.pictureEntry(q.Context(), e); err != nil {
		return err
	}
	if err := d.authorizePicture(w, q, e, p); err != nil {
		return err
	}
	m, err := d.media(q.Context(), e)
	if err != nil {
		return err
	}
	source, t, err := d.drawnFrom(q.Context(), e, m, p)
	if err != nil {
		return err
	}
	if t == nil {
		return d.stock(w, q, p)
	}
	total := m.Seconds()
	p.crop = p.crop.settled(t)
	if p, err = p.settled(t, total); err != nil {
		return err
	}
	file, size, err := d.drawn(q, e, p, canvas{source: source, track: t, total: total})
	if err != nil {
		return err
	}
	defer file.Close()
	w.Header().Set("Content-Type", kinds[p.format])
	w.Header().Set("Content-Security-Policy", sandbox)
	w.Header().Set("ETag", `"`+p.name(e.ThumbVersion)+`"`)
	return d.send(w, q, size, rangeOf(file))
}

// authorizePicture decides who may see a picture: whoever may play the entry. The poster of
// a film is also for those who have to wait for it, since schedules do not bind
// thumbnails (reference: backend-api §4.1); a picture at a chosen time, or of an
// entry that is a picture itself, would be the film.
func (d *Delivery) authorizePicture(w http.ResponseWriter, q *request, e *store.Entry, p picture) error {
	code, err := d.MayPlay(q.Context(), e, nil)
	if err != nil {
		return err
	}
	if code == "" || code == scheduled && p.poster() && e.MediaType != store.MediaImage {
		w.Header().Set("Cache-Control", "public, max-age=3600")
		if e.Status != store.EntryReady {
			w.Header().Set("Cache-Control", "public, max-age=60")
		}
		return nil
	}
	w.Header().Set("Cache-Control", "private, no-store") // what a session opens is for nobody else
	return d.permitted(q, e)
}

// pictureEntry is the entry itself, or the first of a playlist that may be seen.
func (d *Delivery) pictureEntry(ctx context.Context, e *store.Entry) (*store.Entry, error) {
	if e.Type != store.EntryPlaylist {
		return e, nil
	}
	p, err := d.Store.Playlist(ctx, e.ID)
	if err != nil {
		return nil, fmt.Errorf("read playlist %s: %w", e.ID, err)
	}
	for _, id := range p.IDs() {
		one, err := d.Store.Entry(ctx, nil, id)
		if err != nil || one.PartnerID != e.PartnerID || one.Status != store.EntryReady {
			continue
		}
		if code, err := d.MayPlay(ctx, one, nil); err == nil && code == "" {
			return one, nil
		}
	}
	return e, nil
}

// failedFor is how long a picture that could not be drawn is not tried again.
const failedFor = 30 * time.Second

// drawn is a picture from the shelf, drawn when it is not there.
func (d *Delivery) drawn(q *request, e *store.Entry, p picture, from canvas) (*os.File, int64, error) {
	shelf, err := d.shelf()
	if err != nil {
		return nil, 0, err
	}
	key := blob.Key(e.ID, p.name(e.ThumbVersion))
	file, size, err := shelf.open(key)
	if !errors.Is(err, blob.ErrNotFound) {
		return file, size, err
	}
	if _, failed := d.memory().failed.Find(key); failed {
		return nil, 0, noThumbnail
	}
	usual := p.poster() || p.sprite() && p.from == 0 && p.to == 0
	err = d.studio.draw(q.Context(), order{
		key:    key,
		client: clientNetwork(d.IP(q.Request)),
		entry:  e.ID,
		usual:  usual,
		work:   func(ctx context.Context) error { return d.draw(ctx, shelf, key, p, from) },
	})
	switch {
	case errors.Is(err, errBusy):
		return nil, 0, tooBusy
	case errors.Is(err, context.Canceled):
		return nil, 0, err
	case err != nil:
		d.Log.Warn("no thumbnail", "entry", e.ID, "error", err)
		return nil, 0, noThumbnail
	}
	return shelf.open(key)
}

// draw makes a picture in a folder of its own and puts it on the shelf.
func (d *Delivery) draw(ctx context.Context, shelf *shelf, key string, p picture, from canvas) error {
	dir, err := os.MkdirTemp(d.Blobs.Temp(), "draw-")
	if err != nil {
		return fmt.Errorf("draw: %w", err)
	}
	defer os.RemoveAll(dir)
	if from.large() {
		if from, p, err = d.reduced(ctx, shelf, dir, key, p, from); err != nil {
			return err
		}
	}
	file, err := d.sketched(ctx, dir, p, from)
	if err == nil {
		err = shelf.adopt(key, file)
	}
	if err != nil && ctx.Err() == nil {
		d.memory().failed.Put(key, struct{}{})
	}
	return err
}

// rangeOf copies ranges of a file.
func rangeOf(f io.ReadSeeker) func(w io.Writer, from, n int64) error {
	return func(w io.Writer, from, n int64) error {
		if _, err := f.Seek(from, io.SeekStart); err != nil {
			return err
		}
		_, err := io.CopyN(w, f, n)
		return err
	}
}
