package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// OnlyDefaultCaption makes a caption the one of its entry that is shown first: all
// others lose the flag. now is Unix seconds. Callers that do it at once for one
// entry do it one after the other.
func (s *Store) OnlyDefaultCaption(ctx context.Context, tx Tx, k *CaptionAsset, now int64) error {
	if _, err := tx.NewUpdate().Model((*Entry)(nil)).Set("id = id").Where("id = ?",
		k.EntryID).Exec(ctx); err != nil {
		return fmt.Errorf("lock entry %s: %w", k.EntryID, err)
	}
	_, err := tx.NewUpdate().Model((*CaptionAsset)(nil)).Set("is_default = (id = ?)", k.ID).Set("updated_at = ?",
		now).
		Where("entry_id = ? AND is_default <> (id = ?)", k.EntryID, k.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("make caption %s the default: %w", k.ID, err)
	}
	return nil
}

// captionText are the columns that hold the files themselves, megabytes at times.
var captionText = []string{"content", "webvtt"}

// CaptionHeads is Captions without the files: what manifests say of them.
func (s *Store) CaptionHeads(ctx context.Context, entryID string) ([]CaptionAsset, error) {
	var list []CaptionAsset
	err := s.read.NewSelect().Model(&list).ExcludeColumn(captionText...).Where("entry_id = ? AND status <> ?",
		entryID, AssetDeleted).
		Order("is_default DESC", "created_at", "id").Scan(ctx)
	return list, err
}

// CaptionHead is Caption without the file.
func (s *Store) CaptionHead(ctx context.Context, id string) (*CaptionAsset, error) {
	k := new(CaptionAsset)
	err := s.read.NewSelect().Model(k).ExcludeColumn(captionText...).Where("id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	return k, err
}
