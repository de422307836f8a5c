package agreement

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
)

const stepColumns = `SELECT id, seq, agreement_id, to_state, day, reference, name, identifier, reason, answer, digest, file_name, mime, size, state,
	at, person_id, organisation_id FROM agreement_step`

func scanStep(r *sql.Rows) (s Step, err error) {
	var at int64
	err = r.Scan(&s.ID, &s.Seq, &s.Agreement, &s.To, &s.Day, &s.Reference, &s.Name, &s.Identifier, &s.Reason, &s.Answer, &s.File.Digest, &s.File.Name, &s.File.MIME,
		&s.File.Size, &s.State, &at, &s.Person, &s.Organisation)
	s.At = time.UnixMicro(at).UTC()
	return s, err
}

// VenturesOf finds the ventures of agreements; one without steps is not there.
func VenturesOf(ctx context.Context, q db.Q, prog ident.Programme, agreements ...ident.ID) (map[ident.ID]Venture, error) {
	found := map[ident.ID]Venture{}
	for chunk := range chunks(agreements) {
		in, args := db.In(chunk, []any{int64(prog)})
		steps, err := db.All(ctx, q, scanStep, stepColumns+" WHERE programme_id = $1 AND agreement_id IN ("+in+") ORDER BY agreement_id, id", args...)
		if err == nil {
			err = addCapital(ctx, q, prog, steps)
		}
		if err != nil {
			return nil, err
		}
		for _, s := range steps {
			v := found[s.Agreement]
			v.Steps = append(v.Steps, s)
			found[s.Agreement] = v
		}
	}
	return found, nil
}

// addCapital fills in what was paid in with each step.
func addCapital(ctx context.Context, q db.Q, prog ident.Programme, steps []Step) error {
	at := map[ident.ID]int{}
	var ids []ident.ID
	for i, s := range steps {
		if s.To == CapitalPaid {
			at[s.ID] = i
			ids = append(ids, s.ID)
		}
	}
	type row struct {
		step ident.ID
		Paid
	}
	for chunk := range chunks(ids) {
		in, args := db.In(chunk, []any{int64(prog)})
		rows, err := db.All(ctx, q, func(r *sql.Rows) (x row, err error) {
			return x, r.Scan(&x.step, &x.Party, &x.Amount.Minor, &x.Amount.Currency)
		}, "SELECT step_id, party_id, amount_minor, currency FROM agreement_capital WHERE programme_id = $1 AND step_id IN ("+in+") ORDER BY step_id, ordinal", args...)
		if err != nil {
			return fmt.Errorf("reading what was paid in: %w", err)
		}
		for _, x := range rows {
			s := &steps[at[x.step]]
			s.Capital = append(s.Capital, x.Paid)
		}
	}
	return nil
}

// saveStep writes a step, what was paid in with the first save only.
func saveStep(ctx context.Context, tx *db.Tx, s Step) error {
	err := tx.Exec(ctx, `INSERT INTO agreement_step (programme_id, id, seq, agreement_id, to_state, day, reference, name, identifier, reason, answer,
		digest, file_name, mime, size, state, at, person_id, organisation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, state = excluded.state, answer = excluded.answer`,
		int64(tx.Who.Programme), int64(s.ID), tx.Seq, int64(s.Agreement), s.To, string(s.Day), s.Reference, s.Name, s.Identifier, s.Reason, s.Answer,
		s.File.Digest, s.File.Name, s.File.MIME, s.File.Size, s.State, s.At.UnixMicro(), int64(s.Person), int64(s.Organisation))
	if err != nil {
		return fmt.Errorf("saving a step of a venture: %w", err)
	}
	if s.Seq != 0 {
		return nil
	}
	for i, p := range s.Capital {
		err := tx.Exec(ctx, `INSERT INTO agreement_capital (programme_id, step_id, ordinal, party_id, amount_minor, currency)
			VALUES ($1, $2, $3, $4, $5, $6)`, int64(tx.Who.Programme), int64(s.ID), int64(i+1), int64(p.Party), p.Amount.Minor, p.Amount.Currency)
		if err != nil {
			return fmt.Errorf("saving what was paid in: %w", err)
		}
	}
	return nil
}
