// Package dbtest gives each test a fresh database: SQLite by default, or the
// PostgreSQL cluster that THROUGHLINE_TEST_POSTGRES names (a superuser URL).
package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"throughline/kit/db"
	"throughline/migrations"
)

// Now is the moment at which every test database stands.
var Now = time.Date(2028, 5, 14, 9, 30, 0, 0, time.UTC)

// Open gives a migrated, empty database whose clock stands at Now.
func Open(t testing.TB) *db.DB {
	t.Helper()
	var d *db.DB
	if base := os.Getenv("THROUGHLINE_TEST_POSTGRES"); base != "" {
		d = openPostgres(t, base)
	} else {
		d = openSQLite(t)
	}
	return ready(t, d)
}

// OpenSQLite is Open on SQLite, whatever engine the other tests run on: for what
// is done for that engine alone.
func OpenSQLite(t testing.TB) *db.DB {
	t.Helper()
	return ready(t, openSQLite(t))
}

func ready(t testing.TB, d *db.DB) *db.DB {
	d.Clock = func() time.Time { return Now }
	t.Cleanup(func() { d.Close() })
	return d
}

var template = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "throughline-template")
	if err != nil {
		return "", err
	}
	d, err := db.Open(context.Background(), db.Options{Dir: dir})
	if err != nil {
		return "", err
	}
	if err := d.Migrate(context.Background(), migrations.Files); err != nil {
		return "", err
	}
	// Closing the last connection folds the write-ahead log into the file.
	return filepath.Join(dir, "throughline.db"), d.Close()
})

func openSQLite(t testing.TB) *db.DB {
	t.Helper()
	from, err := template()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := copyFile(from, filepath.Join(dir, "throughline.db")); err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), db.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Close()
}

// openPostgres makes one database a test program and empties it between tests:
// making one from a template for every test is slower.
func openPostgres(t testing.TB, base string) *db.DB {
	t.Helper()
	name := fmt.Sprintf("throughline_test_%d", os.Getpid())
	u, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	u.Path = "/" + name
	admin, err := sql.Open("pgx", base)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	var there int
	if err := admin.QueryRow("SELECT count(*) FROM pg_database WHERE datname = $1", name).Scan(&there); err != nil {
		t.Fatal(err)
	}
	if there == 0 {
		if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
			t.Fatal(err)
		}
	}
	d, err := db.Open(t.Context(), db.Options{URL: u.String()})
	if err != nil {
		t.Fatal(err)
	}
	if there == 0 {
		err = d.Migrate(t.Context(), migrations.Files)
	} else {
		err = empty(t.Context(), u.String())
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// empty deletes every row, past the append-only triggers, in one connection.
func empty(ctx context.Context, u string) error {
	p, err := sql.Open("pgx", u)
	if err != nil {
		return err
	}
	defer p.Close()
	conn, err := p.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	tables, err := db.All(ctx, conn, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) },
		"SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'db_migration'")
	if err != nil {
		return err
	}
	var text strings.Builder
	text.WriteString("SET session_replication_role = replica;")
	for _, name := range tables {
		fmt.Fprintf(&text, "DELETE FROM %s;", name)
	}
	_, err = conn.ExecContext(ctx, text.String())
	return err
}
