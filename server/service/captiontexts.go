package service

import (
	"context"
	"strconv"
	"sync"
	"time"

	"diptych/server/cache"
	"diptych/server/captions"
	"diptych/server/store"
)

// captionTexts keeps captions that are being read: a player asks for each of
// their segments by itself.
type captionTexts struct {
	once sync.Once
	rows *cache.Cache[*captions.File]
}

const (
	mostCaptionText = 64 << 20 // bytes
	captionTextFor  = 10 * time.Minute
)

// of is what a caption says.
func (t *captionTexts) of(ctx context.Context, k *store.CaptionAsset) (*captions.File, error) {
	t.once.Do(func() { t.rows = cache.New(mostCaptionText, captionTextFor, (*captions.File).Weight) })
	key := k.ID + "/" + strconv.Itoa(k.Version)
	return t.rows.Get(ctx, key, func(context.Context) (*captions.File, error) { return captions.Stored(k.WebVTT), nil })
}
