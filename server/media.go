package server

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"diptych/server/api"
	"diptych/server/delivery"
	"diptych/server/ks"
	"diptych/server/store"
)

// delivery is what gives out media, with the API's decisions.
func (s *Server) delivery() *delivery.Delivery {
	s.media = &delivery.Delivery{
		Store: s.store, Blobs: s.blobs, Session: s.mediaSession, MayPlay: s.mayPlay, BaseURL: s.baseURL, IP: s.clientIP,
		ContentSecret: s.secret, Drawn: filepath.Join(s.Config.Data, "drawn"), Log: s.Log.With("part", "delivery"),
	}
	return s.media
}

// mayPlay is the API's verdict, "" where it is yes.
func (s *Server) mayPlay(ctx context.Context, e *store.Entry, k *ks.Session) (string, error) {
	verdict, err := s.services.MayPlay(ctx, e, k)
	if verdict == nil || err != nil {
		return "", err
	}
	return verdict.Code, nil
}

// mediaSession is the API's check of a session. Delivery has a number of its own
// for one that has expired (reference: backend-api §4.6), which the API names in
// the first argument of its error.
func (s *Server) mediaSession(ctx context.Context, text, ip string) (*ks.Session, error) {
	k, err := s.services.Session(ctx, text, ip)
	var refused *api.Error
	if errors.As(err, &refused) && len(refused.Args) > 0 && refused.Args[0].Value == "EXPIRED" {
		return nil, fmt.Errorf("%w: %w", delivery.ErrExpired, err)
	}
	return k, err
}
