package service

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"diptych/server/api"
	"diptych/server/ks"
	"diptych/server/store"
)

type playlistExecuteIn struct {
	ID     string     `json:"id,required"`
	Filter api.Params `json:"filter"`
	Pager  *Pager     `json:"pager"`
}

// playlistExecute answers with a bare array (reference: backend-api §3.8).
func (s *Services) playlistExecute(ctx context.Context, c *api.Call, in playlistExecuteIn) ([]Entry, error) {
	e, err := s.playlist(ctx, c, in.ID)
	if err != nil {
		return nil, err
	}
	p, err := s.Store.Playlist(ctx, e.ID)
	if err != nil {
		return nil, fmt.Errorf("read playlist %s: %w", e.ID, err)
	}
	all := c.KS != nil && c.KS.PartnerID == e.PartnerID && c.KS.Privileges.Has("sviewplaylist", e.ID)
	rows, err := s.runPlaylist(ctx, c, playlistRun{
		partner:  e.PartnerID,
		kind:     e.MediaType,
		playlist: p,
		narrow:   in.Filter,
		all:      all,
	})
	return entriesOut(c, pageOf(rows, in.Pager)), err
}

type playlistContentIn struct {
	Type    int    `json:"playlistType,required"`
	Content string `json:"playlistContent,required"`
	Pager   *Pager `json:"pager"`
}

func (in *playlistContentIn) playlistRun(c *api.Call) (playlistRun, error) {
	p := &store.Playlist{Content: in.Content}
	r := playlistRun{partner: c.PartnerID, kind: in.Type, playlist: p}
	if in.Type != playlistDynamic {
		return r, checkPlaylist(in.Type, p)
	}
	var err error
	r.filters, p.TotalResults, err = readRule(in.Content)
	return r, err
}

func (s *Services) playlistExecuteContent(ctx context.Context, c *api.Call, in playlistContentIn) ([]Entry,
	error) {
	r, err := in.playlistRun(c)
	if err != nil {
		return nil, err
	}
	rows, err := s.runPlaylist(ctx, c, r)
	return entriesOut(c, pageOf(rows, in.Pager)), err
}

type playlistFiltersIn struct {
	Filters      api.Params `json:"filters,required"`
	TotalResults int        `json:"totalResults,required"`
	Pager        *Pager     `json:"pager"`
}

func (s *Services) playlistExecuteFilters(ctx context.Context, c *api.Call, in playlistFiltersIn) ([]Entry,
	error) {
	filters := in.Filters.Objects()
	if len(filters) > maxFilters {
		return nil, api.Err(api.MaxValue, "filters", strconv.Itoa(maxFilters))
	}
	p := &store.Playlist{TotalResults: min(in.TotalResults, maxResults)}
	rows, err := s.runPlaylist(ctx, c, playlistRun{
		partner:  c.PartnerID,
		kind:     playlistDynamic,
		playlist: p,
		filters:  filters,
	})
	return entriesOut(c, pageOf(rows, in.Pager)), err
}

// playlistStats answers with a playlist that has only the sums.
func (s *Services) playlistStats(ctx context.Context, c *api.Call, in playlistContentIn) (Playlist, error) {
	r, err := in.playlistRun(c)
	if err != nil {
		return Playlist{}, err
	}
	e := &store.Entry{PartnerID: c.PartnerID, Type: store.EntryPlaylist, MediaType: in.Type}
	rows, err := s.runPlaylist(ctx, c, r)
	addTotals(e, rows)
	return Playlist{
		BaseEntry:       baseEntryOut(c, e, "KalturaPlaylist"),
		PlaylistType:    in.Type,
		PlaylistContent: in.Content,
		Plays:           e.Plays,
		Views:           e.Views,
		Duration:        seconds(e.DurationMS),
	}, err
}

func (s *Services) addUp(ctx context.Context, c *api.Call, e *store.Entry, p *store.Playlist) error {
	rows, err := s.runPlaylist(ctx, c, playlistRun{partner: e.PartnerID, kind: e.MediaType, playlist: p})
	addTotals(e, rows)
	return err
}

func addTotals(e *store.Entry, rows []store.Entry) {
	e.DurationMS, e.Plays, e.Views = 0, 0, 0
	for i := range rows {
		e.DurationMS += rows[i].DurationMS
		e.Plays += rows[i].Plays
		e.Views += rows[i].Views
	}
}

func entriesOut(c *api.Call, rows []store.Entry) []Entry {
	out := make([]Entry, len(rows))
	for i := range rows {
		out[i] = entryOut(c)(&rows[i])
	}
	return out
}

