package agreement

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/search"
)

const commitmentColumns = `SELECT c.id, c.seq, c.code, c.title, c.lang, COALESCE(t.text, ''), c.wording, COALESCE(c.agreement_id, 0),
	COALESCE(c.clause_id, 0), COALESCE(c.measure_id, 0), COALESCE(c.answer_id, 0), COALESCE(c.pairing_id, 0), c.provider_id, c.receiver_id,
	c.money_class, c.quantity_n, c.quantity_scale, c.unit, c.amount_minor, c.currency, c.due, c.from_day, c.original_due, c.conditions,
	c.done_definition, c.state, c.state_since, c.state_by, c.state_org, c.recorded_by, c.owner_id, c.visibility, c.illustrative
	FROM agreement_commitment AS c LEFT JOIN agreement_translation AS t
	ON t.programme_id = c.programme_id AND t.noun = 'commitment' AND t.id = c.id AND t.field = 'title'`

func scanCommitment(r *sql.Rows) (c Commitment, err error) {
	var since int64
	var t termColumns
	err = r.Scan(&c.ID, &c.Seq, &c.Code, &c.Title, &c.Lang, &c.Other, &c.Wording, &c.Agreement,
		&c.Clause, &c.Measure, &c.Answer, &c.Pairing, &c.Provider, &c.Receiver,
		&c.MoneyClass, &t.n, &t.scale, &t.unit, &t.minor, &t.currency, &c.Terms.Due, &c.From, &c.OriginalDue, &c.Conditions,
		&c.DoneDefinition, &c.State, &since, &c.StateBy, &c.StateOrg, &c.RecordedBy, &c.Owner, &c.Visibility, &c.Illustrative)
	c.StateSince = time.UnixMicro(since).UTC()
	t.fill(&c.Terms)
	return c, err
}

// termColumns are the columns of terms; NULL is not stated.
type termColumns struct {
	n, minor       sql.NullInt64
	scale          int
	unit, currency string
}

func (t termColumns) fill(to *Terms) {
	if t.n.Valid {
		to.Quantity = &money.Quantity{N: t.n.Int64, Scale: t.scale, Unit: t.unit}
	}
	if t.minor.Valid {
		to.Amount = &money.Amount{Minor: t.minor.Int64, Currency: t.currency}
	}
}

func (t Terms) columns() (n any, scale int64, unit string, minor any, currency string) {
	if t.Quantity != nil {
		n, scale, unit = t.Quantity.N, int64(t.Quantity.Scale), t.Quantity.Unit
	}
	if t.Amount != nil {
		minor, currency = t.Amount.Minor, t.Amount.Currency
	}
	return n, scale, unit, minor, currency
}

// GetCommitment finds a commitment by its number.
func GetCommitment(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Commitment, error) {
	return db.One(ctx, q, scanCommitment, commitmentColumns+" WHERE c.programme_id = $1 AND c.id = $2", int64(prog), int64(id))
}

// GetCommitmentByCode finds a commitment by its code.
func GetCommitmentByCode(ctx context.Context, q db.Q, prog ident.Programme, code string) (Commitment, error) {
	return db.One(ctx, q, scanCommitment, commitmentColumns+" WHERE c.programme_id = $1 AND c.code = $2", int64(prog), code)
}

// CommitmentsByID finds commitments by their numbers, any count of them.
func CommitmentsByID(ctx context.Context, q db.Q, prog ident.Programme, ids []ident.ID) (map[ident.ID]Commitment, error) {
	all, err := commitmentsIn(ctx, q, prog, "c.id", ids)
	found := map[ident.ID]Commitment{}
	for _, c := range all {
		found[c.ID] = c
	}
	return found, err
}

// CommitmentsOf lists the commitments of agreements, whoever may see them.
func CommitmentsOf(ctx context.Context, q db.Q, prog ident.Programme, agreements ...ident.ID) ([]Commitment, error) {
	return commitmentsIn(ctx, q, prog, "c.agreement_id", agreements)
}

