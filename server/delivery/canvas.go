package delivery

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"net/http"
	"strconv"

	"diptych/server/packager"
	"diptych/server/store"
)

// canvas is what a picture is drawn from: a blob, its track and the film's
// seconds.
type canvas struct {
	source string
	track  *packager.StoredTrack
	total  float64
	file   string // of an uploaded picture that was made smaller; "" = the blob
}

// sketched makes a picture in a folder.
func (d *Delivery) sketched(ctx context.Context, dir string, p picture, from canvas) (string, error) {
	if from.file != "" {
		return ofPicture(from.file, p).drawInto(ctx, dir, p)
	}
	if from.track.Index == nil {
		file, release, err := d.Blobs.Local(ctx, from.source)
		if err != nil {
			return "", err
		}
		defer release()
		return ofPicture(file, p).drawInto(ctx, dir, p)
	}
	in, _, err := d.Blobs.Open(ctx, from.source)
	if err != nil {
		return "", err
	}
	defer in.Close()
	if p.sprite() {
		return ofSlices(in, from.track, p, from.total).drawInto(ctx, dir, p)
	}
	return ofFrame(in, from.track, p).drawInto(ctx, dir, p)
}

// drawnFrom is the blob that a picture is drawn from, and its track: a rendition,
// or an uploaded picture, which has no segments. A nil track = there is none.
func (d *Delivery) drawnFrom(ctx context.Context, e *store.Entry, m *packager.Media, p picture) (string,
	*packager.StoredTrack, error) {
	if t := p.rendition(m); t != nil {
		return t.BlobKey, t, nil
	}
	if e.MediaType != store.MediaImage {
		return "", nil, nil
	}
	flavors, err := d.Store.Flavors(ctx, e.ID)
	for i := range flavors {
		if f := &flavors[i]; f.IsOriginal {
			return f.BlobKey, &packager.StoredTrack{Track: store.Track{Width: f.Width, Height: f.Height}}, err
		}
	}
	return "", nil, err
}

// stock is the picture of what has none: an even dark field.
func (d *Delivery) stock(w http.ResponseWriter, q *request, p picture) error {
	size := "stock-" + strconv.Itoa(min(p.width, 1920)) + "x" + strconv.Itoa(min(p.height, 1080))
	text, err := d.memory().responses.Get(q.Context(), size, func(context.Context) ([]byte, error) {
		field := image.NewGray(image.Rect(0, 0, max(1, min(p.width, 1920)), max(1, min(p.height, 1080))))
		for i := range field.Pix {
			field.Pix[i] = 0x22
		}
		var b bytes.Buffer
		err := jpeg.Encode(&b, field, nil)
		return b.Bytes(), err
	})
	if err != nil {
		return fmt.Errorf("stock picture: %w", err)
	}
	w.Header().Set("Content-Type", kinds["jpg"])
	w.Header().Set("ETag", `"`+size+`"`)
	return d.send(w, q, int64(len(text)), rangeOf(bytes.NewReader(text)))
}
