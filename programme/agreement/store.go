package agreement

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/words"
	"throughline/programme/party"
)

const agreementColumns = `SELECT a.id, a.seq, a.code, a.kind, a.title, a.lang, COALESCE(t.text, ''), COALESCE(a.conference_id, 0),
	COALESCE(a.pairing_id, 0), COALESCE(a.batch_id, 0), COALESCE(a.supersedes_id, 0), COALESCE(a.source_id, 0), a.quote_from, a.quote_to, a.quote, a.signed_on,
	a.from_day, a.to_day, a.period, a.unknown_number, a.state, a.state_since, a.state_by, a.state_org, a.captured_by, a.owner_id, a.visibility, a.illustrative
	FROM agreement_agreement AS a LEFT JOIN agreement_translation AS t
	ON t.programme_id = a.programme_id AND t.noun = 'agreement' AND t.id = a.id AND t.field = 'title'`

func scanAgreement(r *sql.Rows) (a Agreement, err error) {
	var since int64
	err = r.Scan(&a.ID, &a.Seq, &a.Code, &a.Kind, &a.Title, &a.Lang, &a.Other, &a.Conference,
		&a.Pairing, &a.Batch, &a.Supersedes, &a.Quote.Source, &a.Quote.From, &a.Quote.To, &a.Quote.Text, &a.SignedOn,
		&a.From, &a.To, &a.Period, &a.UnknownNumber, &a.State, &since, &a.StateBy, &a.StateOrg, &a.CapturedBy, &a.Owner, &a.Visibility, &a.Illustrative)
	a.StateSince = time.UnixMicro(since).UTC()
	return a, err
}

// GetAgreement finds an agreement by its number. Whether the reader may see it
// is for the caller to ask (access.MaySee).
func GetAgreement(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Agreement, error) {
	return oneAgreement(ctx, q, prog, " WHERE a.programme_id = $1 AND a.id = $2", int64(id))
}

// GetAgreementByCode finds an agreement by its code.
func GetAgreementByCode(ctx context.Context, q db.Q, prog ident.Programme, code string) (Agreement, error) {
	return oneAgreement(ctx, q, prog, " WHERE a.programme_id = $1 AND a.code = $2", code)
}

func oneAgreement(ctx context.Context, q db.Q, prog ident.Programme, where string, arg any) (Agreement, error) {
	a, err := db.One(ctx, q, scanAgreement, agreementColumns+where, int64(prog), arg)
	if err != nil {
		return a, err
	}
	all := []Agreement{a}
	err = addParties(ctx, q, prog, all)
	return all[0], err
}

// AgreementsByID finds agreements by their numbers, any count of them.
func AgreementsByID(ctx context.Context, q db.Q, prog ident.Programme, ids []ident.ID) (map[ident.ID]Agreement, error) {
	found := map[ident.ID]Agreement{}
	for chunk := range chunks(ids) {
		in, args := db.In(chunk, []any{int64(prog)})
		all, err := db.All(ctx, q, scanAgreement, agreementColumns+" WHERE a.programme_id = $1 AND a.id IN ("+in+")", args...)
		if err == nil {
			err = addParties(ctx, q, prog, all)
		}
		if err != nil {
			return nil, err
		}
		for _, a := range all {
			found[a.ID] = a
		}
	}
	return found, nil
}

// addParties fills in the signing parties of a list.
func addParties(ctx context.Context, q db.Q, prog ident.Programme, list []Agreement) error {
	at := map[ident.ID]int{}
	var ids []ident.ID
	for i, a := range list {
		at[a.ID] = i
		ids = append(ids, a.ID)
	}
	type row struct {
		agreement ident.ID
		SigningParty
	}
	for chunk := range chunks(ids) {
		in, args := db.In(chunk, []any{int64(prog)})
		rows, err := db.All(ctx, q, func(r *sql.Rows) (x row, err error) {
			return x, r.Scan(&x.agreement, &x.Name, &x.Side, &x.Party)
		}, `SELECT agreement_id, name, side, COALESCE(party_id, 0) FROM agreement_party
			WHERE programme_id = $1 AND agreement_id IN (`+in+") ORDER BY agreement_id, ordinal", args...)
		if err != nil {
			return fmt.Errorf("reading signing parties: %w", err)
		}
		for _, x := range rows {
			a := &list[at[x.agreement]]
			a.Parties = append(a.Parties, x.SigningParty)
		}
	}
	return nil
}

