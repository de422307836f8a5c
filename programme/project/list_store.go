package project

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/search"
	"throughline/kit/words"
)

// Orders of the list of projects besides that by the planned end, or of those that
// are late by the day since when: who has not
// been heard of longest, the newest, and the place that the receiving side has
// given the need behind a project.
var ProjectSorts = []string{"", "heard", "newest", "priority"}

// Latenesses are the kinds of being late: any of them, a milestone, the end, and
// what the rules give a number of days for.
var Latenesses = []string{"any", "milestone", "end", "due"}

// ProjectFilter narrows and orders a list. Zero fields do not narrow; After is
// the last project of the page before; Limit 0 is 50. Today is needed for Late.
type ProjectFilter struct {
	Text        string // part of the code, titles, place or summary
	State       string // a state, or "running" for planned up to under way
	Track       string
	Implementer ident.ID
	Pairing     ident.ID
	OffPlan     bool
	Asked       bool   // waits at a gate for somebody's answer
	Late        bool   // in any way
	Lateness    string // one of Latenesses
	Today       words.Day
	Sort        string // one of ProjectSorts
	After       ident.ID
	Limit       int
}

// column is that by which the list is ordered, before the number.
func (f ProjectFilter) column() string {
	switch f.Sort {
	case "heard":
		return "p.last_heard"
	case "newest":
		return "p.id"
	case "priority":
		return "p.wanted"
	}
	if f.lateness() != "" {
		return "p.late_from"
	}
	return "p.rank"
}

// ListProjects lists what the actor may see, in the order asked for: what is not
// over by its planned end first, undated after dated, where none is named.
func ListProjects(ctx context.Context, q db.Q, who ident.Actor, f ProjectFilter) ([]Project, error) {
	where, args, err := f.among(ctx, q, who)
	if err != nil {
		return nil, err
	}
	if f.After != 0 {
		if where, args, err = f.behind(ctx, q, who, where, args); err != nil {
			return nil, err
		}
	}
	if f.Limit == 0 {
		f.Limit = 50
	}
	args = append(args, f.Limit)
	order := " ORDER BY " + f.column() + ", p.id"
	if f.Sort == "newest" {
		order = " ORDER BY p.id DESC"
	}
	// What a row counts of other tables is asked of the listed rows only.
	listed := "SELECT p.id FROM project_project AS p" + where + order + fmt.Sprintf(" LIMIT $%d", len(args))
	list, err := db.All(ctx, q, scanProject, projectColumns+" JOIN ("+listed+") AS listed ON listed.id = p.id WHERE p.programme_id = $1"+order, args...)
	if err != nil {
		return nil, err
	}
	return list, addServes(ctx, q, who.Programme, list)
}

// behind goes on behind the last project of the page before.
func (f ProjectFilter) behind(ctx context.Context, q db.Q, who ident.Actor, where string, args []any) (string, []any, error) {
	if f.Sort == "newest" {
		args = append(args, int64(f.After))
		return where + fmt.Sprintf(" AND p.id < $%d", len(args)), args, nil
	}
	var text string
	var number int64
	into := any(&number)
	if by := f.column(); by == "p.rank" || by == "p.late_from" {
		into = &text
	}
	err := q.QueryRowContext(ctx, "SELECT "+f.column()+" FROM project_project AS p WHERE p.programme_id = $1 AND p.id = $2",
		int64(who.Programme), int64(f.After)).Scan(into)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil, fault.New(fault.NotFound, "fault.not_found")
	}
	if into == any(&text) {
		args = append(args, text, int64(f.After))
	} else {
		args = append(args, number, int64(f.After))
	}
	return where + fmt.Sprintf(" AND ("+f.column()+", p.id) > ($%d, $%d)", len(args)-1, len(args)), args, err
}

// CountProjects counts what ListProjects would list on all its pages, counting
// no further than most.
func CountProjects(ctx context.Context, q db.Q, who ident.Actor, f ProjectFilter, most int) (int, error) {
	where, args, err := f.among(ctx, q, who)
	if err != nil {
		return 0, err
	}
	args = append(args, most)
	var n int
	err = q.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT p.id FROM project_project AS p"+where+fmt.Sprintf(" LIMIT $%d) AS found", len(args)), args...).Scan(&n)
	return n, err
}

// among are the conditions of a list, with the text looked for.
func (f ProjectFilter) among(ctx context.Context, q db.Q, who ident.Actor) (string, []any, error) {
	where, args := f.where(who)
	holds, args, err := search.Narrow(ctx, q, who.Programme, Noun, "p", f.Text, args)
	return where + holds, args, err
}

