package project

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/search"
	"throughline/kit/task"
	"throughline/kit/words"
)

const assetColumns = `SELECT a.id, a.seq, a.code, a.project_id, a.title, a.category, a.value_minor, a.currency, COALESCE(a.owner_party, 0), a.owner_name,
	COALESCE(a.operator_party, 0), a.operator_name, COALESCE(a.maintainer_party, 0), a.maintainer_name, a.running_costs, a.title_document, a.handed_on,
	a.next_check, a.state, a.state_since, a.state_by, a.state_org, a.reason FROM project_asset AS a`

// never stands for no check ahead, so that such assets come last by their checks.
const never = "9999-99-99"

func scanAsset(r *sql.Rows) (a Asset, err error) {
	var since int64
	var value sql.NullInt64
	var currency string
	err = r.Scan(&a.ID, &a.Seq, &a.Code, &a.Project, &a.Title, &a.Category, &value, &currency, &a.Owner.Party, &a.Owner.Name, &a.Operator.Party,
		&a.Operator.Name, &a.Maintainer.Party, &a.Maintainer.Name, &a.Costs, &a.Document, &a.HandedOn, &a.NextCheck, &a.State, &since, &a.StateBy, &a.StateOrg, &a.Reason)
	if value.Valid {
		a.Value = &money.Amount{Minor: value.Int64, Currency: currency}
	}
	if a.NextCheck == never {
		a.NextCheck = ""
	}
	a.StateSince = time.UnixMicro(since).UTC()
	return a, err
}

// GetAsset finds an asset by its number. Whoever may see its project may see it.
func GetAsset(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Asset, error) {
	return db.One(ctx, q, scanAsset, assetColumns+" WHERE a.programme_id = $1 AND a.id = $2", int64(prog), int64(id))
}

// GetAssetByCode finds an asset by its code.
func GetAssetByCode(ctx context.Context, q db.Q, prog ident.Programme, code string) (Asset, error) {
	return db.One(ctx, q, scanAsset, assetColumns+" WHERE a.programme_id = $1 AND a.code = $2", int64(prog), code)
}

// assetsOf lists the assets of a project in the order of their registration.
func assetsOf(ctx context.Context, q db.Q, prog ident.Programme, project ident.ID) ([]Asset, error) {
	return db.All(ctx, q, scanAsset, assetColumns+" WHERE a.programme_id = $1 AND a.project_id = $2 ORDER BY a.id", int64(prog), int64(project))
}

// AssetFilter narrows a list. Zero fields do not narrow; Today is needed for
// Overdue. ByCheck lists by the next use check instead of by registration; After
// is the last asset of the page before; Limit 0 is 50.
type AssetFilter struct {
	Text     string // part of the code, the title or a keeper
	State    string
	Category string
	Overdue  bool
	Today    words.Day
	ByCheck  bool
	After    ident.ID
	Limit    int
}

// ListAssets lists the assets of the projects that the actor may see.
func ListAssets(ctx context.Context, q db.Q, who ident.Actor, f AssetFilter) ([]Asset, error) {
	where, args, err := f.among(ctx, q, who)
	if err != nil {
		return nil, err
	}
	order := " ORDER BY a.id"
	if f.ByCheck {
		order = " ORDER BY a.next_check, a.id"
	}
	if f.After != 0 {
		last, err := GetAsset(ctx, q, who.Programme, f.After)
		if err != nil {
			return nil, err
		}
		args = append(args, int64(last.ID))
		after := " AND a.id > $%[1]d"
		if f.ByCheck {
			args = append(args, last.checkRank())
			after = " AND (a.next_check, a.id) > ($%[1]d, $%[2]d)"
		}
		where += fmt.Sprintf(after, len(args), len(args)-1)
	}
	if f.Limit == 0 {
		f.Limit = 50
	}
	args = append(args, f.Limit)
	// Only the listed rows are read whole.
	listed := "SELECT a.id FROM project_asset AS a" + assetProject + where + order + fmt.Sprintf(" LIMIT $%d", len(args))
	return db.All(ctx, q, scanAsset, assetColumns+" JOIN ("+listed+") AS listed ON listed.id = a.id WHERE a.programme_id = $1"+order, args...)
}

const assetProject = " JOIN project_project AS p ON p.programme_id = a.programme_id AND p.id = a.project_id"

