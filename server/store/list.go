package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
)

func plain(expr string, k kind) column { return column{expr: expr, kind: k} }

func searched(expr string) column { return column{expr: expr, kind: text, folded: "folded_" + expr} }

func constant(expr string, k kind) column { return column{expr: expr, kind: k, constant: true} }

// entryColumns are the properties that entries are filtered by; what no entry
// here can differ in is a constant, so that a filter of it is honoured too.
var entryColumns = map[string]column{
	"id": plain("id", text), "name": searched("name"), "description": searched("description"),
	"tags":      searched("tags"),
	"adminTags": searched("admin_tags"), "userId": plain("user_id", text),
	"creatorId":   plain("creator_id", text),
	"referenceId": plain("reference_id", text), "parentEntryId": plain("parent_entry_id", text),
	"rootEntryId":     plain("id", text),
	"replacedEntryId": plain("replaced_entry_id", text), "replacingEntryId": plain("replacing_entry_id", text),
	"replacementStatus":   plain("replacement_status", number),
	"conversionProfileId": plain("conversion_profile_id", number),
	"type":                plain("type", number), "mediaType": plain("media_type", number),
	"playListType": plain("media_type", number),
	"sourceType":   plain("source_type", text), "status": plain("status", number),
	"partnerId": plain("partner_id", number),
	"duration":  plain("((duration_ms + 500) / 1000)", number), "msDuration": plain("duration_ms", number),
	"plays": plain("plays", number), "views": plain("views", number), "version": plain("version", number),
	"createdAt": plain("created_at", date), "updatedAt": plain("updated_at", date),
	"startDate": plain("start_date", date),
	"endDate":   plain("end_date", date), "moderationStatus": constant("6", number),
	"moderationCount": constant("0", number),
	"displayInSearch": constant("1", number), "licenseType": constant("-1", number),
	"rank":      constant("0", number),
	"totalRank": constant("0", number), "votes": constant("0", number), "categories": constant("''", text),
	"categoriesIds": constant("''", text), "categoriesFullName": constant("''", text),
	"categoryAncestorId": constant("''", text),
	"groupId":            constant("0", number), "partnerSortValue": constant("0", number),
	"entitledUsersEdit":    constant("''", text),
	"entitledUsersPublish": constant("''", text), "entitledUsersView": constant("''", text),
	"searchText": {expr: "name", kind: text, folded: "folded_search"},
}

// Entries lists entries within a scope, newest first unless told otherwise.
func (s *Store) Entries(ctx context.Context, scope Scope, q Query, text string) ([]Entry, int, error) {
	return list[Entry](ctx, s, q, entryColumns, "created_at DESC, id",
		func(sel *bun.SelectQuery) *bun.SelectQuery {
			if q.Root {
				sel = sel.Where("parent_entry_id = ''")
			}
			return freeText(scope.entries(sel), text, "folded_search")
		})
}

var cueColumns = map[string]column{
	"id": plain("id", text), "entryId": plain("entry_id", text), "cuePointType": plain("type", text),
	"subType": plain("sub_type", number),
	"status":  plain("status", number), "startTime": plain("start_time", number),
	"endTime":  plain("end_time", number),
	"duration": plain("(end_time - start_time)", number), "tags": searched("tags"),
	"systemName": plain("system_name", text),
	"parentId":   plain("parent_id", text), "userId": plain("user_id", text),
	"createdAt": plain("created_at", date),
	"updatedAt": plain("updated_at", date), "triggeredAt": plain("triggered_at", date),
	"title":       searched("title"),
	"description": searched("description"), "text": searched("text"), "code": plain("code", text),
	"forceStop":        plain("force_stop", number),
	"partnerSortValue": plain("sort_value", number), "isPublic": plain("is_public", number),
	"partnerId": plain("partner_id", number),
}

// CuePoints lists cue points within a scope by time; text is looked for in
// everything a viewer can read of one.
func (s *Store) CuePoints(ctx context.Context, scope Scope, q Query, text string) ([]CuePoint, int, error) {
	return list[CuePoint](ctx, s, q, cueColumns, "start_time, id", func(sel *bun.SelectQuery) *bun.SelectQuery {
		return freeText(scope.cuePoints(sel), text, "folded_title", "folded_description", "folded_text",
			"folded_tags")
	})
}

var tokenColumns = map[string]column{
	"id": plain("id", text), "userId": plain("user_id", text), "status": plain("status", number),
	"fileName": plain("file_name", text),
	"fileSize": plain("file_size", number), "createdAt": plain("created_at", date),
	"updatedAt": plain("updated_at", date),
	"partnerId": plain("partner_id", number),
}

