package store

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"diptych/server/limits"

	"github.com/uptrace/bun"
)

// Page is a slice of a list: 1-based index, rows per page; Size 0 only counts.
type Page struct{ Index, Size int }

// Condition is one property of a filter: "statusEqual" with its value.
type Condition struct {
	Name, Value string
}

// Query is a filter whose condition names are contract names (reference:
// backend-api §1.12). A name that the table does not know fails the query: what
// is ignored would widen it.
type Query struct {
	Conditions []Condition
	OrderBy    string // "+createdAt", "-name"
	Page       Page
	Root       bool // of entries: those that belong to no other
}

// UnknownFilter says that a filter names what a table does not have.
type UnknownFilter struct{ Name string }

func (u *UnknownFilter) Error() string { return "store: unknown filter " + u.Name }

// ErrUnreachable says that a page lies beyond what lists reach.
var ErrUnreachable = errors.New("store: page out of reach")

func (q Query) where(sel *bun.SelectQuery, columns map[string]column) (*bun.SelectQuery, error) {
	for _, c := range q.Conditions {
		if c.Value == "" && !strings.HasSuffix(c.Name, "Empty") {
			continue // nothing was given
		}
		apply, col, ok := find(c.Name, columns)
		if !ok {
			return nil, &UnknownFilter{Name: c.Name}
		}
		var err error
		if sel, err = apply(sel, col, c.Value); err != nil {
			return nil, fmt.Errorf("filter %s: %w", c.Name, err)
		}
	}
	return sel, nil
}

// find takes a filter's name apart.
func find(name string, columns map[string]column) (operator, column, bool) {
	for _, op := range operators {
		property, ok := strings.CutSuffix(name, op.suffix)
		if col, known := columns[property]; ok && known {
			return op.apply, col, true
		}
	}
	return nil, column{}, false
}

func (q Query) order(sel *bun.SelectQuery, columns map[string]column, fallback string) *bun.SelectQuery {
	for _, field := range strings.Split(q.OrderBy, ",") {
		field = strings.TrimSpace(field)
		direction := "ASC"
		if strings.HasPrefix(field, "-") {
			direction = "DESC"
		}
		if col, ok := columns[strings.TrimLeft(field, "+- ")]; ok && !col.constant {
			sel = sel.OrderExpr("? "+direction, bun.Safe(col.sorted()))
		}
	}
	return sel.OrderExpr(fallback)
}

func list[T any](ctx context.Context, s *Store, q Query, columns map[string]column, fallback string,
	more func(*bun.SelectQuery) *bun.SelectQuery) ([]T, int, error) {
	from := (max(1, min(q.Page.Index, limits.Reachable+1)) - 1) * q.Page.Size
	if q.Page.Size > 0 && from >= limits.Reachable {
		return nil, 0, ErrUnreachable
	}
	var rows []T
	sel, err := q.where(s.read.NewSelect().Model(&rows), columns)
	if err != nil {
		return nil, 0, err
	}
	sel = more(sel)
	if q.Page.Size <= 0 {
		n, err := sel.Count(ctx)
		return nil, int(n), wrapList(err)
	}
	total, err := q.order(sel, columns, fallback).Limit(int64(q.Page.Size)).Offset(int64(from)).ScanAndCount(ctx)
	if err != nil {
		return nil, 0, wrapList(err)
	}
	return rows, int(total), nil
}

func wrapList(err error) error {
	if err != nil {
		return fmt.Errorf("list: %w", err)
	}
	return nil
}

// freeText looks for a text in folded columns.
func freeText(sel *bun.SelectQuery, text string, columns ...string) *bun.SelectQuery {
	if text == "" {
		return sel
	}
	word := "%" + escapeLike(Fold(text)) + "%"
	return sel.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
		for _, c := range columns {
			q = q.WhereOr("? LIKE ? ESCAPE '!'", bun.Ident(c), word)
		}
		return q
	})
}
