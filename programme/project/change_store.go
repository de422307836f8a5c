package project

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"throughline/kit/db"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/task"
)

const changeColumns = `SELECT c.id, c.seq, c.code, c.project_id, c.why, c.promise, c.people, c.value_changes, c.source, c.before_terms, c.after_terms, c.shifts,
	c.class, c.appraisal, c.asked_at, c.asked_by, c.asked_org, c.state, c.state_since, c.state_by, c.state_org, c.reason FROM project_change AS c`

func scanChange(r *sql.Rows) (x ChangeRequest, err error) {
	var asked, since int64
	var before, after, shifts string
	err = r.Scan(&x.ID, &x.Seq, &x.Code, &x.Project, &x.Why, &x.Promise, &x.People, &x.Value, &x.Source, &before, &after, &shifts, &x.Class, &x.Appraisal,
		&asked, &x.AskedBy, &x.AskedOrg, &x.State, &since, &x.StateBy, &x.StateOrg, &x.Reason)
	if err != nil {
		return x, err
	}
	x.AskedAt, x.StateSince = time.UnixMicro(asked).UTC(), time.UnixMicro(since).UTC()
	for _, part := range []struct {
		text string
		into any
	}{{before, &x.Before}, {after, &x.After}, {shifts, &x.Shifts}} {
		if err := json.Unmarshal([]byte(part.text), part.into); err != nil {
			return x, fmt.Errorf("reading the terms of %s: %w", x.Code, err)
		}
	}
	return x, nil
}

// GetChange finds a change request by its number. Whoever may see its project
// may see it.
func GetChange(ctx context.Context, q db.Q, prog ident.Programme, id ident.ID) (ChangeRequest, error) {
	return oneChange(ctx, q, prog, " WHERE c.programme_id = $1 AND c.id = $2", int64(id))
}

// GetChangeByCode finds a change request by its code.
func GetChangeByCode(ctx context.Context, q db.Q, prog ident.Programme, code string) (ChangeRequest, error) {
	return oneChange(ctx, q, prog, " WHERE c.programme_id = $1 AND c.code = $2", code)
}

func oneChange(ctx context.Context, q db.Q, prog ident.Programme, where string, arg any) (ChangeRequest, error) {
	x, err := db.One(ctx, q, scanChange, changeColumns+where, int64(prog), arg)
	if err != nil {
		return x, err
	}
	all := []ChangeRequest{x}
	err = addAssents(ctx, q, prog, all)
	return all[0], err
}

// addAssents fills in who has approved the requests of a list.
func addAssents(ctx context.Context, q db.Q, prog ident.Programme, list []ChangeRequest) error {
	at := map[ident.ID]int{}
	var ids []ident.ID
	for i, x := range list {
		at[x.ID] = i
		ids = append(ids, x.ID)
	}
	type row struct {
		of ident.ID
		ChangeAssent
	}
	for chunk := range chunks(ids) {
		in, args := db.In(chunk, []any{int64(prog)})
		rows, err := db.All(ctx, q, func(r *sql.Rows) (x row, err error) {
			var moment int64
			err = r.Scan(&x.of, &x.Part, &moment, &x.Person, &x.Organisation)
			x.At = time.UnixMicro(moment).UTC()
			return x, err
		}, "SELECT change_id, part, at, person_id, organisation_id FROM project_change_assent WHERE programme_id = $1 AND change_id IN ("+in+") AND NOT gone ORDER BY change_id, seq", args...)
		if err != nil {
			return fmt.Errorf("reading approvals: %w", err)
		}
		for _, x := range rows {
			c := &list[at[x.of]]
			c.Consents = append(c.Consents, x.ChangeAssent)
		}
	}
	return nil
}

// ChangesOf lists the change requests of a project, the first one first.
func ChangesOf(ctx context.Context, q db.Q, prog ident.Programme, project ident.ID) ([]ChangeRequest, error) {
	all, err := db.All(ctx, q, scanChange, changeColumns+" WHERE c.programme_id = $1 AND c.project_id = $2 ORDER BY c.id", int64(prog), int64(project))
	if err != nil {
		return nil, err
	}
	return all, addAssents(ctx, q, prog, all)
}

