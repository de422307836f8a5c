// Package db keeps the records: SQLite embedded by default, PostgreSQL where
// users outgrow it, one SQL text for both.
//
// Every change of business records goes through DB.Change: one programme, one
// writer at a time, one transaction, journaled. Reads go through DB.Read.
package db

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"throughline/kit/ident"

	_ "github.com/jackc/pgx/v5/stdlib" // the pgx driver
	_ "modernc.org/sqlite"             // the sqlite driver
)

// Q reads: a pool, or a change in progress. Finders take a Q.
type Q interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// Projector keeps derived rows in step inside the change that made the facts.
type Projector func(ctx context.Context, tx *Tx, facts []Fact) error

// Options says where the records are. URL empty means SQLite in Dir.
type Options struct {
	Dir string // data directory, made when missing
	URL string // postgres://..., or empty
}

// DB is one open installation.
type DB struct {
	Clock      func() time.Time // the one clock; tests set it
	Projectors []Projector

	postgres bool
	write    *sql.DB
	read     *sql.DB
	lock     *os.File
	queries  atomic.Int64
	writers  sync.Map // ident.Programme -> chan struct{}, held by the writer

	texts    sync.Map // statement text -> *sql.Stmt of the read pool
	numTexts atomic.Int64
}

// Open opens or makes the database. It fails when another process holds the
// data directory, when an SQLite setting did not take, or when the SQLite
// library is older than the last known corruption fix (3.51.3).
func Open(ctx context.Context, o Options) (*DB, error) {
	d := &DB{Clock: time.Now, postgres: o.URL != ""}
	if o.Dir != "" {
		if err := d.claim(o.Dir); err != nil {
			return nil, err
		}
	}
	var err error
	if d.postgres {
		err = d.openPostgres(ctx, o.URL)
	} else {
		err = d.openSQLite(ctx, filepath.Join(o.Dir, "throughline.db"))
	}
	if err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// claim takes the data directory for this process. The lock is on its own file:
// opening and closing the database file itself would drop SQLite's locks.
func (d *DB) claim(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("making the data directory: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("opening the lock: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return fmt.Errorf("%s is in use by another throughline process; stop it first", dir)
	}
	d.lock = f
	return nil
}

// Each connection keeps 64 MB of pages: with the engine's own 2 MB a list of a
// large programme is read from the file again and again (docs/limits.md).
const pragmas = "&_pragma=cache_size(-65536)&_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
	"&_pragma=foreign_keys(1)&_pragma=recursive_triggers(1)"

func (d *DB) openSQLite(ctx context.Context, path string) error {
	var err error
	// One writer connection: SQLite has one writer, and waiting in Go is fair.
	if d.write, err = sql.Open("sqlite", "file:"+path+"?_txlock=immediate"+pragmas); err != nil {
		return err
	}
	d.write.SetMaxOpenConns(1)
	// The driver ignores misspelt settings in silence, so each is read back.
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1",
		"recursive_triggers": "1", "busy_timeout": "10000", "cache_size": "-65536"} {
		var got string
		if err := d.write.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&got); err != nil {
			return fmt.Errorf("opening %s: %w", path, err)
		}
		if got != want {
			return fmt.Errorf("sqlite setting %s is %s, not %s", pragma, got, want)
		}
	}
	var version string
	if err := d.write.QueryRowContext(ctx, "SELECT sqlite_version()").Scan(&version); err != nil {
		return err
	}
	if olderThan(version, [3]int{3, 51, 3}) {
		return fmt.Errorf("sqlite %s has a known corruption race; 3.51.3 or later is needed", version)
	}
	if d.read, err = sql.Open("sqlite", "file:"+path+"?mode=ro"+strings.ReplaceAll(pragmas, "&_pragma=journal_mode(WAL)", "")); err != nil {
		return err
	}
	// More readers than cores starve the writer (docs/limits.md).
	d.read.SetMaxOpenConns(max(2, runtime.NumCPU()))
	d.read.SetMaxIdleConns(max(2, runtime.NumCPU()))
	return nil
}

