package agreement

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
)

const amendmentColumns = `SELECT id, seq, agreement_id, number, from_day, summary, document_id, state, reason, at, proposed_by, proposed_org
	FROM agreement_amendment`

func scanAmendment(r *sql.Rows) (m Amendment, err error) {
	var at int64
	err = r.Scan(&m.ID, &m.Seq, &m.Agreement, &m.Number, &m.From, &m.Summary, &m.Document, &m.State, &m.Reason, &at, &m.ProposedBy, &m.ProposedOrg)
	m.At = time.UnixMicro(at).UTC()
	return m, err
}

// AmendmentsOf lists the amendments of an agreement with their changes and
// signatures, the first one first, whatever became of them.
func AmendmentsOf(ctx context.Context, q db.Q, prog ident.Programme, agreement ident.ID) ([]Amendment, error) {
	all, err := db.All(ctx, q, scanAmendment, amendmentColumns+" WHERE programme_id = $1 AND agreement_id = $2 ORDER BY number, id", int64(prog), int64(agreement))
	if err != nil || len(all) == 0 {
		return nil, err
	}
	at := map[ident.ID]*Amendment{}
	for i := range all {
		at[all[i].ID] = &all[i]
	}
	const of = " IN (SELECT id FROM agreement_amendment WHERE programme_id = $1 AND agreement_id = $2) ORDER BY amendment_id, "
	type change struct {
		of ident.ID
		Change
	}
	changed, err := db.All(ctx, q, func(r *sql.Rows) (x change, err error) {
		return x, r.Scan(&x.of, &x.Clause, &x.Kind, &x.Quote, &x.From, &x.To)
	}, "SELECT amendment_id, clause_id, kind, quote, quote_from, quote_to FROM agreement_change WHERE programme_id = $1 AND amendment_id"+of+"clause_id",
		int64(prog), int64(agreement))
	if err != nil {
		return nil, fmt.Errorf("reading what amendments change: %w", err)
	}
	for _, x := range changed {
		at[x.of].Changes = append(at[x.of].Changes, x.Change)
	}
	type consent struct {
		of ident.ID
		Consent
	}
	signed, err := db.All(ctx, q, func(r *sql.Rows) (x consent, err error) {
		var moment int64
		err = r.Scan(&x.of, &x.Ordinal, &moment, &x.Person, &x.Organisation)
		x.At = time.UnixMicro(moment).UTC()
		return x, err
	}, "SELECT amendment_id, ordinal, at, person_id, organisation_id FROM agreement_consent WHERE programme_id = $1 AND amendment_id"+of+"at, ordinal",
		int64(prog), int64(agreement))
	if err != nil {
		return nil, fmt.Errorf("reading signatures: %w", err)
	}
	for _, x := range signed {
		at[x.of].Consents = append(at[x.of].Consents, x.Consent)
	}
	return all, nil
}

// saveAmendment writes an amendment, its changes with the first save only, and
// the signatures that are new.
func saveAmendment(ctx context.Context, tx *db.Tx, m Amendment) error {
	first := m.Seq == 0
	err := tx.Exec(ctx, `INSERT INTO agreement_amendment (programme_id, id, seq, agreement_id, number, from_day, summary, document_id, state, reason, at,
		proposed_by, proposed_org) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, state = excluded.state, reason = excluded.reason`,
		int64(tx.Who.Programme), int64(m.ID), tx.Seq, int64(m.Agreement), int64(m.Number), string(m.From), m.Summary, int64(m.Document), m.State, m.Reason,
		m.At.UnixMicro(), int64(m.ProposedBy), int64(m.ProposedOrg))
	if err != nil {
		return fmt.Errorf("saving an amendment: %w", err)
	}
	if first {
		for _, c := range m.Changes {
			err := tx.Exec(ctx, `INSERT INTO agreement_change (programme_id, amendment_id, clause_id, kind, quote_from, quote_to, quote)
				VALUES ($1, $2, $3, $4, $5, $6, $7)`, int64(tx.Who.Programme), int64(m.ID), int64(c.Clause), c.Kind, int64(c.From), int64(c.To), c.Quote)
			if err != nil {
				return fmt.Errorf("saving what an amendment changes: %w", err)
			}
		}
	}
	for _, c := range m.Consents {
		err := tx.Exec(ctx, `INSERT INTO agreement_consent (programme_id, amendment_id, ordinal, seq, at, person_id, organisation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (programme_id, amendment_id, ordinal) DO NOTHING`,
			int64(tx.Who.Programme), int64(m.ID), int64(c.Ordinal), tx.Seq, c.At.UnixMicro(), int64(c.Person), int64(c.Organisation))
		if err != nil {
			return fmt.Errorf("saving a signature: %w", err)
		}
	}
	return nil
}
