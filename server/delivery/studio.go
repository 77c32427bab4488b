package delivery

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"sync"
	"time"

	"diptych/server/limits"
)

// studio draws pictures: few at once, each once for all who want it and only as
// long as somebody does. Whoever has cost least is next, so that a client that
// asks for hundreds of pictures waits for itself.
type studio struct {
	mu      sync.Mutex
	jobs    map[string]*drawing // begun or waiting, by key
	waiting []*drawing          // in the order that they came
	running int
	// of drawing, by client and by client's entry, since there was nothing to do
	spent map[string]time.Duration
}

// drawing is one picture in the making.
type drawing struct {
	key     string
	client  string
	entry   string // of the client: the key of what it has cost
	usual   bool   // of the kind that every player asks for
	work    func(context.Context) error
	ctx     context.Context //nolint:containedctx // it is the drawing's own life
	cancel  context.CancelFunc
	waiters int
	begun   bool
	done    chan struct{}
	err     error
}

// order is a wish for a picture.
type order struct {
	key, client, entry string
	usual              bool
	work               func(context.Context) error
}

// errBusy says that too many pictures wait already.
var errBusy = errors.New("too many pictures are waiting to be drawn")

// clientNetwork is who shares a client's part of the work: an IPv4 address, or the
// network that an IPv6 host chooses its addresses from (RFC 4291 §2.5.4).
func clientNetwork(ip string) string {
	addr, err := netip.ParseAddr(ip)
	if err != nil {
		return ip
	}
	if addr = addr.Unmap(); addr.Is4() {
		return addr.String()
	}
	network, err := addr.Prefix(64)
	if err != nil {
		return ip
	}
	return network.String()
}

// draw waits until a picture is drawn, or ctx ends. It fails with errBusy.
func (s *studio) draw(ctx context.Context, o order) error {
	s.mu.Lock()
	job := s.jobs[o.key]
	if job == nil {
		if job = s.admit(ctx, o); job == nil {
			s.mu.Unlock()
			return errBusy
		}
	}
	job.waiters++
	s.begin()
	s.mu.Unlock()
	select {
	case <-job.done:
		return job.err
	case <-ctx.Done():
		s.leave(job)
		return ctx.Err()
	}
}

// admit puts an order into the queue. A full one gives up the last picture of
// whoever has most in it, if that is more than the newcomer has; nil = there is no
// room.
func (s *studio) admit(ctx context.Context, o order) *drawing {
	job := &drawing{key: o.key, client: o.client, entry: o.client + "/" + o.entry, usual: o.usual, work: o.work}
	job.done = make(chan struct{})
	if len(s.waiting) >= limits.DrawsWaiting {
		loser := s.heaviest(job)
		if loser == nil {
			return nil
		}
		s.drop(loser, errBusy)
	}
	job.ctx, job.cancel = context.WithCancel(context.WithoutCancel(ctx))
	if s.jobs == nil {
		s.jobs, s.spent = map[string]*drawing{}, map[string]time.Duration{}
	}
	s.jobs[job.key] = job
	s.waiting = append(s.waiting, job)
	return job
}

// heaviest is the last picture in the queue of the client, and of its entry, with
// the most of them, nil when that is not more than the newcomer's.
func (s *studio) heaviest(newcomer *drawing) *drawing {
	count := map[string]int{}
	for _, job := range s.waiting {
		count[job.client]++
		count[job.entry]++
	}
	var worst *drawing
	for _, job := range s.waiting {
		if worst == nil || count[job.client] > count[worst.client] ||
			job.client == worst.client && count[job.entry] >= count[worst.entry] {
			worst = job
		}
	}
	more := count[worst.client] > count[newcomer.client]+1
	if worst.client == newcomer.client {
		more = count[worst.entry] > count[newcomer.entry]+1
	}
	if !more {
		return nil
	}
	return worst
}

// drop ends a picture that has not been begun.
func (s *studio) drop(job *drawing, err error) {
	s.waiting = slices.DeleteFunc(s.waiting, func(other *drawing) bool { return other == job })
	s.finish(job, err)
}

// finish tells the waiters, and lets the next who asks begin anew.
func (s *studio) finish(job *drawing, err error) {
	if s.jobs[job.key] == job {
		delete(s.jobs, job.key)
	}
	job.cancel()
	job.err = err
	close(job.done)
}

// leave is called by a waiter who goes; with the last one the work ends.
func (s *studio) leave(job *drawing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if job.waiters--; job.waiters > 0 {
		return
	}
	select {
	case <-job.done:
		return
	default:
	}
	if !job.begun {
		s.drop(job, context.Canceled)
		return
	}
	if s.jobs[job.key] == job { // who comes now does not wait for what is being stopped
		delete(s.jobs, job.key)
	}
	job.cancel()
}