// AgreementFilter narrows a list. Zero fields do not narrow; After is the last
// agreement of the page before; Limit 0 is 50.
type AgreementFilter struct {
	Text       string // part of the code, the titles or the names of the parties
	Kind       string
	State      string // a state, or "unheld" for those whose text is not on file
	Conference ident.ID
	Party      ident.ID
	Source     ident.ID
	Batch      ident.ID
	Pairing    ident.ID
	Supersedes ident.ID // the agreement that it was signed instead of
	Provider   ident.ID // who signed on that side
	Receiver   ident.ID
	Sort       string // "" the latest entered first, "signed" the latest signed first
	After      ident.ID
	Limit      int
}

// ListAgreements lists what the actor may see, in the order of the filter.
func ListAgreements(ctx context.Context, q db.Q, who ident.Actor, f AgreementFilter) ([]Agreement, error) {
	where, args, err := f.among(ctx, q, who)
	if err != nil {
		return nil, err
	}
	order := "a.id DESC"
	if f.Sort == "signed" {
		order = "a.signed_on DESC, a.id DESC"
	}
	if f.After != 0 {
		last, err := GetAgreement(ctx, q, who.Programme, f.After)
		if err != nil {
			return nil, err
		}
		if args = append(args, int64(last.ID)); f.Sort == "signed" {
			args = append(args, string(last.SignedOn))
			where += fmt.Sprintf(" AND (a.signed_on, a.id) < ($%d, $%d)", len(args), len(args)-1)
		} else {
			where += fmt.Sprintf(" AND a.id < $%d", len(args))
		}
	}
	if f.Limit == 0 {
		f.Limit = 50
	}
	args = append(args, f.Limit)
	list, err := db.All(ctx, q, scanAgreement, agreementColumns+where+fmt.Sprintf(" ORDER BY %s LIMIT $%d", order, len(args)), args...)
	if err != nil {
		return nil, err
	}
	return list, addParties(ctx, q, who.Programme, list)
}

// Count is how many agreements there are: signed instruments once each, and
// beside them what is no count or counted already.
type Count struct {
	Single     int `json:"count"`
	Batches    int `json:"batches_of_unknown_number"`
	Superseded int `json:"superseded"` // signed again since, and counted there
}

// CountAgreements counts what ListAgreements would list on all its pages. A
// batch of unknown number is no count; an agreement that was signed again is
// counted in the one that took its place, unless superseded ones are asked for.
func CountAgreements(ctx context.Context, q db.Q, who ident.Actor, f AgreementFilter) (n Count, err error) {
	where, args, err := f.among(ctx, q, who)
	if err != nil {
		return n, err
	}
	err = q.QueryRowContext(ctx, `SELECT COALESCE(SUM(CASE WHEN a.unknown_number OR a.state = 'superseded' THEN 0 ELSE 1 END), 0),
		COALESCE(SUM(CASE WHEN a.unknown_number THEN 1 ELSE 0 END), 0),
		COALESCE(SUM(CASE WHEN a.state = 'superseded' THEN 1 ELSE 0 END), 0) FROM agreement_agreement AS a`+where, args...).Scan(&n.Single, &n.Batches, &n.Superseded)
	if f.State == Superseded {
		n.Single, n.Superseded = n.Superseded, 0
	}
	return n, err
}

// among are the conditions of a list.
func (f AgreementFilter) among(ctx context.Context, q db.Q, who ident.Actor) (string, []any, error) {
	w, err := narrow(ctx, q, who, Noun, "a", f.Text)
	if err == nil {
		f.narrow(w)
	}
	return w.text, w.args, err
}