// pageOf cuts a list where the caller wants only a part of it.
func pageOf(rows []store.Entry, p *Pager) []store.Entry {
	if p == nil {
		return rows
	}
	at := p.page()
	from := min(len(rows), (at.Index-1)*at.Size)
	return rows[from:min(len(rows), from+at.Size)]
}

// playlistRun is what one execution of a playlist is about.
type playlistRun struct {
	partner  int
	kind     int
	playlist *store.Playlist
	filters  []api.Params // of a rule that is not kept
	narrow   api.Params   // a filter on top
	all      bool         // schedules do not count
}

// runPlaylist finds the entries of a playlist: those that are ready and that the viewer
// may see.
func (s *Services) runPlaylist(ctx context.Context, c *api.Call, r playlistRun) ([]store.Entry, error) {
	find := s.rule
	switch r.kind {
	case playlistStatic, playlistPath:
		find = s.fixed
	case playlistDynamic:
	default:
		return nil, api.Err(api.InvalidPlaylistType)
	}
	rows, err := find(ctx, r)
	if err != nil {
		return nil, err
	}
	kept := rows[:0]
	for i := range rows {
		verdict, err := s.MayPlay(ctx, &rows[i], c.KS)
		if err != nil {
			return nil, err
		}
		if verdict == nil || r.all {
			kept = append(kept, rows[i])
		}
	}
	return applyLimit(kept, r.narrow), nil
}

// fixed keeps the order of the list; an entry may stand in it twice.
func (s *Services) fixed(ctx context.Context, r playlistRun) ([]store.Entry, error) {
	list := r.playlist.IDs()
	byID := map[string]store.Entry{}
	for rest := list; len(rest) > 0; {
		part := rest[:min(len(rest), 500)]
		rest = rest[len(part):]
		found, err := s.ready(ctx, r, api.Params{"idIn": strings.Join(part, ",")}, len(part))
		if err != nil {
			return nil, err
		}
		for _, e := range found {
			byID[e.ID] = e
		}
	}
	rows := make([]store.Entry, 0, len(list))
	for _, id := range list {
		if e, ok := byID[id]; ok {
			rows = append(rows, e)
		}
	}
	return rows, nil
}

// rule puts the results of its filters behind one another, each entry once.
func (s *Services) rule(ctx context.Context, r playlistRun) ([]store.Entry, error) {
	filters := r.filters
	if filters == nil {
		var err error
		if filters, err = readFilters(r.playlist); err != nil {
			return nil, err
		}
	}
	var rows []store.Entry
	seen := map[string]bool{}
	for _, f := range filters {
		found, err := s.ready(ctx, r, f, maxResults)
		if err != nil {
			return nil, err
		}
		for _, e := range applyLimit(found, f) {
			if !seen[e.ID] && len(rows) < r.playlist.TotalResults {
				seen[e.ID] = true
				rows = append(rows, e)
			}
		}
	}
	return rows, nil
}

// ready finds the media of the account that can be played, by a filter and the
// one on top.
func (s *Services) ready(ctx context.Context, r playlistRun, f api.Params, most int) ([]store.Entry, error) {
	if err := errors.Join(refuseNested(f), refuseNested(r.narrow)); err != nil {
		return nil, err
	}
	q := store.Query{
		OrderBy:    f.Str("orderBy"),
		Page:       store.Page{Index: 1, Size: most},
		Conditions: append(conditions(f), conditions(r.narrow)...),
	}
	q.Conditions = append(q.Conditions, store.Condition{Name: "statusEqual",
		Value: strconv.Itoa(store.EntryReady)}, store.Condition{Name: "typeNotEqual",
		Value: strconv.Itoa(store.EntryPlaylist)})
	rows, _, err := s.Store.Entries(ctx, store.Account(r.partner), q, f.Str("freeText"))
	return rows, err
}

func applyLimit(rows []store.Entry, f api.Params) []store.Entry {
	if n, err := strconv.Atoi(f.Str("limit")); err == nil && n > 0 {
		return rows[:min(n, len(rows))]
	}
	return rows
}

// inViewedPlaylist tells whether a session may see an entry because it may see
// a fixed playlist that has it (reference: backend-api §2.6, sviewplaylist).
func (s *Services) inViewedPlaylist(ctx context.Context, e *store.Entry, k *ks.Session) bool {
	for _, id := range strings.Split(k.Privileges["sviewplaylist"], "/") {
		row, err := s.Store.Entry(ctx, nil, id)
		if err != nil || row.PartnerID != e.PartnerID || row.Status != store.EntryReady {
			continue
		}
		p, err := s.Store.Playlist(ctx, id)
		if err != nil {
			continue
		}
		for _, have := range p.IDs() {
			if have == e.ID {
				return true
			}
		}
	}
	return false
}
