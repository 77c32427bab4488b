package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"diptych/server/failure"
	"diptych/server/store"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

type importer struct {
	river.WorkerDefaults[ImportArgs]
	run *runner
}

func (w *importer) Work(ctx context.Context, j *river.Job[ImportArgs]) error {
	return w.run.do(ctx, j.JobRow, j.Args.EntryID, func(ctx context.Context) error {
		return w.run.work.Import(ctx, j.Args.EntryID, j.Args.URL)
	})
}

func (w *importer) Timeout(*river.Job[ImportArgs]) time.Duration { return longest }

type converter struct {
	river.WorkerDefaults[ConvertArgs]
	run *runner
}

func (w *converter) Work(ctx context.Context, j *river.Job[ConvertArgs]) error {
	return w.run.do(ctx, j.JobRow, j.Args.EntryID, func(ctx context.Context) error {
		return w.run.work.Convert(ctx, j.Args.EntryID, j.Args.Key)
	})
}

func (w *converter) Timeout(*river.Job[ConvertArgs]) time.Duration { return longest }

// runner holds what every job needs: its lease while it runs, and a verdict on
// how it ended.
type runner struct {
	store *store.Store
	work  Work
	log   *slog.Logger
	owner string // of the leases of this process
}

func (r *runner) do(ctx context.Context, j *rivertype.JobRow, entryID string,
	f func(context.Context) error) error {
	rescues, err := r.store.Lease(ctx, j.ID, r.owner)
	if err != nil {
		return r.verdict(ctx, j, entryID, &failure.Wait{On: failure.OnDatabase, Cause: err})
	}
	if rescues > mostRescues {
		return r.giveUp(context.WithoutCancel(ctx), j, entryID,
			failure.Of("The file ends the program that converts it.", nil))
	}
	leased, done := context.WithCancel(ctx)
	go r.renew(leased, j.ID)
	err = r.safely(ctx, f)
	done()
	return r.verdict(ctx, j, entryID, err)
}

// safely makes an error of a panic: one file must not end the process.
func (r *runner) safely(ctx context.Context, f func(context.Context) error) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("jobs: panic: %v", fault)
		}
	}()
	return f(ctx)
}

// renew keeps the lease while the job runs.
func (r *runner) renew(ctx context.Context, id int64) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(store.LeaseTime / 4 * time.Second):
		}
		if _, err := r.store.Lease(ctx, id, r.owner); err != nil && ctx.Err() == nil {
			r.log.Warn("lease not renewed", "job", id, "error", err)
		}
	}
}

// verdict is what becomes of a job: done, later, or once more.
func (r *runner) verdict(ctx context.Context, j *rivertype.JobRow, entryID string, err error) error {
	last := context.WithoutCancel(ctx)
	var wait *failure.Wait
	switch {
	case err == nil:
		return r.store.Unlease(last, j.ID)
	case ctx.Err() != nil: // stopped, not failed
		return river.JobSnooze(0)
	case errors.As(err, &wait):
		return r.later(last, j, entryID, wait.On, err)
	case store.IsDatabase(err):
		return r.later(last, j, entryID, failure.OnDatabase, err)
	case j.Attempt < j.MaxAttempts:
		r.log.Warn("work failed, it is tried again", "entry", entryID, "attempt", j.Attempt, "error", err)
		return err
	}
	return r.giveUp(last, j, entryID, err)
}

// mostRescues is how often a job may be interrupted by the end of its process
// before it is thought to be the cause.
const mostRescues = 25

func (r *runner) giveUp(ctx context.Context, j *rivertype.JobRow, entryID string, err error) error {
	r.log.Error("work failed for the last time", "entry", entryID, "attempt", j.Attempt, "error", err)
	if err := r.work.GaveUp(ctx, entryID, err); err != nil {
		return r.later(ctx, j, entryID, failure.OnDatabase, err)
	}
	return errors.Join(r.store.Unlease(ctx, j.ID), river.JobCancel(err))
}

// later lets a job wait for its surroundings, which costs it no attempt.
func (r *runner) later(ctx context.Context, j *rivertype.JobRow, entryID, reason string, cause error) error {
	length := pause(snoozes(j))
	r.log.Warn("work waits", "entry", entryID, "for", reason, "pause", length, "error", cause)
	if err := r.store.Waits(ctx, j.ID, reason); err != nil {
		r.log.Warn("waiting not written", "job", j.ID, "error", err)
	}
	return river.JobSnooze(length)
}

// pause grows from seconds to a minute.
func pause(n int) time.Duration { return min(time.Minute, time.Second<<min(6, max(1, n))) }

// snoozes is how often a job has waited before.
func snoozes(j *rivertype.JobRow) int {
	var kept struct {
		Snoozes int `json:"snoozes"`
	}
	_ = json.Unmarshal(j.Metadata, &kept) // River writes it
	return kept.Snoozes + 1
}
