package service

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"
	"time"

	"diptych/server/api"
	"diptych/server/disk"
	"diptych/server/ks"
	"diptych/server/limits"
	"diptych/server/store"
	"diptych/server/upload"
)

func (s *Services) uploadTokenActions() []api.Action {
	return []api.Action{
		api.Do("add", api.Manage, "Makes a token to upload a file to.", s.tokenAdd),
		api.Do("upload", api.Manage, "Takes a file, or a chunk of one.", s.tokenUpload),
		api.Do("get", api.Manage, "Reads a token.", s.tokenGet),
		api.Do("list", api.Manage, "Lists tokens: a user's own, for an administrator all.", s.tokenList),
		api.Do("delete", api.Manage, "Gives a token up.", s.tokenDelete),
	}
}

// UploadToken is a token as the API shows it.
type UploadToken struct {
	ID               string  `json:"id"`
	PartnerID        int     `json:"partnerId"`
	UserID           string  `json:"userId"`
	Status           int     `json:"status"`
	FileName         string  `json:"fileName,omitempty"`
	FileSize         float64 `json:"fileSize,omitempty"`
	UploadedFileSize float64 `json:"uploadedFileSize"`
	CreatedAt        int64   `json:"createdAt"`
	UpdatedAt        int64   `json:"updatedAt"`
	AttachedObjectID string  `json:"attachedObjectId,omitempty"`
}

// ObjectType names the class.
func (UploadToken) ObjectType() string { return "KalturaUploadToken" }

func tokenOut(t *store.UploadToken) UploadToken {
	return UploadToken{
		ID:               t.ID,
		PartnerID:        t.PartnerID,
		UserID:           t.UserID,
		Status:           t.Status,
		FileName:         t.FileName,
		FileSize:         float64(t.FileSize),
		UploadedFileSize: float64(t.UploadedSize),
		CreatedAt:        t.CreatedAt,
		UpdatedAt:        t.UpdatedAt,
		AttachedObjectID: t.EntryID,
	}
}

type tokenAddIn struct {
	Token struct {
		FileName     string  `json:"fileName"`
		FileSize     float64 `json:"fileSize"`
		AutoFinalize bool    `json:"autoFinalize"`
	} `json:"uploadToken"`
}

func (s *Services) tokenAdd(ctx context.Context, c *api.Call, in tokenAddIn) (UploadToken, error) {
	if in.Token.AutoFinalize && in.Token.FileSize <= 0 {
		return UploadToken{}, api.Err(api.UploadTokenNoFileSize)
	}
	if in.Token.FileSize < 0 || in.Token.FileSize > limits.Upload {
		return UploadToken{}, api.Err(api.MaxValue, "fileSize", strconv.FormatInt(limits.Upload, 10))
	}
	if err := s.mayBegin(ctx, c.KS, int64(in.Token.FileSize)); err != nil {
		return UploadToken{}, err
	}
	t := s.newToken(c.KS, in.Token.FileName, int64(in.Token.FileSize), in.Token.AutoFinalize)
	t.PartnerID = c.PartnerID
	return tokenOut(t), s.Store.Insert(ctx, nil, t)
}

// mayBegin refuses an upload when too many of the caller's wait for bytes, or
// when there is no room for it.
func (s *Services) mayBegin(ctx context.Context, k *ks.Session, size int64) error {
	own, all, err := s.Store.UnfinishedUploads(ctx, k.PartnerID, k.UserID)
	if err != nil {
		return err
	}
	if !k.Admin() && own >= limits.UploadsOfUser || all >= limits.UploadsOfAll {
		return api.Err(api.TooManyUploads)
	}
	return s.room(size)
}

// room refuses what the disk cannot take.
func (s *Services) room(size int64) error {
	if err := disk.Room(s.Blobs.Temp(), size); err != nil {
		s.Log.Warn("upload refused", "bytes", size, "error", err)
		return api.Err(api.UploadError)
	}
	return nil
}

func (s *Services) newToken(k *ks.Session, name string, size int64, finalize bool) *store.UploadToken {
	id := store.NewTokenID()
	t := &store.UploadToken{
		ID:           id,
		PartnerID:    k.PartnerID,
		UserID:       k.UserID,
		FileSize:     size,
		AutoFinalize: finalize,
		BlobKey:      upload.Key(id),
		CreatedAt:    s.now(),
		UpdatedAt:    s.now(),
	}
	if name != "" {
		t.FileName = filepath.Base("/" + name)
	}
	return t
}

