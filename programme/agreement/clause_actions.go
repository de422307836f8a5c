package agreement

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/task"
)

// MarkInput makes a clause of a passage: by the characters From to To of the
// document's text or, with To 0, by its exact words. Document 0 is the source
// that reports the signing, for an agreement whose text is not held.
type MarkInput struct {
	Key       db.Key
	Agreement ident.ID
	Document  ident.ID
	From, To  int
	Quote     string
	Number    string
	Kind      string
}

// Mark records a clause.
func (r *Room) Mark(ctx context.Context, who ident.Actor, in MarkInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, fact, err := ClauseTx(ctx, tx, in)
		return []db.Fact{fact}, err
	})
}

// ClauseTx records a clause within a change.
func ClauseTx(ctx context.Context, tx *db.Tx, in MarkInput) (Clause, db.Fact, error) {
	a, ring, err := around(ctx, tx, in.Agreement)
	if err != nil {
		return Clause{}, db.Fact{}, err
	}
	if err := access.Check(own, tx.Who, "agreement.mark", ring.Relations(tx.Who, a.StateBy, a.StateOrg)); err != nil {
		return Clause{}, db.Fact{}, err
	}
	if a.State == Withdrawn || a.Drafted() || a.UnknownNumber {
		return Clause{}, db.Fact{}, fault.New(fault.Conflict, "state.moved_on", Machine.StateKey(a.State))
	}
	var d Document
	if in.Document != 0 {
		if d, err = GetDocument(ctx, tx, tx.Who.Programme, in.Document); err != nil || d.Agreement != a.ID {
			return Clause{}, db.Fact{}, orMissing(err)
		}
	}
	found, err := pageOf(a, d).passage(in.From, in.To, strings.TrimSpace(in.Quote))
	if err != nil {
		return Clause{}, db.Fact{}, err
	}
	if err := checkClauseKind(in.Kind); err != nil {
		return Clause{}, db.Fact{}, err
	}
	c := Clause{ID: tx.ID(), Agreement: a.ID, Document: d.ID, Number: oneLine(in.Number), Kind: in.Kind, From: found.From, To: found.To, Quote: found.Text,
		State: ClauseMachine.Start}.mark(tx.Who, ring)
	return c, c.fact("marked"), keepClause(ctx, tx, a, ring, c, "", "agreement.mark", "")
}

// orMissing is NotFound where no error says more.
func orMissing(err error) error {
	if err == nil {
		err = fault.New(fault.NotFound, "fault.not_found")
	}
	return err
}

// around finds an agreement that the actor may see, with its circle.
func around(ctx context.Context, tx *db.Tx, id ident.ID) (Agreement, Circle, error) {
	a, err := seen(ctx, tx, tx.Who, id)
	if err != nil {
		return a, nil, err
	}
	ring, err := circle(ctx, tx, a)
	return a, ring, err
}

// keepClause saves a clause after a step and settles the agreement's tasks.
func keepClause(ctx context.Context, tx *db.Tx, a Agreement, ring Circle, c Clause, from, verb, reason string) error {
	if err := saveClause(ctx, tx, c); err != nil {
		return err
	}
	at := task.Subject{Ref: c.Ref(), Code: a.Code, Title: a.Title, URL: URL(a.Code)}
	if err := state.Step(ctx, tx, ClauseMachine, at, from, verb, c.State, reason); err != nil {
		return err
	}
	clauses, err := ClausesOf(ctx, tx, tx.Who.Programme, a.ID)
	if err != nil {
		return fmt.Errorf("reading clauses of %s: %w", a.Code, err)
	}
	return task.Settle(ctx, tx, a.subject(), a.wants(ring, clauses)...)
}

// fact tells what happened to the clause; past is marked, accepted, ...
func (c Clause) fact(past string) db.Fact {
	return db.Fact{Kind: ClauseNoun + "." + past + ".v1", Subject: c.Ref(), Data: c}
}

// ClauseInput takes clauses of one agreement through a verb. Kind is the new
// kind when they are recast.
type ClauseInput struct {
	Key       db.Key
	Agreement ident.ID
	Clauses   []ident.ID
	Kind      string
	Reason    string
}

// MoveClauses takes clauses through one of the verbs of ClauseInput by its name.
func (r *Room) MoveClauses(ctx context.Context, who ident.Actor, verb string, in ClauseInput) (db.Done, error) {
	return r.moveClauses(ctx, who, in, verb)
}

// AcceptClauses is the other side's acceptance of how clauses were read.
func (r *Room) AcceptClauses(ctx context.Context, who ident.Actor, in ClauseInput) (db.Done, error) {
	return r.moveClauses(ctx, who, in, "agreement.accept_clause")
}

// ContestClause says that a clause was not read rightly, and why.
func (r *Room) ContestClause(ctx context.Context, who ident.Actor, in ClauseInput) (db.Done, error) {
	return r.moveClauses(ctx, who, in, "agreement.contest_clause")
}

// RecastClause gives a clause another kind; it waits for acceptance again.
func (r *Room) RecastClause(ctx context.Context, who ident.Actor, in ClauseInput) (db.Done, error) {
	return r.moveClauses(ctx, who, in, "agreement.recast_clause")
}

// WithdrawClause takes a clause back that no commitment rests on.
func (r *Room) WithdrawClause(ctx context.Context, who ident.Actor, in ClauseInput) (db.Done, error) {
	return r.moveClauses(ctx, who, in, "agreement.withdraw_clause")
}

func (r *Room) moveClauses(ctx context.Context, who ident.Actor, in ClauseInput, verb string) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) { return MoveClausesTx(ctx, tx, verb, in) })
}

// clausePast is what a verb has made of a clause.
var clausePast = map[string]string{"agreement.accept_clause": "accepted", "agreement.contest_clause": "contested",
	"agreement.recast_clause": "recast", "agreement.withdraw_clause": "withdrawn"}

// MoveClausesTx takes clauses through a verb within a change.
func MoveClausesTx(ctx context.Context, tx *db.Tx, verb string, in ClauseInput) ([]db.Fact, error) {
	if len(in.Clauses) == 0 {
		var f fault.Form
		f.Refuse("clauses", "agreement.clauses_missing")
		return nil, f.Err()
	}
	a, ring, err := around(ctx, tx, in.Agreement)
	if err != nil {
		return nil, err
	}
	resting, err := CommitmentsOf(ctx, tx, tx.Who.Programme, a.ID)
	if err != nil {
		return nil, err
	}
	again, err := RestatedIn(ctx, tx, tx.Who.Programme, a.ID)
	if err != nil {
		return nil, err
	}
	var facts []db.Fact
	for _, id := range in.Clauses {
		c, err := GetClause(ctx, tx, tx.Who.Programme, id)
		if err != nil || c.Agreement != a.ID {
			return nil, orMissing(err)
		}
		from := c.State
		if c, err = c.move(tx.Who, ring, verb, in.Reason, in.Kind); err != nil {
			return nil, err
		}
		if c.State == Withdrawn && (rests(resting, c.ID) || slices.ContainsFunc(again, func(x Restatement) bool { return x.Clause == c.ID })) {
			return nil, fault.New(fault.Conflict, "agreement.clause_has_commitments")
		}
		if err := keepClause(ctx, tx, a, ring, c, from, verb, in.Reason); err != nil {
			return nil, err
		}
		facts = append(facts, c.fact(clausePast[verb]))
	}
	return facts, nil
}

// rests tells whether a standing commitment was made of the clause.
func rests(made []Commitment, clause ident.ID) bool {
	return slices.ContainsFunc(made, func(c Commitment) bool { return c.Clause == clause && c.State != Withdrawn })
}
