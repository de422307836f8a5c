// Package task is the one list of what waits for whom. A room says after each
// step what it now waits for; tasks no longer wanted close by themselves.
package task

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/words"
)

// Subject is the record a task is about. URL is its page under the programme's
// base, such as /measures/MEA-014.
type Subject struct {
	Ref              ident.Ref
	Code, Title, URL string
}

// Want is one thing waited for: an action by somebody in a role, of one
// organisation when Party is set, and never by NotPerson (the claimant).
type Want struct {
	Action    string
	Role      ident.Role
	Party     ident.ID
	NotPerson ident.Person
	Due       words.Day // empty: no date
	Reason    string    // kept from a return, shown to the one who must act again
}

// Task is an open task as listed.
type Task struct {
	ID ident.ID
	Subject
	Want
	Person ident.Person // set once handed to one person
	For    ident.Person // whose it is, while that person is covered for
	Until  words.Day    // the last day it is in Person's hands; empty: no end
	Since  time.Time
}

// Settle makes the open tasks of a record exactly the wanted ones. A task that
// is still wanted keeps its age and its delegate.
func Settle(ctx context.Context, tx *db.Tx, s Subject, wants ...Want) error {
	open, err := db.All(ctx, tx, scan, columns+" WHERE programme_id = $1 AND subject_kind = $2 AND subject_id = $3 AND closed_seq = 0",
		int64(tx.Who.Programme), s.Ref.Kind, int64(s.Ref.ID))
	if err != nil {
		return fmt.Errorf("reading open tasks: %w", err)
	}
	type slot struct {
		action string
		role   ident.Role
		party  ident.ID
	}
	kept := map[slot]bool{}
	wanted := map[slot]Want{}
	for _, w := range wants {
		wanted[slot{w.Action, w.Role, w.Party}] = w
	}
	for _, o := range open {
		k := slot{o.Action, o.Role, o.Party}
		if w, still := wanted[k]; still {
			kept[k] = true
			if err := o.renew(ctx, tx, s, w); err != nil {
				return err
			}
			continue
		}
		if err := tx.Exec(ctx, "UPDATE task_task SET closed_seq = $1 WHERE programme_id = $2 AND id = $3", tx.Seq, int64(tx.Who.Programme), int64(o.ID)); err != nil {
			return fmt.Errorf("closing a task: %w", err)
		}
	}
	for _, w := range wants {
		k := slot{w.Action, w.Role, w.Party}
		if kept[k] {
			continue
		}
		kept[k] = true
		err := tx.Exec(ctx, `INSERT INTO task_task (programme_id, id, seq, action, subject_kind, subject_id, code, title, url, role, party_id,
			person_id, for_person, until, not_person, since, due, reason, closed_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, '', $12, $13, $14, $15, 0)`,
			int64(tx.Who.Programme), int64(tx.ID()), tx.Seq, w.Action, s.Ref.Kind, int64(s.Ref.ID), s.Code, s.Title, s.URL,
			string(w.Role), int64(w.Party), int64(w.NotPerson), tx.Now.UnixMicro(), string(w.Due), w.Reason)
		if err != nil {
			return fmt.Errorf("opening a task: %w", err)
		}
	}
	return nil
}

// renew brings a task that is still wanted up to date: its day, its reason and
// whom it is kept from. A delegate who has become the claimant loses it.
func (t Task) renew(ctx context.Context, tx *db.Tx, s Subject, w Want) error {
	if t.Due == w.Due && t.Reason == w.Reason && t.NotPerson == w.NotPerson && t.Title == s.Title && t.Code == s.Code {
		return nil
	}
	if t.Person == w.NotPerson {
		t.Person, t.For, t.Until = 0, 0, ""
	}
	err := tx.Exec(ctx, `UPDATE task_task SET due = $1, reason = $2, not_person = $3, person_id = $4, for_person = $5, until = $6, title = $7, code = $8
		WHERE programme_id = $9 AND id = $10`, string(w.Due), w.Reason, int64(w.NotPerson), int64(t.Person), int64(t.For), string(t.Until),
		s.Title, s.Code, int64(tx.Who.Programme), int64(t.ID))
	if err != nil {
		return fmt.Errorf("renewing a task: %w", err)
	}
	return nil
}