// UploadTokens lists tokens of a partner that are not deleted, newest first; of
// one user where that is not "".
func (s *Store) UploadTokens(ctx context.Context, partner int, user string, q Query) ([]UploadToken, int,
	error) {
	return list[UploadToken](ctx, s, q, tokenColumns, "created_at DESC, id",
		func(sel *bun.SelectQuery) *bun.SelectQuery {
			sel = sel.Where("partner_id = ? AND status <> ?", partner, TokenDeleted)
			if user != "" {
				sel = sel.Where("user_id = ?", user)
			}
			return sel
		})
}

// UnfinishedUploads counts the tokens that wait for bytes: of a user, and of all
// of the account.
func (s *Store) UnfinishedUploads(ctx context.Context, partner int, user string) (own, all int, err error) {
	err = s.read.NewRaw(
		"SELECT COALESCE(SUM(CASE WHEN user_id = ? THEN 1 ELSE 0 END), 0), COUNT(*) FROM upload_token WHERE "+
			"partner_id = ? AND status IN (?)",
		user, partner, bun.List([]int{TokenPending, TokenPartial})).Scan(ctx, &own, &all)
	if err != nil {
		return 0, 0, fmt.Errorf("count unfinished uploads: %w", err)
	}
	return own, all, nil
}

// CueNamed reads the cue point of an entry that has a system name.
func (s *Store) CueNamed(ctx context.Context, entry, name string) (*CuePoint, error) {
	return one[CuePoint](ctx, s.read, "entry_id = ? AND system_name = ? AND status <> ?", entry, name,
		CueDeleted)
}

// CueParentage reads id, parent and the like of all that hang on other cue
// points of the entries, which is enough to count children.
func (s *Store) CueParentage(ctx context.Context, entries []string) ([]CuePoint, error) {
	var rows []CuePoint
	err := s.read.NewSelect().Model(&rows).Column("id", "parent_id", "entry_id").
		Where("entry_id IN (?) AND type = ? AND status <> ?", bun.List(entries), "annotation.Annotation",
			CueDeleted).Scan(ctx)
	return rows, err
}

// StaleUploads reads the tokens whose upload was begun before a time (unix
// seconds) and never finished.
func (s *Store) StaleUploads(ctx context.Context, before int64) ([]UploadToken, error) {
	var rows []UploadToken
	err := s.read.NewSelect().Model(&rows).Where("status IN (?) AND created_at < ?",
		bun.List([]int{TokenPending, TokenPartial}), before).Limit(1000).Scan(ctx)
	return rows, err
}

// Thumbs reads the pictures of an entry that are not deleted, oldest first.
func (s *Store) Thumbs(ctx context.Context, entry string) ([]ThumbAsset, error) {
	var rows []ThumbAsset
	err := s.read.NewSelect().Model(&rows).Where("entry_id = ? AND status <> ?", entry,
		AssetDeleted).Order("created_at", "id").Scan(ctx)
	return rows, err
}

// Thumb reads one picture.
func (s *Store) Thumb(ctx context.Context, id string) (*ThumbAsset, error) {
	return one[ThumbAsset](ctx, s.read, "id = ?", id)
}

// Children lists the entries that name parent and are not deleted.
func (s *Store) Children(ctx context.Context, db bun.IDB, parent string) ([]Entry, error) {
	var rows []Entry
	err := s.reader(db).NewSelect().Model(&rows).Where("parent_entry_id = ? AND status <> ?", parent,
		EntryDeleted).Scan(ctx)
	return rows, err
}

// Tally is how many rows are in a state.
type Tally struct {
	Kind, State string
	Count       int
}

// Census counts entries by their status, and jobs by kind and state.
func (s *Store) Census(ctx context.Context) (entries, jobs []Tally, err error) {
	err = s.read.NewRaw(
		"SELECT '' AS kind, CAST(status AS TEXT) AS state, COUNT(*) AS count FROM entry GROUP BY status").Scan(
		ctx, &entries)
	if err != nil {
		return nil, nil, fmt.Errorf("count entries: %w", err)
	}
	err = s.read.NewRaw(
		"SELECT kind, CAST(state AS TEXT) AS state, COUNT(*) AS count FROM river_job GROUP BY kind, state").Scan(
		ctx, &jobs)
	if err != nil {
		return nil, nil, fmt.Errorf("count jobs: %w", err)
	}
	return entries, jobs, nil
}

// WaitingOfOwner counts the entries whose work is not done of the one whose
// entry it is.
func (s *Store) WaitingOfOwner(ctx context.Context, tx Tx, entryID string) (int, error) {
	var n int
	err := tx.NewRaw(`SELECT COUNT(*) FROM entry AS other JOIN entry AS mine
		ON other.partner_id = mine.partner_id AND other.user_id = mine.user_id
		WHERE mine.id = ? AND other.id <> mine.id AND other.status IN (?)`, entryID,
		bun.List([]int{EntryImport, EntryPreconvert, EntryPending})).Scan(ctx, &n)
	if err != nil {
		return 0, fmt.Errorf("count waiting entries: %w", err)
	}
	return n, nil
}
