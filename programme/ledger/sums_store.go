package ledger

import (
	"context"
	"database/sql"
	"fmt"

	"throughline/kit/db"
	"throughline/kit/ident"
)

const sumColumns = `pledged, waived, drawn, allotted, sent, in_transit, received, disputed, charged, suspense, held, passed, spent, returned, capitalised,
	on_way, charged_on, entries`

// Summed is what the ledger sums up under one total.
type Summed struct {
	Total
	Sums
}

func scanSummed(r *sql.Rows) (s Summed, err error) {
	into := []any{&s.Topic, &s.Class, &s.Currency, &s.Subject, &s.Period}
	for _, n := range s.Sums.fields() {
		into = append(into, n)
	}
	return s, r.Scan(into...)
}

const summed = "SELECT topic, money_class, currency, subject, period, " + sumColumns + " FROM ledger_rollup_sums"

// SumsBy lists the sums of a topic in one class and currency, by subject and
// period.
func SumsBy(ctx context.Context, q db.Q, prog ident.Programme, topic, class, currency string) ([]Summed, error) {
	return db.All(ctx, q, scanSummed, summed+` WHERE programme_id = $1 AND topic = $2 AND money_class = $3 AND currency = $4 ORDER BY subject, period`,
		int64(prog), topic, class, currency)
}

// SumsIn lists the sums of a topic for some subjects, in every class and currency.
func SumsIn(ctx context.Context, q db.Q, prog ident.Programme, topic string, subjects ...string) ([]Summed, error) {
	if len(subjects) == 0 {
		return nil, nil
	}
	args := []any{int64(prog), topic}
	places := ""
	for i, s := range subjects {
		args = append(args, s)
		if i > 0 {
			places += ", "
		}
		places += fmt.Sprintf("$%d", len(args))
	}
	return db.All(ctx, q, scanSummed, summed+" WHERE programme_id = $1 AND topic = $2 AND subject IN ("+places+") ORDER BY subject, money_class, currency, period", args...)
}

// SumsOf lists the sums of one subject, in every class and currency.
func SumsOf(ctx context.Context, q db.Q, prog ident.Programme, topic, subject string) ([]Summed, error) {
	return SumsIn(ctx, q, prog, topic, subject)
}

// addSums adds to the sums of one total.
func addSums(ctx context.Context, tx *db.Tx, at Total, s Sums) error {
	args := []any{int64(tx.Who.Programme), at.Topic, at.Class, at.Currency, at.Subject, int64(at.Period)}
	for _, n := range s.fields() {
		args = append(args, *n)
	}
	err := tx.Exec(ctx, `INSERT INTO ledger_rollup_sums (programme_id, topic, money_class, currency, subject, period, `+sumColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
		ON CONFLICT (programme_id, topic, money_class, currency, subject, period) DO UPDATE SET
		pledged = ledger_rollup_sums.pledged + excluded.pledged, waived = ledger_rollup_sums.waived + excluded.waived,
		drawn = ledger_rollup_sums.drawn + excluded.drawn, allotted = ledger_rollup_sums.allotted + excluded.allotted,
		sent = ledger_rollup_sums.sent + excluded.sent, in_transit = ledger_rollup_sums.in_transit + excluded.in_transit,
		received = ledger_rollup_sums.received + excluded.received, disputed = ledger_rollup_sums.disputed + excluded.disputed,
		charged = ledger_rollup_sums.charged + excluded.charged, suspense = ledger_rollup_sums.suspense + excluded.suspense,
		held = ledger_rollup_sums.held + excluded.held, passed = ledger_rollup_sums.passed + excluded.passed,
		spent = ledger_rollup_sums.spent + excluded.spent, returned = ledger_rollup_sums.returned + excluded.returned,
		capitalised = ledger_rollup_sums.capitalised + excluded.capitalised, on_way = ledger_rollup_sums.on_way + excluded.on_way,
		charged_on = ledger_rollup_sums.charged_on + excluded.charged_on, entries = ledger_rollup_sums.entries + excluded.entries`, args...)
	if err != nil {
		return fmt.Errorf("adding to the sums of %s %s: %w", at.Topic, at.Subject, err)
	}
	return nil
}
