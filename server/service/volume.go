package service

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"diptych/server/api"
	"diptych/server/blob"
	"diptych/server/packager"
)

type volumeMapIn struct {
	EntryID      string `json:"entryId,required"`
	DesiredLines int    `json:"desiredLines"`
}

// mediaVolumeMap gives out how loud an entry is when, as CSV (reference: plugins
// §22, waveform). The entry's rules decide as they do for its media.
func (s *Services) mediaVolumeMap(ctx context.Context, c *api.Call, in volumeMapIn) (*api.Raw, error) {
	e, err := s.entry(ctx, c, in.EntryID)
	if err != nil {
		return nil, err
	}
	if verdict, err := s.MayPlay(ctx, e, c.KS); err != nil || verdict != nil {
		return nil, api.Err(api.EntryIDNotFound, in.EntryID)
	}
	tracks, err := s.Store.Tracks(ctx, e.ID)
	if err != nil {
		return nil, err
	}
	for _, t := range tracks {
		if t.Kind != "audio" {
			continue
		}
		file, _, err := s.Blobs.Open(ctx, packager.VolumeKey(t.BlobKey))
		if errors.Is(err, blob.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		defer file.Close()
		var out bytes.Buffer
		if err := packager.ThinVolume(&out, file, in.DesiredLines); err != nil {
			return nil, fmt.Errorf("volume map of %s: %w", e.ID, err)
		}
		return &api.Raw{
			MIME:    "text/csv; charset=utf-8",
			Body:    out.Bytes(),
			Headers: map[string]string{"Cache-Control": "private, max-age=3600"},
		}, nil
	}
	return nil, api.Err(api.FlavorIDNotFound, "")
}
