package ingest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"diptych/server/failure"
	"diptych/server/store"
)

// errGone says that nobody wants the work any more.
var errGone = errors.New("the entry is gone")

// watched is how often a look is taken whether an entry is still wanted.
const watched = 2 * time.Second

// attend runs the work for an entry while somebody wants it, and writes down
// what is final: the fault of the file, in words for its owner.
func (g *Ingest) attend(ctx context.Context, id string, status int,
	work func(context.Context, *store.Entry) error) error {
	e, err := g.Store.Entry(ctx, nil, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && over(e.Status) {
		return nil
	}
	if err != nil {
		return err
	}
	watch, leave := context.WithCancelCause(ctx)
	defer leave(nil)
	go g.watch(watch, leave, id)
	err = work(watch, e)
	var final *failure.Final
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err() // stopped, not failed: the job runs again
	case errors.Is(context.Cause(watch), errGone), errors.Is(err, errGone):
		g.Log.Info("work given up", "entry", id, "reason", errGone)
		return nil
	case errors.As(err, &final):
		return g.fail(ctx, id, status, final)
	}
	return err
}

// over says that an entry's work is over: it is only ever queued together with a
// status before that. Such a job has been killed between its last write and River's
// note of it; running it again would take a published film away.
func over(status int) bool {
	switch status {
	case store.EntryReady, store.EntryDeleted, store.EntryErrorImporting, store.EntryErrorConverting:
		return true
	}
	return false
}

// watch ends the work when the entry is deleted.
func (g *Ingest) watch(ctx context.Context, leave context.CancelCauseFunc, id string) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(watched):
		}
		if e, err := g.Store.Entry(ctx, nil, id); err == nil && e.Status == store.EntryDeleted {
			leave(errGone)
			return
		}
	}
}

// become moves an entry on, unless somebody else has changed what it is: then
// the work is not wanted any more.
func (g *Ingest) become(ctx context.Context, e *store.Entry, status int, columns ...string) error {
	from := e.Status
	e.Status, e.Progress = status, 0
	was := store.Condition{Name: "status", Value: strconv.Itoa(from)}
	still, err := g.Store.UpdateIf(ctx, nil, e, was, append([]string{"status"}, columns...)...)
	if err == nil && !still {
		return errGone
	}
	return err
}

// fail gives the entry its error status and the reason, and tells the entry that it was
// to replace: together, for the job is done then. Trying again would not mend the file.
func (g *Ingest) fail(ctx context.Context, id string, status int, final *failure.Final) error {
	g.Log.Warn("no renditions", "entry", id, "reason", final.Words, "cause", final.Cause)
	e, err := g.Store.Entry(ctx, nil, id)
	if err != nil {
		return fmt.Errorf("read the entry that failed: %w", err)
	}
	if over(e.Status) {
		return nil
	}
	was := store.Condition{Name: "status", Value: strconv.Itoa(e.Status)}
	e.Status, e.ErrorReason, e.UpdatedAt = status, final.Words, time.Now().Unix()
	return g.Store.Tx(ctx, func(tx store.Tx) error {
		still, err := g.Store.UpdateIf(ctx, tx, e, was, "status", "error_reason", "updated_at")
		if err != nil || !still || e.ReplacedEntryID == "" {
			return err
		}
		old := &store.Entry{
			ID:                e.ReplacedEntryID,
			ReplacementStatus: store.ReplacementFailed,
			UpdatedAt:         e.UpdatedAt,
		}
		return g.Store.Update(ctx, tx, old, "replacement_status", "updated_at")
	})
}

// GaveUp writes down that the work for an entry has failed for the last time.
func (g *Ingest) GaveUp(ctx context.Context, id string, cause error) error {
	final := &failure.Final{Words: "The file could not be converted; the log of the server says why.",
		Cause: cause}
	_ = errors.As(cause, &final) // where there are better words
	e, err := g.Store.Entry(ctx, nil, id)
	if err != nil {
		return fmt.Errorf("read the entry that failed: %w", err)
	}
	_ = os.Remove(g.Uploads.Import(id)) // what there is of an import is of no use
	status := store.EntryErrorConverting
	if e.Status == store.EntryImport {
		status = store.EntryErrorImporting
	}
	return g.fail(ctx, id, status, final)
}

// stored sorts an error of the storage: a blob that is not there is one thing,
// storage that does not answer another.
func stored(err error) error {
	err = failure.Sort(err)
	var wait *failure.Wait
	if errors.As(err, &wait) || errors.Is(err, context.Canceled) {
		return err
	}
	return &failure.Wait{On: failure.OnStorage, Cause: err}
}
