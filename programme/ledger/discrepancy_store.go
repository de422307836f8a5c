package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
)

const discrepancyColumns = `SELECT id, seq, code, transfer_id, pairing_id, sender_id, receiver_id, minor, currency, why, outcome, opened, due, state,
	state_since, state_by, state_org, reason FROM ledger_discrepancy`

func scanDiscrepancy(r *sql.Rows) (d Discrepancy, err error) {
	var since int64
	err = r.Scan(&d.ID, &d.Seq, &d.Code, &d.Transfer, &d.Pairing, &d.Sender, &d.Receiver, &d.Amount.Minor, &d.Amount.Currency, &d.Why, &d.Outcome,
		&d.Opened, &d.Due, &d.State, &since, &d.StateBy, &d.StateOrg, &d.Reason)
	d.StateSince = time.UnixMicro(since).UTC()
	return d, err
}

// GetDiscrepancy finds a discrepancy by its number.
func GetDiscrepancy(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Discrepancy, error) {
	return db.One(ctx, q, scanDiscrepancy, discrepancyColumns+" WHERE programme_id = $1 AND id = $2", int64(prog), int64(id))
}

// GetDiscrepancyByCode finds a discrepancy by its code.
func GetDiscrepancyByCode(ctx context.Context, q db.Q, prog ident.Programme, code string) (Discrepancy, error) {
	return db.One(ctx, q, scanDiscrepancy, discrepancyColumns+" WHERE programme_id = $1 AND code = $2", int64(prog), code)
}

// DiscrepanciesOf lists the discrepancies of a transfer, the first one first.
func DiscrepanciesOf(ctx context.Context, q db.Q, prog ident.Programme, transfer ident.ID) ([]Discrepancy, error) {
	return db.All(ctx, q, scanDiscrepancy, discrepancyColumns+" WHERE programme_id = $1 AND transfer_id = $2 ORDER BY id", int64(prog), int64(transfer))
}

// OpenDiscrepancies lists what is not settled, the oldest first.
func OpenDiscrepancies(ctx context.Context, q db.Q, prog ident.Programme, after ident.ID, limit int) ([]Discrepancy, error) {
	return db.All(ctx, q, scanDiscrepancy, discrepancyColumns+` WHERE programme_id = $1 AND state IN ('open', 'explained', 'proposed', 'escalated') AND id > $2
		ORDER BY id LIMIT $3`, int64(prog), int64(after), int64(limit))
}

func saveDiscrepancy(ctx context.Context, tx *db.Tx, d Discrepancy) error {
	err := tx.Exec(ctx, `INSERT INTO ledger_discrepancy (programme_id, id, seq, code, transfer_id, pairing_id, sender_id, receiver_id, minor, currency, why,
		outcome, opened, due, state, state_since, state_by, state_org, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
		$16, $17, $18, $19)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, outcome = excluded.outcome, state = excluded.state,
		state_since = excluded.state_since, state_by = excluded.state_by, state_org = excluded.state_org, reason = excluded.reason`,
		int64(tx.Who.Programme), int64(d.ID), tx.Seq, d.Code, int64(d.Transfer), int64(d.Pairing), int64(d.Sender), int64(d.Receiver), d.Amount.Minor,
		d.Amount.Currency, d.Why, d.Outcome, string(d.Opened), string(d.Due), d.State, d.StateSince.UnixMicro(), int64(d.StateBy), int64(d.StateOrg), d.Reason)
	if err != nil {
		return fmt.Errorf("saving discrepancy %s: %w", d.Code, err)
	}
	return nil
}
