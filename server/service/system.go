package service

import (
	"context"

	"diptych/server/api"
)

func (s *Services) systemActions() []api.Action {
	return []api.Action{
		api.Do("ping", api.Public, "Tells that the server answers.",
			func(context.Context, *api.Call, api.None) (bool, error) { return true, nil }),
		api.Do("getTime", api.Public, "The server's clock, unix seconds.",
			func(context.Context, *api.Call, api.None) (int64, error) { return s.now(), nil }),
	}
}

func (s *Services) metadataActions() []api.Action {
	return []api.Action{
		api.Do("list", api.View, "Custom metadata of an object; none is kept yet.",
			func(context.Context, *api.Call, api.None) (ListResponse[api.None], error) {
				return ListResponse[api.None]{kind: "Metadata", Objects: []api.None{}}, nil
			}),
	}
}

func (s *Services) userActions() []api.Action {
	return []api.Action{
		api.Do("get", api.View, "The session's own user.", userGet),
	}
}

type userGetIn struct {
	UserID string `json:"userId"`
}

// User is an account's user as far as a session tells.
type User struct {
	ID        string `json:"id"`
	PartnerID int    `json:"partnerId"`
	IsAdmin   bool   `json:"isAdmin"`
}

// ObjectType names the class.
func (User) ObjectType() string { return "KalturaUser" }

func userGet(_ context.Context, c *api.Call, in userGetIn) (User, error) {
	if in.UserID != "" && in.UserID != c.KS.UserID && !c.KS.Admin() {
		return User{}, api.Err(api.ServiceForbidden, "user->get")
	}
	if in.UserID == "" {
		in.UserID = c.KS.UserID
	}
	return User{ID: in.UserID, PartnerID: c.PartnerID, IsAdmin: c.KS.Admin() && in.UserID == c.KS.UserID}, nil
}
