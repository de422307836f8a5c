// Package state holds state machines as data. One table a noun drives the rule,
// the buttons, the API, the page of documentation and the exhaustive test.
package state

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/task"
	"throughline/kit/words"
)

// Move is one row of a machine: the verb takes a record from any of From to To.
type Move struct {
	Verb   string   // the action's name, e.g. decision.assign
	From   []string // states it may start from
	To     string
	By     []ident.Grant // who may; an empty list is nobody
	Reason bool          // a reason must be given and is kept
	Needs  []string      // word keys of what else the rule asks, for people
}

// Machine is the life of one noun. The words <noun>.state.<state> and
// <verb> name its states and verbs.
type Machine struct {
	Noun  string // e.g. decision.measure
	Start string
	Moves []Move
}

// States lists every state, in the order in which the table reaches them.
func (m *Machine) States() []string {
	all := []string{m.Start}
	for _, mv := range m.Moves {
		for _, s := range append(slices.Clone(mv.From), mv.To) {
			if !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	}
	return all
}

// StateKey is the word key of a state.
func (m *Machine) StateKey(s string) words.Key { return words.Key(m.Noun + ".state." + s) }

// Try decides whether the actor may take a record from this state by this verb.
// Forbidden when the role or relation is wrong whatever the state; Conflict when
// the record has moved on; Invalid when a reason is missing.
func (m *Machine) Try(who ident.Actor, rel ident.Relations, from, verb, reason string) (Move, error) {
	allowed := false
	for _, mv := range m.Moves {
		if mv.Verb != verb || !slices.ContainsFunc(mv.By, func(g ident.Grant) bool { return g.Allows(who, rel) }) {
			continue
		}
		allowed = true
		if !slices.Contains(mv.From, from) {
			continue
		}
		if mv.Reason && reason == "" {
			var f fault.Form
			f.Refuse("reason", "state.reason_missing")
			return Move{}, f.Err()
		}
		return mv, nil
	}
	if !allowed {
		return Move{}, fault.New(fault.Forbidden, "fault.forbidden")
	}
	return Move{}, fault.New(fault.Conflict, "state.moved_on", m.StateKey(from))
}

// Open lists the moves the actor may make from this state: the buttons.
func (m *Machine) Open(who ident.Actor, rel ident.Relations, from string) []Move {
	var open []Move
	for _, mv := range m.Moves {
		if slices.Contains(mv.From, from) && slices.ContainsFunc(mv.By, func(g ident.Grant) bool { return g.Allows(who, rel) }) {
			open = append(open, mv)
		}
	}
	return open
}

// May tells whether Open holds the verb.
func (m *Machine) May(who ident.Actor, rel ident.Relations, from, verb string) bool {
	return slices.ContainsFunc(m.Open(who, rel, from), func(mv Move) bool { return mv.Verb == verb })
}

// Step records one move of one record and settles its tasks. from is "" for the
// step that makes the record. The room writes the state into its own row.
func Step(ctx context.Context, tx *db.Tx, m *Machine, s task.Subject, from, verb, to, reason string, wants ...task.Want) error {
	var ordinal int64
	err := tx.QueryRowContext(ctx, "SELECT count(*) FROM state_step WHERE programme_id = $1 AND noun = $2 AND subject_id = $3 AND seq = $4",
		int64(tx.Who.Programme), m.Noun, int64(s.Ref.ID), tx.Seq).Scan(&ordinal)
	if err != nil {
		return fmt.Errorf("counting steps: %w", err)
	}
	err = tx.Exec(ctx, `INSERT INTO state_step (programme_id, noun, subject_id, seq, ordinal, verb, from_state, to_state, at, person_id, organisation_id, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		int64(tx.Who.Programme), m.Noun, int64(s.Ref.ID), tx.Seq, ordinal, verb, from, to, tx.Now.UnixMicro(),
		int64(tx.Who.Person), int64(tx.Who.Organisation), reason)
	if err != nil {
		return fmt.Errorf("recording a step: %w", err)
	}
	return task.Settle(ctx, tx, s, wants...)
}

// Taken is one step in a record's life.
type Taken struct {
	Seq            int64
	Verb, From, To string
	At             time.Time
	Person         ident.Person
	Organisation   ident.ID
	Reason         string
}

// Steps lists a record's life up to seq, first step first; seq 0 is up to now.
func Steps(ctx context.Context, q db.Q, p ident.Programme, m *Machine, id ident.ID, seq int64) ([]Taken, error) {
	if seq == 0 {
		seq = 1<<63 - 1
	}
	return db.All(ctx, q, func(r *sql.Rows) (t Taken, err error) {
		var at int64
		err = r.Scan(&t.Seq, &t.Verb, &t.From, &t.To, &at, &t.Person, &t.Organisation, &t.Reason)
		t.At = time.UnixMicro(at).UTC()
		return t, err
	}, `SELECT seq, verb, from_state, to_state, at, person_id, organisation_id, reason FROM state_step
		WHERE programme_id = $1 AND noun = $2 AND subject_id = $3 AND seq <= $4 ORDER BY seq, ordinal`, int64(p), m.Noun, int64(id), seq)
}
