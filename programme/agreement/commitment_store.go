package agreement

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
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
	"throughline/kit/words"
	"throughline/programme/party"
)

const commitmentColumns = `SELECT c.id, c.seq, c.code, c.title, c.lang, COALESCE(t.text, ''), c.wording, COALESCE(c.agreement_id, 0),
	COALESCE(c.clause_id, 0), COALESCE(c.measure_id, 0), COALESCE(c.answer_id, 0), COALESCE(c.pairing_id, 0), c.provider_id, c.receiver_id,
	c.joint, c.money_class, c.quantity_n, c.quantity_scale, c.unit, c.amount_minor, c.currency, c.due, c.from_day, c.original_due, c.conditions,
	c.done_definition, c.fulfilment, c.acknowledged_at, c.state, c.state_since, c.state_by, c.state_org, c.recorded_by, c.owner_id, c.visibility, c.illustrative
	FROM agreement_commitment AS c LEFT JOIN agreement_translation AS t
	ON t.programme_id = c.programme_id AND t.noun = 'commitment' AND t.id = c.id AND t.field = 'title'`

func scanCommitment(r *sql.Rows) (c Commitment, err error) {
	var since, agreed int64
	var t termColumns
	err = r.Scan(&c.ID, &c.Seq, &c.Code, &c.Title, &c.Lang, &c.Other, &c.Wording, &c.Agreement,
		&c.Clause, &c.Measure, &c.Answer, &c.Pairing, &c.Provider, &c.Receiver,
		&c.Joint, &c.MoneyClass, &t.n, &t.scale, &t.unit, &t.minor, &t.currency, &c.Terms.Due, &c.From, &c.OriginalDue, &c.Conditions,
		&c.DoneDefinition, &c.Fulfilment, &agreed, &c.State, &since, &c.StateBy, &c.StateOrg, &c.RecordedBy, &c.Owner, &c.Visibility, &c.Illustrative)
	c.StateSince = time.UnixMicro(since).UTC()
	if agreed != 0 {
		c.Acknowledged = time.UnixMicro(agreed).UTC()
	}
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
	return oneCommitment(ctx, q, prog, " WHERE c.programme_id = $1 AND c.id = $2", int64(id))
}

// GetCommitmentByCode finds a commitment by its code.
func GetCommitmentByCode(ctx context.Context, q db.Q, prog ident.Programme, code string) (Commitment, error) {
	return oneCommitment(ctx, q, prog, " WHERE c.programme_id = $1 AND c.code = $2", code)
}

func oneCommitment(ctx context.Context, q db.Q, prog ident.Programme, where string, arg any) (Commitment, error) {
	c, err := db.One(ctx, q, scanCommitment, commitmentColumns+where, int64(prog), arg)
	if err != nil {
		return c, err
	}
	all := []Commitment{c}
	err = addShares(ctx, q, prog, all)
	return all[0], err
}

// addShares fills in the providers of a list, where they are several.
func addShares(ctx context.Context, q db.Q, prog ident.Programme, list []Commitment) error {
	at := map[ident.ID]int{}
	var ids []ident.ID
	for i, c := range list {
		at[c.ID] = i
		ids = append(ids, c.ID)
	}
	type row struct {
		commitment ident.ID
		Share
	}
	for chunk := range chunks(ids) {
		in, args := db.In(chunk, []any{int64(prog)})
		rows, err := db.All(ctx, q, func(r *sql.Rows) (x row, err error) {
			return x, r.Scan(&x.commitment, &x.Party, &x.Points)
		}, "SELECT commitment_id, party_id, points FROM agreement_share WHERE programme_id = $1 AND commitment_id IN ("+in+") ORDER BY commitment_id, ordinal", args...)
		if err != nil {
			return fmt.Errorf("reading shares: %w", err)
		}
		for _, x := range rows {
			c := &list[at[x.commitment]]
			c.Shares = append(c.Shares, x.Share)
		}
	}
	return nil
}

func saveShares(ctx context.Context, tx *db.Tx, c Commitment) error {
	for i, s := range c.Shares {
		err := tx.Exec(ctx, "INSERT INTO agreement_share (programme_id, commitment_id, ordinal, party_id, points) VALUES ($1, $2, $3, $4, $5)",
			int64(tx.Who.Programme), int64(c.ID), int64(i+1), int64(s.Party), int64(s.Points))
		if err != nil {
			return fmt.Errorf("saving a share: %w", err)
		}
	}
	return nil
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
		if err == nil {
			err = addShares(ctx, q, prog, all)
		}
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

// CarriedOut tells which of the agreements both sides hold a promise of that is
// not settled: they are being carried out.
func CarriedOut(ctx context.Context, q db.Q, prog ident.Programme, agreements []ident.ID) (map[ident.ID]bool, error) {
	alive := map[ident.ID]bool{}
	for chunk := range chunks(agreements) {
		in, args := db.In(chunk, []any{int64(prog)})
		ids, err := db.All(ctx, q, func(r *sql.Rows) (id ident.ID, err error) { return id, r.Scan(&id) },
			`SELECT DISTINCT agreement_id FROM agreement_commitment WHERE programme_id = $1
			AND state IN ('acknowledged', 'claimed_done', 'partly', 'disputed') AND agreement_id IN (`+in+")", args...)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			alive[id] = true
		}
	}
	return alive, nil
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
	Pairing    *party.Pairing // of the pairing, or between its two organisations
	Conference ident.ID       // where the agreement was signed
	DueFrom    words.Day
	DueTo      words.Day
	Sort       string // "" what is open by its date, "entered" the latest first
	After      ident.ID
	Limit      int
}

