package service

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"diptych/server/access"
	"diptych/server/api"
	"diptych/server/store"
)

func (s *Services) cuePointActions() []api.Action {
	return []api.Action{
		api.Do("add", api.Manage, "Adds a cue point to an entry.", s.cueAdd),
		api.Do("update", api.Manage, "Changes what is sent of a cue point.", s.cueUpdate),
		api.Do("updateStatus", api.Manage, "Sets a cue point's status.", s.cueUpdateStatus),
		api.Do("updateCuePointsTimes", api.Manage, "Moves a cue point.", s.cueUpdateTimes),
		api.Do("clone", api.Manage, "Copies a cue point to another entry.", s.cueClone),
		api.Do("list", api.View, "Lists cue points by time.", s.cueList),
		api.Do("count", api.View, "Counts cue points.", s.cueCount),
		api.Do("get", api.View, "Reads a cue point.", s.cueGet),
		api.Do("delete", api.Manage, "Deletes a cue point and its picture.", s.cueDelete),
	}
}

// cueIn is what all classes have; the annotation service names it otherwise.
type cueIn struct {
	CuePoint   api.Params `json:"cuePoint"`
	Annotation api.Params `json:"annotation"`
}

func (in cueIn) object() api.Params {
	if in.CuePoint == nil {
		return in.Annotation
	}
	return in.CuePoint
}

type cueCommon struct {
	ObjectType  string  `json:"objectType"`
	EntryID     string  `json:"entryId"`
	StartTime   *int64  `json:"startTime"`
	Tags        *string `json:"tags"`
	SystemName  *string `json:"systemName"`
	PartnerData *string `json:"partnerData"`
	SortValue   *int64  `json:"partnerSortValue"`
	ForceStop   *int    `json:"forceStop"`
	ThumbOffset *int64  `json:"thumbOffset"`
	TriggeredAt *int64  `json:"triggeredAt"`
}

func assign[T any](to *T, v *T) {
	if v != nil {
		*to = *v
	}
}

func (p cueCommon) into(row *store.CuePoint) {
	assign(&row.Tags, p.Tags)
	assign(&row.SystemName, p.SystemName)
	assign(&row.PartnerData, p.PartnerData)
	assign(&row.SortValue, p.SortValue)
	assign(&row.ThumbOffset, p.ThumbOffset)
	assign(&row.TriggeredAt, p.TriggeredAt)
	if p.StartTime != nil {
		row.StartTime = max(0, *p.StartTime)
	}
	if p.ForceStop != nil {
		row.ForceStop = p.ForceStop
	}
}

// ofAnnotations tells whether the caller asks the service that is limited to them.
func ofAnnotations(c *api.Call) bool {
	return strings.HasPrefix(strings.ToLower(c.Service), "annotation")
}

func (s *Services) cueAdd(ctx context.Context, c *api.Call, in cueIn) (*api.Object, error) {
	sent := in.object()
	if sent == nil {
		return nil, api.Err(api.MissingParameter, "cuePoint")
	}
	var p cueCommon
	if err := api.Bind(sent, &p); err != nil {
		return nil, err
	}
	if p.EntryID == "" {
		return nil, api.Err(api.CannotBeNull, "entryId")
	}
	class := classNamed(p.ObjectType)
	if ofAnnotations(c) && (class == nil || class.kind != annotation) {
		class = classOfKind(annotation)
	}
	if class == nil {
		return nil, api.Err(api.InvalidObjectType, p.ObjectType)
	}
	row := &store.CuePoint{
		ID:        store.NewID(),
		PartnerID: c.PartnerID,
		EntryID:   p.EntryID,
		UserID:    c.KS.UserID,
		Type:      class.kind,
		Status:    store.CueReady,
		CreatedAt: s.now(),
	}
	if err := s.cueFill(ctx, c, class, p, sent, row); err != nil {
		return nil, err
	}
	if class.kind == thumbKind && row.SubType != chapterSubType && row.AssetID == "" {
		row.Status = store.CuePending
	}
	if err := s.Store.Insert(ctx, nil, row); err != nil {
		return nil, err
	}
	return s.cueShow(ctx, c, row)
}

