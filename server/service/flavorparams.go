package service

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"diptych/server/api"
	"diptych/server/ingest"
)

func (s *Services) flavorParamsActions() []api.Action {
	return []api.Action{
		api.Do("list", api.View, "Lists what renditions may be made.", s.flavorParamsList),
		api.Do("get", api.View, "Reads what makes a rendition.", s.flavorParamsGet),
		api.Do("getByConversionProfileId", api.View, "What a profile makes.", s.flavorParamsOfProfile),
	}
}

// FlavorParams is what makes a rendition, as the API shows it.
type FlavorParams struct {
	ID              int    `json:"id"`
	PartnerID       int    `json:"partnerId"`
	Name            string `json:"name"`
	SystemName      string `json:"systemName"`
	Description     string `json:"description"`
	IsSystemDefault int    `json:"isSystemDefault"`
	Tags            string `json:"tags"`
	Format          string `json:"format"`
	VideoCodec      string `json:"videoCodec"`
	AudioCodec      string `json:"audioCodec"`
	VideoBitrate    int    `json:"videoBitrate"` // kbit/s
	AudioBitrate    int    `json:"audioBitrate"` // kbit/s
	Width           int    `json:"width"`        // 0 = as the source has it
	Height          int    `json:"height"`
}

// ObjectType names the class.
func (FlavorParams) ObjectType() string { return "KalturaFlavorParams" }

// flavorParams are the source and the steps of the ladder.
var flavorParams = allParams()

func allParams() []FlavorParams {
	all := []FlavorParams{{
		ID:              0,
		Name:            "Source",
		SystemName:      "source",
		Description:     "The file as it was uploaded",
		IsSystemDefault: 1,
		Tags:            "source",
		VideoCodec:      "copy",
		AudioCodec:      "copy",
	}}
	for _, step := range ingest.Steps() {
		name := fmt.Sprintf("%dp", step.Height)
		all = append(all, FlavorParams{
			ID:              step.ParamsID,
			Name:            name,
			SystemName:      name,
			Description:     "H.264 and AAC, " + name,
			IsSystemDefault: 1,
			Tags:            ingest.RenditionTags,
			Format:          "mp4",
			VideoCodec:      "h264h",
			AudioCodec:      "aac",
			VideoBitrate:    step.Bitrate,
			AudioBitrate:    ingest.AudioBitrate,
			Height:          step.Height,
		})
	}
	return all
}

// plainList is a list of objects that no table holds.
func plainList[T any](kind string, all []T, pager *Pager) ListResponse[T] {
	page := pager.page()
	from := min(len(all), (page.Index-1)*page.Size)
	return ListResponse[T]{kind: kind, Objects: all[from:min(len(all), from+page.Size)], TotalCount: len(all)}
}

func (s *Services) flavorParamsList(_ context.Context, _ *api.Call, in assetListIn) (ListResponse[FlavorParams],
	error) {
	kept, err := filterRows(in.Filter, flavorParams, func(p *FlavorParams) map[string]string {
		return map[string]string{"id": strconv.Itoa(p.ID), "systemName": p.SystemName, "name": p.Name,
			"isSystemDefault": strconv.Itoa(p.IsSystemDefault), "tags": p.Tags,
			"format": p.Format}
	})
	return plainList("FlavorParams", kept, in.Pager), err
}

type paramsIn struct {
	ID int `json:"id,required"`
}

func (s *Services) flavorParamsGet(_ context.Context, _ *api.Call, in paramsIn) (FlavorParams, error) {
	if i := slices.IndexFunc(flavorParams, func(p FlavorParams) bool { return p.ID == in.ID }); i >= 0 {
		return flavorParams[i], nil
	}
	return FlavorParams{}, api.Err(api.FlavorParamsNotFound, strconv.Itoa(in.ID))
}

type ofProfileIn struct {
	ID int `json:"conversionProfileId,required"`
}

func (s *Services) flavorParamsOfProfile(ctx context.Context, c *api.Call, in ofProfileIn) ([]FlavorParams,
	error) {
	p, err := s.profile(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	ids, _, err := paramsIDs(p.FlavorParamsIDs)
	if err != nil {
		return nil, err
	}
	out := []FlavorParams{}
	for _, f := range flavorParams {
		if slices.Contains(ids, f.ID) {
			out = append(out, f)
		}
	}
	return out, nil
}

func (s *Services) profileParamsActions() []api.Action {
	return []api.Action{api.Do("list", api.View, "What profiles say of each rendition.", s.profileParamsList)}
}

// ProfileParams is what a profile says of one rendition.
type ProfileParams struct {
	ProfileID         int    `json:"conversionProfileId"`
	ParamsID          int    `json:"assetParamsId"`
	ReadyBehavior     int    `json:"readyBehavior"`
	Origin            int    `json:"origin"`
	SystemName        string `json:"systemName"`
	ForceNoneComplied bool   `json:"forceNoneComplied"`
	DeletePolicy      int    `json:"deletePolicy"`
}

// ObjectType names the class.
func (ProfileParams) ObjectType() string { return "KalturaConversionProfileAssetParams" }

func (s *Services) profileParamsList(ctx context.Context, c *api.Call,
	in assetListIn) (ListResponse[ProfileParams], error) {
	profiles, err := s.profiles(ctx, c.PartnerID)
	if err != nil {
		return ListResponse[ProfileParams]{}, err
	}
	rows := []ProfileParams{}
	for _, p := range profiles {
		ids, _, err := paramsIDs(p.FlavorParamsIDs)
		if err != nil {
			return ListResponse[ProfileParams]{}, err
		}
		for _, id := range ids {
			rows = append(rows, ProfileParams{ProfileID: p.ID, ParamsID: id})
		}
	}
	kept, err := filterRows(in.Filter, rows, func(p *ProfileParams) map[string]string {
		return map[string]string{"conversionProfileId": strconv.Itoa(p.ProfileID),
			"assetParamsId": strconv.Itoa(p.ParamsID), "readyBehavior": strconv.Itoa(p.ReadyBehavior),
			"origin": strconv.Itoa(p.Origin), "systemName": p.SystemName}
	})
	return plainList("ConversionProfileAssetParams", kept, in.Pager), err
}
