package server

import (
	"context"
	"strconv"

	"diptych/server/demo"
)

func itoa(n int) string { return strconv.Itoa(n) }

// publishDemo puts the demo lecture in through the API, as a client would, and
// makes the server ready once it plays.
func (s *Server) publishDemo(ctx context.Context) {
	partner, err := s.store.Partner(ctx, s.Config.PartnerID)
	if err == nil {
		client := demo.Client{API: s.local() + "/api_v3", Partner: partner.ID, Secret: partner.AdminSecret, Log: s.Log.With("part", "demo")}
		err = client.Publish(ctx, demoReference)
	}
	if err != nil {
		if ctx.Err() == nil {
			s.Log.Error("the demo lecture could not be published", "error", err)
		}
		return
	}
	s.ready.Store(true)
	s.Log.Info("the demo lecture is ready")
}
