package jobs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"diptych/server/failure"
	"diptych/server/store"
)

// scripted is work whose runs end as a list says; the last word is repeated.
type scripted struct {
	mu     sync.Mutex
	script []func(ctx context.Context) error
	runs   int
	gaveUp []error
}

func (s *scripted) Import(ctx context.Context, _, _ string) error { return s.Convert(ctx, "", "") }

func (s *scripted) Convert(ctx context.Context, _, _ string) error {
	s.mu.Lock()
	step := s.script[min(s.runs, len(s.script)-1)]
	s.runs++
	s.mu.Unlock()
	return step(ctx)
}

func (s *scripted) GaveUp(_ context.Context, _ string, cause error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gaveUp = append(s.gaveUp, cause)
	return nil
}

func (s *scripted) state() (runs, gaveUp int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.runs, len(s.gaveUp)
}

func ends(err error) func(context.Context) error {
	return func(context.Context) error { return err }
}

var quietLog = slog.New(slog.NewTextHandler(io.Discard, nil))

func opened(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), "", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func until(t *testing.T, what string, f func() bool) {
	t.Helper()
	for range 1000 {
		if f() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("it never happens: %s", what)
}

func attempt(t *testing.T, s *store.Store) (attempt int, state string) {
	t.Helper()
	if err := s.Writer().QueryRow("SELECT attempt, state FROM river_job ORDER BY id DESC LIMIT 1").Scan(&attempt,
		&state); err != nil {
		t.Fatal(err)
	}
	return attempt, state
}

// TestWaitsCostNothing: work that waits for its surroundings has all its attempts
// afterwards, and says meanwhile what it waits for.
func TestWaitsCostNothing(t *testing.T) {
	s := opened(t)
	full := &failure.Wait{On: failure.OnDisk, Cause: errors.New("full")}
	work := &scripted{script: []func(context.Context) error{ends(full), ends(nil)}}
	q, err := Start(t.Context(), s, 1, work, quietLog)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = q.Stop(context.Background()) }()
	if err := s.Tx(t.Context(), func(tx store.Tx) error {
		return q.IngestBlob(t.Context(), tx, "0_a",
			"k")
	}); err != nil {
		t.Fatal(err)
	}
	until(t, "it waits", func() bool {
		list, _ := s.WaitingFor(t.Context())
		return len(list) == 1 && list[0].State == failure.OnDisk
	})
	until(t, "the attempt is given back", func() bool {
		n, state := attempt(t, s)
		return n == 0 &&
			state != "running" || state == "completed"
	})
	until(t, "it goes on", func() bool { runs, _ := work.state(); return runs == 2 })
	until(t, "nothing waits", func() bool { list, _ := s.WaitingFor(t.Context()); return len(list) == 0 })
}

// TestFailsForTheLastTime: a fault that nobody knows is tried again, then told.
func TestFailsForTheLastTime(t *testing.T) {
	s := opened(t)
	work := &scripted{script: []func(context.Context) error{func(context.Context) error { panic("a fault") }}}
	q, err := Start(t.Context(), s, 1, work, quietLog)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = q.Stop(context.Background()) }()
	if err := s.Tx(t.Context(), func(tx store.Tx) error {
		return q.IngestBlob(t.Context(), tx, "0_a",
			"k")
	}); err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= attempts; n++ {
		until(t, "another run", func() bool { runs, _ := work.state(); return runs >= n })
		_, _ = s.Writer().Exec(
			"UPDATE river_job SET state = 'available', scheduled_at = CURRENT_TIMESTAMP WHERE state IN " +
				"('retryable', 'scheduled')")
		until(t, "it is put back", func() bool {
			_, state := attempt(t, s)
			if state == "retryable" {
				_, _ = s.Writer().Exec(
					"UPDATE river_job SET state = 'available', scheduled_at = CURRENT_TIMESTAMP WHERE state " +
						"= 'retryable'")
			}
			return state != "running"
		})
	}
	until(t, "it is told", func() bool { _, gaveUp := work.state(); return gaveUp == 1 })
}

