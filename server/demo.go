package server

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/url"
	"strconv"

	"diptych/server/demo"
)

func itoa(n int) string { return strconv.Itoa(n) }

// itself is a client of this very process, whose certificate is for the name that
// the outside uses.
func (s *Server) itself() *http.Client {
	if !s.Config.secure() {
		return http.DefaultClient
	}
	config := &tls.Config{InsecureSkipVerify: true} //nolint:gosec // nobody is between a process and itself
	if u, err := url.Parse(s.Config.PublicURL); err == nil {
		config.ServerName = u.Hostname()
	}
	return &http.Client{Transport: &http.Transport{TLSClientConfig: config}}
}

// publishDemo puts the demo lecture in through the API, as a client would, and
// makes the server ready once it plays.
func (s *Server) publishDemo(ctx context.Context) {
	partner, err := s.store.Partner(ctx, s.Config.PartnerID)
	if err == nil {
		client := demo.Client{
			HTTP:    s.itself(),
			API:     s.local() + "/api_v3",
			Partner: partner.ID,
			Secret:  partner.AdminSecret,
			Log:     s.Log.With("part", "demo"),
		}
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