// CountAssets counts what ListAssets would list on all its pages, counting no
// further than most.
func CountAssets(ctx context.Context, q db.Q, who ident.Actor, f AssetFilter, most int) (int, error) {
	where, args, err := f.among(ctx, q, who)
	if err != nil {
		return 0, err
	}
	args = append(args, most)
	var n int
	err = q.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT a.id FROM project_asset AS a"+assetProject+where+fmt.Sprintf(" LIMIT $%d) AS found", len(args)), args...).Scan(&n)
	return n, err
}

// among are the conditions of a list, with the text looked for.
func (f AssetFilter) among(ctx context.Context, q db.Q, who ident.Actor) (string, []any, error) {
	where, args := f.where(who)
	holds, args, err := search.Narrow(ctx, q, who.Programme, AssetNoun, "a", f.Text, args)
	return where + holds, args, err
}

func (f AssetFilter) where(who ident.Actor) (string, []any) {
	where, args := " WHERE a.programme_id = $1", []any{int64(who.Programme)}
	add := func(condition string, arg any) {
		args = append(args, arg)
		where += fmt.Sprintf(" AND "+condition, len(args))
	}
	if !who.SeesAll() {
		add("(p.visibility <> 'internal' OR p.owner_id = $%d)", int64(who.Organisation))
	}
	if f.State != "" {
		add("a.state = $%d", f.State)
	}
	if f.Category != "" {
		add("a.category = $%d", f.Category)
	}
	if f.Overdue {
		add("a.state <> 'disposed' AND a.next_check < $%d", string(f.Today))
	}
	return where, args
}

func (a Asset) checkRank() string {
	if a.NextCheck == "" {
		return never
	}
	return string(a.NextCheck)
}

// subject of an asset's tasks.
func (a Asset) subject() task.Subject {
	return task.Subject{Ref: a.Ref(), Code: a.Code, Title: a.Title, URL: AssetURL(a.Code)}
}

func saveAsset(ctx context.Context, tx *db.Tx, p Project, a Asset) error {
	var value any
	currency := ""
	if a.Value != nil {
		value, currency = a.Value.Minor, a.Value.Currency
	}
	err := tx.Exec(ctx, `INSERT INTO project_asset (programme_id, id, seq, code, project_id, title, category, value_minor, currency, owner_party, owner_name,
		operator_party, operator_name, maintainer_party, maintainer_name, running_costs, title_document, handed_on, next_check, state, state_since, state_by,
		state_org, reason, folded)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, owner_party = excluded.owner_party, owner_name = excluded.owner_name,
		operator_party = excluded.operator_party, operator_name = excluded.operator_name, maintainer_party = excluded.maintainer_party,
		maintainer_name = excluded.maintainer_name, running_costs = excluded.running_costs, title_document = excluded.title_document,
		handed_on = excluded.handed_on, next_check = excluded.next_check, state = excluded.state, state_since = excluded.state_since,
		state_by = excluded.state_by, state_org = excluded.state_org, reason = excluded.reason, folded = excluded.folded`,
		int64(tx.Who.Programme), int64(a.ID), tx.Seq, a.Code, int64(a.Project), a.Title, a.Category, value, currency, db.Null(a.Owner.Party), a.Owner.Name,
		db.Null(a.Operator.Party), a.Operator.Name, db.Null(a.Maintainer.Party), a.Maintainer.Name, a.Costs, a.Document, string(a.HandedOn), a.checkRank(),
		a.State, a.StateSince.UnixMicro(), int64(a.StateBy), int64(a.StateOrg), a.Reason, a.folded())
	if err != nil {
		return fmt.Errorf("saving asset %s: %w", a.Code, err)
	}
	return search.Put(ctx, tx, search.Doc{Ref: a.Ref(), Code: a.Code, Title: a.Title, Body: strings.TrimSpace(a.Owner.Name + "\n" + a.Operator.Name),
		Visibility: p.Visibility, Owner: p.Owner})
}

// HandoversOf lists the signatures under the handover of an asset.
func HandoversOf(ctx context.Context, q db.Q, prog ident.Programme, asset ident.ID) ([]Handover, error) {
	return db.All(ctx, q, func(r *sql.Rows) (h Handover, err error) {
		var at int64
		err = r.Scan(&h.ID, &h.Seq, &h.Asset, &h.Side, &h.Day, &h.Note, &at, &h.Person, &h.Organisation)
		h.At = time.UnixMicro(at).UTC()
		return h, err
	}, `SELECT id, seq, asset_id, side, day, note, at, person_id, organisation_id FROM project_handover
		WHERE programme_id = $1 AND asset_id = $2 ORDER BY id`, int64(prog), int64(asset))
}

