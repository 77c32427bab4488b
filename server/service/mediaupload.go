package service

import (
	"cmp"
	"context"
	"errors"
	"path/filepath"
	"strconv"
	"strings"

	"diptych/server/api"
	"diptych/server/store"
	"diptych/server/upload"
)

type mediaUploadIn struct {
	File *api.File `json:"fileData,required"`
}

// mediaUpload takes a whole file and answers the token for it.
func (s *Services) mediaUpload(ctx context.Context, c *api.Call, in mediaUploadIn) (string, error) {
	id := store.NewTokenID()
	if err := s.Uploads.Replace(id, in.File.Path); err != nil {
		return "", err
	}
	t := &store.UploadToken{
		ID:           id,
		PartnerID:    c.PartnerID,
		UserID:       c.KS.UserID,
		Status:       store.TokenFull,
		FileName:     filepath.Base("/" + in.File.Name),
		FileSize:     in.File.Size,
		UploadedSize: in.File.Size,
		Ranges:       upload.Ranges{}.Add(upload.Range{To: in.File.Size}).String(),
		BlobKey:      upload.Key(id),
		CreatedAt:    s.now(),
		UpdatedAt:    s.now(),
	}
	return id, s.Store.Insert(ctx, nil, t)
}

type addFromUploadedFileIn struct {
	MediaEntry entryIn `json:"mediaEntry"`
	Entry      entryIn `json:"entry"` // of baseEntry
	Token      string  `json:"uploadTokenId,required"`
}

// addFromUploadedFile makes an entry of an uploaded file in one step.
func (s *Services) addFromUploadedFile(ctx context.Context, c *api.Call, in addFromUploadedFileIn) (Entry,
	error) {
	given := in.Entry
	if ofMedia(c) {
		given = in.MediaEntry
	}
	if _, err := s.token(ctx, c, in.Token); err != nil {
		var known *api.Error
		if errors.As(err, &known) {
			return Entry{}, api.Err(api.UploadedFileNotFound)
		}
		return Entry{}, err
	}
	e, err := s.newEntry(ctx, c, given)
	if err != nil {
		return Entry{}, err
	}
	if err := s.Store.Insert(ctx, nil, e); err != nil {
		return Entry{}, err
	}
	if err := s.attachToken(ctx, c, e, in.Token); err != nil {
		e.Status = store.EntryDeleted // nobody has heard of it
		return Entry{}, cmp.Or(err, s.Store.Update(ctx, nil, e, "status"))
	}
	return entryOut(c)(e), nil
}

const entryAutomatic = -1 // KalturaEntryType AUTOMATIC

type baseEntryAddIn struct {
	Entry entryIn `json:"entry,required"`
	Type  *int    `json:"type"`
}

// baseEntryAdd makes an entry; those of this service are media.
func (s *Services) baseEntryAdd(ctx context.Context, c *api.Call, in baseEntryAddIn) (Entry, error) {
	for _, kind := range []*int{in.Type, in.Entry.Type} {
		if kind != nil && *kind != entryMedia && *kind != entryAutomatic {
			return Entry{}, api.Err(api.EntryTypeNotSupported, strconv.Itoa(*kind))
		}
	}
	return s.mediaAdd(ctx, c, mediaAddIn{Entry: in.Entry})
}

type byIDsIn struct {
	IDs string `json:"entryIds,required"`
}

// mostIDs is how many entries one call may name.
const mostIDs = 500

// baseEntryByIDs reads several entries; those that are not there are left out.
func (s *Services) baseEntryByIDs(ctx context.Context, c *api.Call, in byIDsIn) ([]Entry, error) {
	out := []Entry{}
	for i, id := range strings.Split(in.IDs, ",") {
		if i == mostIDs {
			break
		}
		e, err := s.entry(ctx, c, strings.TrimSpace(id))
		var known *api.Error
		if errors.As(err, &known) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, entryOut(c)(e))
	}
	return out, nil
}
