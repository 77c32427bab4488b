package store

import (
	"context"
	"time"

	"diptych/server/cache"
)

// Entries that are being played are kept for a moment, so that a segment does not
// cost a question to the database.
const (
	recentFor  = time.Second
	recentMost = 5000 // entries
)

func newRecent() *cache.Cache[Entry] { return cache.New[Entry](recentMost, recentFor, nil) }

// RecentEntry is Entry as it was at most a second ago; what this process has changed
// since is seen at once. The row is the caller's own.
func (s *Store) RecentEntry(ctx context.Context, id string) (*Entry, error) {
	e, err := s.recent.Get(ctx, id, func(ctx context.Context) (Entry, error) {
		e, err := s.Entry(ctx, nil, id)
		if err != nil {
			return Entry{}, err
		}
		return *e, nil
	})
	if err != nil {
		return nil, err
	}
	return &e, nil
}
