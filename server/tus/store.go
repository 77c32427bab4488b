package tus

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/tus/tusd/v2/pkg/handler"
)

// store is what the handler asks of the tokens.
type store struct{ tokens Tokens }

// NewUpload implements handler.DataStore.
func (s store) NewUpload(ctx context.Context, info handler.FileInfo) (handler.Upload, error) {
	if info.Size == 0 {
		return nil, handler.NewError("ERR_EMPTY_FILE", "an empty file holds nothing to play",
			http.StatusBadRequest)
	}
	name := info.MetaData["filename"]
	id, err := s.tokens.Begin(ctx, session(ctx), name, info.Size)
	if errors.Is(err, ErrNoRoom) {
		return nil, errNoRoom
	}
	if err != nil {
		return nil, err
	}
	return &upload{s.tokens, id}, nil
}

// GetUpload implements handler.DataStore.
func (s store) GetUpload(_ context.Context, id string) (handler.Upload, error) {
	return &upload{s.tokens, id}, nil
}

// AsTerminatableUpload implements handler.TerminaterDataStore.
func (s store) AsTerminatableUpload(u handler.Upload) handler.TerminatableUpload { return u.(*upload) }

type upload struct {
	tokens Tokens
	id     string
}

// GetInfo implements handler.Upload.
func (u *upload) GetInfo(ctx context.Context) (handler.FileInfo, error) {
	st, err := u.tokens.State(ctx, session(ctx), u.id)
	if err != nil {
		return handler.FileInfo{}, known(err)
	}
	return handler.FileInfo{
		ID:       u.id,
		Size:     st.Size,
		Offset:   st.Offset,
		MetaData: handler.MetaData{"filename": st.Name},
	}, nil
}

// WriteChunk implements handler.Upload.
func (u *upload) WriteChunk(ctx context.Context, offset int64, src io.Reader) (int64, error) {
	n, err := u.tokens.Write(ctx, session(ctx), u.id, offset, src)
	return n, known(err)
}

// GetReader implements handler.Upload; nothing is given out here.
func (u *upload) GetReader(context.Context) (io.ReadCloser, error) { return nil, handler.ErrNotFound }

// FinishUpload implements handler.Upload: the last byte has done that.
func (u *upload) FinishUpload(context.Context) error { return nil }

// Terminate implements handler.TerminatableUpload.
func (u *upload) Terminate(ctx context.Context) error {
	return known(u.tokens.Remove(ctx, session(ctx), u.id))
}

var errNoRoom = handler.NewError("ERR_NO_ROOM", "there is no room for more", http.StatusInsufficientStorage)

func known(err error) error {
	switch {
	case errors.Is(err, ErrNotFound):
		return handler.ErrNotFound
	case errors.Is(err, ErrNoRoom):
		return errNoRoom
	}
	return err
}
