package server

import (
	"net/http"
	"net/url"
)

// newest serves a built file under a name that stays: what pages import is told
// by its ETag whether it has changed.
func (p *playerFiles) newest(name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.names[name] == "" {
			http.NotFound(w, r)
			return
		}
		hashed := r.Clone(r.Context())
		hashed.URL = &url.URL{Path: "/player/" + p.names[name]}
		p.files.ServeHTTP(changing{w}, hashed)
	})
}

// changing has caches ask each time.
type changing struct{ http.ResponseWriter }

func (c changing) WriteHeader(status int) {
	c.Header().Set("Cache-Control", "no-cache")
	c.ResponseWriter.WriteHeader(status)
}

func (c changing) Write(b []byte) (int, error) {
	c.Header().Set("Cache-Control", "no-cache")
	return c.ResponseWriter.Write(b)
}
