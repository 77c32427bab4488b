package service

import (
	"cmp"
	"context"
	"errors"
	"strconv"

	"diptych/server/api"
	"diptych/server/store"
)

func (s *Services) captionAssetActions() []api.Action {
	return []api.Action{
		api.Do("add", api.Manage, "Makes a caption without content.", s.captionAdd),
		api.Do("setContent", api.Manage, "Gives a caption its file: SRT, DFXP or WebVTT.", s.captionSetContent),
		api.Do("list", api.View, "Lists the captions of an entry.", s.captionList),
		api.Do("get", api.View, "Reads a caption's properties.", s.captionGet),
		api.Do("update", api.Manage, "Changes a caption's properties.", s.captionUpdate),
		api.Do("setAsDefault", api.Manage, "Makes a caption the one of its entry that is shown first.",
			s.captionSetAsDefault),
		api.Do("delete", api.Manage, "Deletes a caption.", s.captionDelete),
		api.Do("getUrl", api.View, "Where a caption's file is.", s.captionGetURL),
		api.Do("serve", api.Public, "The caption's file as it was given.", s.captionServe),
		api.Do("serveByEntryId", api.Public, "The file of an entry's default caption.", s.captionServeByEntry),
		api.Do("serveAsJson", api.Public, "The caption's lines as JSON.", s.captionServeAsJSON),
		api.Do("serveWebVTT", api.Public, "The caption as WebVTT: whole, in segments, or their playlist.",
			s.captionServeWebVTT),
	}
}

// Caption formats (KalturaCaptionType).
const (
	formatSRT  = 1
	formatDFXP = 2
	formatVTT  = 3
)

// CaptionAsset is a caption as the API shows it.
type CaptionAsset struct {
	ID              string `json:"id"`
	EntryID         string `json:"entryId"`
	PartnerID       int    `json:"partnerId"`
	Version         int    `json:"version"`
	Size            int    `json:"size"`
	FileExt         string `json:"fileExt"`
	CreatedAt       int64  `json:"createdAt"`
	UpdatedAt       int64  `json:"updatedAt"`
	Language        string `json:"language"`
	LanguageCode    string `json:"languageCode"`
	IsDefault       bool   `json:"isDefault"`
	Label           string `json:"label"`
	Format          string `json:"format"`
	Status          int    `json:"status"`
	DisplayOnPlayer bool   `json:"displayOnPlayer"`
}

// ObjectType names the class.
func (CaptionAsset) ObjectType() string { return "KalturaCaptionAsset" }

func captionOut(k *store.CaptionAsset) CaptionAsset {
	return CaptionAsset{
		ID:              k.ID,
		EntryID:         k.EntryID,
		PartnerID:       k.PartnerID,
		Version:         k.Version,
		Size:            len(k.Content),
		FileExt:         extension(k.Format),
		CreatedAt:       k.CreatedAt,
		UpdatedAt:       k.UpdatedAt,
		Language:        k.Language,
		LanguageCode:    k.LanguageCode,
		IsDefault:       k.IsDefault,
		Label:           k.Label,
		Format:          strconv.Itoa(k.Format),
		Status:          k.Status,
		DisplayOnPlayer: k.Display,
	}
}

func extension(format int) string {
	return map[int]string{formatSRT: "srt", formatDFXP: "xml", formatVTT: "vtt"}[format]
}

type captionAddIn struct {
	EntryID string `json:"entryId,required"`
	Caption struct {
		Label           string `json:"label"`
		Language        string `json:"language"`
		Format          *int   `json:"format"`
		IsDefault       bool   `json:"isDefault"`
		DisplayOnPlayer *bool  `json:"displayOnPlayer"`
	} `json:"captionAsset,required"`
}

