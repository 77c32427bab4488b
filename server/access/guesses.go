package access

import (
	"sync"
	"time"

	"diptych/server/limits"
)

// Guesses brakes the guessing of secrets: a token bucket for each pair of
// address and account. The zero value is ready.
type Guesses struct {
	mu      sync.Mutex
	buckets map[string]*bucket
	swept   time.Time
}

type bucket struct {
	tokens float64
	at     time.Time
}

// remembered bounds the table; when it is full the ones that are full again go.
const remembered = 10_000

// Wrong notes a wrong guess.
func (g *Guesses) Wrong(key string, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	b := g.refill(key, now)
	b.tokens--
	if len(g.buckets) > remembered && now.Sub(g.swept) > time.Second {
		g.forget(now)
	}
	if len(g.buckets) > 2*remembered { // all of them are guessing: better to forget than to fill the memory
		g.buckets = nil
	}
}

// Allowed tells whether another guess may be looked at.
func (g *Guesses) Allowed(key string, now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.buckets[key] == nil {
		return true
	}
	return g.refill(key, now).tokens >= 1
}

func (g *Guesses) refill(key string, now time.Time) *bucket {
	if g.buckets == nil {
		g.buckets = map[string]*bucket{}
	}
	b := g.buckets[key]
	if b == nil {
		b = &bucket{tokens: limits.GuessesPerMin, at: now}
		g.buckets[key] = b
	}
	b.tokens = min(limits.GuessesPerMin, b.tokens+now.Sub(b.at).Minutes()*limits.GuessesPerMin)
	b.at = now
	return b
}

func (g *Guesses) forget(now time.Time) {
	g.swept = now
	for key := range g.buckets {
		if g.refill(key, now).tokens >= limits.GuessesPerMin {
			delete(g.buckets, key)
		}
	}
}
