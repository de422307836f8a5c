package plan

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/search"
)

// AnnualFilter narrows a list of annual plans; the zero value lists all.
type AnnualFilter struct {
	Period, Pairing ident.ID
	Year            int
	State           string
	Sort            string // "code", else the latest year first
	After           ident.ID
	Limit           int
}

const annualColumns = `SELECT id, code, period_id, year, COALESCE(pairing_id, 0), version, state, submitted_by, last_item, visibility FROM plan_annual`

func scanAnnual(r *sql.Rows) (a Annual, err error) {
	a.Items = []Item{}
	return a, r.Scan(&a.ID, &a.Code, &a.Period, &a.Year, &a.Pairing, &a.Version, &a.State, &a.SubmittedBy, &a.LastItem, &a.Visibility)
}

// GetAnnual is one annual plan with its items.
func GetAnnual(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Annual, error) {
	a, err := db.One(ctx, q, scanAnnual, annualColumns+" WHERE programme_id = $1 AND id = $2", int64(prog), int64(id))
	return withItems(ctx, q, prog, a, err)
}

// GetAnnualByCode is one annual plan by its code, with its items.
func GetAnnualByCode(ctx context.Context, q db.Q, prog ident.Programme, code string) (Annual, error) {
	a, err := db.One(ctx, q, scanAnnual, annualColumns+" WHERE programme_id = $1 AND code = $2", int64(prog), code)
	return withItems(ctx, q, prog, a, err)
}

func withItems(ctx context.Context, q db.Q, prog ident.Programme, a Annual, err error) (Annual, error) {
	if err != nil {
		return a, err
	}
	found, err := itemsOf(ctx, q, prog, []Annual{a})
	if err != nil {
		return a, err
	}
	return found[0], nil
}

// ListAnnuals lists annual plans with their items: the latest year first, or in
// the order of their making.
func ListAnnuals(ctx context.Context, q db.Q, prog ident.Programme, f AnnualFilter) ([]Annual, error) {
	where, args := f.where(prog)
	order := " ORDER BY year DESC, id DESC"
	if f.Sort == "code" {
		order = " ORDER BY id"
	}
	if f.After != 0 {
		last, err := db.One(ctx, q, scanAnnual, annualColumns+" WHERE programme_id = $1 AND id = $2", int64(prog), int64(f.After))
		if err != nil {
			return nil, err
		}
		args = append(args, int64(last.ID))
		if f.Sort == "code" {
			where += fmt.Sprintf(" AND id > $%d", len(args))
		} else {
			args = append(args, int64(last.Year))
			where += fmt.Sprintf(" AND (year, id) < ($%d, $%d)", len(args), len(args)-1)
		}
	}
	args = append(args, f.limit())
	found, err := db.All(ctx, q, scanAnnual, annualColumns+where+order+fmt.Sprintf(" LIMIT $%d", len(args)), args...)
	if err != nil {
		return nil, err
	}
	return itemsOf(ctx, q, prog, found)
}

// CountAnnuals counts what ListAnnuals lists on all its pages.
func CountAnnuals(ctx context.Context, q db.Q, prog ident.Programme, f AnnualFilter) (int, error) {
	where, args := f.where(prog)
	var n int
	err := q.QueryRowContext(ctx, "SELECT count(*) FROM plan_annual"+where, args...).Scan(&n)
	return n, err
}

func (f AnnualFilter) where(prog ident.Programme) (string, []any) {
	where, args := " WHERE programme_id = $1", []any{int64(prog)}
	add := func(column string, value any) {
		args = append(args, value)
		where += fmt.Sprintf(" AND %s = $%d", column, len(args))
	}
	if f.Period != 0 {
		add("period_id", int64(f.Period))
	}
	if f.Pairing != 0 {
		add("pairing_id", int64(f.Pairing))
	}
	if f.Year != 0 {
		add("year", int64(f.Year))
	}
	if f.State != "" {
		add("state", f.State)
	}
	return where, args
}

func (f AnnualFilter) limit() int {
	if f.Limit <= 0 || f.Limit > 400 {
		return 400
	}
	return f.Limit
}

