// Package playertest has stand-ins for everything a player needs from outside,
// in virtual time, so that minutes of play take milliseconds.
package playertest

import "sort"

// Clock is time that stands until it is told to run.
type Clock struct {
	now    float64 // ms
	timers []*timer
	lastID int
}

type timer struct {
	at float64
	id int
	f  func()
}

// Now implements stream.Clock.
func (c *Clock) Now() float64 { return c.now }

// Wall implements stream.Clock; time began in 2026.
func (c *Clock) Wall() float64 { return 1767225600000 + c.now }

// After implements stream.Clock.
func (c *Clock) After(ms float64, f func()) (cancel func()) {
	c.lastID++
	t := &timer{c.now + max(0, ms), c.lastID, f}
	c.timers = append(c.timers, t)
	return func() { t.f = nil }
}

// Run lets ms pass; timers fire in order.
func (c *Clock) Run(ms float64) {
	end := c.now + ms
	for {
		sort.Slice(c.timers, func(i, j int) bool {
			if c.timers[i].at != c.timers[j].at {
				return c.timers[i].at < c.timers[j].at
			}
			return c.timers[i].id < c.timers[j].id
		})
		if len(c.timers) == 0 || c.timers[0].at > end {
			break
		}
		next := c.timers[0]
		c.timers = c.timers[1:]
		c.now = max(c.now, next.at)
		if next.f != nil {
			next.f()
		}
	}
	c.now = end
}
