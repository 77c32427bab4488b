package server

import (
	"net/http"
	"strings"

	"diptych/server/ks"
	"diptych/server/service"
	"diptych/server/start"
	"diptych/server/tus"
)

// routes is the whole surface of the server.
func (s *Server) routes() (http.Handler, error) {
	api, media := s.engine(), s.delivery()
	starts := &start.Handler{
		Batch:   api.Batch,
		Media:   media.Media,
		Open:    s.blobs.Open,
		BaseURL: s.baseURL,
		Log:     s.Log.With("part", "start"),
	}
	player, err := s.player()
	if err != nil {
		return nil, err
	}
	player.starts = starts
	mux := http.NewServeMux()
	mux.HandleFunc("/healthz", s.health)
	mux.Handle("/metrics", s.inside(s.metrics.served()))
	// the contract's, its alias, and the form without
	for _, prefix := range []string{"/api_v3", "/api", "/service"} {
		mux.Handle(prefix, api)
		mux.Handle(prefix+"/", api)
	}
	mux.HandleFunc("/player/stage", player.stage)
	mux.HandleFunc("/player/frame", player.remote)
	for _, name := range []string{"kaltura-player.mjs", "kaltura-player.d.ts"} {
		mux.Handle("/player/"+name, player.newest(name))
	}
	mux.HandleFunc("/player/frame-api.js", player.frameAPI)
	mux.Handle("/player/", player.files)
	mux.HandleFunc("/oembed", player.oembed)
	door, err := tus.New(service.TusTokens{Services: s.services}, s.uploader, s.baseURL)
	if err != nil {
		return nil, err
	}
	mux.Handle(tus.Path, door)
	partner := func(w http.ResponseWriter, r *http.Request) { // /p/{partner}/… and /s/p/{partner}/…
		if strings.Contains(r.URL.Path+"/", "/embedPlaykitJs/") {
			player.embed(w, r)
			return
		}
		if _, ok := start.Match(r.URL.Path); ok {
			starts.ServeHTTP(w, r)
			return
		}
		media.ServeHTTP(w, r)
	}
	mux.HandleFunc("/p/", partner)
	mux.HandleFunc("/s/p/", partner)
	mux.HandleFunc("/{$}", player.startPage)
	mux.HandleFunc("GET /player/demo.json", s.demoProgress)
	return s.observed(patient(mux, usual)), nil
}

// uploader is a session that may upload.
func (s *Server) uploader(r *http.Request, text string) (*ks.Session, error) {
	k, err := s.guard.Session(r, text)
	if err != nil {
		return nil, err
	}
	return k, s.guard.Act(r.Context(), k, "uploadToken", "upload")
}
