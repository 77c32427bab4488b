package service

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"diptych/server/api"
	"diptych/server/blob"
	"diptych/server/store"

	"github.com/uptrace/bun"
)

func (s *Services) uploadTokenActions() []api.Action {
	return []api.Action{
		api.Do("add", api.Manage, "Makes a token to upload a file to.", s.tokenAdd),
		api.Do("upload", api.Manage, "Takes a file, or a chunk of one.", s.tokenUpload),
		api.Do("get", api.Manage, "Reads a token.", s.tokenGet),
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
	return UploadToken{ID: t.ID, PartnerID: t.PartnerID, UserID: t.UserID, Status: t.Status, FileName: t.FileName, FileSize: float64(t.FileSize),
		UploadedFileSize: float64(t.UploadedSize), CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt, AttachedObjectID: t.EntryID}
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
	id := store.NewTokenID()
	t := &store.UploadToken{ID: id, PartnerID: c.PartnerID, UserID: c.KS.UserID, FileName: filepath.Base("/" + in.Token.FileName), FileSize: int64(in.Token.FileSize),
		AutoFinalize: in.Token.AutoFinalize, BlobKey: blob.Key("upload", id), CreatedAt: s.now(), UpdatedAt: s.now()}
	if in.Token.FileName == "" {
		t.FileName = ""
	}
	return tokenOut(t), s.Store.Insert(ctx, nil, t)
}

func (s *Services) token(ctx context.Context, c *api.Call, id string) (*store.UploadToken, error) {
	t, err := s.Store.UploadToken(ctx, nil, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && (t.PartnerID != c.PartnerID || t.Status == store.TokenDeleted || !c.KS.Admin() && t.UserID != c.KS.UserID) {
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

func (s *Services) tokenUpload(ctx context.Context, c *api.Call, in tokenUploadIn) (UploadToken, error) {
	t, err := s.token(ctx, c, in.ID)
	if err != nil {
		return UploadToken{}, err
	}
	if t.Status != store.TokenPending && t.Status != store.TokenPartial {
		return UploadToken{}, api.Err(api.UploadTokenBadStatus)
	}
	if in.File == nil {
		return UploadToken{}, api.Err(api.UploadError)
	}
	if in.Resume && t.Status == store.TokenPending {
		return UploadToken{}, api.Err(api.UploadTokenCannotResume)
	}
	end, err := s.placeChunk(t, in)
	if err != nil {
		return UploadToken{}, err
	}
	return s.finishChunk(ctx, t, in, end)
}

// placeChunk writes a chunk into the token's file and returns where it ends.
func (s *Services) placeChunk(t *store.UploadToken, in tokenUploadIn) (int64, error) {
	file := s.tokenFile(t)
	if !in.Resume {
		if err := os.Rename(in.File.Path, file); err != nil {
			return 0, fmt.Errorf("keep the upload: %w", err)
		}
		return in.File.Size, nil
	}
	out, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE, 0o640)
	if err != nil {
		return 0, fmt.Errorf("open the upload: %w", err)
	}
	defer out.Close()
	whence, at := io.SeekEnd, int64(0)
	if in.ResumeAt != nil && *in.ResumeAt >= 0 {
		whence, at = io.SeekStart, int64(*in.ResumeAt)
	}
	chunk, err := os.Open(in.File.Path)
	if err != nil {
		return 0, fmt.Errorf("read the chunk: %w", err)
	}
	defer chunk.Close()
	start, err := out.Seek(at, whence)
	if err != nil {
		return 0, fmt.Errorf("seek in the upload: %w", err)
	}
	n, err := io.Copy(out, chunk)
	return start + n, err
}

// tokenFile is where the bytes of a token gather; they become a blob when all
// are there.
func (s *Services) tokenFile(t *store.UploadToken) string {
	return filepath.Join(filepath.Dir(s.Blobs.Temp()), ".uploads", t.ID)
}

func (s *Services) finishChunk(ctx context.Context, t *store.UploadToken, in tokenUploadIn, end int64) (UploadToken, error) {
	final := in.FinalChunk == nil || *in.FinalChunk
	if in.Resume {
		t.UploadedSize += in.File.Size
	} else {
		t.UploadedSize = in.File.Size
	}
	if final && t.UploadedSize < end {
		return UploadToken{}, api.Err(api.UploadTokenWrongSize)
	}
	if t.AutoFinalize {
		final = t.UploadedSize >= t.FileSize
	}
	t.Status, t.UpdatedAt = store.TokenPartial, s.now()
	if t.FileName == "" {
		t.FileName = filepath.Base("/" + in.File.Name)
	}
	if final {
		t.Status = store.TokenFull
		if err := s.Blobs.Adopt(ctx, t.BlobKey, s.tokenFile(t)); err != nil {
			return UploadToken{}, err
		}
	}
	err := s.Store.Tx(ctx, func(tx bun.Tx) error {
		if final && t.EntryID != "" {
			t.Status = store.TokenClosed
			if err := s.Ingest.IngestBlob(ctx, tx, t.EntryID, t.BlobKey); err != nil {
				return err
			}
		}
		return s.Store.Update(ctx, tx, t)
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
		_ = os.Remove(s.tokenFile(t)) // not there before the first chunk
		if err := s.Blobs.Delete(ctx, t.BlobKey); err != nil {
			return api.None{}, err
		}
	}
	t.Status = store.TokenDeleted
	return api.None{}, s.Store.Update(ctx, nil, t, "status")
}
