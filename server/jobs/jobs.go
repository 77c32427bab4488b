// Package jobs runs work that outlives a request. River keeps it in the same
// database as the rows, so that both commit together; what a stop or a crash
// interrupts runs again, which costs it nothing.
package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"diptych/server/store"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

// Work is what the jobs call. Errors say what is to be done: see package failure.
type Work interface {
	Import(ctx context.Context, entryID, url string) error
	Convert(ctx context.Context, entryID, key string) error
	// GaveUp tells that the work for an entry has failed for the last time.
	GaveUp(ctx context.Context, entryID string, cause error) error
}

// ImportArgs asks for a download.
type ImportArgs struct {
	EntryID string `json:"entryId"`
	URL     string `json:"url"`
}

// Kind names the job.
func (ImportArgs) Kind() string { return "import" }

// ConvertArgs asks for renditions of a blob.
type ConvertArgs struct {
	EntryID string `json:"entryId"`
	Key     string `json:"key"`
}

// Kind names the job.
func (ConvertArgs) Kind() string { return "convert" }

// longest is the time one job may take: a ten-hour recording on a slow machine.
const longest = 24 * time.Hour

// attempts is how often work is tried that fails for a reason nobody knows.
const attempts = 5

// Queue is the job engine.
type Queue struct {
	client *river.Client[*sql.Tx]
	store  *store.Store
	log    *slog.Logger
	stop   context.CancelFunc
}

// Start brings the job tables up to date and begins to work, n jobs at a time.
func Start(ctx context.Context, s *store.Store, n int, work Work, log *slog.Logger) (*Queue, error) {
	driver := driverOf(s)
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: quiet(log)})
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return nil, fmt.Errorf("jobs: migrate: %w", err)
	}
	run := &runner{store: s, work: work, log: log, owner: store.NewTokenID()}
	workers := river.NewWorkers()
	river.AddWorker(workers, &importer{run: run})
	river.AddWorker(workers, &converter{run: run})
	client, err := river.NewClient(driver, &river.Config{
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: n}},
		Workers:              workers,
		Logger:               quiet(log),
		MaxAttempts:          attempts,
		FetchPollInterval:    200 * time.Millisecond,
		RescueStuckJobsAfter: longest + time.Hour,
	})
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	ctx, stop := context.WithCancel(ctx)
	q := &Queue{client: client, store: s, log: log, stop: stop}
	// A data folder has one server, which has just started: nobody works there yet.
	if err := q.rescue(ctx, !s.Postgres()); err != nil {
		stop()
		return nil, err
	}
	go q.keepRescuing(ctx)
	return q, client.Start(ctx)
}

func driverOf(s *store.Store) riverdriver.Driver[*sql.Tx] {
	if s.Postgres() {
		return riverdatabasesql.New(s.Writer())
	}
	return riversqlite.New(s.Writer())
}

func (q *Queue) rescue(ctx context.Context, all bool) error {
	n, err := q.store.Rescue(ctx, all)
	if err != nil {
		return fmt.Errorf("jobs: %w", err)
	}
	if n > 0 {
		q.log.Info("interrupted work goes on", "jobs", n)
	}
	return nil
}

// keepRescuing takes over what other servers of the database have left.
func (q *Queue) keepRescuing(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(store.LeaseTime / 2 * time.Second):
		}
		if err := q.rescue(ctx, false); err != nil && ctx.Err() == nil {
			q.log.Warn("interrupted work stays", "error", err)
		}
	}
}

// quiet keeps the engine's own chatter out of the log below warnings.
func quiet(log *slog.Logger) *slog.Logger {
	return slog.New(levelFilter{log.Handler()})
}

type levelFilter struct{ slog.Handler }

func (h levelFilter) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && h.Handler.Enabled(ctx, l)
}

// IngestBlob queues a conversion within the transaction.
func (q *Queue) IngestBlob(ctx context.Context, tx store.Tx, entryID, key string) error {
	return q.insert(ctx, tx, entryID, ConvertArgs{EntryID: entryID, Key: key})
}

// ImportURL queues a download within the transaction.
func (q *Queue) ImportURL(ctx context.Context, tx store.Tx, entryID, url string) error {
	return q.insert(ctx, tx, entryID, ImportArgs{EntryID: entryID, URL: url})
}

// insert queues a job behind those of users who have less waiting, so that one
// user's thousand files do not hold up another's lecture.
func (q *Queue) insert(ctx context.Context, tx store.Tx, entryID string, args river.JobArgs) error {
	waiting, err := q.store.WaitingOfOwner(ctx, tx, entryID)
	if err == nil {
		_, err = q.client.InsertTx(ctx, tx.Tx, args, &river.InsertOpts{Priority: priority(waiting)})
	}
	if err != nil {
		return fmt.Errorf("jobs: enqueue: %w", err)
	}
	return nil
}

// priority is River's, 1 (first) to 4.
func priority(waiting int) int {
	switch {
	case waiting < 5:
		return 1
	case waiting < 25:
		return 2
	case waiting < 125:
		return 3
	}
	return 4
}

// Stop interrupts running jobs, which run again after the next start.
func (q *Queue) Stop(ctx context.Context) error {
	q.stop()
	if err := q.client.StopAndCancel(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("jobs: stop: %w", err)
	}
	return nil
}