func olderThan(version string, least [3]int) bool {
	var v [3]int
	fmt.Sscanf(version, "%d.%d.%d", &v[0], &v[1], &v[2])
	for i := range v {
		if v[i] != least[i] {
			return v[i] < least[i]
		}
	}
	return false
}

func (d *DB) openPostgres(ctx context.Context, url string) error {
	var err error
	if d.write, err = sql.Open("pgx", url); err != nil {
		return err
	}
	d.write.SetMaxOpenConns(8)
	var version int
	if err := d.write.QueryRowContext(ctx, "SELECT current_setting('server_version_num')::int").Scan(&version); err != nil {
		return fmt.Errorf("reaching PostgreSQL: %w", err)
	}
	if version < 150000 {
		return fmt.Errorf("PostgreSQL %d is too old; 15 or later is needed", version/10000)
	}
	sep := "?"
	if strings.Contains(url, "?") {
		sep = "&"
	}
	if d.read, err = sql.Open("pgx", url+sep+"default_transaction_read_only=on"); err != nil {
		return err
	}
	d.read.SetMaxOpenConns(2 * runtime.NumCPU())
	d.read.SetMaxIdleConns(2 * runtime.NumCPU())
	return nil
}

// Close gives the database and the data directory back.
func (d *DB) Close() error {
	for _, p := range []*sql.DB{d.read, d.write} {
		if p != nil {
			p.Close()
		}
	}
	if d.lock != nil {
		return d.lock.Close()
	}
	return nil
}

// IsPostgres tells which engine answers; only kit/search may care.
func IsPostgres(q Q) bool {
	switch q := q.(type) {
	case reader:
		return q.d.postgres
	case *Tx:
		return q.pg
	}
	return false
}

// Now is the present moment in UTC, to the microsecond that is stored.
func (d *DB) Now() time.Time { return d.Clock().UTC().Truncate(time.Microsecond) }

// Read is the pool of read-only connections.
func (d *DB) Read() Q { return reader{d} }

// Queries counts the statements read so far; tests and the load trial compare
// two readings to hold a page to its number of queries.
func (d *DB) Queries() int64 { return d.queries.Load() }

type reader struct{ d *DB }

func (r reader) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	r.d.queries.Add(1)
	if stmt := r.d.prepared(ctx, query); stmt != nil {
		return stmt.QueryContext(ctx, args...)
	}
	return r.d.read.QueryContext(ctx, query, args...)
}

func (r reader) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	r.d.queries.Add(1)
	if stmt := r.d.prepared(ctx, query); stmt != nil {
		return stmt.QueryRowContext(ctx, args...)
	}
	return r.d.read.QueryRowContext(ctx, query, args...)
}

// maxTexts bounds the statements kept ready; lists of ids make many texts.
const maxTexts = 500

// prepared keeps the statements of the read pool ready: on SQLite reading a
// statement's text costs more than running it. The PostgreSQL driver does this
// itself. nil means: run the text as it is.
func (d *DB) prepared(ctx context.Context, query string) *sql.Stmt {
	if d.postgres {
		return nil
	}
	if stmt, ok := d.texts.Load(query); ok {
		return stmt.(*sql.Stmt)
	}
	if d.numTexts.Load() >= maxTexts {
		return nil
	}
	stmt, err := d.read.PrepareContext(ctx, query)
	if err != nil {
		return nil // the plain call will say what is wrong
	}
	if kept, raced := d.texts.LoadOrStore(query, stmt); raced {
		stmt.Close()
		return kept.(*sql.Stmt)
	}
	d.numTexts.Add(1)
	return stmt
}

// writer waits for the programme's turn. Waiting here rather than in the engine
// keeps a busy programme from using up the connections of the others.
func (d *DB) writer(ctx context.Context, p ident.Programme) (release func(), err error) {
	v, _ := d.writers.LoadOrStore(p, make(chan struct{}, 1))
	turn := v.(chan struct{})
	select {
	case turn <- struct{}{}:
		return func() { <-turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
