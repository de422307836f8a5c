package ledger

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

const statementColumns = `SELECT id, seq, code, pairing_id, from_day, to_day, body, digest, state, state_since, state_by, state_org, reason FROM ledger_statement`

func scanStatement(r *sql.Rows) (s Statement, err error) {
	var since int64
	var body string
	if err := r.Scan(&s.ID, &s.Seq, &s.Code, &s.Pairing, &s.From, &s.To, &body, &s.Digest, &s.State, &since, &s.StateBy, &s.StateOrg, &s.Reason); err != nil {
		return s, err
	}
	s.StateSince = time.UnixMicro(since).UTC()
	return s, json.Unmarshal([]byte(body), &s.Body)
}

// GetStatement finds a statement by its number.
func GetStatement(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Statement, error) {
	return db.One(ctx, q, scanStatement, statementColumns+" WHERE programme_id = $1 AND id = $2", int64(prog), int64(id))
}

// GetStatementByCode finds a statement by its code.
func GetStatementByCode(ctx context.Context, q db.Q, prog ident.Programme, code string) (Statement, error) {
	return db.One(ctx, q, scanStatement, statementColumns+" WHERE programme_id = $1 AND code = $2", int64(prog), code)
}

// StatementsOf lists the statements of a pairing, the latest first.
func StatementsOf(ctx context.Context, q db.Q, prog ident.Programme, pairing ident.ID, limit int) ([]Statement, error) {
	return db.All(ctx, q, scanStatement, statementColumns+" WHERE programme_id = $1 AND pairing_id = $2 ORDER BY id DESC LIMIT $3", int64(prog), int64(pairing), int64(limit))
}

// openStatement is the statement of a pairing that is drawn and not yet signed by
// both; NotFound when there is none.
func openStatement(ctx context.Context, q db.Q, prog ident.Programme, pairing ident.ID) (Statement, error) {
	return db.One(ctx, q, scanStatement, statementColumns+` WHERE programme_id = $1 AND pairing_id = $2 AND state IN ('drawn', 'half_signed', 'reopening')
		ORDER BY id DESC LIMIT 1`, int64(prog), int64(pairing))
}

func saveStatement(ctx context.Context, tx *db.Tx, s Statement) error {
	body, err := json.Marshal(s.Body)
	if err != nil {
		return fmt.Errorf("writing statement %s: %w", s.Code, err)
	}
	err = tx.Exec(ctx, `INSERT INTO ledger_statement (programme_id, id, seq, code, pairing_id, from_day, to_day, body, digest, state, state_since, state_by,
		state_org, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, state = excluded.state, state_since = excluded.state_since,
		state_by = excluded.state_by, state_org = excluded.state_org, reason = excluded.reason`,
		int64(tx.Who.Programme), int64(s.ID), tx.Seq, s.Code, int64(s.Pairing), string(s.From), string(s.To), string(body), s.Digest, s.State,
		s.StateSince.UnixMicro(), int64(s.StateBy), int64(s.StateOrg), s.Reason)
	if err != nil {
		return fmt.Errorf("saving statement %s: %w", s.Code, err)
	}
	return nil
}

// EntriesOf lists what was said of the money of a pairing and booked in a span, in the order in which
// they were booked, after an entry; 0 is from the first one.
func EntriesOf(ctx context.Context, q db.Q, prog ident.Programme, pairing ident.ID, from, to words.Day, after Entry, limit int) ([]Entry, error) {
	return db.All(ctx, q, scanEntry, entryColumns+` WHERE programme_id = $1 AND pairing_id = $2 AND booked >= $3 AND booked <= $4 AND (booked, id) > ($5, $6)
		AND kind NOT IN ('close', 'reopen')
		ORDER BY booked, id LIMIT $7`, int64(prog), int64(pairing), string(from), string(to), string(after.Booked), int64(after.ID), int64(limit))
}

// bodyOf draws what a pairing's money was in a span.
func bodyOf(ctx context.Context, q db.Q, prog ident.Programme, pairing ident.ID, from, to words.Day) (Body, error) {
	b := Body{Pairing: pairing, From: from, To: to}
	months, err := SumsOf(ctx, q, prog, OfMonth, fmt.Sprint(int64(pairing)))
	if err != nil {
		return b, err
	}
	b.Parts = parts(months, monthOf(from), monthOf(to))
	h := sha256.New()
	for after := (Entry{}); ; {
		list, err := EntriesOf(ctx, q, prog, pairing, from, to, after, rebuildBatch)
		if err != nil {
			return b, err
		}
		for _, e := range list {
			e.cover(h)
			after = e
			b.Entries++
		}
		if len(list) < rebuildBatch {
			break
		}
	}
	b.EntriesDigest = hex.EncodeToString(h.Sum(nil))
	return b, nil
}

// firstBooked is the first day on which something was booked for a pairing.
func firstBooked(ctx context.Context, q db.Q, prog ident.Programme, pairing ident.ID) (words.Day, error) {
	e, err := db.One(ctx, q, scanEntry, entryColumns+" WHERE programme_id = $1 AND pairing_id = $2 ORDER BY booked, id LIMIT 1", int64(prog), int64(pairing))
	if fault.KindOf(err) == fault.NotFound {
		err = fault.New(fault.Conflict, "ledger.nothing_booked")
	}
	return e.Booked, err
}
