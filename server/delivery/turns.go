package delivery

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"diptych/server/limits"
)

// leastCost is what a picture counts for at least, so that those that are being
// drawn count before they are done.
const leastCost = 50 * time.Millisecond

// begin starts what may be drawn now.
func (s *studio) begin() {
	for s.running < limits.DrawsAtOnce && len(s.waiting) > 0 {
		job := s.next()
		s.waiting = slices.DeleteFunc(s.waiting, func(other *drawing) bool { return other == job })
		job.begun = true
		s.running++
		s.charge(job, leastCost)
		go s.run(job)
	}
	if s.running == 0 {
		clear(s.spent)
	}
}

// next is the picture of the client that has cost least so far, among its own of
// the entry that has; pictures that every player asks for come before others.
func (s *studio) next() *drawing {
	return slices.MinFunc(s.waiting, func(a, b *drawing) int { // the first of equals
		if a.client != b.client {
			return int(s.spent[a.client] - s.spent[b.client])
		}
		if a.entry != b.entry {
			return int(s.spent[a.entry] - s.spent[b.entry])
		}
		if a.usual != b.usual {
			if a.usual {
				return -1
			}
			return 1
		}
		return 0
	})
}

func (s *studio) charge(job *drawing, d time.Duration) {
	s.spent[job.client] += d
	s.spent[job.entry] += d
}

// run draws one picture.
func (s *studio) run(job *drawing) {
	began := time.Now()
	err := guarded(job)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running--
	s.charge(job, max(0, time.Since(began)-leastCost))
	s.finish(job, err)
	s.begin()
}

// guarded turns a panic into an error: it would end the whole server here.
func guarded(job *drawing) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("draw %s: %v: %s", job.key, r, debug.Stack())
		}
	}()
	ctx, cancel := context.WithTimeout(job.ctx, limits.DrawWait)
	defer cancel()
	return job.work(ctx)
}
