package store

import (
	"context"
	"errors"
	"testing"
)

// TestRecentEntries: a row is the caller's own, what was changed here is seen at
// once, and what is not there is looked for again.
func TestRecentEntries(t *testing.T) {
	t.Parallel()
	s, ctx := fresh(t), t.Context()
	if _, err := s.RecentEntry(ctx, "a"); !errors.Is(err, ErrNotFound) {
		t.Fatalf("something of nothing: %v", err)
	}
	insert(t, s, &Entry{ID: "a", Name: "first"})
	for range 2 {
		e, err := s.RecentEntry(ctx, "a")
		if err != nil || e.Name != "first" {
			t.Fatalf("%+v, %v", e, err)
		}
		e.Name = "the caller's own"
	}
	if _, err := s.write.ExecContext(ctx, "UPDATE entry SET name = 'elsewhere'"); err != nil {
		t.Fatal(err)
	}
	if e, err := s.RecentEntry(ctx, "a"); err != nil || e.Name != "first" {
		t.Errorf("what another process has changed is seen within a second: %+v, %v", e, err)
	}
	if err := s.Update(ctx, nil, &Entry{ID: "a", Name: "second"}, "name"); err != nil {
		t.Fatal(err)
	}
	if e, err := s.RecentEntry(ctx, "a"); err != nil || e.Name != "second" {
		t.Errorf("what was changed here: %+v, %v", e, err)
	}
	gone, leave := context.WithCancel(ctx)
	leave()
	if _, err := s.RecentEntry(gone, "b"); !errors.Is(err, context.Canceled) {
		t.Errorf("for one who has left: %v", err)
	}
}