// ListCommitments lists what the actor may see in the order of the filter: what
// is open by its date first, undated after dated, then what is settled; or the
// latest entered first.
func ListCommitments(ctx context.Context, q db.Q, who ident.Actor, f CommitmentFilter) ([]Commitment, error) {
	where, args, err := f.among(ctx, q, who)
	if err != nil {
		return nil, err
	}
	order := "c.rank, c.id"
	if f.Sort == "entered" {
		order = "c.id DESC"
	}
	if f.After != 0 {
		last, err := GetCommitment(ctx, q, who.Programme, f.After)
		if err != nil {
			return nil, err
		}
		if args = append(args, int64(last.ID)); f.Sort == "entered" {
			where += fmt.Sprintf(" AND c.id < $%d", len(args))
		} else {
			args = append(args, last.rank())
			where += fmt.Sprintf(" AND (c.rank, c.id) > ($%d, $%d)", len(args), len(args)-1)
		}
	}
	if f.Limit == 0 {
		f.Limit = 50
	}
	args = append(args, f.Limit)
	end := fmt.Sprintf(" ORDER BY %s LIMIT $%d", order, len(args))
	// The rows are read once it is known which are listed: only then are they wide.
	list, err := db.All(ctx, q, scanCommitment, commitmentColumns+" WHERE c.programme_id = $1 AND c.id IN (SELECT c.id FROM agreement_commitment AS c"+where+end+")"+end, args...)
	if err != nil {
		return nil, err
	}
	return list, addShares(ctx, q, who.Programme, list)
}

// CountCommitments counts what ListCommitments would list on all its pages,
// counting no further than most.
func CountCommitments(ctx context.Context, q db.Q, who ident.Actor, f CommitmentFilter, most int) (int, error) {
	where, args, err := f.among(ctx, q, who)
	if err != nil {
		return 0, err
	}
	args = append(args, most)
	var n int
	err = q.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT c.id FROM agreement_commitment AS c"+where+
		fmt.Sprintf(" LIMIT $%d) AS found", len(args)), args...).Scan(&n)
	return n, err
}

// CountByState counts what ListCommitments would list by its states.
func CountByState(ctx context.Context, q db.Q, who ident.Actor, f CommitmentFilter) (map[string]int, error) {
	where, args, err := f.among(ctx, q, who)
	if err != nil {
		return nil, err
	}
	type line struct {
		state string
		n     int
	}
	lines, err := db.All(ctx, q, func(r *sql.Rows) (l line, err error) { return l, r.Scan(&l.state, &l.n) },
		"SELECT c.state, count(*) FROM agreement_commitment AS c"+where+" GROUP BY c.state", args...)
	counted := map[string]int{}
	for _, l := range lines {
		counted[l.state] = l.n
	}
	return counted, err
}

// among are the conditions of a list.
func (f CommitmentFilter) among(ctx context.Context, q db.Q, who ident.Actor) (string, []any, error) {
	w, err := narrow(ctx, q, who, CommitmentNoun, "c", f.Text)
	if err == nil {
		f.narrow(w)
	}
	return w.text, w.args, err
}

