package agreement

import (
	"context"
	"slices"

	"throughline/kit/access"
	"throughline/kit/db"
	"throughline/kit/fault"
	"throughline/kit/ident"
)

// notAgain refuses to count a promise a second time: one of an agreement that
// takes another's place, between the same two and with the same figures as one of
// the old agreement, is that promise stated again.
func notAgain(ctx context.Context, tx *db.Tx, c Commitment) error {
	if c.Agreement == 0 {
		return nil
	}
	a, err := GetAgreement(ctx, tx, tx.Who.Programme, c.Agreement)
	if err != nil || a.Supersedes == 0 {
		return err
	}
	old, err := earlier(ctx, tx, tx.Who.Programme, a)
	if err != nil {
		return err
	}
	for _, o := range old {
		if o.State != Withdrawn && o.sameAs(c) {
			return fault.New(fault.Conflict, "agreement.same_promise", o.Code)
		}
	}
	return nil
}

// earlier lists the promises of the agreements whose place an agreement took,
// the whole way back.
func earlier(ctx context.Context, q db.Q, prog ident.Programme, a Agreement) ([]Commitment, error) {
	var ids []ident.ID
	for a.Supersedes != 0 {
		ids = append(ids, a.Supersedes)
		var err error
		if a, err = GetAgreement(ctx, q, prog, a.Supersedes); err != nil {
			return nil, err
		}
	}
	return CommitmentsOf(ctx, q, prog, ids...)
}

// RestateInput says that a clause of an agreement states a promise again that an
// earlier agreement, whose place it took, made already.
type RestateInput struct {
	Key        db.Key
	Commitment ident.ID
	Clause     ident.ID
}

// Restate links a promise to the clause that states it again. It stays one
// promise: nothing is added to any total.
func (r *Room) Restate(ctx context.Context, who ident.Actor, in RestateInput) (db.Done, error) {
	return r.DB.Change(ctx, who, in.Key, func(tx *db.Tx) ([]db.Fact, error) {
		c, err := seenCommitment(ctx, tx, who, in.Commitment)
		if err != nil {
			return nil, err
		}
		if err := access.Check(own, who, "agreement.restate", c.Relations(who, who.Person, who.Organisation)); err != nil {
			return nil, err
		}
		at, err := onClause(ctx, tx, Commitment{Clause: in.Clause, Visibility: c.Visibility})
		if err != nil {
			return nil, err
		}
		a, err := GetAgreement(ctx, tx, who.Programme, at.Agreement)
		if err != nil {
			return nil, err
		}
		old, err := earlier(ctx, tx, who.Programme, a)
		if err != nil {
			return nil, err
		}
		before, err := RestatementsOf(ctx, tx, who.Programme, c.ID)
		if err != nil {
			return nil, err
		}
		switch {
		case !slices.ContainsFunc(old, func(o Commitment) bool { return o.ID == c.ID }):
			return nil, fault.New(fault.Conflict, "agreement.not_of_the_old", c.Code)
		case c.State == Withdrawn:
			return nil, fault.New(fault.Conflict, "state.moved_on", CommitmentMachine.StateKey(c.State))
		case slices.ContainsFunc(before, func(x Restatement) bool { return x.Clause == in.Clause }):
			return nil, fault.New(fault.Conflict, "agreement.restated_already")
		}
		x := Restatement{Commitment: c.ID, Clause: in.Clause, Agreement: a.ID, At: tx.Now, Person: who.Person, Organisation: who.Organisation}
		return []db.Fact{c.fact("restated"), {Kind: "agreement.restatement.made.v1", Subject: ident.Ref{Kind: "agreement.restatement", ID: in.Clause}, Data: x}}, saveRestatement(ctx, tx, x)
	})
}
