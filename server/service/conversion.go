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
	return ConversionProfile{
		ID:               p.ID,
		PartnerID:        p.PartnerID,
		Status:           strconv.Itoa(p.Status),
		Type:             p.Type,
		Name:             p.Name,
		SystemName:       p.SystemName,
		Tags:             p.Tags,
		Description:      p.Description,
		FlavorParamsIDs:  p.FlavorParamsIDs,
		IsDefault:        p.IsDefault,
		IsPartnerDefault: p.IsDefault,
		CreatedAt:        p.CreatedAt,
	}
}

// builtIn is the default unless an account has chosen another.
func builtIn(partner int, others []store.ConversionProfile) store.ConversionProfile {
	ids := make([]string, len(flavorParams))
	for i, p := range flavorParams {
		ids[i] = strconv.Itoa(p.ID)
	}
	chosen := slices.ContainsFunc(others, func(p store.ConversionProfile) bool {
		return p.IsDefault &&
			p.Type == store.ProfileMedia
	})
	return store.ConversionProfile{
		ID:              store.BuiltInProfile,
		PartnerID:       partner,
		Status:          store.ProfileEnabled,
		Type:            store.ProfileMedia,
		Name:            "Default",
		SystemName:      "Default",
		Description:     "Renditions up to the size of the source",
		FlavorParamsIDs: strings.Join(ids, ","),
		IsDefault:       !chosen,
	}
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

func (s *Services) profileDefault(ctx context.Context, c *api.Call, in profileTypeIn) (ConversionProfile,
	error) {
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

func (s *Services) profileList(ctx context.Context, c *api.Call,
	in assetListIn) (ListResponse[ConversionProfile], error) {
	list, err := s.profiles(ctx, c.PartnerID)
	if err != nil {
		return ListResponse[ConversionProfile]{}, err
	}
	all := make([]ConversionProfile, len(list))
	for i := range list {
		all[i] = profileOut(&list[i])
	}
	kept, err := filterRows(in.Filter, all, profileFields)
	return plainList("ConversionProfile", kept, in.Pager), err
}

// profileFields are the properties that profiles are filtered by.
func profileFields(p *ConversionProfile) map[string]string {
	return map[string]string{"id": strconv.Itoa(p.ID), "type": p.Type, "status": p.Status, "name": p.Name,
		"systemName": p.SystemName, "tags": p.Tags,
		"defaultEntryId": "", "partnerId": strconv.Itoa(p.PartnerID)}
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
