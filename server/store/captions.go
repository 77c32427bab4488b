package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
)

// OnlyDefaultCaption makes a caption the one of its entry that is shown first: all
// others lose the flag. now is Unix seconds. Callers that do it at once for one
// entry do it one after the other.
func (s *Store) OnlyDefaultCaption(ctx context.Context, tx bun.Tx, k *CaptionAsset, now int64) error {
	if _, err := tx.NewUpdate().Model((*Entry)(nil)).Set("id = id").Where("id = ?", k.EntryID).Exec(ctx); err != nil {
		return fmt.Errorf("lock entry %s: %w", k.EntryID, err)
	}
	_, err := tx.NewUpdate().Model((*CaptionAsset)(nil)).Set("is_default = (id = ?)", k.ID).Set("updated_at = ?", now).
		Where("entry_id = ? AND is_default <> (id = ?)", k.EntryID, k.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("make caption %s the default: %w", k.ID, err)
	}
	return nil
}
