package store

import (
	"context"
	"crypto/rand"
	"fmt"
)

// Names of the secrets that the server has for itself.
const ContentSecret = "content" // keys of encrypted media come from it

// Secret reads one of the server's own secrets, and makes it when it is asked
// for the first time. All servers of a database have the same.
func (s *Store) Secret(ctx context.Context, name string) (string, error) {
	if _, err := s.write.NewRaw("INSERT INTO secret (name, value) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
		name, rand.Text()+rand.Text()).Exec(ctx); err != nil {
		return "", fmt.Errorf("make secret %q: %w", name, err)
	}
	var value string
	if err := s.write.NewRaw("SELECT value FROM secret WHERE name = ?", name).Scan(ctx, &value); err != nil {
		return "", fmt.Errorf("read secret %q: %w", name, err)
	}
	return value, nil
}