// CommitmentsOfMeasure lists the commitments made of measures or of answers to
// them, whoever may see them.
func CommitmentsOfMeasure(ctx context.Context, q db.Q, prog ident.Programme, measures ...ident.ID) ([]Commitment, error) {
	return commitmentsIn(ctx, q, prog, "c.measure_id", measures)
}

func commitmentsIn(ctx context.Context, q db.Q, prog ident.Programme, column string, ids []ident.ID) ([]Commitment, error) {
	var found []Commitment
	for chunk := range chunks(ids) {
		in, args := db.In(chunk, []any{int64(prog)})
		all, err := db.All(ctx, q, scanCommitment, commitmentColumns+" WHERE c.programme_id = $1 AND "+column+" IN ("+in+")", args...)
		if err != nil {
			return nil, err
		}
		found = append(found, all...)
	}
	// Sorted here: asked to order by rank, SQLite walks every commitment in
	// that order rather than find the few by their index.
	slices.SortFunc(found, func(a, b Commitment) int {
		return cmp.Or(strings.Compare(a.rank(), b.rank()), cmp.Compare(a.ID, b.ID))
	})
	return found, nil
}

// CommitmentFilter narrows a list. Zero fields do not narrow; After is the last
// commitment of the page before; Limit 0 is 50.
type CommitmentFilter struct {
	Text       string // part of the code, the titles or the agreed wording
	State      string // a state, or "open" for all in which somebody owes something
	Party      ident.ID
	Provider   ident.ID
	Receiver   ident.ID
	Agreement  ident.ID
	Measure    ident.ID
	MoneyClass string
	After      ident.ID
	Limit      int
}

// ListCommitments lists what the actor may see: what is open by its date first,
// undated after dated, then what is settled.
func ListCommitments(ctx context.Context, q db.Q, who ident.Actor, f CommitmentFilter) ([]Commitment, error) {
	where, args := f.where(who)
	if f.After != 0 {
		last, err := GetCommitment(ctx, q, who.Programme, f.After)
		if err != nil {
			return nil, err
		}
		args = append(args, last.rank(), int64(last.ID))
		where += fmt.Sprintf(" AND (c.rank, c.id) > ($%d, $%d)", len(args)-1, len(args))
	}
	if f.Limit == 0 {
		f.Limit = 50
	}
	args = append(args, f.Limit)
	return db.All(ctx, q, scanCommitment, commitmentColumns+where+fmt.Sprintf(" ORDER BY c.rank, c.id LIMIT $%d", len(args)), args...)
}

// CountCommitments counts what ListCommitments would list on all its pages,
// counting no further than most.
func CountCommitments(ctx context.Context, q db.Q, who ident.Actor, f CommitmentFilter, most int) (int, error) {
	where, args := f.where(who)
	args = append(args, most)
	var n int
	err := q.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT c.id FROM agreement_commitment AS c"+where+
		fmt.Sprintf(" LIMIT $%d) AS found", len(args)), args...).Scan(&n)
	return n, err
}

func (f CommitmentFilter) where(who ident.Actor) (string, []any) {
	w := narrow(who, "c", f.Text)
	switch f.State {
	case "":
	case "open":
		w.text += " AND c.rank < '2'"
	default:
		w.add("c.state = $%d", f.State)
	}
	if f.MoneyClass != "" {
		w.add("c.money_class = $%d", f.MoneyClass)
	}
	w.addID("c.provider_id = $%d", f.Provider)
	w.addID("c.receiver_id = $%d", f.Receiver)
	w.addID("c.agreement_id = $%d", f.Agreement)
	w.addID("c.measure_id = $%d", f.Measure)
	w.addID("(c.provider_id = $%[1]d OR c.receiver_id = $%[1]d)", f.Party)
	return w.text, w.args
}

