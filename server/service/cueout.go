package service

import (
	"context"

	"diptych/server/api"
	"diptych/server/store"
)

// kin counts what hangs on annotations, from one query for a whole list.
type kin struct {
	children map[string][]string
	parent   map[string]string
}

// deepest bounds the levels that are counted: rows of old could name each other.
const deepest = 64

func (k kin) all(id string, level int) int {
	n := len(k.children[id])
	for _, child := range k.children[id] {
		if level < deepest {
			n += k.all(child, level+1)
		}
	}
	return n
}

func (k kin) depth(id string) int {
	n := 0
	for id = k.parent[id]; id != "" && n < deepest; id = k.parent[id] {
		n++
	}
	return n
}

// kinOf reads the parentage of the entries whose annotations are among rows.
func (s *Services) kinOf(ctx context.Context, rows []store.CuePoint) (kin, error) {
	k := kin{children: map[string][]string{}, parent: map[string]string{}}
	seen := map[string]bool{}
	var entries []string
	for i := range rows {
		if rows[i].Type == annotation && !seen[rows[i].EntryID] {
			seen[rows[i].EntryID] = true
			entries = append(entries, rows[i].EntryID)
		}
	}
	if len(entries) == 0 {
		return k, nil
	}
	all, err := s.Store.CueParentage(ctx, entries)
	for i := range all {
		k.parent[all[i].ID] = all[i].ParentID
	}
	for id, up := range k.parent {
		if up != "" && up != id {
			k.children[up] = append(k.children[up], id)
		}
	}
	return k, err
}

// cueOuts converts rows; solved tells whether the caller may see what is right
// in questions.
func (s *Services) cueOuts(ctx context.Context, rows []store.CuePoint,
	solved func(*store.CuePoint) bool) ([]*api.Object, error) {
	k, err := s.kinOf(ctx, rows)
	out := make([]*api.Object, len(rows))
	for i := range rows {
		out[i] = cueOut(&rows[i], k, solved(&rows[i]))
	}
	return out, err
}

// cueOut is a cue point as the API shows it; times are milliseconds.
func cueOut(p *store.CuePoint, k kin, solved bool) *api.Object {
	o := &api.Object{Type: "KalturaCuePoint"}
	add := func(name string, v any) { o.Fields = append(o.Fields, api.Field{Name: name, Value: v}) }
	add("id", p.ID)
	add("cuePointType", p.Type)
	add("status", int64(p.Status))
	add("entryId", p.EntryID)
	add("partnerId", int64(p.PartnerID))
	add("createdAt", p.CreatedAt)
	add("updatedAt", p.UpdatedAt)
	if p.TriggeredAt != 0 {
		add("triggeredAt", p.TriggeredAt)
	}
	add("tags", p.Tags)
	add("startTime", p.StartTime)
	add("userId", p.UserID)
	if p.PartnerData != "" {
		add("partnerData", p.PartnerData)
	}
	if p.SortValue != 0 {
		add("partnerSortValue", p.SortValue)
	}
	if p.ForceStop != nil {
		add("forceStop", int64(*p.ForceStop))
	}
	if p.ThumbOffset != 0 {
		add("thumbOffset", p.ThumbOffset)
	}
	if p.SystemName != "" {
		add("systemName", p.SystemName)
	}
	add("isMomentary", p.EndTime == nil || *p.EndTime == p.StartTime)
	if p.CopiedFrom != "" {
		add("copiedFrom", p.CopiedFrom)
	}
	if class := classOfKind(p.Type); class != nil {
		o.Type = class.class
		class.show(o, p, k, solved)
	}
	return o
}

func (c *cueClass) show(o *api.Object, p *store.CuePoint, k kin, solved bool) {
	add := func(name string, v any) { o.Fields = append(o.Fields, api.Field{Name: name, Value: v}) }
	extra := extraOf(p)
	for _, f := range c.fields {
		v, kept := extra[f.name]
		switch {
		case f.name == "subType":
			add("subType", int64(p.SubType))
		case f.name == "endTime":
			if p.EndTime != nil {
				add("endTime", *p.EndTime)
				add("duration", *p.EndTime-p.StartTime)
			}
		case column(p, f.name) != nil:
			if text := *column(p, f.name); text != "" {
				add(f.name, text)
			}
		case !kept || f.name == "explanation" && !solved:
		case f.name == "optionalAnswers":
			add(f.name, optionalAnswers(v, solved))
		case f.kind == cueText:
			add(f.name, v)
		default:
			n, _ := v.(float64)
			add(f.name, int64(n))
		}
	}
	if c.kind == annotation {
		add("depth", int64(k.depth(p.ID)))
		add("childrenCount", int64(k.all(p.ID, 0)))
		add("directChildrenCount", int64(len(k.children[p.ID])))
	}
}

// optionalAnswers hides which answer is right from those who may still answer.
func optionalAnswers(v any, solved bool) api.List {
	list, _ := v.([]any)
	out := make(api.List, 0, len(list))
	for _, e := range list {
		m, _ := e.(map[string]any)
		text := func(name string) string { s, _ := m[name].(string); return s }
		o := &api.Object{Type: "KalturaOptionalAnswer", Fields: []api.Field{{Name: "key", Value: text("key")},
			{Name: "text", Value: text("text")}}}
		if solved {
			for _, name := range []string{"weight", "isCorrect"} {
				n, ok := m[name].(float64)
				if !ok {
					n = float64(number(text(name)))
				}
				if b, is := m[name].(bool); is && b {
					n = 1
				}
				o.Fields = append(o.Fields, api.Field{Name: name, Value: int64(n)})
			}
		}
		out = append(out, o)
	}
	return out
}
