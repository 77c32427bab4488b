package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/uptrace/bun"
)

// Page is a slice of a list: 1-based index, rows per page.
type Page struct{ Index, Size int }

// Condition is one property of a filter: "statusEqual" with its value.
type Condition struct {
	Name, Value string
}

// Query is a filter whose condition names are contract names (reference:
// backend-api §1.12); Columns maps property names to columns, and names that
// are in neither are ignored, as the contract has it.
type Query struct {
	Conditions []Condition
	OrderBy    string // "+createdAt", "-name"
	Page       Page
}

// operators maps the suffixes of filter names to SQL, longest first where one
// ends like another.
var operators = []struct {
	suffix string
	apply  func(q *bun.SelectQuery, column, value string) *bun.SelectQuery
}{
	{"GreaterThanOrEqual", compare(">=")},
	{"LessThanOrEqual", compare("<=")},
	{"GreaterThan", compare(">")},
	{"LessThan", compare("<")},
	{"MultiLikeAnd", multiLike(" AND ")},
	{"MultiLikeOr", multiLike(" OR ")},
	{"NotEqual", compare("<>")},
	{"StartsWith", like("", "%")},
	{"NotIn", in("NOT IN")},
	{"Equal", compare("=")},
	{"Like", like("%", "%")},
	{"In", in("IN")},
}

func compare(operator string) func(*bun.SelectQuery, string, string) *bun.SelectQuery {
	return func(q *bun.SelectQuery, column, v string) *bun.SelectQuery {
		return q.Where("? "+operator+" ?", bun.Ident(column), typed(v))
	}
}

func in(operator string) func(*bun.SelectQuery, string, string) *bun.SelectQuery {
	return func(q *bun.SelectQuery, column, v string) *bun.SelectQuery {
		return q.Where("CAST(? AS TEXT) "+operator+" (?)", bun.Ident(column), bun.List(split(v)))
	}
}

func like(before, after string) func(*bun.SelectQuery, string, string) *bun.SelectQuery {
	return func(q *bun.SelectQuery, column, v string) *bun.SelectQuery {
		return q.Where("LOWER(?) LIKE ? ESCAPE '!'", bun.Ident(column), before+escapeLike(v)+after)
	}
}

func multiLike(join string) func(*bun.SelectQuery, string, string) *bun.SelectQuery {
	return func(q *bun.SelectQuery, column, v string) *bun.SelectQuery {
		return q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			for _, word := range split(v) {
				if join == " OR " {
					q = q.WhereOr("LOWER(?) LIKE ? ESCAPE '!'", bun.Ident(column), "%"+escapeLike(word)+"%")
				} else {
					q = q.Where("LOWER(?) LIKE ? ESCAPE '!'", bun.Ident(column), "%"+escapeLike(word)+"%")
				}
			}
			return q
		})
	}
}

// typed keeps numbers numbers: PostgreSQL compares no text with integers.
func typed(v string) any {
	if n, err := strconv.ParseInt(v, 10, 64); err == nil {
		return n
	}
	return v
}

func escapeLike(v string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(strings.ToLower(v))
}