func (s *Services) token(ctx context.Context, c *api.Call, id string) (*store.UploadToken, error) {
	t, err := s.Store.UploadToken(ctx, nil, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && (t.PartnerID != c.PartnerID ||
		t.Status == store.TokenDeleted || !c.KS.Admin() && t.UserID != c.KS.UserID) {
		return nil, api.Err(api.UploadTokenNotFound)
	}
	return t, err
}

type tokenUploadIn struct {
	ID         string    `json:"uploadTokenId,required"`
	File       *api.File `json:"fileData"`
	Resume     bool      `json:"resume"`
	FinalChunk *bool     `json:"finalChunk"`
	ResumeAt   *float64  `json:"resumeAt"`
}

// maxResume is how long an upload may be gone on with.
const maxResume = 7 * 24 * time.Hour

// Patience is how long the last chunk waits for those before it when nothing is
// heard of them; they may be on a slow way.
const Patience = 40 * time.Second

func (s *Services) tokenUpload(ctx context.Context, c *api.Call, in tokenUploadIn) (UploadToken, error) {
	t, err := s.token(ctx, c, in.ID)
	if err != nil {
		return UploadToken{}, err
	}
	if err := s.mayUpload(t, in); err != nil {
		return UploadToken{}, err
	}
	if in.Resume && in.ResumeAt != nil {
		if err := s.room(max(0, int64(*in.ResumeAt)-t.UploadedSize)); err != nil {
			return UploadToken{}, err
		}
	}
	final := in.FinalChunk == nil || *in.FinalChunk
	came := upload.Range{To: in.File.Size}
	if in.Resume {
		at := int64(-1)
		if in.ResumeAt != nil && *in.ResumeAt >= 0 {
			at = int64(*in.ResumeAt)
		}
		came, err = s.Uploads.Place(t.ID, in.File.Path, at)
	} else {
		err = s.Uploads.Replace(t.ID, in.File.Path)
	}
	if err != nil {
		return UploadToken{}, err
	}
	if t, err = s.noteChunk(ctx, in, came, final); err != nil {
		return UploadToken{}, err
	}
	if !final || t.Status != store.TokenPartial {
		return tokenOut(t), nil
	}
	return s.awaitChunks(ctx, t, came.To)
}

// mayUpload refuses what cannot be taken, before a byte is written.
func (s *Services) mayUpload(t *store.UploadToken, in tokenUploadIn) error {
	switch {
	case t.Status != store.TokenPending && t.Status != store.TokenPartial:
		return api.Err(api.UploadTokenBadStatus)
	case in.File == nil:
		return api.Err(api.UploadError)
	case in.ResumeAt != nil && !(*in.ResumeAt >= -1 && *in.ResumeAt <= float64(s.longest(t)-in.File.Size)):
		return api.Err(api.UploadError)
	case !in.Resume:
		return nil
	case t.Status == store.TokenPending:
		return api.Err(api.UploadTokenCannotResume)
	case s.Now().Sub(time.Unix(t.CreatedAt, 0)) > maxResume:
		return api.Err(api.UploadTokenTooOld, strconv.Itoa(int(maxResume.Seconds())))
	}
	return nil
}

// longest is how many bytes a token may hold: what it was made for, where that
// was said and is meant.
func (s *Services) longest(t *store.UploadToken) int64 {
	if t.AutoFinalize && t.FileSize > 0 {
		return t.FileSize
	}
	return limits.Upload
}

// noteChunk writes down what has come; the chunk that completes the file
// finishes the upload in the same transaction.
func (s *Services) noteChunk(ctx context.Context, in tokenUploadIn, came upload.Range,
	final bool) (*store.UploadToken, error) {
	var t *store.UploadToken
	err := s.Store.Tx(ctx, func(tx store.Tx) error {
		var err error
		if t, err = s.Store.LockUploadToken(ctx, tx, in.ID); err != nil {
			return err
		}
		if t.Status != store.TokenPending && t.Status != store.TokenPartial {
			return api.Err(api.UploadTokenBadStatus)
		}
		have, err := upload.ParseRanges(t.Ranges)
		if err != nil || !in.Resume {
			have = nil
		}
		have = have.Add(came)
		t.Ranges, t.UploadedSize, t.Status, t.UpdatedAt = have.String(), have.Size(), store.TokenPartial, s.now()
		if t.FileName == "" {
			t.FileName = filepath.Base("/" + in.File.Name)
		}
		size := came.To
		if t.AutoFinalize {
			size, final = max(t.FileSize, have.End()), true
		}
		if final && have.Whole(size) {
			return s.finishUpload(ctx, tx, t)
		}
		return s.Store.Update(ctx, tx, t)
	})
	return t, err
}

// finishUpload closes a token whose bytes are all there; an entry that waits for
// them gets them.
func (s *Services) finishUpload(ctx context.Context, tx store.Tx, t *store.UploadToken) error {
	t.Status, t.UpdatedAt = store.TokenFull, s.now()
	if t.EntryID != "" {
		t.Status = store.TokenClosed
		if err := s.Ingest.IngestBlob(ctx, tx, t.EntryID, t.BlobKey); err != nil {
			return err
		}
	}
	return s.Store.Update(ctx, tx, t)
}

// awaitChunks waits for what lies before the last chunk. Whoever sent that may
// send it again when it does not come.
func (s *Services) awaitChunks(ctx context.Context, t *store.UploadToken, size int64) (UploadToken, error) {
	if t.AutoFinalize {
		return tokenOut(t), nil
	}
	heard := time.Now()
	for {
		have, err := upload.ParseRanges(t.Ranges)
		if err != nil {
			return UploadToken{}, err
		}
		if have.Whole(size) {
			break
		}
		if s.Uploads.Writing(t.ID) {
			heard = time.Now()
		}
		if have.End() > size || time.Since(heard) > s.Patience {
			return UploadToken{}, api.Err(api.UploadTokenWrongSize)
		}
		select {
		case <-ctx.Done():
			return UploadToken{}, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
		before := t.Ranges
		if t, err = s.Store.UploadToken(ctx, nil, t.ID); err != nil {
			return UploadToken{}, err
		}
		if t.Ranges != before {
			heard = time.Now()
		}
	}
	err := s.Store.Tx(ctx, func(tx store.Tx) error {
		var err error
		if t, err = s.Store.LockUploadToken(ctx, tx, t.ID); err != nil || t.Status != store.TokenPartial {
			return err
		}
		return s.finishUpload(ctx, tx, t)
	})
	return tokenOut(t), err
}

type tokenIn struct {
	ID string `json:"uploadTokenId,required"`
}

func (s *Services) tokenGet(ctx context.Context, c *api.Call, in tokenIn) (UploadToken, error) {
	t, err := s.token(ctx, c, in.ID)
	if err != nil {
		return UploadToken{}, err
	}
	return tokenOut(t), nil
}

func (s *Services) tokenDelete(ctx context.Context, c *api.Call, in tokenIn) (api.None, error) {
	t, err := s.token(ctx, c, in.ID)
	if err != nil {
		return api.None{}, err
	}
	if t.Status != store.TokenClosed {
		if err := s.Uploads.Remove(ctx, t.ID); err != nil {
			return api.None{}, err
		}
	}
	t.Status = store.TokenDeleted
	return api.None{}, s.Store.Update(ctx, nil, t, "status")
}

func (s *Services) tokenList(ctx context.Context, c *api.Call, in entryListIn) (ListResponse[UploadToken],
	error) {
	if err := refuseNested(in.Filter); err != nil {
		return ListResponse[UploadToken]{}, err
	}
	q := store.Query{Conditions: conditions(in.Filter), OrderBy: in.Filter.Str("orderBy"), Page: in.Pager.page()}
	if in.Filter.Str("fileNameEqual") != "" && in.Filter.Str("statusEqual") == "" &&
		in.Filter.Str("statusIn") == "" {
		q.Conditions = append(q.Conditions, store.Condition{Name: "statusIn", Value: "0,1,2"})
	}
	user := ""
	if !c.KS.Admin() {
		user = c.KS.UserID
	}
	rows, total, err := s.Store.UploadTokens(ctx, c.PartnerID, user, q)
	return listOf("UploadToken", rows, total, tokenOut), err
}

// ExpireUploads gives up what was begun too long ago to be gone on with.
func (s *Services) ExpireUploads(ctx context.Context) error {
	stale, err := s.Store.StaleUploads(ctx, s.Now().Add(-maxResume-time.Hour).Unix())
	if err != nil {
		return err
	}
	for i := range stale {
		t := &stale[i]
		if err := s.Uploads.Remove(ctx, t.ID); err != nil {
			return err
		}
		t.Status, t.UpdatedAt = store.TokenTimedOut, s.now()
		if err := s.Store.Update(ctx, nil, t, "status", "updated_at"); err != nil {
			return err
		}
	}
	return nil
}
