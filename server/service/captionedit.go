package service

import (
	"context"

	"diptych/server/api"
	"diptych/server/store"
)

type captionUpdateIn struct {
	ID      string `json:"id,required"`
	Caption struct {
		Label           *string `json:"label"`
		Language        *string `json:"language"`
		IsDefault       *bool   `json:"isDefault"`
		DisplayOnPlayer *bool   `json:"displayOnPlayer"`
	} `json:"captionAsset,required"`
}

// ownedCaption reads a caption of an entry that the caller may change.
func (s *Services) ownedCaption(ctx context.Context, c *api.Call, id string) (*store.CaptionAsset, error) {
	k, err := s.caption(ctx, c, id)
	if err != nil {
		return nil, err
	}
	_, err = s.ownedEntry(ctx, c, k.EntryID)
	return k, err
}

func (s *Services) captionUpdate(ctx context.Context, c *api.Call, in captionUpdateIn) (CaptionAsset, error) {
	k, err := s.ownedCaption(ctx, c, in.ID)
	if err != nil {
		return CaptionAsset{}, err
	}
	a := in.Caption
	if a.Label != nil {
		k.Label = *a.Label
	}
	if a.Language != nil {
		k.Language, k.LanguageCode = *a.Language, languageCode(*a.Language)
	}
	if a.DisplayOnPlayer != nil {
		k.Display = *a.DisplayOnPlayer
	}
	if a.IsDefault != nil {
		k.IsDefault = *a.IsDefault
	}
	k.UpdatedAt = s.now()
	return captionOut(k), s.Store.Tx(ctx, func(tx store.Tx) error {
		err := s.Store.Update(ctx, tx, k, "label", "language", "language_code", "display", "is_default",
			"updated_at")
		if err != nil || !k.IsDefault {
			return err
		}
		return s.Store.OnlyDefaultCaption(ctx, tx, k, s.now())
	})
}

// captionSetAsDefault takes the flag away from the entry's other captions.
func (s *Services) captionSetAsDefault(ctx context.Context, c *api.Call, in captionIDIn) (api.None, error) {
	k, err := s.ownedCaption(ctx, c, in.id())
	if err != nil {
		return api.None{}, err
	}
	return api.None{}, s.Store.Tx(ctx, func(tx store.Tx) error {
		return s.Store.OnlyDefaultCaption(ctx, tx, k, s.now())
	})
}

// captionServeByEntry serves the caption that is shown first.
func (s *Services) captionServeByEntry(ctx context.Context, c *api.Call, in entryGetIn) (*api.Raw, error) {
	all, err := s.Store.CaptionHeads(ctx, in.EntryID)
	if err != nil {
		return nil, err
	}
	for i := range all { // the default one comes first
		if all[i].Status == store.AssetReady {
			return s.captionServe(ctx, c, captionIDIn{ID: all[i].ID})
		}
	}
	return nil, api.Err(api.CaptionIDNotFound, "")
}
