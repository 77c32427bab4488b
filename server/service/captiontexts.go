package service

import (
	"context"
	"fmt"
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

// of is what a caption says, read from its file when it is not kept.
func (t *captionTexts) of(ctx context.Context, k *store.CaptionAsset,
	read func(context.Context) (string, error)) (*captions.File, error) {
	t.once.Do(func() { t.rows = cache.New(mostCaptionText, captionTextFor, (*captions.File).Weight) })
	return t.rows.Get(ctx, k.ID+"/"+strconv.Itoa(k.Version), func(ctx context.Context) (*captions.File, error) {
		text, err := read(ctx)
		if err != nil {
			return nil, err
		}
		return captions.Stored(text), nil
	})
}

// captionFile is what a caption says; only its head need be read.
func (s *Services) captionFile(ctx context.Context, k *store.CaptionAsset) (*captions.File, error) {
	return s.texts.of(ctx, k, func(ctx context.Context) (string, error) {
		whole, err := s.Store.Caption(ctx, k.ID)
		if err != nil {
			return "", fmt.Errorf("read caption %s: %w", k.ID, err)
		}
		return whole.WebVTT, nil
	})
}
