package service

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"diptych/server/api"
	"diptych/server/store"
)

func (s *Services) conversionProfileActions() []api.Action {
	return []api.Action{
		api.Do("add", api.Manage, "Makes a way to convert: a choice of renditions.", s.profileAdd),
		api.Do("list", api.View, "Lists the ways to convert an upload.", s.profileList),
		api.Do("get", api.View, "Reads a way to convert.", s.profileGet),
		api.Do("getDefault", api.View, "The way that uploads are converted.", s.profileDefault),
		api.Do("setAsDefault", api.Manage, "Chooses the way that uploads are converted.", s.profileSetDefault),
		api.Do("update", api.Manage, "Changes a way to convert; what was made stays.", s.profileUpdate),
		api.Do("delete", api.Manage, "Deletes a way to convert.", s.profileDelete),
	}
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

func profileOut(p *store.ConversionProfile) ConversionProfile {
	return ConversionProfile{ID: p.ID, PartnerID: p.PartnerID, Status: strconv.Itoa(p.Status), Type: p.Type, Name: p.Name, SystemName: p.SystemName, Tags: p.Tags, Description: p.Description,
		FlavorParamsIDs: p.FlavorParamsIDs, IsDefault: p.IsDefault, IsPartnerDefault: p.IsDefault, CreatedAt: p.CreatedAt}
}

// builtIn is the default unless an account has chosen another.
func builtIn(partner int, others []store.ConversionProfile) store.ConversionProfile {
	ids := make([]string, len(flavorParams))
	for i, p := range flavorParams {
		ids[i] = strconv.Itoa(p.ID)
	}
	chosen := slices.ContainsFunc(others, func(p store.ConversionProfile) bool { return p.IsDefault && p.Type == store.ProfileMedia })
	return store.ConversionProfile{ID: store.BuiltInProfile, PartnerID: partner, Status: store.ProfileEnabled, Type: store.ProfileMedia, Name: "Default", SystemName: "Default", Description: "Renditions up to the size of the source",
		FlavorParamsIDs: strings.Join(ids, ","), IsDefault: !chosen}
}

// profiles are those of an account, the built-in first.
func (s *Services) profiles(ctx context.Context, partner int) ([]store.ConversionProfile, error) {
	own, err := s.Store.ConversionProfiles(ctx, partner)
	return append([]store.ConversionProfile{builtIn(partner, own)}, own...), err
}

func (s *Services) profile(ctx context.Context, c *api.Call, id int) (*store.ConversionProfile, error) {
	list, err := s.profiles(ctx, c.PartnerID)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].ID == id {
			return &list[i], nil
		}
	}
	return nil, api.Err(api.ConversionProfileNotFound, strconv.Itoa(id))
}

// ownProfile is one that an account has made, for those who may change it.
func (s *Services) ownProfile(ctx context.Context, c *api.Call, id int) (*store.ConversionProfile, error) {
	if !c.KS.Admin() {
		return nil, api.Err(api.ServiceForbidden, "conversionprofile->"+c.Action)
	}
	return s.profile(ctx, c, id)
}

func (s *Services) profileGet(ctx context.Context, c *api.Call, in paramsIn) (ConversionProfile, error) {
	p, err := s.profile(ctx, c, in.ID)
	if err != nil {
		return ConversionProfile{}, err
	}
	return profileOut(p), nil
}

type profileTypeIn struct {
	Type string `json:"type"`
}

func (s *Services) profileDefault(ctx context.Context, c *api.Call, in profileTypeIn) (ConversionProfile, error) {
	list, err := s.profiles(ctx, c.PartnerID)
	if err != nil {
		return ConversionProfile{}, err
	}
	for i := range list {
		if list[i].IsDefault && (in.Type == "" || in.Type == list[i].Type) {
			return profileOut(&list[i]), nil
		}
	}
	return ConversionProfile{}, api.Err(api.ConversionProfileNotFound, "")
}

func (s *Services) profileList(ctx context.Context, c *api.Call, in assetListIn) (ListResponse[ConversionProfile], error) {
	list, err := s.profiles(ctx, c.PartnerID)
	if err != nil {
		return ListResponse[ConversionProfile]{}, err
	}
	kept := []ConversionProfile{}
	for i := range list {
		if profileMatches(&list[i], in.Filter) {
			kept = append(kept, profileOut(&list[i]))
		}
	}
	return plainList("ConversionProfile", kept, in.Pager), nil
}

func profileMatches(p *store.ConversionProfile, filter api.Params) bool {
	for key, v := range map[string]string{"id": strconv.Itoa(p.ID), "type": p.Type, "status": strconv.Itoa(p.Status), "name": p.Name, "systemName": p.SystemName} {
		if want := filter.Str(key + "Equal"); want != "" && want != v {
			return false
		}
		if want := filter.Str(key + "In"); want != "" && !slices.Contains(strings.Split(want, ","), v) {
			return false
		}
	}
	return true
}

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
	for to, from := range map[*string]*string{&p.Name: in.Name, &p.SystemName: in.SystemName, &p.Description: in.Description, &p.Tags: in.Tags} {
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
	p := &store.ConversionProfile{PartnerID: c.PartnerID, Type: store.ProfileMedia, Status: store.ProfileEnabled, CreatedAt: s.now(), UpdatedAt: s.now()}
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

func (s *Services) profileUpdate(ctx context.Context, c *api.Call, in profileUpdateIn) (ConversionProfile, error) {
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

// checkProfile makes sure that the profile of an entry is one of its account; -1
// and 0 mean the default.
func (s *Services) checkProfile(ctx context.Context, c *api.Call, e *store.Entry) error {
	if e.ConversionProfileID <= 0 {
		return nil
	}
	_, err := s.profile(ctx, c, e.ConversionProfileID)
	return err
}
