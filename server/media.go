package server

import (
	"context"
	"path/filepath"

	"diptych/server/delivery"
	"diptych/server/ks"
	"diptych/server/store"
)

// delivery is what gives out media, with the API's decisions.
func (s *Server) delivery() *delivery.Delivery {
	s.media = &delivery.Delivery{
		Store:         s.store,
		Blobs:         s.blobs,
		Session:       s.guard.Session,
		MayPlay:       s.mayPlay,
		BaseURL:       s.baseURL,
		IP:            s.clientIP,
		ContentSecret: s.secret,
		Drawn:         filepath.Join(s.Config.Data, "drawn"),
		Log:           s.Log.With("part", "delivery"),
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
