package service

import (
	"context"
	"errors"
	"strconv"

	"diptych/server/api"
	"diptych/server/store"
)

func (s *Services) cuePointActions() []api.Action {
	return []api.Action{
		api.Do("add", api.Manage, "Adds a cue point to an entry.", s.cueAdd),
		api.Do("list", api.View, "Lists cue points by time.", s.cueList),
		api.Do("count", api.View, "Counts cue points.", s.cueCount),
		api.Do("get", api.View, "Reads a cue point.", s.cueGet),
		api.Do("delete", api.Manage, "Deletes a cue point.", s.cueDelete),
	}
}

// cueKinds maps the class a client sends to the type and its class.
var cueKinds = map[string]string{
	"KalturaThumbCuePoint": "thumbCuePoint.Thumb", "KalturaAnnotation": "annotation.Annotation", "KalturaAdCuePoint": "adCuePoint.Ad",
	"KalturaCodeCuePoint": "codeCuePoint.Code", "KalturaEventCuePoint": "eventCuePoint.Event", "KalturaSessionCuePoint": "sessionCuePoint.Session",
}

func cueClass(kind string) string {
	for class, k := range cueKinds {
		if k == kind {
			return class
		}
	}
	return "KalturaCuePoint"
}

// CuePoint is a cue point as the API shows it; times are milliseconds.
type CuePoint struct {
	class        string
	ID           string `json:"id"`
	CuePointType string `json:"cuePointType"`
	Status       int    `json:"status"`
	EntryID      string `json:"entryId"`
	PartnerID    int    `json:"partnerId"`
	CreatedAt    int64  `json:"createdAt"`
	UpdatedAt    int64  `json:"updatedAt"`
	Tags         string `json:"tags"`
	StartTime    int64  `json:"startTime"`
	EndTime      *int64 `json:"endTime"`
	UserID       string `json:"userId"`
	PartnerData  string `json:"partnerData,omitempty"`
	SystemName   string `json:"systemName,omitempty"`
	ParentID     string `json:"parentId,omitempty"`
	Title        string `json:"title,omitempty"`
	Description  string `json:"description,omitempty"`
	Text         string `json:"text,omitempty"`
	Code         string `json:"code,omitempty"`
	AssetID      string `json:"assetId,omitempty"`
	SubType      int    `json:"subType,omitempty"`
}

// ObjectType names the class.
func (p CuePoint) ObjectType() string { return p.class }

func cueOut(p *store.CuePoint) CuePoint {
	return CuePoint{class: cueClass(p.Type), ID: p.ID, CuePointType: p.Type, Status: p.Status, EntryID: p.EntryID, PartnerID: p.PartnerID, CreatedAt: p.CreatedAt, UpdatedAt: p.UpdatedAt,
		Tags: p.Tags, StartTime: p.StartTime, EndTime: p.EndTime, UserID: p.UserID, PartnerData: p.PartnerData, SystemName: p.SystemName, ParentID: p.ParentID,
		Title: p.Title, Description: p.Description, Text: p.Text, Code: p.Code, AssetID: p.AssetID, SubType: p.SubType}
}

type cueAddIn struct {
	CuePoint struct {
		ObjectType  string `json:"objectType"`
		EntryID     string `json:"entryId"`
		StartTime   *int64 `json:"startTime"`
		EndTime     *int64 `json:"endTime"`
		Tags        string `json:"tags"`
		SystemName  string `json:"systemName"`
		ParentID    string `json:"parentId"`
		Title       string `json:"title"`
		Description string `json:"description"`
		Text        string `json:"text"`
		Code        string `json:"code"`
		PartnerData string `json:"partnerData"`
		SubType     int    `json:"subType"`
	} `json:"cuePoint,required"`
}

const cueReady = 1

func (s *Services) cueAdd(ctx context.Context, c *api.Call, in cueAddIn) (CuePoint, error) {
	p := in.CuePoint
	if p.EntryID == "" {
		return CuePoint{}, api.Err(api.CannotBeNull, "entryId")
	}
	kind, ok := cueKinds[p.ObjectType]
	if !ok && c.Service == "annotation_annotation" {
		kind, ok = cueKinds["KalturaAnnotation"], true
	}
	if !ok {
		return CuePoint{}, api.Err(api.WrongFormat, "objectType", "KalturaCuePoint")
	}
	e, err := s.ownedEntry(ctx, c, p.EntryID)
	if err != nil {
		return CuePoint{}, err
	}
	row := &store.CuePoint{ID: store.NewID(), PartnerID: c.PartnerID, EntryID: p.EntryID, UserID: c.KS.UserID, Type: kind, SubType: p.SubType, Status: cueReady, EndTime: p.EndTime, Tags: p.Tags,
		SystemName: p.SystemName, ParentID: p.ParentID, Title: p.Title, Description: p.Description, Text: p.Text, Code: p.Code, PartnerData: p.PartnerData, CreatedAt: s.now(), UpdatedAt: s.now()}
	if p.StartTime != nil {
		row.StartTime = max(0, *p.StartTime)
	}
	if e.DurationMS > 0 && row.StartTime > e.DurationMS {
		return CuePoint{}, api.Err(api.CueStartTooLate, row.ID, strconv.FormatInt(e.DurationMS, 10))
	}
	return cueOut(row), s.Store.Insert(ctx, nil, row)
}

func (s *Services) cueRows(ctx context.Context, c *api.Call, in assetListIn) ([]store.CuePoint, int, error) {
	f := in.Filter
	if f.Str("entryIdEqual") == "" && f.Str("entryIdIn") == "" && f.Str("idEqual") == "" && f.Str("idIn") == "" {
		return nil, 0, api.Err(api.CannotBeNull, "KalturaCuePointFilter::idEqual/KalturaCuePointFilter::idIn/KalturaCuePointFilter::entryIdEqual/KalturaCuePointFilter::entryIdIn")
	}
	q := store.Query{Conditions: conditions(f), OrderBy: f.Str("orderBy"), Page: in.Pager.page()}
	return s.Store.CuePoints(ctx, c.PartnerID, q)
}

func (s *Services) cueList(ctx context.Context, c *api.Call, in assetListIn) (ListResponse[CuePoint], error) {
	rows, total, err := s.cueRows(ctx, c, in)
	return listOf("CuePoint", rows, total, cueOut), err
}

func (s *Services) cueCount(ctx context.Context, c *api.Call, in assetListIn) (int, error) {
	_, total, err := s.cueRows(ctx, c, in)
	return total, err
}

func (s *Services) cue(ctx context.Context, c *api.Call, id string) (*store.CuePoint, error) {
	p, err := s.Store.CuePoint(ctx, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && (p.PartnerID != c.PartnerID || p.Status == 2) {
		return nil, api.Err(api.InvalidCuePointID, id)
	}
	return p, err
}

func (s *Services) cueGet(ctx context.Context, c *api.Call, in assetIn) (CuePoint, error) {
	p, err := s.cue(ctx, c, in.ID)
	if err != nil {
		return CuePoint{}, err
	}
	return cueOut(p), nil
}

func (s *Services) cueDelete(ctx context.Context, c *api.Call, in assetIn) (api.None, error) {
	p, err := s.cue(ctx, c, in.ID)
	if err != nil {
		return api.None{}, err
	}
	if _, err := s.ownedEntry(ctx, c, p.EntryID); err != nil {
		return api.None{}, err
	}
	p.Status = 2
	return api.None{}, s.Store.Update(ctx, nil, p, "status")
}
