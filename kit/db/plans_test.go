package db_test

import (
	"database/sql"
	"strings"
	"testing"

	"throughline/kit/db"
	"throughline/kit/db/dbtest"
)

// Lists that are narrowed by a reference go by the index of that reference, not
// along the whole programme in the order in which they are wanted.
func TestTablesAreReadByTheIndexThatNarrowsMost(t *testing.T) {
	d := dbtest.OpenSQLite(t) // PostgreSQL plans by its own figures
	for query, index := range map[string]string{
		"SELECT id FROM decision_measure WHERE programme_id = 1 AND into_id = 2 ORDER BY id":                            "decision_measure_into",
		"SELECT title FROM agreement_commitment WHERE programme_id = 1 AND measure_id = 2 ORDER BY rank, id LIMIT 9":    "agreement_commitment_measure",
		"SELECT title FROM decision_measure WHERE programme_id = 1 AND conference_id = 2 ORDER BY rank, id LIMIT 9":     "decision_measure_conference",
		"SELECT title FROM decision_measure WHERE programme_id = 1 AND visibility <> 'x' ORDER BY rank, id LIMIT 9":     "decision_measure_rank",
		"SELECT title FROM decision_measure WHERE programme_id = 1 AND id IN (1, 2, 3, 4, 5) ORDER BY rank, id LIMIT 9": "sqlite_autoindex_decision_measure_1",
	} {
		plan, err := db.All(t.Context(), d.Read(), func(r *sql.Rows) (detail string, err error) {
			var a, b, c int
			return detail, r.Scan(&a, &b, &c, &detail)
		}, "EXPLAIN QUERY PLAN "+query)
		if err != nil || len(plan) == 0 || !strings.Contains(plan[0], " "+index+" ") {
			t.Errorf("%s\n\tgoes by %v, not by %s (%v)", query, plan, index, err)
		}
	}
}
