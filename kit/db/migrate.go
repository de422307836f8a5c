package db

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"regexp"
	"strings"
)

var migrationName = regexp.MustCompile(`^(\d{4})_[a-z]+_[a-z_]+(\.sqlite|\.postgres)?\.sql$`)

// Migrate brings the tables up to the numbered files. It refuses a misnamed
// file, two files of one number, a file edited after it was applied, and a
// database newer than the program.
func (d *DB) Migrate(ctx context.Context, files fs.FS) error {
	release, err := d.writer(ctx, 0)
	if err != nil {
		return err
	}
	defer release()
	list, err := d.migrations(files)
	if err != nil {
		return err
	}
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if d.postgres {
		// Two migrators at once fail on both engines; on SQLite the data
		// directory's lock has settled it.
		if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock(-1)"); err != nil {
			return err
		}
		defer conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock(-1)")
	}
	applied, err := appliedMigrations(ctx, conn)
	if err != nil {
		return err
	}
	for _, m := range list {
		digest, done := applied[m.name]
		delete(applied, m.name)
		switch {
		case done && digest != m.digest:
			return fmt.Errorf("migration %s was changed after it was applied", m.name)
		case done:
			continue
		}
		if err := m.apply(ctx, conn, d.Now().UnixMicro()); err != nil {
			return fmt.Errorf("migration %s: %w", m.name, err)
		}
	}
	for name := range applied {
		return fmt.Errorf("the database has migration %s, which this program does not know; use a newer program", name)
	}
	if d.postgres {
		return nil
	}
	return settlePlans(ctx, conn)
}

type migration struct{ name, text, digest string }

// migrations picks the files of this engine, in order.
func (d *DB) migrations(files fs.FS) ([]migration, error) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		return nil, err
	}
	var list []migration
	number := ""
	for _, name := range names {
		m := migrationName.FindStringSubmatch(name)
		if m == nil {
			return nil, fmt.Errorf("migration %s is misnamed; want NNNN_room_topic.sql", name)
		}
		if m[2] == ".sqlite" && d.postgres || m[2] == ".postgres" && !d.postgres {
			continue
		}
		if m[1] == number {
			return nil, fmt.Errorf("two migrations have the number %s", number)
		}
		number = m[1]
		b, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(b)
		list = append(list, migration{name, d.dialect(string(b)), hex.EncodeToString(sum[:])})
	}
	return list, nil
}

// dialect makes the clause that only SQLite has real: narrow tables keyed by
// number take half the space without a hidden row number.
func (d *DB) dialect(text string) string {
	if d.postgres {
		return text
	}
	return strings.ReplaceAll(text, "/* WITHOUT ROWID */", "WITHOUT ROWID")
}

func (m migration) apply(ctx context.Context, conn *sql.Conn, now int64) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, m.text); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO db_migration (name, digest, at) VALUES ($1, $2, $3)", m.name, m.digest, now); err != nil {
		return err
	}
	return tx.Commit()
}

func appliedMigrations(ctx context.Context, conn *sql.Conn) (map[string]string, error) {
	_, err := conn.ExecContext(ctx, "CREATE TABLE IF NOT EXISTS db_migration (name TEXT PRIMARY KEY, digest TEXT NOT NULL, at BIGINT NOT NULL)")
	if err != nil {
		return nil, err
	}
	rows, err := All(ctx, conn, func(r *sql.Rows) (m [2]string, err error) { return m, r.Scan(&m[0], &m[1]) }, "SELECT name, digest FROM db_migration")
	applied := map[string]string{}
	for _, m := range rows {
		applied[m[0]] = m[1]
	}
	return applied, err
}
