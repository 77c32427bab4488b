package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"sort"
	"strconv"

	"diptych/server/api"
	"diptych/server/store"
)

func (s *Services) playlistActions() []api.Action {
	return []api.Action{
		api.Do("add", api.Manage, "Makes a playlist: a fixed list of entry ids, or a rule of filters.",
			s.playlistAdd),
		api.Do("clone", api.Manage, "Copies a playlist; newPlaylist changes the copy.", s.playlistClone),
		api.Do("delete", api.Manage, "Deletes a playlist, not its entries.", s.playlistDelete),
		api.Do("execute", api.Public,
			"The entries of a playlist in its order: those that are ready and that the viewer may see.",
			s.playlistExecute),
		api.Do("executeFromContent", api.Manage, "As execute, for a playlist that is not kept.",
			s.playlistExecuteContent),
		api.Do("executeFromFilters", api.Manage, "As execute, for a rule that is not kept.",
			s.playlistExecuteFilters),
		api.Do("get", api.View, "Reads a playlist.", s.playlistGet),
		api.Do("getStatsFromContent", api.Manage, "Adds up duration and plays of a playlist that is not kept.",
			s.playlistStats),
		api.Do("list", api.View, "Lists playlists.", s.playlistList),
		api.Do("update", api.Manage, "Changes a playlist.", s.playlistUpdate),
	}
}

// Kinds and limits of playlists (reference: backend-api §3.8).
const (
	playlistStatic  = 3
	playlistDynamic = 10
	playlistPath    = 102

	maxResults = 200
	maxFilters = 100
	maxContent = 64 << 10 // characters
)

// Playlist is a playlist as the API shows it.
type Playlist struct {
	BaseEntry
	PlaylistType    int           `json:"playlistType"`
	PlaylistContent string        `json:"playlistContent"`
	Filters         []*api.Object `json:"filters,omitempty"`
	TotalResults    int           `json:"totalResults,omitempty"`
	Plays           int64         `json:"plays"`
	Views           int64         `json:"views"`
	Duration        int64         `json:"duration"`
	ExecuteURL      string        `json:"executeUrl"`
}

func (s *Services) playlistOut(ctx context.Context, c *api.Call, e *store.Entry) (Playlist, error) {
	p, err := s.Store.Playlist(ctx, e.ID)
	if err != nil {
		return Playlist{}, fmt.Errorf("read playlist %s: %w", e.ID, err)
	}
	return showPlaylist(c, e, p)
}

func showPlaylist(c *api.Call, e *store.Entry, p *store.Playlist) (Playlist, error) {
	out := Playlist{
		BaseEntry:       baseEntryOut(c, e, "KalturaPlaylist"),
		PlaylistType:    e.MediaType,
		PlaylistContent: p.Content,
		TotalResults:    p.TotalResults,
		Plays:           e.Plays,
		Views:           e.Views,
		Duration:        seconds(e.DurationMS),
		ExecuteURL:      c.BaseURL + "/api_v3/service/playlist/action/execute/id/" + e.ID,
	}
	if e.MediaType != playlistDynamic {
		return out, nil
	}
	filters, err := readFilters(p)
	if err != nil {
		return Playlist{}, err
	}
	for _, f := range filters {
		out.Filters = append(out.Filters, showFilter(f))
	}
	out.PlaylistContent, err = writeRule(filters, p.TotalResults)
	return out, err
}

func showFilter(f api.Params) *api.Object {
	o := &api.Object{Type: "KalturaMediaEntryFilterForPlaylist"}
	for _, name := range fieldNames(f) {
		o.Fields = append(o.Fields, api.Field{Name: name, Value: f.Str(name)})
		if n, err := strconv.ParseInt(f.Str(name), 10, 64); err == nil && name == "limit" {
			o.Fields[len(o.Fields)-1].Value = n
		}
	}
	return o
}