func (s *Services) captionAdd(ctx context.Context, c *api.Call, in captionAddIn) (CaptionAsset, error) {
	if _, err := s.ownedEntry(ctx, c, in.EntryID); err != nil {
		return CaptionAsset{}, err
	}
	a := in.Caption
	k := &store.CaptionAsset{
		ID:           store.NewID(),
		PartnerID:    c.PartnerID,
		EntryID:      in.EntryID,
		Label:        a.Label,
		Language:     a.Language,
		LanguageCode: languageCode(a.Language),
		Format:       formatSRT,
		IsDefault:    a.IsDefault,
		Display:      true,
		CreatedAt:    s.now(),
		UpdatedAt:    s.now(),
	}
	if a.Format != nil {
		k.Format = *a.Format
	}
	if a.DisplayOnPlayer != nil {
		k.Display = *a.DisplayOnPlayer
	}
	if k.Label == "" {
		k.Label = a.Language
	}
	return captionOut(k), s.Store.Tx(ctx, func(tx store.Tx) error {
		if err := s.Store.Insert(ctx, tx, k); err != nil || !k.IsDefault {
			return err
		}
		return s.Store.OnlyDefaultCaption(ctx, tx, k, s.now())
	})
}

func (s *Services) caption(ctx context.Context, c *api.Call, id string) (*store.CaptionAsset, error) {
	k, err := s.Store.Caption(ctx, id)
	return s.ofAccount(ctx, c, k, id, err)
}

// captionHead is caption without the file.
func (s *Services) captionHead(ctx context.Context, c *api.Call, id string) (*store.CaptionAsset, error) {
	k, err := s.Store.CaptionHead(ctx, id)
	return s.ofAccount(ctx, c, k, id, err)
}

// ofAccount hides a caption that is deleted, another account's, or of an entry
// that the session is not for.
func (s *Services) ofAccount(ctx context.Context, c *api.Call, k *store.CaptionAsset, id string,
	err error) (*store.CaptionAsset, error) {
	if errors.Is(err, store.ErrNotFound) || err == nil && (k.Status == store.AssetDeleted || c.KS != nil &&
		k.PartnerID != c.PartnerID) {
		return nil, api.Err(api.CaptionIDNotFound, id)
	}
	if err == nil && s.elsewhere(ctx, c, k.EntryID) {
		return nil, api.Err(api.CaptionIDNotFound, id)
	}
	return k, err
}

func (s *Services) captionGet(ctx context.Context, c *api.Call, in captionIDIn) (CaptionAsset, error) {
	k, err := s.caption(ctx, c, in.id())
	if err != nil {
		return CaptionAsset{}, err
	}
	return captionOut(k), nil
}

func (s *Services) captionDelete(ctx context.Context, c *api.Call, in captionIDIn) (api.None, error) {
	k, err := s.caption(ctx, c, in.id())
	if err != nil {
		return api.None{}, err
	}
	if _, err := s.ownedEntry(ctx, c, k.EntryID); err != nil {
		return api.None{}, err
	}
	k.Status = store.AssetDeleted
	return api.None{}, s.Store.Update(ctx, nil, k, "status")
}

// captionIDIn takes the parameter under both of the contract's names.
type captionIDIn struct {
	CaptionAssetID string `json:"captionAssetId"`
	ID             string `json:"id"`
}

func (in captionIDIn) id() string { return cmp.Or(in.CaptionAssetID, in.ID) }

func captionURL(c *api.Call, k *store.CaptionAsset) string {
	return c.BaseURL + "/api_v3/index.php/service/caption_captionAsset/action/serve/captionAssetId/" + k.ID +
		"/v/" + strconv.Itoa(k.Version) + "/captions." + extension(k.Format)
}

func webVTTURL(c *api.Call, k *store.CaptionAsset) string {
	return c.BaseURL + "/api_v3/index.php/service/caption_captionAsset/action/serveWebVTT/captionAssetId/" +
		k.ID + "/segmentIndex/-1/version/" + strconv.Itoa(k.Version) + "/captions.vtt"
}

func (s *Services) captionGetURL(ctx context.Context, c *api.Call, in captionIDIn) (string, error) {
	k, err := s.caption(ctx, c, in.id())
	if err != nil {
		return "", err
	}
	if k.Status != store.AssetReady {
		return "", api.Err(api.CaptionNotReady, k.ID)
	}
	return captionURL(c, k), nil
}
