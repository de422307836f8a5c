package agreement

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
	"throughline/kit/state"
	"throughline/kit/words"
)

// MoveInput takes one agreement through a verb. Day is the first or last day
// for those that set one; Wording is what the acceptor says in own words.
type MoveInput struct {
	Key       db.Key
	Agreement ident.ID
	Reason    string
	Wording   string
	Day       words.Day
}

// Do takes an agreement through one of the verbs of MoveInput by its name.
func (r *Room) Do(ctx context.Context, who ident.Actor, verb string, in MoveInput) (db.Done, error) {
	switch verb {
	case "agreement.accept":
		return r.Accept(ctx, who, in)
	case "agreement.withdraw":
		return r.Withdraw(ctx, who, in)
	}
	return r.move(ctx, who, in, verb)
}

// Accept is the second acceptance of what was read. Where a copy of the text
// has been added before, the agreement is signed with its text held.
func (r *Room) Accept(ctx context.Context, who ident.Actor, in MoveInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, facts, err := AcceptTx(ctx, tx, in)
		return facts, err
	})
}

// AcceptTx gives the second acceptance within a change.
func AcceptTx(ctx context.Context, tx *db.Tx, in MoveInput) (Agreement, []db.Fact, error) {
	a, ring, err := around(ctx, tx, in.Agreement)
	if err != nil {
		return a, nil, err
	}
	if a, err = a.move(tx.Who, ring, "agreement.accept", "", tx.Now); err != nil {
		return a, nil, err
	}
	docs, err := DocumentsOf(ctx, tx, tx.Who.Programme, a.ID)
	if err != nil {
		return a, nil, err
	}
	said := Statement{ID: tx.ID(), Agreement: a.ID, Verdict: "accepted", Wording: in.Wording, At: tx.Now, Person: tx.Who.Person, Organisation: tx.Who.Organisation}
	if err := saveStatement(ctx, tx, said); err != nil {
		return a, nil, err
	}
	if err := keep(ctx, tx, &a, ring, Captured, "agreement.accept", ""); err != nil {
		return a, nil, err
	}
	if len(docs) > 0 {
		a.State = Signed // a copy was added before
		if err := keep(ctx, tx, &a, ring, SignedUnheld, "agreement.hold_text", ""); err != nil {
			return a, nil, err
		}
	}
	old, err := supersede(ctx, tx, a)
	return a, append([]db.Fact{a.fact("accepted"), said.fact()}, old...), err
}

// keep saves an agreement after a step and settles its tasks.
func keep(ctx context.Context, tx *db.Tx, a *Agreement, ring Circle, from, verb, reason string) error {
	if err := saveAgreement(ctx, tx, *a); err != nil {
		return err
	}
	clauses, err := ClausesOf(ctx, tx, tx.Who.Programme, a.ID)
	if err != nil {
		return fmt.Errorf("reading clauses of %s: %w", a.Code, err)
	}
	return state.Step(ctx, tx, Machine, a.subject(), from, verb, a.State, reason, a.wants(ring, clauses)...)
}

// superseded is the agreement whose place another takes. It must stand, and
// nobody may have taken its place already.
func superseded(ctx context.Context, tx *db.Tx, a Agreement) (Agreement, error) {
	old, err := seen(ctx, tx, tx.Who, a.Supersedes)
	if err != nil {
		return old, err
	}
	if old.UnknownNumber || !slices.Contains(replaceable, old.State) {
		return old, fault.New(fault.Conflict, "agreement.not_to_supersede", old.Code, Machine.StateKey(old.State))
	}
	return old, nil
}

// supersede ends the agreement whose place a has taken, now that a is signed.
func supersede(ctx context.Context, tx *db.Tx, a Agreement) ([]db.Fact, error) {
	if a.Supersedes == 0 {
		return nil, nil
	}
	old, err := superseded(ctx, tx, a)
	if err != nil {
		return nil, err
	}
	ring, err := circle(ctx, tx, old)
	if err != nil {
		return nil, err
	}
	from := old.State
	old.State, old.StateSince, old.StateBy, old.StateOrg = Superseded, tx.Now, tx.Who.Person, tx.Who.Organisation
	return []db.Fact{old.fact("superseded")}, keep(ctx, tx, &old, ring, from, "agreement.supersede", a.Code)
}