func (f CommitmentFilter) narrow(w *conditions) {
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
	if f.DueFrom != "" {
		w.add("c.due >= $%d", string(f.DueFrom))
	}
	if f.DueTo != "" {
		w.text += " AND c.due <> ''"
		w.add("c.due <= $%d", string(f.DueTo))
	}
	const promised = "c.provider_id = $%[1]d OR c.id IN (SELECT s.commitment_id FROM agreement_share AS s WHERE s.programme_id = c.programme_id AND s.party_id = $%[1]d)"
	w.addID("("+promised+")", f.Provider)
	w.addID("c.receiver_id = $%d", f.Receiver)
	w.addID("c.agreement_id = $%d", f.Agreement)
	w.addID("c.measure_id = $%d", f.Measure)
	w.addID("("+promised+" OR c.receiver_id = $%[1]d)", f.Party)
	w.addID("c.agreement_id IN (SELECT a.id FROM agreement_agreement AS a WHERE a.programme_id = c.programme_id AND a.conference_id = $%d)", f.Conference)
	if p := f.Pairing; p != nil {
		w.args = append(w.args, int64(p.ID), int64(p.Provider), int64(p.Receiver))
		w.text += fmt.Sprintf(" AND (c.pairing_id = $%d OR c.provider_id = $%d AND c.receiver_id = $%d)", len(w.args)-2, len(w.args)-1, len(w.args))
	}
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
		answer_id, pairing_id, provider_id, receiver_id, joint, money_class, quantity_n, quantity_scale, unit, amount_minor, currency, from_day, due,
		original_due, conditions, done_definition, fulfilment, acknowledged_at, state, state_since, state_by, state_org, recorded_by, owner_id, visibility, published_seq,
		illustrative, folded, rank)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27,
		$28, $29, $30, $31, $32, $33, $34, $35, 0, $36, $37, $38)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, wording = excluded.wording, quantity_n = excluded.quantity_n,
		quantity_scale = excluded.quantity_scale, unit = excluded.unit, amount_minor = excluded.amount_minor, currency = excluded.currency,
		clause_id = excluded.clause_id, acknowledged_at = excluded.acknowledged_at,
		due = excluded.due, original_due = excluded.original_due, state = excluded.state, state_since = excluded.state_since,
		state_by = excluded.state_by, state_org = excluded.state_org, folded = excluded.folded, rank = excluded.rank`,
		int64(tx.Who.Programme), int64(c.ID), tx.Seq, c.Code, c.Title, c.Lang, c.Wording, db.Null(c.Agreement), db.Null(c.Clause), db.Null(c.Measure),
		db.Null(c.Answer), db.Null(c.Pairing), int64(c.Provider), int64(c.Receiver), c.Joint, c.MoneyClass, n, scale, unit, minor, currency, string(c.From),
		string(c.Terms.Due), string(c.OriginalDue), c.Conditions, c.DoneDefinition, c.Fulfilment, micros(c.Acknowledged), c.State, c.StateSince.UnixMicro(), int64(c.StateBy),
		int64(c.StateOrg), int64(c.RecordedBy), int64(c.Owner), c.Visibility, c.Illustrative, c.found().Folded(), c.rank())
	if err != nil {
		return fmt.Errorf("saving commitment %s: %w", c.Code, err)
	}
	return search.Put(ctx, tx, c.found())
}

const proposalColumns = "SELECT id, seq, commitment_id, kind, due, wording, terms, was, reason, state, at, proposed_by, proposed_org FROM agreement_proposal"

func scanProposal(r *sql.Rows) (p Proposal, err error) {
	var at int64
	var terms, was string
	if err = r.Scan(&p.ID, &p.Seq, &p.Commitment, &p.Kind, &p.Due, &p.Wording, &terms, &was, &p.Reason, &p.State, &at, &p.ProposedBy, &p.ProposedOrg); err != nil {
		return p, err
	}
	p.At = time.UnixMicro(at).UTC()
	if err = json.Unmarshal([]byte(terms), &p.Terms); err != nil {
		return p, err
	}
	return p, json.Unmarshal([]byte(was), &p.Was)
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
	terms, err := json.Marshal(p.Terms)
	if err != nil {
		return err
	}
	was, err := json.Marshal(p.Was)
	if err != nil {
		return err
	}
	err = tx.Exec(ctx, `INSERT INTO agreement_proposal (programme_id, id, seq, commitment_id, kind, due, wording, terms, was, reason, state, at,
		proposed_by, proposed_org) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, state = excluded.state`,
		int64(tx.Who.Programme), int64(p.ID), tx.Seq, int64(p.Commitment), p.Kind, string(p.Due), p.Wording, string(terms), string(was), p.Reason,
		p.State, p.At.UnixMicro(), int64(p.ProposedBy), int64(p.ProposedOrg))
	if err != nil {
		return fmt.Errorf("saving a proposal: %w", err)
	}
	return nil
}

const restatementColumns = "SELECT commitment_id, clause_id, agreement_id, at, person_id, organisation_id FROM agreement_restatement"

func scanRestatement(r *sql.Rows) (x Restatement, err error) {
	var at int64
	err = r.Scan(&x.Commitment, &x.Clause, &x.Agreement, &at, &x.Person, &x.Organisation)
	x.At = time.UnixMicro(at).UTC()
	return x, err
}

// RestatementsOf lists where a promise was stated again, first signing first.
func RestatementsOf(ctx context.Context, q db.Q, prog ident.Programme, commitment ident.ID) ([]Restatement, error) {
	return db.All(ctx, q, scanRestatement, restatementColumns+" WHERE programme_id = $1 AND commitment_id = $2 ORDER BY at, clause_id", int64(prog), int64(commitment))
}

// RestatedIn lists the promises of earlier agreements that an agreement states
// again.
func RestatedIn(ctx context.Context, q db.Q, prog ident.Programme, agreement ident.ID) ([]Restatement, error) {
	return db.All(ctx, q, scanRestatement, restatementColumns+" WHERE programme_id = $1 AND agreement_id = $2 ORDER BY clause_id, commitment_id", int64(prog), int64(agreement))
}

func saveRestatement(ctx context.Context, tx *db.Tx, x Restatement) error {
	return tx.Exec(ctx, `INSERT INTO agreement_restatement (programme_id, commitment_id, clause_id, agreement_id, seq, at, person_id, organisation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, int64(tx.Who.Programme), int64(x.Commitment), int64(x.Clause), int64(x.Agreement), tx.Seq,
		x.At.UnixMicro(), int64(x.Person), int64(x.Organisation))
}

// micros is a moment as the tables keep it, 0 for none.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}
