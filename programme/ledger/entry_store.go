package ledger

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

const entryColumns = `SELECT id, seq, code, kind, route, day, booked, from_party, to_party, provider_id, receiver_id, pairing_id, commitment_id, project_id,
	sector, money_class, minor, currency, plan_year, off_plan, purpose, reference, note, COALESCE(answers, 0), COALESCE(reverses, 0), COALESCE(transfer_id, 0), way, said_by, said_for,
	at FROM ledger_entry`

func entryInto(e *Entry, at *int64) []any {
	return []any{&e.ID, &e.Seq, &e.Code, &e.Kind, &e.Route, &e.Day, &e.Booked, &e.From, &e.To, &e.Provider, &e.Receiver, &e.Pairing, &e.Commitment,
		&e.Project, &e.Sector, &e.Class, &e.Amount.Minor, &e.Amount.Currency, &e.Year, &e.OffPlan, &e.Purpose, &e.Reference, &e.Note, &e.Answers,
		&e.Reverses, &e.Transfer, &e.Way, &e.SaidBy, &e.SaidFor, at}
}

func scanEntry(r *sql.Rows) (e Entry, err error) {
	var at int64
	err = r.Scan(entryInto(&e, &at)...)
	e.At = time.UnixMicro(at).UTC()
	return e, err
}

// GetEntry finds an entry with its lines by its number.
func GetEntry(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Entry, error) {
	return oneEntry(ctx, q, prog, " WHERE programme_id = $1 AND id = $2", int64(id))
}

// GetEntryByCode finds an entry with its lines by its code.
func GetEntryByCode(ctx context.Context, q db.Q, prog ident.Programme, code string) (Entry, error) {
	return oneEntry(ctx, q, prog, " WHERE programme_id = $1 AND code = $2", code)
}

func oneEntry(ctx context.Context, q db.Q, prog ident.Programme, where string, arg any) (Entry, error) {
	e, err := db.One(ctx, q, scanEntry, entryColumns+where, int64(prog), arg)
	if err != nil {
		return e, err
	}
	e.Lines, err = linesOf(ctx, q, prog, e.ID)
	return e, err
}

const lineColumns = `SELECT l.entry_id, a.id, a.name, a.party_id, a.provider_id, a.pairing_id, a.commitment_id, a.project_id, a.money_class, a.currency,
	a.plan_year, a.off_plan, l.minor, l.before
	FROM ledger_line AS l JOIN ledger_account AS a ON a.programme_id = l.programme_id AND a.id = l.account_id`

// lineOf is a line with the entry that it belongs to.
type lineOf struct {
	entry ident.ID
	Line
}

func scanLine(r *sql.Rows) (l lineOf, err error) {
	a := &l.Account
	return l, r.Scan(&l.entry, &a.ID, &a.Name, &a.Party, &a.Provider, &a.Pairing, &a.Commitment, &a.Project, &a.Class, &a.Currency, &a.Year, &a.OffPlan,
		&l.Minor, &l.Before)
}

func linesOf(ctx context.Context, q db.Q, prog ident.Programme, entry ident.ID) ([]Line, error) {
	list := []Entry{{ID: entry}}
	err := withLines(ctx, q, prog, list)
	return list[0].Lines, err
}

// withLines gives entries, which stand in the order of their numbers, their lines.
func withLines(ctx context.Context, q db.Q, prog ident.Programme, list []Entry) error {
	lines, err := db.All(ctx, q, scanLine, lineColumns+" WHERE l.programme_id = $1 AND l.entry_id >= $2 AND l.entry_id <= $3 ORDER BY l.entry_id, l.ordinal",
		int64(prog), int64(list[0].ID), int64(list[len(list)-1].ID))
	for _, l := range lines {
		if i, ok := slices.BinarySearchFunc(list, l.entry, func(e Entry, id ident.ID) int { return cmp.Compare(e.ID, id) }); ok {
			list[i].Lines = append(list[i].Lines, l.Line)
		}
	}
	return err
}

// AnswersTo lists what was said of an entry: confirmations, checks, its reversal.
func AnswersTo(ctx context.Context, q db.Q, prog ident.Programme, entry ident.ID) ([]Entry, error) {
	return db.All(ctx, q, scanEntry, entryColumns+` WHERE programme_id = $1 AND answers = $2 ORDER BY id`, int64(prog), int64(entry))
}

// ReversalOf finds the entry that takes another back; NotFound when it stands.
func ReversalOf(ctx context.Context, q db.Q, prog ident.Programme, entry ident.ID) (Entry, error) {
	return db.One(ctx, q, scanEntry, entryColumns+" WHERE programme_id = $1 AND reverses = $2", int64(prog), int64(entry))
}

