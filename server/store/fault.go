package store

import (
	"database/sql/driver"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
)

// IsDatabase tells whether an error is the database's own: it is away, full,
// locked or damaged.
func IsDatabase(err error) bool {
	var lite *sqlite.Error
	var pg *pgconn.PgError
	var connect *pgconn.ConnectError
	return errors.As(err, &lite) || errors.As(err, &pg) || errors.As(err, &connect) ||
		errors.Is(err, driver.ErrBadConn)
}
