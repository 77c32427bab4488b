package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"diptych/server/access"
	"diptych/server/api"
	"diptych/server/blob"
	"diptych/server/delivery"
	"diptych/server/ingest"
	"diptych/server/jobs"
	"diptych/server/limits"
	"diptych/server/service"
	"diptych/server/store"
	"diptych/server/upload"
)

// Server is one running platform.
type Server struct {
	Config Config
	Log    *slog.Logger

	store    *store.Store
	blobs    blob.Store
	queue    *jobs.Queue
	services *service.Services
	media    *delivery.Delivery
	proxies  []netip.Prefix
	handler  http.Handler
	metrics  *metrics
	access   *slog.Logger // nil = none is written
	accessTo io.Closer
	ready    atomic.Bool
	address  string
	secret   string // keys of encrypted media come from it
	guard    *access.Guard
	lock     *os.File
}

// Open opens database and storage, makes the first account and starts the
// workers. Close ends it.
func Open(ctx context.Context, c Config, log *slog.Logger) (*Server, error) {
	s := &Server{Config: c, Log: slog.New(redacted{log.Handler()})}
	if err := s.open(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Server) open(ctx context.Context) error {
	c := s.Config
	if err := os.MkdirAll(c.Data, 0o750); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	var err error
	if s.lock, err = lock(c.Data); err != nil {
		return err
	}
	if s.proxies, err = prefixes(c.TrustedProxies); err != nil {
		return fmt.Errorf("--trusted-proxies: %w", err)
	}
	allow, err := prefixes(c.ImportAllow)
	if err != nil {
		return fmt.Errorf("--import-allow: %w", err)
	}
	if c.AccessLog != "" {
		if s.access, s.accessTo, err = openAccess(c.AccessLog); err != nil {
			return err
		}
	}
	if s.store, err = store.Open(ctx, c.Database, c.Data); err != nil {
		return err
	}
	if err := s.store.Check(ctx); err != nil {
		return fmt.Errorf("the database is damaged (restore a backup, see docs/operating.md): %w", err)
	}
	s.metrics = newMetrics(s.store)
	s.guard = &access.Guard{Store: s.store, IP: s.clientIP, Now: time.Now}
	if s.blobs, err = OpenBlobs(ctx, c); err != nil {
		return fmt.Errorf("storage: %w", err)
	}
	if err := blob.Tidy(s.blobs); err != nil {
		return err
	}
	if err := s.work(ctx, &ingest.Fetcher{Allow: allow}); err != nil {
		return err
	}
	if err := s.firstAccount(ctx); err != nil {
		return err
	}
	if s.secret, err = s.store.Secret(ctx, store.ContentSecret); err != nil {
		return err
	}
	s.handler, err = s.routes()
	s.ready.Store(!c.Demo)
	return err
}

// work begins conversions and imports, and the services that ask for them.
func (s *Server) work(ctx context.Context, fetcher *ingest.Fetcher) error {
	uploads, err := upload.New(s.blobs)
	if err != nil {
		return err
	}
	work := &ingest.Ingest{
		Store:   s.store,
		Blobs:   s.blobs,
		Uploads: uploads,
		Fetch:   fetcher,
		Log:     s.Log.With("part", "ingest"),
	}
	if s.queue, err = jobs.Start(context.WithoutCancel(ctx), s.store, s.Config.workers(), work,
		s.Log.With("part", "jobs")); err != nil {
		return err
	}
	s.services = &service.Services{
		Store:    s.store,
		Blobs:    s.blobs,
		Uploads:  uploads,
		Ingest:   s.queue,
		Now:      time.Now,
		Log:      s.Log.With("part", "api"),
		Patience: service.Patience,
		Fetch:    fetched(fetcher, s.blobs.Temp()),
	}
	return nil
}

// OpenBlobs opens the storage that the flags name.
func OpenBlobs(ctx context.Context, c Config) (blob.Store, error) {
	if c.Storage == "" {
		return blob.NewFolder(filepath.Join(c.Data, "blobs"))
	}
	return blob.OpenS3(ctx, c.Storage, filepath.Join(c.Data, "s3"))
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
	if s.accessTo != nil {
		err = errors.Join(err, s.accessTo.Close())
	}
	if s.lock != nil {
		err = errors.Join(err, s.lock.Close())
	}
	return err
}

// Run serves until ctx ends, then lets requests finish.
func (s *Server) Run(ctx context.Context) error {
	certificates, err := s.Config.certificates(s.Log.With("part", "tls"))
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", s.Config.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	s.address = listener.Addr().String()
	h := &http.Server{
		Handler:           s.handler,
		TLSConfig:         certificates,
		ReadHeaderTimeout: limits.HeadTime,
		IdleTimeout:       limits.IdleTime,
		MaxHeaderBytes:    limits.Header,
		ErrorLog:          slog.NewLogLogger(s.Log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() {
		if h.TLSConfig != nil {
			failed <- h.ServeTLS(listener, "", "")
			return
		}
		failed <- h.Serve(listener)
	}()
	s.announce()
	for _, line := range s.troubles(ctx) {
		s.Log.Warn("not everything works: run diptych doctor", "trouble", line)
	}
	if host, _, err := net.SplitHostPort(s.address); err == nil && s.Config.PublicURL == "" && !loopback(host) {
		s.Log.Warn("--public-url is not set: links are made of the Host header that clients send")
	}
	if s.Config.Demo {
		go s.publishDemo(ctx)
	}
	go s.tidy(ctx)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	s.Log.Info("stopping")
	s.ready.Store(false) // whoever balances load sees it
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), limits.GraceTime)
	defer cancel()
	if err := h.Shutdown(grace); err != nil {
		s.Log.Info("requests were cut off", "after", limits.GraceTime)
		return h.Close()
	}
	return nil
}

// tidy gives up, once an hour, what nobody will go on with.
func (s *Server) tidy(ctx context.Context) {
	for {
		if err := s.services.ExpireUploads(ctx); err != nil && ctx.Err() == nil {
			s.Log.Warn("old uploads stay", "error", err)
		}
		if err := s.media.Sweep(ctx); err != nil && ctx.Err() == nil {
			s.Log.Warn("old pictures stay", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Hour):
		}
	}
}

func (s *Server) engine() *api.Engine {
	r := api.NewRegistry()
	s.services.Register(r)
	return &api.Engine{
		Registry: r,
		Session:  s.guard.Session,
		Act:      s.guard.Act,
		Known:    service.Known,
		BaseURL:  s.baseURL,
		IP:       s.clientIP,
		Temp:     s.blobs.Temp(),
		Log:      s.Log.With("part", "api"),
	}
}
