package project

import (
	"context"
	"database/sql"
	"fmt"

	"throughline/kit/db"
	"throughline/kit/ident"
)

// addOrder fills in what the milestones of a list wait for.
func addOrder(ctx context.Context, q db.Q, prog ident.Programme, list []Milestone) error {
	at := map[ident.ID]int{}
	var ids []ident.ID
	for i, m := range list {
		at[m.ID], list[i].After = i, []ident.ID{}
		ids = append(ids, m.ID)
	}
	type row struct{ milestone, after ident.ID }
	for chunk := range chunks(ids) {
		in, args := db.In(chunk, []any{int64(prog)})
		rows, err := db.All(ctx, q, func(r *sql.Rows) (x row, err error) { return x, r.Scan(&x.milestone, &x.after) },
			"SELECT milestone_id, after_id FROM project_order WHERE programme_id = $1 AND milestone_id IN ("+in+") ORDER BY milestone_id, seq, after_id", args...)
		if err != nil {
			return fmt.Errorf("reading the order of milestones: %w", err)
		}
		for _, x := range rows {
			m := &list[at[x.milestone]]
			m.After = append(m.After, x.after)
		}
	}
	return nil
}

func saveOrder(ctx context.Context, tx *db.Tx, milestone, after ident.ID) error {
	return tx.Exec(ctx, "INSERT INTO project_order (programme_id, milestone_id, after_id, seq) VALUES ($1, $2, $3, $4)",
		int64(tx.Who.Programme), int64(milestone), int64(after), tx.Seq)
}

func dropOrder(ctx context.Context, tx *db.Tx, milestone, after ident.ID) error {
	return tx.Exec(ctx, "DELETE FROM project_order WHERE programme_id = $1 AND milestone_id = $2 AND after_id = $3",
		int64(tx.Who.Programme), int64(milestone), int64(after))
}
