package stocktake

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"throughline/kit/db"
	"throughline/kit/ident"
)

// lineKey names a line: what it stands for, the record, and for a promise stated
// again the clause that does so.
type lineKey struct {
	Noun string
	ID   ident.ID
	Sub  ident.ID
}

// moveLines puts lines in the place of all that stood for some records, and moves
// the rollup by the difference. Sub of the old keys is not looked at.
func moveLines(ctx context.Context, tx *db.Tx, old []lineKey, lines map[lineKey]line) error {
	moved := map[cell]sum{}
	for _, k := range old {
		were, err := db.All(ctx, tx, func(r *sql.Rows) (l line, err error) {
			var text string
			if err = r.Scan(&text); err != nil {
				return l, err
			}
			return l, json.Unmarshal([]byte(text), &l)
		}, "DELETE FROM stocktake_conversion WHERE programme_id = $1 AND noun = $2 AND id = $3 RETURNING line", int64(tx.Who.Programme), k.Noun, int64(k.ID))
		if err != nil {
			return fmt.Errorf("replacing what %s %d adds to the conversion: %w", k.Noun, k.ID, err)
		}
		for _, l := range were {
			l.cells(-1, moved)
		}
	}
	for k, l := range lines {
		text, err := json.Marshal(l)
		if err != nil {
			return err
		}
		err = tx.Exec(ctx, "INSERT INTO stocktake_conversion (programme_id, noun, id, sub, line) VALUES ($1, $2, $3, $4, $5)",
			int64(tx.Who.Programme), k.Noun, int64(k.ID), int64(k.Sub), string(text))
		if err != nil {
			return fmt.Errorf("keeping what %s %d adds to the conversion: %w", k.Noun, k.ID, err)
		}
		l.cells(1, moved)
	}
	return moveCells(ctx, tx, moved)
}

// mostCells is how many cells one statement moves: 12 parameters each.
const mostCells = 40

func moveCells(ctx context.Context, tx *db.Tx, moved map[cell]sum) error {
	var rows []string
	var args []any
	flush := func() error {
		if len(rows) == 0 {
			return nil
		}
		err := tx.Exec(ctx, `INSERT INTO stocktake_rollup_conversion (programme_id, conference_id, provider_id, kind, owner_id, stage, ending, money_class,
			currency, n, n_joint, amount) VALUES `+strings.Join(rows, ", ")+`
			ON CONFLICT (programme_id, conference_id, provider_id, kind, owner_id, stage, ending, money_class, currency) DO UPDATE SET
			n = stocktake_rollup_conversion.n + excluded.n, n_joint = stocktake_rollup_conversion.n_joint + excluded.n_joint,
			amount = stocktake_rollup_conversion.amount + excluded.amount`, args...)
		rows, args = nil, nil
		return err
	}
	for at, s := range moved {
		if s == (sum{}) {
			continue
		}
		var row []string
		for _, v := range []any{int64(tx.Who.Programme), int64(at.Conference), int64(at.Provider), at.Kind, int64(at.Owner), at.Stage, at.Exit, at.Class, at.Currency,
			s.N, s.Joint, s.Amount} {
			args = append(args, v)
			row = append(row, fmt.Sprintf("$%d", len(args)))
		}
		rows = append(rows, "("+strings.Join(row, ", ")+")")
		if len(rows) == mostCells {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// ConversionFilter narrows the conversion. Zero fields do not narrow;
// Conferences, when not nil, are those of a period.
type ConversionFilter struct {
	Conference  ident.ID
	Conferences []ident.ID
	Provider    ident.ID
	Kind        string
}

// ConversionOf counts the signed promises that the actor may see, from the rollup.
func ConversionOf(ctx context.Context, q db.Q, who ident.Actor, f ConversionFilter) (Conversion, error) {
	if f.Conferences != nil && f.Conference == 0 {
		if len(f.Conferences) == 0 {
			return convert(nil), nil
		}
	} else {
		f.Conferences = []ident.ID{f.Conference}
	}
	in, args := db.In(f.Conferences, []any{int64(who.Programme), int64(f.Provider), f.Kind})
	where := "programme_id = $1 AND provider_id = $2 AND kind = $3 AND conference_id IN (" + in + ")"
	if !who.SeesAll() {
		args = append(args, int64(who.Organisation))
		where += fmt.Sprintf(" AND (owner_id = 0 OR owner_id = $%d)", len(args))
	}
	type row struct {
		cell
		sum
	}
	rows, err := db.All(ctx, q, func(r *sql.Rows) (x row, err error) {
		return x, r.Scan(&x.Stage, &x.Exit, &x.Class, &x.Currency, &x.N, &x.Joint, &x.Amount)
	}, `SELECT stage, ending, money_class, currency, CAST(sum(n) AS BIGINT), CAST(sum(n_joint) AS BIGINT), CAST(sum(amount) AS BIGINT)
		FROM stocktake_rollup_conversion WHERE `+where+" GROUP BY stage, ending, money_class, currency", args...)
	cells := map[cell]sum{}
	for _, x := range rows {
		cells[x.cell] = x.sum
	}
	return convert(cells), err
}

// ConvertingProviders lists the organisations that have promised something in
// what was signed, for the filter; at most 300.
func ConvertingProviders(ctx context.Context, q db.Q, who ident.Actor) ([]ident.ID, error) {
	return db.All(ctx, q, func(r *sql.Rows) (id ident.ID, err error) { return id, r.Scan(&id) },
		`SELECT provider_id FROM stocktake_rollup_conversion WHERE programme_id = $1 AND conference_id = 0 AND kind = '' AND provider_id <> 0 AND n > 0
		AND (owner_id = 0 OR owner_id = $2) GROUP BY provider_id ORDER BY provider_id LIMIT 300`, int64(who.Programme), int64(who.Organisation))
}

func clearConversion(ctx context.Context, tx *db.Tx) error {
	for _, stmt := range []string{"DELETE FROM stocktake_conversion WHERE programme_id = $1", "DELETE FROM stocktake_rollup_conversion WHERE programme_id = $1"} {
		if err := tx.Exec(ctx, stmt, int64(tx.Who.Programme)); err != nil {
			return err
		}
	}
	return nil
}
