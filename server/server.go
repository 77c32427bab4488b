package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"diptych/server/api"
	"diptych/server/blob"
	"diptych/server/delivery"
	"diptych/server/ingest"
	"diptych/server/jobs"
	"diptych/server/ks"
	"diptych/server/service"
	"diptych/server/store"
)

// Server is one running platform.
type Server struct {
	Config Config
	Log    *slog.Logger

	store    *store.Store
	blobs    *blob.Folder
	queue    *jobs.Queue
	services *service.Services
	proxies  []netip.Prefix
	handler  http.Handler
	ready    atomic.Bool
	address  string
}

// Open opens database and storage, makes the first account and starts the
// workers. Close ends it.
func Open(ctx context.Context, c Config, log *slog.Logger) (*Server, error) {
	s := &Server{Config: c, Log: log}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Server) open(ctx context.Context) error {
	c := s.Config
	if c.Storage != "" {
		return fmt.Errorf("--storage %s: only the data folder is supported yet", c.Storage)
	}
	if err := os.MkdirAll(c.Data, 0o750); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	var err error
	if s.proxies, err = prefixes(c.TrustedProxies); err != nil {
		return fmt.Errorf("--trusted-proxies: %w", err)
	}
	allow, err := prefixes(c.ImportAllow)
	if err != nil {
		return fmt.Errorf("--import-allow: %w", err)
	}
	if s.store, err = store.Open(ctx, c.Database, c.Data); err != nil {
		return err
	}
	if s.blobs, err = blob.NewFolder(filepath.Join(c.Data, "blobs")); err != nil {
		return err
	}
	work := &ingest.Ingest{Store: s.store, Blobs: s.blobs, Fetch: &ingest.Fetcher{Allow: allow}, Log: s.Log.With("part", "ingest")}
	if s.queue, err = jobs.Start(context.WithoutCancel(ctx), s.store, c.workers(), work, s.Log.With("part", "jobs")); err != nil {
		return err
	}
	s.services = &service.Services{Store: s.store, Blobs: s.blobs, Ingest: s.queue, Now: time.Now, Log: s.Log.With("part", "api")}
	if err := s.firstAccount(ctx); err != nil {
		return err
	}
	s.handler, err = s.routes()
	s.ready.Store(!c.Demo)
	return err
}

// Handler answers HTTP requests.
func (s *Server) Handler() http.Handler { return s.handler }

// Close stops the workers and closes the database.
func (s *Server) Close() error {
	var err error
	if s.queue != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		err = s.queue.Stop(ctx)
	}
	if s.store != nil {
		err = errors.Join(err, s.store.Close())
	}
	return err
}

// Run serves until ctx ends, then lets requests finish.
func (s *Server) Run(ctx context.Context) error {
	listener, err := net.Listen("tcp", s.Config.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	s.address = listener.Addr().String()
	h := &http.Server{Handler: s.handler, ReadHeaderTimeout: 20 * time.Second, IdleTimeout: 2 * time.Minute, ErrorLog: slog.NewLogLogger(s.Log.Handler(), slog.LevelDebug)}
	failed := make(chan error, 1)
	go func() {
		if s.Config.TLSCert != "" {
			failed <- h.ServeTLS(listener, s.Config.TLSCert, s.Config.TLSKey)
			return
		}
		failed <- h.Serve(listener)
	}()
	s.announce()
	if s.Config.Demo {
		go s.publishDemo(ctx)
	}
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	s.Log.Info("stopping")
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	return h.Shutdown(grace)
}

func (s *Server) engine() *api.Engine {
	r := api.NewRegistry()
	s.services.Register(r)
	return &api.Engine{Registry: r, Session: s.services.Session, BaseURL: s.baseURL, IP: s.clientIP, Temp: s.blobs.Temp(), Log: s.Log.With("part", "api")}
}

func (s *Server) delivery() *delivery.Delivery {
	return &delivery.Delivery{
		Store: s.store, Blobs: s.blobs, Session: s.services.Session, BaseURL: s.baseURL, IP: s.clientIP, Log: s.Log.With("part", "delivery"),
		MayPlay: func(ctx context.Context, e *store.Entry, k *ks.Session) (string, error) {
			verdict, err := s.services.MayPlay(ctx, e, k)
			if verdict == nil || err != nil {
				return "", err
			}
			return verdict.Code, nil
		},
	}
}