// ChangeFilter narrows a list. Zero fields do not narrow; From and To are the
// moments between which a request was made. Before is the last request of the
// page before; Limit 0 is 50.
type ChangeFilter struct {
	State    string // a state, or "waiting" for submitted and appraised
	Class    string
	Text     string // part of the request or of the project's code, title or place
	From, To time.Time
	Before   ident.ID
	Limit    int
}

// ListChanges lists the requests about the projects that the actor may see, the
// newest first.
func ListChanges(ctx context.Context, q db.Q, who ident.Actor, f ChangeFilter) ([]ChangeRequest, error) {
	where, args, err := f.among(ctx, q, who)
	if err != nil {
		return nil, err
	}
	if f.Before != 0 {
		args = append(args, int64(f.Before))
		where += fmt.Sprintf(" AND c.id < $%d", len(args))
	}
	if f.Limit == 0 {
		f.Limit = 50
	}
	args = append(args, f.Limit)
	// Only the listed rows are read whole.
	listed := "SELECT c.id FROM project_change AS c" + changeProject + where + fmt.Sprintf(" ORDER BY c.id DESC LIMIT $%d", len(args))
	all, err := db.All(ctx, q, scanChange, changeColumns+" JOIN ("+listed+") AS listed ON listed.id = c.id WHERE c.programme_id = $1 ORDER BY c.id DESC", args...)
	if err != nil {
		return nil, err
	}
	return all, addAssents(ctx, q, who.Programme, all)
}

const changeProject = " JOIN project_project AS p ON p.programme_id = c.programme_id AND p.id = c.project_id"

// CountChanges counts what ListChanges would list on all its pages, counting no
// further than most.
func CountChanges(ctx context.Context, q db.Q, who ident.Actor, f ChangeFilter, most int) (int, error) {
	where, args, err := f.among(ctx, q, who)
	if err != nil {
		return 0, err
	}
	args = append(args, most)
	var n int
	err = q.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT c.id FROM project_change AS c"+changeProject+where+fmt.Sprintf(" LIMIT $%d) AS found", len(args)), args...).Scan(&n)
	return n, err
}

// among are the conditions of a list, with the text looked for.
func (f ChangeFilter) among(ctx context.Context, q db.Q, who ident.Actor) (string, []any, error) {
	where, args := f.where(who)
	holds, args, err := search.Narrow(ctx, q, who.Programme, ChangeNoun, "c", f.Text, args)
	return where + holds, args, err
}

func (f ChangeFilter) where(who ident.Actor) (string, []any) {
	where, args := " WHERE c.programme_id = $1", []any{int64(who.Programme)}
	add := func(condition string, arg any) {
		args = append(args, arg)
		where += fmt.Sprintf(" AND "+condition, len(args))
	}
	if !who.SeesAll() {
		add("(p.visibility <> 'internal' OR p.owner_id = $%d)", int64(who.Organisation))
	}
	switch f.State {
	case "":
	case "waiting":
		where += " AND c.state IN ('submitted', 'appraised')"
	default:
		add("c.state = $%d", f.State)
	}
	if f.Class != "" {
		add("c.class = $%d", f.Class)
	}
	if !f.From.IsZero() {
		add("c.asked_at >= $%d", f.From.UnixMicro())
	}
	if !f.To.IsZero() {
		add("c.asked_at < $%d", f.To.UnixMicro())
	}
	return where, args
}

// subject of a request's tasks.
func (x ChangeRequest) subject(p Project) task.Subject {
	return task.Subject{Ref: x.Ref(), Code: x.Code, Title: p.Title, URL: ChangeURL(x.Code)}
}

// found is what the request is found by: its own words and its project's.
func (x ChangeRequest) found(p Project) search.Doc {
	body := strings.TrimSpace(strings.Join([]string{p.Code, p.Other, p.Place, x.Why}, "\n"))
	return search.Doc{Ref: x.Ref(), Code: x.Code, Title: p.Title, Body: body, Visibility: p.Visibility, Owner: p.Owner}
}

