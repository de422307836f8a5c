package decision

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

// MeasureFilter narrows and orders a list. Zero fields do not narrow; After is
// the last measure of the page before; Limit 0 is 50.
type MeasureFilter struct {
	Text          string // part of the code, titles, responsible or quote
	State         string // a state, or "open" for all in which somebody owes something
	Look          string // one of Looks: what needs attention on the day Today
	Today         words.Day
	Grade, Sector string
	Lead          ident.ID
	Group         ident.ID
	Pairing       ident.ID
	Visit         ident.ID
	Conference    ident.ID
	Conferences   []ident.ID // any of them; at most 100
	Source        ident.ID
	Sort          string // one of Sorts
	After         ident.ID
	Limit         int
}

// column is that by which the list is ordered, before the number.
func (f MeasureFilter) column() string {
	switch {
	case f.Sort == SortHeard:
		return "m.heard"
	case f.Sort == SortCode:
		return "m.id" // codes are drawn in the order of the numbers
	case f.Sort == SortPriority:
		return "m.priority"
	case f.Sort == "" && (f.Look == LateToAccept || f.Look == LateToReport):
		return "m.clock"
	}
	return "m.rank"
}

// ListMeasures lists what the actor may see, in the order asked for: by due
// date with what is settled last, where none is named; what is late by a clock,
// the longest waiting first.
func ListMeasures(ctx context.Context, q db.Q, who ident.Actor, f MeasureFilter) ([]Measure, error) {
	where, args, err := f.among(ctx, q, who)
	if err != nil {
		return nil, err
	}
	by := f.column()
	if f.After != 0 {
		if where, args, err = f.after(ctx, q, who, where, args); err != nil {
			return nil, err
		}
	}
	if f.Limit == 0 {
		f.Limit = 50
	}
	args = append(args, f.Limit)
	end := fmt.Sprintf(" ORDER BY "+by+", m.id LIMIT $%d", len(args))
	listed := "SELECT m.id FROM decision_measure AS m" + where + end
	if len(f.Conferences) > 0 {
		listed, args = f.ofEach(where, end, len(args), args)
	}
	// What a row counts of other tables is asked of the listed rows only.
	return measures(ctx, q, who.Programme, " JOIN ("+listed+") AS listed ON listed.id = m.id WHERE m.programme_id = $1"+end, args...)
}

// ofEach lists the first of all meetings together, as many as parameter most
// says. The first of each meeting are read from the index, however many it has
// left open.
func (f MeasureFilter) ofEach(where, end string, most int, args []any) (string, []any) {
	arms := make([]string, len(f.Conferences))
	for i, id := range f.Conferences {
		args = append(args, int64(id))
		arms[i] = fmt.Sprintf("SELECT id, place FROM (SELECT m.id, %s AS place FROM decision_measure AS m%s AND m.conference_id = $%d%s) AS m%d", f.column(), where, len(args), end, i)
	}
	return fmt.Sprintf("SELECT id FROM (%s) AS each_first ORDER BY place, id LIMIT $%d", strings.Join(arms, " UNION ALL "), most), args
}

// after goes on behind the last measure of the page before.
func (f MeasureFilter) after(ctx context.Context, q db.Q, who ident.Actor, where string, args []any) (string, []any, error) {
	var text string
	var number int64
	into := any(&text)
	if f.Sort == SortCode || f.Sort == SortPriority {
		into = &number
	}
	err := q.QueryRowContext(ctx, "SELECT "+f.column()+" FROM decision_measure AS m WHERE m.programme_id = $1 AND m.id = $2",
		int64(who.Programme), int64(f.After)).Scan(into)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil, fault.New(fault.NotFound, "fault.not_found")
	}
	if into == any(&text) {
		args = append(args, text, int64(f.After))
	} else {
		args = append(args, number, int64(f.After))
	}
	return where + fmt.Sprintf(" AND ("+f.column()+", m.id) > ($%d, $%d)", len(args)-1, len(args)), args, err
}

// CountMeasures counts what ListMeasures would list on all its pages, counting
// no further than most.
func CountMeasures(ctx context.Context, q db.Q, who ident.Actor, f MeasureFilter, most int) (int, error) {
	where, args, err := f.among(ctx, q, who)
	if err != nil {
		return 0, err
	}
	if len(f.Conferences) > 0 {
		var in string
		in, args = db.In(f.Conferences, args)
		where += " AND m.conference_id IN (" + in + ")"
	}
	args = append(args, most)
	var n int
	err = q.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT m.id FROM decision_measure AS m"+where+fmt.Sprintf(" LIMIT $%d) AS listed", len(args)), args...).Scan(&n)
	return n, err
}

// among are the conditions of a list, with the text looked for.
func (f MeasureFilter) among(ctx context.Context, q db.Q, who ident.Actor) (string, []any, error) {
	where, args := f.where(who)
	holds, args, err := search.Narrow(ctx, q, who.Programme, Noun, "m", f.Text, args)
	return where + holds, args, err
}

func (f MeasureFilter) where(who ident.Actor) (string, []any) {
	where, args := " WHERE m.programme_id = $1", []any{int64(who.Programme)}
	add := func(condition string, arg any) {
		args = append(args, arg)
		where += fmt.Sprintf(" AND "+condition, len(args))
	}
	seen, args := visibleTo(who, args)
	where += seen
	switch f.State {
	case "":
	case "open":
		if f.column() == "m.heard" {
			where += " AND m.heard < '2'"
		} else {
			where += " AND m.rank < '2'"
		}
	default:
		add("m.state = $%d", f.State)
	}
	switch f.Look {
	case LateByDate:
		add("m.rank >= '1' AND m.rank < $%d AND m.state NOT IN ('reported', 'verified')", "1"+string(f.Today))
	case LateToAccept:
		add("m.clock >= 'a' AND m.clock < $%d", acceptClock+string(f.Today))
	case LateToReport:
		add("m.clock >= 'r' AND m.clock < $%d", reportClock+string(f.Today))
	case IsBlocked:
		where += " AND m.state = 'blocked'"
	case PutOff:
		where += " AND m.deferrals > 0"
	}
	for _, c := range []struct{ condition, value string }{{"m.grade = $%d", f.Grade}, {"m.sector = $%d", f.Sector}} {
		if c.value != "" {
			add(c.condition, c.value)
		}
	}
	for _, c := range []struct {
		condition string
		id        ident.ID
	}{{"m.lead_id = $%d", f.Lead}, {"m.group_id = $%d", f.Group}, {"m.conference_id = $%d", f.Conference}, {"m.source_id = $%d", f.Source},
		{"m.pairing_id = $%d", f.Pairing}, {"m.visit_id = $%d", f.Visit}} {
		if c.id != 0 {
			add(c.condition, int64(c.id))
		}
	}
	return where, args
}