func split(v string) []string {
	var out []string
	for _, part := range strings.Split(v, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	if out == nil {
		out = []string{""}
	}
	return out
}

// textColumns are compared as text although a value may look like a number.
var textColumns = map[string]bool{"id": true, "reference_id": true, "parent_entry_id": true, "entry_id": true, "name": true, "user_id": true, "system_name": true, "type_text": true}

func (q Query) where(sel *bun.SelectQuery, columns map[string]string) *bun.SelectQuery {
	for _, c := range q.Conditions {
		for _, op := range operators {
			column, ok := columns[strings.TrimSuffix(c.Name, op.suffix)]
			if !ok || !strings.HasSuffix(c.Name, op.suffix) {
				continue
			}
			if op.suffix == "Equal" && textColumns[column] {
				sel = sel.Where("? = ?", bun.Ident(column), c.Value)
			} else {
				sel = op.apply(sel, column, c.Value)
			}
			break
		}
	}
	return sel
}

func (q Query) order(sel *bun.SelectQuery, columns map[string]string, fallback string) *bun.SelectQuery {
	for _, field := range strings.Split(q.OrderBy, ",") {
		field = strings.TrimSpace(field)
		direction := "ASC"
		if strings.HasPrefix(field, "-") {
			direction = "DESC"
		}
		if column, ok := columns[strings.TrimLeft(field, "+- ")]; ok {
			sel = sel.OrderExpr("? "+direction, bun.Ident(column))
		}
	}
	return sel.OrderExpr(fallback)
}

func list[T any](ctx context.Context, s *Store, q Query, columns map[string]string, fallback string, more func(*bun.SelectQuery) *bun.SelectQuery) ([]T, int, error) {
	var rows []T
	sel := more(q.where(s.read.NewSelect().Model(&rows), columns))
	sel = q.order(sel, columns, fallback).Limit(int64(q.Page.Size)).Offset(int64((q.Page.Index - 1) * q.Page.Size))
	total, err := sel.ScanAndCount(ctx)
	if err != nil {
		return nil, 0, fmt.Errorf("list: %w", err)
	}
	return rows, int(total), nil
}

var entryColumns = map[string]string{
	"id": "id", "name": "name", "description": "description", "tags": "tags", "adminTags": "admin_tags", "userId": "user_id", "creatorId": "creator_id",
	"referenceId": "reference_id", "parentEntryId": "parent_entry_id", "type": "type", "mediaType": "media_type", "playListType": "media_type", "status": "status", "duration": "duration_ms",
	"plays": "plays", "views": "views", "createdAt": "created_at", "updatedAt": "updated_at", "startDate": "start_date", "endDate": "end_date", "partnerId": "partner_id",
}

// Entries lists entries of a partner, newest first unless told otherwise.
func (s *Store) Entries(ctx context.Context, partner int, q Query, freeText string) ([]Entry, int, error) {
	return list[Entry](ctx, s, q, entryColumns, "created_at DESC, id", func(sel *bun.SelectQuery) *bun.SelectQuery {
		sel = sel.Where("partner_id = ?", partner)
		if freeText == "" {
			return sel
		}
		word := "%" + escapeLike(freeText) + "%"
		return sel.Where("(LOWER(name) LIKE ? ESCAPE '!' OR LOWER(description) LIKE ? ESCAPE '!' OR LOWER(tags) LIKE ? ESCAPE '!')", word, word, word)
	})
}

var cueColumns = map[string]string{
	"id": "id", "entryId": "entry_id", "cuePointType": "type", "subType": "sub_type", "status": "status", "startTime": "start_time", "endTime": "end_time", "tags": "tags",
	"systemName": "system_name", "parentId": "parent_id", "userId": "user_id", "createdAt": "created_at", "updatedAt": "updated_at", "triggeredAt": "triggered_at",
	"title": "title", "description": "description", "text": "text", "code": "code", "forceStop": "force_stop", "partnerSortValue": "sort_value",
}

// CuePoints lists cue points of a partner by time; freeText is looked for in
// everything a viewer can read of one.
func (s *Store) CuePoints(ctx context.Context, partner int, q Query, freeText string) ([]CuePoint, int, error) {
	return list[CuePoint](ctx, s, q, cueColumns, "start_time, id", func(sel *bun.SelectQuery) *bun.SelectQuery {
		sel = sel.Where("partner_id = ? AND status <> ?", partner, CueDeleted)
		if freeText == "" {
			return sel
		}
		word := "%" + escapeLike(freeText) + "%"
		return sel.Where("(LOWER(title) LIKE ? ESCAPE '!' OR LOWER(description) LIKE ? ESCAPE '!' OR LOWER(text) LIKE ? ESCAPE '!' OR LOWER(tags) LIKE ? ESCAPE '!')", word, word, word, word)
	})
}

// CueNamed reads the cue point of an entry that has a system name.
func (s *Store) CueNamed(ctx context.Context, entry, name string) (*CuePoint, error) {
	return one[CuePoint](ctx, s.read, "entry_id = ? AND system_name = ? AND status <> ?", entry, name, CueDeleted)
}

// CueParentage reads id, parent and the like of all that hang on other cue
// points of the entries, which is enough to count children.
func (s *Store) CueParentage(ctx context.Context, entries []string) ([]CuePoint, error) {
	var rows []CuePoint
	err := s.read.NewSelect().Model(&rows).Column("id", "parent_id", "entry_id").
		Where("entry_id IN (?) AND type = ? AND status <> ?", bun.List(entries), "annotation.Annotation", CueDeleted).Scan(ctx)
	return rows, err
}

var tokenColumns = map[string]string{
	"id": "id", "userId": "user_id", "status": "status", "fileName": "file_name", "fileSize": "file_size", "createdAt": "created_at", "updatedAt": "updated_at",
}

// UploadTokens lists tokens of a partner that are not deleted, newest first; of
// one user where that is not "".
func (s *Store) UploadTokens(ctx context.Context, partner int, user string, q Query) ([]UploadToken, int, error) {
	return list[UploadToken](ctx, s, q, tokenColumns, "created_at DESC, id", func(sel *bun.SelectQuery) *bun.SelectQuery {
		sel = sel.Where("partner_id = ? AND status <> ?", partner, TokenDeleted)
		if user != "" {
			sel = sel.Where("user_id = ?", user)
		}
		return sel
	})
}

// StaleUploads reads the tokens whose upload was begun before a time (unix
// seconds) and never finished.
func (s *Store) StaleUploads(ctx context.Context, before int64) ([]UploadToken, error) {
	var rows []UploadToken
	err := s.read.NewSelect().Model(&rows).Where("status IN (?) AND created_at < ?", bun.List([]int{TokenPending, TokenPartial}), before).Limit(1000).Scan(ctx)
	return rows, err
}

// Thumbs reads the pictures of an entry that are not deleted, oldest first.
func (s *Store) Thumbs(ctx context.Context, entry string) ([]ThumbAsset, error) {
	var rows []ThumbAsset
	err := s.read.NewSelect().Model(&rows).Where("entry_id = ? AND status <> ?", entry, AssetDeleted).Order("created_at", "id").Scan(ctx)
	return rows, err
}

// Thumb reads one picture.
func (s *Store) Thumb(ctx context.Context, id string) (*ThumbAsset, error) {
	return one[ThumbAsset](ctx, s.read, "id = ?", id)
}

// Children lists the entries that name parent and are not deleted.
func (s *Store) Children(ctx context.Context, db bun.IDB, parent string) ([]Entry, error) {
	var rows []Entry
	err := s.reader(db).NewSelect().Model(&rows).Where("parent_entry_id = ? AND status <> ?", parent, EntryDeleted).Scan(ctx)
	return rows, err
}

// Tally is how many rows are in a state.
type Tally struct {
	Kind, State string
	Count       int
}

// Census counts entries by their status, and jobs by kind and state.
func (s *Store) Census(ctx context.Context) (entries, jobs []Tally, err error) {
	err = s.read.NewRaw("SELECT '' AS kind, CAST(status AS TEXT) AS state, COUNT(*) AS count FROM entry GROUP BY status").Scan(ctx, &entries)
	if err != nil {
		return nil, nil, fmt.Errorf("count entries: %w", err)
	}
	err = s.read.NewRaw("SELECT kind, CAST(state AS TEXT) AS state, COUNT(*) AS count FROM river_job GROUP BY kind, state").Scan(ctx, &jobs)
	if err != nil {
		return nil, nil, fmt.Errorf("count jobs: %w", err)
	}
	return entries, jobs, nil
}
