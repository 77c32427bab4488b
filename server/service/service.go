// Package service holds the actions of the API, one file per service. A file
// begins with its table, which reads like the contract's own page; handlers
// check, call the store and convert.
package service

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"diptych/server/access"
	"diptych/server/api"
	"diptych/server/blob"
	"diptych/server/ks"
	"diptych/server/limits"
	"diptych/server/store"
	"diptych/server/upload"
)

// Ingester makes playable renditions of what was uploaded.
type Ingester interface {
	// IngestBlob queues the source for conversion, within the transaction.
	IngestBlob(ctx context.Context, tx store.Tx, entryID, blobKey string) error
	// ImportURL queues a download, which is then converted.
	ImportURL(ctx context.Context, tx store.Tx, entryID, url string) error
}

// Services has what the handlers need.
type Services struct {
	Store   *store.Store
	Blobs   blob.Store
	Uploads *upload.Files
	Ingest  Ingester
	Now     func() time.Time
	Log     *slog.Logger
	// Fetch reads a file of at most so many bytes from the public Internet.
	Fetch func(ctx context.Context, url string, most int64) ([]byte, error)
	// Patience is how long the last chunk of an upload waits for others.
	Patience time.Duration

	texts   captionTexts
	guesses access.Guesses
}

// Register puts all services into the registry, plugin services under both of
// their names.
func (s *Services) Register(r *api.Registry) {
	r.Add(s.systemActions(), "system")
	r.Add(s.sessionActions(), "session")
	r.Add(s.uploadTokenActions(), "uploadToken")
	r.Add(s.mediaActions(), "media")
	r.Add(s.baseEntryActions(), "baseEntry")
	r.Add(s.flavorAssetActions(), "flavorAsset")
	r.Add(s.flavorParamsActions(), "flavorParams")
	r.Add(s.conversionProfileActions(), "conversionProfile")
	r.Add(s.profileParamsActions(), "conversionProfileAssetParams")
	r.Add(s.captionAssetActions(), "caption_captionAsset", "captionAsset")
	r.Add(s.cuePointActions(), "cuePoint_cuePoint", "cuePoint", "annotation_annotation", "annotation")
	r.Add(s.thumbAssetActions(), "thumbAsset")
	r.Add(s.playlistActions(), "playlist")
	r.Add(s.userEntryActions(), "userEntry")
	r.Add(s.uiConfActions(), "uiConf")
	r.Add(s.metadataActions(), "metadata_metadata", "metadata")
	r.Add(s.userActions(), "user")
}

// Pager is the contract's FilterPager.
type Pager struct {
	PageSize  *int `json:"pageSize"`
	PageIndex int  `json:"pageIndex"`
}

func (p *Pager) page() store.Page {
	page := store.Page{Index: 1, Size: 30}
	if p == nil {
		return page
	}
	if p.PageSize != nil {
		page.Size = max(0, min(limits.Page, *p.PageSize))
	}
	page.Index = max(1, min(p.PageIndex, limits.Reachable+1))
	return page
}

// ListResponse is the frame of every list.
type ListResponse[T any] struct {
	kind       string
	Objects    []T `json:"objects"`
	TotalCount int `json:"totalCount"`
}

// ObjectType is the list's class, "KalturaMediaListResponse".
func (l ListResponse[T]) ObjectType() string { return "Kaltura" + l.kind + "ListResponse" }

func listOf[R, T any](kind string, rows []R, total int, convert func(*R) T) ListResponse[T] {
	out := ListResponse[T]{kind: kind, Objects: make([]T, len(rows)), TotalCount: total}
	for i := range rows {
		out.Objects[i] = convert(&rows[i])
	}
	return out
}

// ownedEntry reads an entry that the caller may change.
func (s *Services) ownedEntry(ctx context.Context, c *api.Call, id string) (*store.Entry, error) {
	e, err := s.entry(ctx, c, id)
	if err != nil {
		return nil, err
	}
	if !mayEdit(c.KS, e) {
		return nil, api.Err(api.InvalidKS, "", "-4", "INVALID_TYPE")
	}
	return e, nil
}

func mayEdit(k *ks.Session, e *store.Entry) bool {
	if k == nil || k.PartnerID != e.PartnerID || !access.Entry(k, e.ID, e.ParentEntryID) {
		return false
	}
	if k.Admin() || k.Privileges.Has("edit", e.ID) {
		return true
	}
	return !k.Anonymous() && (k.UserID == e.UserID || k.UserID == e.CreatorID)
}

// scope is whose rows a list of the caller's may find.
func scope(c *api.Call) store.Scope {
	k := c.KS
	sc := store.Scope{Partner: c.PartnerID}
	if k == nil {
		return sc
	}
	sc.All, sc.EditAll, sc.Listed = k.Admin(), k.Privileges.Has("edit", "*"), k.Privileges.Has("list", "*")
	sc.Only = k.Privileges["limitentry"]
	if !k.Anonymous() {
		sc.User = k.UserID
	}
	if edit := k.Privileges["edit"]; edit != "" && !sc.EditAll {
		sc.Edit = strings.Split(edit, "/")
	}
	return sc
}

// entry reads an entry of the caller's account that is not deleted; to the media
// service other types are unknown.
func (s *Services) entry(ctx context.Context, c *api.Call, id string) (*store.Entry, error) {
	e, err := s.Store.Entry(ctx, nil, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && (e.PartnerID != c.PartnerID ||
		e.Status == store.EntryDeleted || !access.Entry(c.KS, e.ID, e.ParentEntryID) || ofMedia(c) &&
		e.Type != entryMedia) {
		return nil, api.Err(api.EntryIDNotFound, id)
	}
	return e, err
}

// elsewhere tells whether the caller's session is for other entries only.
func (s *Services) elsewhere(ctx context.Context, c *api.Call, entry string) bool {
	if c.KS == nil || c.KS.Privileges["limitentry"] == "" {
		return false
	}
	_, err := s.entry(ctx, &api.Call{KS: c.KS, PartnerID: c.PartnerID}, entry)
	return err != nil
}

// ofMedia tells whether the caller asks the media service.
func ofMedia(c *api.Call) bool { return strings.EqualFold(c.Service, "media") }

func (s *Services) now() int64 { return s.Now().Unix() }

func partnerPath(c *api.Call, partner int) string {
	id := strconv.Itoa(partner)
	return c.BaseURL + "/p/" + id + "/sp/" + id + "00"
}

func urlScheme(base string) string {
	name, _, _ := strings.Cut(base, ":")
	return name
}