func (f AgreementFilter) narrow(w *conditions) {
	if f.Kind != "" {
		w.add("a.kind = $%d", f.Kind)
	}
	switch f.State {
	case "":
	case "unheld":
		w.text += " AND a.state IN ('captured', 'signed_unheld') AND NOT EXISTS (SELECT 1 FROM agreement_document AS d" +
			" WHERE d.programme_id = a.programme_id AND d.agreement_id = a.id)"
	default:
		w.add("a.state = $%d", f.State)
	}
	w.addID("a.conference_id = $%d", f.Conference)
	w.addID("a.source_id = $%d", f.Source)
	w.addID("a.batch_id = $%d", f.Batch)
	w.addID("a.pairing_id = $%d", f.Pairing)
	w.addID("a.supersedes_id = $%d", f.Supersedes)
	for side, id := range map[string]ident.ID{party.Provider: f.Provider, party.Receiver: f.Receiver} {
		w.addID(`a.id IN (SELECT p.agreement_id FROM agreement_party AS p WHERE p.programme_id = a.programme_id AND p.side = '`+side+`' AND p.party_id = $%d)`, id)
	}
	w.addID(`EXISTS (SELECT 1 FROM agreement_party AS p WHERE p.programme_id = a.programme_id AND p.agreement_id = a.id
		AND p.party_id = $%d)`, f.Party)
}

// conditions is a WHERE in the making.
type conditions struct {
	text string
	args []any
}

// narrow begins the conditions of a list of alias: the programme, what the
// actor may see, and a text to look for.
func narrow(ctx context.Context, q db.Q, who ident.Actor, noun, alias, text string) (*conditions, error) {
	w := &conditions{text: " WHERE " + alias + ".programme_id = $1", args: []any{int64(who.Programme)}}
	if !who.SeesAll() {
		w.add("("+alias+".visibility <> 'internal' OR "+alias+".owner_id = $%d)", int64(who.Organisation))
	}
	holds, args, err := search.Narrow(ctx, q, who.Programme, noun, alias, text, w.args)
	w.text, w.args = w.text+holds, args
	return w, err
}

func (w *conditions) add(condition string, arg any) {
	w.args = append(w.args, arg)
	w.text += fmt.Sprintf(" AND "+condition, len(w.args))
}

func (w *conditions) addID(condition string, id ident.ID) {
	if id != 0 {
		w.add(condition, int64(id))
	}
}

// chunks cuts a list of ids into pieces that one statement may hold.
func chunks(ids []ident.ID) func(func([]ident.ID) bool) {
	return func(yield func([]ident.ID) bool) {
		const most = 400
		for len(ids) > 0 {
			n := min(most, len(ids))
			if !yield(ids[:n]) {
				return
			}
			ids = ids[n:]
		}
	}
}

