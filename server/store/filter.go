package store

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"
)

// kind is how the values of a column are read and compared.
type kind int

const (
	number kind = iota
	text
	date // unix seconds; small values are relative to now
)

// column is where a property of the contract is kept.
type column struct {
	expr     string // SQL of ours: a name, or what is reckoned from some
	kind     kind
	folded   string // the column that searches look in; "" = the property is not searched
	constant bool   // the same for all rows
}

func (c column) sorted() string {
	if c.folded != "" {
		return c.folded
	}
	return c.expr
}

// ErrValue says that a filter's value is none of its property.
var ErrValue = errors.New("store: no value of this property")

func (c column) value(v string) (any, error) {
	if c.kind == text {
		return v, nil
	}
	f, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
	if math.IsNaN(f) || err != nil && !errors.Is(err, strconv.ErrRange) {
		return nil, ErrValue
	}
	n, err := strconv.ParseInt(strings.TrimSpace(v), 10, 64)
	if err != nil { // a fraction, or beyond every row's
		n = int64(max(-largest, min(largest, f)))
	}
	if c.kind == date && n > -relative && n < relative {
		n += time.Now().Unix()
	}
	return n, nil
}

// largest is what filters compare with in place of what is beyond it.
const largest = 1 << 62

// relative is up to where a date counts from now, seconds (reference:
// backend-api §1.3).
const relative = 10 * 365 * 86400

type operator func(q *bun.SelectQuery, c column, v string) (*bun.SelectQuery, error)

// operators are the suffixes of filter names, longest first where one ends like
// another.
var operators = []struct {
	suffix string
	apply  operator
}{
	{"GreaterThanOrEqualOrNull", orNull(">=")},
	{"LessThanOrEqualOrNull", orNull("<=")},
	{"GreaterThanOrEqual", compare(">=")},
	{"LessThanOrEqual", compare("<=")},
	{"GreaterThan", compare(">")},
	{"LessThan", compare("<")},
	{"MultiLikeAnd", multiLike(" AND ")},
	{"MultiLikeOr", multiLike(" OR ")},
	{"MatchAnd", multiLike(" AND ")},
	{"MatchOr", multiLike(" OR ")},
	{"NotEqual", compare("<>")},
	{"StartsWith", like("", "%")},
	{"NotContains", notLike},
	{"NotIn", in("NOT IN")},
	{"Equal", compare("=")},
	{"Like", like("%", "%")},
	{"In", in("IN")},
}

func compare(sign string) operator {
	return func(q *bun.SelectQuery, c column, v string) (*bun.SelectQuery, error) {
		value, err := c.value(v)
		switch {
		case err == nil:
			return q.Where("? "+sign+" ?", bun.Safe(c.expr), value), nil
		case sign == "=": // a value that only plugins have: no row of ours is one
			return q.Where("1 = 0"), nil
		case sign == "<>":
			return q, nil
		}
		return nil, err
	}
}

// orNull counts what is not set as well; our columns hold 0 for that.
func orNull(sign string) operator {
	return func(q *bun.SelectQuery, c column, v string) (*bun.SelectQuery, error) {
		value, err := c.value(v)
		if err != nil || c.kind == text {
			return nil, ErrValue
		}
		return q.Where("(? "+sign+" ? OR ? IS NULL OR ? = 0)", bun.Safe(c.expr), value, bun.Safe(c.expr),
			bun.Safe(c.expr)), nil
	}
}

func in(sign string) operator {
	return func(q *bun.SelectQuery, c column, v string) (*bun.SelectQuery, error) {
		var values []any
		for _, one := range split(v) {
			if value, err := c.value(one); err == nil { // else one that only plugins have
				values = append(values, value)
			}
		}
		if len(values) == 0 {
			return q.Where("1 = ?", map[string]int{"IN": 0, "NOT IN": 1}[sign]), nil
		}
		return q.Where("? "+sign+" (?)", bun.Safe(c.expr), bun.List(values)), nil
	}
}

func (c column) like(pattern string) (string, []any) {
	if c.folded == "" {
		return "LOWER(?) LIKE ? ESCAPE '!'", []any{bun.Safe(c.expr), pattern}
	}
	return "? LIKE ? ESCAPE '!'", []any{bun.Ident(c.folded), pattern}
}

func like(before, after string) operator {
	return func(q *bun.SelectQuery, c column, v string) (*bun.SelectQuery, error) {
		if c.kind != text {
			return nil, ErrValue
		}
		where, args := c.like(before + escapeLike(Fold(v)) + after)
		return q.Where(where, args...), nil
	}
}

func notLike(q *bun.SelectQuery, c column, v string) (*bun.SelectQuery, error) {
	if c.kind != text {
		return nil, ErrValue
	}
	for _, word := range split(v) {
		where, args := c.like("%" + escapeLike(Fold(word)) + "%")
		q = q.Where("NOT ("+where+")", args...)
	}
	return q, nil
}

func multiLike(join string) operator {
	return func(q *bun.SelectQuery, c column, v string) (*bun.SelectQuery, error) {
		if c.kind != text {
			return nil, ErrValue
		}
		return q.WhereGroup(" AND ", func(q *bun.SelectQuery) *bun.SelectQuery {
			for _, word := range split(v) {
				where, args := c.like("%" + escapeLike(Fold(word)) + "%")
				if join == " OR " {
					q = q.WhereOr(where, args...)
				} else {
					q = q.Where(where, args...)
				}
			}
			return q
		}), nil
	}
}

func escapeLike(v string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(v)
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
