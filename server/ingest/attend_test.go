package ingest_test

import (
	"errors"
	"log/slog"
	"testing"

	"diptych/server/blob"
	"diptych/server/ingest"
	"diptych/server/store"
	"diptych/server/upload"
)

// working is an ingest of an empty server.
func working(t *testing.T) *ingest.Ingest {
	t.Helper()
	blobs, err := blob.NewFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	uploads, err := upload.New(blobs)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := store.Open(t.Context(), "", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = rows.Close() })
	return &ingest.Ingest{Store: rows, Blobs: blobs, Uploads: uploads, Log: slog.New(slog.DiscardHandler)}
}

// TestReplacementFails: the entry that was to get other content keeps its own, and
// tells that none came.
func TestReplacementFails(t *testing.T) {
	g := working(t)
	old := &store.Entry{ID: store.NewID(), PartnerID: 101, Status: store.EntryReady,
		ReplacementStatus: store.ReplacementApproved}
	fresh := &store.Entry{ID: store.NewID(), PartnerID: 101, Status: store.EntryPreconvert, ReplacedEntryID: old.ID}
	old.ReplacingEntryID = fresh.ID
	for _, e := range []*store.Entry{old, fresh} {
		if err := g.Store.Insert(t.Context(), nil, e); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.GaveUp(t.Context(), fresh.ID, errors.New("killed too often")); err != nil {
		t.Fatal(err)
	}
	now, err := g.Store.Entry(t.Context(), nil, old.ID)
	if err != nil || now.Status != store.EntryReady || now.ReplacementStatus != store.ReplacementFailed ||
		now.ReplacingEntryID != fresh.ID {
		t.Errorf("the old one: %+v, %v", now, err)
	}
	if e, err := g.Store.Entry(t.Context(), nil, fresh.ID); err != nil ||
		e.Status != store.EntryErrorConverting || e.ErrorReason == "" {
		t.Errorf("the one that failed: %+v, %v", e, err)
	}
}

// TestSettledEntry: a job that was killed after its last write runs again. What is
// published stays so, and what has failed is not tried again.
func TestSettledEntry(t *testing.T) {
	g := working(t)
	for name, status := range map[string]int{"ready": store.EntryReady, "deleted": store.EntryDeleted,
		"not imported": store.EntryErrorImporting, "not converted": store.EntryErrorConverting} {
		e := &store.Entry{ID: store.NewID(), PartnerID: 101, Name: name, Status: status, ErrorReason: "kept"}
		if err := g.Store.Insert(t.Context(), nil, e); err != nil {
			t.Fatal(err)
		}
		for work, f := range map[string]func() error{
			"convert": func() error { return g.Convert(t.Context(), e.ID, "source/gone") },
			"import":  func() error { return g.Import(t.Context(), e.ID, "http://127.0.0.1:1/gone") },
			"give up": func() error { return g.GaveUp(t.Context(), e.ID, errors.New("killed too often")) },
		} {
			if err := f(); err != nil {
				t.Errorf("%s, %s: %v", name, work, err)
			}
			now, err := g.Store.Entry(t.Context(), nil, e.ID)
			if err != nil || now.Status != status || now.ErrorReason != "kept" {
				t.Errorf("%s, %s: status %d, %q, %v", name, work, now.Status, now.ErrorReason, err)
			}
		}
	}
}
