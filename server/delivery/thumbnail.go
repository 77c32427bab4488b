package delivery

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"

	"diptych/server/blob"
	"diptych/server/packager"
	"diptych/server/store"
)

// picture says what a thumbnail shows (reference: backend-api §4.4).
type picture struct {
	width, height int
	kind          int // 1 fit, 2 pad, 3 crop, 4 crop from top, 5 stretch
	quality       int
	second        float64 // -1 = choose
	slices, slice int     // slice -1 = all in one row
	from, to      float64 // of the slices, seconds
	background    string  // hex colour
	format        string  // key of kinds
	crop          crop
}

// crop is a part of the picture, in pixels of a picture of the size relW × relH;
// 0 = of the largest rendition.
type crop struct{ x, y, w, h, relW, relH float64 }

// kinds are the formats of pictures and their media types.
var kinds = map[string]string{"jpg": "image/jpeg", "png": "image/png", "gif": "image/gif", "bmp": "image/bmp", "tif": "image/tiff", "webp": "image/webp"}

const maxSide = 10_000

// thumbnail draws a frame, a slice or a sprite; what was drawn is kept.
func (d *Delivery) thumbnail(w http.ResponseWriter, q *request) error {
	e, err := d.entry(q)
	if err != nil {
		return err
	}
	if e, err = d.pictured(q.Context(), e); err != nil {
		return err
	}
	p, err := readPicture(q)
	if err != nil {
		return err
	}
	m, err := d.media(q.Context(), e)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "public, max-age=3600")
	if e.Status != store.EntryReady {
		w.Header().Set("Cache-Control", "public, max-age=60")
	}
	key := blob.Key("thumb", e.ID, p.name(e.ThumbVersion))
	file, size, err := d.Blobs.Open(q.Context(), key)
	if errors.Is(err, blob.ErrNotFound) {
		if file, size, err = d.drawn(q.Context(), e, m, p, key); err != nil {
			return err
		}
	}
	if err != nil {
		return err
	}
	defer file.Close()
	w.Header().Set("Content-Type", kinds[p.format])
	w.Header().Set("ETag", `"`+p.name(e.ThumbVersion)+`"`)
	return d.send(w, q, size, rangeOf(file))
}

// pictured is the entry itself, or the first of a playlist that has a picture.
func (d *Delivery) pictured(ctx context.Context, e *store.Entry) (*store.Entry, error) {
	if e.Type != store.EntryPlaylist {
		return e, nil
	}
	p, err := d.Store.Playlist(ctx, e.ID)
	if err != nil {
		return nil, fmt.Errorf("read playlist %s: %w", e.ID, err)
	}
	for _, id := range p.IDs() {
		one, err := d.Store.Entry(ctx, nil, id)
		if err == nil && one.PartnerID == e.PartnerID && one.Status == store.EntryReady {
			return one, nil
		}
	}
	return e, nil
}

// bare is a value without the ending of a file and without force.
func bare(text string) string {
	for _, ext := range []string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", "!"} {
		text = strings.TrimSuffix(text, ext)
	}
	return text
}

func readPicture(q *request) (picture, error) {
	p := picture{kind: 1, quality: 75, second: -1, slice: -1, format: "jpg", background: "000000"}
	number := func(key string, to *float64, low, high float64) error {
		text, given := q.keys[key]
		if !given || text == "" {
			return nil
		}
		v, err := strconv.ParseFloat(bare(text), 64)
		if err != nil || math.IsNaN(v) || v < low || v > high {
			return badParameter
		}
		*to = v
		return nil
	}
	width, height, kind, quality, slices, slice := -1.0, -1.0, 1.0, 0.0, 0.0, -1.0
	defaultWidth, defaultHeight := 0.0, 0.0
	for _, err := range []error{
		number("width", &width, 0, maxSide), number("height", &height, 0, maxSide), number("type", &kind, 1, 5), number("quality", &quality, 0, 100),
		number("vid_sec", &p.second, 0, 1e6), number("vid_slices", &slices, 1, 1000), number("vid_slice", &slice, 0, 999),
		number("start_sec", &p.from, 0, 1e6), number("end_sec", &p.to, 0, 1e6), number("def_width", &defaultWidth, 0, maxSide), number("def_height", &defaultHeight, 0, maxSide),
		number("src_x", &p.crop.x, 0, maxSide), number("src_y", &p.crop.y, 0, maxSide), number("src_w", &p.crop.w, 0, maxSide), number("src_h", &p.crop.h, 0, maxSide),
		number("rel_width", &p.crop.relW, 0, maxSide), number("rel_height", &p.crop.relH, 0, maxSide),
	} {
		if err != nil {
			return p, err
		}
	}
	if width < 0 && height < 0 {
		if width, height = defaultWidth, defaultHeight; width == 0 && height == 0 {
			width, height = 120, 90
		}
	}
	p.width, p.height, p.kind, p.slices, p.slice = int(max(0, width)), int(max(0, height)), int(kind), int(slices), int(slice)
	if quality > 0 {
		p.quality = int(quality)
	}
	if f := q.keys["format"]; f != "" {
		if other, ok := map[string]string{"jpeg": "jpg", "tiff": "tif"}[f]; ok {
			f = other
		}
		if kinds[f] == "" {
			return p, badParameter
		}
		p.format = f
	}
	if c := strings.TrimPrefix(q.keys["bgcolor"], "#"); len(c) == 6 {
		if _, err := strconv.ParseUint(c, 16, 32); err == nil {
			p.background = c
		}
	}
	if p.slices > 0 && p.slice < 0 && p.width*p.slices > 65500 {
		return p, badParameter
	}
	return p, nil
}

