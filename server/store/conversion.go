package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
)

// ConversionProfile is a choice of renditions that an account has made.
type ConversionProfile struct {
	bun.BaseModel   `bun:"table:conversion_profile"`
	ID              int `bun:",pk"`
	PartnerID       int
	Name            string
	SystemName      string
	Description     string
	Tags            string
	Type            string // "1" media, "2" live
	FlavorParamsIDs string `bun:"flavor_params_ids"` // comma list
	IsDefault       bool
	Status          int
	CreatedAt       int64
	UpdatedAt       int64
}

// BuiltInProfile is the number of the profile that every account has and no row
// holds: all renditions up to the size of the source.
const BuiltInProfile = 1

// ProfileMedia is the type of profiles for uploads.
const ProfileMedia = "1"

// Status of a profile (reference: backend-api App. D).
const (
	ProfileEnabled = 2
	ProfileDeleted = 3
)

// firstProfile is the number of the first one that an account makes.
const firstProfile = 1001

// ConversionProfile reads one in any status.
func (s *Store) ConversionProfile(ctx context.Context, id int) (*ConversionProfile, error) {
	return one[ConversionProfile](ctx, s.read, "id = ?", id)
}

// ConversionProfiles reads those of an account, in the order of their making.
func (s *Store) ConversionProfiles(ctx context.Context, partner int) ([]ConversionProfile, error) {
	var list []ConversionProfile
	err := s.read.NewSelect().Model(&list).Where("partner_id = ? AND status = ?", partner,
		ProfileEnabled).Order("id").Scan(ctx)
	return list, err
}

// InsertConversionProfile gives a profile its number and stores it.
func (s *Store) InsertConversionProfile(ctx context.Context, p *ConversionProfile) error {
	return s.Tx(ctx, func(tx Tx) error {
		if err := tx.NewRaw("SELECT COALESCE(MAX(id), ?) + 1 FROM conversion_profile", firstProfile-1).Scan(ctx,
			&p.ID); err != nil {
			return fmt.Errorf("number a conversion profile: %w", err)
		}
		if p.IsDefault {
			if err := s.noDefault(ctx, tx, p); err != nil {
				return err
			}
		}
		return s.Insert(ctx, tx, p)
	})
}

// UpdateConversionProfile stores a profile; an account has one default of a type.
func (s *Store) UpdateConversionProfile(ctx context.Context, p *ConversionProfile) error {
	return s.Tx(ctx, func(tx Tx) error {
		if p.IsDefault {
			if err := s.noDefault(ctx, tx, p); err != nil {
				return err
			}
		}
		return s.Update(ctx, tx, p)
	})
}

// ClearDefaultProfile makes the built-in profile of a type the default again.
func (s *Store) ClearDefaultProfile(ctx context.Context, partner int, kind string) error {
	return s.Tx(ctx, func(tx Tx) error {
		return s.noDefault(ctx, tx, &ConversionProfile{PartnerID: partner, Type: kind})
	})
}

func (s *Store) noDefault(ctx context.Context, tx Tx, p *ConversionProfile) error {
	_, err := tx.NewUpdate().Model((*ConversionProfile)(nil)).Set("is_default = ?",
		false).Where("partner_id = ? AND type = ? AND id <> ?", p.PartnerID, p.Type, p.ID).Exec(ctx)
	if err != nil {
		return fmt.Errorf("change the default conversion profile: %w", err)
	}
	return nil
}
