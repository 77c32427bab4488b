package service

import (
	"context"
	"strconv"
	"strings"

	"diptych/server/api"
	"diptych/server/store"
)

func (s *Services) baseEntryActions() []api.Action {
	return []api.Action{
		api.Do("add", api.Manage, "Makes an entry without content.", s.baseEntryAdd),
		api.Do("addFromUploadedFile", api.Manage, "Makes an entry of an uploaded file.", s.addFromUploadedFile),
		api.Do("get", api.View, "Reads an entry of any type.", s.entryGet),
		api.Do("getByIds", api.View, "Reads several entries; those that are not there are left out.",
			s.baseEntryByIDs),
		api.Do("list", api.View, "Lists entries of any type.", s.baseEntryList),
		api.Do("count", api.View, "Counts entries.", s.entryCount),
		api.Do("update", api.Manage,
			"Changes an entry; parentEntryId links it to a parent or, empty, sets it free.", s.baseEntryUpdate),
		api.Do("delete", api.Manage, "Deletes an entry and its children.", s.entryDelete),
		api.Do("getPlaybackContext", api.View, "What a player needs to play an entry, and whether it may.",
			s.playbackContext),
	}
}

type entryGetIn struct {
	EntryID string `json:"entryId,required"`
}

func (s *Services) entryGet(ctx context.Context, c *api.Call, in entryGetIn) (any, error) {
	e, err := s.entry(ctx, c, in.EntryID)
	if err != nil {
		return nil, err
	}
	if e.Type == store.EntryPlaylist {
		return s.playlistOut(ctx, c, e)
	}
	return entryOut(c)(e), nil
}

func (s *Services) baseEntryList(ctx context.Context, c *api.Call, in entryListIn) (ListResponse[Entry], error) {
	rows, total, err := s.listEntries(ctx, c, in)
	return listOf("BaseEntry", rows, total, entryOut(c)), err
}

// listEntries applies the contract's defaults (reference: backend-api §3.1,
// list defaults): only READY entries unless an id or a status is asked for. What
// is not the caller's own is found when it is published and named, and by its
// very id in any state, which is how players learn that an entry was deleted.
func (s *Services) listEntries(ctx context.Context, c *api.Call, in entryListIn) ([]store.Entry, int, error) {
	f := in.Filter
	if err := refuseNested(f); err != nil {
		return nil, 0, err
	}
	q := store.Query{Conditions: conditions(f), OrderBy: f.Str("orderBy"), Page: in.Pager.page()}
	and := func(name, value string) {
		q.Conditions = append(q.Conditions, store.Condition{Name: name, Value: value})
	}
	if ofMedia(c) {
		and("typeEqual", strconv.Itoa(entryMedia))
	}
	if id := f.Str("redirectFromEntryId"); id != "" {
		and("idEqual", id)
	}
	if isTrue(f.Str("isRoot")) {
		q.Root = true
	}
	if isTrue(f.Str("userIdEqualCurrent")) || isTrue(f.Str("userIdCurrent")) {
		and("userIdEqual", c.KS.UserID)
	}
	if !hasValue(f, "idEqual", "redirectFromEntryId", "statusEqual", "statusIn", "statusNotEqual",
		"statusNotIn") {
		and("statusEqual", strconv.Itoa(store.EntryReady))
	}
	sc := scope(c)
	sc.Named = hasValue(f, "idIn", "referenceIdEqual", "referenceIdIn", "parentEntryIdEqual", "parentEntryIdIn")
	for _, name := range []string{"idEqual", "redirectFromEntryId"} {
		if hasValue(f, name) {
			sc.IDs = append(sc.IDs, f.Str(name))
		}
	}
	return s.Store.Entries(ctx, sc, q, f.Str("freeText"))
}

func isTrue(text string) bool { return text == "1" || strings.EqualFold(text, "true") }

func (s *Services) entryCount(ctx context.Context, c *api.Call, in entryListIn) (int, error) {
	none := 0
	in.Pager = &Pager{PageSize: &none}
	_, total, err := s.listEntries(ctx, c, in)
	return total, err
}

type baseEntryUpdateIn struct {
	EntryID string  `json:"entryId,required"`
	Entry   entryIn `json:"baseEntry,required"`
}

func (s *Services) baseEntryUpdate(ctx context.Context, c *api.Call, in baseEntryUpdateIn) (Entry, error) {
	return s.updateEntry(ctx, c, in.EntryID, in.Entry)
}

func (s *Services) entryDelete(ctx context.Context, c *api.Call, in entryGetIn) (api.None, error) {
	e, err := s.ownedEntry(ctx, c, in.EntryID)
	if err != nil {
		return api.None{}, err
	}
	return api.None{}, s.Store.Tx(ctx, func(tx store.Tx) error { return s.markDeleted(ctx, tx, e) })
}

// markDeleted deletes children with their parent.
func (s *Services) markDeleted(ctx context.Context, tx store.Tx, e *store.Entry) error {
	e.Status, e.UpdatedAt = store.EntryDeleted, s.now()
	if err := s.Store.Update(ctx, tx, e, "status", "updated_at"); err != nil {
		return err
	}
	children, err := s.Store.Children(ctx, tx, e.ID)
	if err != nil {
		return err
	}
	for i := range children {
		if err := s.markDeleted(ctx, tx, &children[i]); err != nil {
			return err
		}
	}
	return nil
}
