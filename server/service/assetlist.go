package service

import (
	"context"
	"strconv"

	"diptych/server/api"
)

// listed are the assets of the entries that a filter names which pass it.
func listed[R, A any](ctx context.Context, s *Services, c *api.Call, in assetListIn, kind string,
	read func(context.Context, string) ([]R, error), out func(*R) A, fields func(*A) map[string]string,
) (ListResponse[A], error) {
	rows, err := assets(ctx, s, c, in.Filter, read)
	if err != nil {
		return ListResponse[A]{}, err
	}
	all := make([]A, len(rows))
	for i := range rows {
		all[i] = out(&rows[i])
	}
	kept, err := filterRows(in.Filter, all, fields)
	return plainList(kind, kept, in.Pager), err
}

func (s *Services) captionList(ctx context.Context, c *api.Call, in assetListIn) (ListResponse[CaptionAsset],
	error) {
	return listed(ctx, s, c, in, "CaptionAsset", s.Store.Captions, captionOut, captionFields)
}

func (s *Services) thumbList(ctx context.Context, c *api.Call, in assetListIn) (ListResponse[ThumbAsset],
	error) {
	return listed(ctx, s, c, in, "ThumbAsset", s.Store.Thumbs, thumbOut, thumbFields)
}

// captionFields are the properties that captions are filtered by.
func captionFields(k *CaptionAsset) map[string]string {
	return map[string]string{
		"id": k.ID, "entryId": k.EntryID, "partnerId": strconv.Itoa(k.PartnerID),
		"status": strconv.Itoa(k.Status),
		"format": k.Format, "label": k.Label, "language": k.Language, "size": strconv.Itoa(k.Size),
		"createdAt": strconv.FormatInt(k.CreatedAt, 10), "updatedAt": strconv.FormatInt(k.UpdatedAt, 10),
	}
}

// thumbFields are the properties that pictures are filtered by.
func thumbFields(t *ThumbAsset) map[string]string {
	return map[string]string{
		"id": t.ID, "entryId": t.EntryID, "partnerId": strconv.Itoa(t.PartnerID),
		"status": strconv.Itoa(t.Status),
		"tags":   t.Tags, "size": strconv.FormatInt(t.Size, 10),
		"createdAt": strconv.FormatInt(t.CreatedAt, 10), "updatedAt": strconv.FormatInt(t.UpdatedAt, 10),
	}
}