// TestStopsCostNothing: ten stops in a row take no attempt.
func TestStopsCostNothing(t *testing.T) {
	s := opened(t)
	block := func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	for i := range 10 {
		work := &scripted{script: []func(context.Context) error{block}}
		q, err := Start(t.Context(), s, 1, work, quietLog)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			if err := s.Tx(t.Context(), func(tx store.Tx) error {
				return q.IngestBlob(t.Context(), tx, "0_a", "k")
			}); err != nil {
				t.Fatal(err)
			}
		}
		until(t, "it runs", func() bool { runs, _ := work.state(); return runs == 1 })
		if err := q.Stop(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	if n, state := attempt(t, s); n > 1 || state != "available" && state != "scheduled" {
		t.Errorf("after ten stops: attempt %d, %s", n, state)
	}
}

// TestLeases: work is taken over from who is silent, not from who is alive.
func TestLeases(t *testing.T) {
	s := opened(t)
	work := &scripted{script: []func(context.Context) error{ends(nil)}}
	q, err := Start(t.Context(), s, 1, work, quietLog)
	if err != nil {
		t.Fatal(err)
	}
	_ = q.Stop(context.Background())
	if err := s.Tx(t.Context(), func(tx store.Tx) error {
		return q.IngestBlob(t.Context(), tx, "0_a",
			"k")
	}); err != nil {
		t.Fatal(err)
	}
	set := func(until int64) {
		t.Helper()
		var id int64
		if err := s.Writer().QueryRow("UPDATE river_job SET state = 'running', attempt = 3 RETURNING id").Scan(
			&id); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Lease(t.Context(), id, "another"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Writer().Exec("UPDATE job_lease SET until = ?", until); err != nil {
			t.Fatal(err)
		}
	}
	set(time.Now().Unix() + 30)
	if n, err := s.Rescue(t.Context(), false); n != 0 || err != nil {
		t.Errorf("taken from who is alive: %d, %v", n, err)
	}
	set(time.Now().Unix() - 1)
	if n, err := s.Rescue(t.Context(), false); n != 1 || err != nil {
		t.Errorf("not taken from who is silent: %d, %v", n, err)
	}
	if n, state := attempt(t, s); n != 2 || state != "available" {
		t.Errorf("rescued at attempt %d, %s", n, state)
	}
}

// TestFairness: who has much waiting is behind who has little.
func TestFairness(t *testing.T) {
	s := opened(t)
	q, err := Start(t.Context(), s, 1, &scripted{script: []func(context.Context) error{ends(nil)}}, quietLog)
	if err != nil {
		t.Fatal(err)
	}
	_ = q.Stop(context.Background())
	queue := func(user string, n int) (priority int) {
		t.Helper()
		e := &store.Entry{ID: fmt.Sprint(user, n), PartnerID: 1, UserID: user, Status: store.EntryPending}
		if err := s.Insert(t.Context(), nil, e); err != nil {
			t.Fatal(err)
		}
		if err := s.Tx(t.Context(), func(tx store.Tx) error {
			return q.IngestBlob(t.Context(), tx, e.ID,
				"k")
		}); err != nil {
			t.Fatal(err)
		}
		if err := s.Writer().QueryRow("SELECT priority FROM river_job ORDER BY id DESC LIMIT 1").Scan(
			&priority); err != nil {
			t.Fatal(err)
		}
		return priority
	}
	for n := range 30 {
		want := 1
		if n >= 5 {
			want = 2
		}
		if n >= 25 {
			want = 3
		}
		if got := queue("alice", n); got != want {
			t.Errorf("her film %d has priority %d, want %d", n+1, got, want)
		}
	}
	if got := queue("bob", 0); got != 1 {
		t.Errorf("another's first has priority %d", got)
	}
}
