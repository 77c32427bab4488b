package service

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"strings"

	"diptych/server/api"
	"diptych/server/store"
)

func (s *Services) mediaActions() []api.Action {
	return []api.Action{
		api.Do("add", api.Manage, "Makes a media entry without content.", s.mediaAdd),
		api.Do("addContent", api.Manage, "Gives an entry its content: an uploaded file, or a URL.",
			s.mediaAddContent),
		api.Do("updateContent", api.Manage,
			"Gives an entry other content; what plays stays until that is ready.", s.mediaUpdateContent),
		api.Do("approveReplace", api.Manage, "Approves other content; here all is approved as it comes.",
			s.mediaApproveReplace),
		api.Do("cancelReplace", api.Manage, "Gives up content that is on its way.", s.mediaCancelReplace),
		api.Do("upload", api.Manage, "Takes a whole file and answers a token for it.", s.mediaUpload),
		api.Do("addFromUploadedFile", api.Manage, "Makes an entry of an uploaded file.", s.addFromUploadedFile),
		api.Do("addFromUrl", api.Manage, "Makes an entry and imports its content.", s.mediaAddFromURL),
		api.Do("get", api.View, "Reads a media entry.", s.entryGet),
		api.Do("getVolumeMap", api.View, "How loud an entry is when, as CSV.", s.mediaVolumeMap),
		api.Do("list", api.View, "Lists media entries.", s.mediaList),
		api.Do("count", api.View, "Counts media entries.", s.entryCount),
		api.Do("update", api.Manage, "Changes a media entry.", s.mediaUpdate),
		api.Do("delete", api.Manage, "Deletes a media entry and its children.", s.entryDelete),
	}
}

type mediaAddIn struct {
	Entry entryIn `json:"entry,required"`
}

func (s *Services) mediaAdd(ctx context.Context, c *api.Call, in mediaAddIn) (Entry, error) {
	e, err := s.newEntry(ctx, c, in.Entry)
	if err != nil {
		return Entry{}, err
	}
	return entryOut(c)(e), s.Store.Insert(ctx, nil, e)
}

const entryMedia = 1 // KalturaEntryType MEDIA_CLIP

func (s *Services) newEntry(ctx context.Context, c *api.Call, in entryIn) (*store.Entry, error) {
	e := &store.Entry{
		ID:         store.NewID(),
		PartnerID:  c.PartnerID,
		UserID:     c.KS.UserID,
		CreatorID:  c.KS.UserID,
		Type:       entryMedia,
		MediaType:  store.MediaVideo,
		SourceType: "1",
		Status:     store.EntryNoContent,
		CreatedAt:  s.now(),
		UpdatedAt:  s.now(),
	}
	in.apply(e)
	if in.MediaType != nil {
		e.MediaType = *in.MediaType
	}
	if in.UserID != nil && c.KS.Admin() {
		e.UserID = *in.UserID
	}
	if e.Name == "" {
		e.Name = e.ID
	}
	if err := s.checkProfile(ctx, c, e); err != nil {
		return nil, err
	}
	return e, s.checkParent(ctx, c, e)
}

// checkParent makes sure that a parent is there, that the caller may edit it,
// since a child shows up beside it, and that no entry is above itself.
func (s *Services) checkParent(ctx context.Context, c *api.Call, e *store.Entry) error {
	if e.ParentEntryID != "" && e.ParentEntryID != e.ID {
		parent, err := s.entry(ctx, c, e.ParentEntryID)
		if err == nil && !mayEdit(c.KS, parent) {
			return api.Err(api.InvalidKS, "", "-4", "INVALID_TYPE")
		}
	}
	for id, depth := e.ParentEntryID, 0; id != ""; depth++ {
		if id == e.ID || depth > 16 {
			return api.Err(api.CycleInParentage, e.ID)
		}
		parent, err := s.entry(ctx, c, id)
		var known *api.Error
		if errors.As(err, &known) {
			return api.Err(api.ParentNotFound, id)
		}
		if err != nil {
			return err
		}
		id = parent.ParentEntryID
	}
	return nil
}

// resource is where content comes from.
type resource struct {
	ObjectType string `json:"objectType"`
	Token      string `json:"token"`
	URL        string `json:"url"`
}

type addContentIn struct {
	EntryID   string   `json:"entryId,required"`
	Resource  resource `json:"resource,required"`
	ProfileID int      `json:"conversionProfileId"` // of updateContent
}

func (s *Services) mediaAddContent(ctx context.Context, c *api.Call, in addContentIn) (Entry, error) {
	e, err := s.ownedEntry(ctx, c, in.EntryID)
	if err != nil {
		return Entry{}, err
	}
	if e.Type != entryMedia {
		return Entry{}, api.Err(api.EntryIDNotFound, in.EntryID)
	}
	if e.Status != store.EntryNoContent {
		return Entry{}, api.Err(api.EntryWithContent)
	}
	if err := s.attach(ctx, c, e, in.Resource); err != nil {
		return Entry{}, err
	}
	return entryOut(c)(e), nil
}

