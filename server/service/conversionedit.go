package service

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"diptych/server/api"
	"diptych/server/store"
)

// profileValues is what a client may set. Nil means: leave as it is.
type profileValues struct {
	Name            *string `json:"name"`
	SystemName      *string `json:"systemName"`
	Description     *string `json:"description"`
	Tags            *string `json:"tags"`
	Type            *string `json:"type"`
	FlavorParamsIDs *string `json:"flavorParamsIds"`
	IsDefault       *bool   `json:"isDefault"`
}

func (in *profileValues) apply(p *store.ConversionProfile) error {
	for to, from := range map[*string]*string{&p.Name: in.Name, &p.SystemName: in.SystemName,
		&p.Description: in.Description, &p.Tags: in.Tags} {
		if from != nil {
			*to = *from
		}
	}
	if in.FlavorParamsIDs != nil {
		_, tidy, err := paramsIDs(*in.FlavorParamsIDs)
		if err != nil {
			return err
		}
		p.FlavorParamsIDs = tidy
	}
	if in.IsDefault != nil {
		p.IsDefault = *in.IsDefault
	}
	return nil
}

// paramsIDs reads a comma list of flavor params that there are.
func paramsIDs(list string) (ids []int, tidy string, err error) {
	var kept []string
	for _, text := range strings.Split(list, ",") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		id, err := strconv.Atoi(text)
		if err != nil || !slices.ContainsFunc(flavorParams, func(p FlavorParams) bool { return p.ID == id }) {
			return nil, "", api.Err(api.FlavorParamsNotFound, text)
		}
		if !slices.Contains(ids, id) {
			ids, kept = append(ids, id), append(kept, text)
		}
	}
	return ids, strings.Join(kept, ","), nil
}

type profileAddIn struct {
	Profile profileValues `json:"conversionProfile,required"`
}

func (s *Services) profileAdd(ctx context.Context, c *api.Call, in profileAddIn) (ConversionProfile, error) {
	if !c.KS.Admin() {
		return ConversionProfile{}, api.Err(api.ServiceForbidden, "conversionprofile->add")
	}
	v := in.Profile
	if v.Name == nil || strings.TrimSpace(*v.Name) == "" {
		return ConversionProfile{}, api.Err(api.CannotBeNull, "name")
	}
	p := &store.ConversionProfile{
		PartnerID: c.PartnerID,
		Type:      store.ProfileMedia,
		Status:    store.ProfileEnabled,
		CreatedAt: s.now(),
		UpdatedAt: s.now(),
	}
	if v.Type != nil && *v.Type != "" {
		if *v.Type != store.ProfileMedia && *v.Type != "2" {
			return ConversionProfile{}, api.Err(api.WrongFormat, "type", "1, 2")
		}
		p.Type = *v.Type
	}
	if err := v.apply(p); err != nil {
		return ConversionProfile{}, err
	}
	if err := s.Store.InsertConversionProfile(ctx, p); err != nil {
		return ConversionProfile{}, err
	}
	return profileOut(p), nil
}

type profileUpdateIn struct {
	ID      int           `json:"id,required"`
	Profile profileValues `json:"conversionProfile,required"`
}

func (s *Services) profileUpdate(ctx context.Context, c *api.Call, in profileUpdateIn) (ConversionProfile,
	error) {
	p, err := s.ownProfile(ctx, c, in.ID)
	if err != nil {
		return ConversionProfile{}, err
	}
	if p.ID == store.BuiltInProfile {
		return ConversionProfile{}, api.Err(api.ConversionProfileNotFound, strconv.Itoa(in.ID))
	}
	if err := in.Profile.apply(p); err != nil {
		return ConversionProfile{}, err
	}
	p.UpdatedAt = s.now()
	return profileOut(p), s.Store.UpdateConversionProfile(ctx, p)
}

func (s *Services) profileSetDefault(ctx context.Context, c *api.Call, in paramsIn) (ConversionProfile, error) {
	p, err := s.ownProfile(ctx, c, in.ID)
	if err != nil {
		return ConversionProfile{}, err
	}
	p.IsDefault, p.UpdatedAt = true, s.now()
	if p.ID == store.BuiltInProfile {
		return profileOut(p), s.Store.ClearDefaultProfile(ctx, p.PartnerID, p.Type)
	}
	return profileOut(p), s.Store.UpdateConversionProfile(ctx, p)
}

func (s *Services) profileDelete(ctx context.Context, c *api.Call, in paramsIn) (api.None, error) {
	p, err := s.ownProfile(ctx, c, in.ID)
	if err != nil {
		return api.None{}, err
	}
	if p.IsDefault || p.ID == store.BuiltInProfile {
		return api.None{}, api.Err(api.ProfileIsDefault)
	}
	p.Status, p.UpdatedAt = store.ProfileDeleted, s.now()
	return api.None{}, s.Store.UpdateConversionProfile(ctx, p)
}
