package service

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"diptych/server/access"
	"diptych/server/api"
	"diptych/server/ks"
	"diptych/server/store"
)

// PlaybackContext answers getPlaybackContext (reference: backend-api §3.2).
type PlaybackContext struct {
	Sources          []PlaybackSource  `json:"sources"`
	PlaybackCaptions []PlaybackCaption `json:"playbackCaptions"`
	FlavorAssets     []FlavorAsset     `json:"flavorAssets"`
	Actions          []RuleAction      `json:"actions"`
	Messages         []Message         `json:"messages"`
	BumperData       []api.None        `json:"bumperData"`
}

// ObjectType names the class.
func (PlaybackContext) ObjectType() string { return "KalturaPlaybackContext" }

// PlaybackSource is one way to play an entry.
type PlaybackSource struct {
	DeliveryProfileID int        `json:"deliveryProfileId"`
	Format            string     `json:"format"`
	Protocols         string     `json:"protocols"`
	FlavorIDs         string     `json:"flavorIds"`
	URL               string     `json:"url"`
	DRM               []api.None `json:"drm"`
}

// ObjectType names the class.
func (PlaybackSource) ObjectType() string { return "KalturaPlaybackSource" }

// PlaybackCaption is a caption beside the stream.
type PlaybackCaption struct {
	Label        string `json:"label"`
	Format       string `json:"format"`
	Language     string `json:"language"`
	LanguageCode string `json:"languageCode"`
	WebVTTURL    string `json:"webVttUrl"`
	URL          string `json:"url"`
	IsDefault    bool   `json:"isDefault"`
}

// ObjectType names the class.
func (PlaybackCaption) ObjectType() string { return "KalturaCaptionPlaybackPluginData" }

// RuleAction is what an access rule wants done; type 1 blocks.
type RuleAction struct {
	Type int `json:"type"`
}

// ObjectType names the class.
func (RuleAction) ObjectType() string { return "KalturaAccessControlBlockAction" }

// Message says why something may not be played.
type Message struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// ObjectType names the class.
func (Message) ObjectType() string { return "KalturaAccessControlMessage" }

type playbackContextIn struct {
	EntryID string `json:"entryId,required"`
}

func (s *Services) playbackContext(ctx context.Context, c *api.Call, in playbackContextIn) (PlaybackContext,
	error) {
	out := PlaybackContext{
		Sources:          []PlaybackSource{},
		PlaybackCaptions: []PlaybackCaption{},
		FlavorAssets:     []FlavorAsset{},
		Actions:          []RuleAction{},
		Messages:         []Message{},
		BumperData:       []api.None{},
	}
	e, err := s.entry(ctx, c, in.EntryID)
	if err != nil {
		return out, err
	}
	verdict, err := s.MayPlay(ctx, e, c.KS)
	if err != nil {
		return out, err
	}
	if verdict != nil {
		// No block beside it: players then say that the time is wrong (reference: backend-api §3.4).
		out.Messages = append(out.Messages, *verdict)
		return out, nil
	}
	flavors, err := s.Store.Flavors(ctx, e.ID)
	if err != nil {
		return out, err
	}
	var ids []string
	for i := range flavors {
		if f := &flavors[i]; f.Status == store.AssetReady && !f.IsOriginal {
			ids = append(ids, f.ID)
			out.FlavorAssets = append(out.FlavorAssets, flavorOut(f))
		}
	}
	out.Sources = sources(c, e, ids)
	captions, err := s.Store.Captions(ctx, e.ID)
	if err != nil {
		return out, err
	}
	for i := range captions {
		if k := &captions[i]; k.Status == store.AssetReady && k.Display {
			out.PlaybackCaptions = append(out.PlaybackCaptions, playbackCaption(c, k))
		}
	}
	return out, nil
}

// deliveryProfiles are the ways we deliver, with the contract's format names.
var deliveryProfiles = []struct {
	id                int
	format, extension string
}{{1001, "applehttp", "m3u8"}, {1002, "mpegdash", "mpd"}, {1003, "url", "mp4"}}

func sources(c *api.Call, e *store.Entry, flavors []string) []PlaybackSource {
	out := []PlaybackSource{}
	if len(flavors) == 0 || e.Status != store.EntryReady {
		return out
	}
	ids := strings.Join(flavors, ",")
	for _, p := range deliveryProfiles {
		out = append(out, PlaybackSource{
			DeliveryProfileID: p.id,
			Format:            p.format,
			Protocols:         "http,https",
			FlavorIDs:         ids,
			DRM:               []api.None{},
			URL: partnerPath(c, e.PartnerID) + "/playManifest/entryId/" + e.ID + "/protocol/" +
				urlScheme(c.BaseURL) + "/format/" + p.format + "/flavorIds/" + ids + "/a." + p.extension,
		})
	}
	return out
}

func playbackCaption(c *api.Call, k *store.CaptionAsset) PlaybackCaption {
	return PlaybackCaption{
		Label:        k.Label,
		Format:       strconv.Itoa(k.Format),
		Language:     k.Language,
		LanguageCode: k.LanguageCode,
		IsDefault:    k.IsDefault,
		WebVTTURL:    webVTTURL(c, k),
		URL:          captionURL(c, k),
	}
}

// MayPlay is the one place that decides who may play an entry; nil means yes.
// Everything that gives out media asks it. A child is judged by its parent.
func (s *Services) MayPlay(ctx context.Context, e *store.Entry, k *ks.Session) (*Message, error) {
	judged := e
	if e.ParentEntryID != "" {
		parent, err := s.Store.RecentEntry(ctx, e.ParentEntryID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, fmt.Errorf("judge %s by its parent: %w", e.ID, err)
		}
		if err == nil && parent.PartnerID == e.PartnerID {
			judged = parent
		}
	}
	if !access.Entry(k, e.ID, e.ParentEntryID) {
		return &Message{Code: "SESSION_RESTRICTED", Message: "The session is for another entry"}, nil
	}
	if k != nil && k.PartnerID == e.PartnerID && (k.Admin() || k.Privileges.Has("sview", judged.ID) ||
		s.inViewedPlaylist(ctx, judged, k)) {
		return nil, nil
	}
	now := s.now()
	if judged.StartDate > 0 && now < judged.StartDate || judged.EndDate > 0 && now >= judged.EndDate {
		return &Message{Code: "SCHEDULED_RESTRICTED", Message: "The entry is not scheduled for now"}, nil
	}
	return nil, nil
}
