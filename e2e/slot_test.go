package e2e

import (
	"flag"
	"fmt"
	"runtime"
	"testing"

	"golang.org/x/sync/semaphore"
)

// Most tests wait most of the time: for a clock that runs at its speed, a delay, a
// silence. They run beside each other, as many as the processors bear. A test that
// takes no slot is alone: what measures time, memory or rectangles, and what
// changes something that every page of the browser shares.

// burden is what a test asks of the processors.
type burden int64

const (
	waits   burden = 1 // one stream at a time, or none
	renders burden = 2 // two streams at once
)

// slots are five waiting tests for two processors: with more of them pictures come
// late, and the player jumps.
var slots = semaphore.NewWeighted(int64(max(int(renders), runtime.GOMAXPROCS(0)*5/2)))

// slot lets a test run beside others and waits until there is room for it. A test
// with parts takes none: its parts do.
func slot(t *testing.T, b burden) {
	t.Helper()
	t.Parallel()
	if err := slots.Acquire(t.Context(), int64(b)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { slots.Release(int64(b)) })
}

// besides sets how many tests may have begun at once, so that slots decide, unless
// the command line says it.
func besides() error {
	flag.Parse()
	said := false
	flag.Visit(func(f *flag.Flag) { said = said || f.Name == "test.parallel" })
	if said {
		return nil
	}
	if err := flag.Set("test.parallel", "1000"); err != nil {
		return fmt.Errorf("let tests run beside each other: %w", err)
	}
	return nil
}
