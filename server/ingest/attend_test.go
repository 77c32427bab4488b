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

// TestSettledEntry: a job that was killed after its last write runs again. What is
// published stays so, and what has failed is not tried again.
func TestSettledEntry(t *testing.T) {
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
	defer rows.Close()
	g := &ingest.Ingest{Store: rows, Blobs: blobs, Uploads: uploads, Log: slog.New(slog.DiscardHandler)}
	for name, status := range map[string]int{"ready": store.EntryReady, "deleted": store.EntryDeleted,
		"not imported": store.EntryErrorImporting, "not converted": store.EntryErrorConverting} {
		e := &store.Entry{ID: store.NewID(), PartnerID: 101, Name: name, Status: status, ErrorReason: "kept"}
		if err := rows.Insert(t.Context(), nil, e); err != nil {
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
			now, err := rows.Entry(t.Context(), nil, e.ID)
			if err != nil || now.Status != status || now.ErrorReason != "kept" {
				t.Errorf("%s, %s: status %d, %q, %v", name, work, now.Status, now.ErrorReason, err)
			}
		}
	}
}
