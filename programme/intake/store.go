package intake

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"throughline/kit/db"
	"throughline/kit/ident"
)

const readingColumns = `SELECT id, seq, code, COALESCE(source_id, 0), COALESCE(conference_id, 0), COALESCE(agreement_id, 0),
	COALESCE(document_id, 0), state, missing, uncovered, owner_id, visibility FROM intake_reading`

func scanReading(r *sql.Rows) (x Reading, err error) {
	var missing, uncovered string
	if err := r.Scan(&x.ID, &x.Seq, &x.Code, &x.Source, &x.Conference, &x.Agreement, &x.Document, &x.State, &missing, &uncovered, &x.Owner, &x.Visibility); err != nil {
		return x, err
	}
	if err := json.Unmarshal([]byte(missing), &x.Missing); err != nil {
		return x, fmt.Errorf("reading the counts of %s: %w", x.Code, err)
	}
	if err := json.Unmarshal([]byte(uncovered), &x.Uncovered); err != nil {
		return x, fmt.Errorf("reading the passages of %s: %w", x.Code, err)
	}
	return x, nil
}

// GetReading finds a reading. Whether the reader may see it is for the caller
// to ask (access.MaySee).
func GetReading(ctx context.Context, q db.Q, p ident.Programme, id ident.ID) (Reading, error) {
	return db.One(ctx, q, scanReading, readingColumns+" WHERE programme_id = $1 AND id = $2", int64(p), int64(id))
}

// GetReadingByCode finds a reading by its code.
func GetReadingByCode(ctx context.Context, q db.Q, p ident.Programme, code string) (Reading, error) {
	return db.One(ctx, q, scanReading, readingColumns+" WHERE programme_id = $1 AND code = $2", int64(p), code)
}

// Filter narrows the list of readings. Limit is at most 500.
type Filter struct {
	State      string
	Conference ident.ID
	Source     ident.ID
	Agreement  ident.ID
	After      ident.ID // the last reading of the page before
	Limit      int
}

// ListReadings lists what the actor may see, the latest first.
func ListReadings(ctx context.Context, q db.Q, who ident.Actor, f Filter) ([]Reading, error) {
	args := []any{int64(who.Programme)}
	where := " WHERE programme_id = $1"
	add := func(condition string, value any) {
		args = append(args, value)
		where += fmt.Sprintf(condition, len(args))
	}
	if !who.SeesAll() {
		add(" AND (visibility <> 'internal' OR owner_id = $%d)", int64(who.Organisation))
	}
	if f.State != "" {
		add(" AND state = $%d", f.State)
	}
	if f.Conference != 0 {
		add(" AND conference_id = $%d", int64(f.Conference))
	}
	if f.Source != 0 {
		add(" AND source_id = $%d", int64(f.Source))
	}
	if f.Agreement != 0 {
		add(" AND agreement_id = $%d", int64(f.Agreement))
	}
	if f.After != 0 {
		add(" AND id < $%d", int64(f.After))
	}
	if f.Limit <= 0 || f.Limit > 500 {
		f.Limit = 500
	}
	add(" ORDER BY id DESC LIMIT $%d", f.Limit)
	return db.All(ctx, q, scanReading, readingColumns+where, args...)
}

