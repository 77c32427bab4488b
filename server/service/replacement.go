package service

import (
	"cmp"
	"context"

	"diptych/server/api"
	"diptych/server/store"
)

// mediaUpdateContent gives an entry other content. What plays stays until the
// new renditions are there; they are made in an entry of their own (reference:
// backend-api §3.1.2).
func (s *Services) mediaUpdateContent(ctx context.Context, c *api.Call, in addContentIn) (Entry, error) {
	e, err := s.ownedEntry(ctx, c, in.EntryID)
	if err != nil {
		return Entry{}, err
	}
	switch {
	case e.Type != entryMedia:
		return Entry{}, api.Err(api.EntryIDNotFound, in.EntryID)
	case e.Status == store.EntryNoContent:
		return s.mediaAddContent(ctx, c, in)
	case e.ReplacingEntryID != "":
		return Entry{}, api.Err(api.EntryInReplacement)
	}
	profile := e.ConversionProfileID
	if in.ProfileID > 0 {
		profile = in.ProfileID
	}
	fresh := &store.Entry{
		ID:                  store.NewID(),
		PartnerID:           e.PartnerID,
		UserID:              e.UserID,
		CreatorID:           e.CreatorID,
		Name:                e.Name,
		Type:                e.Type,
		MediaType:           e.MediaType,
		SourceType:          e.SourceType,
		Status:              store.EntryNoContent,
		ReplacedEntryID:     e.ID,
		ConversionProfileID: profile,
		CreatedAt:           s.now(),
		UpdatedAt:           s.now(),
	}
	if err := s.checkProfile(ctx, c, fresh); err != nil {
		return Entry{}, err
	}
	err = s.Store.Tx(ctx, func(tx store.Tx) error {
		if err := s.Store.Insert(ctx, tx, fresh); err != nil {
			return err
		}
		e.ReplacingEntryID, e.ReplacementStatus, e.UpdatedAt = fresh.ID, store.ReplacementApproved, s.now()
		alone, err := s.Store.UpdateIf(ctx, tx, e, store.Condition{Name: "replacing_entry_id"},
			"replacing_entry_id", "replacement_status", "updated_at")
		if err == nil && !alone {
			return api.Err(api.EntryInReplacement)
		}
		return err
	})
	if err != nil {
		return Entry{}, err
	}
	if err := s.attach(ctx, c, fresh, in.Resource); err != nil {
		_, undo := s.cancelReplacement(ctx, e)
		return Entry{}, cmp.Or(err, undo)
	}
	return entryOut(c)(e), nil
}

// mediaApproveReplace: replacements are approved as they are made.
func (s *Services) mediaApproveReplace(ctx context.Context, c *api.Call, in entryGetIn) (Entry, error) {
	e, err := s.inReplacement(ctx, c, in.EntryID)
	if err != nil {
		return Entry{}, err
	}
	return entryOut(c)(e), nil
}

// inReplacement reads an entry whose content is being replaced.
func (s *Services) inReplacement(ctx context.Context, c *api.Call, id string) (*store.Entry, error) {
	e, err := s.ownedEntry(ctx, c, id)
	if err == nil && e.ReplacingEntryID == "" {
		return nil, api.Err(api.EntryNotReplaced, id)
	}
	return e, err
}

func (s *Services) mediaCancelReplace(ctx context.Context, c *api.Call, in entryGetIn) (Entry, error) {
	e, err := s.inReplacement(ctx, c, in.EntryID)
	if err != nil {
		return Entry{}, err
	}
	e, err = s.cancelReplacement(ctx, e)
	if err != nil {
		return Entry{}, err
	}
	return entryOut(c)(e), nil
}

// cancelReplacement gives a replacement up, unless it has just been made.
func (s *Services) cancelReplacement(ctx context.Context, e *store.Entry) (*store.Entry, error) {
	err := s.Store.Tx(ctx, func(tx store.Tx) error {
		var err error
		if e, err = s.Store.LockEntry(ctx, tx, e.ID); err != nil || e.ReplacingEntryID == "" {
			return err
		}
		fresh, err := s.Store.Entry(ctx, tx, e.ReplacingEntryID)
		if err != nil {
			return err
		}
		fresh.Status, fresh.UpdatedAt = store.EntryDeleted, s.now()
		if err := s.Store.Update(ctx, tx, fresh, "status", "updated_at"); err != nil {
			return err
		}
		e.ReplacingEntryID, e.ReplacementStatus, e.UpdatedAt = "", 0, s.now()
		return s.Store.Update(ctx, tx, e, "replacing_entry_id", "replacement_status", "updated_at")
	})
	return e, err
}