// itemsOf reads the items of plans, at most 400 plans.
func itemsOf(ctx context.Context, q db.Q, prog ident.Programme, plans []Annual) ([]Annual, error) {
	ids, at := make([]ident.ID, len(plans)), map[ident.ID]int{}
	for i, a := range plans {
		ids[i], at[a.ID] = a.ID, i
	}
	in, args := db.In(ids, []any{int64(prog)})
	type row struct {
		annual ident.ID
		item   Item
	}
	all, err := db.All(ctx, q, func(r *sql.Rows) (w row, err error) {
		var n, minor sql.NullInt64
		var scale int
		var unit, currency string
		i := &w.item
		err = r.Scan(&w.annual, &i.No, &i.What, &i.OffPlan, &i.Approver, &i.Party, &n, &scale, &unit, &minor, &currency, &i.MoneyClass,
			&i.Receiver, &i.Livelihood, &i.GrassRoots, &i.Category)
		if n.Valid {
			i.Quantity = &money.Quantity{N: n.Int64, Scale: scale, Unit: unit}
		}
		if minor.Valid {
			i.Amount = &money.Amount{Minor: minor.Int64, Currency: currency}
		}
		return w, err
	}, `SELECT annual_id, no, what, off_plan, approver, COALESCE(party_id, 0), quantity_n, quantity_scale, unit, amount_minor, currency, money_class,
		COALESCE(receiver_id, 0), livelihood, grass_roots, category FROM plan_item WHERE programme_id = $1 AND annual_id IN (`+in+") ORDER BY annual_id, no", args...)
	if err != nil {
		return nil, fmt.Errorf("reading the items of annual plans: %w", err)
	}
	for _, w := range all {
		a := &plans[at[w.annual]]
		a.Items = append(a.Items, w.item)
	}
	return plans, nil
}

// saveAnnual stores the plan; its items stand in their own table. title is what
// people find it by.
func saveAnnual(ctx context.Context, tx *db.Tx, a Annual, title string) error {
	err := tx.Exec(ctx, `INSERT INTO plan_annual (programme_id, id, seq, code, period_id, year, pairing_id, version, state, submitted_by, last_item, visibility, published_seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, version = excluded.version, state = excluded.state,
		submitted_by = excluded.submitted_by, last_item = excluded.last_item`,
		int64(tx.Who.Programme), int64(a.ID), tx.Seq, a.Code, int64(a.Period), int64(a.Year), db.Null(a.Pairing), int64(a.Version), a.State,
		int64(a.SubmittedBy), int64(a.LastItem), a.Visibility)
	if err != nil {
		return fmt.Errorf("saving annual plan %s: %w", a.Code, err)
	}
	var items []string
	for _, i := range a.Items {
		items = append(items, i.What)
	}
	return search.Put(ctx, tx, search.Doc{Ref: annualRef(a.ID), Code: a.Code, Title: title, Body: strings.Join(items, "\n"), Visibility: a.Visibility})
}

func saveItem(ctx context.Context, tx *db.Tx, annual ident.ID, i Item) error {
	if err := dropItem(ctx, tx, annual, i.No); err != nil {
		return err
	}
	var n, minor any
	var scale int
	var unit, currency string
	if i.Quantity != nil {
		n, scale, unit = i.Quantity.N, i.Quantity.Scale, i.Quantity.Unit
	}
	if i.Amount != nil {
		minor, currency = i.Amount.Minor, i.Amount.Currency
	}
	err := tx.Exec(ctx, `INSERT INTO plan_item (programme_id, annual_id, no, seq, what, off_plan, approver, party_id, quantity_n, quantity_scale, unit,
		amount_minor, currency, money_class, receiver_id, livelihood, grass_roots, category)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`,
		int64(tx.Who.Programme), int64(annual), int64(i.No), tx.Seq, i.What, i.OffPlan, i.Approver, db.Null(i.Party), n, int64(scale), unit, minor, currency, i.MoneyClass,
		db.Null(i.Receiver), i.Livelihood, i.GrassRoots, i.Category)
	if err != nil {
		return fmt.Errorf("saving an item: %w", err)
	}
	return nil
}

func dropItem(ctx context.Context, tx *db.Tx, annual ident.ID, no int) error {
	return tx.Exec(ctx, "DELETE FROM plan_item WHERE programme_id = $1 AND annual_id = $2 AND no = $3", int64(tx.Who.Programme), int64(annual), int64(no))
}
