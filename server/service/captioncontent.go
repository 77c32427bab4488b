package service

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"diptych/server/api"
	"diptych/server/captions"
	"diptych/server/limits"
	"diptych/server/store"
)

type captionContentIn struct {
	ID       string `json:"id,required"`
	Resource struct {
		ObjectType string  `json:"objectType"`
		Token      string  `json:"token"`
		Content    *string `json:"content"`
		URL        string  `json:"url"`
	} `json:"contentResource,required"`
}

// captionFetchTime is how long the server may wait for a caption of another.
const captionFetchTime = 30 * time.Second

// captionSetContent keeps a caption's file as UTF-8, and as WebVTT.
func (s *Services) captionSetContent(ctx context.Context, c *api.Call, in captionContentIn) (CaptionAsset,
	error) {
	k, err := s.caption(ctx, c, in.ID)
	if err != nil {
		return CaptionAsset{}, err
	}
	if _, err := s.ownedEntry(ctx, c, k.EntryID); err != nil {
		return CaptionAsset{}, err
	}
	data, token, err := s.captionData(ctx, c, in)
	if err != nil {
		return CaptionAsset{}, err
	}
	language := k.Language
	if language == "" {
		language = k.LanguageCode
	}
	file, err := captions.Parse(data, captions.Format(k.Format), language)
	if err != nil {
		s.Log.Info("caption not taken", "caption", k.ID, "error", err)
		return CaptionAsset{}, api.Err(api.CaptionParsingFailed, k.ID)
	}
	k.Content, k.WebVTT, k.Status, k.UpdatedAt = captions.Decode(data, language), file.String(),
		store.AssetReady, s.now()
	k.Version++
	return captionOut(k), s.Store.Tx(ctx, func(tx store.Tx) error {
		if token != nil {
			token.Status = store.TokenClosed
			if err := s.Store.Update(ctx, tx, token, "status"); err != nil {
				return err
			}
		}
		return s.Store.Update(ctx, tx, k, "content", "webvtt", "status", "version", "updated_at")
	})
}

// captionData is the file that a resource names, and the upload token that it
// came by, if it did. One that is too long comes as one byte too many.
func (s *Services) captionData(ctx context.Context, c *api.Call, in captionContentIn) ([]byte,
	*store.UploadToken, error) {
	switch r := in.Resource; {
	case r.Content != nil:
		return []byte(*r.Content), nil, nil
	case r.Token != "":
		return s.captionUpload(ctx, c, r.Token)
	case r.URL != "" && s.Fetch != nil:
		ctx, cancel := context.WithTimeout(ctx, captionFetchTime)
		defer cancel()
		data, err := s.Fetch(ctx, r.URL, limits.CaptionFile)
		if err != nil {
			s.Log.Info("caption not fetched", "caption", in.ID, "error", err)
			return nil, nil, downloadFailed(r.URL)
		}
		return data, nil, nil
	}
	return nil, nil, api.Err(api.ResourceTypeNotSupported, in.Resource.ObjectType)
}

// downloadFailed is the contract's error for a caption that cannot be had
// (reference: backend-api §6).
func downloadFailed(url string) error {
	return &api.Error{Code: "CAPTION_ASSET_DOWNLOAD_FAILED", Args: []api.Arg{{Name: "URL", Value: url}},
		Message: fmt.Sprintf("Caption asset download from URL %q failed", url)}
}

func (s *Services) captionUpload(ctx context.Context, c *api.Call, id string) ([]byte, *store.UploadToken,
	error) {
	t, err := s.token(ctx, c, id)
	if err != nil {
		return nil, nil, err
	}
	if t.Status != store.TokenFull {
		return nil, nil, api.Err(api.UploadTokenBadForEntry)
	}
	if err := s.Uploads.Settle(ctx, t.ID); err != nil {
		return nil, nil, err
	}
	file, _, err := s.Blobs.Open(ctx, t.BlobKey)
	if err != nil {
		return nil, nil, err
	}
	data, err := io.ReadAll(io.LimitReader(file, limits.CaptionFile+1))
	if err := errors.Join(err, file.Close()); err != nil {
		return nil, nil, fmt.Errorf("read the caption file: %w", err)
	}
	return data, t, nil
}