// seen finds an agreement for an actor; NotFound when it may not be seen.
func seen(ctx context.Context, q db.Q, who ident.Actor, id ident.ID) (Agreement, error) {
	a, err := GetAgreement(ctx, q, who.Programme, id)
	if err == nil && !access.MaySee(who, a.Visibility, a.Owner) {
		return Agreement{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return a, err
}

// saveAgreement writes an agreement. Its parties and title are written with the
// first save only: they are what was read.
func saveAgreement(ctx context.Context, tx *db.Tx, a Agreement) error {
	err := tx.Exec(ctx, `INSERT INTO agreement_agreement (programme_id, id, seq, code, kind, title, lang, conference_id, pairing_id, batch_id,
		supersedes_id, source_id, quote_from, quote_to, quote, signed_on, from_day, to_day, period, unknown_number, state, state_since, state_by, state_org, captured_by,
		owner_id, visibility, published_seq, illustrative, folded)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, 0, $28, $29)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, signed_on = excluded.signed_on, from_day = excluded.from_day,
		to_day = excluded.to_day, state = excluded.state, state_since = excluded.state_since, state_by = excluded.state_by, state_org = excluded.state_org`,
		int64(tx.Who.Programme), int64(a.ID), tx.Seq, a.Code, a.Kind, a.Title, a.Lang, db.Null(a.Conference), db.Null(a.Pairing), db.Null(a.Batch),
		db.Null(a.Supersedes), db.Null(a.Quote.Source), int64(a.Quote.From), int64(a.Quote.To), a.Quote.Text, string(a.SignedOn), string(a.From), string(a.To), a.Period,
		a.UnknownNumber, a.State, a.StateSince.UnixMicro(), int64(a.StateBy), int64(a.StateOrg), int64(a.CapturedBy), int64(a.Owner), a.Visibility, a.Illustrative, a.found().Folded())
	if err != nil {
		return fmt.Errorf("saving agreement %s: %w", a.Code, err)
	}
	return search.Put(ctx, tx, a.found())
}

func saveParties(ctx context.Context, tx *db.Tx, a Agreement) error {
	for i, p := range a.Parties {
		err := tx.Exec(ctx, "INSERT INTO agreement_party (programme_id, agreement_id, ordinal, name, side, party_id) VALUES ($1, $2, $3, $4, $5, $6)",
			int64(tx.Who.Programme), int64(a.ID), int64(i+1), p.Name, p.Side, db.Null(p.Party))
		if err != nil {
			return fmt.Errorf("saving a signing party: %w", err)
		}
	}
	return nil
}

// saveTitle keeps the title in the other language, if there is one.
func saveTitle(ctx context.Context, tx *db.Tx, noun string, id ident.ID, lang, other string) error {
	if other == "" {
		return nil
	}
	return tx.Exec(ctx, `INSERT INTO agreement_translation (programme_id, noun, id, field, lang, seq, text, status)
		VALUES ($1, $2, $3, 'title', $4, $5, $6, 'human')`,
		int64(tx.Who.Programme), noun, int64(id), string(words.Lang(lang).Other()), tx.Seq, other)
}

const statementColumns = `SELECT id, seq, COALESCE(agreement_id, 0), COALESCE(commitment_id, 0), verdict, wording, quantity_n, quantity_scale,
	unit, amount_minor, currency, due, at, digest, name, mime, size, person_id, organisation_id FROM agreement_statement`

func scanStatement(r *sql.Rows) (s Statement, err error) {
	var at int64
	var t termColumns
	err = r.Scan(&s.ID, &s.Seq, &s.Agreement, &s.Commitment, &s.Verdict, &s.Wording, &t.n, &t.scale,
		&t.unit, &t.minor, &t.currency, &s.Terms.Due, &at, &s.Digest, &s.Name, &s.MIME, &s.Size, &s.Person, &s.Organisation)
	s.At = time.UnixMicro(at).UTC()
	t.fill(&s.Terms)
	return s, err
}

// StatementsOfAgreement lists what was said of an agreement, first word first.
func StatementsOfAgreement(ctx context.Context, q db.Q, prog ident.Programme, agreement ident.ID) ([]Statement, error) {
	return db.All(ctx, q, scanStatement, statementColumns+" WHERE programme_id = $1 AND agreement_id = $2 ORDER BY at, id", int64(prog), int64(agreement))
}

// StatementsOf lists what was said of a commitment, first word first.
func StatementsOf(ctx context.Context, q db.Q, prog ident.Programme, commitment ident.ID) ([]Statement, error) {
	return db.All(ctx, q, scanStatement, statementColumns+" WHERE programme_id = $1 AND commitment_id = $2 ORDER BY at, id", int64(prog), int64(commitment))
}

func saveStatement(ctx context.Context, tx *db.Tx, s Statement) error {
	n, scale, unit, minor, currency := s.Terms.columns()
	err := tx.Exec(ctx, `INSERT INTO agreement_statement (programme_id, id, seq, agreement_id, commitment_id, verdict, wording, quantity_n,
		quantity_scale, unit, amount_minor, currency, due, at, digest, name, mime, size, person_id, organisation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
		int64(tx.Who.Programme), int64(s.ID), tx.Seq, db.Null(s.Agreement), db.Null(s.Commitment), s.Verdict, s.Wording, n, scale, unit, minor,
		currency, string(s.Terms.Due), s.At.UnixMicro(), s.Digest, s.Name, s.MIME, s.Size, int64(s.Person), int64(s.Organisation))
	if err != nil {
		return fmt.Errorf("saving a statement: %w", err)
	}
	return nil
}
