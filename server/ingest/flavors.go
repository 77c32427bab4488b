package ingest

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"diptych/server/store"
)

// Tags by which delivery picks renditions (reference: backend-api §3.2).
const (
	RenditionTags = "mobile,web,mbr,iphone,iphonenew,ipad,ipadnew,dash"
	sourceTags    = "source"
)

// wanted are the flavorParams that an entry's profile names; nil = all. A
// profile that is gone is the account's default.
func (g *Ingest) wanted(ctx context.Context, e *store.Entry) ([]int, error) {
	if e.ConversionProfileID == store.BuiltInProfile {
		return nil, nil
	}
	list, err := g.Store.ConversionProfiles(ctx, e.PartnerID)
	if err != nil {
		return nil, err
	}
	var chosen *store.ConversionProfile
	for i := range list {
		p := &list[i]
		if p.ID == e.ConversionProfileID || chosen == nil && p.IsDefault && p.Type == store.ProfileMedia {
			chosen = p
		}
	}
	if chosen == nil || chosen.FlavorParamsIDs == "" {
		return nil, nil
	}
	var ids []int
	for _, text := range strings.Split(chosen.FlavorParamsIDs, ",") {
		id, err := strconv.Atoi(text)
		if err != nil {
			return nil, fmt.Errorf("conversion profile %d: %w", chosen.ID, err)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// sourceFlavor is the row of what was uploaded.
func sourceFlavor(e *store.Entry, key string, s *Source) store.FlavorAsset {
	now := time.Now().Unix()
	return store.FlavorAsset{
		ID:         store.NewID(),
		PartnerID:  e.PartnerID,
		EntryID:    e.ID,
		ParamsID:   0,
		Tags:       sourceTags,
		Width:      s.Width,
		Height:     s.Height,
		Bitrate:    s.Bitrate,
		FrameRate:  s.FrameRate,
		IsOriginal: true,
		FileExt:    s.Extension,
		Size:       s.Size,
		VideoCodec: s.VideoCodec,
		Status:     store.AssetReady,
		Version:    1,
		BlobKey:    key,
		CreatedAt:  now,
		UpdatedAt:  now,
	}
}

// renditionFlavor is the row of a rendition; it has its track's id.
func renditionFlavor(e *store.Entry, t *store.Track, r *Rung) store.FlavorAsset {
	now := time.Now().Unix()
	f := store.FlavorAsset{
		ID:         t.ID,
		PartnerID:  e.PartnerID,
		EntryID:    e.ID,
		Tags:       RenditionTags,
		Width:      t.Width,
		Height:     t.Height,
		Bitrate:    int(t.AverageBandwidth / 1000),
		FrameRate:  t.FrameRate,
		FileExt:    "mp4",
		VideoCodec: "avc1",
		Size:       t.Size,
		Status:     store.AssetReady,
		Version:    1,
		CreatedAt:  now,
		UpdatedAt:  now,
	}
	if r == nil {
		f.VideoCodec = ""
		return f
	}
	f.ParamsID = r.ParamsID
	return f
}
