package e2e

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"diptych/server"
	"diptych/server/demo"
)

// adminSecret is that of the tests' own server.
const adminSecret = "e2e"

// serve runs our server with the demo lecture, which an earlier run may have left
// converted.
func serve() (stop func(), err error) {
	dir, err := os.MkdirTemp("", "diptych-e2e-")
	if err != nil {
		return nil, err
	}
	d, err := digestOf(renditions())
	if err != nil {
		return nil, err
	}
	// What decides about rows and files of a published lecture.
	for _, room := range []string{"demo", "ingest", "packager", "captions", "blob", "store", "service"} {
		if err := d.tree(filepath.Join("..", "server", room)); err != nil {
			return nil, err
		}
	}
	for _, file := range []string{bunny, "serve_test.go"} {
		if err := d.tree(file); err != nil {
			return nil, err
		}
	}
	if err := d.copyOf(dir, publishDemo); err != nil {
		return nil, fmt.Errorf("convert the demo lecture: %w", err)
	}
	base, end, err := serveFrom(dir, true)
	if err != nil {
		return nil, err
	}
	site.base = base
	return func() {
		end()
		_ = os.RemoveAll(dir)
	}, nil
}

// renditions are the flavor params of the lecture: 240 and 360 lines, which two
// processors decode for several tests at once. What is measured has all.
func renditions() string {
	if b := flag.Lookup("test.bench"); b != nil && b.Value.String() != "" {
		return ""
	}
	return "0,100,2"
}

// publishDemo lets a server convert the lecture into a data folder.
func publishDemo(ctx context.Context, dir string) error {
	base, end, err := serveFrom(dir, false)
	if err != nil {
		return err
	}
	defer end()
	if err := await(base+"/healthz", time.Minute); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, 8*time.Minute)
	defer cancel()
	client := demo.Client{
		HTTP:       http.DefaultClient,
		API:        base + "/api_v3",
		Partner:    101,
		Secret:     adminSecret,
		Log:        slog.New(slog.DiscardHandler),
		Renditions: renditions(),
	}
	return client.Publish(ctx, "demo-lecture")
}

// serveFrom runs a server on a data folder.
func serveFrom(dir string, lecture bool) (base string, end func(), err error) {
	address, err := freeAddress()
	if err != nil {
		return "", nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	s, err := server.Open(ctx, server.Config{Listen: address, Data: dir, Demo: lecture, Workers: 2, PartnerID: 101,
		AdminSecret: adminSecret}, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		cancel()
		return "", nil, err
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := s.Run(ctx); err != nil && !errors.Is(err, http.ErrServerClosed) {
			fmt.Fprintln(os.Stderr, "server:", err)
		}
	}()
	return "http://" + address, func() {
		cancel()
		<-ended
		_ = s.Close()
	}, nil
}
