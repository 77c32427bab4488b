package store

import "github.com/uptrace/bun"

// Scope is whose rows a query may find; every query of entries and cue points
// has one. The zero Scope finds nothing.
type Scope struct {
	Partner int
	All     bool   // an administrator's: all rows of the account
	User    string // whose rows are found in any state; "" = nobody's
	Edit    []string
	EditAll bool     // the session may edit every entry
	Listed  bool     // what is published is found without being named
	Named   bool     // the query names what it looks for, so that what is published is found
	IDs     []string // entries that are named by their id, which are found in any state
	Only    string   // an entry: nothing but that and what belongs to it
}

// Account is the scope of the server itself.
func Account(partner int) Scope { return Scope{Partner: partner, All: true} }

// entries holds a query of entries to the scope.
func (s Scope) entries(sel *bun.SelectQuery) *bun.SelectQuery {
	sel = sel.Where("partner_id = ?", s.Partner)
	if s.Only != "" {
		sel = sel.Where("(id = ? OR parent_entry_id = ?)", s.Only, s.Only)
	}
	if s.All || s.EditAll {
		return sel
	}
	return sel.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		q = q.Where("1 = 0")
		if s.User != "" {
			q = q.WhereOr("user_id = ?", s.User).WhereOr("creator_id = ?", s.User)
		}
		if ids := append(s.IDs[:len(s.IDs):len(s.IDs)], s.Edit...); len(ids) > 0 {
			q = q.WhereOr("id IN (?)", bun.List(ids))
		}
		if s.Listed || s.Named {
			q = q.WhereOr("status = ?", EntryReady)
		}
		return q
	})
}

// cuePoints holds a query of cue points to the scope: of entries that the
// session may not edit there are those that everybody may see, and its own.
func (s Scope) cuePoints(sel *bun.SelectQuery) *bun.SelectQuery {
	sel = sel.Where("partner_id = ? AND status <> ?", s.Partner, CueDeleted)
	if s.Only != "" {
		sel = sel.Where("entry_id IN (SELECT id FROM entry WHERE id = ? OR parent_entry_id = ?)", s.Only, s.Only)
	}
	if s.All || s.EditAll {
		return sel
	}
	return sel.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		q = q.Where("is_public = 1 AND type <> ?", "quiz.QUIZ_ANSWER")
		if s.User != "" {
			q = q.WhereOr("user_id = ?", s.User).
				WhereOr(
					"entry_id IN (SELECT id FROM entry WHERE partner_id = ? AND (user_id = ? OR creator_id = "+
						"?))", s.Partner, s.User, s.User)
		}
		if len(s.Edit) > 0 {
			q = q.WhereOr("entry_id IN (?)", bun.List(s.Edit))
		}
		return q
	})
}
