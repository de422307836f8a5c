package project

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/money"
	"throughline/kit/search"
	"throughline/kit/words"
)

// What follows from the milestones is looked up with each row, so that no list
// asks once a row.
const projectColumns = `SELECT p.id, p.seq, p.code, p.title, p.lang, COALESCE(t.text, ''), p.track, p.sector, COALESCE(p.pairing_id, 0),
	p.implementer_id, p.place, p.summary, p.from_day, p.to_day, p.estimate_minor, p.currency, p.approved_minor,
	p.approved_currency, COALESCE(p.annual_id, 0), p.annual_item, COALESCE(p.operator_id, 0), p.running_cost, p.due_by, p.money_note, p.off_plan_reason, p.state, p.state_since,
	p.state_by, p.state_org, p.last_heard, p.owner_id, p.visibility, p.illustrative, COALESCE(p.receiver_id, 0), p.livelihood, p.grass_roots, p.category,
	(SELECT count(*) FROM project_milestone AS m WHERE m.programme_id = p.programme_id AND m.project_id = p.id AND m.state <> 'dropped'),
	(SELECT count(*) FROM project_milestone AS m WHERE m.programme_id = p.programme_id AND m.project_id = p.id AND m.state = 'verified'),
	COALESCE((SELECT MIN(CASE WHEN m.agreed <> '' THEN m.agreed ELSE m.baseline END) FROM project_milestone AS m WHERE m.programme_id = p.programme_id AND m.project_id = p.id
		AND m.state IN ('planned', 'returned')), '')
	FROM project_project AS p LEFT JOIN project_translation AS t
	ON t.programme_id = p.programme_id AND t.noun = 'project' AND t.id = p.id AND t.field = 'title'`

func scanProject(r *sql.Rows) (p Project, err error) {
	var since, heard int64
	var estimate, approved sql.NullInt64
	var currency, approvedIn string
	err = r.Scan(&p.ID, &p.Seq, &p.Code, &p.Title, &p.Lang, &p.Other, &p.Track, &p.Sector, &p.Pairing,
		&p.Implementer, &p.Place, &p.Summary, &p.From, &p.To, &estimate, &currency, &approved,
		&approvedIn, &p.Annual, &p.AnnualItem, &p.Operator, &p.RunningCost, &p.DueBy, &p.MoneyNote, &p.OffPlanReason, &p.State, &since,
		&p.StateBy, &p.StateOrg, &heard, &p.Owner, &p.Visibility, &p.Illustrative, &p.Receiver, &p.Livelihood, &p.GrassRoots, &p.Category, &p.Total, &p.Done, &p.NextDate)
	if estimate.Valid {
		p.Estimate = &money.Amount{Minor: estimate.Int64, Currency: currency}
	}
	if approved.Valid {
		p.Approved = &money.Amount{Minor: approved.Int64, Currency: approvedIn}
	}
	p.StateSince = time.UnixMicro(since).UTC()
	if heard != 0 {
		p.LastHeard = time.UnixMicro(heard).UTC()
	}
	return p, err
}

