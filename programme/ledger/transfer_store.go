package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/words"
)

const transferColumns = `SELECT e.id, e.seq, e.code, e.kind, e.route, e.day, e.booked, e.from_party, e.to_party, e.provider_id, e.receiver_id, e.pairing_id,
	e.commitment_id, e.project_id, e.sector, e.money_class, e.minor, e.currency, e.plan_year, e.off_plan, e.purpose, e.reference, e.note,
	COALESCE(e.answers, 0), COALESCE(e.reverses, 0), COALESCE(e.transfer_id, 0), e.way, e.said_by, e.said_for, e.at, t.received, t.moved, t.reversed, t.answer, t.answered, t.age_on
	FROM ledger_transfer AS t JOIN ledger_entry AS e ON e.programme_id = t.programme_id AND e.id = t.entry_id`

func scanTransfer(r *sql.Rows) (t Transfer, err error) {
	var at int64
	err = r.Scan(append(entryInto(&t.Entry, &at), &t.Received, &t.Moved, &t.Reversed, &t.Answer, &t.Answered, &t.AgeOn)...)
	t.At = time.UnixMicro(at).UTC()
	return t, err
}

// GetTransfer finds a transfer by the number of the entry that set it out.
func GetTransfer(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Transfer, error) {
	return db.One(ctx, q, scanTransfer, transferColumns+" WHERE t.programme_id = $1 AND t.entry_id = $2", int64(prog), int64(id))
}

// GetTransferByCode finds a transfer by its code.
func GetTransferByCode(ctx context.Context, q db.Q, prog ident.Programme, code string) (Transfer, error) {
	return db.One(ctx, q, scanTransfer, transferColumns+" WHERE t.programme_id = $1 AND e.code = $2", int64(prog), code)
}

// TransferFilter narrows a list of transfers that are open: To or From one
// organisation, 0 for any.
type TransferFilter struct {
	To, From ident.ID
	After    ident.ID
	Limit    int
}

// OpenTransfers lists what is in transit, the oldest entry first.
func OpenTransfers(ctx context.Context, q db.Q, prog ident.Programme, f TransferFilter) ([]Transfer, error) {
	where, args := " WHERE t.programme_id = $1 AND t.open_minor > 0 AND t.entry_id > $2", []any{int64(prog), int64(f.After)}
	if f.To != 0 {
		args = append(args, int64(f.To))
		where += fmt.Sprintf(" AND t.to_party = $%d", len(args))
	}
	if f.From != 0 {
		args = append(args, int64(f.From))
		where += fmt.Sprintf(" AND t.from_party = $%d", len(args))
	}
	args = append(args, int64(f.Limit))
	return db.All(ctx, q, scanTransfer, transferColumns+where+fmt.Sprintf(" ORDER BY t.entry_id LIMIT $%d", len(args)), args...)
}

// aged lists what has been in transit for too long on a day.
func aged(ctx context.Context, q db.Q, prog ident.Programme, today words.Day, limit int) ([]Transfer, error) {
	return db.All(ctx, q, scanTransfer, transferColumns+` WHERE t.programme_id = $1 AND t.open_minor > 0 AND t.age_on <> '' AND t.age_on <= $2
		ORDER BY t.age_on, t.entry_id LIMIT $3`, int64(prog), string(today), int64(limit))
}

func saveTransfer(ctx context.Context, tx *db.Tx, t Transfer) error {
	err := tx.Exec(ctx, `INSERT INTO ledger_transfer (programme_id, entry_id, received, moved, open_minor, reversed, answer, answered, age_on, from_party,
		to_party) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (programme_id, entry_id) DO UPDATE SET received = excluded.received, moved = excluded.moved, open_minor = excluded.open_minor,
		reversed = excluded.reversed, answer = excluded.answer, answered = excluded.answered, age_on = excluded.age_on`,
		int64(tx.Who.Programme), int64(t.ID), t.Received, t.Moved, t.Open(), t.Reversed, t.Answer, string(t.Answered), string(t.AgeOn), int64(t.From), int64(t.To))
	if err != nil {
		return fmt.Errorf("saving what became of %s: %w", t.Code, err)
	}
	return nil
}

// waitingArrivals lists the money that nobody announced and that nobody has yet
// claimed whole; Received is what was claimed.
func waitingArrivals(ctx context.Context, q db.Q, prog ident.Programme, limit int) ([]Transfer, error) {
	return db.All(ctx, q, func(r *sql.Rows) (t Transfer, err error) {
		var at int64
		err = r.Scan(append(entryInto(&t.Entry, &at), &t.Received)...)
		t.At = time.UnixMicro(at).UTC()
		return t, err
	}, `SELECT e.id, e.seq, e.code, e.kind, e.route, e.day, e.booked, e.from_party, e.to_party, e.provider_id, e.receiver_id, e.pairing_id,
		e.commitment_id, e.project_id, e.sector, e.money_class, e.minor, e.currency, e.plan_year, e.off_plan, e.purpose, e.reference, e.note,
		COALESCE(e.answers, 0), COALESCE(e.reverses, 0), COALESCE(e.transfer_id, 0), e.way, e.said_by, e.said_for, e.at, w.claimed FROM (
			SELECT a.programme_id, a.id, a.minor, COALESCE((SELECT CAST(SUM(CASE WHEN c.reverses IS NULL THEN c.minor ELSE -c.minor END) AS BIGINT) FROM ledger_entry AS c
				WHERE c.programme_id = a.programme_id AND c.answers = a.id AND c.kind = 'claim'), 0) AS claimed
			FROM ledger_entry AS a WHERE a.programme_id = $1 AND a.kind = 'arrive' AND a.reverses IS NULL
			AND NOT EXISTS (SELECT 1 FROM ledger_entry AS b WHERE b.programme_id = a.programme_id AND b.reverses = a.id)) AS w
		JOIN ledger_entry AS e ON e.programme_id = w.programme_id AND e.id = w.id WHERE w.claimed < w.minor ORDER BY e.id LIMIT $2`, int64(prog), int64(limit))
}
