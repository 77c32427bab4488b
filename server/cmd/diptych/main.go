// Command diptych is the platform: API, conversion, delivery and player.
package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"diptych/server"
	"diptych/server/doctor"

	"github.com/alecthomas/kong"
)

type serve struct{ server.Config }

// garbage is how much a heap may grow between collections, percent. What lives is
// a few megabytes; what requests leave behind is most of the work.
const garbage = 400

// Run serves until the process is told to stop.
func (c *serve) Run() error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	s, err := server.Open(ctx, c.Config, slog.New(slog.NewTextHandler(os.Stderr, nil)))
	if err != nil {
		return err
	}
	if err := s.Run(ctx); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return errors.Join(err, s.Close())
	}
	return s.Close()
}

type examine struct{ server.Config }

// Run looks at what the server needs; it fails when something is broken.
func (c *examine) Run() error {
	if doctor.Report(context.Background(), c.Config, os.Stdout) == doctor.Broken {
		return errors.New("something is broken")
	}
	return nil
}

type commands struct {
	Serve  serve   `cmd:"" help:"Run the server."`
	Doctor examine `cmd:"" help:"Check everything a server with these flags needs, and say how to mend it."`
}

func main() {
	run := kong.Parse(&commands{}, kong.Name("diptych"), kong.Description(
		"Open, self-hosted video platform for lectures and training."))
	run.FatalIfErrorf(run.Run())
}
