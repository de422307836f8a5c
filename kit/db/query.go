package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"throughline/kit/fault"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
)

// All reads every row and closes: a statement sent while rows are open breaks a
// PostgreSQL connection.
func All[T any](ctx context.Context, q Q, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// One reads the first row; no row is NotFound.
func One[T any](ctx context.Context, q Q, scan func(*sql.Rows) (T, error), query string, args ...any) (T, error) {
	all, err := All(ctx, q, scan, query, args...)
	if err != nil || len(all) > 0 {
		if len(all) > 0 {
			return all[0], err
		}
		var none T
		return none, err
	}
	var none T
	return none, fault.New(fault.NotFound, "fault.not_found")
}

// In writes the placeholders for a list of numbers after the given arguments:
// "$3, $4, $5". Callers keep lists under 500 (SQLite slows down quadratically);
// an empty list matches nothing.
func In[T ~int64](ids []T, args []any) (string, []any) {
	if len(ids) == 0 {
		return "NULL", args
	}
	places := make([]string, len(ids))
	for i, id := range ids {
		args = append(args, int64(id))
		places[i] = fmt.Sprintf("$%d", len(args))
	}
	return strings.Join(places, ", "), args
}

// Null stores 0 as no reference.
func Null[T ~int64](id T) any {
	if id == 0 {
		return nil
	}
	return int64(id)
}

// classify turns what an engine says of a broken constraint into a refusal.
// Everything else stays a defect.
func classify(err error) error {
	if err == nil || fault.KindOf(err) != 0 {
		return err
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch e.Code {
		case "23505":
			return fault.New(fault.Conflict, "db.duplicate")
		case "23503":
			return fault.New(fault.Conflict, "db.reference")
		}
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() {
		case 1555, 2067: // primary key, unique
			return fault.New(fault.Conflict, "db.duplicate")
		case 787: // foreign key
			return fault.New(fault.Conflict, "db.reference")
		case 13: // disk full
			return fault.New(fault.Unavailable, "db.disk_full")
		}
	}
	return err
}
