package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"sort"
	"strings"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate applies the numbered files that were not applied yet, each in a
// transaction of its own. They are written in the SQL that both databases read.
func (s *Store) migrate(ctx context.Context) error {
	if _, err := s.write.ExecContext(ctx,
		"CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY)"); err != nil {
		return fmt.Errorf("make the migration table: %w", err)
	}
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	sort.Strings(files)
	for _, file := range files {
		if err := s.apply(ctx, file); err != nil {
			return fmt.Errorf("apply %s: %w", file, err)
		}
	}
	return s.refold(ctx)
}

// refold folds what was written before there were folded columns.
func (s *Store) refold(ctx context.Context) error {
	const name = "fold"
	return s.Tx(ctx, func(tx Tx) error {
		var n int
		if err := tx.NewRaw("SELECT COUNT(*) FROM migration WHERE name = ?", name).Scan(ctx, &n); err != nil ||
			n > 0 {
			return err
		}
		if err := errors.Join(refoldAll[Entry](ctx, s, tx), refoldAll[CuePoint](ctx, s, tx)); err != nil {
			return err
		}
		_, err := tx.NewRaw("INSERT INTO migration (name) VALUES (?)", name).Exec(ctx)
		return err
	})
}

func refoldAll[T any](ctx context.Context, s *Store, tx Tx) error {
	const batch = 500
	for at := 0; ; at += batch {
		var rows []T
		if err := tx.NewSelect().Model(&rows).Order("id").Limit(batch).Offset(int64(at)).Scan(ctx); err != nil {
			return fmt.Errorf("read rows to fold: %w", err)
		}
		for i := range rows {
			if err := s.Update(ctx, tx, &rows[i]); err != nil {
				return err
			}
		}
		if len(rows) < batch {
			return nil
		}
	}
}

func (s *Store) apply(ctx context.Context, file string) error {
	text, err := migrations.ReadFile(file)
	if err != nil {
		return err
	}
	return s.Tx(ctx, func(tx Tx) error {
		var n int
		if err := tx.NewRaw("SELECT COUNT(*) FROM migration WHERE name = ?", file).Scan(ctx, &n); err != nil ||
			n > 0 {
			return err
		}
		for _, statement := range strings.Split(string(text), ";\n") {
			if strings.TrimSpace(statement) == "" {
				continue
			}
			if _, err := tx.ExecContext(ctx, s.dialect(statement)); err != nil {
				return err
			}
		}
		_, err := tx.NewRaw("INSERT INTO migration (name) VALUES (?)", file).Exec(ctx)
		return err
	})
}

// dialect replaces the one type name that differs.
func (s *Store) dialect(statement string) string {
	if s.postgres {
		return strings.ReplaceAll(statement, " BLOB", " BYTEA")
	}
	return statement
}
