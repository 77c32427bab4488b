// Package store keeps the rows. SQLite by default, PostgreSQL when told so; one
// query layer for both, and no SQL outside this package.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"diptych/server/cache"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // driver "sqlite"
)

// ErrNotFound is returned when no row has the key.
var ErrNotFound = errors.New("store: not found")

// Store is one database. SQLite allows one writer at a time, so it has one
// write connection (shared with the job engine) and a pool of readers.
type Store struct {
	write, read *bun.DB
	postgres    bool
	recent      *cache.Cache[Entry]
	open        sync.Map // *sql.Tx -> *[]string: entries that a transaction has changed
}

// Tx is a transaction under way.
type Tx = bun.Tx

const pragmas = "?_pragma=journal_mode(WAL)&_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&" +
	"_pragma=synchronous(NORMAL)&_txlock=immediate"

// Open opens postgres://... or, with an empty DSN, the SQLite file under data,
// and brings the schema up to date.
func Open(ctx context.Context, dsn, data string) (*Store, error) {
	s, err := open(dsn, data)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	if err := s.migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("migrate the database: %w", err), s.Close())
	}
	return s, nil
}

// Connect is Open without a look at the schema, for whoever only looks.
func Connect(dsn, data string) (*Store, error) { return open(dsn, data) }

func open(dsn, data string) (*Store, error) {
	if strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://") {
		db, err := sql.Open("pgx", dsn)
		if err != nil {
			return nil, err
		}
		b := bun.NewDB(db, pgdialect.New())
		return &Store{write: b, read: b, postgres: true, recent: newRecent()}, nil
	}
	if dsn != "" {
		return nil, fmt.Errorf("unknown database %q", dsn)
	}
	file := "file:" + filepath.Join(data, "diptych.db") + pragmas
	writer, err := sql.Open("sqlite", file)
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(1)
	reader, err := sql.Open("sqlite", file+"&_pragma=query_only(1)")
	if err != nil {
		return nil, err
	}
	reader.SetMaxOpenConns(8)
	return &Store{
		write:  bun.NewDB(writer, sqlitedialect.New()),
		read:   bun.NewDB(reader, sqlitedialect.New()),
		recent: newRecent(),
	}, nil
}

// Close closes all connections.
func (s *Store) Close() error {
	if s.postgres {
		return s.write.Close()
	}
	return errors.Join(s.read.Close(), s.write.Close())
}

// Writer is the write connection, for the job engine.
func (s *Store) Writer() *sql.DB { return s.write.DB }

// Postgres tells which of the two databases this is.
func (s *Store) Postgres() bool { return s.postgres }

// Tx runs f in a transaction: rows and jobs commit together or not at all.
// Inside f only tx may write, since SQLite has one writer.
func (s *Store) Tx(ctx context.Context, f func(tx Tx) error) error {
	var entries []string
	err := s.write.RunInTx(ctx, nil, func(_ context.Context, tx Tx) error {
		s.open.Store(tx.Tx, &entries)
		defer s.open.Delete(tx.Tx)
		return f(tx)
	})
	for _, id := range entries { // now that others read what was committed
		s.recent.Forget(id)
	}
	return err
}

// changed notes that an entry was changed: what is at hand of it is old, in a
// transaction once that has committed.
func (s *Store) changed(db bun.IDB, id string) {
	if tx, ok := db.(bun.Tx); ok {
		if list, ok := s.open.Load(tx.Tx); ok {
			entries := list.(*[]string)
			*entries = append(*entries, id)
			return
		}
	}
	s.recent.Forget(id)
}

func (s *Store) now() int64 { return time.Now().Unix() }

// Check looks for damage that the database itself can find.
func (s *Store) Check(ctx context.Context) error {
	if s.postgres {
		return s.Ping(ctx)
	}
	var verdict string
	if err := s.read.NewRaw("PRAGMA quick_check(1)").Scan(ctx, &verdict); err != nil {
		return fmt.Errorf("check the database: %w", err)
	}
	if verdict != "ok" {
		return errors.New(verdict)
	}
	return nil
}

// Ping asks the database for a sign of life.
func (s *Store) Ping(ctx context.Context) error { return s.read.PingContext(ctx) }

func notFound(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}

// one reads a single row by its conditions; deleted rows are found too.
func one[T any](ctx context.Context, db bun.IDB, where string, args ...any) (*T, error) {
	row := new(T)
	if err := db.NewSelect().Model(row).Where(where, args...).Limit(1).Scan(ctx); err != nil {
		return nil, notFound(err)
	}
	return row, nil
}
