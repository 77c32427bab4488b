// Package cache keeps what is asked for again and again: the most recently used
// rows up to a bound, each for a while. Callers that miss at the same time wait
// for one load.
package cache

import (
	"context"
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/sync/singleflight"
)

// Cache holds values by key. Make it with New.
type Cache[V any] struct {
	most  int64
	lasts time.Duration
	weigh func(V) int64
	group singleflight.Group

	mu    sync.Mutex
	size  int64
	epoch int // of the last Forget
	rows  *simplelru.LRU[string, row[V]]
}

type row[V any] struct {
	value  V
	weight int64
	until  time.Time
}

// loadTime is how long a load may take once everybody who asked has left.
const loadTime = time.Minute

// New makes a cache of values that weigh at most so much together, in the unit
// of weigh (nil = every value weighs one). lasts 0 keeps them until others need
// the room.
func New[V any](most int64, lasts time.Duration, weigh func(V) int64) *Cache[V] {
	c := &Cache[V]{most: most, lasts: lasts, weigh: weigh}
	if c.weigh == nil {
		c.weigh = func(V) int64 { return 1 }
	}
	// The bound is of weight, which the library does not count.
	c.rows, _ = simplelru.NewLRU(math.MaxInt, func(_ string, r row[V]) { c.size -= r.weight })
	return c
}

// Get is the value of a key, loaded when it is not there. A load goes on when
// the caller that began it leaves, since others may wait for it; the error of a
// load is not kept.
func (c *Cache[V]) Get(ctx context.Context, key string, load func(context.Context) (V, error)) (V, error) {
	if v, ok := c.Find(key); ok {
		return v, nil
	}
	done := c.group.DoChan(key, func() (value any, err error) {
		defer func() { // else it would end the program
			if r := recover(); r != nil {
				err = fmt.Errorf("cache: load %s: %v", key, r)
			}
		}()
		if v, ok := c.Find(key); ok { // another load ended in between
			return v, nil
		}
		own, cancel := context.WithTimeout(context.WithoutCancel(ctx), loadTime)
		defer cancel()
		epoch := c.now()
		v, err := load(own)
		if err == nil {
			c.put(key, v, epoch)
		}
		return v, err
	})
	var none V
	select {
	case r := <-done:
		if r.Err != nil {
			return none, r.Err
		}
		return r.Val.(V), nil
	case <-ctx.Done():
		return none, ctx.Err()
	}
}

// Find is the value of a key if there is one that is young enough.
func (c *Cache[V]) Find(key string) (V, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, ok := c.rows.Get(key)
	if ok && c.lasts > 0 && time.Now().After(r.until) {
		c.rows.Remove(key)
		ok = false
	}
	return r.value, ok
}

// Forget drops the value of a key that has changed. Whoever asks from now on gets
// what is loaded from now on; what is being loaded is not kept.
func (c *Cache[V]) Forget(key string) {
	c.mu.Lock()
	c.rows.Remove(key)
	c.epoch++
	c.mu.Unlock()
	c.group.Forget(key)
}

func (c *Cache[V]) now() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.epoch
}

// Put keeps a value. One that outweighs the cache is not kept.
func (c *Cache[V]) Put(key string, v V) { c.put(key, v, c.now()) }

// put keeps a value unless something was forgotten since an epoch.
func (c *Cache[V]) put(key string, v V, epoch int) {
	r := row[V]{value: v, weight: c.weigh(v), until: time.Now().Add(c.lasts)}
	c.mu.Lock()
	defer c.mu.Unlock()
	if epoch != c.epoch {
		return
	}
	c.rows.Remove(key)
	if r.weight > c.most {
		return
	}
	c.rows.Add(key, r)
	for c.size += r.weight; c.size > c.most; {
		c.rows.RemoveOldest()
	}
}

// Size is what the values weigh together.
func (c *Cache[V]) Size() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.size
}
