package service

import (
	"context"
	"errors"
	"strconv"

	"diptych/server/api"
	"diptych/server/store"
)

func (s *Services) uiConfActions() []api.Action {
	return []api.Action{
		api.Do("get", api.View, "Reads a player's configuration.", s.uiConfGet),
	}
}

// UIConf is a player configuration as the API shows it.
type UIConf struct {
	ID        int    `json:"id"`
	Name      string `json:"name"`
	PartnerID int    `json:"partnerId"`
	ObjType   int    `json:"objType"`
	Width     string `json:"width"`
	Height    string `json:"height"`
	Config    string `json:"config"`
	ConfVars  string `json:"confVars"`
	Tags      string `json:"tags"`
	CreatedAt int64  `json:"createdAt"`
	UpdatedAt int64  `json:"updatedAt"`
}

// ObjectType names the class.
func (UIConf) ObjectType() string { return "KalturaUiConf" }

type uiConfIn struct {
	ID int `json:"id,required"`
}

func (s *Services) uiConfGet(ctx context.Context, c *api.Call, in uiConfIn) (UIConf, error) {
	u, err := s.Store.UIConf(ctx, in.ID)
	if errors.Is(err, store.ErrNotFound) || err == nil && u.PartnerID != c.PartnerID {
		return UIConf{}, api.Err(api.InvalidUIConfID, strconv.Itoa(in.ID))
	}
	if err != nil {
		return UIConf{}, err
	}
	return UIConf{
		ID:        u.ID,
		Name:      u.Name,
		PartnerID: u.PartnerID,
		ObjType:   1,
		Width:     strconv.Itoa(u.Width),
		Height:    strconv.Itoa(u.Height),
		Config:    u.Config,
		ConfVars:  `{"versions":{"kaltura-ovp-player":"{latest}"},"langs":["en"]}`,
		Tags:      "kalturaPlayerJs,player",
		CreatedAt: u.CreatedAt,
		UpdatedAt: u.UpdatedAt,
	}, nil
}
