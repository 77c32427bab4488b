package service

import (
	"context"

	"diptych/server/api"
)

func (s *Services) userEntryActions() []api.Action {
	return []api.Action{
		api.Do("list", api.View, "What users have seen and answered, by entry; nothing is kept yet.",
			func(context.Context, *api.Call, entryListIn) (ListResponse[api.None], error) {
				return ListResponse[api.None]{kind: "UserEntry", Objects: []api.None{}}, nil
			}),
	}
}
