package ledger

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"

	"throughline/kit/db"
	"throughline/kit/ident"
)

// Validate looks for what does not hold in the ledger of a programme. It asks the
// lines themselves and shares no code with what writes balances and sums.
func Validate(ctx context.Context, q db.Q, prog ident.Programme) ([]Finding, error) {
	var all []Finding
	for _, look := range []func(context.Context, db.Q, ident.Programme) ([]Finding, error){unbalanced, wrongBalances, wrongDays, wrongOrder, wrongTransfers,
		wrongSums} {
		found, err := look(ctx, q, prog)
		if err != nil {
			return all, err
		}
		all = append(all, found...)
	}
	return all, nil
}

func findings(ctx context.Context, q db.Q, what, query string, prog ident.Programme) ([]Finding, error) {
	return db.All(ctx, q, func(r *sql.Rows) (f Finding, err error) { f.What = what; return f, r.Scan(&f.Where) }, query, int64(prog))
}

// unbalanced finds entries whose lines do not sum to zero in each ledger, or are
// in another currency.
func unbalanced(ctx context.Context, q db.Q, prog ident.Programme) ([]Finding, error) {
	return findings(ctx, q, "an entry does not balance", `SELECT e.code FROM ledger_line AS l
		JOIN ledger_account AS a ON a.programme_id = l.programme_id AND a.id = l.account_id
		JOIN ledger_entry AS e ON e.programme_id = l.programme_id AND e.id = l.entry_id
		WHERE l.programme_id = $1
		GROUP BY e.code, CASE WHEN a.name IN ('pledge_receivable', 'pledge_payable', 'allotted') THEN 'memo' ELSE 'cash' END
		HAVING SUM(l.minor) <> 0 OR SUM(CASE WHEN a.currency <> e.currency OR l.minor = 0 THEN 1 ELSE 0 END) > 0 ORDER BY e.code`, prog)
}

// wrongBalances finds accounts that do not hold what their lines sum to, or hold
// less than nothing.
func wrongBalances(ctx context.Context, q db.Q, prog ident.Programme) ([]Finding, error) {
	return findings(ctx, q, "an account does not hold what its lines say", `SELECT a.account_key FROM ledger_account AS a
		JOIN ledger_balance AS b ON b.programme_id = a.programme_id AND b.account_id = a.id
		LEFT JOIN ledger_line AS l ON l.programme_id = a.programme_id AND l.account_id = a.id
		WHERE a.programme_id = $1 GROUP BY a.account_key, a.name, b.debit, b.credit
		HAVING b.debit <> COALESCE(SUM(CASE WHEN l.minor > 0 THEN l.minor ELSE 0 END), 0)
		OR b.credit <> COALESCE(SUM(CASE WHEN l.minor < 0 THEN -l.minor ELSE 0 END), 0)
		OR (CASE WHEN a.name IN ('pledge_payable', 'provider_funds', 'in_kind_given', 'suspense') THEN b.credit - b.debit ELSE b.debit - b.credit END) < 0
		ORDER BY a.account_key`, prog)
}

// wrongDays finds accounts of money that held less than nothing at the end of a day.
func wrongDays(ctx context.Context, q db.Q, prog ident.Programme) ([]Finding, error) {
	return findings(ctx, q, "an account held less than nothing on a day", `SELECT DISTINCT d.account_key FROM (
		SELECT m.account_key, SUM(m.minor) OVER (PARTITION BY m.account_key ORDER BY m.booked ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS holds
		FROM (SELECT a.account_key, e.booked, SUM(CASE WHEN a.name IN ('provider_funds', 'in_kind_given', 'suspense') THEN -l.minor ELSE l.minor END) AS minor
			FROM ledger_line AS l JOIN ledger_account AS a ON a.programme_id = l.programme_id AND a.id = l.account_id
			JOIN ledger_entry AS e ON e.programme_id = l.programme_id AND e.id = l.entry_id
			WHERE l.programme_id = $1 AND a.name NOT IN ('pledge_receivable', 'pledge_payable', 'allotted')
			GROUP BY a.account_key, e.booked) AS m) AS d WHERE d.holds < 0 ORDER BY d.account_key`, prog)
}

// wrongOrder finds lines that do not begin where the one before them ended: a line
// was dropped or put in between.
func wrongOrder(ctx context.Context, q db.Q, prog ident.Programme) ([]Finding, error) {
	return findings(ctx, q, "a line does not follow on the one before it", `SELECT e.code FROM (
		SELECT programme_id, entry_id, before, SUM(CASE WHEN minor > 0 THEN minor ELSE -minor END) OVER (PARTITION BY account_id, CASE WHEN minor > 0 THEN 1 ELSE 0 END
			ORDER BY entry_id, ordinal ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) - (CASE WHEN minor > 0 THEN minor ELSE -minor END) AS ran
		FROM ledger_line WHERE programme_id = $1) AS l
		JOIN ledger_entry AS e ON e.programme_id = l.programme_id AND e.id = l.entry_id WHERE l.before <> l.ran ORDER BY e.code`, prog)
}

