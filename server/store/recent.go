package store

import (
	"context"
	"sync"
	"time"
)

// recent keeps entries that are being played, so that a segment does not cost a
// question to the database.
type recent struct {
	mu   sync.Mutex
	rows map[string]recentEntry
}

type recentEntry struct {
	entry Entry
	until time.Time
}

const (
	recentFor  = time.Second
	recentMost = 5000
)

// RecentEntry is Entry as it was at most a second ago; what this process has
// changed since is seen at once. The row is the caller's own.
func (s *Store) RecentEntry(ctx context.Context, id string) (*Entry, error) {
	s.recent.mu.Lock()
	have, ok := s.recent.rows[id]
	s.recent.mu.Unlock()
	if ok && time.Now().Before(have.until) {
		return &have.entry, nil
	}
	e, err := s.Entry(ctx, nil, id)
	if err != nil {
		return nil, err
	}
	s.recent.mu.Lock()
	defer s.recent.mu.Unlock()
	if s.recent.rows == nil || len(s.recent.rows) >= recentMost {
		s.recent.rows = map[string]recentEntry{}
	}
	s.recent.rows[id] = recentEntry{*e, time.Now().Add(recentFor)}
	return e, nil
}

// forget drops an entry that was changed.
func (r *recent) forget(row any) {
	if e, ok := row.(*Entry); ok {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.rows, e.ID)
	}
}
