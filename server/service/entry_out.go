package service

import (
	"strconv"

	"diptych/server/api"
	"diptych/server/store"
)

// BaseEntry is what all entries have in the API (reference: backend-api App. B).
type BaseEntry struct {
	kind             string
	ID               string `json:"id"`
	Name             string `json:"name"`
	Description      string `json:"description"`
	PartnerID        int    `json:"partnerId"`
	UserID           string `json:"userId"`
	CreatorID        string `json:"creatorId"`
	Tags             string `json:"tags"`
	AdminTags        string `json:"adminTags"`
	Status           int    `json:"status"`
	ModerationStatus int    `json:"moderationStatus"`
	ModerationCount  int    `json:"moderationCount"`
	Type             int    `json:"type"`
	CreatedAt        int64  `json:"createdAt"`
	UpdatedAt        int64  `json:"updatedAt"`
	Rank             int    `json:"rank"`
	TotalRank        int    `json:"totalRank"`
	Votes            int    `json:"votes"`
	PartnerData      string `json:"partnerData,omitempty"`
	DownloadURL      string `json:"downloadUrl"`
	SearchText       string `json:"searchText"`
	LicenseType      int    `json:"licenseType"`
	Version          int    `json:"version"`
	ThumbnailURL     string `json:"thumbnailUrl"`
	StartDate        int64  `json:"startDate,omitempty"`
	EndDate          int64  `json:"endDate,omitempty"`
	ReferenceID      string `json:"referenceId,omitempty"`
	ReplacementState int    `json:"replacementStatus"`
	ReplacingEntryID string `json:"replacingEntryId,omitempty"`
	ReplacedEntryID  string `json:"replacedEntryId,omitempty"`
	RootEntryID      string `json:"rootEntryId"`
	ParentEntryID    string `json:"parentEntryId,omitempty"`
	Capabilities     string `json:"capabilities"`
	DisplayInSearch  int    `json:"displayInSearch"`
	ProfileID        int    `json:"conversionProfileId,omitempty"`
}

// ObjectType names the class.
func (e BaseEntry) ObjectType() string { return e.kind }

// Entry is a title as the API shows it.
type Entry struct {
	BaseEntry
	Plays           int64  `json:"plays"`
	Views           int64  `json:"views"`
	Width           int    `json:"width"`
	Height          int    `json:"height"`
	Duration        int64  `json:"duration"`
	MSDuration      int64  `json:"msDuration"`
	MediaType       int    `json:"mediaType"`
	SourceType      string `json:"sourceType,omitempty"`
	DataURL         string `json:"dataUrl"`
	FlavorParamsIDs string `json:"flavorParamsIds"`
	// Ours: how far the conversion is, and why it failed.
	Progress    int    `json:"diptychProgress,omitempty"`
	ErrorReason string `json:"diptychErrorReason,omitempty"`
	Notes       string `json:"diptychNotes,omitempty"`
}

func baseEntryOut(c *api.Call, e *store.Entry, kind string) BaseEntry {
	base := partnerPath(c, e.PartnerID)
	return BaseEntry{
		kind:             kind,
		ID:               e.ID,
		Name:             e.Name,
		Description:      e.Description,
		PartnerID:        e.PartnerID,
		UserID:           e.UserID,
		CreatorID:        e.CreatorID,
		Tags:             e.Tags,
		AdminTags:        e.AdminTags,
		Status:           e.Status,
		ModerationStatus: 6,
		Type:             e.Type,
		CreatedAt:        e.CreatedAt,
		UpdatedAt:        e.UpdatedAt,
		PartnerData:      e.PartnerData,
		DownloadURL: playURL(c, e) + "/format/download/protocol/" + urlScheme(c.BaseURL) +
			"/flavorParamIds/0",
		SearchText:       e.Name + " " + e.Tags,
		LicenseType:      -1,
		Version:          e.Version,
		ThumbnailURL:     base + "/thumbnail/entry_id/" + e.ID + "/version/" + strconv.Itoa(e.ThumbVersion),
		StartDate:        e.StartDate,
		EndDate:          e.EndDate,
		ReferenceID:      e.ReferenceID,
		RootEntryID:      e.ID,
		ParentEntryID:    e.ParentEntryID,
		DisplayInSearch:  1,
		ProfileID:        e.ConversionProfileID,
		ReplacementState: e.ReplacementStatus,
		ReplacingEntryID: e.ReplacingEntryID,
		ReplacedEntryID:  e.ReplacedEntryID,
	}
}