// GetProject finds a project by its number. Whether the reader may see it is
// for the caller to ask (access.MaySee).
func GetProject(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (Project, error) {
	return oneProject(ctx, q, prog, " WHERE p.programme_id = $1 AND p.id = $2", int64(id))
}

// GetProjectByCode finds a project by its code.
func GetProjectByCode(ctx context.Context, q db.Q, prog ident.Programme, code string) (Project, error) {
	return oneProject(ctx, q, prog, " WHERE p.programme_id = $1 AND p.code = $2", code)
}

func oneProject(ctx context.Context, q db.Q, prog ident.Programme, where string, arg any) (Project, error) {
	p, err := db.One(ctx, q, scanProject, projectColumns+where, int64(prog), arg)
	if err != nil {
		return p, err
	}
	all := []Project{p}
	err = addServes(ctx, q, prog, all)
	return all[0], err
}

// addServes fills in what the projects of a list serve.
func addServes(ctx context.Context, q db.Q, prog ident.Programme, list []Project) error {
	at := map[ident.ID]int{}
	var ids []ident.ID
	for i, p := range list {
		at[p.ID] = i
		ids = append(ids, p.ID)
	}
	type row struct {
		project ident.ID
		Serves
	}
	for chunk := range chunks(ids) {
		in, args := db.In(chunk, []any{int64(prog)})
		rows, err := db.All(ctx, q, func(r *sql.Rows) (x row, err error) { return x, r.Scan(&x.project, &x.Kind, &x.ID) },
			"SELECT project_id, kind, record_id FROM project_serves WHERE programme_id = $1 AND project_id IN ("+in+") ORDER BY project_id, seq, kind, record_id", args...)
		if err != nil {
			return fmt.Errorf("reading what projects serve: %w", err)
		}
		for _, x := range rows {
			p := &list[at[x.project]]
			p.Serves = append(p.Serves, x.Serves)
		}
	}
	return nil
}

// ProjectsServing lists the projects that serve any of the records of a kind
// (commitment or measure), whoever may see them; each once.
func ProjectsServing(ctx context.Context, q db.Q, prog ident.Programme, kind string, ids []ident.ID) ([]Project, error) {
	var found []Project
	have := map[ident.ID]bool{}
	for chunk := range chunks(ids) {
		in, args := db.In(chunk, []any{int64(prog), kind})
		all, err := db.All(ctx, q, scanProject, projectColumns+` WHERE p.programme_id = $1 AND p.id IN (SELECT s.project_id FROM project_serves AS s
			WHERE s.programme_id = $1 AND s.kind = $2 AND s.record_id IN (`+in+")) ORDER BY p.rank, p.id", args...)
		if err != nil {
			return nil, err
		}
		for _, p := range all {
			if !have[p.ID] {
				have[p.ID] = true
				found = append(found, p)
			}
		}
	}
	return found, addServes(ctx, q, prog, found)
}

// ProjectsByID finds projects by their numbers, any count of them.
func ProjectsByID(ctx context.Context, q db.Q, prog ident.Programme, ids []ident.ID) (map[ident.ID]Project, error) {
	found := map[ident.ID]Project{}
	for chunk := range chunks(ids) {
		in, args := db.In(chunk, []any{int64(prog)})
		all, err := db.All(ctx, q, scanProject, projectColumns+" WHERE p.programme_id = $1 AND p.id IN ("+in+")", args...)
		if err == nil {
			err = addServes(ctx, q, prog, all)
		}
		if err != nil {
			return nil, err
		}
		for _, p := range all {
			found[p.ID] = p
		}
	}
	return found, nil
}

// projectsIn lists the projects that hold items of an annual plan, whoever may see
// them: their sums count, and none of them is shown.
func projectsIn(ctx context.Context, q db.Q, prog ident.Programme, annual ident.ID) ([]Project, error) {
	return db.All(ctx, q, scanProject, projectColumns+" WHERE p.programme_id = $1 AND p.annual_id = $2 ORDER BY p.id", int64(prog), int64(annual))
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

// seen finds a project for an actor; NotFound when it may not be seen.
func seen(ctx context.Context, q db.Q, who ident.Actor, id ident.ID) (Project, error) {
	p, err := GetProject(ctx, q, who.Programme, id)
	if err == nil && !access.MaySee(who, p.Visibility, p.Owner) {
		return Project{}, fault.New(fault.NotFound, "fault.not_found")
	}
	return p, err
}

func saveProject(ctx context.Context, tx *db.Tx, p Project) error {
	estimate, currency := nullable(p.Estimate)
	approved, approvedIn := nullable(p.Approved)
	heard := int64(0)
	if !p.LastHeard.IsZero() {
		heard = p.LastHeard.UnixMicro()
	}
	err := tx.Exec(ctx, `INSERT INTO project_project (programme_id, id, seq, code, title, lang, track, sector, pairing_id, implementer_id, place, summary,
		from_day, to_day, estimate_minor, currency, approved_minor, approved_currency, annual_id, annual_item, operator_id, running_cost, due_by,
		money_note, off_plan_reason, state, state_since, state_by, state_org, last_heard, owner_id, visibility, published_seq, illustrative, folded, rank,
		receiver_id, livelihood, grass_roots, category)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29,
		$30, $31, $32, 0, $33, $34, $35, $36, $37, $38, $39)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, off_plan_reason = excluded.off_plan_reason, state = excluded.state,
		estimate_minor = excluded.estimate_minor, currency = excluded.currency,
		approved_minor = COALESCE(project_project.approved_minor, excluded.approved_minor),
		approved_currency = CASE WHEN project_project.approved_minor IS NULL THEN excluded.approved_currency ELSE project_project.approved_currency END,
		annual_id = excluded.annual_id, annual_item = excluded.annual_item, operator_id = excluded.operator_id, running_cost = excluded.running_cost,
		due_by = excluded.due_by, money_note = excluded.money_note, state_since = excluded.state_since, state_by = excluded.state_by,
		state_org = excluded.state_org, last_heard = excluded.last_heard, rank = excluded.rank,
		receiver_id = excluded.receiver_id, livelihood = excluded.livelihood, grass_roots = excluded.grass_roots, category = excluded.category`,
		int64(tx.Who.Programme), int64(p.ID), tx.Seq, p.Code, p.Title, p.Lang, p.Track, p.Sector, db.Null(p.Pairing), int64(p.Implementer), p.Place, p.Summary,
		string(p.From), string(p.To), estimate, currency, approved, approvedIn, db.Null(p.Annual), int64(p.AnnualItem), db.Null(p.Operator), p.RunningCost,
		string(p.DueBy), p.MoneyNote, p.OffPlanReason, p.State, p.StateSince.UnixMicro(), int64(p.StateBy), int64(p.StateOrg), heard,
		int64(p.Owner), p.Visibility, p.Illustrative, p.folded(), p.rank(),
		db.Null(p.Receiver), p.Livelihood, p.GrassRoots, p.Category)
	if err != nil {
		return fmt.Errorf("saving project %s: %w", p.Code, err)
	}
	if err := settleDays(ctx, tx, p.ID); err != nil {
		return err
	}
	if err := settleStanding(ctx, tx, "id IN (SELECT f.need_id FROM project_offer AS f WHERE f.programme_id = $1 AND f.project_id = $2)", p.ID); err != nil {
		return err
	}
	body := strings.TrimSpace(strings.Join([]string{p.Other, p.Place, p.Summary}, "\n"))
	return search.Put(ctx, tx, search.Doc{Ref: p.Ref(), Code: p.Code, Title: p.Title, Body: body, Visibility: p.Visibility, Owner: p.Owner})
}

// nullable is an amount as two columns; nil is unknown.
func nullable(a *money.Amount) (minor any, currency string) {
	if a == nil {
		return nil, ""
	}
	return a.Minor, a.Currency
}

// saveTitle keeps the title in the other language, if there is one.
func saveTitle(ctx context.Context, tx *db.Tx, p Project) error {
	if p.Other == "" {
		return nil
	}
	return tx.Exec(ctx, `INSERT INTO project_translation (programme_id, noun, id, field, lang, seq, text, status)
		VALUES ($1, 'project', $2, 'title', $3, $4, $5, 'human')`,
		int64(tx.Who.Programme), int64(p.ID), string(words.Lang(p.Lang).Other()), tx.Seq, p.Other)
}

func saveServes(ctx context.Context, tx *db.Tx, project ident.ID, s Serves) error {
	return tx.Exec(ctx, "INSERT INTO project_serves (programme_id, project_id, kind, record_id, seq) VALUES ($1, $2, $3, $4, $5)",
		int64(tx.Who.Programme), int64(project), s.Kind, int64(s.ID), tx.Seq)
}

func dropServes(ctx context.Context, tx *db.Tx, project ident.ID, s Serves) error {
	return tx.Exec(ctx, "DELETE FROM project_serves WHERE programme_id = $1 AND project_id = $2 AND kind = $3 AND record_id = $4",
		int64(tx.Who.Programme), int64(project), s.Kind, int64(s.ID))
}
