package store

import (
	"context"
	"sync"
	"time"
)

// recent keeps entries that are being played, so that a segment does not cost a
// question to the database.
type recent struct {
	mu      sync.Mutex
	rows    map[string]recentEntry
	changes int // of any entry
}

type recentEntry struct {
	entry Entry
	until time.Time
}

const (
	recentFor  = time.Second
	recentRead = 100 * time.Millisecond // how long a read may take
	recentMost = 5000
)

// RecentEntry is Entry as it was at most a second ago, a little more while it is
// read; what this process has changed since is seen at once. The row is the caller's own.
func (s *Store) RecentEntry(ctx context.Context, id string) (*Entry, error) {
	have, changes := s.recent.find(id)
	if have != nil {
		return have, nil
	}
	e, err := s.Entry(ctx, nil, id)
	if err != nil {
		e = nil
	}
	s.recent.keep(id, e, changes)
	return e, err
}

// find is the row if it is young enough, and how many changes there were so far.
// Of those who come when it is too old, the first gets nothing and the others
// meanwhile what there is: a popular entry is read once, not by all of them.
func (r *recent) find(id string) (*Entry, int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	have, ok := r.rows[id]
	if !ok {
		return nil, r.changes
	}
	now := time.Now()
	if now.Before(have.until) {
		return &have.entry, r.changes
	}
	r.rows[id] = recentEntry{have.entry, now.Add(recentRead)}
	return nil, r.changes
}

// keep keeps a row that was read, unless something was changed meanwhile.
func (r *recent) keep(id string, e *Entry, changes int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e == nil || changes != r.changes {
		delete(r.rows, id)
		return
	}
	if r.rows == nil || len(r.rows) >= recentMost {
		r.rows = map[string]recentEntry{}
	}
	r.rows[id] = recentEntry{*e, time.Now().Add(recentFor)}
}

// forget drops an entry that was changed.
func (r *recent) forget(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.rows, id)
	r.changes++
}