// attach gives an entry its content, or lets it wait for that.
func (s *Services) attach(ctx context.Context, c *api.Call, e *store.Entry, r resource) error {
	switch {
	case r.Token != "":
		return s.attachToken(ctx, c, e, r.Token)
	case r.URL != "":
		return s.attachURL(ctx, e, r.URL)
	}
	return api.Err(api.ResourceTypeNotSupported, r.ObjectType)
}

// attachToken takes a finished upload, or waits for one under way.
func (s *Services) attachToken(ctx context.Context, c *api.Call, e *store.Entry, id string) error {
	if _, err := s.token(ctx, c, id); err != nil {
		return err
	}
	return s.Store.Tx(ctx, func(tx store.Tx) error {
		t, err := s.Store.LockUploadToken(ctx, tx, id)
		if err != nil {
			return err
		}
		if t.Status > store.TokenFull || t.EntryID != "" {
			return api.Err(api.UploadTokenBadForEntry)
		}
		t.EntryID, t.UpdatedAt, e.UpdatedAt = e.ID, s.now(), s.now()
		from := e.Status
		e.Status = store.EntryImport
		if t.Status == store.TokenFull {
			t.Status, e.Status = store.TokenClosed, store.EntryPending
			if err := s.Ingest.IngestBlob(ctx, tx, e.ID, t.BlobKey); err != nil {
				return err
			}
		}
		if err := s.Store.Update(ctx, tx, t); err != nil {
			return err
		}
		return s.begin(ctx, tx, e, from, "status", "updated_at")
	})
}

// begin writes what an entry becomes when it gets content, unless somebody else
// has given it some meanwhile.
func (s *Services) begin(ctx context.Context, tx store.Tx, e *store.Entry, from int, columns ...string) error {
	still, err := s.Store.UpdateIf(ctx, tx, e, store.Condition{Name: "status", Value: strconv.Itoa(from)},
		columns...)
	if err == nil && !still {
		return api.Err(api.EntryWithContent)
	}
	return err
}

func (s *Services) attachURL(ctx context.Context, e *store.Entry, address string) error {
	address = strings.TrimSpace(address)
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return api.Err(api.WrongFormat, "url", "http(s)://")
	}
	return s.Store.Tx(ctx, func(tx store.Tx) error {
		from := e.Status
		e.Status, e.SourceType, e.UpdatedAt = store.EntryImport, "2", s.now()
		if err := s.begin(ctx, tx, e, from, "status", "source_type", "updated_at"); err != nil {
			return err
		}
		return s.Ingest.ImportURL(ctx, tx, e.ID, address)
	})
}

type addFromURLIn struct {
	Entry entryIn `json:"mediaEntry,required"`
	URL   string  `json:"url,required"`
}

func (s *Services) mediaAddFromURL(ctx context.Context, c *api.Call, in addFromURLIn) (Entry, error) {
	e, err := s.newEntry(ctx, c, in.Entry)
	if err != nil {
		return Entry{}, err
	}
	if err := s.Store.Insert(ctx, nil, e); err != nil {
		return Entry{}, err
	}
	return entryOut(c)(e), s.attachURL(ctx, e, in.URL)
}

type entryListIn struct {
	Filter api.Params `json:"filter"`
	Pager  *Pager     `json:"pager"`
}

func (s *Services) mediaList(ctx context.Context, c *api.Call, in entryListIn) (ListResponse[Entry], error) {
	rows, total, err := s.listEntries(ctx, c, in)
	return listOf("Media", rows, total, entryOut(c)), err
}

type mediaUpdateIn struct {
	EntryID string  `json:"entryId,required"`
	Entry   entryIn `json:"mediaEntry,required"`
}

func (s *Services) mediaUpdate(ctx context.Context, c *api.Call, in mediaUpdateIn) (Entry, error) {
	return s.updateEntry(ctx, c, in.EntryID, in.Entry)
}

func (s *Services) updateEntry(ctx context.Context, c *api.Call, id string, in entryIn) (Entry, error) {
	e, err := s.ownedEntry(ctx, c, id)
	if err != nil {
		return Entry{}, err
	}
	if in.MediaType != nil && *in.MediaType != e.MediaType {
		return Entry{}, api.Err(api.NotUpdatable, "mediaType")
	}
	if in.Type != nil && *in.Type != e.Type && *in.Type != -1 {
		return Entry{}, api.Err(api.NotUpdatable, "type")
	}
	if in.ParentEntryID != nil && e.MediaType != store.MediaVideo && *in.ParentEntryID != "" {
		return Entry{}, api.Err(api.InvalidEntryType, e.Name, strconv.Itoa(e.MediaType),
			strconv.Itoa(store.MediaVideo))
	}
	parent := e.ParentEntryID
	in.apply(e)
	if e.ParentEntryID != parent {
		if err := s.checkParent(ctx, c, e); err != nil {
			return Entry{}, err
		}
	}
	if err := s.checkProfile(ctx, c, e); err != nil {
		return Entry{}, err
	}
	e.UpdatedAt = s.now()
	return entryOut(c)(e), s.Store.Update(ctx, nil, e, "name", "description", "tags", "admin_tags",
		"reference_id", "parent_entry_id", "partner_data", "start_date", "end_date", "conversion_profile_id",
		"updated_at")
}
