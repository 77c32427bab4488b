// Package jobs runs work that outlives a request. River keeps it in the same
// database as the rows, so that both commit together; what a stop interrupts
// runs again after the next start.
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
	"github.com/uptrace/bun"
)

// Work is what the jobs call.
type Work interface {
	Import(ctx context.Context, entryID, url string) error
	Convert(ctx context.Context, entryID, key string) error
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

type importer struct {
	river.WorkerDefaults[ImportArgs]
	work Work
}

func (w *importer) Work(ctx context.Context, j *river.Job[ImportArgs]) error {
	return w.work.Import(ctx, j.Args.EntryID, j.Args.URL)
}

func (w *importer) Timeout(*river.Job[ImportArgs]) time.Duration { return longest }

type converter struct {
	river.WorkerDefaults[ConvertArgs]
	work Work
}

func (w *converter) Work(ctx context.Context, j *river.Job[ConvertArgs]) error {
	return w.work.Convert(ctx, j.Args.EntryID, j.Args.Key)
}

func (w *converter) Timeout(*river.Job[ConvertArgs]) time.Duration { return longest }

// longest is the time one job may take: a ten-hour recording on a slow machine.
const longest = 24 * time.Hour

// Queue is the job engine.
type Queue struct {
	client *river.Client[*sql.Tx]
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
	workers := river.NewWorkers()
	river.AddWorker(workers, &importer{work: work})
	river.AddWorker(workers, &converter{work: work})
	client, err := river.NewClient(driver, &river.Config{
		Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: n}}, Workers: workers, Logger: quiet(log), MaxAttempts: 5,
		FetchPollInterval: 200 * time.Millisecond, RescueStuckJobsAfter: longest + time.Hour,
	})
	if err != nil {
		return nil, fmt.Errorf("jobs: %w", err)
	}
	q := &Queue{client: client}
	if err := q.rescue(ctx, s); err != nil {
		return nil, err
	}
	return q, client.Start(ctx)
}

func driverOf(s *store.Store) riverdriver.Driver[*sql.Tx] {
	if s.Postgres() {
		return riverdatabasesql.New(s.Writer())
	}
	return riversqlite.New(s.Writer())
}

// rescue puts jobs that were running when the process died back into the queue.
// This server is the only one that works on its database.
func (q *Queue) rescue(ctx context.Context, s *store.Store) error {
	if _, err := s.Writer().ExecContext(ctx, "UPDATE river_job SET state = 'available' WHERE state = 'running'"); err != nil {
		return fmt.Errorf("jobs: rescue interrupted jobs: %w", err)
	}
	return nil
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
func (q *Queue) IngestBlob(ctx context.Context, tx bun.Tx, entryID, key string) error {
	_, err := q.client.InsertTx(ctx, tx.Tx, ConvertArgs{EntryID: entryID, Key: key}, nil)
	return wrap(err)
}

// ImportURL queues a download within the transaction.
func (q *Queue) ImportURL(ctx context.Context, tx bun.Tx, entryID, url string) error {
	_, err := q.client.InsertTx(ctx, tx.Tx, ImportArgs{EntryID: entryID, URL: url}, nil)
	return wrap(err)
}

func wrap(err error) error {
	if err != nil {
		return fmt.Errorf("jobs: enqueue: %w", err)
	}
	return nil
}

// Stop interrupts running jobs, which run again after the next start.
func (q *Queue) Stop(ctx context.Context) error {
	if err := q.client.StopAndCancel(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("jobs: stop: %w", err)
	}
	return nil
}
