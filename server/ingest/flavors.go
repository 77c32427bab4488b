package ingest

import (
	"time"

	"diptych/server/store"
)

// Tags by which delivery picks renditions (reference: backend-api §3.2).
const (
	renditionTags = "mobile,web,mbr,iphone,iphonenew,ipad,ipadnew,dash"
	sourceTags    = "source"
)

// sourceFlavor is the row of what was uploaded.
func sourceFlavor(e *store.Entry, key string, s *Source) store.FlavorAsset {
	now := time.Now().Unix()
	return store.FlavorAsset{ID: store.NewID(), PartnerID: e.PartnerID, EntryID: e.ID, ParamsID: 0, Tags: sourceTags, Width: s.Width, Height: s.Height, Bitrate: s.Bitrate, FrameRate: s.FrameRate,
		IsOriginal: true, FileExt: s.Extension, Size: s.Size, VideoCodec: s.VideoCodec, Status: store.AssetReady, Version: 1, BlobKey: key, CreatedAt: now, UpdatedAt: now}
}

// renditionFlavor is the row of a rendition; it has its track's id.
func renditionFlavor(e *store.Entry, t *store.Track, r *Rung) store.FlavorAsset {
	now := time.Now().Unix()
	f := store.FlavorAsset{ID: t.ID, PartnerID: e.PartnerID, EntryID: e.ID, Tags: renditionTags, Width: t.Width, Height: t.Height, Bitrate: int(t.AverageBandwidth / 1000), FrameRate: t.FrameRate,
		FileExt: "mp4", VideoCodec: "avc1", Size: t.Size, Status: store.AssetReady, Version: 1, CreatedAt: now, UpdatedAt: now}
	if r == nil {
		f.VideoCodec = ""
		return f
	}
	f.ParamsID = r.ParamsID
	return f
}
