package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// few are the columns that have a handful of values, whatever the table.
var few = map[string]bool{"state": true, "status": true, "visibility": true, "kind": true, "role": true, "closed_seq": true, "folded": true, "noun": true}

// settlePlans tells SQLite how the tables look in a large programme, so that it
// reads each of them in the way that stays quick, and in the same way however
// they have grown. Left to itself it takes "of this programme" for a narrow
// choice, though it is nearly every row, and walks a whole table where an index
// of the second column leads to ten rows. The engine's own ANALYZE would say the
// same of a large database and something else of every young one. PostgreSQL
// keeps such figures itself. See docs/decisions.
func settlePlans(ctx context.Context, conn *sql.Conn) error {
	for _, text := range []string{"ANALYZE sqlite_schema", "DELETE FROM sqlite_stat1"} {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("settling how tables are read: %w", err)
		}
	}
	type column struct {
		table, index, name string
		unique             bool
	}
	// Indexes of the primary keys of tables without row numbers go by the table's name.
	columns, err := All(ctx, conn, func(r *sql.Rows) (c column, err error) { return c, r.Scan(&c.table, &c.index, &c.name, &c.unique) },
		`SELECT t.name, CASE WHEN l.origin = 'pk' AND t.wr THEN t.name ELSE l.name END, i.name, l."unique"
		FROM pragma_table_list AS t JOIN pragma_index_list(t.name) AS l JOIN pragma_index_info(l.name) AS i
		WHERE t.schema = 'main' AND t.type = 'table' ORDER BY t.name, l.name, i.seqno`)
	if err != nil {
		return fmt.Errorf("reading the indexes: %w", err)
	}
	for len(columns) > 0 {
		n := 1
		for n < len(columns) && columns[n].index == columns[0].index && columns[n].table == columns[0].table {
			n++
		}
		index := columns[:n]
		columns = columns[n:]
		if index[0].name != "programme_id" {
			continue
		}
		const rows = 1_000_000
		each := rows / 2
		figures := []string{fmt.Sprint(rows), fmt.Sprint(each)}
		for i, c := range index[1:] {
			switch {
			case c.unique && i+2 == len(index):
				each = 1
			case few[c.name]:
				each = max(1, each/10)
			default:
				each = max(1, min(100, each/10))
			}
			figures = append(figures, fmt.Sprint(each))
		}
		if _, err := conn.ExecContext(ctx, "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ($1, $2, $3)", index[0].table, index[0].index, strings.Join(figures, " ")); err != nil {
			return fmt.Errorf("settling how %s is read: %w", index[0].table, err)
		}
	}
	_, err = conn.ExecContext(ctx, "ANALYZE sqlite_schema") // reads them in
	return err
}
