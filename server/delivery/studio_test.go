package delivery

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"diptych/server/limits"
)

// filled is a studio with one drawing in each slot that lasts until release is
// called.
func filled(t *testing.T) (s *studio, release func()) {
	t.Helper()
	s = &studio{}
	gate := make(chan struct{})
	var begun sync.WaitGroup
	for i := range limits.DrawsAtOnce {
		begun.Add(1)
		go func() {
			_ = s.draw(t.Context(), order{key: fmt.Sprint("gate", i), client: "gate",
				work: func(context.Context) error { begun.Done(); <-gate; return nil }})
		}()
	}
	begun.Wait()
	return s, sync.OnceFunc(func() { close(gate) })
}

func (s *studio) queued() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.waiting)
}

func (s *studio) await(t *testing.T, n int) {
	t.Helper()
	for deadline := time.Now().Add(3 * time.Second); s.queued() != n; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d wait, want %d", s.queued(), n)
		}
	}
}

// TestDrawnOnce: a hundred who want one picture are one drawing, and its failure
// is for them only.
func TestDrawnOnce(t *testing.T) {
	s := &studio{}
	var runs atomic.Int32
	fail := func(context.Context) error {
		runs.Add(1)
		time.Sleep(50 * time.Millisecond)
		return errors.New("no")
	}
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			if err := s.draw(t.Context(), order{key: "a", work: fail}); err == nil {
				t.Error("no error")
			}
		})
	}
	all.Wait()
	if runs.Load() != 1 {
		t.Errorf("drawn %d times", runs.Load())
	}
	if err := s.draw(t.Context(), order{key: "a", work: func(context.Context) error {
		return nil
	}}); err != nil {
		t.Errorf("after a failure: %v", err)
	}
	if err := s.draw(t.Context(), order{key: "b", work: func(context.Context) error {
		panic("!")
	}}); err == nil {
		t.Error("a panic is no error")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.jobs) != 0 || len(s.spent) != 0 || s.running != 0 {
		t.Errorf("left: %v", s)
	}
}

// TestLastWaiterEndsTheDrawing: not the first; and who comes while it is being
// stopped gets a new one.
func TestLastWaiterEndsTheDrawing(t *testing.T) {
	s := &studio{}
	begun, stopped := make(chan struct{}), make(chan struct{})
	work := func(ctx context.Context) error {
		close(begun)
		<-ctx.Done()
		close(stopped)
		time.Sleep(50 * time.Millisecond) // a process takes a while to die
		return ctx.Err()
	}
	first, leaveFirst := context.WithCancel(t.Context())
	second, leaveSecond := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() { _ = s.draw(first, order{key: "a", work: work}) })
	<-begun
	all.Go(func() { _ = s.draw(second, order{key: "a", work: work}) })
	for s.waitersOf("a") != 2 {
		time.Sleep(time.Millisecond)
	}
	leaveFirst()
	select {
	case <-stopped:
		t.Fatal("stopped for the one who left")
	case <-time.After(50 * time.Millisecond):
	}
	leaveSecond()
	<-stopped
	if err := s.draw(t.Context(), order{key: "a", work: func(context.Context) error {
		return nil
	}}); err != nil {
		t.Errorf("who comes after: %v", err)
	}
	all.Wait()
}

func (s *studio) waitersOf(key string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if job := s.jobs[key]; job != nil {
		return job.waiters
	}
	return 0
}

// TestQueueIsFair: a full queue makes room for whoever has less in it, and draws
// for who has cost least.
func TestQueueIsFair(t *testing.T) {
	s, release := filled(t)
	defer release()
	var mu sync.Mutex
	var drawn []string
	note := func(name string) func(context.Context) error {
		return func(context.Context) error {
			time.Sleep(time.Millisecond)
			mu.Lock()
			defer mu.Unlock()
			drawn = append(drawn, name)
			return nil
		}
	}
	var busy atomic.Int32
	var all sync.WaitGroup
	ask := func(client, entry, key string) {
		all.Go(func() {
			if errors.Is(s.draw(t.Context(), order{key: key, client: client, entry: entry, work: note(key)}),
				errBusy) {
				busy.Add(1)
			}
		})
	}
	for i := range limits.DrawsWaiting {
		ask("flood", "victim", fmt.Sprint("flood", i))
		s.await(t, i+1)
	}
	ask("flood", "victim", "one more")
	for busy.Load() != 1 {
		time.Sleep(time.Millisecond)
	}
	ask("honest", "victim", "honest")
	ask("flood", "other", "neighbour")
	for busy.Load() != 3 {
		time.Sleep(time.Millisecond)
	}
	release()
	all.Wait()
	early := map[string]bool{}
	for _, name := range drawn[:4] {
		early[name] = true
	}
	if !early["honest"] || !early["neighbour"] || len(drawn) != limits.DrawsWaiting {
		t.Errorf("%d drawn, first %v", len(drawn), drawn[:4])
	}
}

// TestWaitersThatLeaveMakeRoom: nothing is left of them.
func TestWaitersThatLeaveMakeRoom(t *testing.T) {
	s, release := filled(t)
	defer release()
	ctx, leave := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			_ = s.draw(ctx, order{key: fmt.Sprint(i), client: "a",
				work: func(context.Context) error { t.Error("drawn"); return nil }})
		})
	}
	s.await(t, 20)
	leave()
	all.Wait()
	s.await(t, 0)
}

func TestHousehold(t *testing.T) {
	for ip, want := range map[string]string{"192.0.2.7": "192.0.2.7", "2001:db8::1": "2001:db8::/64",
		"2001:db8::ffff:1": "2001:db8::/64", "::ffff:192.0.2.7": "192.0.2.7", "?": "?"} {
		if got := clientNetwork(ip); got != want {
			t.Errorf("%s: %s, want %s", ip, got, want)
		}
	}
}
