package playertest_test

import (
	"fmt"
	"slices"
	"testing"

	"diptych/player/playertest"
)

// TestClockRunsTimersInOrder: by their times, then as they were set; also those
// that timers set, and none that was cancelled.
func TestClockRunsTimersInOrder(t *testing.T) {
	t.Parallel()
	c := &playertest.Clock{}
	var got []string
	note := func(name string) func() {
		return func() { got = append(got, fmt.Sprintf("%s %g", name, c.Now())) }
	}
	c.After(20, note("b"))
	c.After(10, func() {
		note("a")()
		c.After(5, note("set by a"))
	})
	c.After(20, note("c"))
	c.After(-5, note("at once"))
	c.After(15, note("cancelled"))()
	c.After(100, note("later"))
	c.Run(50)
	if want := []string{"at once 0", "a 10", "set by a 15", "b 20", "c 20"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if c.Now() != 50 {
		t.Errorf("it is %g", c.Now())
	}
}
