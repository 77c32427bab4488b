package store

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"

	"github.com/uptrace/bun"
)

// NewID makes an id of the contract's form: "0_" and eight characters.
func NewID() string {
	const digits = "0123456789abcdefghijklmnopqrstuvwxyz"
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	for i := range b {
		b[i] = digits[int(b[i])%len(digits)]
	}
	return "0_" + string(b[:])
}

// NewTokenID makes an upload token's id: "0_" and 32 hex digits.
func NewTokenID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return "0_" + hex.EncodeToString(b[:])
}

// Insert writes a new row. db is a transaction, or nil for the store itself.
func (s *Store) Insert(ctx context.Context, db bun.IDB, row any) error {
	folded(row, nil)
	if _, err := s.writer(db).NewInsert().Model(row).Exec(ctx); err != nil {
		return fmt.Errorf("insert %T: %w", row, err)
	}
	return nil
}

// Update writes the named columns of a row, all of them when none is named.
func (s *Store) Update(ctx context.Context, db bun.IDB, row any, columns ...string) error {
	_, err := s.update(ctx, db, s.writer(db).NewUpdate().Model(row).WherePK(), row, columns)
	return err
}

// UpdateIf is Update for a row that still is what condition says of it; it tells
// whether it was.
func (s *Store) UpdateIf(ctx context.Context, db bun.IDB, row any, condition Condition, columns ...string) (bool,
	error) {
	q := s.writer(db).NewUpdate().Model(row).WherePK().Where("? = ?", bun.Ident(condition.Name), condition.Value)
	n, err := s.update(ctx, db, q, row, columns)
	return n > 0, err
}

func (s *Store) update(ctx context.Context, db bun.IDB, q *bun.UpdateQuery, row any, columns []string) (int64,
	error) {
	if columns = folded(row, columns); len(columns) > 0 {
		q = q.Column(columns...)
	}
	result, err := q.Exec(ctx)
	if e, ok := row.(*Entry); ok {
		s.changed(db, e.ID)
	}
	if err != nil {
		return 0, fmt.Errorf("update %T: %w", row, err)
	}
	n, err := result.RowsAffected()
	return n, err
}

// LockEntry reads an entry that nobody else changes until tx ends.
func (s *Store) LockEntry(ctx context.Context, tx Tx, id string) (*Entry, error) {
	if _, err := tx.NewUpdate().Model((*Entry)(nil)).Set("id = id").Where("id = ?", id).Exec(ctx); err != nil {
		return nil, fmt.Errorf("lock entry %s: %w", id, err)
	}
	return s.Entry(ctx, tx, id)
}

// LockCuePoint reads a cue point that nobody else changes until tx ends.
func (s *Store) LockCuePoint(ctx context.Context, tx Tx, id string) (*CuePoint, error) {
	if _, err := tx.NewUpdate().Model((*CuePoint)(nil)).Set("id = id").Where("id = ?",
		id).Exec(ctx); err != nil {
		return nil, fmt.Errorf("lock cue point %s: %w", id, err)
	}
	return one[CuePoint](ctx, tx, "id = ?", id)
}

func (s *Store) writer(db bun.IDB) bun.IDB {
	if db == nil {
		return s.write
	}
	return db
}

// reader reads inside the transaction when there is one.
func (s *Store) reader(db bun.IDB) bun.IDB {
	if db == nil {
		return s.read
	}
	return db
}

// Partner reads an account.
func (s *Store) Partner(ctx context.Context, id int) (*Partner, error) {
	return one[Partner](ctx, s.read, "id = ?", id)
}

// Partners reads all accounts.
func (s *Store) Partners(ctx context.Context) ([]Partner, error) {
	var list []Partner
	return list, s.read.NewSelect().Model(&list).Order("id").Scan(ctx)
}

// Entry reads an entry in any status.
func (s *Store) Entry(ctx context.Context, db bun.IDB, id string) (*Entry, error) {
	return one[Entry](ctx, s.reader(db), "id = ?", id)
}

// Playlist reads what makes an entry a playlist.
func (s *Store) Playlist(ctx context.Context, id string) (*Playlist, error) {
	return one[Playlist](ctx, s.read, "id = ?", id)
}

// Flavors reads the renditions of an entry that are not deleted, smallest first.
func (s *Store) Flavors(ctx context.Context, entryID string) ([]FlavorAsset, error) {
	var list []FlavorAsset
	err := s.read.NewSelect().Model(&list).Where("entry_id = ? AND status <> ?", entryID,
		AssetDeleted).Order("bitrate", "id").Scan(ctx)
	return list, err
}

