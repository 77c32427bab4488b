package service

import (
	"context"
	"errors"
	"io"

	"diptych/server/api"
	"diptych/server/ks"
	"diptych/server/store"
	"diptych/server/tus"
	"diptych/server/upload"
)

// TusTokens are the upload tokens behind the door of package tus.
type TusTokens struct{ *Services }

var _ tus.Tokens = TusTokens{}

func (s TusTokens) of(ctx context.Context, k *ks.Session, id string) (*store.UploadToken, error) {
	t, err := s.token(ctx, &api.Call{KS: k, PartnerID: k.PartnerID}, id)
	var refused *api.Error
	if errors.As(err, &refused) {
		return nil, tus.ErrNotFound
	}
	return t, err
}

// Begin implements tus.Tokens.
func (s TusTokens) Begin(ctx context.Context, k *ks.Session, name string, size int64) (string, error) {
	if err := s.mayBegin(ctx, k, size); err != nil {
		var refused *api.Error
		if errors.As(err, &refused) {
			return "", tus.ErrNoRoom
		}
		return "", err
	}
	t := s.newToken(k, name, size, true)
	return t.ID, s.Store.Insert(ctx, nil, t)
}

// State implements tus.Tokens.
func (s TusTokens) State(ctx context.Context, k *ks.Session, id string) (tus.State, error) {
	t, err := s.of(ctx, k, id)
	if err != nil {
		return tus.State{}, err
	}
	have, err := upload.ParseRanges(t.Ranges)
	return tus.State{Name: t.FileName, Offset: have.Head(), Size: t.FileSize}, err
}

// Write implements tus.Tokens.
func (s TusTokens) Write(ctx context.Context, k *ks.Session, id string, at int64, r io.Reader) (int64, error) {
	t, err := s.of(ctx, k, id)
	if err != nil {
		return 0, err
	}
	if t.Status != store.TokenPending && t.Status != store.TokenPartial {
		return 0, tus.ErrNotFound
	}
	if s.room(t.FileSize-t.UploadedSize) != nil {
		return 0, tus.ErrNoRoom
	}
	came, broken := s.Uploads.Write(id, r, at)
	if came.To > came.From {
		// What is on disk counts, also when the sender is gone.
		if _, err := s.noteChunk(context.WithoutCancel(ctx), tokenUploadIn{ID: id, Resume: true,
			File: &api.File{Name: t.FileName}}, came, false); err != nil {
			return 0, err
		}
	}
	return came.To - came.From, broken
}

// Remove implements tus.Tokens.
func (s TusTokens) Remove(ctx context.Context, k *ks.Session, id string) error {
	if _, err := s.of(ctx, k, id); err != nil {
		return err
	}
	_, err := s.tokenDelete(ctx, &api.Call{KS: k, PartnerID: k.PartnerID}, tokenIn{ID: id})
	return err
}
