package service

import (
	"context"
	"errors"
	"strconv"

	"diptych/server/api"
	"diptych/server/store"
)

func (s *Services) flavorAssetActions() []api.Action {
	return []api.Action{
		api.Do("list", api.View, "Lists the renditions of an entry.", s.flavorList),
		api.Do("get", api.View, "Reads a rendition.", s.flavorGet),
		api.Do("getByEntryId", api.View, "All renditions of an entry.", s.flavorsOfEntry),
		api.Do("getUrl", api.View, "Where a rendition's file is.", s.flavorURL),
	}
}

// FlavorAsset is a rendition as the API shows it.
type FlavorAsset struct {
	ID              string  `json:"id"`
	EntryID         string  `json:"entryId"`
	PartnerID       int     `json:"partnerId"`
	Version         int     `json:"version"`
	Size            int64   `json:"size"` // kilobytes
	SizeInBytes     int64   `json:"sizeInBytes"`
	Tags            string  `json:"tags"`
	FileExt         string  `json:"fileExt"`
	CreatedAt       int64   `json:"createdAt"`
	UpdatedAt       int64   `json:"updatedAt"`
	Description     string  `json:"description"`
	FlavorParamsID  int     `json:"flavorParamsId"`
	Width           int     `json:"width"`
	Height          int     `json:"height"`
	Bitrate         int     `json:"bitrate"`
	FrameRate       float64 `json:"frameRate"`
	IsOriginal      bool    `json:"isOriginal"`
	IsWeb           bool    `json:"isWeb"`
	ContainerFormat string  `json:"containerFormat"`
	VideoCodecID    string  `json:"videoCodecId"`
	Status          int     `json:"status"`
	Language        string  `json:"language"`
	Label           string  `json:"label,omitempty"`
	IsDefault       bool    `json:"isDefault"`
}

// ObjectType names the class.
func (FlavorAsset) ObjectType() string { return "KalturaFlavorAsset" }

func flavorOut(f *store.FlavorAsset) FlavorAsset {
	return FlavorAsset{
		ID:              f.ID,
		EntryID:         f.EntryID,
		PartnerID:       f.PartnerID,
		Version:         f.Version,
		Size:            f.Size / 1024,
		SizeInBytes:     f.Size,
		Tags:            f.Tags,
		FileExt:         f.FileExt,
		CreatedAt:       f.CreatedAt,
		UpdatedAt:       f.UpdatedAt,
		FlavorParamsID:  f.ParamsID,
		Width:           f.Width,
		Height:          f.Height,
		Bitrate:         f.Bitrate,
		FrameRate:       f.FrameRate,
		IsOriginal:      f.IsOriginal,
		IsWeb:           !f.IsOriginal,
		ContainerFormat: "isom",
		VideoCodecID:    f.VideoCodec,
		Status:          f.Status,
		Language:        f.Language,
		Label:           f.Label,
	}
}

type assetListIn struct {
	Filter api.Params `json:"filter"`
	Pager  *Pager     `json:"pager"`
}

func (s *Services) flavorList(ctx context.Context, c *api.Call, in assetListIn) (ListResponse[FlavorAsset],
	error) {
	rows, err := assets(ctx, s, c, in.Filter, s.Store.Flavors)
	if err != nil {
		return ListResponse[FlavorAsset]{}, err
	}
	all := make([]FlavorAsset, len(rows))
	for i := range rows {
		all[i] = flavorOut(&rows[i])
	}
	kept, err := filterRows(in.Filter, all, flavorFields)
	return plainList("FlavorAsset", kept, in.Pager), err
}

// flavorFields are the properties that renditions are filtered by.
func flavorFields(f *FlavorAsset) map[string]string {
	return map[string]string{"id": f.ID, "entryId": f.EntryID, "partnerId": strconv.Itoa(f.PartnerID),
		"status": strconv.Itoa(f.Status), "tags": f.Tags,
		"flavorParamsId": strconv.Itoa(f.FlavorParamsID), "size": strconv.FormatInt(f.Size, 10),
		"createdAt": strconv.FormatInt(f.CreatedAt, 10),
		"updatedAt": strconv.FormatInt(f.UpdatedAt, 10)}
}

func (s *Services) flavorsOfEntry(ctx context.Context, c *api.Call, in entryGetIn) ([]FlavorAsset, error) {
	if _, err := s.entry(ctx, c, in.EntryID); err != nil {
		return []FlavorAsset{}, err
	}
	rows, err := s.Store.Flavors(ctx, in.EntryID)
	out := make([]FlavorAsset, len(rows))
	for i := range rows {
		out[i] = flavorOut(&rows[i])
	}
	return out, err
}

type assetIn struct {
	ID string `json:"id,required"`
}

func (s *Services) flavor(ctx context.Context, c *api.Call, id string) (*store.FlavorAsset, error) {
	f, err := s.Store.Flavor(ctx, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && (f.PartnerID != c.PartnerID ||
		f.Status == store.AssetDeleted) {
		return nil, api.Err(api.FlavorIDNotFound, id)
	}
	if err == nil && s.elsewhere(ctx, c, f.EntryID) {
		return nil, api.Err(api.FlavorIDNotFound, id)
	}
	return f, err
}

func (s *Services) flavorGet(ctx context.Context, c *api.Call, in assetIn) (FlavorAsset, error) {
	f, err := s.flavor(ctx, c, in.ID)
	if err != nil {
		return FlavorAsset{}, err
	}
	return flavorOut(f), nil
}

func (s *Services) flavorURL(ctx context.Context, c *api.Call, in assetIn) (string, error) {
	f, err := s.flavor(ctx, c, in.ID)
	if err != nil {
		return "", err
	}
	if f.Status != store.AssetReady {
		return "", api.Err(api.FlavorNotReady, in.ID)
	}
	return partnerPath(c, f.PartnerID) + "/serveFlavor/entryId/" + f.EntryID + "/v/1/flavorId/" + f.ID +
		"/name/a.mp4", nil
}
