package store

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
)

// Revoke makes a session, or a group of them, invalid until it would have ended
// (unix seconds). Those that have ended are forgotten on the way.
func (s *Store) Revoke(ctx context.Context, key string, until int64) error {
	return s.Tx(ctx, func(tx Tx) error {
		if _, err := tx.NewRaw("DELETE FROM revoked_session WHERE until < ?", s.now()).Exec(ctx); err != nil {
			return fmt.Errorf("forget revoked sessions: %w", err)
		}
		_, err := tx.NewRaw("INSERT INTO revoked_session (id, until) VALUES (?, ?) ON CONFLICT (id) DO NOTHING",
			key, until).Exec(ctx)
		if err != nil {
			return fmt.Errorf("revoke a session: %w", err)
		}
		return nil
	})
}

// Revoked tells whether one of the keys was revoked.
func (s *Store) Revoked(ctx context.Context, keys ...string) (bool, error) {
	var n int
	err := s.read.NewRaw("SELECT COUNT(*) FROM revoked_session WHERE id IN (?)", bun.List(keys)).Scan(ctx, &n)
	if err != nil {
		return false, fmt.Errorf("look for a revoked session: %w", err)
	}
	return n > 0, nil
}

// CountUse counts one more action of a session and answers their number.
func (s *Store) CountUse(ctx context.Context, hash string, expiry int64) (int, error) {
	var n int
	err := s.Tx(ctx, func(tx Tx) error {
		if _, err := tx.NewRaw("DELETE FROM session_use WHERE until < ?", s.now()).Exec(ctx); err != nil {
			return err
		}
		return tx.NewRaw(
			"INSERT INTO session_use (id, uses, until) VALUES (?, 1, ?) ON CONFLICT (id) DO UPDATE SET uses "+
				"= session_use.uses + 1 RETURNING uses", hash, expiry).Scan(ctx, &n)
	})
	if err != nil {
		return 0, fmt.Errorf("count the uses of a session: %w", err)
	}
	return n, nil
}