// seenCommitment finds a commitment for an actor; NotFound when it may not be
// seen.
func seenCommitment(ctx context.Context, q db.Q, who ident.Actor, id ident.ID) (Commitment, error) {
	c, err := GetCommitment(ctx, q, who.Programme, id)
	if err == nil && !access.MaySee(who, c.Visibility, c.Owner) {
		return Commitment{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return c, err
}

func saveCommitment(ctx context.Context, tx *db.Tx, c Commitment) error {
	n, scale, unit, minor, currency := c.Terms.columns()
	err := tx.Exec(ctx, `INSERT INTO agreement_commitment (programme_id, id, seq, code, title, lang, wording, agreement_id, clause_id, measure_id,
		answer_id, pairing_id, provider_id, receiver_id, money_class, quantity_n, quantity_scale, unit, amount_minor, currency, from_day, due,
		original_due, conditions, done_definition, state, state_since, state_by, state_org, recorded_by, owner_id, visibility, published_seq,
		illustrative, folded, rank)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27,
		$28, $29, $30, $31, $32, 0, $33, $34, $35)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, wording = excluded.wording, quantity_n = excluded.quantity_n,
		quantity_scale = excluded.quantity_scale, unit = excluded.unit, amount_minor = excluded.amount_minor, currency = excluded.currency,
		due = excluded.due, original_due = excluded.original_due, state = excluded.state, state_since = excluded.state_since,
		state_by = excluded.state_by, state_org = excluded.state_org, folded = excluded.folded, rank = excluded.rank`,
		int64(tx.Who.Programme), int64(c.ID), tx.Seq, c.Code, c.Title, c.Lang, c.Wording, db.Null(c.Agreement), db.Null(c.Clause), db.Null(c.Measure),
		db.Null(c.Answer), db.Null(c.Pairing), int64(c.Provider), int64(c.Receiver), c.MoneyClass, n, scale, unit, minor, currency, string(c.From),
		string(c.Terms.Due), string(c.OriginalDue), c.Conditions, c.DoneDefinition, c.State, c.StateSince.UnixMicro(), int64(c.StateBy),
		int64(c.StateOrg), int64(c.RecordedBy), int64(c.Owner), c.Visibility, c.Illustrative, c.folded(), c.rank())
	if err != nil {
		return fmt.Errorf("saving commitment %s: %w", c.Code, err)
	}
	if c.State == Withdrawn {
		return search.Remove(ctx, tx, c.Ref())
	}
	body := strings.TrimSpace(strings.Join([]string{c.Other, c.Wording, c.Conditions, c.DoneDefinition}, "\n"))
	return search.Put(ctx, tx, search.Doc{Ref: c.Ref(), Code: c.Code, Title: c.Title, Body: body, Visibility: c.Visibility, Owner: c.Owner})
}

const proposalColumns = "SELECT id, seq, commitment_id, kind, due, reason, state, at, proposed_by, proposed_org FROM agreement_proposal"

func scanProposal(r *sql.Rows) (p Proposal, err error) {
	var at int64
	err = r.Scan(&p.ID, &p.Seq, &p.Commitment, &p.Kind, &p.Due, &p.Reason, &p.State, &at, &p.ProposedBy, &p.ProposedOrg)
	p.At = time.UnixMicro(at).UTC()
	return p, err
}

// ProposalsOf lists the proposals about a commitment, oldest first. The agreed
// deferrals among them are the count of deferrals.
func ProposalsOf(ctx context.Context, q db.Q, prog ident.Programme, commitment ident.ID) ([]Proposal, error) {
	return db.All(ctx, q, scanProposal, proposalColumns+" WHERE programme_id = $1 AND commitment_id = $2 ORDER BY at, id", int64(prog), int64(commitment))
}

// GetProposal finds a proposal by its number.
func GetProposal(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Proposal, error) {
	return db.One(ctx, q, scanProposal, proposalColumns+" WHERE programme_id = $1 AND id = $2", int64(prog), int64(id))
}

func saveProposal(ctx context.Context, tx *db.Tx, p Proposal) error {
	err := tx.Exec(ctx, `INSERT INTO agreement_proposal (programme_id, id, seq, commitment_id, kind, due, reason, state, at, proposed_by, proposed_org)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, state = excluded.state`,
		int64(tx.Who.Programme), int64(p.ID), tx.Seq, int64(p.Commitment), p.Kind, string(p.Due), p.Reason, p.State, p.At.UnixMicro(),
		int64(p.ProposedBy), int64(p.ProposedOrg))
	if err != nil {
		return fmt.Errorf("saving a proposal: %w", err)
	}
	return nil
}
