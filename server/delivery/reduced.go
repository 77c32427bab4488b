package delivery

import (
	"context"
	"errors"
	"fmt"
	"math"
	"path"
	"strings"

	"diptych/server/blob"
	"diptych/server/limits"
	"diptych/server/packager"
	"diptych/server/store"
)

// largeSource is how many pixels an uploaded picture may have to be read anew for
// everything that is drawn of it.
const largeSource = 2 * limits.DrawnPixels

func (c canvas) large() bool {
	return c.track.Index == nil && c.track.Width*c.track.Height > largeSource
}

// reduced puts a smaller form of a large picture in its place, which is made once:
// to read seventy million pixels takes seconds.
func (d *Delivery) reduced(ctx context.Context, shelf *shelf, dir, key string, p picture, from canvas) (canvas,
	picture, error) {
	version, _, _ := strings.Cut(path.Base(key), "-")
	own := path.Join(path.Dir(key), version+"-reduced.png")
	t := from.track
	s := math.Sqrt(limits.DrawnPixels / float64(t.Width*t.Height))
	w, h := max(1, int(float64(t.Width)*s)), max(1, int(float64(t.Height)*s))
	file, _, err := shelf.open(own)
	if errors.Is(err, blob.ErrNotFound) {
		made, err := d.sketched(ctx, dir, picture{width: w, height: h, kind: 5, format: "png"}, from)
		if err == nil {
			err = shelf.adopt(own, made)
		}
		if err != nil {
			return from, p, fmt.Errorf("make a large picture smaller: %w", err)
		}
		if file, _, err = shelf.open(own); err != nil {
			return from, p, err
		}
	} else if err != nil {
		return from, p, err
	}
	_ = file.Close() // only its name is needed
	c := p.crop
	p.crop = crop{x: c.x * s, y: c.y * s, w: c.w * s, h: c.h * s}
	small := &packager.StoredTrack{Track: store.Track{Width: w, Height: h}}
	p.crop = p.crop.settled(small)
	return canvas{track: small, file: shelf.file(own)}, p, nil
}
