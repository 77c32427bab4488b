package service

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"diptych/server/api"
	"diptych/server/store"
)

// notProperties are the names in a filter that are no property of what is listed: they
// are read by whoever lists.
var notProperties = map[string]bool{
	"objectType": true, "orderBy": true, "freeText": true, "redirectFromEntryId": true,
	"userIdEqualCurrent": true, "userIdCurrent": true,
	"isRoot": true, "limit": true, "advancedSearch": true,
}

// conditions reads every scalar of a filter. What is null or empty was not given.
func conditions(filter api.Params) []store.Condition {
	var out []store.Condition
	for name, v := range filter {
		if _, nested := v.(api.Params); nested || notProperties[name] || strings.HasSuffix(name, "__null") ||
			filter.Str(name) == "" {
			continue
		}
		out = append(out, store.Condition{Name: name, Value: filter.Str(name)})
	}
	return out
}

// hasValue tells whether a filter names one of some properties with a value.
func hasValue(filter api.Params, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		return strings.Trim(filter.Str(name), ", ") != ""
	})
}

// refuseNested refuses what a filter can say beyond its scalars and that nothing here
// looks at.
func refuseNested(filter api.Params) error {
	for name, v := range filter {
		if sub, nested := v.(api.Params); nested && len(sub) > 0 && name != "advancedSearch__null" {
			return api.Err(api.NotDefined, name, filterClass(filter))
		}
	}
	return nil
}

func filterClass(filter api.Params) string {
	if class := filter.Str("objectType"); class != "" {
		return class
	}
	return "KalturaFilter"
}

// Known gives what the store refuses its contract's code; nil when it is none of
// that.
func Known(err error) *api.Error {
	var unknown *store.UnknownFilter
	switch {
	case errors.As(err, &unknown):
		return api.Err(api.NotDefined, unknown.Name, "KalturaFilter")
	case errors.Is(err, store.ErrUnreachable):
		return api.Err(api.TooManyMatches)
	case errors.Is(err, store.ErrValue):
		return api.Err(api.WrongFormat, "filter", "value")
	case store.IsDatabase(err):
		return api.Err(api.DatabaseError)
	}
	return nil
}

// filterRows keeps the rows that pass a filter's properties; fields are those of a
// row. A property that rows do not have is refused.
func filterRows[T any](filter api.Params, rows []T, fields func(*T) map[string]string) ([]T, error) {
	if err := refuseNested(filter); err != nil {
		return nil, err
	}
	list := conditions(filter)
	has := fields(new(T))
	for _, c := range list {
		if _, _, ok := suffix(c.Name, has); !ok {
			return nil, api.Err(api.NotDefined, c.Name, filterClass(filter))
		}
	}
	kept := []T{}
	for i := range rows {
		row := fields(&rows[i])
		if !slices.ContainsFunc(list, func(c store.Condition) bool { return !matches(c, row) }) {
			kept = append(kept, rows[i])
		}
	}
	return kept, nil
}

// suffixes are those of §1.12 that lists of assets know.
var suffixes = []string{"GreaterThanOrEqual", "LessThanOrEqual", "NotEqual", "NotIn", "Equal", "Like", "In"}

func suffix(name string, fields map[string]string) (property, kind string, ok bool) {
	for _, s := range suffixes {
		property, found := strings.CutSuffix(name, s)
		if _, known := fields[property]; found && known {
			return property, s, true
		}
	}
	return "", "", false
}

func matches(c store.Condition, row map[string]string) bool {
	property, kind, _ := suffix(c.Name, row)
	have := row[property]
	switch kind {
	case "Equal":
		return have == c.Value
	case "NotEqual":
		return have != c.Value
	case "In":
		return slices.Contains(strings.Split(c.Value, ","), have)
	case "NotIn":
		return !slices.Contains(strings.Split(c.Value, ","), have)
	case "Like":
		return strings.Contains(store.Fold(have), store.Fold(c.Value))
	}
	n, err := strconv.ParseInt(have, 10, 64)
	bound, err2 := strconv.ParseInt(c.Value, 10, 64)
	if err != nil || err2 != nil {
		return false
	}
	return kind == "GreaterThanOrEqual" && n >= bound || kind == "LessThanOrEqual" && n <= bound
}

// mostEntries is how many entries one list of assets may name.
const mostEntries = 100

// assets reads the assets of the entries that a filter names, as far as the
// caller may see those; a filter that names none is refused.
func assets[T any](ctx context.Context, s *Services, c *api.Call, filter api.Params,
	read func(ctx context.Context, entry string) ([]T, error)) ([]T, error) {
	one := filter.Str("entryIdEqual")
	ids := strings.Split(filter.Str("entryIdIn"), ",")
	if one != "" {
		ids = []string{one}
	} else if !hasValue(filter, "entryIdIn") {
		return nil, api.Err(api.CannotBeNull, "entryIdEqual")
	}
	var rows []T
	for _, id := range ids[:min(len(ids), mostEntries)] {
		if _, err := s.entry(ctx, c, strings.TrimSpace(id)); err != nil {
			var known *api.Error
			if one == "" && errors.As(err, &known) {
				continue
			}
			return nil, err
		}
		more, err := read(ctx, strings.TrimSpace(id))
		if err != nil {
			return nil, err
		}
		rows = append(rows, more...)
	}
	return rows, nil
}