func saveHandover(ctx context.Context, tx *db.Tx, h Handover) error {
	err := tx.Exec(ctx, `INSERT INTO project_handover (programme_id, id, seq, asset_id, side, day, note, at, person_id, organisation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		int64(tx.Who.Programme), int64(h.ID), tx.Seq, int64(h.Asset), h.Side, string(h.Day), h.Note, h.At.UnixMicro(), int64(h.Person), int64(h.Organisation))
	if err != nil {
		return fmt.Errorf("saving a signature: %w", err)
	}
	return nil
}

// UseChecksOf lists the use checks of an asset, the first one first.
func UseChecksOf(ctx context.Context, q db.Q, prog ident.Programme, asset ident.ID) ([]UseCheck, error) {
	return db.All(ctx, q, func(r *sql.Rows) (c UseCheck, err error) {
		var at int64
		err = r.Scan(&c.ID, &c.Seq, &c.Asset, &c.Months, &c.Day, &c.InUse, &c.Staffed, &c.Funded, &c.Note, &c.Digest, &c.Name, &c.MIME, &c.Size, &at,
			&c.Person, &c.Organisation)
		c.At = time.UnixMicro(at).UTC()
		return c, err
	}, `SELECT id, seq, asset_id, months, day, in_use, staffed, funded, note, digest, name, mime, size, at, person_id, organisation_id FROM project_use_check
		WHERE programme_id = $1 AND asset_id = $2 ORDER BY id`, int64(prog), int64(asset))
}

func saveUseCheck(ctx context.Context, tx *db.Tx, c UseCheck) error {
	err := tx.Exec(ctx, `INSERT INTO project_use_check (programme_id, id, seq, asset_id, months, day, in_use, staffed, funded, note, digest, name, mime, size,
		at, person_id, organisation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		int64(tx.Who.Programme), int64(c.ID), tx.Seq, int64(c.Asset), int64(c.Months), string(c.Day), c.InUse, c.Staffed, c.Funded, c.Note, c.Digest, c.Name,
		c.MIME, c.Size, c.At.UnixMicro(), int64(c.Person), int64(c.Organisation))
	if err != nil {
		return fmt.Errorf("saving a use check: %w", err)
	}
	return nil
}

// RescuesOf lists the rescue plans of an asset; the last one stands.
func RescuesOf(ctx context.Context, q db.Q, prog ident.Programme, asset ident.ID) ([]Rescue, error) {
	return db.All(ctx, q, scanRescue, rescueColumns+" WHERE programme_id = $1 AND asset_id = $2 ORDER BY id", int64(prog), int64(asset))
}

// rescuesByAsset is the last rescue plan of each of some assets.
func rescuesByAsset(ctx context.Context, q db.Q, prog ident.Programme, assets []ident.ID) (map[ident.ID]Rescue, error) {
	last := map[ident.ID]Rescue{}
	for chunk := range chunks(assets) {
		in, args := db.In(chunk, []any{int64(prog)})
		all, err := db.All(ctx, q, scanRescue, rescueColumns+" WHERE programme_id = $1 AND asset_id IN ("+in+") ORDER BY id", args...)
		if err != nil {
			return nil, err
		}
		for _, x := range all {
			last[x.Asset] = x
		}
	}
	return last, nil
}

const rescueColumns = "SELECT id, seq, asset_id, what, who, by_day, at, person_id, organisation_id FROM project_rescue"

func scanRescue(r *sql.Rows) (x Rescue, err error) {
	var at int64
	err = r.Scan(&x.ID, &x.Seq, &x.Asset, &x.What, &x.Who, &x.By, &at, &x.Person, &x.Organisation)
	x.At = time.UnixMicro(at).UTC()
	return x, err
}

func saveRescue(ctx context.Context, tx *db.Tx, x Rescue) error {
	err := tx.Exec(ctx, `INSERT INTO project_rescue (programme_id, id, seq, asset_id, what, who, by_day, at, person_id, organisation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		int64(tx.Who.Programme), int64(x.ID), tx.Seq, int64(x.Asset), x.What, x.Who, string(x.By), x.At.UnixMicro(), int64(x.Person), int64(x.Organisation))
	if err != nil {
		return fmt.Errorf("saving a rescue plan: %w", err)
	}
	return nil
}