func (f ProjectFilter) where(who ident.Actor) (string, []any) {
	where, args := " WHERE p.programme_id = $1", []any{int64(who.Programme)}
	add := func(condition string, arg any) {
		args = append(args, arg)
		where += fmt.Sprintf(" AND "+condition, len(args))
	}
	if !who.SeesAll() {
		add("(p.visibility <> 'internal' OR p.owner_id = $%d)", int64(who.Organisation))
	}
	switch f.State {
	case "":
	case "running":
		where += " AND p.state IN (" + runningSQL + ")"
	default:
		add("p.state = $%d", f.State)
	}
	if f.Track != "" {
		add("p.track = $%d", f.Track)
	}
	if f.Implementer != 0 {
		add("p.implementer_id = $%d", int64(f.Implementer))
	}
	if f.Pairing != 0 {
		add("p.pairing_id = $%d", int64(f.Pairing))
	}
	if f.OffPlan {
		where += " AND p.off_plan_reason <> ''"
	}
	if f.Asked {
		where += " AND p.id IN (SELECT g.project_id FROM project_gate AS g WHERE g.programme_id = $1 AND g.outcome = '')"
	}
	if late, ok := lateSQL[f.lateness()]; ok {
		if f.column() != "p.late_from" { // few are late: they are found first, whatever the order
			late = "p.id IN (SELECT p.id FROM project_project AS p WHERE p.programme_id = $1 AND " + late + ")"
		}
		add(late, string(f.Today))
	}
	return where, args
}

func (f ProjectFilter) lateness() string {
	if f.Late {
		return "any"
	}
	return f.Lateness
}

// runningSQL are the running states as a list of constants.
var runningSQL = "'" + strings.Join(running, "', '") + "'"

// lateSQL are the kinds of being late on a day.
var lateSQL = func() map[string]string {
	late, runs := "p.late_from < $%[1]d", " AND p.state IN ("+runningSQL+")"
	return map[string]string{"any": late, "milestone": late + runs + " AND p.next_day < $%[1]d", "end": late + runs + " AND p.to_day <> '' AND p.to_day < $%[1]d",
		"due": late + " AND p.due_by <> '' AND p.due_by < $%[1]d"}
}()

// settleDays brings the days by which a project is late up to date with its
// milestones and its state.
func settleDays(ctx context.Context, tx *db.Tx, project ident.ID) error {
	const of = " WHERE programme_id = $1 AND id = $2"
	next := `COALESCE((SELECT MIN(CASE WHEN m.agreed <> '' THEN m.agreed ELSE m.baseline END) FROM project_milestone AS m
		WHERE m.programme_id = project_project.programme_id AND m.project_id = project_project.id AND m.state IN ('planned', 'returned')), '` + never + `')`
	err := tx.Exec(ctx, "UPDATE project_project SET next_day = CASE WHEN state IN ("+runningSQL+") THEN "+next+" ELSE '"+never+"' END"+of, int64(tx.Who.Programme), int64(project))
	if err != nil {
		return fmt.Errorf("settling when a project is late: %w", err)
	}
	end := "CASE WHEN to_day <> '' AND to_day < next_day AND state IN (" + runningSQL + ") THEN to_day ELSE next_day END"
	return tx.Exec(ctx, "UPDATE project_project SET late_from = CASE WHEN due_by <> '' AND due_by < "+end+" THEN due_by ELSE "+end+" END"+of,
		int64(tx.Who.Programme), int64(project))
}

// settleWanted brings the place of the projects that are offered for a need up to
// date with it.
func settleWanted(ctx context.Context, tx *db.Tx, need ident.ID) error {
	err := tx.Exec(ctx, `UPDATE project_project SET wanted = COALESCE((SELECT MIN(n.place) FROM project_offer AS o
		JOIN project_need AS n ON n.programme_id = o.programme_id AND n.id = o.need_id
		WHERE o.programme_id = project_project.programme_id AND o.project_id = project_project.id AND n.place > 0), 1000000)
		WHERE programme_id = $1 AND id IN (SELECT f.project_id FROM project_offer AS f WHERE f.programme_id = $1 AND f.need_id = $2)`,
		int64(tx.Who.Programme), int64(need))
	if err != nil {
		return fmt.Errorf("settling how much projects are wanted: %w", err)
	}
	return nil
}
