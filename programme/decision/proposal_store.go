package decision

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
)

const proposalColumns = `SELECT id, seq, measure_id, kind, due, COALESCE(into_id, 0), wording, reason, state, at, proposed_by, proposed_org FROM decision_proposal`

func scanProposal(r *sql.Rows) (p Proposal, err error) {
	var wording string
	var at int64
	if err = r.Scan(&p.ID, &p.Seq, &p.Measure, &p.Kind, &p.Due, &p.Into, &wording, &p.Reason, &p.State, &at, &p.ProposedBy, &p.ProposedOrg); err != nil {
		return p, err
	}
	p.At = time.UnixMicro(at).UTC()
	if wording != "" {
		err = json.Unmarshal([]byte(wording), &p.Wording)
	}
	return p, err
}

// GetProposal finds a proposal by its number.
func GetProposal(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Proposal, error) {
	return db.One(ctx, q, scanProposal, proposalColumns+" WHERE programme_id = $1 AND id = $2", int64(prog), int64(id))
}

// ProposalsOf lists what was proposed for a measure, latest first, at most 200.
func ProposalsOf(ctx context.Context, q db.Q, prog ident.Programme, measure ident.ID) ([]Proposal, error) {
	return db.All(ctx, q, scanProposal, proposalColumns+" WHERE programme_id = $1 AND measure_id = $2 ORDER BY at DESC, id DESC LIMIT 200", int64(prog), int64(measure))
}

// openProposal is the one proposal of a measure that waits for an answer; none
// has the number 0.
func openProposal(ctx context.Context, q db.Q, prog ident.Programme, measure ident.ID) (Proposal, error) {
	p, err := db.One(ctx, q, scanProposal, proposalColumns+" WHERE programme_id = $1 AND measure_id = $2 AND state = 'proposed'", int64(prog), int64(measure))
	if fault.KindOf(err) == fault.NotFound {
		return Proposal{}, nil
	}
	return p, err
}

// openProposals gives the kind of the proposal that lies open for each of the
// measures that has one.
func openProposals(ctx context.Context, q db.Q, prog ident.Programme, all []Measure) (map[ident.ID]string, error) {
	open := map[ident.ID]string{}
	var ids []ident.ID
	for _, m := range all {
		ids = append(ids, m.ID)
	}
	for chunk := range chunks(ids) {
		in, args := db.In(chunk, []any{int64(prog)})
		_, err := db.All(ctx, q, func(r *sql.Rows) (_ struct{}, err error) {
			var id ident.ID
			var kind string
			err = r.Scan(&id, &kind)
			open[id] = kind
			return struct{}{}, err
		}, "SELECT measure_id, kind FROM decision_proposal WHERE programme_id = $1 AND state = 'proposed' AND measure_id IN ("+in+")", args...)
		if err != nil {
			return nil, err
		}
	}
	return open, nil
}

// ProposalsByID finds proposals by their numbers, any count of them.
func ProposalsByID(ctx context.Context, q db.Q, prog ident.Programme, ids []ident.ID) (map[ident.ID]Proposal, error) {
	found := map[ident.ID]Proposal{}
	for chunk := range chunks(ids) {
		in, args := db.In(chunk, []any{int64(prog)})
		all, err := db.All(ctx, q, scanProposal, proposalColumns+" WHERE programme_id = $1 AND id IN ("+in+")", args...)
		if err != nil {
			return nil, err
		}
		for _, p := range all {
			found[p.ID] = p
		}
	}
	return found, nil
}

func saveProposal(ctx context.Context, tx *db.Tx, p Proposal) error {
	wording := ""
	if p.Wording != nil {
		b, err := json.Marshal(p.Wording)
		if err != nil {
			return err
		}
		wording = string(b)
	}
	err := tx.Exec(ctx, `INSERT INTO decision_proposal (programme_id, id, seq, measure_id, kind, due, into_id, wording, reason, state, at, proposed_by, proposed_org)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, state = excluded.state`,
		int64(tx.Who.Programme), int64(p.ID), tx.Seq, int64(p.Measure), p.Kind, string(p.Due), db.Null(p.Into), wording, p.Reason, p.State, p.At.UnixMicro(),
		int64(p.ProposedBy), int64(p.ProposedOrg))
	if err != nil {
		return fmt.Errorf("saving a proposal: %w", err)
	}
	return nil
}