func saveChange(ctx context.Context, tx *db.Tx, p Project, x ChangeRequest) error {
	text := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			panic(err) // plain values always marshal
		}
		return string(b)
	}
	err := tx.Exec(ctx, `INSERT INTO project_change (programme_id, id, seq, code, project_id, why, promise, people, value_changes, source, before_terms, after_terms,
		shifts, class, appraisal, asked_at, asked_by, asked_org, state, state_since, state_by, state_org, reason, folded)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
		ON CONFLICT (programme_id, id) DO UPDATE SET seq = excluded.seq, class = excluded.class, appraisal = excluded.appraisal, state = excluded.state,
		state_since = excluded.state_since, state_by = excluded.state_by, state_org = excluded.state_org, reason = excluded.reason, folded = excluded.folded`,
		int64(tx.Who.Programme), int64(x.ID), tx.Seq, x.Code, int64(x.Project), x.Why, x.Promise, x.People, x.Value, x.Source, text(x.Before), text(x.After),
		text(x.Shifts), x.Class, x.Appraisal, x.AskedAt.UnixMicro(), int64(x.AskedBy), int64(x.AskedOrg), x.State, x.StateSince.UnixMicro(), int64(x.StateBy),
		int64(x.StateOrg), x.Reason, x.found(p).Folded())
	if err != nil {
		return fmt.Errorf("saving change request %s: %w", x.Code, err)
	}
	return search.Put(ctx, tx, x.found(p))
}

func saveAssent(ctx context.Context, tx *db.Tx, change ident.ID, a ChangeAssent) error {
	return tx.Exec(ctx, `INSERT INTO project_change_assent (programme_id, change_id, seq, part, at, person_id, organisation_id, gone)
		VALUES ($1, $2, $3, $4, $5, $6, $7, FALSE)`,
		int64(tx.Who.Programme), int64(change), tx.Seq, a.Part, a.At.UnixMicro(), int64(a.Person), int64(a.Organisation))
}

// dropAssents takes the approvals of a request back; the rows stay.
func dropAssents(ctx context.Context, tx *db.Tx, change ident.ID) error {
	return tx.Exec(ctx, "UPDATE project_change_assent SET gone = TRUE WHERE programme_id = $1 AND change_id = $2", int64(tx.Who.Programme), int64(change))
}

// VersionsOf lists the versions of the terms of a project, the first one first;
// none while nothing has changed and no scale is recorded.
func VersionsOf(ctx context.Context, q db.Q, prog ident.Programme, project ident.ID) ([]Version, error) {
	return db.All(ctx, q, func(r *sql.Rows) (v Version, err error) {
		var at int64
		var terms string
		if err = r.Scan(&v.Number, &v.Seq, &v.Change, &at, &terms); err != nil {
			return v, err
		}
		v.At = time.UnixMicro(at).UTC()
		return v, json.Unmarshal([]byte(terms), &v.Terms)
	}, "SELECT number, seq, COALESCE(change_id, 0), at, terms FROM project_version WHERE programme_id = $1 AND project_id = $2 ORDER BY number", int64(prog), int64(project))
}

func saveVersion(ctx context.Context, tx *db.Tx, project ident.ID, v Version) error {
	terms, err := json.Marshal(v.Terms)
	if err != nil {
		return err
	}
	return tx.Exec(ctx, "INSERT INTO project_version (programme_id, project_id, number, seq, change_id, at, terms) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		int64(tx.Who.Programme), int64(project), int64(v.Number), tx.Seq, db.Null(v.Change), v.At.UnixMicro(), string(terms))
}

// saveTerms gives a project new terms, which nothing else changes.
func saveTerms(ctx context.Context, tx *db.Tx, p Project) error {
	var estimate any
	currency := ""
	if p.Estimate != nil {
		estimate, currency = p.Estimate.Minor, p.Estimate.Currency
	}
	err := tx.Exec(ctx, `UPDATE project_project SET place = $1, summary = $2, from_day = $3, to_day = $4, estimate_minor = $5, currency = $6, folded = $7
		WHERE programme_id = $8 AND id = $9`, p.Place, p.Summary, string(p.From), string(p.To), estimate, currency, p.folded(), int64(tx.Who.Programme), int64(p.ID))
	if err != nil {
		return fmt.Errorf("changing the terms of %s: %w", p.Code, err)
	}
	return saveProject(ctx, tx, p)
}