// TakeEffect sets the day from which the agreement binds.
func (r *Room) TakeEffect(ctx context.Context, who ident.Actor, in MoveInput) (db.Done, error) {
	return r.move(ctx, who, in, "agreement.take_effect")
}

// pasts are the verbs of a plain move, with the fact each makes.
var pasts = map[string]string{"agreement.submit_draft": "submitted", "agreement.return_draft": "returned", "agreement.agree_text": "text_agreed",
	"agreement.sign": "signed", "agreement.take_effect": "took_effect", "agreement.complete": "completed", "agreement.lapse": "lapsed",
	"agreement.terminate": "terminated", "agreement.withdraw": "withdrawn"}

func (r *Room) move(ctx context.Context, who ident.Actor, in MoveInput, verb string) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		_, facts, err := moveTx(ctx, tx, in, verb)
		return facts, err
	})
}

// forBatch tells whether a move is open to a batch of unknown number.
func forBatch(verb string) bool { return verb == "agreement.accept" || verb == "agreement.withdraw" }

// moveTx takes an agreement one step on and sets the day that the step brings.
func moveTx(ctx context.Context, tx *db.Tx, in MoveInput, verb string) (Agreement, []db.Fact, error) {
	a, ring, err := around(ctx, tx, in.Agreement)
	if err != nil {
		return a, nil, err
	}
	from := a.State
	if a, err = a.move(tx.Who, ring, verb, strings.TrimSpace(in.Reason), tx.Now); err != nil {
		return a, nil, err
	}
	if a.UnknownNumber && !forBatch(verb) {
		return a, nil, fault.New(fault.Conflict, "agreement.not_for_a_batch")
	}
	switch verb {
	case "agreement.sign":
		a, err = a.sign(in.Day)
	case "agreement.take_effect":
		a, err = a.takeEffect(in.Day)
	case "agreement.complete", "agreement.lapse", "agreement.terminate":
		a, err = a.endOn(in.Day)
	}
	if err != nil {
		return a, nil, err
	}
	if err := mayMove(ctx, tx, a, verb); err != nil {
		return a, nil, err
	}
	if err := keep(ctx, tx, &a, ring, from, verb, in.Reason); err != nil {
		return a, nil, err
	}
	facts := []db.Fact{a.fact(pasts[verb])}
	if verb == "agreement.sign" {
		old, err := supersede(ctx, tx, a)
		return a, append(facts, old...), err
	}
	return a, facts, nil
}

// mayMove holds a move against the text and the promises of the agreement: a
// draft is reviewed in its text, what is withdrawn has promised nothing, and what
// is completed leaves nothing open.
func mayMove(ctx context.Context, tx *db.Tx, a Agreement, verb string) error {
	switch verb {
	case "agreement.submit_draft":
		docs, err := DocumentsOf(ctx, tx, tx.Who.Programme, a.ID)
		if err == nil && len(docs) == 0 {
			err = fault.New(fault.Conflict, "agreement.no_draft_text")
		}
		return err
	case "agreement.withdraw", "agreement.complete":
		made, err := CommitmentsOf(ctx, tx, tx.Who.Programme, a.ID)
		if err != nil {
			return err
		}
		open := 0
		for _, c := range made {
			if verb == "agreement.withdraw" && c.State != Withdrawn || verb == "agreement.complete" && c.Open() {
				open++
			}
		}
		if open > 0 {
			return fault.New(fault.Conflict, map[string]string{"agreement.withdraw": "agreement.has_commitments", "agreement.complete": "agreement.has_open_commitments"}[verb], open)
		}
	}
	return nil
}

// Withdraw takes an agreement back that was recorded in error, with the reason.
func (r *Room) Withdraw(ctx context.Context, who ident.Actor, in MoveInput) (db.Done, error) {
	return r.move(ctx, who, in, "agreement.withdraw")
}

// WithdrawTx takes an agreement back within a change.
func WithdrawTx(ctx context.Context, tx *db.Tx, in MoveInput) (Agreement, db.Fact, error) {
	a, facts, err := moveTx(ctx, tx, in, "agreement.withdraw")
	if err != nil {
		return a, db.Fact{}, err
	}
	return a, facts[0], nil
}
