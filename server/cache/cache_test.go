package cache

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestBound: the most recently used rows stay, and the bound is one of weight.
func TestBound(t *testing.T) {
	c := New(100, 0, func(v string) int64 { return int64(len(v)) })
	ten := func(context.Context) (string, error) { return "0123456789", nil }
	for i := range 10 {
		_, _ = c.Get(t.Context(), strconv.Itoa(i), ten)
	}
	loads := 0
	counted := func(context.Context) (string, error) { loads++; return "0123456789", nil }
	_, _ = c.Get(t.Context(), "0", counted)
	_, _ = c.Get(t.Context(), "new", counted)
	_, _ = c.Get(t.Context(), "0", counted)
	_, _ = c.Get(t.Context(), "1", counted)
	if loads != 2 || c.Size() != 100 {
		t.Errorf("%d loads, %d bytes; want the new one and the oldest, 100 bytes", loads, c.Size())
	}
	c.Put("huge", string(make([]byte, 101)))
	if c.Size() > 100 {
		t.Errorf("%d bytes kept", c.Size())
	}
}

// TestMissesJoin: a hundred at once are one load, whose failure is not kept.
func TestMissesJoin(t *testing.T) {
	c := New[int](10, 0, nil)
	var loads atomic.Int32
	fail := func(context.Context) (int, error) {
		loads.Add(1)
		time.Sleep(50 * time.Millisecond)
		return 0, errors.New("no")
	}
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			if _, err := c.Get(t.Context(), "a", fail); err == nil {
				t.Error("no error")
			}
		})
	}
	all.Wait()
	if loads.Load() != 1 {
		t.Errorf("%d loads", loads.Load())
	}
	if v, err := c.Get(t.Context(), "a", func(context.Context) (int, error) { return 7, nil }); v != 7 ||
		err != nil {
		t.Errorf("after a failure: %d, %v", v, err)
	}
}

// TestFirstCallerLeaves: others still get the value.
func TestFirstCallerLeaves(t *testing.T) {
	c := New[int](10, 0, nil)
	ctx, cancel := context.WithCancel(t.Context())
	begun := make(chan struct{})
	slow := func(ctx context.Context) (int, error) {
		close(begun)
		time.Sleep(50 * time.Millisecond)
		return 7, ctx.Err()
	}
	go func() { <-begun; cancel() }()
	if _, err := c.Get(ctx, "a", slow); !errors.Is(err, context.Canceled) {
		t.Errorf("the one who left: %v", err)
	}
	if v, err := c.Get(t.Context(), "a", slow); v != 7 || err != nil {
		t.Errorf("the other: %d, %v", v, err)
	}
}

// TestAge: a value is loaded anew when it is too old.
func TestAge(t *testing.T) {
	c := New[int](10, 20*time.Millisecond, nil)
	n := 0
	load := func(context.Context) (int, error) { n++; return n, nil }
	_, _ = c.Get(t.Context(), "a", load)
	time.Sleep(30 * time.Millisecond)
	if v, _ := c.Get(t.Context(), "a", load); v != 2 {
		t.Errorf("value %d", v)
	}
}

// TestForget: what was being loaded when it changed is given to who waits for it, and
// kept for nobody else.
func TestForget(t *testing.T) {
	c := New[string](10, 0, nil)
	begun, on := make(chan struct{}), make(chan struct{})
	old := make(chan string)
	go func() {
		v, _ := c.Get(context.Background(), "a", func(context.Context) (string, error) {
			close(begun)
			<-on
			return "old", nil
		})
		old <- v
	}()
	<-begun
	c.Forget("a")
	load := func(context.Context) (string, error) { return "new", nil }
	if v, err := c.Get(t.Context(), "a", load); v != "new" || err != nil {
		t.Errorf("who asks after the change gets %q, %v", v, err)
	}
	close(on)
	if v := <-old; v != "old" {
		t.Errorf("who asked before it gets %q", v)
	}
	if v, ok := c.Find("a"); v != "new" || !ok {
		t.Errorf("%q is kept", v)
	}
	c.Forget("a")
	if v, ok := c.Find("a"); ok || c.Size() != 0 {
		t.Errorf("%q is kept, %d in all", v, c.Size())
	}
}