func playURL(c *api.Call, e *store.Entry) string {
	return partnerPath(c, e.PartnerID) + "/playManifest/entryId/" + e.ID
}

func entryOut(c *api.Call) func(e *store.Entry) Entry {
	return func(e *store.Entry) Entry {
		kind := "KalturaMediaEntry"
		if e.Type == store.EntryPlaylist { // in a list of all types
			kind = "KalturaPlaylist"
		}
		e = seen(c, e)
		out := Entry{
			BaseEntry:   baseEntryOut(c, e, kind),
			Plays:       e.Plays,
			Views:       e.Views,
			Width:       e.Width,
			Height:      e.Height,
			Duration:    seconds(e.DurationMS),
			MSDuration:  e.DurationMS,
			MediaType:   e.MediaType,
			SourceType:  e.SourceType,
			DataURL:     playURL(c, e) + "/format/url/protocol/" + urlScheme(c.BaseURL),
			Progress:    progress(e),
			ErrorReason: e.ErrorReason,
			Notes:       e.Notes,
		}
		if e.MediaType == store.MediaImage {
			base := partnerPath(c, e.PartnerID)
			out.DataURL = base + "/thumbnail/entry_id/" + e.ID + "/def_height/480/def_width/640/version/" +
				strconv.Itoa(e.ThumbVersion) + "/type/1"
			out.DownloadURL = base + "/raw/entry_id/" + e.ID + "/version/" + strconv.Itoa(e.Version)
		}
		return out
	}
}

// seen is a row without what is only for those who may edit the entry: how its
// work goes and, before it is published, what they have noted on it. Of one that
// is deleted others learn no more than that.
func seen(c *api.Call, e *store.Entry) *store.Entry {
	if mayEdit(c.KS, e) {
		return e
	}
	own := *e
	own.ErrorReason, own.Notes = "", ""
	if e.Status != store.EntryReady {
		own.AdminTags, own.PartnerData = "", ""
	}
	if e.Status == store.EntryDeleted {
		own = store.Entry{
			ID:        e.ID,
			PartnerID: e.PartnerID,
			Type:      e.Type,
			MediaType: e.MediaType,
			Status:    e.Status,
			CreatedAt: e.CreatedAt,
			UpdatedAt: e.UpdatedAt,
		}
	}
	return &own
}

func seconds(ms int64) int64 { return (ms + 500) / 1000 }

func progress(e *store.Entry) int {
	if e.Status == store.EntryReady {
		return 0
	}
	return e.Progress
}

// entryIn is what a client may set. Nil means: leave as it is.
type entryIn struct {
	ObjectType    string  `json:"objectType"`
	Name          *string `json:"name"`
	Description   *string `json:"description"`
	Tags          *string `json:"tags"`
	AdminTags     *string `json:"adminTags"`
	UserID        *string `json:"userId"`
	ReferenceID   *string `json:"referenceId"`
	ParentEntryID *string `json:"parentEntryId"`
	PartnerData   *string `json:"partnerData"`
	StartDate     *int64  `json:"startDate"`
	EndDate       *int64  `json:"endDate"`
	MediaType     *int    `json:"mediaType"`
	Type          *int    `json:"type"`
	ProfileID     *int    `json:"conversionProfileId"`
}

// apply copies what was sent into the row.
func (in *entryIn) apply(e *store.Entry) {
	for to, from := range map[*string]*string{&e.Name: in.Name, &e.Description: in.Description, &e.Tags: in.Tags,
		&e.AdminTags:   in.AdminTags,
		&e.ReferenceID: in.ReferenceID, &e.ParentEntryID: in.ParentEntryID, &e.PartnerData: in.PartnerData} {
		if from != nil {
			*to = *from
		}
	}
	if in.ProfileID != nil {
		e.ConversionProfileID = *in.ProfileID
	}
	if in.StartDate != nil {
		e.StartDate = *in.StartDate
	}
	if in.EndDate != nil {
		e.EndDate = *in.EndDate
	}
}
