package delivery

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
	"time"

	"diptych/server/cache"
	"diptych/server/limits"
	"diptych/server/packager"
	"diptych/server/store"
)

// What is kept in memory, and for how long.
const (
	mediaFor    = 10 * time.Second // a version of an entry does not change, but is no longer asked for
	mostMedia   = 128 << 20        // bytes of indexes
	mostClips   = 64 << 20
	mostText    = 64 << 20
	mostLayouts = 64 << 20
	mostFailed  = 10_000 // pictures

	composedAtOnce = 2
)

// memory is what a Delivery keeps between requests.
type memory struct {
	media     *cache.Cache[*packager.Media]
	clips     *cache.Cache[*packager.Media]
	responses *cache.Cache[[]byte]
	files     *cache.Cache[*packager.Layout]
	failed    *cache.Cache[struct{}]
	shelf     *shelf
	err       error // of the shelf

	composing chan struct{}
}

// memory is made on first use, so that a Delivery is made by naming its fields.
func (d *Delivery) memory() *memory {
	d.once.Do(func() {
		text := func(b []byte) int64 { return int64(len(b)) }
		m := &d.kept
		m.media = cache.New(mostMedia, mediaFor, (*packager.Media).Weight)
		m.clips = cache.New(mostClips, mediaFor, (*packager.Media).Weight)
		m.responses = cache.New(mostText, 0, text)
		m.files = cache.New(mostLayouts, mediaFor, (*packager.Layout).Weight)
		m.failed = cache.New[struct{}](mostFailed, failedFor, nil)
		m.composing = make(chan struct{}, composedAtOnce)
		dir := d.Drawn
		if dir == "" {
			dir = filepath.Join(d.Blobs.Temp(), "drawn")
		}
		m.shelf, m.err = newShelf(dir, limits.DrawnKept)
	})
	return &d.kept
}

func (d *Delivery) shelf() (*shelf, error) {
	m := d.memory()
	return m.shelf, m.err
}

// media reads an entry's tracks; a version is read once while it is asked for.
func (d *Delivery) media(ctx context.Context, e *store.Entry) (*packager.Media, error) {
	return d.memory().media.Get(ctx, e.ID+"/"+strconv.Itoa(e.Version),
		func(ctx context.Context) (*packager.Media, error) {
			tracks, err := d.Store.Tracks(ctx, e.ID)
			if err != nil {
				return nil, fmt.Errorf("read the tracks of %s: %w", e.ID, err)
			}
			return packager.NewMedia(e, tracks)
		})
}
