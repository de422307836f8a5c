package migrations_test

import (
	"database/sql"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"throughline/kit/db"
	"throughline/kit/db/dbtest"
)

var update = flag.Bool("update", false, "rewrite schema.txt")

// Both engines must have the same tables and columns; only the search index
// differs inside.
func TestSchemaIsTheSameOnBothEngines(t *testing.T) {
	d := dbtest.Open(t)
	query := `SELECT m.name, p.name, p.type, p."notnull" OR p.pk > 0 FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS p
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, p.name`
	if db.IsPostgres(d.Read()) {
		query = `SELECT table_name, column_name, data_type, is_nullable = 'NO' FROM information_schema.columns
			WHERE table_schema = 'public' ORDER BY table_name COLLATE "C", column_name COLLATE "C"`
	}
	rows, err := db.All(t.Context(), d.Read(), func(r *sql.Rows) (s string, err error) {
		var table, column, kind string
		var required bool
		err = r.Scan(&table, &column, &kind, &required)
		need := ""
		if required {
			need = " required"
		}
		return fmt.Sprintf("%s.%s %s%s", table, column, strings.ToLower(kind), need), err
	}, query)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, row := range rows {
		if !strings.HasPrefix(row, "search_") {
			b.WriteString(row + "\n")
		}
	}
	if *update {
		if err := os.WriteFile("schema.txt", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("schema.txt")
	if err != nil {
		t.Fatal(err)
	}
	got, lines := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(got), len(lines)) {
		if i >= len(got) || i >= len(lines) || got[i] != lines[i] {
			t.Fatalf("line %d of schema.txt differs; run with -update on SQLite and look at the change\n got: %q\nwant: %q", i+1, at(got, i), at(lines, i))
		}
	}
}

func at(s []string, i int) string {
	if i < len(s) {
		return s[i]
	}
	return "(nothing)"
}
