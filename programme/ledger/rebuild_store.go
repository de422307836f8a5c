package ledger

import (
	"context"
	"maps"

	"throughline/kit/db"
	"throughline/kit/ident"
)

// rebuildBatch bounds how many entries are read at once.
const rebuildBatch = 500

// recomputed sums every entry again, in bounded memory but for the sums.
func recomputed(ctx context.Context, q db.Q, prog ident.Programme) (map[Total]Sums, error) {
	all := map[Total]Sums{}
	for after := ident.ID(0); ; {
		entries, err := db.All(ctx, q, scanEntry, entryColumns+" WHERE programme_id = $1 AND id > $2 ORDER BY id LIMIT $3", int64(prog), int64(after), int64(rebuildBatch))
		if err != nil {
			return nil, err
		}
		if len(entries) > 0 {
			if err := withLines(ctx, q, prog, entries); err != nil {
				return nil, err
			}
			after = entries[len(entries)-1].ID
		}
		for _, e := range entries {
			for at, s := range e.adds() {
				all[at] = all[at].Plus(s)
			}
		}
		if len(entries) < rebuildBatch {
			maps.DeleteFunc(all, func(_ Total, s Sums) bool { return s == Sums{} })
			return all, nil
		}
	}
}

// Rebuild writes the sums anew from the lines.
func Rebuild(ctx context.Context, tx *db.Tx) error {
	all, err := recomputed(ctx, tx, tx.Who.Programme)
	if err != nil {
		return err
	}
	if err := tx.Exec(ctx, "DELETE FROM ledger_rollup_sums WHERE programme_id = $1", int64(tx.Who.Programme)); err != nil {
		return err
	}
	for _, at := range inOrder(all) {
		if err := addSums(ctx, tx, at, all[at]); err != nil {
			return err
		}
	}
	return nil
}