// name is the same for requests that want the same picture.
func (p picture) name(version int) string {
	part := ""
	if c := p.crop; c != (crop{}) {
		part = fmt.Sprintf("-%g_%g_%g_%g_%g_%g", c.x, c.y, c.w, c.h, c.relW, c.relH)
	}
	return fmt.Sprintf("%d-%dx%d-%d-%d-%s-%d-%d-%s-%s-%s%s.%s", version, p.width, p.height, p.kind, p.quality, decimal(p.second), p.slices, p.slice, decimal(p.from), decimal(p.to), p.background, part, p.format)
}

func decimal(f float64) string {
	return strings.Replace(strconv.FormatFloat(f, 'f', 3, 64), "-", "m", 1)
}

// instant is the time of a single frame, seconds.
func (p picture) instant(total float64) float64 {
	t := p.second
	switch {
	case p.slices > 0:
		from, to := p.window(total)
		t = from + (to-from)*float64(p.slice)/float64(p.slices)
	case t < 0:
		t = math.Min(total/3, 10) // a poster: past titles and fades
	}
	return math.Max(0, math.Min(t, total-0.1))
}

func (p picture) window(total float64) (from, to float64) {
	to = total
	if p.to > p.from {
		to = math.Min(total, p.to)
	}
	return math.Min(p.from, to), to
}

// rendition to draw from: the smallest that is large enough.
func (p picture) rendition(m *packager.Media) *packager.StoredTrack {
	for i := range m.Video {
		t := &m.Video[i]
		if p.crop != (crop{}) && i < len(m.Video)-1 {
			continue // of which a part is drawn, that from the largest
		}
		if t.Width >= p.width && t.Height >= p.height || i == len(m.Video)-1 || p.slices > 0 && p.slice < 0 {
			return t
		}
	}
	return nil
}

// drawn draws a picture once however many ask for it.
func (d *Delivery) drawn(ctx context.Context, e *store.Entry, m *packager.Media, p picture, key string) (readSeekCloser, int64, error) {
	source, t, err := d.drawnFrom(ctx, e, m, p)
	if err != nil {
		return nil, 0, err
	}
	if source == "" {
		return d.stock(p)
	}
	if err := d.thumbs.once(ctx, key, func(ctx context.Context) error {
		image, err := d.draw(ctx, source, t, p, m.Seconds())
		if err != nil {
			return err
		}
		_, err = d.Blobs.Put(ctx, key, image)
		return err
	}); err != nil {
		d.Log.Warn("no thumbnail", "entry", m.EntryID, "error", err)
		return nil, 0, noThumbnail
	}
	return d.Blobs.Open(ctx, key)
}

func (d *Delivery) draw(ctx context.Context, source string, t *packager.StoredTrack, p picture, total float64) (io.Reader, error) {
	if t.Index == nil {
		file, release, err := d.Blobs.Local(ctx, source)
		if err != nil {
			return nil, err
		}
		defer release()
		return drawPicture(ctx, file, t, p)
	}
	in, _, err := d.Blobs.Open(ctx, source)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return draw(ctx, in, t, p, total)
}

// drawnFrom is the blob that a picture is drawn from, and its track: a rendition,
// or an uploaded picture, which has no segments. "" = there is none.
func (d *Delivery) drawnFrom(ctx context.Context, e *store.Entry, m *packager.Media, p picture) (string, *packager.StoredTrack, error) {
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