func insertReading(ctx context.Context, tx *db.Tx, r Reading) error {
	missing, err := json.Marshal(r.Missing)
	if err != nil {
		return err
	}
	uncovered, err := json.Marshal(r.Uncovered)
	if err != nil {
		return err
	}
	err = tx.Exec(ctx, `INSERT INTO intake_reading (programme_id, id, seq, code, source_id, conference_id, agreement_id, document_id, state, missing, uncovered,
		owner_id, visibility) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, int64(tx.Who.Programme), int64(r.ID), r.Seq, r.Code,
		db.Null(r.Source), db.Null(r.Conference), db.Null(r.Agreement), db.Null(r.Document), r.State, string(missing), string(uncovered), int64(r.Owner), r.Visibility)
	if err != nil {
		return fmt.Errorf("saving %s: %w", r.Code, err)
	}
	return nil
}

func updateReading(ctx context.Context, tx *db.Tx, r Reading) error {
	return tx.Exec(ctx, "UPDATE intake_reading SET state = $1 WHERE programme_id = $2 AND id = $3", r.State, int64(tx.Who.Programme), int64(r.ID))
}

const proposalColumns = `SELECT p.id, p.seq, p.reading_id, p.ordinal, p.kind, COALESCE(r.source_id, 0), p.quote_from, p.quote_to, p.quote, p.fields, p.origin,
	p.state, p.reason, p.record_kind, p.record_id, p.decided_seq FROM intake_proposal AS p
	JOIN intake_reading AS r ON r.programme_id = p.programme_id AND r.id = p.reading_id`

func scanProposal(r *sql.Rows) (p Proposal, err error) {
	var fields string
	err = r.Scan(&p.ID, &p.Seq, &p.Reading, &p.Ordinal, &p.Kind, &p.Quote.Source, &p.Quote.From, &p.Quote.To, &p.Quote.Text, &fields, &p.Origin,
		&p.State, &p.Reason, &p.Record.Kind, &p.Record.ID, &p.Decided)
	if err != nil {
		return p, err
	}
	if err := json.Unmarshal([]byte(fields), &p.Fields); err != nil {
		return p, fmt.Errorf("reading the fields of a proposal: %w", err)
	}
	return p, nil
}

// ProposalsOf lists a reading's proposals in their order.
func ProposalsOf(ctx context.Context, q db.Q, p ident.Programme, reading ident.ID) ([]Proposal, error) {
	return db.All(ctx, q, scanProposal, proposalColumns+" WHERE p.programme_id = $1 AND p.reading_id = $2 ORDER BY p.ordinal", int64(p), int64(reading))
}

// getProposal finds one proposal of a reading by its number there.
func getProposal(ctx context.Context, q db.Q, p ident.Programme, reading ident.ID, ordinal int) (Proposal, error) {
	return db.One(ctx, q, scanProposal, proposalColumns+" WHERE p.programme_id = $1 AND p.reading_id = $2 AND p.ordinal = $3", int64(p), int64(reading), int64(ordinal))
}

// count is the number of proposals of one reading by state.
type count struct {
	Reading ident.ID
	State   string
	N       int
}

// countsOf counts the proposals of at most 400 readings by state.
func countsOf(ctx context.Context, q db.Q, p ident.Programme, readings []ident.ID) (map[ident.ID]map[string]int, error) {
	in, args := db.In(readings, []any{int64(p)})
	all, err := db.All(ctx, q, func(r *sql.Rows) (c count, err error) { return c, r.Scan(&c.Reading, &c.State, &c.N) },
		"SELECT reading_id, state, count(*) FROM intake_proposal WHERE programme_id = $1 AND reading_id IN ("+in+") GROUP BY reading_id, state", args...)
	byReading := map[ident.ID]map[string]int{}
	for _, c := range all {
		if byReading[c.Reading] == nil {
			byReading[c.Reading] = map[string]int{}
		}
		byReading[c.Reading][c.State] = c.N
	}
	return byReading, err
}

func insertProposal(ctx context.Context, tx *db.Tx, p Proposal) error {
	fields, err := json.Marshal(p.Fields)
	if err != nil {
		return err
	}
	err = tx.Exec(ctx, `INSERT INTO intake_proposal (programme_id, id, seq, reading_id, ordinal, kind, quote_from, quote_to, quote, fields, origin,
		state, reason, record_kind, record_id, decided_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', '', 0, 0)`,
		int64(tx.Who.Programme), int64(p.ID), tx.Seq, int64(p.Reading), int64(p.Ordinal), p.Kind, int64(p.Quote.From), int64(p.Quote.To), p.Quote.Text,
		string(fields), p.Origin, p.State)
	if err != nil {
		return fmt.Errorf("saving a proposal: %w", err)
	}
	return nil
}

func updateProposal(ctx context.Context, tx *db.Tx, p Proposal) error {
	fields, err := json.Marshal(p.Fields)
	if err != nil {
		return err
	}
	return tx.Exec(ctx, `UPDATE intake_proposal SET fields = $1, state = $2, reason = $3, record_kind = $4, record_id = $5, decided_seq = $6
		WHERE programme_id = $7 AND id = $8`, string(fields), p.State, p.Reason, p.Record.Kind, int64(p.Record.ID), p.Decided, int64(tx.Who.Programme), int64(p.ID))
}