// referenceUsed finds the code of the entry in which an organisation has used a
// reference of its own, "" for none.
func referenceUsed(ctx context.Context, q db.Q, prog ident.Programme, org ident.ID, reference string) (string, error) {
	if reference == "" {
		return "", nil
	}
	e, err := db.One(ctx, q, scanEntry, entryColumns+" WHERE programme_id = $1 AND said_for = $2 AND reference = $3 AND reference <> ''", int64(prog), int64(org), reference)
	if fault.KindOf(err) == fault.NotFound {
		return "", nil
	}
	return e.Code, err
}

// closedThrough is the last day that is closed for a pairing, "" for none.
func closedThrough(ctx context.Context, q db.Q, prog ident.Programme, pairing ident.ID) (words.Day, error) {
	e, err := db.One(ctx, q, scanEntry, entryColumns+` WHERE programme_id = $1 AND pairing_id = $2 AND kind IN ('close', 'reopen') ORDER BY id DESC LIMIT 1`,
		int64(prog), int64(pairing))
	if fault.KindOf(err) == fault.NotFound {
		return "", nil
	}
	return e.Day, err
}

func saveEntry(ctx context.Context, tx *db.Tx, e Entry) error {
	prog := int64(tx.Who.Programme)
	err := tx.Exec(ctx, `INSERT INTO ledger_entry (programme_id, id, seq, code, kind, route, day, booked, from_party, to_party, provider_id, receiver_id,
		pairing_id, commitment_id, project_id, sector, money_class, minor, currency, plan_year, off_plan, purpose, reference, note, answers, reverses,
		transfer_id, way, said_by, said_for, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
		$26, $27, $28, $29, $30, $31)`, prog, int64(e.ID), tx.Seq, e.Code, e.Kind, e.Route, string(e.Day), string(e.Booked), int64(e.From), int64(e.To),
		int64(e.Provider), int64(e.Receiver), int64(e.Pairing), int64(e.Commitment), int64(e.Project), e.Sector, e.Class, e.Amount.Minor,
		e.Amount.Currency, int64(e.Year), e.OffPlan, e.Purpose, e.Reference, e.Note, db.Null(e.Answers), db.Null(e.Reverses), db.Null(e.Transfer), e.Way,
		int64(e.SaidBy), int64(e.SaidFor), e.At.UnixMicro())
	if err != nil {
		return fmt.Errorf("saving entry %s: %w", e.Code, err)
	}
	for i, l := range e.Lines {
		err := tx.Exec(ctx, "INSERT INTO ledger_line (programme_id, entry_id, ordinal, account_id, minor, before) VALUES ($1, $2, $3, $4, $5, $6)",
			prog, int64(e.ID), int64(i), int64(l.Account.ID), l.Minor, l.Before)
		if err != nil {
			return fmt.Errorf("saving line %d of %s: %w", i, e.Code, err)
		}
	}
	return nil
}

// spending is what was said of the money of one project in one currency.
type spending struct{ all, paid, prepared, allotted, toPrepare, certified int64 }

// spentOn sums what was spent on a project, allotted to it and certified of it. A
// project's cost may come from several classes: it is compared with its estimate
// and never shown as a sum.
func spentOn(ctx context.Context, q db.Q, prog ident.Programme, project ident.ID, currency string) (spending, error) {
	type sum struct {
		kind, purpose string
		minor         int64
	}
	all, err := db.All(ctx, q, func(r *sql.Rows) (s sum, err error) { return s, r.Scan(&s.kind, &s.purpose, &s.minor) },
		`SELECT kind, purpose, CAST(SUM(CASE WHEN reverses IS NULL THEN minor ELSE -minor END) AS BIGINT) FROM ledger_entry
		WHERE programme_id = $1 AND project_id = $2 AND project_id <> 0 AND currency = $3 AND kind IN ('spend', 'allot')
		GROUP BY kind, purpose ORDER BY kind, purpose`, int64(prog), int64(project), currency)
	s := spending{certified: -1}
	for _, x := range all {
		s.add(x.kind, x.purpose, x.minor)
	}
	if err != nil {
		return s, err
	}
	last, err := db.One(ctx, q, scanEntry, entryColumns+` WHERE programme_id = $1 AND project_id = $2 AND project_id <> 0 AND currency = $3 AND kind = 'certify'
		AND reverses IS NULL AND NOT EXISTS (SELECT 1 FROM ledger_entry AS b WHERE b.programme_id = ledger_entry.programme_id AND b.reverses = ledger_entry.id)
		ORDER BY id DESC LIMIT 1`, int64(prog), int64(project), currency)
	if fault.KindOf(err) == fault.NotFound {
		return s, nil
	}
	s.certified = last.Amount.Minor
	return s, err
}

func (s *spending) add(kind, purpose string, minor int64) {
	switch {
	case kind == Allot:
		s.allotted += minor
		if purpose == Preparatory {
			s.toPrepare += minor
		}
		return
	case purpose == Preparatory:
		s.prepared += minor
	case purpose == Advance || purpose == Progress:
		s.paid += minor
	}
	s.all += minor
}