// Flavor reads one rendition.
func (s *Store) Flavor(ctx context.Context, id string) (*FlavorAsset, error) {
	return one[FlavorAsset](ctx, s.read, "id = ?", id)
}

// Tracks reads the stored files of an entry, video first, lowest bandwidth first.
func (s *Store) Tracks(ctx context.Context, entryID string) ([]Track, error) {
	var list []Track
	err := s.read.NewSelect().Model(&list).Where("entry_id = ?", entryID).Order("kind DESC", "bandwidth",
		"id").Scan(ctx)
	return list, err
}

// ReplaceMedia puts new renditions and tracks in the place of an entry's old ones.
func (s *Store) ReplaceMedia(ctx context.Context, tx Tx, entryID string, flavors []FlavorAsset,
	tracks []Track) error {
	for _, model := range []any{(*FlavorAsset)(nil), (*Track)(nil)} {
		if _, err := tx.NewDelete().Model(model).Where("entry_id = ?", entryID).Exec(ctx); err != nil {
			return fmt.Errorf("clear media of %s: %w", entryID, err)
		}
	}
	if len(flavors) > 0 {
		if err := s.Insert(ctx, tx, &flavors); err != nil {
			return err
		}
	}
	if len(tracks) > 0 {
		return s.Insert(ctx, tx, &tracks)
	}
	return nil
}

// Captions reads the captions of an entry that are not deleted, the default first.
func (s *Store) Captions(ctx context.Context, entryID string) ([]CaptionAsset, error) {
	var list []CaptionAsset
	err := s.read.NewSelect().Model(&list).Where("entry_id = ? AND status <> ?", entryID,
		AssetDeleted).Order("is_default DESC", "created_at", "id").Scan(ctx)
	return list, err
}

// Caption reads one caption.
func (s *Store) Caption(ctx context.Context, id string) (*CaptionAsset, error) {
	return one[CaptionAsset](ctx, s.read, "id = ?", id)
}

// CuePoint reads one cue point.
func (s *Store) CuePoint(ctx context.Context, id string) (*CuePoint, error) {
	return one[CuePoint](ctx, s.read, "id = ?", id)
}

// DeleteThumbOf deletes the picture of a cue point, and no other.
func (s *Store) DeleteThumbOf(ctx context.Context, tx Tx, p *CuePoint) error {
	_, err := tx.NewUpdate().Model((*ThumbAsset)(nil)).Set("status = ?", AssetDeleted).Set("updated_at = ?",
		p.UpdatedAt).
		Where("id = ? AND partner_id = ? AND cue_point_id = ?", p.AssetID, p.PartnerID, p.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("delete the picture of cue point %s: %w", p.ID, err)
	}
	return nil
}

// GiveThumb gives a picture to its cue point; one that waited for it is READY then.
func (s *Store) GiveThumb(ctx context.Context, tx Tx, t *ThumbAsset) error {
	_, err := tx.NewUpdate().Model((*CuePoint)(nil)).Set("asset_id = ?", t.ID).Set("updated_at = ?", t.UpdatedAt).
		Set("status = CASE WHEN status = ? THEN ? ELSE status END", CuePending, CueReady).
		Where("id = ?", t.CuePointID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("give cue point %s its picture: %w", t.CuePointID, err)
	}
	return nil
}

// UploadToken reads a token; with a transaction it sees what that has written.
func (s *Store) UploadToken(ctx context.Context, db bun.IDB, id string) (*UploadToken, error) {
	return one[UploadToken](ctx, s.reader(db), "id = ?", id)
}

// LockUploadToken reads a token that nobody else changes until tx ends.
func (s *Store) LockUploadToken(ctx context.Context, tx Tx, id string) (*UploadToken, error) {
	if _, err := tx.NewUpdate().Model((*UploadToken)(nil)).Set("id = id").Where("id = ?",
		id).Exec(ctx); err != nil {
		return nil, fmt.Errorf("lock upload token %s: %w", id, err)
	}
	return s.UploadToken(ctx, tx, id)
}

// UIConf reads a player configuration.
func (s *Store) UIConf(ctx context.Context, id int) (*UIConf, error) {
	return one[UIConf](ctx, s.read, "id = ?", id)
}