// wrongTransfers finds transfers of which something else is open than is in
// transit by their lines.
func wrongTransfers(ctx context.Context, q db.Q, prog ident.Programme) ([]Finding, error) {
	return findings(ctx, q, "what is open of a transfer is not what is in transit", `SELECT e.code FROM ledger_transfer AS t
		JOIN ledger_entry AS e ON e.programme_id = t.programme_id AND e.id = t.entry_id
		JOIN ledger_entry AS x ON x.programme_id = t.programme_id AND (x.id = t.entry_id OR x.reverses = t.entry_id OR x.answers = t.entry_id OR x.transfer_id = t.entry_id)
		JOIN ledger_line AS l ON l.programme_id = x.programme_id AND l.entry_id = x.id
		JOIN ledger_account AS a ON a.programme_id = l.programme_id AND a.id = l.account_id AND a.name = 'in_transit'
		WHERE t.programme_id = $1 GROUP BY e.code, t.open_minor HAVING t.open_minor <> SUM(l.minor) ORDER BY e.code`, prog)
}

// byWhat lists what accounts hold, by the programme, provider, pairing, commitment
// and project that they are for.
const byWhat = `SELECT 'all', '', money_class, currency, name, CAST(SUM(minor) AS BIGINT) FROM held GROUP BY money_class, currency, name
	UNION ALL SELECT 'provider', CAST(provider_id AS TEXT), money_class, currency, name, CAST(SUM(minor) AS BIGINT) FROM held WHERE provider_id <> 0
		GROUP BY provider_id, money_class, currency, name
	UNION ALL SELECT 'pairing', CAST(pairing_id AS TEXT), money_class, currency, name, CAST(SUM(minor) AS BIGINT) FROM held WHERE pairing_id <> 0
		GROUP BY pairing_id, money_class, currency, name
	UNION ALL SELECT 'commitment', CAST(commitment_id AS TEXT), money_class, currency, name, CAST(SUM(minor) AS BIGINT) FROM held WHERE commitment_id <> 0
		GROUP BY commitment_id, money_class, currency, name
	UNION ALL SELECT 'project', CAST(project_id AS TEXT), money_class, currency, name, CAST(SUM(minor) AS BIGINT) FROM held WHERE project_id <> 0
		GROUP BY project_id, money_class, currency, name`

// wrongSums finds sums that say something else than the accounts, and identities
// that do not hold.
func wrongSums(ctx context.Context, q db.Q, prog ident.Programme) ([]Finding, error) {
	positions, err := db.All(ctx, q, func(r *sql.Rows) (p Position, err error) {
		return p, r.Scan(&p.Topic, &p.Subject, &p.Class, &p.Currency, &p.Name, &p.Minor)
	}, `WITH held AS (SELECT a.provider_id, a.pairing_id, a.commitment_id, a.project_id, a.money_class, a.currency, a.name, l.minor
		FROM ledger_line AS l JOIN ledger_account AS a ON a.programme_id = l.programme_id AND a.id = l.account_id WHERE l.programme_id = $1) `+byWhat, int64(prog))
	if err != nil {
		return nil, fmt.Errorf("summing accounts: %w", err)
	}
	holds := map[Total]map[string]int64{}
	for _, p := range positions {
		at := Total{Topic: p.Topic, Class: p.Class, Currency: p.Currency, Subject: p.Subject}
		if holds[at] == nil {
			holds[at] = map[string]int64{}
		}
		name := p.Name
		if first, ok := shared[name]; ok {
			name = first
		}
		holds[at][name] += p.Minor
	}
	all, err := db.All(ctx, q, scanSummed, summed+" WHERE programme_id = $1 AND topic IN ('all', 'provider', 'pairing', 'commitment', 'project') ORDER BY topic, subject", int64(prog))
	if err != nil {
		return nil, err
	}
	sums := map[Total]Sums{}
	for _, s := range all {
		s.Total.Period = 0
		sums[s.Total] = sums[s.Total].Plus(s.Sums)
	}
	var list []Finding
	for _, at := range inOrder(sums) {
		list = append(list, compare(at, sums[at], holds[at])...)
		delete(holds, at)
	}
	for at := range holds {
		list = append(list, Finding{"there are accounts and no sums", at.Topic + " " + strconv.Quote(at.Subject)})
	}
	return list, nil
}
