package service

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"diptych/server/api"
)

func (s *Services) flavorParamsActions() []api.Action {
	return []api.Action{
		api.Do("list", api.View, "Lists what renditions may be made.", s.flavorParamsList),
		api.Do("get", api.View, "Reads what makes a rendition.", s.flavorParamsGet),
		api.Do("getByConversionProfileId", api.View, "What a profile makes.", s.flavorParamsOfProfile),
	}
}

func (s *Services) conversionProfileActions() []api.Action {
	return []api.Action{
		api.Do("list", api.View, "Lists the ways to convert an upload.", s.profileList),
		api.Do("get", api.View, "Reads a way to convert.", s.profileGet),
		api.Do("getDefault", api.View, "The way that uploads are converted.", s.profileDefault),
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

// flavorParams are the ladder's steps (server/ingest, steps) and the source.
var flavorParams = []FlavorParams{
	{ID: 0, Name: "Source", SystemName: "source", Description: "The file as it was uploaded", IsSystemDefault: 1, Tags: "source", Format: "", VideoCodec: "copy", AudioCodec: "copy"},
	rendition(100, "240p", 240, 400), rendition(2, "360p", 360, 780), rendition(3, "480p", 480, 1250), rendition(5, "720p", 720, 2400), rendition(7, "1080p", 1080, 4700), rendition(101, "1440p", 1440, 7500), rendition(102, "2160p", 2160, 14_600),
}

func rendition(id int, name string, height, kbit int) FlavorParams {
	return FlavorParams{ID: id, Name: name, SystemName: name, Description: "H.264 and AAC, " + name, IsSystemDefault: 1, Tags: "mobile,web,mbr,iphone,iphonenew,ipad,ipadnew,dash",
		Format: "mp4", VideoCodec: "h264h", AudioCodec: "aac", VideoBitrate: kbit, AudioBitrate: 128, Height: height}
}

// plainList is a list of objects that no table holds.
func plainList[T any](kind string, all []T, pager *Pager) ListResponse[T] {
	page := pager.page()
	from := min(len(all), (page.Index-1)*page.Size)
	return ListResponse[T]{kind: kind, Objects: all[from:min(len(all), from+page.Size)], TotalCount: len(all)}
}

func (s *Services) flavorParamsList(_ context.Context, _ *api.Call, in assetListIn) (ListResponse[FlavorParams], error) {
	return plainList("FlavorParams", flavorParams, in.Pager), nil
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

func (s *Services) flavorParamsOfProfile(_ context.Context, c *api.Call, in ofProfileIn) ([]FlavorParams, error) {
	if _, err := profile(c, in.ID); err != nil {
		return nil, err
	}
	return flavorParams, nil
}

// ConversionProfile is a way to convert, as the API shows it.
type ConversionProfile struct {
	ID               int    `json:"id"`
	PartnerID        int    `json:"partnerId"`
	Status           string `json:"status"`
	Type             string `json:"type"`
	Name             string `json:"name"`
	SystemName       string `json:"systemName"`
	Tags             string `json:"tags"`
	Description      string `json:"description"`
	FlavorParamsIDs  string `json:"flavorParamsIds"`
	IsDefault        bool   `json:"isDefault"`
	IsPartnerDefault bool   `json:"isPartnerDefault"`
	CreatedAt        int64  `json:"createdAt"`
}

// ObjectType names the class.
func (ConversionProfile) ObjectType() string { return "KalturaConversionProfile" }

// mediaProfile is the number of the one way there is.
const mediaProfile = 1

func profile(c *api.Call, id int) (ConversionProfile, error) {
	if id != mediaProfile {
		return ConversionProfile{}, api.Err(api.ConversionProfileNotFound, strconv.Itoa(id))
	}
	ids := make([]string, len(flavorParams))
	for i, p := range flavorParams {
		ids[i] = strconv.Itoa(p.ID)
	}
	return ConversionProfile{ID: mediaProfile, PartnerID: c.PartnerID, Status: "2", Type: "1", Name: "Default", SystemName: "Default", Description: "Renditions up to the size of the source",
		FlavorParamsIDs: strings.Join(ids, ","), IsDefault: true, IsPartnerDefault: true}, nil
}

func (s *Services) profileGet(_ context.Context, c *api.Call, in paramsIn) (ConversionProfile, error) {
	return profile(c, in.ID)
}

type profileTypeIn struct {
	Type string `json:"type"`
}

func (s *Services) profileDefault(_ context.Context, c *api.Call, in profileTypeIn) (ConversionProfile, error) {
	if in.Type != "" && in.Type != "1" {
		return ConversionProfile{}, api.Err(api.ConversionProfileNotFound, "")
	}
	return profile(c, mediaProfile)
}

func (s *Services) profileList(_ context.Context, c *api.Call, in assetListIn) (ListResponse[ConversionProfile], error) {
	all := []ConversionProfile{}
	if kind := in.Filter.Str("typeEqual"); kind == "" || kind == "1" {
		one, err := profile(c, mediaProfile)
		if err != nil {
			return ListResponse[ConversionProfile]{}, err
		}
		all = append(all, one)
	}
	return plainList("ConversionProfile", all, in.Pager), nil
}