// fieldNames are the scalars of a filter, in a fixed order.
func fieldNames(f api.Params) []string {
	var names []string
	for name, v := range f {
		if _, nested := v.(api.Params); !nested && name != "objectType" && isName(name) {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names
}

var propertyName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)

// isName tells whether a word can be the name of a property, and so of an element.
func isName(word string) bool { return propertyName.MatchString(word) }

func readFilters(p *store.Playlist) ([]api.Params, error) {
	if p.Filters == "" {
		return nil, nil
	}
	filters, err := api.ParseParams(p.Filters)
	if err != nil {
		return nil, fmt.Errorf("filters of playlist %s: %w", p.ID, err)
	}
	return filters.Objects(), nil
}

// playlistIn is what a client may set. Nil means: leave as it is.
type playlistIn struct {
	entryIn
	PlaylistType    *int       `json:"playlistType"`
	PlaylistContent *string    `json:"playlistContent"`
	Filters         api.Params `json:"filters"`
	TotalResults    *int       `json:"totalResults"`
}

// apply copies what was sent into both rows and checks what they are then.
func (in *playlistIn) apply(e *store.Entry, p *store.Playlist) error {
	in.entryIn.apply(e)
	if in.PlaylistType != nil {
		e.MediaType = *in.PlaylistType
	}
	if in.PlaylistContent != nil && e.MediaType != playlistDynamic {
		p.Content = *in.PlaylistContent
	}
	if in.TotalResults != nil {
		p.TotalResults = *in.TotalResults
	}
	if in.Filters != nil {
		text, err := json.Marshal(in.Filters)
		if err != nil {
			return api.Err(api.WrongFormat, "filters", "array")
		}
		p.Filters = string(text)
	}
	return checkPlaylist(e.MediaType, p)
}

func checkPlaylist(kind int, p *store.Playlist) error {
	switch kind {
	case playlistStatic, playlistPath:
		if len(p.Content) > maxContent {
			return api.Err(api.MaxLength, "playlistContent", strconv.Itoa(maxContent))
		}
		return nil
	case playlistDynamic:
	case 0:
		return api.Err(api.CannotBeNull, "playlistType")
	default:
		return api.Err(api.InvalidPlaylistType)
	}
	filters, err := readFilters(p)
	switch {
	case err != nil:
		return err
	case len(filters) == 0:
		return api.Err(api.CannotBeNull, "filters")
	case len(filters) > maxFilters:
		return api.Err(api.MaxValue, "filters", strconv.Itoa(maxFilters))
	case p.TotalResults == 0:
		return api.Err(api.CannotBeNull, "totalResults")
	case p.TotalResults < 0:
		return api.Err(api.MinValue, "totalResults", "1")
	}
	p.TotalResults = min(p.TotalResults, maxResults)
	return nil
}

type playlistAddIn struct {
	Playlist    playlistIn `json:"playlist,required"`
	UpdateStats bool       `json:"updateStats"`
}

func (s *Services) playlistAdd(ctx context.Context, c *api.Call, in playlistAddIn) (Playlist, error) {
	return s.newPlaylist(ctx, c, in.Playlist, &store.Playlist{}, in.UpdateStats)
}

// newPlaylist makes a playlist of what was sent, over what p has already.
func (s *Services) newPlaylist(ctx context.Context, c *api.Call, in playlistIn, p *store.Playlist,
	stats bool) (Playlist, error) {
	e, err := s.newEntry(ctx, c, in.entryIn)
	if err != nil {
		return Playlist{}, err
	}
	e.Type, e.MediaType, e.SourceType, e.Status, e.ParentEntryID = store.EntryPlaylist, 0, "", store.EntryReady,
		""
	p.ID = e.ID
	if err := in.apply(e, p); err != nil {
		return Playlist{}, err
	}
	if stats {
		if err := s.addUp(ctx, c, e, p); err != nil {
			return Playlist{}, err
		}
	}
	err = s.Store.Tx(ctx, func(tx store.Tx) error {
		return errors.Join(s.Store.Insert(ctx, tx, e), s.Store.Insert(ctx, tx, p))
	})
	if err != nil {
		return Playlist{}, err
	}
	return showPlaylist(c, e, p)
}

type playlistID struct {
	ID string `json:"id,required"`
}

func (s *Services) playlistGet(ctx context.Context, c *api.Call, in playlistID) (Playlist, error) {
	e, err := s.playlist(ctx, c, in.ID)
	if err != nil {
		return Playlist{}, err
	}
	return s.playlistOut(ctx, c, e)
}

// playlist reads a playlist's entry; without a session its id is enough.
func (s *Services) playlist(ctx context.Context, c *api.Call, id string) (*store.Entry, error) {
	e, err := s.Store.Entry(ctx, nil, id)
	switch {
	case errors.Is(err, store.ErrNotFound), err == nil && (e.Type != store.EntryPlaylist ||
		e.Status == store.EntryDeleted || c.PartnerID != 0 && e.PartnerID != c.PartnerID):
		return nil, api.Err(api.UnknownPlaylist, id)
	}
	return e, err
}

// ownedPlaylist reads a playlist that the caller may change.
func (s *Services) ownedPlaylist(ctx context.Context, c *api.Call, id string) (*store.Entry, error) {
	if _, err := s.playlist(ctx, c, id); err != nil {
		return nil, err
	}
	return s.ownedEntry(ctx, c, id)
}

type playlistUpdateIn struct {
	ID          string     `json:"id,required"`
	Playlist    playlistIn `json:"playlist,required"`
	UpdateStats bool       `json:"updateStats"`
}

func (s *Services) playlistUpdate(ctx context.Context, c *api.Call, in playlistUpdateIn) (Playlist, error) {
	e, err := s.ownedPlaylist(ctx, c, in.ID)
	if err != nil {
		return Playlist{}, err
	}
	p, err := s.Store.Playlist(ctx, e.ID)
	if err != nil {
		return Playlist{}, fmt.Errorf("read playlist %s: %w", e.ID, err)
	}
	if err := in.Playlist.apply(e, p); err != nil {
		return Playlist{}, err
	}
	if in.UpdateStats {
		if err := s.addUp(ctx, c, e, p); err != nil {
			return Playlist{}, err
		}
	}
	e.UpdatedAt, e.ParentEntryID = s.now(), ""
	err = s.Store.Tx(ctx, func(tx store.Tx) error {
		return errors.Join(s.Store.Update(ctx, tx, e), s.Store.Update(ctx, tx, p))
	})
	if err != nil {
		return Playlist{}, err
	}
	return showPlaylist(c, e, p)
}

func (s *Services) playlistDelete(ctx context.Context, c *api.Call, in playlistID) (api.None, error) {
	e, err := s.ownedPlaylist(ctx, c, in.ID)
	if err != nil {
		return api.None{}, err
	}
	return api.None{}, s.Store.Tx(ctx, func(tx store.Tx) error { return s.markDeleted(ctx, tx, e) })
}

type playlistCloneIn struct {
	ID       string      `json:"id,required"`
	Playlist *playlistIn `json:"newPlaylist"`
}

func (s *Services) playlistClone(ctx context.Context, c *api.Call, in playlistCloneIn) (Playlist, error) {
	e, err := s.playlist(ctx, c, in.ID)
	if err != nil {
		return Playlist{}, err
	}
	p, err := s.Store.Playlist(ctx, e.ID)
	if err != nil {
		return Playlist{}, fmt.Errorf("read playlist %s: %w", e.ID, err)
	}
	if in.Playlist == nil {
		in.Playlist = &playlistIn{}
	}
	n := in.Playlist
	for to, from := range map[**string]*string{&n.Name: &e.Name, &n.Description: &e.Description,
		&n.Tags: &e.Tags, &n.AdminTags: &e.AdminTags} {
		if *to == nil {
			*to = from
		}
	}
	if n.PlaylistType == nil {
		n.PlaylistType = &e.MediaType
	}
	return s.newPlaylist(ctx, c, *n, &store.Playlist{Content: p.Content, Filters: p.Filters,
		TotalResults: p.TotalResults}, false)
}

func (s *Services) playlistList(ctx context.Context, c *api.Call, in entryListIn) (ListResponse[Playlist],
	error) {
	if in.Filter == nil {
		in.Filter = api.Params{}
	}
	in.Filter["typeEqual"] = strconv.Itoa(store.EntryPlaylist)
	delete(in.Filter, "typeIn")
	rows, total, err := s.listEntries(ctx, c, in)
	out := listOf("Playlist", rows, total, func(e *store.Entry) Playlist {
		return Playlist{BaseEntry: BaseEntry{ID: e.ID}}
	})
	for i := range rows {
		if out.Objects[i], err = s.playlistOut(ctx, c, &rows[i]); err != nil {
			return out, err
		}
	}
	return out, err
}
