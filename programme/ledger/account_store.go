package ledger

import (
	"context"
	"database/sql"
	"fmt"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
)

const standingColumns = `SELECT a.id, a.name, a.party_id, a.provider_id, a.pairing_id, a.commitment_id, a.project_id, a.money_class, a.currency, a.plan_year, a.off_plan,
	b.debit, b.credit, b.last_booked FROM ledger_account AS a JOIN ledger_balance AS b ON b.programme_id = a.programme_id AND b.account_id = a.id`

func scanStanding(r *sql.Rows) (s Standing, err error) {
	err = r.Scan(&s.ID, &s.Name, &s.Party, &s.Provider, &s.Pairing, &s.Commitment, &s.Project, &s.Class, &s.Currency, &s.Year, &s.OffPlan, &s.Debit, &s.Credit, &s.Last)
	return s, err
}

// GetAccount finds an account, with what it holds, by its number.
func GetAccount(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Standing, error) {
	return db.One(ctx, q, scanStanding, standingColumns+" WHERE a.programme_id = $1 AND a.id = $2", int64(prog), int64(id))
}

// standing is what an account holds; nothing, with no number, when nothing was
// ever booked on it.
func standing(ctx context.Context, q db.Q, prog ident.Programme, a Account) (Standing, error) {
	s, err := db.One(ctx, q, scanStanding, standingColumns+" WHERE a.programme_id = $1 AND a.account_key = $2", int64(prog), a.key())
	if fault.KindOf(err) == fault.NotFound {
		return Standing{Account: a}, nil
	}
	return s, err
}

// AccountsOf lists the accounts of a commitment, in the order in which they were
// first used.
func AccountsOf(ctx context.Context, q db.Q, prog ident.Programme, commitment ident.ID) ([]Standing, error) {
	return db.All(ctx, q, scanStanding, standingColumns+" WHERE a.programme_id = $1 AND a.commitment_id = $2 ORDER BY a.id", int64(prog), int64(commitment))
}

// BalancesOf lists what an organisation holds and has not spent, by account.
func BalancesOf(ctx context.Context, q db.Q, prog ident.Programme, party ident.ID) ([]Standing, error) {
	return db.All(ctx, q, scanStanding, standingColumns+` WHERE a.programme_id = $1 AND a.party_id = $2 AND a.name = 'balance' AND b.debit > b.credit
		ORDER BY a.id`, int64(prog), int64(party))
}

// openAccount gives an account its number, on first use a new one.
func openAccount(ctx context.Context, tx *db.Tx, a Account) (Standing, error) {
	s, err := standing(ctx, tx, tx.Who.Programme, a)
	if err != nil || s.ID != 0 {
		return s, err
	}
	s.ID = tx.ID()
	prog := int64(tx.Who.Programme)
	err = tx.Exec(ctx, `INSERT INTO ledger_account (programme_id, id, name, party_id, provider_id, pairing_id, commitment_id, project_id, money_class, currency,
		plan_year, off_plan, account_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, prog, int64(s.ID), a.Name, int64(a.Party), int64(a.Provider), int64(a.Pairing),
		int64(a.Commitment), int64(a.Project), a.Class, a.Currency, int64(a.Year), a.OffPlan, a.key())
	if err != nil {
		return s, fmt.Errorf("opening account %s: %w", a.key(), err)
	}
	return s, tx.Exec(ctx, "INSERT INTO ledger_balance (programme_id, account_id, debit, credit, last_booked) VALUES ($1, $2, 0, 0, '')", prog, int64(s.ID))
}

func saveBalance(ctx context.Context, tx *db.Tx, s Standing) error {
	return tx.Exec(ctx, "UPDATE ledger_balance SET debit = $3, credit = $4, last_booked = $5 WHERE programme_id = $1 AND account_id = $2",
		int64(tx.Who.Programme), int64(s.ID), s.Debit, s.Credit, s.Last)
}

// booked is what was moved on an account on one day.
type booked struct {
	day   string
	minor int64
}

// bookedAfter lists what was moved on an account after a day, day by day.
func bookedAfter(ctx context.Context, q db.Q, prog ident.Programme, account ident.ID, day string) ([]booked, error) {
	return db.All(ctx, q, func(r *sql.Rows) (b booked, err error) { return b, r.Scan(&b.day, &b.minor) },
		`SELECT e.booked, CAST(SUM(l.minor) AS BIGINT) FROM ledger_line AS l JOIN ledger_entry AS e ON e.programme_id = l.programme_id AND e.id = l.entry_id
		WHERE l.programme_id = $1 AND l.account_id = $2 AND e.booked > $3 GROUP BY e.booked ORDER BY e.booked`, int64(prog), int64(account), day)
}

// movedBy sums the lines of one account by the kind of their entries.
func movedBy(ctx context.Context, q db.Q, prog ident.Programme, account ident.ID) (map[string]int64, error) {
	type sum struct {
		kind  string
		minor int64
	}
	all, err := db.All(ctx, q, func(r *sql.Rows) (s sum, err error) { return s, r.Scan(&s.kind, &s.minor) },
		`SELECT e.kind, CAST(SUM(l.minor) AS BIGINT) FROM ledger_line AS l JOIN ledger_entry AS e ON e.programme_id = l.programme_id AND e.id = l.entry_id
		WHERE l.programme_id = $1 AND l.account_id = $2 GROUP BY e.kind ORDER BY e.kind`, int64(prog), int64(account))
	moved := map[string]int64{}
	for _, s := range all {
		moved[s.kind] = s.minor
	}
	return moved, err
}
