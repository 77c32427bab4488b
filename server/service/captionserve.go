package service

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"diptych/server/api"
	"diptych/server/store"
)

// playableCaption reads a caption that is to be given out; the entry's rules
// decide as they do for its media.
func (s *Services) playableCaption(ctx context.Context, c *api.Call, id string) (*store.CaptionAsset, error) {
	k, err := s.captionHead(ctx, c, id)
	if err != nil {
		return nil, err
	}
	if k.Status != store.AssetReady {
		return nil, api.Err(api.CaptionNotReady, id)
	}
	e, err := s.Store.Entry(ctx, nil, k.EntryID)
	if err != nil || e.Status == store.EntryDeleted {
		return nil, api.Err(api.CaptionIDNotFound, id)
	}
	if verdict, err := s.MayPlay(ctx, e, c.KS); err != nil || verdict != nil {
		return nil, api.Err(api.CaptionNotReady, id)
	}
	return k, nil
}

func (s *Services) captionServe(ctx context.Context, c *api.Call, in captionIDIn) (*api.Raw, error) {
	if _, err := s.playableCaption(ctx, c, in.id()); err != nil {
		return nil, err
	}
	k, err := s.Store.Caption(ctx, in.id())
	if err != nil {
		return nil, err
	}
	kind := "text/plain; charset=utf-8" // also of XML, which would be a document of ours
	if k.Format == formatVTT {
		kind = "text/vtt; charset=utf-8"
	}
	return &api.Raw{MIME: kind, Body: []byte(k.Content)}, nil
}

type serveWebVTTIn struct {
	captionIDIn
	SegmentDuration *int   `json:"segmentDuration"`
	SegmentIndex    string `json:"segmentIndex"`
	// The part of the entry that the captions are for, milliseconds: its manifest
	// counts times from ClipFrom.
	ClipFrom int64 `json:"clipFrom"`
	ClipTo   int64 `json:"clipTo"`
}

// captionServeWebVTT: index -1 is the whole file, none the HLS playlist, n the
// n-th segment counted from 1 (reference: backend-api §3.5).
func (s *Services) captionServeWebVTT(ctx context.Context, c *api.Call, in serveWebVTTIn) (*api.Raw, error) {
	k, err := s.playableCaption(ctx, c, in.id())
	if err != nil {
		return nil, err
	}
	length := 30
	if in.SegmentDuration != nil && *in.SegmentDuration > 0 {
		length = min(*in.SegmentDuration, 3600)
	}
	file, err := s.captionFile(ctx, k)
	if err != nil {
		return nil, err
	}
	total := time.Duration(0)
	if in.ClipFrom >= 0 && in.ClipTo > in.ClipFrom && in.ClipTo < longestClip {
		from, to := time.Duration(in.ClipFrom)*time.Millisecond, time.Duration(in.ClipTo)*time.Millisecond
		file, total = file.Clip(from, to), to-from
	}
	switch in.SegmentIndex {
	case "-1":
		return vttReply(file.String()), nil
	case "":
		if total == 0 {
			e, err := s.Store.Entry(ctx, nil, k.EntryID)
			if err != nil {
				return nil, err
			}
			total = time.Duration(e.DurationMS) * time.Millisecond
		}
		return &api.Raw{MIME: "application/x-mpegurl", Body: []byte(captionPlaylist(total.Seconds(), length))},
			nil
	}
	n, err := strconv.Atoi(in.SegmentIndex)
	if err != nil || n < 1 || n > mostCaptionSegments {
		return nil, api.Err(api.WrongFormat, "segmentIndex", "int")
	}
	part := file.Between(time.Duration((n-1)*length)*time.Second, time.Duration(n*length)*time.Second)
	return vttReply(part.Segment("X-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000")), nil
}

const (
	longestClip         = 366 * 24 * 3600 * 1000 // milliseconds
	mostCaptionSegments = 1_000_000
)

func vttReply(text string) *api.Raw {
	return &api.Raw{
		MIME:    "text/vtt; charset=utf-8",
		Body:    []byte(text),
		Headers: map[string]string{"Cache-Control": "private, max-age=60"},
	}
}

func captionPlaylist(total float64, length int) string {
	var b strings.Builder
	fmt.Fprintf(&b,
		"#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:%d\n"+
			"#EXT-X-MEDIA-SEQUENCE:1\n#EXT-X-PLAYLIST-TYPE:VOD\n", length)
	for i := 1; float64((i-1)*length) < total; i++ {
		fmt.Fprintf(&b, "#EXTINF:%.3f,\nsegmentIndex/%d/a.vtt\n",
			math.Min(float64(length), total-float64((i-1)*length)), i)
	}
	return b.String() + "#EXT-X-ENDLIST\n"
}
