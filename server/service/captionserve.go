package service

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"diptych/server/api"
	"diptych/server/store"

	"github.com/asticode/go-astisub"
)

// playableCaption reads a caption that is to be given out; the entry's rules
// decide as they do for its media.
func (s *Services) playableCaption(ctx context.Context, c *api.Call, id string) (*store.CaptionAsset, error) {
	k, err := s.caption(ctx, c, id)
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
	k, err := s.playableCaption(ctx, c, in.id())
	if err != nil {
		return nil, err
	}
	kind := map[int]string{formatSRT: "text/plain; charset=utf-8", formatDFXP: "application/xml", formatVTT: "text/vtt; charset=utf-8"}[k.Format]
	return &api.Raw{MIME: kind, Body: []byte(k.Content)}, nil
}

type serveWebVTTIn struct {
	captionIDIn
	SegmentDuration *int   `json:"segmentDuration"`
	SegmentIndex    string `json:"segmentIndex"`
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
	switch in.SegmentIndex {
	case "-1":
		return vttReply(k.WebVTT), nil
	case "":
		e, err := s.Store.Entry(ctx, nil, k.EntryID)
		if err != nil {
			return nil, err
		}
		return &api.Raw{MIME: "application/x-mpegurl", Body: []byte(captionPlaylist(e, length))}, nil
	}
	var n int
	if _, err := fmt.Sscanf(in.SegmentIndex, "%d", &n); err != nil || n < 1 {
		return nil, api.Err(api.WrongFormat, "segmentIndex", "int")
	}
	text, err := cutWebVTT(k.WebVTT, time.Duration((n-1)*length)*time.Second, time.Duration(n*length)*time.Second)
	return vttReply(text), err
}

func vttReply(text string) *api.Raw {
	return &api.Raw{MIME: "text/vtt; charset=utf-8", Body: []byte(text), Headers: map[string]string{"Cache-Control": "private, max-age=60"}}
}

func captionPlaylist(e *store.Entry, length int) string {
	var b strings.Builder
	total := float64(e.DurationMS) / 1000
	fmt.Fprintf(&b, "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:%d\n#EXT-X-MEDIA-SEQUENCE:1\n#EXT-X-PLAYLIST-TYPE:VOD\n", length)
	for i := 1; float64((i-1)*length) < total; i++ {
		fmt.Fprintf(&b, "#EXTINF:%.3f,\nsegmentIndex/%d/a.vtt\n", math.Min(float64(length), total-float64((i-1)*length)), i)
	}
	return b.String() + "#EXT-X-ENDLIST\n"
}

// cutWebVTT keeps the captions of [from, to) with their own times.
func cutWebVTT(text string, from, to time.Duration) (string, error) {
	subtitles, err := astisub.ReadFromWebVTT(strings.NewReader(text))
	if err != nil {
		return "", fmt.Errorf("read stored WebVTT: %w", err)
	}
	kept := subtitles.Items[:0]
	for _, item := range subtitles.Items {
		if item.EndAt > from && item.StartAt < to {
			kept = append(kept, item)
		}
	}
	const head = "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n"
	if len(kept) == 0 {
		return head, nil
	}
	subtitles.Items = kept
	var b strings.Builder
	if err := subtitles.WriteToWebVTT(&b); err != nil {
		return "", fmt.Errorf("write WebVTT: %w", err)
	}
	return head + strings.TrimPrefix(b.String(), "WEBVTT"), nil
}