const chapterSubType = 2

// isPublic tells whether those see a cue point who may not edit the entry. Of
// annotations its maker says so; who says nothing means a note of his own, unless
// it is the editor's, which is part of the lecture.
func isPublic(row *store.CuePoint, editor bool) int {
	if row.Type != annotation {
		return 1
	}
	if said, ok := extraOf(row)["isPublic"].(float64); ok && said >= 0 {
		return int(min(said, 1))
	}
	if editor {
		return 1
	}
	return 0
}

// cueFill takes what was sent into the row and holds it against the rules.
func (s *Services) cueFill(ctx context.Context, c *api.Call, class *cueClass, p cueCommon, sent api.Params,
	row *store.CuePoint) error {
	e, err := s.cueEntry(ctx, c, row)
	if err != nil {
		return err
	}
	named := row.SystemName
	p.into(row)
	row.UpdatedAt = s.now()
	picture := row.AssetID
	if err := class.take(row, sent); err != nil {
		return err
	}
	if row.AssetID != picture {
		if err := s.cuePicture(ctx, row); err != nil {
			return err
		}
	}
	row.IsPublic = isPublic(row, mayEdit(c.KS, e))
	if class.kind == "codeCuePoint.Code" && row.Code == "" {
		return api.Err(api.CannotBeNull, "code")
	}
	if err := cueTimes(e, row); err != nil {
		return err
	}
	if row.SystemName != "" && row.SystemName != named {
		other, err := s.Store.CueNamed(ctx, row.EntryID, row.SystemName)
		if err == nil {
			return api.Err(api.CueNameTaken, row.SystemName, other.ID)
		} else if !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	return s.cueParent(ctx, row)
}

// cueEntry reads the entry of a cue point that the caller may change. Viewers
// with a session of their own may answer and annotate.
func (s *Services) cueEntry(ctx context.Context, c *api.Call, row *store.CuePoint) (*store.Entry, error) {
	e, err := s.entry(ctx, c, row.EntryID)
	if err != nil {
		return nil, err
	}
	viewers := row.Type == annotation || row.Type == quizAnswer
	if mayEdit(c.KS, e) || viewers && !c.KS.Anonymous() && row.UserID == c.KS.UserID {
		return e, nil
	}
	return nil, api.Err(api.NoPermissionOnEntry, e.ID)
}

func cueTimes(e *store.Entry, row *store.CuePoint) error {
	if e.DurationMS <= 0 {
		return nil
	}
	if row.StartTime > e.DurationMS {
		return api.Err(api.CueStartTooLate, row.ID, strconv.FormatInt(e.DurationMS, 10))
	}
	if row.EndTime != nil && *row.EndTime > e.DurationMS {
		return api.Err(api.CueEndTooLate, row.ID, strconv.FormatInt(e.DurationMS, 10))
	}
	return nil
}

// cueParent checks what a row names as its parent.
func (s *Services) cueParent(ctx context.Context, row *store.CuePoint) error {
	if row.ParentID == "" || row.ParentID == "0" {
		if row.Type == quizAnswer {
			return api.Err(api.CueParentMissing)
		}
		return nil
	}
	parent, err := s.Store.CuePoint(ctx, row.ParentID)
	switch {
	case errors.Is(err, store.ErrNotFound) || err == nil &&
		(parent.Status == store.CueDeleted || parent.PartnerID != row.PartnerID || parent.ID == row.ID):
		return api.Err(api.CueParentNotFound, row.ParentID)
	case err != nil:
		return err
	case parent.EntryID != row.EntryID:
		return api.Err(api.CueParentOfOther, row.ParentID)
	case row.Type == quizAnswer && parent.Type != quizQuestion:
		return api.Err(api.CueParentWrong, row.ParentID)
	case row.Type == quizAnswer:
		return s.answeredOnce(ctx, row)
	}
	return nil
}

// answeredOnce refuses a second answer to one question in one attempt.
func (s *Services) answeredOnce(ctx context.Context, row *store.CuePoint) error {
	q := store.Query{Conditions: []store.Condition{{Name: "parentIdEqual", Value: row.ParentID},
		{Name: "cuePointTypeEqual", Value: quizAnswer}}, Page: store.Page{Index: 1, Size: 500}}
	rows, _, err := s.Store.CuePoints(ctx, store.Account(row.PartnerID), q, "")
	attempt := extraOf(row)["quizUserEntryId"]
	for i := range rows {
		if rows[i].ID != row.ID && rows[i].UserID == row.UserID &&
			extraOf(&rows[i])["quizUserEntryId"] == attempt {
			text, _ := attempt.(string)
			return api.Err(api.AnswerExists, row.ParentID, text)
		}
	}
	return err
}

func (s *Services) cueShow(ctx context.Context, c *api.Call, row *store.CuePoint) (*api.Object, error) {
	out, err := s.cueOuts(ctx, []store.CuePoint{*row}, s.solvedFor(ctx, c))
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// solvedFor tells whose questions the caller may see with their solution: those
// of entries that he may edit, each looked up once.
func (s *Services) solvedFor(ctx context.Context, c *api.Call) func(*store.CuePoint) bool {
	known := map[string]bool{}
	return func(p *store.CuePoint) bool {
		if p.Type != quizQuestion {
			return true
		}
		may, ok := known[p.EntryID]
		if !ok {
			e, err := s.entry(ctx, c, p.EntryID)
			may = err == nil && c.KS != nil && mayEdit(c.KS, e)
			known[p.EntryID] = may
		}
		return may
	}
}

type cueUpdateIn struct {
	ID string `json:"id,required"`
	cueIn
}

func (s *Services) cueUpdate(ctx context.Context, c *api.Call, in cueUpdateIn) (*api.Object, error) {
	row, err := s.cue(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	sent := in.object()
	if sent == nil {
		return nil, api.Err(api.MissingParameter, "cuePoint")
	}
	var p cueCommon
	if err := api.Bind(sent, &p); err != nil {
		return nil, err
	}
	class := classOfKind(row.Type)
	if class == nil || !ofAnnotations(c) && !strings.EqualFold(p.ObjectType, class.class) {
		return nil, api.Err(api.InvalidObjectType, p.ObjectType)
	}
	if p.EntryID != "" && p.EntryID != row.EntryID {
		return nil, api.Err(api.NotUpdatable, "entryId")
	}
	err = s.Store.Tx(ctx, func(tx store.Tx) error {
		if row, err = s.Store.LockCuePoint(ctx, tx, row.ID); err != nil { // as it is now: what is not sent stays
			return err
		}
		if err := s.cueFill(ctx, c, class, p, sent, row); err != nil {
			return err
		}
		return s.Store.Update(ctx, tx, row)
	})
	if err != nil {
		return nil, err
	}
	return s.cueShow(ctx, c, row)
}

type cueStatusIn struct {
	ID     string `json:"id,required"`
	Status int    `json:"status,required"`
}

func (s *Services) cueUpdateStatus(ctx context.Context, c *api.Call, in cueStatusIn) (api.None, error) {
	row, err := s.cueOfEditor(ctx, c, in.ID)
	if err != nil {
		return api.None{}, err
	}
	if in.Status < store.CueReady || in.Status > store.CuePending {
		return api.None{}, api.Err(api.WrongFormat, "status", "KalturaCuePointStatus")
	}
	row.Status, row.UpdatedAt = in.Status, s.now()
	return api.None{}, s.Store.Update(ctx, nil, row, "status", "updated_at")
}

type cueTimesIn struct {
	ID        string `json:"id,required"`
	StartTime int64  `json:"startTime,required"`
	EndTime   *int64 `json:"endTime"`
}

func (s *Services) cueUpdateTimes(ctx context.Context, c *api.Call, in cueTimesIn) (*api.Object, error) {
	row, err := s.cue(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	e, err := s.cueEntry(ctx, c, row)
	if err != nil {
		return nil, err
	}
	row.StartTime, row.UpdatedAt = max(0, in.StartTime), s.now()
	if in.EndTime != nil {
		row.EndTime = in.EndTime
	}
	if err := cueTimes(e, row); err != nil {
		return nil, err
	}
	if err := s.Store.Update(ctx, nil, row, "start_time", "end_time", "updated_at"); err != nil {
		return nil, err
	}
	return s.cueShow(ctx, c, row)
}

type cueCloneIn struct {
	ID       string  `json:"id,required"`
	EntryID  string  `json:"entryId,required"`
	ParentID *string `json:"parentId"`
}

func (s *Services) cueClone(ctx context.Context, c *api.Call, in cueCloneIn) (*api.Object, error) {
	row, err := s.cue(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	// What a question's right answers are, and others' notes, would be copied along.
	if _, err := s.ownedEntry(ctx, c, row.EntryID); err != nil {
		return nil, err
	}
	picture := row.AssetID
	row.CopiedFrom, row.ID, row.EntryID, row.UserID = row.ID, store.NewID(), in.EntryID, c.KS.UserID
	row.CreatedAt, row.UpdatedAt, row.ParentID, row.AssetID = s.now(), s.now(), "", ""
	assign(&row.ParentID, in.ParentID)
	e, err := s.cueEntry(ctx, c, row)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(cueTimes(e, row), s.cueParent(ctx, row)); err != nil {
		return nil, err
	}
	if err := s.cloneWith(ctx, row, picture); err != nil {
		return nil, err
	}
	return s.cueShow(ctx, c, row)
}

// cloneWith stores a copy of a cue point with a picture of its own.
func (s *Services) cloneWith(ctx context.Context, row *store.CuePoint, picture string) error {
	t, err := s.Store.Thumb(ctx, picture)
	if errors.Is(err, store.ErrNotFound) || err == nil && (t.PartnerID != row.PartnerID ||
		t.Status == store.AssetDeleted || t.CuePointID != row.CopiedFrom) {
		return s.Store.Insert(ctx, nil, row)
	}
	if err != nil {
		return err
	}
	t.ID, t.EntryID, t.CuePointID, t.CreatedAt, t.UpdatedAt = store.NewID(), row.EntryID, row.ID, s.now(),
		s.now()
	row.AssetID = t.ID
	return s.Store.Tx(ctx, func(tx store.Tx) error {
		if err := s.Store.Insert(ctx, tx, t); err != nil {
			return err
		}
		return s.Store.Insert(ctx, tx, row)
	})
}

// cuePicture checks the picture that a cue point names: one of the same entry
// that no other cue point has.
func (s *Services) cuePicture(ctx context.Context, row *store.CuePoint) error {
	if row.AssetID == "" {
		return nil
	}
	t, err := s.Store.Thumb(ctx, row.AssetID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if err != nil || t.PartnerID != row.PartnerID || t.EntryID != row.EntryID ||
		t.Status == store.AssetDeleted || t.CuePointID != "" && t.CuePointID != row.ID {
		return api.Err(api.ThumbIDNotFound, row.AssetID)
	}
	return nil
}

func (s *Services) cueRows(ctx context.Context, c *api.Call, in assetListIn) ([]store.CuePoint, int, error) {
	f := in.Filter
	if err := refuseNested(f); err != nil {
		return nil, 0, err
	}
	if !hasValue(f, "entryIdEqual", "entryIdIn", "idEqual", "idIn") {
		return nil, 0, api.Err(api.CannotBeNull,
			"KalturaCuePointFilter::idEqual/KalturaCuePointFilter::idIn/KalturaCuePointFilter::entryIdEqual/"+
				"KalturaCuePointFilter::entryIdIn")
	}
	q := store.Query{Conditions: conditions(f), OrderBy: f.Str("orderBy"), Page: in.Pager.page()}
	if kind := filterKind(c, f); kind != "" {
		q.Conditions = append(q.Conditions, store.Condition{Name: "cuePointTypeEqual", Value: kind})
	}
	if isTrue(f.Str("userIdEqualCurrent")) || isTrue(f.Str("userIdCurrent")) {
		q.Conditions = append(q.Conditions, store.Condition{Name: "userIdEqual", Value: c.KS.UserID})
	}
	return s.Store.CuePoints(ctx, scope(c), q, f.Str("freeText"))
}

// filterKind is the type that a filter's class or the service is limited to.
func filterKind(c *api.Call, f api.Params) string {
	if ofAnnotations(c) {
		return annotation
	}
	if class := classNamed(strings.TrimSuffix(f.Str("objectType"), "Filter")); class != nil {
		return class.kind
	}
	return ""
}

func (s *Services) cueList(ctx context.Context, c *api.Call, in assetListIn) (ListResponse[*api.Object], error) {
	rows, total, err := s.cueRows(ctx, c, in)
	if err != nil {
		return ListResponse[*api.Object]{}, err
	}
	kind := "CuePoint"
	if ofAnnotations(c) {
		kind = "Annotation"
	}
	out, err := s.cueOuts(ctx, rows, s.solvedFor(ctx, c))
	return ListResponse[*api.Object]{kind: kind, Objects: out, TotalCount: total}, err
}

func (s *Services) cueCount(ctx context.Context, c *api.Call, in assetListIn) (int, error) {
	_, total, err := s.cueRows(ctx, c, in)
	return total, err
}

func (s *Services) cue(ctx context.Context, c *api.Call, id string) (*store.CuePoint, error) {
	p, err := s.Store.CuePoint(ctx, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && (p.PartnerID != c.PartnerID ||
		p.Status == store.CueDeleted || ofAnnotations(c) && p.Type != annotation) {
		return nil, api.Err(api.InvalidCuePointID, id)
	}
	if err != nil {
		return nil, err
	}
	sees, err := s.seesCue(ctx, c, p)
	if err == nil && !sees {
		return nil, api.Err(api.InvalidCuePointID, id)
	}
	return p, err
}

// seesCue is store.Scope's rule for a single cue point: those who may not edit
// the entry see what is for everybody, and what is their own.
func (s *Services) seesCue(ctx context.Context, c *api.Call, p *store.CuePoint) (bool, error) {
	e, err := s.Store.Entry(ctx, nil, p.EntryID)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if !access.Entry(c.KS, e.ID, e.ParentEntryID) {
		return false, nil
	}
	own := !c.KS.Anonymous() && p.UserID == c.KS.UserID
	return mayEdit(c.KS, e) || own || p.IsPublic == 1 && p.Type != quizAnswer, nil
}

// cueOfEditor reads a cue point that the caller may change.
func (s *Services) cueOfEditor(ctx context.Context, c *api.Call, id string) (*store.CuePoint, error) {
	p, err := s.cue(ctx, c, id)
	if err != nil {
		return nil, err
	}
	_, err = s.cueEntry(ctx, c, p)
	return p, err
}

func (s *Services) cueGet(ctx context.Context, c *api.Call, in assetIn) (*api.Object, error) {
	p, err := s.cue(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	return s.cueShow(ctx, c, p)
}

func (s *Services) cueDelete(ctx context.Context, c *api.Call, in assetIn) (api.None, error) {
	p, err := s.cueOfEditor(ctx, c, in.ID)
	if err != nil {
		return api.None{}, err
	}
	p.Status, p.UpdatedAt = store.CueDeleted, s.now()
	return api.None{}, s.Store.Tx(ctx, func(tx store.Tx) error {
		if err := s.Store.Update(ctx, tx, p, "status", "updated_at"); err != nil || p.AssetID == "" {
			return err
		}
		return s.Store.DeleteThumbOf(ctx, tx, p)
	})
}