const columns = `SELECT id, action, subject_kind, subject_id, code, title, url, role, party_id, person_id, for_person, until, not_person, since, due, reason FROM task_task`

func scan(r *sql.Rows) (t Task, err error) {
	var since int64
	err = r.Scan(&t.ID, &t.Action, &t.Ref.Kind, &t.Ref.ID, &t.Code, &t.Title, &t.URL, &t.Role, &t.Party, &t.Person, &t.For, &t.Until, &t.NotPerson, &since, &t.Due, &t.Reason)
	t.Since = time.UnixMicro(since).UTC()
	return t, err
}

// mine is the condition for "waits for this actor", with its arguments.
func mine(who ident.Actor) (string, []any) {
	args := []any{int64(who.Programme), int64(who.Organisation), int64(who.Person)}
	var in []string
	for _, r := range who.Roles {
		args = append(args, string(r))
		in = append(in, fmt.Sprintf("$%d", len(args)))
	}
	if len(in) == 0 {
		in = []string{"''"}
	}
	return ` WHERE programme_id = $1 AND closed_seq = 0 AND role IN (` + strings.Join(in, ", ") + `)
		AND (party_id = 0 OR party_id = $2) AND (person_id = 0 OR person_id = $3) AND not_person <> $3`, args
}

// Mine lists what waits for the actor: dated tasks first by date, then oldest.
func Mine(ctx context.Context, q db.Q, who ident.Actor, limit int) ([]Task, error) {
	where, args := mine(who)
	args = append(args, limit)
	return db.All(ctx, q, scan, columns+where+fmt.Sprintf(" ORDER BY CASE WHEN due = '' THEN '9999' ELSE due END, since, id LIMIT $%d", len(args)), args...)
}

// Count tells how many tasks wait for the actor, counting no further than 100.
func Count(ctx context.Context, q db.Q, who ident.Actor) (int, error) {
	where, args := mine(who)
	var n int
	err := q.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT id FROM task_task"+where+" LIMIT 100) AS open", args...).Scan(&n)
	return n, err
}

// Of lists the open tasks of one record: who must act next.
func Of(ctx context.Context, q db.Q, p ident.Programme, ref ident.Ref) ([]Task, error) {
	return db.All(ctx, q, scan, columns+" WHERE programme_id = $1 AND subject_kind = $2 AND subject_id = $3 AND closed_seq = 0 ORDER BY since, id",
		int64(p), ref.Kind, int64(ref.ID))
}

// Get is one open task that waits for the actor; NotFound for any other.
func Get(ctx context.Context, q db.Q, who ident.Actor, id ident.ID) (Task, error) {
	where, args := mine(who)
	args = append(args, int64(id))
	return db.One(ctx, q, scan, columns+where+fmt.Sprintf(" AND id = $%d", len(args)), args...)
}

// Delegate hands an open task to one person, until a day or, with until empty, for
// good; the claimant stays excluded.
func Delegate(ctx context.Context, tx *db.Tx, t Task, to ident.Person, until words.Day) error {
	if to == t.NotPerson {
		return fault.New(fault.Forbidden, "task.not_claimant")
	}
	n, err := tx.ExecCount(ctx, `UPDATE task_task SET person_id = $1, for_person = 0, until = $2
		WHERE programme_id = $3 AND id = $4 AND closed_seq = 0`, int64(to), string(until), int64(tx.Who.Programme), int64(t.ID))
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "fault.not_found")
	}
	return err
}

// Age counts whole days a task has waited.
func (t Task) Age(now time.Time) int { return int(now.Sub(t.Since).Hours() / 24) }
